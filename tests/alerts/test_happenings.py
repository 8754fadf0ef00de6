"""Rows of others as things that happened: named once and for all, told from what stood there, short enough to keep."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.alerts.models import Occurrence, SavedSearch
from controls.alerts.services import happenings, wording
from controls.models import Authority, Change, Notice
from controls.models.calendar_days import Day
from controls.screening.models import Counterparty, Difference

AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
END = Day(
    on=date(2026, 11, 27),
    kind="suspension_end",
    noun="measure",
    key="cn-2025-61",
    name="Announcement 61",
    known_on=date(2025, 11, 7),
    jurisdiction="cn",
    about="Suspended until this day.",
)
SEARCH = SavedSearch(pk=4, name="Japan", route="controls:listing-list", query="country=JP")


def change(**columns):
    given = {
        "pk": 12,
        "subject_type": "listing",
        "subject_key": "x",
        "subject_label": "Kestrel Optics Ltd",
        "action": "suspended",
        "recorded_at": AT,
        "reason": "",
    }
    return Change(**given | columns)


def difference(**columns):
    counterparty = Counterparty(pk=9, own_id="C-77", name="Kestrel GmbH")
    given = {
        "pk": 31,
        "portfolio_id": 5,
        "counterparty": counterparty,
        "subject": "listing:x",
        "label": "Kestrel Optics Ltd",
        "kind": "new_hit",
        "cause": "lists",
        "changes": [12, 13],
        "found_at": AT,
    }
    return Difference(**given | columns)


def turn(fact="listing:x", *, joined=True, mark="12:2026-11-21"):
    return happenings.of_turn(search=SEARCH, fact=fact, label="Kestrel", joined=joined, mark=mark, at=AT)


class TestAChange:
    def test_is_named_by_its_revision_and_dated_by_its_record(self):
        found = happenings.of_change(change=change())

        assert (found.occurrence, found.label, found.happened_at) == ("change:12", "Kestrel Optics Ltd", AT)
        assert found.said["revision"] == 12
        assert (found.said["action"], found.said["noun"], found.said["key"]) == ("suspended", "listing", "x")

    def test_without_a_notice_and_a_legal_day_says_neither(self):
        said = happenings.of_change(change=change()).said

        assert (said["notice"], said["notice_label"], said["effective_on"]) == ("", "", "")

    def test_tells_its_notice_and_its_legal_day(self):
        notice = Notice(key="mofcom-2026-12", authority=Authority(name_en="MOFCOM"), number="12")
        said = happenings.of_change(change=change(notice=notice, effective_on=date(2026, 12, 1))).said

        assert said["notice"] == "mofcom-2026-12"
        assert said["notice_label"] == notice.label
        assert said["effective_on"] == "2026-12-01"

    def test_keeps_so_much_of_a_long_reason(self):
        assert happenings.of_change(change=change(reason="x" * 900)).said["reason"] == "x" * 500


class TestADifference:
    def test_names_the_counterparty_and_the_entry(self):
        found = happenings.of_difference(row=difference())

        assert (found.occurrence, found.happened_at) == ("difference:31", AT)
        assert found.label == "Kestrel GmbH – Kestrel Optics Ltd"

    def test_says_what_a_program_needs_to_act(self):
        said = happenings.of_difference(row=difference(kind="gone", cause="day")).said

        assert (said["portfolio"], said["counterparty"], said["counterparty_id"]) == (5, 9, "C-77")
        assert (said["entry"], said["kind"], said["cause"], said["changes"]) == ("listing:x", "gone", "day", [12, 13])


class TestAnEnd:
    def test_happens_on_the_morning_in_beijing_on_which_it_is_near(self):
        found = happenings.of_end(day=END, on=date(2026, 11, 21))

        assert found.happened_at == datetime(2026, 11, 20, 16, tzinfo=UTC)
        assert found.happened_at.isoformat() == "2026-11-21T00:00:00+08:00"

    def test_is_the_same_occurrence_on_whichever_day_it_is_told(self):
        told = {happenings.of_end(day=END, on=date(2026, 11, day)).occurrence for day in range(1, 28)}

        assert len(told) == 1

    @pytest.mark.parametrize("other", [{"on": date(2026, 11, 28)}, {"kind": "end"}, {"key": "cn-2025-62"}])
    def test_is_another_one_on_another_day_of_another_kind_or_fact(self, other):
        first, second = (happenings.of_end(day=each, on=END.on) for each in (END, replace(END, **other)))

        assert first.occurrence != second.occurrence

    def test_says_where_its_fact_is_told(self):
        said = happenings.of_end(day=END, on=END.on).said

        assert (said["kind"], said["on"], said["noun"], said["key"]) == (
            "suspension_end",
            "2026-11-27",
            "measure",
            "cn-2025-61",
        )
        assert said["place"] == list(END.place)
        assert said["about"] == "Suspended until this day."


class TestATurn:
    def test_says_the_search_as_it_stands_and_the_fact(self):
        said = turn().said

        assert (said["turn"], said["search"], said["search_name"]) == ("joined", 4, "Japan")
        assert (said["route"], said["query"], said["fact"]) == ("controls:listing-list", "country=JP", "listing:x")

    def test_joining_and_leaving_at_one_mark_are_two_occurrences(self):
        assert turn().occurrence != turn(joined=False).occurrence
        assert turn(joined=False).said["turn"] == "left"

    def test_the_same_fact_may_join_again_at_a_later_mark(self):
        assert turn().occurrence != turn(mark="13:2026-11-21").occurrence != turn(mark="13:2026-11-22").occurrence

    @given(fact=st.text(min_size=1, max_size=600))
    def test_its_name_fits_its_column_whatever_the_fact_is_called(self, fact):
        longest = Occurrence._meta.get_field("key").max_length

        assert len(turn(fact).occurrence) <= longest


class TestAnOccurrence:
    ROW = {"key": "late:mofcom:3", "kind": "source", "subject": "source:mofcom", "label": "MOFCOM", "happened_at": AT}

    def test_is_named_by_its_own_key(self):
        found = happenings.of_occurrence(row=Occurrence(**self.ROW))

        assert (found.occurrence, found.label, found.happened_at) == ("late:mofcom:3", "MOFCOM", AT)
        assert found.said == {"type": "source_late", "subject": "source:mofcom"}

    def test_carries_what_the_floor_above_said(self):
        found = happenings.of_occurrence(row=Occurrence(**self.ROW, said={"trouble": "HTTP 503"}))

        assert found.said["trouble"] == "HTTP 503"


@pytest.mark.parametrize(
    "found",
    [
        happenings.of_change(change=change()),
        happenings.of_difference(row=difference()),
        happenings.of_end(day=END, on=END.on),
        turn(),
        turn(joined=False),
    ],
    ids=lambda found: found.occurrence,
)
def test_whatever_happened_can_be_put_into_words(found):
    words = wording.in_words(label=found.label, said=dict(found.said), happened_at=found.happened_at)

    assert words.heading.strip()
    assert found.label in words.title
    assert words.path.startswith("/")
