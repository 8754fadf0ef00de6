"""The state of a clause on a day: the rule, the two places that compute it held together, and the real cases."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls import states
from controls.models import Clause, Measure
from controls.models.clause_states import of_clause, of_measure
from controls.states import Act, Terms, clause_state_on, never_operated
from tests.factories import make_clause, make_measure, make_source, make_suspension

PUBLISHED, FIRST = date(2025, 10, 9), date(2025, 11, 8)
BEFORE_FIRST = date(2025, 11, 7)


def pause(first=BEFORE_FIRST, until=date(2026, 11, 10), kind="suspended", inclusive=True):
    return Act(kind, announced_on=first, effective_from=first, until=until, until_inclusive=inclusive)


def resume(first):
    return Act("resumed", announced_on=first, effective_from=first)


def on(day, *acts, first=FIRST, until=None, known=True):
    return clause_state_on(day, terms=Terms(PUBLISHED, first, until, known), acts=acts)


class TestOneClause:
    def test_nothing_is_known_before_the_measure_is_published(self):
        assert on(PUBLISHED - timedelta(days=1)) is None

    def test_is_scheduled_until_its_first_day(self):
        state = on(date(2025, 10, 20))

        assert (state.code, state.since, state.until) == ("scheduled", PUBLISHED, FIRST)

    def test_is_in_force_from_its_first_day(self):
        assert (on(FIRST).code, on(FIRST).since) == ("in_force", FIRST)

    def test_a_suspension_before_the_first_day_is_no_longer_scheduled(self):
        assert on(BEFORE_FIRST - timedelta(days=1), pause()).code == "scheduled"
        assert on(BEFORE_FIRST, pause()).code == "suspended"
        assert on(FIRST, pause()).since == BEFORE_FIRST

    def test_after_the_formal_end_it_is_to_be_confirmed_and_never_in_force_by_itself(self):
        assert on(date(2026, 11, 10), pause()).code == "suspended"
        assert on(date(2026, 11, 11), pause()).code == "to_be_confirmed"
        assert on(date(2090, 1, 1), pause()).since == date(2026, 11, 11)

    def test_an_end_that_is_not_included_is_over_on_its_day(self):
        assert on(date(2026, 11, 10), pause(inclusive=False)).code == "to_be_confirmed"

    def test_a_continued_suspension_counts_from_the_first(self):
        longer = pause(date(2026, 11, 11), date(2027, 1, 10), kind="suspension_continued")

        state = on(date(2026, 11, 21), pause(), longer)

        assert (state.code, state.since, state.until) == ("suspended", BEFORE_FIRST, date(2027, 1, 10))

    def test_resumed_before_its_first_day_it_is_scheduled_again(self):
        assert on(date(2025, 11, 7), pause(date(2025, 11, 1)), resume(date(2025, 11, 5))).code == "scheduled"
        assert on(FIRST, pause(date(2025, 11, 1)), resume(date(2025, 11, 5))).since == FIRST

    def test_resumed_later_it_binds_from_that_day(self):
        state = on(date(2026, 6, 1), pause(), resume(date(2026, 5, 1)))

        assert (state.code, state.since, state.note) == ("in_force", date(2026, 5, 1), states.NOTE_RESUMED)

    def test_without_a_first_day_it_is_to_be_confirmed(self):
        state = on(date(2026, 1, 1), first=None)

        assert (state.code, state.note) == ("to_be_confirmed", states.NOTE_NO_FIRST_DAY)

    def test_after_a_stated_period_it_is_to_be_confirmed_and_not_ended(self):
        period = date(2025, 12, 31)

        assert on(period, until=period).code == "in_force"
        assert on(period, until=period).until == period
        assert on(period + timedelta(days=1), until=period).note == states.NOTE_PERIOD_OVER

    def test_where_reports_break_off_it_is_not_said_to_bind(self):
        assert on(FIRST, known=False).note == states.NOTE_OUTCOME_UNKNOWN
        assert on(PUBLISHED, known=False).code == "scheduled"


class TestNeverOperated:
    @pytest.mark.parametrize(
        ("acts", "expected"),
        [
            ([], False),
            ([pause()], True),
            ([pause(FIRST)], True),
            ([pause(FIRST + timedelta(days=1))], False),
            ([pause(), resume(date(2026, 5, 1))], False),
        ],
        ids=["no act", "the day before", "on the day", "a day later", "resumed since"],
    )
    def test_means_suspended_before_the_first_day_was_over(self, acts, expected):
        assert never_operated(date(2026, 11, 21), effective_from=FIRST, acts=acts) is expected

    def test_is_not_known_in_advance(self):
        assert never_operated(date(2025, 11, 6), effective_from=FIRST, acts=[pause()]) is False

    def test_says_nothing_without_a_first_day(self):
        assert never_operated(date(2026, 1, 1), effective_from=None, acts=[pause()]) is False


@st.composite
def histories(draw):
    first = PUBLISHED + timedelta(days=draw(st.integers(-5, 60)))
    terms = {
        "effective_from": draw(st.sampled_from([first, first, first, None])),
        "outcome_known": draw(st.sampled_from([True, True, True, False])),
    }
    if terms["effective_from"] and draw(st.booleans()):
        terms["until"] = first + timedelta(days=draw(st.integers(0, 300)))
    acts, begins = [], PUBLISHED
    for number in range(draw(st.integers(0, 4))):
        begins += timedelta(days=draw(st.integers(0, 120)))
        kind = draw(st.sampled_from(["suspended", "suspension_continued", *(["resumed"] if number else [])]))
        until = begins + timedelta(days=draw(st.integers(0, 200))) if kind != "resumed" else None
        until = None if until and draw(st.integers(0, 4)) == 0 else until
        announced = max(PUBLISHED, begins - timedelta(days=draw(st.integers(0, 5))))
        acts.append(
            {"kind": kind, "effective_from": begins, "published_on": announced, "until": until}
            | {"until_inclusive": draw(st.booleans())}
        )
    return terms, acts


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), offsets=st.lists(st.integers(-20, 700), min_size=8, max_size=8))
def test_the_database_and_the_explanation_agree_on_every_day(history, offsets):
    terms, acts = history
    clause = make_clause(**terms)
    kept = [
        make_suspension(clauses=[clause], **act)
        for act in acts
        if act["kind"] != "resumed" or any(each["kind"] != "resumed" for each in acts[: acts.index(act)])
    ]
    clause = Clause.objects.select_related("measure").prefetch_related("suspensions").get(pk=clause.pk)
    turning = [clause.effective_from, clause.until, *(s.effective_from for s in kept), *(s.until for s in kept)]
    days = {PUBLISHED + timedelta(days=n) for n in offsets}
    days |= {day + timedelta(days=n) for day in turning if day for n in (-1, 0, 1)}

    for day in sorted(days):
        explained = clause.state(on=day)
        asked = Clause.objects.filter(pk=clause.pk).published(on=day).with_state(on=day)
        found = asked.values_list("state_code", flat=True).first()
        assert found == (explained.code if explained else None), day


@pytest.mark.django_db
class TestTheAnnouncedEnd:
    def standing(self, day, **columns):
        announced = {"announced_until": date(2027, 1, 10), "announced_on": date(2026, 9, 28)}
        clause = make_clause()
        make_suspension(clauses=[clause], until=date(2026, 11, 10), announced=[make_source()], **(announced | columns))
        return of_clause(clause, on=day)

    def test_is_not_known_before_it_was_announced(self):
        assert self.standing(date(2026, 5, 1)).until_announced is None

    def test_stands_beside_the_formal_end_and_changes_no_state(self):
        assert self.standing(date(2026, 10, 1)).until_announced == date(2027, 1, 10)
        assert self.standing(date(2026, 10, 1)).until == date(2026, 11, 10)
        assert self.standing(date(2026, 11, 21)).code == "to_be_confirmed"

    def test_is_explained_with_its_day(self):
        note = self.standing(date(2026, 11, 21)).note

        assert "10 Jan 2027 was announced as the end; no formal notice of that is on record." in note
        assert "Suspended before its first day, 8 Nov 2025: it has never operated." in note


@pytest.mark.django_db
class TestAWholeMeasure:
    def test_has_the_state_on_which_its_clauses_agree(self):
        measure = make_measure()
        clauses = [make_clause(measure=measure, key=f"{measure.key}-{n}", position=n) for n in (1, 2)]
        make_suspension(clauses=clauses, until=date(2026, 11, 10))

        found = of_measure(Measure.objects.get(pk=measure.pk), on=date(2026, 1, 1))

        assert (found.code, found.since, found.until) == ("suspended", BEFORE_FIRST, date(2026, 11, 10))
        assert found.never_operated

    def test_is_mixed_when_they_differ(self):
        measure = make_measure()
        clauses = [make_clause(measure=measure, key=f"{measure.key}-{n}", position=n) for n in (1, 2)]
        make_suspension(clauses=clauses[:1])

        found = of_measure(measure, on=date(2026, 1, 1))

        assert (found.code, found.label, found.since) == ("mixed", "Mixed", None)

    def test_gives_no_day_on_which_they_do_not_agree(self):
        measure = make_measure()
        for number, first in ((1, FIRST), (2, FIRST + timedelta(days=5))):
            make_clause(measure=measure, key=f"{measure.key}-{number}", position=number, effective_from=first)

        found = of_measure(measure, on=date(2026, 1, 1))

        assert (found.code, found.since) == ("in_force", None)

    def test_is_nothing_before_it_was_published(self):
        assert of_measure(make_clause().measure, on=PUBLISHED - timedelta(days=1)) is None

    @pytest.mark.parametrize(
        ("kind", "label"),
        [("licence", "Licence needed"), ("prohibition", "Prohibited"), ("framework_law", "In force")],
    )
    def test_in_force_the_badge_says_the_effect_where_there_is_one(self, kind, label):
        measure = make_measure(type=kind)
        make_clause(measure=measure)

        assert of_measure(measure, on=FIRST).label == label


OCTOBER = ["cn-2025-55", "cn-2025-56", "cn-2025-57", "cn-2025-58"]
LATE = [*OCTOBER, "cn-2025-61-a", "cn-2025-61-b"]
EARLY = ["cn-2025-61-c", "cn-2025-62"]
CASES = [
    *((key, "2025-10-08", None) for key in [*LATE, *EARLY]),
    *((key, "2025-10-20", "scheduled") for key in LATE),
    *((key, "2025-10-20", "in_force") for key in EARLY),
    *((key, "2025-11-06", "in_force") for key in EARLY),
    *((key, "2025-11-07", "suspended") for key in [*LATE, *EARLY]),
    *((key, "2025-12-02", "suspended") for key in [*LATE, *EARLY]),
    *((key, "2026-05-01", "suspended") for key in [*LATE, *EARLY]),
    *((key, "2026-11-10", "suspended") for key in [*LATE, *EARLY]),
    *((key, "2026-11-21", "to_be_confirmed") for key in [*LATE, *EARLY]),
    ("cn-2024-46-2", "2025-11-08", "in_force"),
    ("cn-2024-46-2", "2026-11-21", "suspended"),
    ("cn-2024-46-2", "2026-11-27", "suspended"),
    ("cn-2024-46-2", "2026-11-28", "to_be_confirmed"),
    *(("cn-2024-46-1", day, "in_force") for day in ("2024-12-03", "2025-12-01", "2026-11-21", "2026-11-28")),
    ("cn-2025-18", "2025-04-03", None),
    *(("cn-2025-18", day, "in_force") for day in ("2025-04-04", "2025-11-10", "2026-05-01", "2026-11-21")),
    ("cn-2023-report", "2025-10-31", "in_force"),
    ("cn-2023-report", "2025-11-01", "to_be_confirmed"),
    ("eu-2025-945", "2026-11-21", "to_be_confirmed"),
    ("in-2025-irel", "2026-11-21", "to_be_confirmed"),
    ("jp-2012-catchall", "2026-11-21", "to_be_confirmed"),
    ("us-dfars-7052", "2026-11-21", "scheduled"),
]


@pytest.mark.parametrize(("key", "day", "code"), CASES)
def test_the_real_clauses_come_out_right_in_both_places(seeded, key, day, code):
    asked = date.fromisoformat(day)

    explained = Clause.objects.get(key=key).state(on=asked)
    found = Clause.objects.filter(key=key).published(on=asked).with_state(on=asked)

    assert (explained.code if explained else None) == code
    assert found.values_list("state_code", flat=True).first() == code


def test_no_18_has_never_been_suspended(seeded):
    assert not Clause.objects.get(key="cn-2025-18").suspensions.exists()


def test_the_real_clauses_that_never_operated(seeded):
    clauses = Clause.objects.select_related("measure").prefetch_related("suspensions").order_by("key")
    found = {clause.key: of_clause(clause, on=date(2026, 11, 21)) for clause in clauses}

    assert sorted(key for key, standing in found.items() if standing and standing.never_operated) == sorted(LATE)
