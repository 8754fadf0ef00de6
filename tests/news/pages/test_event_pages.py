"""Events as a reader sees them: by day, with how sure we are, and never more certain than what is on file."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import NewsEvent
from tests.controls.markup import tree
from tests.news.reporting import make_article

pytestmark = pytest.mark.usefixtures("seeded", "today")
EVENTS, MOVES = "/news/events/", "/news/moves/"


def main(answer):
    assert answer.status_code == 200
    return tree(answer).one("main")


def headlines(answer, label="Reported events"):
    found = [each for each in main(answer).all("div") if each.get("aria-label") == label]
    return [row.one("th").all("a")[0].text for table in found for row in table.one("tbody").all("tr")]


def keys(client, query):
    """The events that a question finds, over the API, where the filter is the same."""
    return [each["id"] for each in client.get(f"/api/v1/news/events/?page_size=500&{query}").json()["results"]]


class TestTheList:
    def test_the_latest_stands_first_and_fifty_on_a_page(self, client):
        found = headlines(client.get(EVENTS))

        assert len(found) == 50
        assert found[0].startswith("Planned end of the suspension of No. 55-58")

    def test_nothing_of_a_later_day_is_there(self, client):
        found = headlines(client.get(EVENTS, {"as_of": "2026-02-24"}))

        assert found[0] in {each.headline for each in NewsEvent.objects.filter(day=date(2026, 2, 24))}
        assert not NewsEvent.objects.filter(headline__in=found, day__gt=date(2026, 2, 24))

    def test_what_is_scheduled_for_later_stands_apart_and_only_today(self, client):
        ahead = headlines(client.get(EVENTS), "Scheduled for later")

        assert ahead == ["Planned end of the suspension of clause 2 of 2024 No. 46"]
        assert headlines(client.get(EVENTS, {"as_of": "2026-11-20"}), "Scheduled for later") == []

    def test_what_is_only_scheduled_never_looks_like_what_happened(self, client):
        table = next(
            each for each in main(client.get(EVENTS)).all("div") if each.get("aria-label") == "Reported events"
        )
        first = table.one("tbody").all("tr")[0]

        assert "scheduled, outcome unknown" in first.text
        assert "scheduled" in first.one("span", of_class="b").classes

    def test_figures_stand_in_quotation_marks_with_who_gave_them(self, client):
        text = main(client.get(EVENTS, {"q": "ne118"})).text

        assert "“62,585 t (+12.9 %); December 4,392 t”" in text

    def test_nothing_found_is_not_nothing_happened(self, client):
        text = main(client.get(EVENTS, {"q": "no such report"})).text

        assert "No event on file with these filters by this day." in text
        assert "That does not mean that nothing happened." in text

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("type=rumour", "type"),
            ("element=Xx", "element"),
            ("material=kryptonite", "material"),
            ("jurisdiction=XX", "jurisdiction"),
            ("entity=nobody", "entity"),
            ("measure=cn-2025-6", "measure"),
            ("confidence=sure", "confidence"),
            ("scope=all", "scope"),
            ("from=2026-02-30", "from"),
            ("from=2026-02-02&to=2026-02-01", "to"),
            ("q=%00", "q"),
            ("q=a%E2%80%8Eb", "q"),
            ("page=99", "page"),
            ("as_of=yesterday", "as_of"),
        ],
    )
    def test_a_wrong_question_is_refused_and_named(self, client, query, field):
        assert client.get(f"{EVENTS}?{query}").status_code == 400
        answer = client.get(f"/api/v1/news/events/?{query}")

        assert answer.status_code == 400 and field in answer.json().get("errors", {"q": ""})

    def test_many_rows_cost_as_much_as_few(self, client):
        def cost(query):
            with CaptureQueriesContext(connection) as asked:
                client.get(f"{EVENTS}?{query}")
            return len(asked)

        client.get(EVENTS)  # the day of the newest notice is kept from then on

        assert cost("page_size=20") == cost("page_size=500") <= 15

    def test_the_chart_of_months_has_a_table_with_the_same_numbers(self, client):
        page = main(client.get(EVENTS))

        assert len([each for each in page.all("svg") if "ch" in each.classes]) == 2
        rows = page.one("details").one("tbody").all("tr")
        assert len(rows) == 36 and rows[-1].one("th").text == "November 2026"


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "holds"),
        [
            ("type=price", lambda row: row.event_type == "price"),
            ("type=price&type=trade_data", lambda row: row.event_type in ("price", "trade_data")),
            ("jurisdiction=JP", lambda row: "JP" in row.jurisdictions),
            ("element=Dy", lambda row: "Dy" in row.materials),
            ("material=magnets", lambda row: "magnets" in row.materials),
            ("entity=tdk-corporation", lambda row: "entity:tdk-corporation" in row.about),
            ("measure=cn-2025-18", lambda row: "measure:cn-2025-18" in row.about),
            ("notice=mofcom-2026-1", lambda row: "notice:mofcom-2026-1" in row.about),
            ("list=cn-watch-list", lambda row: "entity-list:cn-watch-list" in row.about),
            ("confidence=doubtful", lambda row: row.confidence == "doubtful"),
            ("scope=noise", lambda row: row.scope == "noise"),
            ("from=2026-01-01&to=2026-01-31", lambda row: (row.day.year, row.day.month) == (2026, 1)),
            ("q=Takaichi", lambda row: any("Takaichi" in each for each in (*row.parties, row.note))),
            ("q=62,585", lambda row: "62,585" in row.figures),
        ],
    )
    def test_a_filter_finds_all_that_it_means_and_nothing_else(self, client, query, holds):
        known = [row for row in NewsEvent.objects.filter(day__lte=date(2026, 11, 21)) if holds(row)]

        assert known and sorted(keys(client, query)) == sorted(row.key for row in known)

    def test_filters_hold_together(self, client):
        both = set(keys(client, "jurisdiction=JP")) & set(keys(client, "type=licence"))

        assert set(keys(client, "jurisdiction=JP&type=licence")) == both != set()

    def test_signs_that_mean_something_in_a_pattern_are_just_signs(self, client):
        assert keys(client, "q=%25_%25") == []


class TestOneEvent:
    def test_everything_of_the_row_is_there(self, client):
        text = main(client.get(f"{EVENTS}ne041/")).text

        for words in (
            "4 Apr 2025",
            "official record",
            "Sm, Gd, Tb, Dy, Lu, Sc, Y",
            "MOFCOM-GAC 2025 No. 18",
            "zirconium",
        ):
            assert words in text

    def test_both_addresses_lead_out_and_say_where(self, client):
        links = {link["href"]: link.get("rel") for link in main(client.get(f"{EVENTS}ne124/")).all("a")}

        row = NewsEvent.objects.get(key="ne124")
        assert all("noopener" in links[url] for url in (row.url, row.second_url))

    def test_the_notice_and_the_lists_that_it_moved_are_linked(self, client):
        page = main(client.get(f"{EVENTS}ne124/"))
        text, links = page.text, {link["href"] for link in page.all("a")}

        assert "/notices/mofcom-2026-12/" in links and "/entities/subaru-corporation/" in links
        assert "names added" in text and "the same day" in text and "unknown" in text

    def test_claims_about_the_same_facts_are_told(self, client):
        text = main(client.get(f"{EVENTS}ne096/")).text

        assert "Reported wrongly about the same facts" in text
        assert "The October 2025 measures are suspended until 28 November 2026" in text

    @pytest.mark.parametrize("key", ["ne152", "ne153", "ne154"])
    def test_a_mere_schedule_says_that_nobody_has_seen_the_outcome(self, client, key):
        text = main(client.get(f"{EVENTS}{key}/")).text

        assert "Scheduled, outcome unknown." in text

    def test_a_day_before_it_says_so(self, client):
        text = main(client.get(f"{EVENTS}ne124/", {"as_of": "2026-02-23"})).text

        assert "On 23 Feb 2026 this had not been reported." in text

    @pytest.mark.parametrize(
        ("key", "words"),
        [
            ("ne002", "December 2022"),
            ("ne028", "2025"),
            ("ne006", "about 5 Apr 2023"),
            ("ne019", "posted on 3 Jun 2024"),
        ],
    )
    def test_a_date_is_told_as_exactly_as_it_is_known(self, client, key, words):
        facts = main(client.get(f"{EVENTS}{key}/")).one("dl").all("dd")[0].text

        assert facts.startswith(f"{words} (as given: {NewsEvent.objects.get(key=key).date_text}")

    def test_articles_that_are_shown_are_linked_and_others_not(self, client):
        row = NewsEvent.objects.get(key="ne124")
        row.articles.add(make_article("二十家", language="zh"), make_article("Not let through", state="pending"))

        page = main(client.get(f"{EVENTS}ne124/"))

        assert [words.lang for text, words in page.texts() if text == "二十家" and words.inside("a")] == ["zh"]
        assert "Not let through" not in page.text

    def test_an_unknown_key_is_not_found(self, client):
        assert client.get(f"{EVENTS}ne999/").status_code == 404


class TestMoves:
    def test_every_change_has_its_lags_in_words(self, client):
        page = main(client.get(f"{MOVES}?list=cn-watch-list"))

        rows = page.one("tbody").all("tr")
        assert [row.one("th").all("a")[0].text for row in rows] == ["MOFCOM 2026 No. 28", "MOFCOM 2026 No. 12"]
        assert all("the same day" in row.text and "unknown" in row.text for row in rows)

    def test_acts_can_be_asked_for_alone(self, client):
        rows = main(client.get(f"{MOVES}?kind=stopped")).one("tbody").all("tr")

        assert rows and all("measures stopped" in row.text for row in rows)

    def test_before_the_first_notice_there_is_none(self, client):
        text = main(client.get(f"{MOVES}?as_of=2020-01-01")).text

        assert "No change of a list on file with these filters had been announced by this day." in text

    @pytest.mark.parametrize("query", ["kind=vanished", "list=no-list", "page=9"])
    def test_a_wrong_question_is_refused(self, client, query):
        assert client.get(f"{MOVES}?{query}").status_code == 400


def test_pages_of_news_are_never_kept_for_as_long_as_a_revision_stands(client):
    before = client.get(f"{EVENTS}ne124/").content
    NewsEvent.objects.filter(key="ne124").update(note="Learnt a minute ago.")

    assert "Learnt a minute ago." in client.get(f"{EVENTS}ne124/").content.decode() != before.decode()
