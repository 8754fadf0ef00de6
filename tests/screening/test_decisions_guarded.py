"""The database itself keeps the history of a case, and lets nobody free a party alone: not even past the services."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from controls.screening.models import Case, CaseEvent, Comment, Decision, SecondLook
from controls.screening.services import decisions
from tests.factories.decisions import AT, SAGAMI, again, confirm, decide, hit, make_case, person, two_people

pytestmark = pytest.mark.django_db
HISTORY = {
    "screening_decision": Decision,
    "screening_secondlook": SecondLook,
    "screening_comment": Comment,
    "screening_caseevent": CaseEvent,
}


def refused(act: Any) -> str:
    """The words with which the database refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return str(caught.value)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


@pytest.fixture
def told() -> Case:
    """A case with a row in every table of its history."""
    ada, grace = two_people()
    case = decide(make_case(), "different_party", ada)
    decisions.comment(case=case, text="Said.", by=ada, at=AT)
    return confirm(case, grace)


@pytest.mark.parametrize("table", HISTORY)
class TestTheHistory:
    def test_cannot_be_changed_in_sql(self, told, table):
        assert f"{table} is append-only: UPDATE refused" in refused(lambda: sql(f"UPDATE {table} SET at = now()"))

    def test_cannot_be_deleted_in_sql(self, told, table):
        assert f"{table} is append-only: DELETE refused" in refused(lambda: sql(f"DELETE FROM {table}"))

    def test_cannot_be_emptied(self, told, table):
        assert "append-only: TRUNCATE refused" in refused(lambda: sql(f"TRUNCATE {table} CASCADE"))

    def test_cannot_be_saved_again_or_deleted_by_the_orm(self, told, table):
        row = HISTORY[table].objects.filter(case=told)[0]

        assert "append-only: UPDATE" in refused(row.save)
        with pytest.raises(DatabaseError, match="append-only: DELETE|protected"), transaction.atomic():
            HISTORY[table].objects.filter(pk=row.pk).delete()

    def test_has_both_guards_on(self, db, table):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE '%%refuses%%' "
                "ORDER BY tgname",
                [table],
            )
            assert cursor.fetchall() == [(f"{table}_refuses_edits", "O"), (f"{table}_refuses_truncation", "O")]


class TestACase:
    def stand(self, case: Case, decision: Decision | None, state: str) -> None:
        Case.objects.filter(pk=case.pk).update(state=state, standing=decision)

    def test_is_not_freed_by_one_person_under_four_eyes(self):
        case = decide(make_case(), "different_party", person())

        words = refused(lambda: self.stand(case, case.standing, "decided"))

        assert "a second person has not confirmed the decision" in words

    def test_is_not_freed_by_a_refusal(self):
        ada, grace = two_people()
        case = decide(make_case(), "different_party", ada)
        decision = case.standing
        decisions.refuse(case=case, reason="No.", version=2, by=grace, at=AT)

        assert "has not confirmed" in refused(lambda: self.stand(case, decision, "decided"))

    def test_is_not_freed_by_the_decision_on_another(self):
        ada = person()
        other = decide(make_case(hit(SAGAMI)), "same_party", ada)

        assert "of its own" in refused(lambda: self.stand(make_case(), other.standing, "decided"))

    def test_is_not_decided_by_a_wish_for_facts(self):
        case = decide(make_case(), "need_more_facts", person())
        wish = Decision.objects.get(case=case)

        for state in ("awaiting_second", "decided"):
            assert "decides no case" in refused(lambda state=state: self.stand(case, wish, state))

    @pytest.mark.parametrize("state", ["decided", "awaiting_second"])
    def test_is_not_decided_without_a_decision(self, state):
        case = make_case()

        assert "case_stands_on_a_decision" in refused(lambda: self.stand(case, None, state))

    def test_is_not_open_with_a_decision_that_stands(self):
        case = decide(make_case(), "same_party", person())

        assert "case_stands_on_a_decision" in refused(lambda: self.stand(case, case.standing, "open"))

    def test_does_not_want_facts_once_it_is_decided(self):
        case = decide(make_case(), "same_party", person())

        words = refused(lambda: Case.objects.filter(pk=case.pk).update(wants_facts=True))

        assert "case_that_wants_facts_is_open" in words

    def test_is_one_per_pair(self):
        case = make_case()
        case.pk = None

        assert "case_unique_per_pair" in refused(lambda: case.save(force_insert=True))

    def test_cannot_be_taken_away_from_its_history(self, told):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql("DELETE FROM screening_case WHERE id = %s", told.pk)

        assert again(told).is_decided


class TestASecondLook:
    @pytest.fixture
    def waiting(self) -> Case:
        return decide(make_case(), "different_party", person())

    def look(self, decision: Decision, **columns: Any) -> SecondLook:
        defaults = {"decided_by": decision.author, "author": person(), "outcome": "confirmed", "reason": "R"}
        return SecondLook(decision=decision, at=AT, version=3, **{"case": decision.case, **defaults, **columns})

    def test_is_never_by_the_author(self, waiting):
        look = self.look(waiting.standing, author=waiting.standing.author)

        assert "second_look_is_by_another_person" in refused(look.save)

    def test_cannot_name_another_author_to_get_around_that(self, waiting):
        look = self.look(waiting.standing, author=waiting.standing.author, decided_by=person())

        assert "names the author and the case of its decision" in refused(look.save)

    def test_belongs_to_the_case_of_its_decision(self, waiting):
        look = self.look(waiting.standing, case=make_case(hit(SAGAMI)))

        assert "names the author and the case of its decision" in refused(look.save)

    def test_is_given_once_per_decision(self, waiting):
        self.look(waiting.standing).save()

        assert "unique" in refused(self.look(waiting.standing).save)

    def test_has_a_reason(self, waiting):
        assert "second_look_has_a_reason" in refused(self.look(waiting.standing, reason="").save)


class TestADecision:
    def decision(self, **columns: Any) -> Decision:
        case = make_case()
        defaults = {"verdict": "same_party", "reason": "R", "second": "not_needed", "score": 0.9, "version": 2}
        return Decision(case=case, at=AT, author=person(), algorithm="name-3", **{**defaults, **columns})

    def test_has_a_reason(self):
        assert "decision_has_a_reason" in refused(self.decision(reason="").save)

    @pytest.mark.parametrize(
        ("verdict", "second"),
        [("different_party", "not_needed"), ("same_party", "asked"), ("need_more_facts", "switched_off")],
    )
    def test_says_of_a_different_party_and_of_no_other_who_looked(self, verdict, second):
        words = refused(self.decision(verdict=verdict, second=second).save)

        assert "decision_that_frees_says_who_looked" in words

    def test_has_a_version_of_its_own(self):
        decision = self.decision()
        decision.save()
        decision.pk = None

        assert "decision_version_unique_per_case" in refused(lambda: decision.save(force_insert=True))
