"""Whatever two people, the register and the matcher do in whatever order: nobody frees a party alone or unnoticed."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models import User
from controls.screening.models import Case, Decision
from controls.screening.services import case_log, cases, decisions
from controls.screening.services.case_log import CaseRefused
from tests.factories.decisions import AT, SUBARU, again, entry, hit, make_case, two_people

pytestmark = pytest.mark.django_db
VERDICTS = ["same_party", "different_party", "need_more_facts"]
ACTS = [*VERDICTS, "confirm", "confirm", "refuse", "withdraw", "reopen", "comment", "assign"]
STEPS = ["look", *ACTS, "check", "sweep", "move", "matcher"]
# Most look before they act; some act on what they saw long ago.
STEP = st.tuples(
    st.sampled_from(STEPS),
    st.integers(0, 1),
    st.sampled_from(["1", "1", "auto", "0"]),
    st.sampled_from([True, True, True, False]),
)
HISTORIES = st.lists(STEP, max_size=14)
OPENING = {"opened", "reopened", "refused", "withdrawn"}


@dataclass
class World:
    """One pair, two people with what each has looked at, the entry's edition and the matcher's version."""

    people: tuple[User, User]
    case: Case
    edition: int = 1
    matcher: int = 3
    seen: dict[int, int] = field(default_factory=dict)

    def do(self, step: str, who: int, setting: str, fresh: bool = True) -> None:
        by = self.people[who]
        if fresh:
            self.seen[who] = again(self.case).version
        said: dict[str, Any] = {"case": self.case, "by": by, "at": AT, "version": self.seen.get(who, 1)}
        if step == "look":
            self.seen[who] = again(self.case).version
        elif step in VERDICTS:
            decisions.decide(verdict=step, reason="R", setting=setting, **said)
        elif step in ("confirm", "refuse", "reopen"):
            getattr(decisions, step)(reason="R", **said)
        elif step == "withdraw":
            decisions.withdraw(**said)
        elif step == "comment":
            decisions.comment(case=self.case, text="Said.", by=by, at=AT)
        elif step == "assign":
            decisions.assign(cases=[(self.case, said["version"])], to=by, by=by, at=AT)
        else:
            self.happen(step)

    def happen(self, step: str) -> None:
        """What no person does: the entry or the matcher moves, and a check or the sweep finds out."""
        if step == "move":
            self.edition += 1
        elif step == "matcher":
            self.matcher += 1
        elif step == "check":
            make_case(hit(edition=self.edition), algorithm=f"name-{self.matcher}")
        else:
            said = {SUBARU: entry(edition=self.edition)}
            cases.reopen_changed(described=lambda _keys: said, algorithm=f"name-{self.matcher}", at=AT)

    @property
    def basis(self) -> tuple[str, str]:
        return entry(edition=self.edition)["basis"], f"name-{self.matcher}"


def replayed(case: Case) -> tuple[str, int | None]:
    """The state that the history alone tells, with the version of the decision that stands."""
    state, standing = "", None
    asked = {row.version: row.second == "asked" for row in Decision.objects.filter(case=case)}
    for line in case_log.history(case=case):
        if line.kind in OPENING:
            state, standing = "open", None
        elif line.kind in ("same_party", "different_party"):
            assert state == "open", "a decision is made on an open case only"
            state, standing = ("awaiting_second" if asked[line.version] else "decided"), line.version
        elif line.kind == "confirmed":
            assert state == "awaiting_second"
            state = "decided"
    return state, standing


def checked(world: World) -> Case:
    case = again(world.case)
    lines = case_log.history(case=case)
    assert [line.version for line in lines] == list(range(1, case.version + 1))
    assert (case.state, case.standing.version if case.standing else None) == replayed(case)
    if case.standing is not None:
        assert (case.standing.basis, case.standing.algorithm) == (case.basis, case.algorithm)
        if case.is_decided and case.standing.verdict == "different_party" and case.standing.second == "asked":
            look = case.standing.second_look
            assert look.outcome == "confirmed"
            assert look.author != case.standing.author
    return case


@given(history=HISTORIES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_stands_is_what_the_history_tells_and_two_people_stand_for_it(history: list[Any], db: None) -> None:
    with transaction.atomic():
        world = World(two_people(), make_case())
        for step in history:
            before = again(world.case)
            try:
                with transaction.atomic():
                    world.do(*step)
            except CaseRefused:
                assert again(world.case).version == before.version
                continue
            after = checked(world)
            # Never silently: another state is another row of the history.
            assert (after.state == before.state and after.standing == before.standing) or after.version > before.version
        world.happen("sweep")
        case = checked(world)
        assert (case.basis, case.algorithm) == world.basis
        transaction.set_rollback(True)


@given(verdict=st.sampled_from(VERDICTS[:2]), moved=st.lists(st.sampled_from(["move", "matcher"]), max_size=3))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_check_leaves_a_decision_alone_exactly_while_nothing_moved(verdict: str, moved: list[str], db: None) -> None:
    with transaction.atomic():
        world = World(two_people(), make_case())
        world.do(verdict, 0, "0")
        for step in moved:
            world.happen(step)

        world.happen("check")

        assert checked(world).is_decided == (not moved)
        transaction.set_rollback(True)


def test_the_world_of_the_property_does_decide() -> None:
    """Or the properties above would hold because nothing ever happens."""
    world = World(two_people(), make_case())

    for step in [("different_party", 0, "1"), ("confirm", 1, "1")]:
        world.do(*step)

    assert checked(world).is_decided
    assert world.case.pk == checked(world).pk
