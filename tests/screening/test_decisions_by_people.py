"""What people may do with a case, in which order, and what is refused, in words."""

from typing import Any

import pytest

from controls.models import User
from controls.screening.models import Case, Decision
from controls.screening.services import case_log, decisions
from controls.screening.services.case_log import CaseRefused, ChangedMeanwhile, NotYours, Unclear
from tests.factories.decisions import (
    AT,
    SAGAMI,
    again,
    confirm,
    decide,
    hit,
    later,
    make_case,
    person,
    two_people,
)

pytestmark = pytest.mark.django_db
State, Second = Case.State, Decision.Second


@pytest.fixture
def people() -> tuple[User, User]:
    return two_people()


@pytest.fixture
def waiting(people: tuple[User, User]) -> Case:
    return decide(make_case(), "different_party", people[0])


def act(name: str, case: Case, by: User, **parts: Any) -> Any:
    said = {"version": again(case).version, "at": AT} | parts
    return getattr(decisions, name)(case=case, by=by, **said)


def kinds(case: Case) -> list[str]:
    return [line.kind for line in case_log.history(case=case)]


class TestDeciding:
    @pytest.mark.parametrize(
        ("verdict", "setting", "state", "second"),
        [
            ("same_party", "1", State.DECIDED, Second.NOT_NEEDED),
            ("same_party", "0", State.DECIDED, Second.NOT_NEEDED),
            ("need_more_facts", "1", State.OPEN, Second.NOT_NEEDED),
            ("different_party", "1", State.AWAITING_SECOND, Second.ASKED),
            ("different_party", "auto", State.AWAITING_SECOND, Second.ASKED),
            ("different_party", "0", State.DECIDED, Second.SWITCHED_OFF),
        ],
    )
    def test_leads_to_the_state_that_the_verdict_and_the_setting_ask_for(self, people, verdict, setting, state, second):
        case = decide(make_case(), verdict, people[0], setting=setting)

        decision = Decision.objects.get(case=case)
        assert (case.state, decision.second, decision.verdict) == (state, second, verdict)
        assert (case.standing == decision) == (state != State.OPEN)

    @pytest.mark.parametrize(("setting", "state"), [("auto", State.DECIDED), ("1", State.AWAITING_SECOND)])
    @pytest.mark.parametrize("role", ["screener", "approver", "admin"])
    def test_alone_in_an_installation_nobody_is_waited_for_unless_the_setting_says_so(self, role, setting, state):
        person(role="screener")  # who may not approve
        alone = person(role=role)

        case = decide(make_case(by=alone), "different_party", alone, setting=setting)

        assert case.state == state
        assert case.standing.second == (Second.SINGLE_CURATOR if setting == "auto" else Second.ASKED)

    def test_keeps_what_was_looked_at(self, people):
        case = make_case(hit(score=0.88))

        decision = decide(case, "same_party", people[0], reason="  One number.  ").standing

        assert (decision.reason, decision.score, decision.algorithm) == ("One number.", 0.88, "name-3")
        assert decision.basis == case.basis
        assert decision.check_number == case.latest_hit.screening_check.number
        assert (decision.author, decision.at, decision.version) == (people[0], AT, 2)

    def test_need_more_facts_marks_the_case_until_it_is_decided(self, people):
        case = decide(make_case(), "need_more_facts", people[0])

        assert (case.wants_facts, case.standing) == (True, None)
        assert not decide(case, "same_party", people[1]).wants_facts

    @pytest.mark.parametrize("verdict", ["", "clear", "false_positive", "SAME_PARTY"])
    def test_in_other_words_is_refused_naming_the_field(self, people, verdict):
        with pytest.raises(Unclear) as refusal:
            decide(make_case(), verdict, people[0])

        assert refusal.value.field == "verdict"

    @pytest.mark.parametrize("reason", ["", "   ", "\n\t", "x" * 2001])
    def test_without_a_reason_that_can_be_read_is_refused(self, people, reason):
        case = make_case()

        with pytest.raises(Unclear) as refusal:
            decide(case, "same_party", people[0], reason=reason)

        assert refusal.value.field == "reason"
        assert kinds(case) == ["opened"]

    def test_what_is_decided_is_refused_and_says_what_stands(self, people):
        case = decide(make_case(), "same_party", people[0])

        with pytest.raises(CaseRefused, match="What stands: same party by ada@example.org on 21 Nov 2026"):
            decide(case, "different_party", people[1])

    def test_what_awaits_a_second_person_is_refused(self, waiting, people):
        with pytest.raises(CaseRefused, match="awaits a second person"):
            decide(waiting, "same_party", people[1])


class TestTheSecondPerson:
    def test_confirms_and_the_case_is_decided(self, waiting, people):
        case = confirm(waiting, people[1])

        assert case.state == State.DECIDED
        assert case.standing.second_look.author == people[1]
        assert kinds(case) == ["opened", "different_party", "confirmed"]

    def test_refuses_with_a_reason_and_the_case_is_open_again(self, waiting, people):
        act("refuse", waiting, people[1], reason="The address is the same.", at=later(days=1))

        assert again(waiting).is_open
        assert again(waiting).opened_at == later(days=1)
        assert case_log.history(case=waiting)[-1].text == "The address is the same."

    @pytest.mark.parametrize("name", ["confirm", "refuse"])
    def test_is_never_the_first(self, waiting, people, name):
        with pytest.raises(NotYours, match="A second person"):
            act(name, waiting, people[0], reason="I am sure.")

        assert again(waiting).awaits_second

    @pytest.mark.parametrize("name", ["confirm", "refuse"])
    def test_has_a_reason(self, waiting, people, name):
        with pytest.raises(Unclear):
            act(name, waiting, people[1], reason=" ")

        assert again(waiting).awaits_second

    @pytest.mark.parametrize("name", ["confirm", "refuse"])
    def test_is_somebody_who_may_still_sign_in(self, waiting, people, name):
        people[1].is_active = False

        with pytest.raises(NotYours):
            act(name, waiting, people[1], reason="R")

    @pytest.mark.parametrize("name", ["confirm", "refuse", "withdraw"])
    @pytest.mark.parametrize("verdict", ["same_party", "need_more_facts", None])
    def test_has_nothing_to_do_where_nothing_waits(self, people, name, verdict):
        case = make_case()
        if verdict:
            decide(case, verdict, people[0])

        with pytest.raises(CaseRefused, match="No decision awaits a second person here"):
            act(name, case, people[1], reason="R")

    def test_may_decide_what_was_refused_and_then_the_first_confirms(self, waiting, people):
        act("refuse", waiting, people[1], reason="Look at the number.")

        decide(waiting, "different_party", people[1])

        assert confirm(waiting, people[0]).is_decided

    def test_is_still_asked_when_the_setting_changes_while_it_waits(self, waiting, people, settings):
        settings.FOUR_EYES = "0"

        with pytest.raises(NotYours):
            confirm(waiting, people[0])


class TestTakingBack:
    def test_the_author_withdraws_what_waits(self, waiting, people):
        act("withdraw", waiting, people[0], reason="Wrong pair.")

        assert again(waiting).is_open
        assert kinds(waiting)[-1] == "withdrawn"

    def test_without_a_reason_is_fine(self, waiting, people):
        act("withdraw", waiting, people[0])

        assert again(waiting).is_open

    def test_nobody_else_withdraws_it(self, waiting, people):
        with pytest.raises(NotYours, match="withdrawn by who made it"):
            act("withdraw", waiting, people[1])

    @pytest.mark.parametrize("verdict", ["same_party", "different_party"])
    def test_a_person_re_opens_what_is_decided_with_a_reason(self, people, verdict):
        case = decide(make_case(), verdict, people[0], setting="0")

        act("reopen", case, people[1], reason="A new address came in.", at=later(days=2))

        line = case_log.history(case=case)[-1]
        assert again(case).is_open
        assert again(case).opened_at == later(days=2)
        assert (line.kind, line.who, line.text) == ("reopened", "grace@example.org", "A new address came in.")

    def test_re_opening_has_a_reason(self, people):
        case = decide(make_case(), "same_party", people[0])

        with pytest.raises(Unclear):
            act("reopen", case, people[1], reason="")

    def test_what_is_not_decided_is_not_re_opened(self, waiting, people):
        with pytest.raises(CaseRefused, match="Only a decided case is re-opened. This one: awaits a second person"):
            act("reopen", waiting, people[1], reason="R")

    def test_a_second_decision_stands_beside_the_first_in_the_history(self, people):
        case = decide(make_case(), "same_party", people[0])
        act("reopen", case, people[1], reason="R")

        decide(case, "need_more_facts", people[1])

        assert kinds(case) == ["opened", "same_party", "reopened", "need_more_facts"]
        assert Decision.objects.filter(case=case).count() == 2


class TestComments:
    @pytest.mark.parametrize("state", ["open", "waiting", "decided"])
    def test_may_be_made_in_every_state_and_decide_nothing(self, people, state):
        case = make_case()
        if state != "open":
            decide(case, "different_party" if state == "waiting" else "same_party", people[0])
        before = again(case).state

        decisions.comment(case=case, text=" Asked the customer. ", by=people[1], at=AT)

        assert again(case).state == before
        assert case_log.history(case=case)[-1].text == "Asked the customer."

    @pytest.mark.parametrize("text", ["", " ", "x" * 4001])
    def test_say_something_that_can_be_read(self, people, text):
        with pytest.raises(Unclear) as refusal:
            decisions.comment(case=make_case(), text=text, by=people[0], at=AT)

        assert refusal.value.field == "text"


class TestAssigning:
    def test_hands_several_cases_to_somebody(self, people):
        cases = [make_case(name=f"Firm {number}") for number in range(3)]

        events = decisions.assign(cases=[(case, 1) for case in cases], to=people[1], by=people[0], at=AT)

        assert len(events) == 3
        assert {again(case).assigned_to for case in cases} == {people[1]}
        assert case_log.history(case=cases[0])[-1].words == "assigned to grace@example.org"

    def test_leaves_alone_what_is_with_that_person_already(self, people):
        case = make_case()
        decisions.assign(cases=[(case, 1)], to=people[1], by=people[0], at=AT)

        assert decisions.assign(cases=[(case, 2)], to=people[1], by=people[0], at=AT) == []
        assert again(case).version == 2

    def test_takes_a_case_from_everybody(self, people):
        case = make_case()
        decisions.assign(cases=[(case, 1)], to=people[1], by=people[0], at=AT)

        decisions.assign(cases=[(case, 2)], to=None, by=people[0], at=AT)

        assert again(case).assigned_to is None
        assert case_log.history(case=case)[-1].words == "assigned to nobody"

    def test_does_all_or_nothing_when_one_of_them_changed_meanwhile(self, people):
        one, other = make_case(), make_case(hit(SAGAMI))
        decisions.comment(case=other, text="Wait.", by=people[1], at=AT)

        with pytest.raises(ChangedMeanwhile, match=f"Case {other.pk} changed meanwhile"):
            decisions.assign(cases=[(one, 1), (other, 1)], to=people[1], by=people[0], at=AT)

        assert again(one).assigned_to is None

    def test_to_somebody_who_does_not_sign_in_any_more_is_refused(self, people):
        people[1].is_active = False

        with pytest.raises(Unclear) as refusal:
            decisions.assign(cases=[(make_case(), 1)], to=people[1], by=people[0], at=AT)

        assert refusal.value.field == "assigned_to"


class TestTwoAtOnce:
    @pytest.mark.parametrize(
        ("name", "parts"),
        [
            ("decide", {"verdict": "same_party", "reason": "R", "setting": "1"}),
            ("confirm", {"reason": "R"}),
            ("refuse", {"reason": "R"}),
            ("withdraw", {}),
            ("reopen", {"reason": "R"}),
        ],
    )
    def test_an_act_on_what_changed_meanwhile_writes_nothing_and_says_what_changed(self, people, name, parts):
        case = make_case()
        decisions.comment(case=case, text="The number differs.", by=people[1], at=AT)

        with pytest.raises(ChangedMeanwhile) as refusal:
            act(name, case, people[0], version=1, **parts)

        assert str(refusal.value) == (
            f"Case {case.pk} changed meanwhile, so nothing was written. "
            "grace@example.org: comment – The number differs."
        )
        assert refusal.value.version == 2
        assert [line.kind for line in refusal.value.lines] == ["comment"]
        assert kinds(case) == ["opened", "comment"]

    def test_an_entry_that_changed_while_it_was_looked_at_is_told(self, people):
        case = make_case()
        make_case(hit(state="suspended"))

        with pytest.raises(ChangedMeanwhile, match="the register: changed while it was open – The entry changed"):
            decide(case, "different_party", people[0], version=1)

    @pytest.mark.parametrize("version", [0, 2, 99])
    def test_a_version_that_nobody_can_have_seen_is_refused(self, people, version):
        case = make_case()

        with pytest.raises(ChangedMeanwhile):
            decide(case, "same_party", people[0], version=version)

        assert again(case).is_open
