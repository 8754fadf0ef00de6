"""Cases as they come and go by themselves: a hit opens one, and what a decision rested on re-opens it when it moves."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from controls.screening.models import Case, CaseEvent, Decision, ScreeningCheck, ScreeningHit
from controls.screening.services import case_words

# Keys of entries in, by key what is said of each: `basis`, and `listings` with `key` and `state`. None is missing.
Described = Callable[[Collection[str]], Mapping[str, Mapping[str, Any]]]
Cause = dict[str, Any]
Pair = tuple[str, str]  # party, subject
_AT_ONCE = 500
_GIVEN = ("country", "identifier", "address", "schema")  # what a party is known by beside its name
_MOVING = (
    "name", "asked", "label", "lists", "verdict", "score", "basis", "states", "algorithm", "latest_hit", "state",
    "standing", "opened_at", "wants_facts", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on a hit. `holds`: there is a decision, and it was made on the very entry that the check found."""

    case: Case
    holds: bool
    words: str


def open_cases(*, check: ScreeningCheck, at: datetime) -> list[Case]:
    """One case for each hit of a check: a new one, or the one that stands already. In the order of the hits.

    A decided pair stays decided as long as entry, counterparty and algorithm are what they were; otherwise its case
    re-opens, and says why. A check about another day than its own changes no case that there is: on another day the
    entry stood differently, which is no news.
    """
    hits = check.hits.order_by("rank") if check.hit_count else ()
    return open_cases_of_many(hits=list(hits), at=at)


@transaction.atomic(savepoint=False)
def open_cases_of_many(
    *, hits: Sequence[ScreeningHit], at: datetime, former: Mapping[str, Collection[str]] | None = None
) -> list[Case]:
    """The case of each of many hits, which know their checks and stand in their order, in a fixed number of queries.

    `former` has by party the parties that the same counterparty was before it was edited.
    """
    if not hits:
        return []
    pairs = {_pair(hit): hit for hit in reversed(hits)}  # the first check opens it
    found, events = _held(pairs), list[CaseEvent]()
    if missing := sorted(set(pairs) - set(found)):
        Case.objects.bulk_create([_new(pairs[each], at) for each in missing], ignore_conflicts=True)
        came = _held(missing)
        # Others may have opened some of them meanwhile; ours alone show our hits.
        events = _opening(
            [case for pair, case in came.items() if case.latest_hit_id == pairs[pair].pk], at, former or {}
        )
        found |= came
    stood = {case.pk: _columns(case) for case in found.values()}
    for hit in hits:
        if _of_its_own_day(hit.screening_check):
            events += _number(_met(found[_pair(hit)], hit), at)
    _written([case for case in found.values() if stood[case.pk] != _columns(case)], events)
    return [found[_pair(hit)] for hit in hits]


def reopen_changed(*, described: Described, algorithm: str, at: datetime) -> list[Case]:
    """Hold every case against the entries as they stand now, and re-open those whose decision no longer rests on it.

    To be called when the register or a list has moved, and once a day, because states move with the days. What left
    every list re-opens only when it was the same party: who is another party stays so. Answers the cases that moved.
    Each portion is a transaction of its own, so that nobody waits long for a case.
    """
    moved: list[Case] = []
    last, done = 0, False
    while not done:
        with transaction.atomic():
            portion = _portion(last)
            moved += _swept(portion, described, algorithm, at)
        last, done = (portion[-1].pk, False) if portion else (last, True)
    return moved


def standings(*, check: ScreeningCheck, met: Sequence[Case] | None = None) -> dict[str, Standing]:
    """What stands on each hit of a check by now, by the key of its entry, in one query.

    `met` are its cases, where somebody has just read them: then it takes none as long as nothing is decided.
    """
    bases = {hit["key"]: hit["basis"] for hit in check.answer["hits"]}
    if not bases:
        return {}
    if met is None or any(case.standing_id for case in met):
        rows = Case.objects.filter(party=check.party, subject__in=bases)
        met = list(rows.select_related("standing__author"))
    found = {}
    for case in met:
        same = (case.basis, case.algorithm) == (bases[case.subject], check.algorithm)
        words = case_words.stands(case=case) if same or case.is_open else case_words.stands_elsewhere(case=case)
        found[case.subject] = Standing(case, case.is_decided and same, words)
    return found


def answered(*, hit: ScreeningHit) -> Mapping[str, Any]:
    """What the answer of its check says of a hit, with the steps that led to it. Empty when it says nothing."""
    return _told(hit.screening_check, hit)


def _told(check: ScreeningCheck, hit: ScreeningHit) -> Mapping[str, Any]:
    said: Sequence[Mapping[str, Any]] = check.answer.get("hits", ())
    return next((each for each in said if each.get("rank") == hit.rank), {})


def _pair(hit: ScreeningHit) -> Pair:
    return hit.screening_check.party, hit.subject


def _columns(case: Case) -> dict[str, Any]:
    """What stands in the row of a case, to see whether it moves."""
    return {name: value for name, value in vars(case).items() if name != "_state"}


def _held(pairs: Collection[Pair]) -> dict[Pair, Case]:
    """The cases of pairs of counterparty and entry, held until the transaction ends; always in one order."""
    parties, subjects = ({pair[place] for pair in pairs} for place in (0, 1))
    cases = Case.objects.select_for_update().filter(party__in=parties, subject__in=subjects).order_by("pk")
    found = {(case.party, case.subject): case for case in cases}
    return {pair: case for pair, case in found.items() if pair in pairs}


def _of_its_own_day(check: ScreeningCheck) -> bool:
    return check.as_of == check.asked_at.astimezone(timezone.get_default_timezone()).date()


def _new(hit: ScreeningHit, at: datetime) -> Case:
    check = hit.screening_check
    case = Case(party=check.party, subject=hit.subject, opened_at=at, version=1)
    _look_at(case, check, hit)
    case.basis, case.states, case.algorithm = hit.basis, _states(_told(check, hit)), check.algorithm
    return case


def _look_at(case: Case, check: ScreeningCheck, hit: ScreeningHit) -> None:
    """Keep what the newest check says of the pair. None of it is what a decision rests on."""
    case.name, case.asked = check.name, {"name": check.name, **_given(check)}
    case.label, case.verdict, case.score, case.latest_hit = hit.label, hit.verdict, hit.score, hit
    case.lists = _lists(_told(check, hit))


def _given(check: ScreeningCheck) -> dict[str, str]:
    return {name: check.question[name] for name in _GIVEN if check.question.get(name)}


def _lists(entry: Mapping[str, Any]) -> list[str]:
    return sorted({listing["list"] for listing in entry.get("listings", ()) if listing.get("list")})


def _opening(cases: list[Case], at: datetime, former: Mapping[str, Collection[str]]) -> list[CaseEvent]:
    """Cases that are new to everybody, each with what was decided for the same counterparty under other particulars.

    The same is who was edited, under whatever name; and where that is not known, who has the same name.
    """
    if not cases:
        return []
    names, subjects = {case.name for case in cases}, {case.subject for case in cases}
    parties = {party for case in cases for party in former.get(case.party, ())}
    known = Case.objects.filter(Q(name__in=names) | Q(party__in=parties), subject__in=subjects)
    by_name, by_party = dict[Pair, Case](), dict[Pair, Case]()
    for other in known.filter(standing__isnull=False).select_related("standing").order_by("pk"):
        by_name[other.name, other.subject] = by_party[other.party, other.subject] = other

    def before(case: Case) -> Case | None:
        edited = [by_party[pair] for party in former.get(case.party, ()) if (pair := (party, case.subject)) in by_party]
        return max(edited, key=lambda each: each.pk) if edited else by_name.get((case.name, case.subject))

    return [
        CaseEvent(
            case=case,
            version=case.version,
            at=at,
            kind=CaseEvent.Kind.OPENED,
            causes=_counterparty(case, before(case)),
        )
        for case in cases
    ]


def _counterparty(case: Case, former: Case | None) -> list[Cause]:
    if former is None or former.standing is None:
        return []
    verdict, kind = former.standing.verdict, case_words.COUNTERPARTY
    return [{"kind": kind, "case": former.pk, "verdict": verdict, "before": former.asked, "after": case.asked}]


def _met(case: Case, hit: ScreeningHit) -> list[CaseEvent]:
    """Hold a case against the entry as its check found it, and keep what the check says."""
    check = hit.screening_check
    entry = {**_told(check, hit), "basis": hit.basis}
    causes = _causes(case, entry, check.algorithm)
    _look_at(case, check, hit)
    return [_event(case, causes, entry, check.algorithm)] if causes else []


def _causes(case: Case, entry: Mapping[str, Any] | None, algorithm: str) -> list[Cause]:
    """Why what was decided, or is looked at, no longer rests on what is there. Empty: nothing has moved."""
    if entry is None:
        freed = case.standing is not None and case.standing.verdict == Decision.Verdict.DIFFERENT_PARTY
        return [] if freed or not case.basis else [{"kind": case_words.GONE}]
    causes: list[Cause] = []
    if entry["basis"] != case.basis:
        causes.append({"kind": case_words.ENTRY, "changes": _changes(case.states, _states(entry))})
    if algorithm != case.algorithm:
        causes.append({"kind": case_words.ALGORITHM, "before": case.algorithm, "after": algorithm})
    return causes


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Cause]:
    """The listings that came, went or are in another state, by their keys."""
    keys = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    return [{"listing": key, "before": before.get(key), "after": after.get(key)} for key in keys]


def _states(entry: Mapping[str, Any]) -> dict[str, str]:
    """By key of a listing the code of its state; empty when nothing is said of the entry but its basis."""
    return {listing["key"]: listing["state"]["code"] for listing in entry.get("listings", ())}


def _event(case: Case, causes: list[Cause], entry: Mapping[str, Any] | None, algorithm: str) -> CaseEvent:
    """Take what stood off the case, and let it rest on what there is now."""
    kind = CaseEvent.Kind.CHANGED if case.is_open else CaseEvent.Kind.REOPENED
    case.basis, case.states, case.algorithm = (
        (entry["basis"], _states(entry), algorithm) if entry else ("", {}, algorithm)
    )
    case.state, case.standing, case.wants_facts = Case.State.OPEN, None, False
    return CaseEvent(case=case, kind=kind, causes=causes)


def _number(events: list[CaseEvent], at: datetime) -> list[CaseEvent]:
    for event in events:
        event.case.version += 1
        event.version, event.at = event.case.version, at
        if event.kind == CaseEvent.Kind.REOPENED:
            event.case.opened_at = at
    return events


def _written(cases: Collection[Case], events: Sequence[CaseEvent]) -> None:
    if events:
        CaseEvent.objects.bulk_create(events)
    if not cases:
        return
    # One statement with a row for each case: bulk_update() writes a condition for each column of each row, and takes
    # seconds for a thousand.
    Case.objects.bulk_create(cases, update_conflicts=True, unique_fields=["id"], update_fields=_MOVING)


def _portion(after: int) -> list[Case]:
    """Some hundred cases by number, held until the transaction ends."""
    held = Case.objects.select_for_update(of=("self",)).select_related("standing")
    return list(held.filter(pk__gt=after).order_by("pk")[:_AT_ONCE])


def _swept(portion: Sequence[Case], described: Described, algorithm: str, at: datetime) -> list[Case]:
    entries = described({case.subject for case in portion}) if portion else {}
    events = []
    for case in portion:
        entry = entries.get(case.subject)
        if causes := _causes(case, entry, algorithm):
            case.lists = _lists(entry) if entry is not None else case.lists
            events.append(_event(case, causes, entry, algorithm))
    changed = [event.case for event in events]
    _written(changed, _number(events, at))
    return changed
