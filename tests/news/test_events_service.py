"""Reported events: brought by a table that is strict, mended by hand, joined to the articles that tell them."""

import csv
import io
from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from controls.models import Notice
from news.models import NewsEvent, Precision
from news.services import event_rows, events, references
from news.services.events import EventRefused
from news.services.seeding import SeedRefused
from tests.conftest import EVENTS
from tests.news.kept import NOON, item, only, source, store

pytestmark = pytest.mark.usefixtures("seeded")
ROWS = list(csv.DictReader(io.StringIO(EVENTS.read_text(encoding="utf-8"), newline="")))


@pytest.fixture
def written(tmp_path):
    """Writes the table with changed cells, with rows added, or with other columns."""

    def write(changes=None, more=(), columns=tuple(ROWS[0])):
        path = tmp_path / "events.csv"
        with path.open("w", encoding="utf-8", newline="") as table:
            out = csv.DictWriter(table, columns, lineterminator="\n", extrasaction="ignore")
            out.writeheader()
            out.writerows([{**row, **(changes or {}).get(row["key"], {})} for row in ROWS] + list(more))
        return path

    return write


def load(path=EVENTS):
    return events.load(table=path, at=NOON)


def refused(path):
    with pytest.raises(SeedRefused) as caught:
        load(path)
    return "\n".join(caught.value.problems)


def event(key="ne124"):
    return NewsEvent.objects.get(key=key)


class TestTheTable:
    def test_it_holds_the_154_events_once_each(self):
        assert len({row["key"] for row in ROWS}) == len(ROWS) == NewsEvent.objects.count() == 154

    def test_every_type_and_confidence_has_events(self):
        assert {row["type"] for row in ROWS} == set(NewsEvent.Type.values)
        assert {row["confidence"] for row in ROWS} == set(NewsEvent.Confidence.values)

    def test_only_three_are_mere_schedule(self):
        assert [each.key for each in NewsEvent.objects.order_by("key") if each.outcome_unknown] == [
            "ne152",
            "ne153",
            "ne154",
        ]

    def test_an_event_that_is_a_notice_is_of_its_day_and_of_its_list(self):
        for row in NewsEvent.objects.exclude(notice=None).select_related("notice__entity_list"):
            assert row.day == row.notice.published_on, row.key
            listed = row.notice.entity_list
            assert listed is None or f"entity-list:{listed.key}" in row.about, row.key

    def test_every_entity_that_an_event_of_a_listing_names_is_listed_somewhere(self):
        named = {each for row in ROWS for each in row["about"].split() if each.startswith("entity:")}

        assert len(named) > 70
        assert references.unknown(references=named) == []

    def test_elements_are_named_where_their_symbols_stand(self):
        assert {"element:sm", "element:y"} <= set(event("ne041").about)
        assert "element:ga" not in event("ne007").about

    def test_nothing_of_how_the_table_was_made_reaches_readers(self):
        text = EVENTS.read_text(encoding="utf-8")

        assert not [word for word in ("SEED 0", "TRAP", "verify", "launch") if word in text]

    def test_what_is_known_to_be_wrong_says_so(self):
        assert event("ne103").confidence == "doubtful" and "not of magnets" in event("ne103").note
        assert "zirconium" in event("ne041").note


class TestLoading:
    def test_a_second_time_changes_nothing(self):
        loaded = load()

        assert (loaded.added, loaded.changed, loaded.unchanged, loaded.kept) == ([], [], 154, [])

    def test_a_row_that_differs_brings_its_event_in_step(self, written):
        loaded = load(written({"ne124": {"headline": "Another headline", "date": "2026-02-25", "notice": ""}}))

        assert loaded.changed == ["ne124"]
        assert (event().headline, event().day, event().notice) == ("Another headline", date(2026, 2, 25), None)

    def test_a_new_row_is_a_new_event(self, written):
        new = {**ROWS[0], "key": "ne900", "date": "2024", "precision": "year", "type": "other"}

        assert load(written(more=[new])).added == ["ne900"]
        assert event("ne900").day == date(2024, 1, 1)

    def test_what_a_person_changed_is_left_alone_and_named(self, written):
        events.mend(event=event(), fields={"note": "Mended by hand."})

        loaded = load(written({"ne124": {"headline": "Another headline"}}))

        assert loaded.kept == ["ne124"] and event().note == "Mended by hand."

    def test_what_a_person_changed_to_what_the_table_says_is_the_table_s_again(self, written):
        events.mend(event=event(), fields={"headline": "Mended"})
        assert load(written({"ne124": {"headline": "Mended"}})).unchanged == 154

        assert load(written({"ne124": {"headline": "Once more"}})).changed == ["ne124"]

    def test_an_event_that_is_no_longer_in_the_table_stays(self, tmp_path):
        path = tmp_path / "events.csv"
        path.write_text("".join(EVENTS.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")

        assert load(path).unchanged == 1
        assert NewsEvent.objects.count() == 154

    def test_the_command_says_how_many(self):
        heard = io.StringIO()
        call_command("load_news_seed", stdout=heard)

        assert "events.csv: 0 added, 0 changed, 154 unchanged" in heard.getvalue()

    @pytest.mark.parametrize(
        ("cell", "words"),
        [
            ({"date": "2026-02-30"}, "no date of the calendar"),
            ({"date": "24 Feb 2026"}, "neither a year nor a month nor a day"),
            ({"date": "2026-02"}, "not a date to the day"),
            ({"precision": "hourly"}, "unknown value 'hourly'"),
            ({"type": "rumour"}, "unknown value 'rumour'"),
            ({"confidence": "certain"}, "unknown value 'certain'"),
            ({"headline": ""}, "must not be empty"),
            ({"url": "javascript:alert(1)"}, "no web address"),
            ({"about": "mofcom-2026-12"}, "no reference"),
            ({"about": "notice:mofcom-2026-12 notice:mofcom-2026-12"}, "holds a double"),
            ({"about": "entity:subaru-corporation"}, "names the notice 'mofcom-2026-12' not"),
            ({"about": "notice:mofcom-2026-12 entity:nobody"}, "entity:nobody is not on record"),
            ({"about": "notice:mofcom-2026-12 rumour:x"}, "rumour:x is not on record"),
            ({"materials": "magnets; oxides"}, "a space beside a semicolon"),
            ({"materials": "magnets;magnets"}, "a double"),
            ({"note": "hid\u200bden"}, "U+200B"),
        ],
    )
    def test_a_wrong_cell_refuses_the_whole_table_by_line(self, written, cell, words):
        said = refused(written({"ne001": {"headline": "Changed too"}, "ne124": cell}))

        assert words in said and "line 125" in said
        assert event("ne001").headline != "Changed too"

    def test_a_column_that_is_new_or_missing_is_named(self, written):
        assert "unknown column 'mood'" in refused(written(columns=(*ROWS[0], "mood")))
        assert "missing column 'scope'" in refused(written(columns=tuple(ROWS[0])[:-2]))

    def test_a_key_that_stands_twice_is_named_with_the_first_line(self, written):
        assert "stands on line 2 already" in refused(written(more=[ROWS[0]]))

    def test_a_missing_file_is_named(self, tmp_path):
        assert "no such file" in refused(tmp_path / "events.csv")


class TestDates:
    @given(st.dates(min_value=date(2001, 1, 1)))
    def test_a_day_is_itself_a_month_its_first_and_a_year_its_first_too(self, day):
        text = day.isoformat()

        assert event_rows.day_of(text=text) == day
        assert event_rows.day_of(text=text[:7]) == day.replace(day=1)
        assert event_rows.day_of(text=text[:4]) == day.replace(month=1, day=1)

    @given(st.text(max_size=12))
    def test_any_other_text_is_refused_in_words(self, text):
        try:
            event_rows.day_of(text=text)
        except ValueError as error:
            assert repr(text)[1:-1] in str(error) or text in str(error)

    @pytest.mark.parametrize("precision", [each for each in Precision.values if each not in ("month", "year")])
    def test_what_is_known_to_the_day_has_a_day(self, precision):
        assert event_rows.dated(text="2026-02-24", precision=precision) == date(2026, 2, 24)
        with pytest.raises(ValueError, match="2026-02"):
            event_rows.dated(text="2026-02", precision=precision)


class TestByHand:
    def test_an_event_is_added_with_the_day_that_its_date_means(self):
        like = event()
        fields = {name: getattr(like, name) for name in events._SAID} | {"key": "ne901", "about": []}

        added = events.mend(fields=fields | {"date_text": "2026-03", "precision": "month"})

        assert added.day == date(2026, 3, 1) and added.seeded == ""

    def test_the_notice_of_an_event_is_among_what_it_is_about(self):
        notice = Notice.objects.get(key="mofcom-2026-11")

        mended = events.mend(event=event(), fields={"notice": notice, "about": []})

        assert mended.about == ["notice:mofcom-2026-11"]

    @pytest.mark.parametrize(
        ("fields", "where"),
        [
            ({"date_text": "2026-02-30"}, "date_text"),
            ({"precision": "hourly"}, "precision"),
            ({"event_type": "rumour"}, "event_type"),
            ({"headline": ""}, "headline"),
            ({"url": "ftp:/x"}, "url"),
            ({"about": ["entity:nobody"]}, "about"),
        ],
    )
    def test_what_is_no_event_is_refused_under_its_field_and_not_kept(self, fields, where):
        with pytest.raises(EventRefused) as caught:
            events.mend(event=event(), fields=fields)

        assert where in caught.value.faults
        assert event().headline == "20 Japanese entities put on the watch list, its first use"

    def test_an_event_without_a_jurisdiction_can_be_mended(self):
        assert events.mend(event=event("ne029"), fields={"note": "Nothing more."}).jurisdictions == []


class TestArticles:
    def test_an_article_at_the_address_of_an_event_is_joined_to_it_once(self):
        store(source("ministry"), item(title="公告", url=f"{event().url}?utm_source=x", key="k1"))

        assert events.join_articles() == 0  # as it was stored
        assert list(event().articles.all()) == [only(title="公告")]

    def test_an_article_with_the_number_of_the_notice_is_joined_wherever_it_stands(self):
        told = item(url="https://elsewhere.example/1", key="k2", details={"notice": "mofcom-2026-12"})
        store(source("portal"), told)

        assert event().articles.count() == 1

    def test_other_articles_are_left_out(self):
        store(source("ministry"), item(url="https://elsewhere.example/2"))

        assert not NewsEvent.articles.through.objects.exists()

    def test_an_event_that_comes_later_finds_its_article(self):
        address = "https://elsewhere.example/4"
        store(source("ministry"), item(url=address))
        events.mend(event=event(), fields={"url": address})

        assert events.join_articles(article_ids=[]) == 0
        assert events.join_articles() == 1
        assert list(event().articles.all()) == [only()]

    def test_articles_chosen_by_hand_take_the_place_of_those_before(self):
        store(source("ministry"), item(url=event().url, key="k1"), item("B", "https://elsewhere.example/3", "k2"))
        assert event().articles.count() == 1

        events.mend(event=event(), fields={}, articles=[only(title="B")])

        assert [each.title for each in event().articles.all()] == ["B"]


class TestReferences:
    def test_unknown_ones_are_told_in_their_order_and_once(self):
        given = ["rumour:x", "notice:mofcom-2026-12", "entity:nobody", "rumour:x", "element:dy", "nonsense"]

        assert references.unknown(references=given) == ["rumour:x", "entity:nobody", "nonsense"]

    def test_one_question_is_asked_for_each_noun(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            references.unknown(references=["entity:a", "entity:b", "notice:c", "rumour:d"])
