"""Pages of the technology catalogue as a reader uses them: items, codes, editions and their sums."""

from datetime import date

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.services.catalogue import Point
from tests.controls.markup import tree
from tests.controls.reading import badges, boxes, said
from tests.factories import make_claim
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = pytest.mark.usefixtures("seeded", "today")
REFINING = "/catalogue/rare-earth-refining/"


def page(client, path, status=200, **question):
    answer = client.get(path, question)
    assert answer.status_code == status
    return answer


def words(answer):
    return tree(answer).one("main").text


def rows(answer, region):
    return tree(answer).one(role="region", aria_label=region).one("tbody").all("tr")


def cost(client, path, **question):
    """How many queries an answer takes when nothing of it is kept."""
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as asked:
        page(client, path, **question)
    return len(asked)


class TestTheList:
    def test_shows_every_item_with_its_badge_what_binds_first(self, client):
        found = rows(page(client, "/catalogue/"), "Items")

        assert len(found) == 36
        assert [row.one(of_class="b").text for row in found[:5]] == ["Prohibited"] * 3 + ["Restricted"] * 2

    def test_a_ban_and_a_licence_look_different(self, client):
        by_code = {row.all("td")[0].text: row.one(of_class="b") for row in rows(page(client, "/catalogue/"), "Items")}

        assert (by_code["083201J"].text, "ban" in by_code["083201J"].classes) == ("Prohibited", True)
        assert (by_code["083201X"].text, "licence" in by_code["083201X"].classes) == ("Restricted", True)

    def test_doubt_is_never_plain(self, client):
        found = rows(page(client, "/catalogue/", state="to_be_confirmed"), "Items")

        assert len(found) == 12
        assert all("unsure" in row.one(of_class="b").classes for row in found)

    def test_keeps_the_choices_in_its_form(self, client):
        question = {"part": "restricted", "state": "ended", "rare_earth": "no", "edition": "2025-07-15"}
        chosen = tree(page(client, "/catalogue/", **question))

        assert {o["value"] for o in chosen.all("option") if "selected" in o.attributes} == set(question.values())

    @pytest.mark.parametrize(
        ("question", "number"),
        [
            ({"q": "稀土"}, 2), ({"q": "083201J"}, 1), ({"part": "prohibited", "state": "in_force"}, 3),
            ({"industry": "Pharmaceutical manufacturing"}, 3), ({"edition": "2020-08-28"}, 18),
            ({"rare_earth": "yes"}, 7), ({"state": "not_law"}, 3), ({"as_of": "2022-06-01"}, 25),
        ],
    )  # fmt: skip
    def test_counts_what_is_asked(self, client, question, number):
        answer = page(client, "/catalogue/", **question)

        assert tree(answer).one(role="status").text.startswith(f"{number} item")
        assert len(rows(answer, "Items")) == number

    def test_of_nothing_says_that_silence_is_no_freedom(self, client):
        assert "does not mean that nothing was controlled" in words(page(client, "/catalogue/", q="no such technology"))
        assert "does not mean that nothing was controlled" in words(page(client, "/catalogue/", as_of="2001-02-01"))

    def test_says_that_it_is_not_the_whole_catalogue(self, client):
        assert "may still be in the catalogue" in words(page(client, "/catalogue/"))

    def test_comes_in_pages_and_keeps_the_question(self, client):
        answer = page(client, "/catalogue/", page_size="5", state="ended")

        assert len(rows(answer, "Items")) == 5
        assert all("state=ended" in link["href"] for link in tree(answer).one(of_class="pages").all("a"))

    def test_keeps_the_day_in_its_links(self, client):
        found = rows(page(client, "/catalogue/", as_of="2024-06-01"), "Items")

        assert all(link["href"].endswith("?as_of=2024-06-01") for row in found for link in row.all("a"))

    def test_is_in_the_navigation(self, client):
        assert tree(page(client, "/")).one("a", href="/catalogue/").text == "Technology catalogue"
        assert tree(page(client, REFINING)).one("nav", aria_label="Main").one(aria_current="page").text == (
            "Technology catalogue"
        )

    @pytest.mark.parametrize("field", ["part", "state", "industry", "rare_earth", "edition", "page", "as_of"])
    def test_refuses_what_it_does_not_know_by_name(self, client, field):
        answer = page(client, "/catalogue/", 400, **{field: "nonsense"})

        assert field in words(answer)

    def test_costs_the_same_for_many(self, client):
        before = cost(client, "/catalogue/", as_of="2090-06-01")
        for number in range(6):
            make_version(item=make_catalogue_item(), points=[Point(1, f"Point {number}")])

        assert cost(client, "/catalogue/", as_of="2090-06-01") == before <= 14


class TestAnItem:
    def test_says_what_it_is_since_when_and_under_which_code(self, client):
        found = tree(page(client, REFINING))

        assert found.one("h1").text == "Refining, processing and utilisation of rare earths"
        assert badges(found)[0] == "Prohibited"
        assert "since 1 Nov 2008, as far as editions are on file" in found.one("main").text
        assert said(found, "Part") == ["Prohibited (J)"]
        assert said(found, "Evidence of the code") == ["one report"]

    def test_shows_its_control_points_in_both_languages(self, client):
        found = rows(page(client, REFINING), "Control points")

        assert [row.one("th").text for row in found] == ["1", "2", "3", "4"]
        assert found[2].all("td")[0].text == "Preparation of samarium-cobalt, neodymium-iron-boron and cerium magnets"
        assert found[3].all("td")[1].one("span", lang="zh-Hans").text == "稀土硼酸氧钙制备技术"

    def test_of_an_earlier_day_shows_the_points_of_that_day(self, client):
        answer = page(client, REFINING, as_of="2022-06-01")

        assert len(rows(answer, "Control points")) == 6
        assert "The points are those of the edition before" in words(answer)
        assert "calcium oxyborate" not in tree(answer).one(role="region", aria_label="Control points").text

    def test_shows_every_code_that_it_had_by_the_day(self, client):
        later, earlier = (page(client, REFINING, **q) for q in ({}, {"as_of": "2022-06-01"}))

        assert [row.all("td")[1].text for row in rows(later, "Codes over time")] == [
            "053302J", "053302J", "213301J", "083201J", "083201J",
        ]  # fmt: skip
        assert len(rows(earlier, "Codes over time")) == 2

    def test_marks_the_draft_as_never_law(self, client):
        (draft,) = [row for row in rows(page(client, REFINING), "Codes over time") if "consultation draft" in row.text]

        assert "never law" in draft.all("td")[0].text

    def test_draws_its_versions_and_says_them_in_words(self, client):
        line = tree(page(client, REFINING)).one("svg", of_class="vline")

        assert line["role"] == "img"
        assert "30 Dec 2022 213301J (draft)" in line["aria-label"]
        assert len(line.all("circle")) == 5
        assert len([dot for dot in line.all("circle") if "now" in dot.classes]) == 1
        assert len([dot for dot in line.all("circle") if dot.get("stroke-dasharray")]) == 1

    def test_shows_both_claims_that_went_round(self, client):
        found = rows(page(client, REFINING), "Claims")

        assert [row["id"] for row in found] == ["cc-01", "cc-03"]
        assert "稀土硼酸氧钙" in found[0].text and "corrected by its publisher" in found[1].text

    def test_links_what_a_claim_is_about(self, client):
        links = {link.text: link["href"] for link in rows(page(client, REFINING), "Claims")[0].all("a")}

        assert links["catalogue item rare-earth-refining"] == REFINING
        assert links["edition of the catalogue 2023-12-21"] == "/catalogue/editions/2023-12-21/"
        assert links["version of a catalogue item 2023-12-21-083201j"] == "/catalogue/083201j/"

    def test_warns_of_the_item_with_the_other_letter(self, client):
        box = boxes(tree(page(client, REFINING)))["Not to be confused with"]

        assert "083201X Non-ferrous metal metallurgy technology" in box.text
        assert box.one(of_class="b").text == "Restricted"
        assert "J is a ban, X a licence" in box.text

    def test_has_a_history_of_law_and_of_our_record(self, client):
        history = tree(page(client, REFINING)).one("ol", of_class="tl")
        law = [row.text for row in history.all("li", of_class="law")]

        assert len(law) == 4
        assert any("modified, 083201J" in row for row in law)
        assert not any("213301J" in row for row in law)
        assert "Draft, never law: modified, 213301J" in history.text

    def test_offers_the_days_on_which_it_changed(self, client):
        box = boxes(tree(page(client, REFINING)))["See it on another day"]

        assert "053302J scheduled" in box.text and "083201J prohibited" in box.text
        assert {link["href"] for link in box.all("a")} >= {
            f"{REFINING}?as_of=2008-11-01",
            f"{REFINING}?as_of=2023-12-21",
        }

    def test_can_be_cited_with_day_and_revision(self, client):
        box = boxes(tree(page(client, REFINING, as_of="2024-06-01")))["Cite this item"]

        assert f"{REFINING}?as_of=2024-06-01" in box.text
        links = {link.text: link["href"] for link in box.all("a")}
        assert links == {
            "JSON": "/api/v1/catalogue/items/rare-earth-refining/?as_of=2024-06-01",
            "PDF": f"{REFINING}?as_of=2024-06-01&print=pdf",
        }
        assert client.get(links["JSON"]).status_code == 200

    def test_that_nothing_named_yet_says_so(self, client):
        answer = page(client, REFINING, as_of="2003-01-01")

        assert "By 1 Jan 2003 nothing on file that had been published named this item." in words(answer)
        assert badges(tree(answer)) == []

    def test_that_is_scheduled_says_from_when(self, client):
        answer = page(client, REFINING, as_of="2008-10-01")

        assert badges(tree(answer))[0] == "Scheduled"
        assert "from 1 Nov 2008" in words(answer)

    def test_that_moved_says_that_the_ban_became_a_licence(self, client):
        answer = page(client, "/catalogue/mining-engineering/")

        assert badges(tree(answer))[0] == "Restricted"
        assert "the ban became a licence" in words(answer)
        assert "counted by the authority as: deleted, modified" in words(answer)

    def test_in_doubt_says_why_in_a_call(self, client):
        found = tree(page(client, "/catalogue/ionic-heap-leaching/"))

        assert badges(found)[0] == "To be confirmed"
        assert "neither in force nor free" in found.one(of_class="call").text

    def test_of_a_draft_alone_says_that_it_is_never_law(self, client):
        found = tree(page(client, "/catalogue/crispr-gene-editing/"))

        assert badges(found)[0] == "Draft only, not law"
        assert "A draft is never law." in found.one(of_class="call").text

    def test_without_points_shows_what_is_known(self, client):
        answer = page(client, "/catalogue/non-ferrous-metallurgy/")

        assert "New points 9-13" in words(answer)
        assert "A summary: the points themselves were not seen." in words(answer)

    def test_of_which_only_the_title_is_known_says_so(self, client):
        assert "The control points of this version were not seen." in words(page(client, "/catalogue/lidar-systems/"))

    def test_with_some_points_says_that_there_may_be_more(self, client):
        assert "Further points may exist" in words(page(client, "/catalogue/mining-engineering/"))

    def test_with_a_reconstructed_title_says_so(self, client):
        assert "wording reconstructed, to be checked" in words(page(client, REFINING))
        assert "wording reconstructed" not in words(page(client, "/catalogue/battery-cathode-materials/"))

    def test_known_from_its_deletion_has_no_text(self, client):
        answer = page(client, "/catalogue/traditional-architecture-ban/", as_of="2024-06-01")

        assert badges(tree(answer))[0] == "Prohibited"
        assert "its earlier text is not on file" in words(answer)

    def test_is_found_whatever_the_case_of_its_key(self, client):
        assert page(client, "/catalogue/Rare-Earth-Refining/").status_code == 200

    def test_escapes_what_curators_type(self, client):
        item = make_catalogue_item(title_en="<script>x</script>", note="<b>note</b>")
        make_version(item=item, points=[Point(1, "<i>point</i>", "<u>点</u>")], what_changed="<s>was</s>")
        make_claim(subjects=[f"catalogue-item:{item.key}"], text="<em>claim</em>")

        html = page(client, f"/catalogue/{item.key}/", as_of="2090-06-01").content.decode()

        for typed in ("<script>x", "<b>note", "<i>point", "<u>点", "<s>was", "<em>claim"):
            assert typed not in html
            assert typed.replace("<", "&lt;").replace(">", "&gt;") in html

    def test_costs_the_same_with_many_versions_points_and_claims(self, client):
        few, many = make_catalogue_item(), make_catalogue_item()
        make_version(item=few, revision=make_revision(published_on=date(2090, 3, 1)), points=[Point(1, "One")])
        make_claim(subjects=[f"catalogue-item:{few.key}"])
        for day in range(2, 7):
            make_version(
                item=many, revision=make_revision(published_on=date(2090, 3, day)),
                points=[Point(number, "Some") for number in range(1, 4)],
            )  # fmt: skip
            make_claim(subjects=[f"catalogue-item:{many.key}"])

        one, other = (cost(client, f"/catalogue/{each.key}/", as_of="2090-06-01") for each in (few, many))

        assert one == other <= 20


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "item"),
        [
            ("083201J", "rare-earth-refining"), ("083201j", "rare-earth-refining"), ("053302J", "rare-earth-refining"),
            ("213301J", "rare-earth-refining"), ("083201X", "non-ferrous-metallurgy"),
            ("085001J", "traditional-architecture-ban"), ("085001X", "traditional-architecture-licence"),
            ("050901J", "mining-engineering"),
        ],
    )  # fmt: skip
    def test_lead_to_their_item_letter_by_letter(self, client, code, item):
        answer = page(client, f"/catalogue/{code}/", 302)

        assert answer["Location"] == f"/catalogue/{item}/"

    def test_keep_the_day_on_the_way(self, client):
        assert (
            page(client, "/catalogue/083201J/", 302, as_of="2024-06-01")["Location"] == f"{REFINING}?as_of=2024-06-01"
        )

    @pytest.mark.parametrize(
        ("typed", "offered"),
        [
            ("083201", ["083201J: Refining", "083201X: Non-ferrous"]),
            ("083201Y", ["083201J: Refining", "083201X: Non-ferrous"]),
            ("083202J", ["083201J: Refining"]),
            ("rare-earth-refinin", ["rare-earth-refining: Refining"]),
            ("lidar", ["lidar-systems: LiDAR"]),
        ],
    )
    def test_that_nobody_has_are_not_found_and_near_ones_are_offered(self, client, typed, offered):
        answer = page(client, f"/catalogue/{typed}/", 404)

        assert f"“{typed}”" in words(answer)
        assert "That does not mean no control." in words(answer)
        near = [link.text for link in tree(answer).one("main").one("section").all("a")]
        assert all(any(each.startswith(wanted) for each in near) for wanted in offered)

    def test_with_nothing_near_offer_nothing(self, client):
        assert not tree(page(client, "/catalogue/qqqqqq/", 404)).one("main").all("section")

    def test_that_two_items_had_are_offered_and_not_chosen(self, client):
        first = make_version(code="999921J")
        second = make_version(code="999921J", revision=make_revision(published_on=date(2090, 3, 1)))

        near = tree(page(client, "/catalogue/999921J/", 404)).one("main").one("section").all("a")

        assert {link["href"] for link in near} & {f"/catalogue/{each.item.key}/" for each in (first, second)}

    def test_stand_on_the_page_of_control_codes_too(self, client):
        answer = page(client, "/codes/083201X/", 404)

        links = {link.text: link["href"] for link in tree(answer).one("main").one("section").all("a")}
        assert links["083201X in the technology catalogue: Non-ferrous metal metallurgy technology"] == (
            "/catalogue/non-ferrous-metallurgy/"
        )


class TestElsewhere:
    @pytest.mark.parametrize(
        ("reference", "address"),
        [
            ("catalogue-item:rare-earth-refining", REFINING),
            ("catalogue-revision:2023-12-21", "/catalogue/editions/2023-12-21/"),
            ("item-version:2023-12-21-083201j", "/catalogue/083201j/"),
            ("item-version:2023-12-21-mining-engineering", "/catalogue/mining-engineering/"),
            ("item-version:2001-12-rare-earth-know-how", "/catalogue/rare-earth-know-how/"),
        ],
    )
    def test_the_change_log_leads_to_the_fact(self, client, reference, address):
        answer = page(client, "/changes/", about=reference)

        assert address in {link["href"] for link in tree(answer).one("main").all("a")}

    @pytest.mark.parametrize("noun", ["catalogue-item", "catalogue-revision", "item-version"])
    def test_the_change_log_can_be_narrowed_to_them(self, client, noun):
        assert tree(page(client, "/changes/", subject_type=noun)).one("main").all("li")

    def test_a_source_shows_the_editions_and_items_that_rest_on_it(self, client):
        answer = page(client, "/sources/mooncircle-org-2c124251/")

        (section,) = [s for s in tree(answer).one("main").all("section") if "technology catalogue" in s.one("h2").text]
        assert REFINING in {link["href"] for link in section.all("a")}

    def test_a_source_without_any_has_no_such_part(self, client):
        assert "technology catalogue that rest" not in words(page(client, "/sources/opensanctions-cn-sanctions/"))

    def test_the_list_of_claims_links_to_the_catalogue(self, client):
        hrefs = {link["href"] for link in tree(page(client, "/claims/")).one("main").all("a")}

        assert {REFINING, "/catalogue/editions/2022-12-30/", "/catalogue/mining-engineering/"} <= hrefs


class TestHostileKeys:
    @pytest.mark.parametrize(
        "key",
        ["%00", "a" * 400, "稀土", "%F0%9F%92%A9", "083201J' OR 1=1", "[[[", "(" * 60, "%E2%80%AE", "J" * 80, "0" * 80],
    )
    @pytest.mark.parametrize("path", ["/catalogue/{}/", "/catalogue/editions/{}/"])
    def test_are_no_faults_of_ours(self, client, path, key):
        assert client.get(path.format(key)).status_code in (400, 404)

    @pytest.mark.parametrize("key", ["edition", "items"])
    def test_words_of_addresses_are_no_items(self, client, key):
        assert client.get(f"/catalogue/{key}/").status_code == 404
