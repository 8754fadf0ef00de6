"""What people do with a case: decide, confirm or refuse, withdraw, comment, assign, re-open."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from controls import roles
from controls.models import User
from controls.screening.models import Case, CaseEvent, Comment, Decision, SecondLook
from controls.screening.services import case_log, case_words
from controls.screening.services.case_log import CaseRefused, NotYours, Unclear

Verdict = Decision.Verdict
REASON_AT_MOST, COMMENT_AT_MOST = 2000, 4000


def second_asked(*, setting: str, by: User) -> Decision.Second:
    """Whether "different party", said by somebody, waits for a second person now, and if not, why not.

    `setting` is FOUR_EYES: "1", "0", or "auto", which asks as soon as somebody else may approve.
    """
    if setting == "0":
        return Decision.Second.SWITCHED_OFF
    others = User.objects.filter(is_active=True, role__in=roles.from_on("approver")).exclude(pk=by.pk)
    return Decision.Second.ASKED if setting == "1" or others.exists() else Decision.Second.SINGLE_CURATOR


@transaction.atomic
def decide(*, case: Case, verdict: str, reason: str, version: int, by: User, at: datetime, setting: str) -> Decision:
    """Say what the pair is, as the first person; `setting` is FOUR_EYES. `version` is that of the case looked at.

    "Need more facts" leaves the case open; "different party" may wait for a second person. Raises CaseRefused.
    """
    case = case_log.held(case=case, version=version)
    _refuse_unless(by, "screener")
    if verdict not in Verdict.values:
        raise Unclear(_("Say whether it is the same party, a different party, or needs more facts."), field="verdict")
    said = _said(reason, field="reason", at_most=REASON_AT_MOST)
    _refuse_unless_open(case)
    frees = verdict == Verdict.DIFFERENT_PARTY
    decision = Decision(
        verdict=verdict,
        reason=said,
        author=by,
        second=second_asked(setting=setting, by=by) if frees else Decision.Second.NOT_NEEDED,
        basis=case.basis,
        algorithm=case.algorithm,
        score=case.score,
        check_number=case.latest_hit.screening_check.number if case.latest_hit else "",
    )
    case_log.write(row=decision, case=case, at=at)
    case.wants_facts = verdict == Verdict.NEED_MORE_FACTS
    if not case.wants_facts:
        waits = decision.second == Decision.Second.ASKED
        case.state = Case.State.AWAITING_SECOND if waits else Case.State.DECIDED
        case.standing = decision
    case.save()
    return decision


@transaction.atomic
def confirm(*, case: Case, reason: str, version: int, by: User, at: datetime) -> SecondLook:
    """Let the decision stand, as the second person. Raises CaseRefused."""
    case = case_log.held(case=case, version=version)
    look = _second_look(case, SecondLook.Outcome.CONFIRMED, reason, by, at)
    case.state = Case.State.DECIDED
    case.save()
    return look


@transaction.atomic
def refuse(*, case: Case, reason: str, version: int, by: User, at: datetime) -> SecondLook:
    """Do not let the decision stand, as the second person: the case is open again. Raises CaseRefused."""
    case = case_log.held(case=case, version=version)
    look = _second_look(case, SecondLook.Outcome.REFUSED, reason, by, at)
    _open_again(case, at)
    return look


@transaction.atomic
def withdraw(*, case: Case, version: int, by: User, at: datetime, reason: str = "") -> CaseEvent:
    """Take one's own decision back while it awaits a second person. Raises CaseRefused."""
    case = case_log.held(case=case, version=version)
    standing = _awaited(case)
    if standing.author_id != by.pk:
        raise NotYours(_("A decision is withdrawn by who made it. Refuse it with a reason instead."))
    said = _said(reason, field="reason", at_most=REASON_AT_MOST, required=False)
    event = CaseEvent(kind=CaseEvent.Kind.WITHDRAWN, reason=said, author=by)
    case_log.write(row=event, case=case, at=at)
    _open_again(case, at)
    return event


@transaction.atomic
def reopen(*, case: Case, reason: str, version: int, by: User, at: datetime) -> CaseEvent:
    """Open a decided case again because a person has a reason to. Raises CaseRefused."""
    case = case_log.held(case=case, version=version)
    said = _said(reason, field="reason", at_most=REASON_AT_MOST)
    if not case.is_decided:
        raise CaseRefused(_("Only a decided case is re-opened. This one: %(state)s.") % {"state": _state(case)})
    event = CaseEvent(kind=CaseEvent.Kind.REOPENED, reason=said, author=by)
    case_log.write(row=event, case=case, at=at)
    _open_again(case, at)
    return event


@transaction.atomic
def comment(*, case: Case, text: str, by: User, at: datetime) -> Comment:
    """Say something about a case in whatever state. Raises Unclear."""
    case = case_log.held(case=case, version=None)
    said = Comment(text=_said(text, field="text", at_most=COMMENT_AT_MOST), author=by)
    case_log.write(row=said, case=case, at=at)
    case.save()
    return said


@transaction.atomic
def assign(*, cases: Sequence[tuple[Case, int]], to: User | None, by: User, at: datetime) -> list[CaseEvent]:
    """Hand cases, each with the version looked at, to somebody or to nobody: all of them or none.

    Those that are with that person already are left alone. Raises CaseRefused.
    """
    if to is not None and not to.is_active:
        raise Unclear(_("%(whom)s does not sign in any more.") % {"whom": to}, field="assigned_to")
    if to is not None and not to.may("screener"):
        raise Unclear(_("%(whom)s has no role in which one decides cases.") % {"whom": to}, field="assigned_to")
    events = []
    for each, version in sorted(cases, key=lambda pair: pair[0].pk):
        case = case_log.held(case=each, version=version)
        if case.assigned_to_id == (to.pk if to else None):
            continue
        event = CaseEvent(kind=CaseEvent.Kind.ASSIGNED, author=by, assigned_to=to)
        case_log.write(row=event, case=case, at=at)
        case.assigned_to = to
        case.save()
        events.append(event)
    return events


def _second_look(case: Case, outcome: SecondLook.Outcome, reason: str, by: User, at: datetime) -> SecondLook:
    standing = _awaited(case)
    _refuse_unless(by, "approver")
    if standing.author_id == by.pk:
        raise NotYours(_("A second person confirms or refuses a decision. You may withdraw your own."))
    said = _said(reason, field="reason", at_most=REASON_AT_MOST)
    look = SecondLook(decision=standing, decided_by=standing.author, outcome=outcome, reason=said, author=by)
    case_log.write(row=look, case=case, at=at)
    return look


def _awaited(case: Case) -> Decision:
    if not case.awaits_second or case.standing is None:
        raise CaseRefused(_("No decision awaits a second person here. The case: %(state)s.") % {"state": _state(case)})
    return case.standing


def _refuse_unless(by: User, needed: str) -> None:
    if not by.is_active:
        raise NotYours(_("Who does not sign in any more decides nothing."))
    if not by.may(needed):
        words = {"needed": User.Role(needed).label, "own": by.get_role_display()}
        raise NotYours(_("This needs the role “%(needed)s”; yours is “%(own)s”.") % words)


def _refuse_unless_open(case: Case) -> None:
    if case.awaits_second:
        raise CaseRefused(_("Decided already. What stands: %(words)s") % {"words": case_words.stands(case=case)})
    if case.is_decided:
        words = _("Decided already: re-open the case first, with a reason. What stands: %(words)s")
        raise CaseRefused(words % {"words": case_words.stands(case=case)})


def _open_again(case: Case, at: datetime) -> None:
    case.state, case.standing, case.wants_facts, case.opened_at = Case.State.OPEN, None, False, at
    case.save()


def _said(text: str, *, field: str, at_most: int, required: bool = True) -> str:
    said = text.strip()
    if required and not said:
        raise Unclear(_("Say why: whoever reads it later has to understand it."), field=field)
    if len(said) > at_most:
        raise Unclear(_("At most %(count)s characters.") % {"count": at_most}, field=field)
    return said


def _state(case: Case) -> str:
    return str(case.get_state_display())
