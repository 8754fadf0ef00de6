"""Clocks: each formal end after which nothing is on record, with its days, and none that an act has dealt with."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from controls.models import Clause, Listing, ListingEvent, Suspension
from controls.models.overview_clocks import AnnouncedEnd, Concern, clocks
from tests.controls.test_states import histories
from tests.factories import make_clause, make_event, make_listing, make_notice, make_source, make_suspension

pytestmark = pytest.mark.usefixtures("seeded")
DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
DAYS = [date(2025, 6, 1), date(2025, 8, 13), date(2025, 11, 8), date(2026, 5, 1), date(2026, 11, 10), TODAY]


def clock_of(fact, *, on=TODAY):
    reference = f"{fact.noun}:{fact.key}"
    return next((clock for clock in clocks(on=on) if clock.reference == reference), None)


def paused(**columns):
    """A clause in force since November 2025 with one suspension in 2026."""
    clause = make_clause(effective_from=date(2025, 11, 1))
    named = {"effective_from": date(2026, 6, 1), "until": date(2026, 11, 30), **columns}
    return clause, make_suspension(clauses=[clause], **named)


class TestTheRecord:
    def test_today_four_ends_matter(self):
        assert [(clock.label, clock.until, clock.days, clock.listings) for clock in clocks(on=TODAY)] == [
            ("MOFCOM 2025 No. 21", date(2026, 11, 10), -11, 16),
            ("UEL 2025 No. 7", date(2026, 11, 10), -11, 11),
            ("MOFCOM and GACC 2025 No. 70", date(2026, 11, 10), -11, 0),
            ("MOFCOM 2025 No. 72", date(2026, 11, 27), 6, 0),
        ]

    def test_the_announced_end_stands_apart_from_the_formal_one(self):
        clock = clock_of(Suspension.objects.get(key="cn-2025-70"))

        assert clock.announced == AnnouncedEnd(date(2027, 1, 10), date(2026, 9, 28), 50)
        assert (clock.until, clock.until_inclusive) == (date(2026, 11, 10), True)

    def test_it_is_not_known_before_it_was_announced(self):
        suspension = Suspension.objects.get(key="cn-2025-70")

        assert clock_of(suspension, on=date(2026, 9, 27)).announced is None
        assert clock_of(suspension, on=date(2026, 9, 28)).announced.days == 104

    def test_a_suspension_concerns_all_its_clauses(self):
        suspension = Suspension.objects.get(key="cn-2025-70")

        named = {each.reference for each in clock_of(suspension).concerns}

        assert named == {f"clause:{clause.key}" for clause in suspension.clauses.all()}
        assert len(named) > 5

    def test_an_act_on_listings_concerns_their_notice(self):
        event = ListingEvent.objects.get(key="uel-2025-7-suspension-continued-2025-11-05")

        assert clock_of(event).concerns == (Concern("notice:uel-2025-7", "UEL 2025 No. 7", "notice:uel-2025-7"),)

    @pytest.mark.parametrize("on", DAYS)
    def test_listings_are_those_suspended_to_that_end_or_unconfirmed_since(self, on):
        """Counted apart, listing by listing, where no further act is announced yet."""
        for clock in clocks(on=on):
            event = ListingEvent.objects.filter(key=clock.reference.partition(":")[2]).first()
            if event is None or event.effective_from > on:
                continue
            states = [listing.state(on=on) for listing in event.listings.all()]
            concerned = [
                state
                for state in states
                if state.until == clock.until or state.since == clock.until + DAY and state.code == "to_be_confirmed"
            ]
            assert clock.listings == len(concerned)

    @pytest.mark.parametrize("on", DAYS)
    def test_everything_to_be_confirmed_after_a_suspension_has_its_clock(self, on):
        unconfirmed = Listing.objects.published(on=on).with_state(on=on).filter(state_code="to_be_confirmed").count()

        passed = [clock for clock in clocks(on=on) if clock.days < 0]

        assert sum(clock.listings for clock in passed) == unconfirmed

    @pytest.mark.parametrize("on", DAYS)
    def test_every_suspended_clause_with_an_end_has_its_clock(self, on):
        named = {each.reference for clock in clocks(on=on) for each in clock.concerns}

        suspended = Clause.objects.published(on=on).with_state(on=on).filter(state_code="suspended")

        assert {f"clause:{clause.key}" for clause in suspended if clause.state(on=on).until} <= named

    def test_an_end_that_a_continuation_follows_is_no_clock_any_more(self):
        first = ListingEvent.objects.get(key="mofcom-2025-21-suspended-2025-05-14")
        second = ListingEvent.objects.get(key="mofcom-2025-21-suspension-continued-2025-08-12")

        assert clock_of(first, on=date(2025, 6, 1)).days == 72
        assert clock_of(first, on=date(2025, 8, 12)) is None
        assert clock_of(second, on=date(2025, 8, 12)).days == 90

    def test_a_continuation_counts_from_the_day_of_its_announcement(self):
        running = ListingEvent.objects.get(key="uel-2025-7-suspension-continued-2025-08-12")
        following = ListingEvent.objects.get(key="uel-2025-7-suspension-continued-2025-11-05")

        assert clock_of(running, on=date(2025, 11, 4)).days == 6
        assert clock_of(running, on=date(2025, 11, 5)) is None
        assert clock_of(following, on=date(2025, 11, 5)).until == date(2026, 11, 10)

    def test_before_the_first_notice_there_is_none(self):
        assert clocks(on=date(2001, 1, 1)) == ()

    def test_far_in_the_future_the_ends_of_today_are_still_unsettled(self):
        assert [clock.reference for clock in clocks(on=date(2100, 12, 31))] == [
            clock.reference for clock in clocks(on=TODAY)
        ]


class TestOneSuspension:
    @pytest.mark.parametrize(
        ("on", "days"), [(date(2026, 6, 1), 182), (date(2026, 11, 30), 0), (date(2026, 12, 2), -2)]
    )
    def test_days_count_down_to_the_end_and_on_from_it(self, on, days):
        assert clock_of(paused()[1], on=on).days == days

    def test_an_end_that_is_itself_free_keeps_its_printed_day(self):
        clock = clock_of(paused(until_inclusive=False)[1], on=date(2026, 11, 30))

        assert (clock.until, clock.until_inclusive, clock.days) == (date(2026, 11, 30), False, 0)

    def test_without_a_stated_end_there_is_no_clock(self):
        assert clock_of(paused(until=None)[1]) is None

    def test_an_announced_end_alone_makes_none(self):
        _clause, suspension = paused(
            until=None, announced_until=date(2027, 1, 10), announced_on=date(2026, 9, 1), announced=[make_source()]
        )

        assert clock_of(suspension) is None

    def test_one_that_is_announced_but_has_not_begun_counts(self):
        suspension = paused(published_on=TODAY, effective_from=TODAY + 5 * DAY)[1]

        assert clock_of(suspension, on=TODAY).days == 9
        assert clock_of(suspension, on=TODAY - DAY) is None

    def test_once_the_clause_resumes_the_clock_stops(self):
        clause, suspension = paused(until=date(2026, 8, 31))
        make_suspension(clauses=[clause], kind="resumed", effective_from=date(2026, 9, 15))

        assert clock_of(suspension, on=date(2026, 9, 14)).days == -14
        assert clock_of(suspension, on=date(2026, 9, 15)) is None

    def test_it_names_only_the_clauses_that_no_other_act_settled(self):
        settled, open_clause = make_clause(effective_from=date(2025, 11, 1)), make_clause()
        suspension = make_suspension(
            clauses=[settled, open_clause], effective_from=date(2026, 6, 1), until=date(2026, 8, 31)
        )
        make_suspension(clauses=[settled], kind="resumed", effective_from=date(2026, 9, 1))

        assert clock_of(suspension).concerns == (
            Concern(f"clause:{open_clause.key}", str(open_clause), f"measure:{open_clause.measure.key}"),
        )

    def test_two_ends_with_a_gap_between_them_both_count_until_the_second_begins(self):
        clause, first = paused(until=date(2026, 8, 31))
        second = make_suspension(
            clauses=[clause], published_on=date(2026, 8, 1), effective_from=date(2026, 10, 1), until=date(2026, 12, 31)
        )

        assert clock_of(first, on=date(2026, 9, 10)).days == -10
        assert clock_of(second, on=date(2026, 9, 10)).days == 112
        assert clock_of(first, on=date(2026, 10, 1)) is None


class TestListings:
    def test_only_the_listings_left_unconfirmed_are_counted(self):
        notice = make_notice(published_on=date(2026, 1, 5))
        both = [make_listing(notice=notice, effective_from=date(2026, 1, 5)) for _number in range(2)]
        event = make_event(
            listing=both[0], listings=both, kind="suspended", effective_from=date(2026, 3, 1), until=date(2026, 4, 30)
        )
        assert clock_of(event).listings == 2

        make_event(listing=both[0], kind="stopped", effective_from=date(2026, 6, 1))

        assert clock_of(event, on=date(2026, 5, 31)).listings == 2
        assert clock_of(event).listings == 1

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(histories())
    def test_whatever_happened_an_unconfirmed_listing_has_one_clock_that_has_run_out(self, history):
        published, effective, acts = history
        notice = make_notice(published_on=published, effective_from=effective)
        listing = make_listing(notice=notice, effective_from=effective)
        for act in acts:
            make_event(listing=listing, **act)
        turns = [effective, *(day for act in acts for day in (act["effective_from"], act["until"]) if day)]

        for day in {turn + timedelta(days=number) for turn in turns for number in (0, 1, 2)}:
            state = Listing.objects.get(pk=listing.pk).state(on=day)
            ours = [each for each in clocks(on=day) if each.label == notice.label]
            over = [each for each in ours if each.until + each.until_inclusive * DAY <= day]

            assert {each.until + each.until_inclusive * DAY for each in over} == (
                {state.since} if state.code == "to_be_confirmed" else set()
            )


def test_takes_the_same_questions_for_few_facts_and_for_many(django_assert_num_queries):
    for _round in range(2):
        with django_assert_num_queries(6):
            clocks(on=TODAY)
        paused()
        make_event(
            listing=make_listing(effective_from=date(2026, 1, 5)),
            kind="suspended",
            effective_from=date(2026, 3, 1),
            until=date(2026, 4, 30),
        )
