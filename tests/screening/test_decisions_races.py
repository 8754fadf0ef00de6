"""Many act on one case at the same moment: one wins, the others are told what he did, and the history has no gap."""

from typing import Any

import pytest

from controls.models import User
from controls.screening.models import Case, Decision
from controls.screening.services import case_log, cases, decisions
from controls.screening.services.case_log import CaseRefused, ChangedMeanwhile
from tests.controls.apart import Writers, apart, copied, writers
from tests.factories.decisions import AT, MATCHER, again, decide, entry, hit, make_case, make_check, person

__all__ = ["apart", "copied", "writers"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(apart: None) -> list[User]:
    """Committed in the copied database, under addresses of their own: what is there stays there."""
    count = User.objects.count()
    return [person(f"race{count}-{number}@example.org") for number in range(8)]


@pytest.fixture
def case(people: list[User]) -> Case:
    return make_case(name=f"Race {people[0].pk}", by=people[0])


def whole(case: Case) -> None:
    """The versions of the history run without a gap to that of the case."""
    versions = [line.version for line in case_log.history(case=case)]
    assert versions == list(range(1, again(case).version + 1))


def test_of_eight_who_decide_at_once_one_does_and_the_others_see_his_words(
    writers: Writers, case: Case, people: list[User]
) -> None:
    def say(by: User) -> Decision:
        reason = f"Says {by.email}."
        return decisions.decide(case=case, verdict="same_party", reason=reason, version=1, by=by, at=AT, setting="1")

    answers = writers.together([lambda by=by: say(by) for by in people])

    done = [each for each in answers if isinstance(each, Decision)]
    told = [each for each in answers if isinstance(each, ChangedMeanwhile)]
    assert (len(done), len(told)) == (1, 7)
    assert all(done[0].reason in str(each) for each in told)
    assert again(case).standing == done[0]
    whole(case)


def test_of_two_second_people_at_once_one_counts(writers: Writers, case: Case, people: list[User]) -> None:
    decide(case, "different_party", people[0])

    answers = writers.together(
        [
            lambda: decisions.confirm(case=case, reason="Yes.", version=2, by=people[1], at=AT),
            lambda: decisions.refuse(case=case, reason="No.", version=2, by=people[2], at=AT),
        ]
    )

    assert sum(isinstance(each, ChangedMeanwhile) for each in answers) == 1
    assert Case.objects.get(pk=case.pk).state in ("decided", "open")
    whole(case)


def test_a_change_of_the_listing_at_the_moment_of_confirming_is_never_passed_over(
    writers: Writers, case: Case, people: list[User]
) -> None:
    decide(case, "different_party", people[0])
    said = {case.subject: entry(state="suspended")}

    writers.together(
        [
            lambda: decisions.confirm(case=case, reason="Yes.", version=2, by=people[1], at=AT),
            lambda: cases.reopen_changed(described=lambda _keys: said, algorithm=MATCHER, at=AT),
        ]
    )

    assert again(case).is_open
    assert case_log.history(case=case)[-1].kind == "reopened"
    whole(case)


def test_eight_checks_at_once_open_one_case(writers: Writers, people: list[User]) -> None:
    name = f"Everybody asks {people[0].pk}"
    asked = [make_check(hit(), name=name, by=by) for by in people]

    answers = writers.together([lambda check=check: cases.open_cases(check=check, at=AT) for check in asked])

    (case,) = Case.objects.filter(name=name)
    assert [found.pk for answer in answers for found in answer] == [case.pk] * 8
    assert [line.kind for line in case_log.history(case=case)] == ["opened"]


def test_comments_of_eight_at_once_are_all_kept(writers: Writers, case: Case, people: list[User]) -> None:
    def say(by: User) -> Any:
        return decisions.comment(case=case, text=f"Says {by.email}.", by=by, at=AT)

    answers = writers.together([lambda by=by: say(by) for by in people])

    assert not [each for each in answers if isinstance(each, CaseRefused)]
    assert again(case).version == 9
    whole(case)
