"""What happened to a case, and why, in the reader's language. Stored are the data; here are the sentences."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.models.labels import ListingState
from controls.screening.models import Case, CaseEvent, Decision, SecondLook
from controls.screening.services.questions import ORGANISATION, PERSON

_PARTICULARS = ("name", "country", "identifier", "address", "schema")
_KINDS = {ORGANISATION: gettext_lazy("organisation"), PERSON: gettext_lazy("person")}
ENTRY, ALGORITHM, GONE, COUNTERPARTY = "entry", "algorithm", "gone", "counterparty"


def of_decision(*, decision: Decision) -> str:
    """The verdict, and whether one person was enough for it."""
    verdict = str(decision.get_verdict_display())
    if decision.second == Decision.Second.NOT_NEEDED:
        return verdict
    if decision.second == Decision.Second.ASKED:
        return _("%(verdict)s; a second person has to confirm it") % {"verdict": verdict}
    return _("%(verdict)s; %(why)s") % {"verdict": verdict, "why": decision.get_second_display()}


def of_second_look(*, look: SecondLook) -> str:
    return str(look.get_outcome_display())


def of_event(*, event: CaseEvent) -> str:
    if event.kind != CaseEvent.Kind.ASSIGNED:
        return str(event.get_kind_display())
    if event.assigned_to is None:
        return _("assigned to nobody")
    return _("assigned to %(whom)s") % {"whom": event.assigned_to}


def of_causes(*, causes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Why a case was opened, re-opened or changed by itself: one sentence for each cause."""
    return [_of_cause(cause) for cause in causes]


def stands(*, case: Case) -> str:
    """What stands on a case, with who said so, when and why: for whoever meets the same hit again."""
    decision = case.standing
    if decision is None:
        return _("needs more facts; not decided") if case.wants_facts else _("not decided yet")
    words = {
        "verdict": decision.get_verdict_display(),
        "who": decision.author,
        "day": date_format(timezone.localtime(decision.at)),
        "reason": decision.reason,
    }
    if case.awaits_second:
        return _("%(verdict)s, says %(who)s on %(day)s, and awaits a second person: %(reason)s") % words
    return _("%(verdict)s by %(who)s on %(day)s: %(reason)s") % words


def stands_elsewhere(*, case: Case) -> str:
    """The same for an answer that found the entry otherwise than it was decided on: on another day, or before."""
    return _("Decided on the entry as it stood otherwise than in this answer. What stands: %(standing)s") % {
        "standing": stands(case=case)
    }


def asked_for(*, asked: Mapping[str, Any]) -> str:
    """A counterparty in a line: name, country, number, address and kind, as far as they were given."""
    given = {**asked, "schema": _KINDS.get(asked.get("schema", ""), "")}
    return ", ".join(str(given[name]) for name in _PARTICULARS if given.get(name))


def _of_cause(cause: Mapping[str, Any]) -> str:
    if cause["kind"] == ALGORITHM:
        return _("Names are compared by %(after)s now; it was %(before)s.") % cause
    if cause["kind"] == GONE:
        return _("The entry is on no list any more.")
    if cause["kind"] == COUNTERPARTY:
        words = {
            "number": cause["case"],
            "verdict": Decision.Verdict(cause["verdict"]).label,
            "before": asked_for(asked=cause["before"]),
            "after": asked_for(asked=cause["after"]),
        }
        return (
            _("The counterparty changed: case %(number)s decided “%(verdict)s” on %(before)s, and this is %(after)s.")
            % words
        )
    changes = "; ".join(_of_change(change) for change in cause.get("changes", ()))
    if changes:
        return _("The entry changed: %(changes)s.") % {"changes": changes}
    return _("The entry changed: what is on file of its listings, names or numbers is no longer the same.")


def _of_change(change: Mapping[str, Any]) -> str:
    before, after = change["before"], change["after"]
    words = {"listing": change["listing"], "before": _state(before), "after": _state(after)}
    if before is None:
        return _("new listing %(listing)s (%(after)s)") % words
    if after is None:
        return _("no longer listing %(listing)s (it was: %(before)s)") % words
    return _("%(listing)s was: %(before)s; is: %(after)s") % words


def _state(code: str | None) -> str:
    """The word for a state; a code of another list's own stays as it is."""
    return str(ListingState(code).label) if code in ListingState.values else (code or "")
