"""Two people decide at the same moment: one wins, the other is told, and the record is written once."""

from typing import Any

import pytest
from django.utils import timezone

from controls.models import Change, Proposal, Source
from controls.services import proposals, sources
from controls.services.proposals import EditedMeanwhile, ProposalRefused
from tests.controls.apart import Writers, apart, copied, writers
from tests.controls.desk import changes_of, make_user
from tests.controls.proposing import WHY, correct_as, correction, new_source, propose, publish, send, two_curators
from tests.factories import make_source

__all__ = ["apart", "copied", "writers"]
pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def waiting(apart: None, now: Any) -> Proposal:
    """Committed in the copied database, under addresses of its own: what is there stays there."""
    number = Proposal.objects.count()
    ada = make_user(now, f"ada{number}@example.org")
    for name in ("grace", "linus"):
        make_user(now, f"{name}{number}@example.org")
    return correct_as(make_source(key=f"race-{number}", title="Old title"), ada, title="New title")


def person(proposal: Proposal, name: str) -> Any:
    return type(proposal.proposer).objects.get(email=proposal.proposer.email.replace("ada", name))


def fact_of(proposal: Proposal) -> Source:
    return Source.objects.get(key=proposal.changes[0]["subject_key"])


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(writers: Writers, waiting: Proposal) -> None:
    grace, linus = person(waiting, "grace"), person(waiting, "linus")

    answers = writers.together([lambda: publish(waiting, grace), lambda: publish(waiting, linus)])

    refused = [answer for answer in answers if isinstance(answer, ProposalRefused)]
    done = [answer for answer in answers if isinstance(answer, Proposal)]
    assert (len(done), len(refused)) == (1, 1)
    assert str(refused[0]) == f"{waiting} was published already, by {done[0].decider}."
    assert len(changes_of(fact_of(waiting))) == 2
    assert changes_of(fact_of(waiting))[-1].approved_by == done[0].decider.email


def test_publishing_and_withdrawing_at_once_does_one_of_the_two(writers: Writers, waiting: Proposal) -> None:
    grace, ada = person(waiting, "grace"), waiting.proposer

    answers = writers.together(
        [
            lambda: publish(waiting, grace),
            lambda: proposals.withdraw(proposal=waiting, by=ada, at=timezone.now()),
        ]
    )

    state = Proposal.objects.get(pk=waiting.pk).state
    assert sum(isinstance(answer, ProposalRefused) for answer in answers) == 1
    assert len(changes_of(fact_of(waiting))) == (2 if state == State.PUBLISHED else 1)
    assert state in (State.PUBLISHED, State.WITHDRAWN)


def test_an_edit_at_the_moment_of_publishing_is_never_published_unseen(writers: Writers, waiting: Proposal) -> None:
    grace, ada, fact = person(waiting, "grace"), waiting.proposer, fact_of(waiting)
    edit = correction(fact, title="Unseen title")

    answers = writers.together(
        [
            lambda: publish(waiting, grace),
            lambda: send(edit, ada, subject=fact, version=1, replaces=waiting.pk),
        ]
    )

    published, edited = answers
    if isinstance(published, Proposal):
        assert isinstance(edited, ProposalRefused)
        assert fact_of(waiting).title == "New title"
    else:
        assert isinstance(published, EditedMeanwhile)
        assert fact_of(waiting).title == "Old title"


def test_a_correction_at_the_moment_of_publishing_is_never_overwritten(writers: Writers, waiting: Proposal) -> None:
    grace, fact = person(waiting, "grace"), fact_of(waiting)
    words: dict[str, Any] = {"reason": WHY, "by": "a program", "at": timezone.now()}

    writers.together(
        [
            lambda: publish(waiting, grace),
            lambda: sources.correct(source=fact, fields={"note": "Meanwhile"}, **words),
        ]
    )

    done, changes = Proposal.objects.get(pk=waiting.pk), changes_of(fact)
    if done.state == State.VOID:
        assert [change.version for change in changes] == [1, 2]
        assert fact_of(waiting).title == "Old title"
    else:
        assert done.state == State.PUBLISHED
        assert [change.actor for change in changes][1:] == [waiting.proposer.email, "a program"]
    assert fact_of(waiting).note == "Meanwhile"


def test_eight_at_once_publish_one_proposal_once(writers: Writers, waiting: Proposal, now: Any) -> None:
    people = [make_user(now, f"second{waiting.pk}-{number}@example.org") for number in range(8)]

    answers = writers.together([lambda by=by: publish(waiting, by) for by in people])

    assert sum(isinstance(answer, Proposal) for answer in answers) == 1
    assert all(isinstance(answer, Proposal | ProposalRefused) for answer in answers)
    assert Change.objects.of(fact_of(waiting)).count() == 2


def test_two_proposals_of_the_same_key_cannot_both_be_published(writers: Writers, waiting: Proposal, now: Any) -> None:
    grace, linus = person(waiting, "grace"), person(waiting, "linus")
    key = f"same-{waiting.pk}"
    both = [propose(new_source(key, title=title), waiting.proposer) for title in ("One", "Two")]

    done = writers.together([lambda: publish(both[0], grace), lambda: publish(both[1], linus)])

    assert sorted(answer.state for answer in done) == [State.PUBLISHED, State.VOID]
    assert Change.objects.filter(subject_type="source", subject_key=key).count() == 1


def test_a_proposal_holds_back_nobody_once_it_is_made(now: Any) -> None:
    """The capture is rolled back with its locks: only the queue's own row is new."""
    ada, _grace = two_curators(now)
    fact = make_source(title="Old title")

    correct_as(fact, ada, title="New title")
    sources.correct(source=fact, fields={"title": "Another"}, reason=WHY, by="a program", at=now)

    assert Source.objects.get(pk=fact.pk).title == "Another"
