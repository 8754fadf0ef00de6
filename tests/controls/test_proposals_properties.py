"""Whatever two curators, a program and a forger do in whatever order: nothing is published that nobody has seen."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models import Change, Proposal, Source, User
from controls.services import proposals, sources
from controls.services.history import FactRefused
from tests.controls.desk import changes_of, version
from tests.controls.proposing import WHY, correct_as, correction, publish, send, tamper, two_curators
from tests.factories import make_source

pytestmark = pytest.mark.django_db
STEPS = ["propose", "edit", "look", "publish", "publish own", "correct", "withdraw", "reject", "tamper"]
HISTORIES = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 9)), max_size=14)


@dataclass
class World:
    """Two facts, two curators, and what the second of each pair has looked at."""

    people: tuple[User, User]
    facts: list[Source]
    seen: dict[int, tuple[str, Any]] = field(default_factory=dict)
    typed: int = 0

    def do(self, step: str, who: int, which: int) -> None:
        by, fact = self.people[who], self.facts[which % len(self.facts)]
        waiting = list(Proposal.objects.order_by("pk"))
        proposal = waiting[which % len(waiting)] if waiting else None
        self.typed += 1
        if step == "propose":
            correct_as(fact, by, title=f"Title {self.typed}")
        elif step == "correct":
            words: dict[str, Any] = {"reason": WHY, "by": "a program", "at": timezone.now()}
            sources.correct(source=fact, fields={"note": f"Note {self.typed}"}, **words)
        elif proposal is not None:
            self.decide(step, proposal, by)

    def decide(self, step: str, proposal: Proposal, by: User) -> None:
        at = timezone.now()
        if step == "edit":
            fact = Source.objects.get(key=proposal.changes[0]["subject_key"])
            act = correction(fact, title=f"Title {self.typed}")
            send(act, by, subject=fact, version=version(fact), replaces=proposal.pk)
        elif step == "look":
            self.seen[proposal.pk] = (proposal.digest, proposal.changes)
        elif step == "publish":
            publish(proposal, by, self.seen.get(proposal.pk, ("", None))[0])
        elif step == "publish own":
            publish(proposal, proposal.proposer)
        elif step == "withdraw":
            proposals.withdraw(proposal=proposal, by=by, at=at)
        elif step == "reject":
            proposals.reject(proposal=proposal, reason="R", by=by, at=at)
        elif step == "tamper" and proposal.is_waiting:
            forged = [each | {"after": each["after"] | {"title": "Forged"}} for each in proposal.changes]
            tamper(proposal, "changes", forged)


def checked(world: World) -> int:
    """Every entry of two people is the content that the second one had looked at, and nothing else was written.

    Answers how many of them there are.
    """
    changes = [change for fact in world.facts for change in changes_of(fact)]
    published = {done.revision: done for done in Proposal.objects.filter(state="published")}
    count = len(published)
    for change in changes:
        if change.publication != Change.Publication.FOUR_EYES:
            assert change.actor in ("a program", "tests")
            continue
        done = published.pop(change.pk)
        digest, (seen,) = world.seen[done.pk]
        assert digest == done.digest
        assert (seen["before"], seen["after"], seen["version"]) == (change.before, change.after, change.version)
        assert (change.actor, change.approved_by) == (done.proposer.email, done.decider.email)
        assert change.actor != change.approved_by
    assert published == {}
    assert "Forged" not in {fact.title for fact in Source.objects.filter(pk__in=[each.pk for each in world.facts])}
    for fact in world.facts:
        assert changes_of(fact)[-1].after == Source.objects.get(pk=fact.pk).snapshot()
    return count


@given(history=HISTORIES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_published_that_nobody_else_has_seen(history: list[tuple[str, int, int]], db: None) -> None:
    with transaction.atomic():
        world = World(two_curators(timezone.now()), [make_source(title="Old"), make_source(title="Old")])
        for step, who, which in history:
            try:
                with transaction.atomic():
                    world.do(step, who, which)
            except FactRefused:
                continue
        assert checked(world) <= sum(step == "publish" for step, _who, _which in history)
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", [0, 1])
def test_the_world_of_the_property_does_publish(now: Any, who: int) -> None:
    """Or the property above would hold because nothing ever happens."""
    world = World(two_curators(now), [make_source(title="Old")])

    for step in [("propose", who, 0), ("look", 1 - who, 0), ("publish", 1 - who, 0)]:
        world.do(*step)

    assert checked(world) == 1
    assert changes_of(world.facts[0])[-1].publication == Change.Publication.FOUR_EYES
