"""The results of the list page: rows that are drawn once and kept, and that never show yesterday's facts."""

from datetime import date

import pytest
from django.core.cache import caches

from controls.services import entities, lists, notices
from controls.services.entities import Name, Number
from tests.controls.markup import tree
from tests.controls.reading import cells
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
URL = "/entities/"


def row(client, listing, **query):
    page = tree(client.get(URL, {"q": listing.key} | query))
    return page.one("tbody").one("tr")


class TestARow:
    def test_says_item_names_country_effect_day_notice_number_and_evidence(self, client, today):
        page = tree(client.get(URL, {"q": "cn-wl-2026-012-1"}))

        item, names, country, effect, listed, number, evidence = cells(page.one("tbody").one("tr"))

        assert item.text == "1"
        assert names.text == "SUBARU Corporation 斯巴鲁株式会社株式会社SUBARU"
        assert (country.text, effect.text, number.text) == ("Japan", "Extra review", "5011101019196")
        assert listed.text == "24 Feb 2026 MOFCOM 2026 No. 12"
        assert evidence.text in ("official text", "2 agree")

    def test_leads_to_the_entity_and_to_the_notice(self, client, today):
        listing = make_listing()

        links = [link["href"] for link in row(client, listing).all("a")]

        assert links == [f"/entities/{listing.entity.key}/", f"/notices/{listing.notice.key}/"]

    def test_without_english_wording_goes_by_the_name_of_the_entity(self, client, today):
        listing = make_listing(entity=make_entity("English Ltd"), name_en="", name_zh="某公司")

        assert cells(row(client, listing))[1].text == "English Ltd 某公司"

    @pytest.mark.parametrize(
        ("kinds", "shown"),
        [
            ({"legal": "本名", "short": "短", "alias": "別"}, "本名"),
            ({"short": "短", "alias": "別"}, "短"),
            ({"alias": "別"}, "別"),
            ({"former": "旧", "alias": "別"}, "別"),
        ],
    )
    def test_shows_the_best_japanese_name(self, client, today, now, kinds, shown):
        source = make_source()
        names = [Name("Firm", "en", "as_listed", "official_text", [source])]
        names += [Name(text, "ja", kind, "one_report", [source]) for kind, text in kinds.items()]
        entity = entities.register(
            key="firm-jp", name="Firm", type="company", country="JP", names=names, by="tests", at=now
        )

        assert row(client, make_listing(entity=entity)).one(lang="ja").text == shown

    def test_shows_one_number_where_there_are_several(self, client, today, now):
        source = make_source()
        entity = entities.register(
            key="firm-jp",
            name="Firm",
            type="company",
            country="JP",
            names=[Name("Firm", "en", "as_listed", "official_text", [source])],
            numbers=[Number("jp-corporate-number", value, "official_text", [source]) for value in ("222", "111", "333")]
            + [Number("lei", "000", "official_text", [source])],
            by="tests",
            at=now,
        )

        assert cells(row(client, make_listing(entity=entity)))[5].text == "111"

    def test_shows_a_dash_without_a_number(self, client, today):
        assert cells(row(client, make_listing()))[5].text == "–"

    @pytest.mark.parametrize(
        ("grade", "words"),
        [
            ("official_text", "official text"),
            ("two_reports", "2 agree"),
            ("one_report", "1 report"),
            ("disputed", "disputed"),
        ],
    )
    def test_says_how_sure_it_is(self, client, today, grade, words):
        assert cells(row(client, make_listing(evidence_grade=grade)))[6].text == words


class TestRowsAreKeptButNeverStale:
    @pytest.fixture
    def listing(self, client, today):
        """A listing whose row has been drawn."""
        listing = make_listing(entity=make_entity("Before Ltd"), name_en="", name_zh="某公司")
        assert "Before Ltd" in row(client, listing).text
        return listing

    def test_a_corrected_name_is_shown_at_once(self, client, listing, now):
        entities.correct(entity=listing.entity, fields={"name": "After Ltd"}, reason="Typo.", by="tests", at=now)

        assert "After Ltd" in row(client, listing).text

    def test_a_corrected_label_of_the_notice_is_shown_at_once(self, client, listing, now):
        notices.correct(notice=listing.notice, fields={"label": "Renamed No. 1"}, reason="Typo.", by="tests", at=now)

        assert "Renamed No. 1" in row(client, listing).text

    def test_an_act_is_shown_at_once(self, client, listing):
        make_event(listing=listing, kind="stopped", effective_from=date(2026, 6, 1))

        assert row(client, listing).one(of_class="b").text == "Measure stopped"

    def test_a_renamed_list_is_shown_at_once(self, client, listing, now):
        lists.correct(
            entity_list=listing.entity_list, fields={"name_en": "Renamed List"}, reason="Typo.", by="tests", at=now
        )

        assert "Renamed List" in [tab["label"] for tab in client.get(URL).context["tabs"]]

    def test_another_day_has_rows_of_its_own(self, client, listing):
        make_event(listing=listing, kind="stopped", effective_from=date(2026, 6, 1))

        shown = {
            day: row(client, listing, as_of=day).one(of_class="b").text
            for day in ("2026-05-31", "2026-06-01", "2026-11-21")
        }

        assert shown == {"2026-05-31": "Prohibited", "2026-06-01": "Measure stopped", "2026-11-21": "Measure stopped"}

    def test_links_of_a_past_day_are_not_shown_today(self, client, listing):
        row(client, listing, as_of="2026-06-01")

        assert all("as_of" not in link["href"] for link in row(client, listing).all("a"))

    def test_a_second_visitor_gets_the_same_rows(self, client, listing):
        first = str(client.get(URL).content)
        caches["pages"].clear()

        assert str(client.get(URL).content) == first

    def test_rows_come_in_the_order_asked_for_however_they_were_kept(self, client, today):
        notice = make_notice()
        made = [make_listing(notice=notice, entity_list=make_list(), entity=make_entity(name)) for name in "bac"]
        for listing in (made[2], made[0]):
            row(client, listing)

        names = [row["name"] for row in client.get(URL, {"notice": notice.key, "sort": "name"}).context["page"]]

        assert names == ["a", "b", "c"]


class TestTheTable:
    @pytest.mark.parametrize(
        ("sort", "column", "expected"),
        [
            ("", "No.", "ascending"),
            ("item_number", "No.", "ascending"),
            ("-item_number", "No.", "descending"),
            ("name", "Name in the notice", "ascending"),
            ("-country", "Country", "descending"),
            ("listed", "Listed", "ascending"),
        ],
    )
    def test_says_by_what_it_is_sorted(self, client, today, sort, column, expected):
        heads = tree(client.get(URL, {"sort": sort})).one("thead").all("th")

        sorted_by = {head.one("a").text: head["aria-sort"] for head in heads if head.get("aria-sort")}
        assert sorted_by == {column: expected}

    def test_a_second_click_turns_the_order_round(self, client, today):
        links = client.get(URL, {"sort": "name"}).context["sort_links"]

        assert (links["name"]["url"], links["country"]["url"]) == ("/entities/?sort=-name", "/entities/?sort=country")

    @pytest.mark.parametrize(("page", "words"), [("1", "Showing 1–50 of 274."), ("6", "Showing 251–274 of 274.")])
    def test_says_which_rows_it_shows(self, client, today, page, words):
        assert words in tree(client.get(URL, {"page": page})).one("p", of_class="note").text

    def test_says_its_order_only_where_it_is_the_usual_one(self, client, today):
        words = "Newest notice first, names in the order of the notice."

        assert words in tree(client.get(URL)).text
        assert words not in tree(client.get(URL, {"sort": "name"})).text

    def test_one_page_needs_no_page_numbers(self, client, today):
        assert not tree(client.get(URL, {"q": "subaru"})).all("nav", aria_label="Pages")

    def test_the_page_shown_is_marked_and_no_link(self, client, today):
        pages = tree(client.get(URL, {"page": "2"})).one("nav", aria_label="Pages")

        assert pages.one(aria_current="page").text == "Page 2"
        assert "2" not in [link.text.removeprefix("Page ") for link in pages.all("a")]
        assert (pages.one("a", rel="prev")["href"], pages.one("a", rel="next")["href"]) == (
            "/entities/",
            "/entities/?page=3",
        )


class TestTheForm:
    def test_keeps_what_has_no_box_of_its_own(self, client, today):
        form = tree(client.get(URL, {"state": "in_force", "entity": "subaru-corporation", "sort": "-name"})).one(
            "form", of_class="facetcol"
        )

        hidden = {field["name"]: field["value"] for field in form.all("input", type="hidden")}
        assert hidden == {"state": "in_force", "entity": "subaru-corporation", "sort": "-name"}

    def test_sent_as_it_is_asks_the_same_again(self, client, today):
        question = {
            "list": "cn-watch-list",
            "country": "JP",
            "effect": "extra_review",
            "q": "corp",
            "listed_from": "2026-01-01",
            "as_of": "2026-09-01",
        }
        form = tree(client.get(URL, question)).one("form", of_class="facetcol")

        sent = {
            field["name"]: field["value"]
            for field in form.all("input")
            if field.get("value") and (field.get("type") != "checkbox" or "checked" in field.attributes)
        }

        assert sent == question

    def test_htmx_and_plain_form_ask_the_same_address(self, client, today):
        form = tree(client.get(URL)).one("form", of_class="facetcol")

        assert form["hx-get"] == form["action"] == URL
        assert (form["hx-target"], form["hx-push-url"]) == ("#results", "true")
        assert tree(client.get(URL)).one(id="results").all("form", of_class="facetcol")

    def test_going_back_gets_the_whole_page_although_htmx_asks(self, client, today):
        answer = client.get(URL, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

        assert b"<html" in answer.content

    def test_the_fragment_is_what_stands_inside_the_page(self, client, today):
        fragment = client.get(URL, {"list": "cn-watch-list"}, headers={"HX-Request": "true"}).content.decode()
        page = client.get(URL, {"list": "cn-watch-list"}).content.decode()

        assert fragment.strip() in page


class TestNothingFound:
    def test_says_what_was_searched_and_offers_to_look_without_filters(self, client, today):
        page = tree(client.get(URL, {"q": "nobody at all", "list": "cn-watch-list", "as_of": "2026-03-01"}))

        assert "No entry for “nobody at all” among the entries searched." in page.text
        assert "Searched: 203 entries as of 1 Mar 2026." in page.text
        assert "/entities/?as_of=2026-03-01" in [link["href"] for link in page.one("main").all("a")]

    def test_never_says_clear(self, client, today):
        words = tree(client.get(URL, {"q": "nobody at all"})).one("main").text.lower()

        assert "not on a list is not the same as clear" in words
        assert words.count("clear") - words.count("clear all") == 1

    def test_filters_without_a_name_are_answered_without_one(self, client, today):
        page = tree(client.get(URL, {"list": "cn-watch-list", "country": "US"}))

        assert "No entry on this day with these filters." in page.text

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Subaro", "SUBARU Corporation"),
            ("Mitsubishi Heavy Industries Shipbilding", "Mitsubishi Heavy Industries Shipbuilding"),
            ("Skydyo", "Skydio"),
        ],
    )
    def test_offers_names_that_look_alike(self, client, today, typed, meant):
        names = [each["name"] for each in client.get(URL, {"q": typed}).context["suggestions"]]

        assert any(name.startswith(meant) for name in names), names
        assert len(names) <= 3

    def test_offers_nothing_that_was_not_listed_yet(self, client, today):
        assert client.get(URL, {"q": "Subaro", "as_of": "2026-02-23"}).context["suggestions"] == []

    def test_offers_nothing_where_nothing_looks_alike(self, client, today):
        assert client.get(URL, {"q": "zzqxxv"}).context["suggestions"] == []
