"""Which days the calendar holds: every one on record, against a table written down from the notices' own dates."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls import states
from controls.models import Change, Clause, Listing
from controls.models.calendar import days
from controls.models.calendar_days import MEANINGS, DayKind, agreed, state_label
from controls.services import listing_events, measures, notices, suspensions
from tests.factories import (
    make_clause,
    make_event,
    make_list,
    make_listing,
    make_measure,
    make_notice,
    make_source,
    make_suspension,
)

pytestmark = pytest.mark.usefixtures("seeded")
SIGNS = {
    "-": None,
    "P": states.SCHEDULED,
    "F": states.IN_FORCE,
    "S": states.SUSPENDED,
    "?": states.TO_BE_CONFIRMED,
    "X": states.STOPPED,
    "E": states.ENDED,
    "M": states.MIXED,
}
# Day, name, and the states of the day before, the day and the day after: - not published or nothing to have a state,
# P scheduled, F in force, S suspended, ? to be confirmed, X stopped, M mixed.
TABLE = [
    "2002-01-01 catalogue-revision.2001-12.start ---",
    "2008-11-01 catalogue-revision.2008-09-16.start ---",
    "2020-08-28 catalogue-revision.2020-08-28.start ---",
    "2020-12-01 clause.cn-ecl-2020.start PFF",
    "2023-01-28 catalogue-revision.2022-12-30.deadline ---",
    "2023-02-16 notice.uel-2023-1.start -FF",
    "2023-08-01 clause.cn-2023-23.start PFF",
    "2023-10-31 clause.cn-2023-report.start ---",
    "2023-12-01 clause.cn-2023-39.start PFF",
    "2023-12-21 clause.cn-cat-2023.start -FF",
    "2024-01-01 clause.my-2024-ree.start PFF",
    "2024-05-20 notice.uel-2024-1.start -FF",
    "2024-05-20 notice.uel-2024-2.start -FF",
    "2024-09-15 clause.cn-2024-33.start PFF",
    "2024-09-24 notice.uel-2024-3.start ---",
    "2024-10-01 clause.cn-sc785-2024.start PFF",
    "2024-11-12 clause.mm-2024-kia.start -??",
    "2024-12-01 clause.cn-dualreg-2024.start -FF",
    "2024-12-01 clause.cn-list-2024.start PFF",
    "2024-12-03 clause.cn-2024-46-1.start -FF",
    "2024-12-03 clause.cn-2024-46-2.start -FF",
    "2025-01-02 notice.mofcom-2025-1.start -FF",
    "2025-01-02 notice.uel-2025-1.start -FF",
    "2025-01-14 notice.uel-2025-2.start -FF",
    "2025-01-15 notice.uel-2025-3.start -FF",
    "2025-02-01 catalogue-revision.2025-01-02.deadline ---",
    "2025-02-04 clause.cn-2025-10.start -FF",
    "2025-02-04 notice.uel-2025-4.start -FF",
    "2025-03-04 listing-event.uel-2025-6-measure-added-2025-03-04.start FFF",
    "2025-03-04 notice.mofcom-2025-13.start -FF",
    "2025-03-04 notice.uel-2025-5.start -FF",
    "2025-03-04 notice.uel-2025-6.start ---",
    "2025-04-04 clause.cn-2025-18.start -FF",
    "2025-04-04 notice.mofcom-2025-21.start -FF",
    "2025-04-04 notice.uel-2025-7.start -FF",
    "2025-04-10 notice.mofcom-2025-22.start PFF",
    "2025-04-10 notice.uel-2025-8.start PFF",
    "2025-05-14 listing-event.mofcom-2025-21-suspended-2025-05-14.suspension_start FSS",
    "2025-05-14 listing-event.mofcom-2025-22-suspended-2025-05-14.suspension_start FSS",
    "2025-05-14 listing-event.uel-2025-7-suspended-2025-05-14.suspension_start FSS",
    "2025-05-14 listing-event.uel-2025-8-suspended-2025-05-14.suspension_start FSS",
    "2025-07-09 notice.mofcom-2025-35.start -FF",
    "2025-07-15 clause.cn-cat-2025.start -FF",
    "2025-08-12 listing-event.mofcom-2025-21-suspension-continued-2025-08-12.suspension_start SSS",
    "2025-08-12 listing-event.uel-2025-7-suspension-continued-2025-08-12.suspension_start SSS",
    "2025-08-12 listing-event.mofcom-2025-21-suspended-2025-05-14.suspension_end SSS",
    "2025-08-12 listing-event.mofcom-2025-22-suspended-2025-05-14.suspension_end SXX",
    "2025-08-12 listing-event.uel-2025-7-suspended-2025-05-14.suspension_end SSS",
    "2025-08-12 listing-event.mofcom-2025-22-stopped-2025-08-12.stop SXX",
    "2025-08-12 listing-event.uel-2025-8-stopped-2025-08-12.stop SXX",
    "2025-08-22 clause.cn-miit71-2025.start -FF",
    "2025-09-25 notice.mofcom-2025-51.start -FF",
    "2025-09-25 notice.uel-2025-9.start -FF",
    "2025-10-09 clause.cn-2025-61-c.start -FF",
    "2025-10-09 clause.cn-2025-62.start -FF",
    "2025-10-09 notice.uel-2025-10.start -FF",
    "2025-10-31 clause.cn-2023-report.period_end FF?",
    "2025-11-01 clause.cn-2023-report.to_be_confirmed F??",
    "2025-11-07 suspension.cn-2025-70.suspension_start MSS",
    "2025-11-08 clause.cn-2025-55.start SSS",
    "2025-11-08 clause.cn-2025-56.start SSS",
    "2025-11-08 clause.cn-2025-57.start SSS",
    "2025-11-08 clause.cn-2025-58.start SSS",
    "2025-11-09 suspension.cn-2025-72.suspension_start FSS",
    "2025-11-10 listing-event.mofcom-2025-21-suspension-continued-2025-11-05.suspension_start SSS",
    "2025-11-10 listing-event.uel-2025-7-suspension-continued-2025-11-05.suspension_start SSS",
    "2025-11-10 listing-event.mofcom-2025-21-suspension-continued-2025-08-12.suspension_end SSS",
    "2025-11-10 listing-event.uel-2025-7-suspension-continued-2025-08-12.suspension_end SSS",
    "2025-11-10 listing-event.mofcom-2025-13-stopped-2025-11-05.stop FXX",
    "2025-11-10 listing-event.uel-2025-5-stopped-2025-11-05.stop FXX",
    "2025-11-10 listing-event.uel-2025-6-measure-stopped-2025-11-05.stop FFF",
    "2025-12-01 clause.cn-2025-61-a.start SSS",
    "2025-12-01 clause.cn-2025-61-b.start SSS",
    "2026-01-01 clause.cn-duallic-2026.start PFF",
    "2026-01-01 clause.cn-explic-2026.start PFF",
    "2026-01-01 clause.vn-2025-geomin.start PFF",
    "2026-01-06 clause.cn-2026-01.start -FF",
    "2026-01-06 notice.mofcom-2026-1.start ---",
    "2026-02-24 notice.mofcom-2026-11.start -FF",
    "2026-02-24 notice.mofcom-2026-12.start -FF",
    "2026-04-24 notice.mofcom-2026-20.start -FF",
    "2026-06-22 notice.mofcom-2026-23.start -FF",
    "2026-06-29 notice.mofcom-2026-27.start -FF",
    "2026-06-29 notice.mofcom-2026-28.start -FF",
    "2026-07-01 clause.cn-2026-26.start PFF",
    "2026-07-24 notice.mofcom-2026-30.start -FF",
    "2026-11-10 listing-event.mofcom-2025-21-suspension-continued-2025-11-05.suspension_end SS?",
    "2026-11-10 listing-event.uel-2025-7-suspension-continued-2025-11-05.suspension_end SS?",
    "2026-11-10 suspension.cn-2025-70.suspension_end SS?",
    "2026-11-11 listing-event.mofcom-2025-21-suspension-continued-2025-11-05.to_be_confirmed S??",
    "2026-11-11 listing-event.uel-2025-7-suspension-continued-2025-11-05.to_be_confirmed S??",
    "2026-11-11 suspension.cn-2025-70.to_be_confirmed S??",
    "2026-11-27 suspension.cn-2025-72.suspension_end SS?",
    "2026-11-28 suspension.cn-2025-72.to_be_confirmed S??",
    "2026-12-31 clause.cn-duallic-2026.period_end FF?",
    "2026-12-31 clause.cn-explic-2026.period_end FF?",
    "2027-01-01 clause.us-dfars-7052.start PFF",
    "2027-01-01 clause.cn-duallic-2026.to_be_confirmed F??",
    "2027-01-01 clause.cn-explic-2026.to_be_confirmed F??",
    "2027-01-10 suspension.cn-2025-70.announced_end ???",
]


def day_of(text):
    return date.fromisoformat(text)


def of(name, rows=None):
    """The one day with this name."""
    (found,) = [row for row in (days() if rows is None else rows) if row.id == name]
    return found


def names(rows=None):
    return {row.id for row in (days() if rows is None else rows)}


def moment(number=0):
    """A moment after everything in the seed, a minute later for each number."""
    return timezone.now() + timedelta(minutes=number)


class TestTheSeed:
    def test_every_day_stands_in_the_table_in_its_order(self):
        found = [
            f"{row.on} {row.id} " + "".join(_sign(code) for code in (row.before, row.state, row.after))
            for row in days()
        ]

        assert found == TABLE

    def test_every_name_is_its_own(self):
        assert len(names()) == len(days())

    def test_nothing_was_taken_back_by_loading_it(self):
        assert not [row.id for row in days() if row.cancelled]

    def test_every_day_has_words(self):
        for row in days():
            assert row.name and row.title.endswith(row.name) or row.name in row.title
            assert row.about, row.id
            assert str(MEANINGS[DayKind(row.kind)]) in row.meaning

    def test_every_day_has_its_change_and_its_jurisdiction(self):
        newest = Change.objects.revision()[0]
        for row in days():
            assert 0 < row.revision <= newest
            assert row.recorded_at is not None
            assert len(row.jurisdiction) == 2, row.id

    @pytest.mark.parametrize("kind", [kind for kind in DayKind.values if kind not in ("resumption", "end")])
    def test_every_kind_but_those_that_never_happened_is_there(self, kind):
        assert kind in {row.kind for row in days()}

    def test_it_costs_the_same_whatever_stands_in_it(self):
        def cost():
            with CaptureQueriesContext(connection) as asked:
                days()
            return len(asked)

        before = cost()
        for number in range(3):
            clause = make_clause(effective_from=date(2025, 11, 8 + number))
            make_suspension(clauses=[clause], until=date(2026, 1, 1))
            make_event(
                listing=make_listing(), kind="suspended", effective_from=date(2026, 5, 1), until=date(2026, 6, 1)
            )

        assert cost() == before <= 11


def _sign(code):
    return next(sign for sign, known in SIGNS.items() if known == code)


class TestStates:
    """Every day against the function that explains states, asked for one clause or listing at a time."""

    def test_a_clause_s_day_has_the_clause_s_states(self):
        clauses = {clause.key: clause for clause in Clause.objects.select_related("measure")}
        rows = [row for row in days() if row.noun == "clause"]

        assert len(rows) > 30
        for row in rows:
            for on, said in ((-1, row.before), (0, row.state), (1, row.after)):
                state = clauses[row.key].state(on=row.on + timedelta(on))
                assert (state.code if state else None) == said, row.id

    def test_a_notice_s_day_has_the_states_of_its_names(self):
        rows = [row for row in days() if row.noun == "notice" and row.lists]

        assert len(rows) > 15
        for row in rows:
            listings = Listing.objects.filter(notice__key=row.key)
            assert {listing.state(on=row.on).code for listing in listings} == {row.state}, row.id

    def test_the_day_before_a_first_day_in_force_nothing_was_in_force(self):
        # A measure that is added to a listing begins on names that are in force already.
        rows = [row for row in days() if row.kind == DayKind.START and row.noun != "listing-event"]
        rows = [row for row in rows if row.state == states.IN_FORCE]

        assert len(rows) > 40
        assert {row.before for row in rows} <= {None, states.SCHEDULED}

    def test_the_day_before_to_be_confirmed_was_something_else(self):
        rows = [row for row in days() if row.kind == DayKind.TO_BE_CONFIRMED]

        assert len(rows) == 7
        for row in rows:
            assert row.state == states.TO_BE_CONFIRMED != row.before

    def test_the_last_day_of_a_suspension_is_suspended(self):
        for row in days():
            if row.kind == DayKind.SUSPENSION_END and row.after == states.TO_BE_CONFIRMED:
                assert row.state == states.SUSPENDED, row.id

    def test_an_announced_end_changes_no_state(self):
        row = of("suspension.cn-2025-70.announced_end")

        assert row.before == row.state == row.after == states.TO_BE_CONFIRMED

    def test_a_first_day_that_is_suspended_says_so_in_its_title(self):
        assert of("clause.cn-2025-57.start").title == "First day: MOFCOM and GACC 2025 No. 57 – Suspended"
        assert of("clause.cn-2025-18.start").title == "First day: MOFCOM and GACC 2025 No. 18"


class TestWords:
    def test_an_hour_is_said(self):
        row = of("notice.mofcom-2025-22.start")

        assert row.title == "First day: MOFCOM 2025 No. 22, from 12:01 Beijing time (UTC+8)"
        assert (row.on, row.time, row.about) == (date(2025, 4, 10), "12:01", "12 names on the Export Control List")

    def test_a_continued_suspension_is_called_that(self):
        row = of("listing-event.mofcom-2025-21-suspension-continued-2025-08-12.suspension_start")

        assert row.title == "Suspension continued: MOFCOM 2025 No. 21"

    def test_one_stopped_measure_is_not_all_measures(self):
        row = of("listing-event.uel-2025-6-measure-stopped-2025-11-05.stop")

        assert row.title == "One measure stopped: UEL 2025 No. 6"
        assert row.about == "1 name on the Unreliable Entity List"

    def test_what_follows_a_formal_end_is_said(self):
        words = of("suspension.cn-2025-72.suspension_end").meaning

        assert words.endswith("On this day: Suspended; on the day after: To be confirmed.")

    def test_what_came_before_a_first_day_is_said(self):
        words = of("clause.cn-2026-01.start").meaning

        assert words.endswith("On this day: In force; on the day before: Not yet published.")

    def test_an_announced_end_has_the_day_and_the_sources_of_its_announcement(self):
        row = of("suspension.cn-2025-70.announced_end")

        assert (row.on, row.known_on) == (date(2027, 1, 10), date(2026, 9, 28))
        assert "mofcom-art-cd060e06" in {source.key for source in row.sources}
        assert "not a legal instrument" in row.meaning

    def test_only_announced_ends_have_sources_of_their_own(self):
        assert {row.kind for row in days() if row.sources} == {DayKind.ANNOUNCED_END}

    @pytest.mark.parametrize(
        ("name", "place"),
        [
            ("notice.mofcom-2025-22.start", ("notice", "mofcom-2025-22", "")),
            ("clause.cn-2025-61-a.start", ("measure", "cn-2025-61", "cn-2025-61-a")),
            ("suspension.cn-2025-72.suspension_end", ("measure", "cn-2024-46", "cn-2025-72")),
            ("listing-event.uel-2025-8-stopped-2025-08-12.stop", ("notice", "uel-2025-8", "")),
        ],
    )
    def test_a_day_knows_the_page_of_its_fact(self, name, place):
        assert of(name).place == place

    def test_states_that_are_none_have_words_too(self):
        assert state_label(None) == "Not yet published"
        assert state_label(states.MIXED) == "Mixed"

    @pytest.mark.parametrize(
        ("codes", "said"),
        [
            ([], None),
            ([None], None),
            (["in_force"], "in_force"),
            (["in_force", "in_force"], "in_force"),
            (["in_force", "suspended"], "mixed"),
            (["in_force", None], "mixed"),
        ],
    )
    def test_targets_agree_or_are_mixed(self, codes, said):
        assert agreed(codes) == said


class TestKnownBy:
    """As of a day: what had been published by then, and the states that followed from that."""

    def test_before_the_suspension_was_published_the_first_days_lay_ahead(self):
        known = days(known_by=date(2025, 10, 20))

        assert of("clause.cn-2025-57.start", known).state == states.IN_FORCE
        assert "suspension.cn-2025-70.suspension_start" not in names(known)

    def test_afterwards_they_are_suspended(self):
        known = days(known_by=date(2025, 11, 7))

        assert of("clause.cn-2025-57.start", known).state == states.SUSPENDED
        assert "suspension.cn-2025-70.to_be_confirmed" in names(known)

    def test_the_announced_end_is_there_from_its_announcement(self):
        name = "suspension.cn-2025-70.announced_end"

        assert name not in names(days(known_by=date(2026, 9, 27)))
        assert name in names(days(known_by=date(2026, 9, 28)))

    def test_a_continuation_takes_the_unknown_day_away_when_it_is_published(self):
        name = "listing-event.mofcom-2025-21-suspended-2025-05-14.to_be_confirmed"

        assert of(name, days(known_by=date(2025, 8, 11))).on == date(2025, 8, 13)
        assert name not in names(days(known_by=date(2025, 8, 12)))

    def test_before_everything_there_is_nothing(self):
        assert days(known_by=date(2001, 1, 1)) == []

    @pytest.mark.parametrize("day", ["2023-12-21", "2025-04-09", "2025-11-07", "2026-11-21"])
    def test_nothing_is_known_before_it_was_published(self, day):
        known = days(known_by=day_of(day))

        assert known
        assert max(row.known_on for row in known) <= day_of(day)


class TestEditionsOfTheCatalogue:
    @pytest.mark.parametrize(
        ("key", "on", "name"),
        [
            ("2022-12-30", date(2023, 1, 28), "Draft revision of the Catalogue for public comment (2022-12-30)"),
            ("2025-01-02", date(2025, 2, 1), "Draft adjustment of the Catalogue for public comment (2025-01-02)"),
        ],
    )
    def test_a_draft_has_the_last_day_for_comments(self, key, on, name):
        row = of(f"catalogue-revision.{key}.deadline")

        assert (row.on, row.title, row.jurisdiction) == (on, f"Comments close: {name}", "CN")
        assert "A draft is never law." in row.meaning
        assert row.place == ("edition", key, "")

    def test_a_deadline_has_no_state(self):
        rows = [row for row in days() if row.kind == DayKind.DEADLINE]

        assert len(rows) == 2
        assert {(row.before, row.state, row.after) for row in rows} == {(None, None, None)}

    def test_a_disputed_deadline_says_so(self):
        assert "disputed" in of("catalogue-revision.2022-12-30.deadline").note

    def test_a_draft_never_takes_effect(self):
        assert not [name for name in names() if name.startswith("catalogue-revision.2022-12-30.start")]

    @pytest.mark.parametrize(("key", "on"), [("2001-12", "2002-01-01"), ("2008-09-16", "2008-11-01")])
    def test_a_final_begins(self, key, on):
        assert of(f"catalogue-revision.{key}.start").on == day_of(on)

    def test_a_final_that_is_a_measure_begins_with_its_clause(self):
        assert "catalogue-revision.2023-12-21.start" not in names()
        assert of("clause.cn-cat-2023.start").on == date(2023, 12, 21)

    def test_a_deadline_is_known_from_the_draft_on(self):
        name = "catalogue-revision.2022-12-30.deadline"

        assert name not in names(days(known_by=date(2022, 12, 29)))
        assert name in names(days(known_by=date(2022, 12, 30)))


class TestGroupsOfNames:
    def test_names_that_begin_with_their_notice_share_its_day(self):
        notice = make_notice()
        listings = [make_listing(notice=notice) for _number in range(3)]

        row = of(f"notice.{notice.key}.start")
        assert row.about.startswith("3 names on the")
        assert not [name for name in names() if name.startswith(f"listing.{listings[0].key}")]

    def test_names_that_begin_on_another_day_have_a_day_of_their_own(self):
        notice = make_notice(published_on=date(2026, 2, 24))
        entity_list = make_list()
        own = make_listing(notice=notice, entity_list=entity_list)
        later = [
            make_listing(notice=notice, entity_list=entity_list, effective_from=date(2026, 3, 1), position=number)
            for number in (7, 8)
        ]

        row = of(f"listing.{later[0].key}.start")
        assert (row.on, row.name, row.about) == (
            date(2026, 3, 1),
            notice.label,
            f"2 names on the {entity_list.name_en}",
        )
        assert of(f"notice.{notice.key}.start").about == f"1 name on the {own.entity_list.name_en}"

    def test_names_that_begin_at_another_hour_have_a_day_of_their_own(self):
        notice = make_notice(published_on=date(2026, 2, 24))
        at_noon = make_listing(notice=notice, effective_time=time(12, 1))

        row = of(f"listing.{at_noon.key}.start")
        assert (row.time, row.place) == ("12:01", ("notice", notice.key, ""))

    def test_a_notice_without_names_has_its_title_and_no_state(self):
        row = of("notice.mofcom-2026-1.start")

        assert (row.state, row.lists) == (None, ())
        assert row.about == "Dual-use exports to Japanese military users and uses banned"


class TestCorrections:
    """A day that moves keeps its name; one that falls away is cancelled."""

    def test_a_moved_day_keeps_its_name_and_its_change_is_newer(self):
        clause = make_clause()
        before = of(f"clause.{clause.key}.start")

        measures.correct_clause(
            clause=clause, fields={"effective_from": date(2025, 12, 1)}, reason="misread", by="tests", at=moment()
        )

        after = of(before.id)
        assert (before.on, after.on) == (date(2025, 11, 8), date(2025, 12, 1))
        assert after.revision > before.revision
        assert after.recorded_at > before.recorded_at
        assert not after.cancelled

    def test_a_day_that_was_struck_out_is_cancelled_on_the_day_it_had(self):
        clause = make_clause(until=date(2026, 6, 30))

        measures.correct_clause(clause=clause, fields={"until": None}, reason="no period", by="tests", at=moment())

        row = of(f"clause.{clause.key}.period_end")
        assert (row.cancelled, row.on, row.note) == (True, date(2026, 6, 30), "no period")
        assert of(f"clause.{clause.key}.to_be_confirmed").cancelled
        assert not of(f"clause.{clause.key}.start").cancelled

    def test_a_day_that_comes_back_is_no_longer_cancelled(self):
        clause = make_clause(until=date(2026, 6, 30))
        for until in (None, date(2026, 7, 31)):
            measures.correct_clause(clause=clause, fields={"until": until}, reason="again", by="tests", at=moment())

        row = of(f"clause.{clause.key}.period_end")
        assert (row.cancelled, row.on) == (False, date(2026, 7, 31))

    def test_an_announced_end_that_was_never_announced_is_cancelled(self):
        pause = make_suspension(
            clauses=[make_clause()],
            until=date(2026, 11, 10),
            announced_until=date(2027, 1, 10),
            announced_on=date(2026, 9, 28),
            announced=[make_source()],
        )

        suspensions.correct(
            suspension=pause,
            fields={"announced_until": None, "announced_on": None},
            announced=[],
            reason="misheard",
            by="tests",
            at=moment(),
        )

        row = of(f"suspension.{pause.key}.announced_end")
        assert (row.cancelled, row.on, row.jurisdiction) == (True, date(2027, 1, 10), "CN")

    def test_a_notice_s_day_moves_with_its_correction(self):
        notice = make_notice(published_on=date(2026, 2, 24))

        notices.correct(
            notice=notice, fields={"effective_from": date(2026, 3, 1)}, reason="misread", by="tests", at=moment()
        )

        row = of(f"notice.{notice.key}.start")
        assert (row.on, row.cancelled) == (date(2026, 3, 1), False)

    def test_an_act_of_another_kind_has_another_day(self):
        event = make_event(listing=make_listing(), kind="stopped", effective_from=date(2026, 5, 1))

        listing_events.correct(event=event, fields={"kind": "removed"}, reason="misread", by="tests", at=moment())

        assert of(f"listing-event.{event.key}.stop").cancelled
        row = of(f"listing-event.{event.key}.end")
        assert (row.cancelled, row.state, row.title.split(":")[0]) == (False, states.ENDED, "Removed from the list")

    def test_a_cancelled_day_of_a_fact_that_was_not_known_yet_is_not_there(self):
        clause = make_clause(measure=make_measure(published_on=date(2025, 10, 9)), until=date(2026, 6, 30))
        measures.correct_clause(clause=clause, fields={"until": None}, reason="no period", by="tests", at=moment())

        assert not [name for name in names(days(known_by=date(2025, 10, 8))) if clause.key in name]

    def test_a_correction_of_words_cancels_nothing(self):
        clause = make_clause(until=date(2026, 6, 30))

        measures.correct_clause(clause=clause, fields={"text": "Other words."}, reason="typo", by="tests", at=moment())

        assert not [row.id for row in days() if row.cancelled]

    def test_an_extension_cancels_the_unknown_day_that_stood_there(self):
        clause = make_clause()
        pause = make_suspension(clauses=[clause], until=date(2026, 12, 31))
        assert not of(f"suspension.{pause.key}.to_be_confirmed").cancelled

        longer = make_suspension(
            clauses=[clause],
            kind="suspension_continued",
            effective_from=date(2026, 12, 31),
            until=date(2027, 6, 30),
        )

        gone, there = (of(f"suspension.{each.key}.to_be_confirmed") for each in (pause, longer))
        assert (gone.cancelled, gone.on) == (True, date(2027, 1, 1))
        assert (there.cancelled, there.on) == (False, date(2027, 7, 1))
        assert of(f"suspension.{pause.key}.suspension_end").after == states.SUSPENDED

    def test_an_extension_recorded_with_the_suspension_leaves_no_trace(self):
        clause, at = make_clause(), moment()
        for number, (kind, first, until) in enumerate(
            [
                ("suspended", date(2025, 11, 7), date(2026, 1, 31)),
                ("suspension_continued", date(2026, 1, 31), date(2026, 12, 31)),
            ]
        ):
            suspensions.register(
                clauses=[clause],
                evidence=[make_source()],
                key=f"xx-at-once-{number}",
                kind=kind,
                number=f"TEST {number}",
                title_en="At once",
                published_on=first,
                effective_from=first,
                until=until,
                evidence_grade="two_reports",
                by="tests",
                at=at,
            )

        assert "suspension.xx-at-once-0.to_be_confirmed" not in names()
        assert "suspension.xx-at-once-1.to_be_confirmed" in names()

    def test_a_resumption_lets_it_bind_again(self):
        clause = make_clause()
        make_suspension(clauses=[clause], until=date(2026, 12, 31))
        back = make_suspension(clauses=[clause], kind="resumed", effective_from=date(2026, 6, 1))

        row = of(f"suspension.{back.key}.resumption")
        assert (row.before, row.state) == (states.SUSPENDED, states.IN_FORCE)
        assert of(f"suspension.{back.key}.resumption").title.startswith("Binds again")

    def test_clauses_that_go_different_ways_are_mixed(self):
        one, other = (make_clause() for _number in range(2))
        pause = make_suspension(clauses=[one, other], until=date(2026, 12, 31))
        make_suspension(
            clauses=[one], kind="suspension_continued", effective_from=date(2026, 12, 31), until=date(2027, 3, 31)
        )

        assert of(f"suspension.{pause.key}.suspension_end").after == states.MIXED
        row = of(f"suspension.{pause.key}.to_be_confirmed")
        assert (row.state, row.cancelled) == (states.TO_BE_CONFIRMED, False)


class TestAnyHistory:
    @given(
        first=st.dates(date(2025, 10, 9), date(2026, 12, 31)),
        from_=st.dates(date(2025, 10, 9), date(2026, 12, 31)),
        length=st.integers(0, 400),
        inclusive=st.booleans(),
    )
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_the_day_to_be_confirmed_is_the_first_of_that_state(self, first, from_, length, inclusive):
        """Whatever the dates: that state begins on exactly the day that the calendar gives."""
        clause = make_clause(effective_from=first)
        pause = make_suspension(
            clauses=[clause], effective_from=from_, until=from_ + timedelta(length), until_inclusive=inclusive
        )

        row = of(f"suspension.{pause.key}.to_be_confirmed")

        begins = from_ + timedelta(length + inclusive)
        assert row.on == begins
        assert clause.state(on=begins).code == states.TO_BE_CONFIRMED
        assert clause.state(on=begins).since == begins
        assert begins == from_ or clause.state(on=begins - timedelta(1)).code == states.SUSPENDED

    def test_every_measure_with_a_first_day_is_in_the_calendar(self):
        dated = Clause.objects.exclude(effective_from=None).values_list("key", flat=True)

        assert {f"clause.{key}.start" for key in dated} <= names()
        assert dated.count() > 30
