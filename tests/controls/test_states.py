"""The state of a listing on a day: the real cases, and the two places that compute it held together."""

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls import states
from controls.models import Listing
from controls.states import Act, state_on
from tests.factories import make_event, make_listing

START = date(2025, 4, 4)
KINDS = [*states.STATE_CHANGING, "measure_stopped"]


def on(day, *acts, published_on=START, effective_from=START, effective_time=None):
    return state_on(
        day, published_on=published_on, effective_from=effective_from, effective_time=effective_time, acts=acts
    )


def suspended(first, until=None, kind="suspended", inclusive=True):
    return Act(kind, announced_on=first, effective_from=first, until=until, until_inclusive=inclusive)


class TestOneListing:
    def test_nothing_is_known_before_the_notice_is_published(self):
        assert on(START - timedelta(days=1)) is None

    def test_is_scheduled_between_publication_and_first_day(self):
        state = on(date(2025, 4, 9), published_on=date(2025, 4, 9), effective_from=date(2025, 4, 10))

        assert (state.code, state.since, state.until) == ("scheduled", date(2025, 4, 9), date(2025, 4, 10))

    def test_is_in_force_from_its_first_day(self):
        assert on(START).code == "in_force"

    def test_a_start_at_noon_is_said_on_that_day_and_not_later(self):
        first = date(2025, 4, 10)

        assert on(first, effective_from=first, effective_time=time(12, 1)).note_params["time"] == "12:01"
        assert on(first + timedelta(days=1), effective_from=first, effective_time=time(12, 1)).note == ""

    def test_a_suspension_covers_its_last_day(self):
        act = suspended(date(2025, 11, 10), date(2026, 11, 10))

        assert on(date(2026, 11, 10), act).code == "suspended"
        assert on(date(2026, 11, 11), act).code == "to_be_confirmed"

    def test_a_suspension_that_excludes_its_last_day_is_over_on_it(self):
        act = suspended(date(2025, 11, 10), date(2026, 11, 10), inclusive=False)

        assert on(date(2026, 11, 9), act).code == "suspended"
        assert on(date(2026, 11, 10), act).code == "to_be_confirmed"

    def test_an_ended_suspension_is_never_in_force_again_by_itself(self):
        act = suspended(date(2025, 5, 14), date(2025, 8, 12))

        assert on(date(2090, 1, 1), act).code == "to_be_confirmed"
        assert on(date(2090, 1, 1), act).since == date(2025, 8, 13)

    def test_a_suspension_without_a_stated_end_goes_on(self):
        state = on(date(2090, 1, 1), suspended(date(2025, 5, 14)))

        assert (state.code, state.until) == ("suspended", None)

    def test_unbroken_suspensions_count_from_the_first(self):
        first = suspended(date(2025, 5, 14), date(2025, 8, 12))
        second = suspended(date(2025, 8, 12), date(2025, 11, 10), kind="suspension_continued")

        assert on(date(2025, 9, 1), first, second).since == date(2025, 5, 14)

    def test_a_gap_between_suspensions_breaks_the_run(self):
        first = suspended(date(2025, 5, 14), date(2025, 6, 1))
        second = suspended(date(2025, 8, 12), date(2025, 11, 10))

        assert on(date(2025, 9, 1), first, second).since == date(2025, 8, 12)

    def test_stopped_is_not_removed(self):
        state = on(date(2025, 8, 20), Act("stopped", date(2025, 8, 12), date(2025, 8, 12)))

        assert (state.code, state.note) == ("stopped", states.NOTE_STOPPED)

    def test_an_act_on_one_measure_leaves_the_listing_as_it_is(self):
        assert on(date(2026, 1, 1), Act("measure_stopped", date(2025, 11, 5), date(2025, 11, 10))).code == "in_force"

    def test_of_two_acts_on_one_day_the_later_announced_counts(self):
        stop = Act("stopped", announced_on=date(2025, 8, 13), effective_from=date(2025, 8, 12))
        pause = suspended(date(2025, 8, 12))

        assert on(date(2025, 9, 1), stop, pause).code == "stopped"


@st.composite
def histories(draw):
    days = st.dates(date(2024, 12, 1), date(2026, 3, 1))
    published = draw(days)
    effective = published + timedelta(days=draw(st.integers(0, 30)))
    acts = []
    for _number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(KINDS))
        first = effective + timedelta(days=draw(st.integers(0, 400)))
        until = first + timedelta(days=draw(st.integers(0, 300))) if kind in states.SUSPENDING else None
        if until and draw(st.booleans()) and draw(st.booleans()):
            until = None
        announced = first - timedelta(days=draw(st.integers(0, 5)))
        acts.append(
            {"kind": kind, "effective_from": first, "announced_on": announced, "until": until}
            | {"until_inclusive": draw(st.booleans())}
        )
    return published, effective, acts


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), offsets=st.lists(st.integers(-40, 900), min_size=8, max_size=8))
def test_the_database_and_the_explanation_agree_on_every_day(history, offsets):
    published, effective, acts = history
    listing = (
        make_listing(notice=None, effective_from=effective)
        if published == effective
        else _scheduled(published, effective)
    )
    for act in acts:
        make_event(listing=listing, **act)
    listing = Listing.objects.for_display().get(pk=listing.pk)
    turning = [effective, *(a["effective_from"] for a in acts), *(a["until"] for a in acts if a["until"])]
    days = {published + timedelta(days=n) for n in offsets} | {
        d + timedelta(days=n) for d in turning for n in (-1, 0, 1)
    }

    for day in sorted(days):
        explained = listing.state(on=day)
        asked = Listing.objects.filter(pk=listing.pk).published(on=day).with_state(on=day)
        found = asked.values_list("state_code", flat=True).first()
        assert found == (explained.code if explained else None), day


def _scheduled(published, effective):
    from tests.factories import make_notice

    return make_listing(notice=make_notice(published_on=published, effective_from=effective))


REAL_CASES = [
    ("mofcom-2025-13", "2025-04-15", {"in_force": 15}),
    ("mofcom-2025-21", "2025-04-15", {"in_force": 16}),
    ("mofcom-2025-22", "2025-04-15", {"in_force": 12}),
    ("mofcom-2025-13", "2025-05-20", {"in_force": 15}),
    ("mofcom-2025-21", "2025-05-20", {"suspended": 16}),
    ("mofcom-2025-22", "2025-05-20", {"suspended": 12}),
    ("mofcom-2025-13", "2025-08-20", {"in_force": 15}),
    ("mofcom-2025-21", "2025-08-20", {"suspended": 16}),
    ("mofcom-2025-22", "2025-08-20", {"stopped": 12}),
    ("mofcom-2025-13", "2025-11-20", {"stopped": 15}),
    ("mofcom-2025-21", "2025-11-20", {"suspended": 16}),
    ("mofcom-2025-22", "2025-11-20", {"stopped": 12}),
    ("mofcom-2025-21", "2026-06-30", {"suspended": 16}),
    ("mofcom-2025-13", "2026-11-21", {"stopped": 15}),
    ("mofcom-2025-21", "2026-11-21", {"to_be_confirmed": 16}),
    ("mofcom-2025-22", "2026-11-21", {"stopped": 12}),
    ("uel-2025-7", "2025-04-15", {"in_force": 11}),
    ("uel-2025-7", "2025-06-01", {"suspended": 11}),
    ("uel-2025-7", "2025-08-20", {"suspended": 11}),
    ("uel-2025-7", "2025-11-20", {"suspended": 11}),
    ("uel-2025-7", "2026-11-09", {"suspended": 11}),
    ("uel-2025-7", "2026-11-10", {"suspended": 11}),
    ("uel-2025-7", "2026-11-11", {"to_be_confirmed": 11}),
    ("uel-2025-7", "2026-11-21", {"to_be_confirmed": 11}),
    ("uel-2025-8", "2025-06-01", {"suspended": 6}),
    ("uel-2025-8", "2025-08-20", {"stopped": 6}),
    ("mofcom-2025-22", "2025-04-08", {}),
    ("mofcom-2025-22", "2025-04-09", {"scheduled": 12}),
    ("mofcom-2025-22", "2025-04-10", {"in_force": 12}),
    ("mofcom-2026-12", "2026-02-23", {}),
    ("mofcom-2026-12", "2026-02-24", {"in_force": 20}),
    ("mofcom-2025-13", "2025-02-01", {}),
    ("uel-2025-4", "2026-11-21", {"in_force": 2}),
]


@pytest.mark.parametrize(("notice", "day", "expected"), REAL_CASES)
def test_the_real_notices_come_out_right(seeded, notice, day, expected):
    day = date.fromisoformat(day)
    listings = Listing.objects.filter(notice__key=notice).published(on=day).with_state(on=day).for_display()

    found = {}
    for listing in listings:
        assert listing.state(on=day).code == listing.state_code
        found[listing.state_code] = found.get(listing.state_code, 0) + 1

    assert found == expected
