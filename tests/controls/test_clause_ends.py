"""Acts that end clauses: repealed, superseded, expired. What they make of the state, and what contradicts them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from controls import states
from controls.models import Change, Clause, Measure, Suspension
from controls.models.calendar import days
from controls.models.clause_states import of_clause, of_measure
from controls.services import suspensions
from controls.services.history import FactRefused
from controls.states import Act, Terms, clause_state_on
from tests.controls.desk import add, changes_of, make_user
from tests.controls.desk_forms import suspension_form
from tests.controls.markup import tree
from tests.factories import make_clause, make_event, make_listing, make_measure, make_suspension

pytestmark = pytest.mark.django_db
ENDS = ("repealed", "superseded", "expired")
by_end = pytest.mark.parametrize("kind", ENDS)
FIRST, LAST = date(2025, 11, 8), date(2026, 3, 1)
NIGHT = timedelta(days=1)


def end(*clauses, kind="repealed", on=LAST, **columns):
    return make_suspension(clauses=list(clauses), kind=kind, effective_from=on, **columns)


def state(clause, day):
    return Clause.objects.get(pk=clause.pk).state(on=day)


class TestTheState:
    @by_end
    def test_from_its_day_the_clause_has_ended(self, kind):
        clause = make_clause()
        end(clause, kind=kind)

        assert state(clause, LAST - NIGHT).code == states.IN_FORCE
        assert (state(clause, LAST).code, state(clause, LAST).since) == (states.ENDED, LAST)
        assert state(clause, date(2090, 1, 1)).code == states.ENDED

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("repealed", "Repealed: it no longer binds."),
            ("superseded", "Replaced by a later rule: it no longer binds."),
            ("expired", "Its period is over, and the authority did not renew it: it no longer binds."),
        ],
    )
    def test_says_why(self, kind, words):
        clause = make_clause()
        end(clause, kind=kind)

        standing = of_clause(Clause.objects.get(pk=clause.pk), on=LAST)

        assert (standing.label, standing.note) == ("Ended", words)

    def test_an_end_in_a_suspension_ends_it(self):
        clause = make_clause()
        make_suspension(clauses=[clause], until=date(2026, 11, 10))
        end(clause)

        assert state(clause, LAST - NIGHT).code == states.SUSPENDED
        assert state(clause, LAST).code == states.ENDED
        assert state(clause, date(2026, 11, 11)).code == states.ENDED

    def test_an_end_after_an_unconfirmed_period_settles_it(self):
        clause = make_clause(until=date(2026, 1, 31))
        end(clause, kind="expired")

        assert state(clause, date(2026, 2, 1)).code == states.TO_BE_CONFIRMED
        assert state(clause, LAST).code == states.ENDED

    def test_a_clause_that_ends_before_its_first_day_never_begins(self):
        clause = make_clause(effective_from=date(2027, 1, 1))
        end(clause)

        assert state(clause, LAST - NIGHT).code == states.SCHEDULED
        assert state(clause, date(2027, 1, 1)).code == states.ENDED

    def test_an_end_makes_a_clause_of_unknown_outcome_known(self):
        clause = make_clause(outcome_known=False)
        end(clause)

        assert state(clause, LAST - NIGHT).code == states.TO_BE_CONFIRMED
        assert state(clause, LAST).code == states.ENDED

    def test_a_measure_has_ended_when_all_its_clauses_have(self):
        measure = make_measure()
        one, other = (
            make_clause(measure=measure, key=f"{measure.key}-{mark}", position=number)
            for number, mark in enumerate("ab", 1)
        )
        end(one)
        assert of_measure(Measure.objects.get(pk=measure.pk), on=LAST).code == states.MIXED

        end(other, kind="superseded")

        assert of_measure(Measure.objects.get(pk=measure.pk), on=LAST).code == states.ENDED

    @by_end
    def test_the_database_says_the_same(self, kind):
        clause = make_clause()
        end(clause, kind=kind)

        for day in (FIRST - NIGHT, FIRST, LAST - NIGHT, LAST, LAST + NIGHT):
            found = Clause.objects.filter(pk=clause.pk).with_state(on=day).get()
            assert found.state_code == state(clause, day).code

    @given(
        kind=st.sampled_from(ENDS),
        pause=st.integers(-40, 400),
        length=st.integers(0, 200),
        ending=st.integers(-20, 400),
        asked=st.integers(-60, 600),
    )
    @settings(max_examples=300, deadline=None)
    def test_after_an_end_nothing_else_can_be_true(self, kind, pause, length, ending, asked):
        first = FIRST + timedelta(pause)
        acts = [
            Act("suspended", first, first, first + timedelta(length)),
            Act(kind, FIRST + timedelta(max(pause, ending)), FIRST + timedelta(max(pause, ending))),
        ]

        found = clause_state_on(FIRST + timedelta(asked), terms=Terms(date(2025, 9, 1), FIRST), acts=acts)

        assert (found.code == states.ENDED) is (asked >= max(pause, ending))

    def test_an_end_of_clauses_is_no_act_on_listings(self):
        with pytest.raises(FactRefused, match="not a valid choice"):
            make_event(listing=make_listing(), kind="repealed", effective_from=LAST)


class TestTheRecord:
    @by_end
    def test_the_log_says_ended_and_names_clause_and_measure(self, kind):
        clause = make_clause()
        act = end(clause, kind=kind)

        change = Change.objects.of(act).get()
        assert (change.action, change.effective_on) == (Change.Action.ENDED, LAST)
        assert {f"clause:{clause.key}", f"measure:{clause.measure.key}"} <= set(change.about)

    @by_end
    def test_an_end_has_no_end(self, kind):
        with pytest.raises(FactRefused, match="Only a suspension has an end"):
            end(make_clause(), kind=kind, until=date(2026, 6, 1))

    def test_the_database_refuses_that_too(self):
        act = end(make_clause())
        act.until = date(2026, 6, 1)

        with pytest.raises(IntegrityError, match="suspension_only_suspending_has_an_end"), transaction.atomic():
            act.save(tracked=True)

    def test_an_end_needs_evidence(self):
        with pytest.raises(FactRefused):
            end(make_clause(), evidence=[])

    def test_an_end_before_the_measure_is_refused(self):
        with pytest.raises(FactRefused, match="comes too early"):
            end(make_clause(), on=date(2025, 10, 8))

    @pytest.mark.parametrize("kind", ["suspended", "suspension_continued", "resumed", *ENDS])
    def test_nothing_comes_after_an_end(self, kind):
        clause = make_clause()
        make_suspension(clauses=[clause], until=date(2026, 1, 1))
        end(clause)

        with pytest.raises(FactRefused, match="comes too late"):
            make_suspension(clauses=[clause], kind=kind, effective_from=LAST + NIGHT)

    def test_an_end_before_an_act_on_record_is_refused(self):
        clause = make_clause()
        make_suspension(clauses=[clause], effective_from=date(2026, 6, 1))

        with pytest.raises(FactRefused, match="cannot end on 2026-03-01"):
            end(clause)

    def test_an_end_may_fall_on_the_last_day_of_a_suspension(self):
        clause = make_clause()
        make_suspension(clauses=[clause], until=LAST)

        assert end(clause).pk

    def test_a_correction_that_would_contradict_an_end_is_refused_and_changes_nothing(self, now):
        clause = make_clause()
        pause = make_suspension(clauses=[clause], until=date(2026, 2, 1))
        end(clause)

        with pytest.raises(FactRefused, match="comes too late"):
            suspensions.correct(
                suspension=pause,
                fields={"effective_from": date(2026, 4, 1), "until": date(2026, 5, 1)},
                reason="misread",
                by="tests",
                at=now,
            )

        assert Suspension.objects.get(pk=pause.pk).effective_from == date(2025, 11, 7)

    def test_an_end_can_be_corrected(self, now):
        clause = make_clause()
        act = end(clause)

        suspensions.correct(
            suspension=act, fields={"effective_from": date(2026, 4, 1)}, reason="misread", by="tests", at=now
        )

        assert state(clause, LAST).code == states.IN_FORCE
        assert state(clause, date(2026, 4, 1)).code == states.ENDED

    def test_other_clauses_of_the_measure_stay(self):
        measure = make_measure()
        one, other = (
            make_clause(measure=measure, key=f"{measure.key}-{mark}", position=number)
            for number, mark in enumerate("ab", 1)
        )
        end(one)

        assert state(other, LAST).code == states.IN_FORCE

    def test_the_refusal_of_a_wrong_kind_is_in_words(self):
        act = end(make_clause())
        act.kind = "forgotten"

        with pytest.raises(ValidationError, match="not a valid choice"):
            act.full_clean()


class TestTheDoors:
    def test_the_desk_ends_a_clause(self, client, now):
        client.force_login(make_user(now))
        clause = make_clause()

        add(
            client,
            Suspension,
            suspension_form(
                key="xx-desk-end", kind="repealed", clauses=[clause.pk], until="", effective_from="2026-03-01"
            ),
        )

        act = Suspension.objects.get(key="xx-desk-end")
        assert [change.action for change in changes_of(act)] == [Change.Action.ENDED]
        assert state(clause, LAST).code == states.ENDED

    def test_the_page_says_ended_since_and_by_what(self, client, today):
        clause = make_clause(text="No dust.")
        act = end(clause)

        page = tree(client.get(f"/measures/{clause.measure.key}/"))

        assert "Ended" in [badge.text for badge in page.one("main").all(of_class="b")]
        assert "since 1 Mar 2026" in page.text
        assert "Repealed: it no longer binds." in page.text
        assert act.number in page.text

    def test_the_page_of_an_earlier_day_does_not(self, client, today):
        clause = make_clause()
        end(clause)

        page = tree(client.get(f"/measures/{clause.measure.key}/", {"as_of": "2026-02-28"}))

        assert "Ended" not in [badge.text for badge in page.one("main").all(of_class="b")]

    @by_end
    def test_the_api_gives_the_state_and_the_act(self, client, today, kind):
        clause = make_clause()
        act = end(clause, kind=kind)

        found = client.get(f"/api/v1/measures/{clause.measure.key}/").json()

        assert (found["state"]["code"], found["state"]["since"]) == ("ended", "2026-03-01")
        assert [(row["id"], row["kind"], row["until"]) for row in found["suspensions"]] == [(act.key, kind, None)]

    def test_measures_can_be_asked_for_by_it(self, client, today):
        clause = make_clause()
        end(clause)

        found = client.get("/api/v1/measures/", {"state": "ended"}).json()

        assert [row["id"] for row in found["results"]] == [clause.measure.key]

    @pytest.mark.parametrize(
        ("kind", "words"), [("repealed", "Repealed"), ("superseded", "Superseded"), ("expired", "Expired")]
    )
    def test_the_calendar_has_its_day(self, kind, words):
        clause = make_clause()
        act = end(clause, kind=kind)

        (row,) = [row for row in days() if row.id == f"suspension.{act.key}.end"]
        assert (row.on, row.before, row.state, row.title) == (
            LAST,
            states.IN_FORCE,
            states.ENDED,
            f"{words}: {act.number}",
        )

    def test_it_takes_the_unknown_day_out_of_the_calendar(self):
        clause = make_clause()
        pause = make_suspension(clauses=[clause], until=date(2026, 12, 31))
        end(clause)

        (row,) = [row for row in days() if row.id == f"suspension.{pause.key}.to_be_confirmed"]
        assert row.cancelled
