"""The page of the search, and suggestions while one types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.models.search import Kind
from controls.services import searching
from controls.services.searching.documents import Draft, Text
from tests.controls.markup import tree
from tests.factories import make_entity, make_listing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded", "today")]
FRAGMENT = {"HX-Request": "true"}


def page_for(client, question, **headers):
    answer = client.get(f"/search/?{question}", headers=headers)
    assert answer.status_code == 200, answer.content
    return tree(answer)


def hits(page):
    return [(link["href"], link.text) for link in page.one("ol", of_class="found").all("a")]


class TestThePage:
    def test_a_hit_leads_to_its_fact_and_says_why(self, client):
        page = page_for(client, "q=斯巴鲁")

        assert hits(page) == [("/entities/subaru-corporation/", "SUBARU Corporation")]
        assert page.one("dt").text == "name in the notice"
        assert [mark.text for mark in page.one("dl", of_class="why").all("mark")] == ["斯巴鲁"]
        assert page.one("dd").lang == "zh-Hans"

    def test_the_state_of_a_hit_is_that_of_the_day(self, client):
        found = page_for(client, "q=Subaru").one("ol", of_class="found")
        assert found.one("span", of_class="b").text == "Extra review"

        assert "1 entry found" in page_for(client, "q=Subaru&as_of=2026-02-24").text
        assert "No entry found." in page_for(client, "q=Subaru&as_of=2026-02-23").text

    def test_hits_keep_the_day(self, client):
        page = page_for(client, "q=Subaru&as_of=2026-03-01")

        assert hits(page)[0][0] == "/entities/subaru-corporation/?as_of=2026-03-01"

    def test_a_place_on_a_page_comes_after_the_day(self, client):
        page = page_for(client, "q=boric+acid&as_of=2026-03-01")

        assert hits(page)[0][0] == "/claims/?as_of=2026-03-01#cc-01"

    def test_nothing_is_asked_of_an_empty_page(self, client):
        page = page_for(client, "")

        assert "For example:" in page.text
        assert not page.all("ol", of_class="found")

    def test_every_example_finds_something(self, client):
        for link in page_for(client, "").one("p", of_class="note").all("a"):
            assert hits(tree(client.get(link["href"]))), link["href"]

    def test_nothing_found_is_never_clear(self, client):
        page = page_for(client, "q=zzzzqqqq")

        assert "No entry found." in page.text
        assert "does not mean that a shipment is free" in page.text
        assert "MOFCOM 2026 No. 1" in page.text

    def test_near_codes_are_said_to_be_others(self, client):
        page = page_for(client, "q=083201J")

        assert [url for url, _title in hits(page)] == ["/catalogue/rare-earth-refining/"]
        assert "Near codes, not the same" in page.text
        assert [mark.text for mark in page.all("b", of_class="mono")] == ["083201X"]

    def test_what_was_only_nearly_so_says_so(self, client):
        page = page_for(client, "q=Subaro")

        assert "Nothing is written exactly like this." in page.text
        assert "Read as: subaru" in page.text

    def test_what_has_only_some_of_the_words_says_so(self, client):
        assert "Nothing has all of these words." in page_for(client, "q=Subaru+zzzzqqqq").text

    def test_the_question_stands_in_its_field_and_in_the_title(self, client):
        page = page_for(client, "q=Subaru")

        assert page.one("title").text.startswith("Search for “Subaru”")
        fields = [field for field in page.all("input") if field.get("name") == "q" and field.get("value") == "Subaru"]
        # In the form above; hidden in that of the facets and in that of the day.
        assert sorted(field["type"] for field in fields) == ["hidden", "hidden", "search"]

    def test_the_address_keeps_question_filters_and_day(self, client):
        page = page_for(client, "q=rare+earth&type=measure")

        last = page.all("p", of_class="note")[-1].one("a")["href"]
        assert last == "/search/?q=rare+earth&type=measure&as_of=2026-11-21"

    def test_pages_follow_each_other(self, client):
        first = page_for(client, "q=dysprosium&page_size=3")
        second = page_for(client, "q=dysprosium&page_size=3&page=2")

        assert first.one("a", rel="next")["href"] == "/search/?page_size=3&q=dysprosium&page=2"
        assert not set(hits(first)) & set(hits(second))
        assert second.one("ol", of_class="found")["start"] == "4"
        assert ", page 2" in second.one("title").text

    @pytest.mark.parametrize("question", ["q=%25%25", "q=" + "x" * 201, "q=a&page=99", "q=a&type=x", "q=%E2%80%AE"])
    def test_a_wrong_question_is_answered_in_words(self, client, question):
        answer = client.get(f"/search/?{question}")

        assert answer.status_code == 400
        assert tree(answer).one("div", role="alert")

    def test_words_from_outside_are_escaped(self, client):
        make_listing(entity=make_entity("<script>quexolite</script> & Co"))

        raw = client.get("/search/?q=quexolite").content.decode()
        assert "<script>quexolite" not in raw
        assert "&lt;script&gt;<mark>quexolite</mark>&lt;/script&gt; &amp; Co" in raw
        assert "&lt;b&gt;x" in client.get("/search/?q=<b>x").content.decode()

    def test_works_for_a_document_of_a_kind_that_is_to_come(self, client):
        text = Text(Kind.TITLE, "zh-Hans", "奎克索石出口")
        searching.keep(drafts=[Draft("claim", "new-1", "奎克索石出口", ("claim", "new-1"), [text], 10, "zh-Hans")])

        assert hits(page_for(client, "q=奎克索石")) == [("/claims/#new-1", "奎克索石出口")]


class TestFacets:
    def boxes(self, page):
        return {box["id"]: box for box in page.all("input") if box.get("type") == "checkbox"}

    def test_are_tick_boxes_with_counts(self, client):
        page = page_for(client, "q=rare+earth")

        assert {"f-type-measure", "f-type-claim", "f-jurisdiction-CN"} <= set(self.boxes(page))
        assert "China" in page.one("form", of_class="facetcol").text

    def test_what_is_ticked_stays_ticked_and_narrows(self, client):
        page = page_for(client, "q=rare+earth&type=measure")

        assert "checked" in self.boxes(page)["f-type-measure"].attributes
        assert "checked" not in self.boxes(page)["f-type-claim"].attributes
        assert all(url.startswith("/measures/") for url, _title in hits(page))

    def test_a_fragment_is_a_part_of_the_page(self, client):
        whole = client.get("/search/?q=Subaru").content.decode()
        part = client.get("/search/?q=Subaru", headers=FRAGMENT).content.decode()

        assert "<html" not in part
        assert part.strip() in whole

    def test_a_value_that_leaves_nothing_can_be_taken_back(self, client):
        page = page_for(client, "q=Subaru&type=notice")

        assert "checked" in self.boxes(page)["f-type-notice"].attributes
        assert "No entry found." in page.text


class TestSuggestions:
    ADDRESS = "part=suggestions&q="

    def options(self, client, text, **more):
        page = page_for(client, self.ADDRESS + text, **FRAGMENT)
        return page.all("li", role="option")

    def test_are_options_of_a_list_box(self, client):
        page = page_for(client, f"{self.ADDRESS}suba", **FRAGMENT)

        assert page.one("ul")["role"] == "listbox"
        (option,) = page.all("li")
        assert (option["id"], option["aria-selected"], option["data-href"]) == (
            "suggested-1",
            "false",
            "/entities/subaru-corporation/",
        )

    @pytest.mark.parametrize(
        ("typed", "href"),
        [
            ("1C9", "/codes/1C9"),
            ("0832", "/catalogue/"),
            ("dys", "/elements/Dy/"),
            ("斯巴", "/entities/subaru-corporation/"),
            ("2026-12", "/notices/mofcom-2026-12/"),
            ("ジスプロ", "/elements/Dy/"),
        ],
    )
    def test_come_with_the_first_letters(self, client, typed, href):
        assert self.options(client, typed)[0]["data-href"].startswith(href)

    def test_are_eight_at_most(self, client):
        assert len(self.options(client, "corp")) == 8

    def test_keep_the_day(self, client):
        found = page_for(client, f"{self.ADDRESS}suba&as_of=2026-03-01", **FRAGMENT)

        assert found.one("li")["data-href"] == "/entities/subaru-corporation/?as_of=2026-03-01"

    def test_say_when_there_are_none(self, client):
        page = page_for(client, f"{self.ADDRESS}zzzzqqqq", **FRAGMENT)

        assert page.text.strip() == "No entry found."

    def test_asked_without_a_script_are_the_page(self, client):
        page = page_for(client, f"{self.ADDRESS}suba")

        assert page.one("h1").text == "Search"

    def test_cost_a_fixed_number_of_questions(self, client):
        def cost(text):
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/search/?{self.ADDRESS}{text}", headers=FRAGMENT)
            return len(asked)

        assert cost("corpo") <= 8
        assert cost("subar") <= 8


class TestTheFrame:
    @pytest.mark.parametrize("path", ["/", "/entities/", "/measures/cn-2025-61/", "/no/such/page/"])
    def test_every_page_has_the_box(self, client, path):
        form = tree(client.get(path)).one("form", role="search")

        assert form["action"] == "/search/"
        assert [field.get("name") for field in form.all("input")] == ["q"]

    def test_the_box_keeps_the_day(self, client):
        form = tree(client.get("/entities/?as_of=2026-03-01")).one("form", role="search")

        assert {field["name"]: field.get("value") for field in form.all("input")} == {"q": "", "as_of": "2026-03-01"}

    def test_without_a_script_the_box_promises_no_list(self, client):
        box = tree(client.get("/")).one("input", id="search")

        assert not {"role", "aria-expanded", "aria-controls"} & set(box.attributes)

    def test_the_old_search_of_the_lists_is_as_it_was(self, client):
        assert client.get("/entities/?q=斯巴鲁").context["page"].paginator.count == 1


class TestCost:
    def cost(self, client, question):
        with CaptureQueriesContext(connection) as asked:
            page_for(client, question)
        return len(asked)

    @pytest.mark.parametrize("text", ["corporation&type=entity", "dysprosium&type=tariff-code"])
    def test_many_hits_cost_as_much_as_one(self, client, text):
        page_for(client, "")  # what the frame shows is kept from here on
        assert self.cost(client, f"q={text}&page_size=50") == self.cost(client, f"q={text}&page_size=1")

    def test_no_question_takes_more_than_fifteen(self, client):
        for text in ("rare+earth&page_size=100", "083201J", "Subaro", "zzzzqqqq+xxxx", "export+control&page_size=100"):
            assert self.cost(client, f"q={text}") <= 15
