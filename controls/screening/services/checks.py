"""Is this party on a list: one question or many, answered by the index, kept with everything that was said."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from controls.matching.index import Found, Screened
from controls.models import User
from controls.screening.models import Case, ScreeningCheck, ScreeningHit
from controls.screening.services import cases, chain, index
from controls.screening.services.questions import Asked
from controls.screening.services.sources import own_id
from controls.services import sources_told

_NEAR = 5  # entries that are near and no hits, shown so that one sees what was left out
_ALL = 1_000  # more hits than an index compares names with one that is asked for: nothing is cut but by `limit`
_TRIES = 3


class CheckRefused(Exception):
    """The question asks for a list that is not there. `lists` are the known ones. The message is fit for the user."""

    def __init__(self, message: str, *, lists: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.lists = tuple(lists)


@dataclass(frozen=True, slots=True)
class Matches:
    """What stateless questions found, in their order, and what it rests on. `in_all` also counts beyond the limit."""

    candidates: tuple[tuple[dict[str, Any], ...], ...]
    in_all: tuple[int, ...]
    revision: int
    algorithm: str


def lists_known(*, loaded: index.Loaded) -> Callable[[date], tuple[str, ...]]:
    """Tells the keys of the lists in use on a day; one that is asked for on a day must be among them."""
    return lambda day: tuple(each["list"] for each in loaded.day(day).searched)


def screen(
    *, question: Asked, by: User, at: datetime, origin: ScreeningCheck.Origin, loaded: index.Loaded | None = None
) -> ScreeningCheck:
    """Ask for one party and keep the answer with its receipt. Who has the index at hand already may give it.

    Raises IndexNotReady when nothing can be screened now, and CheckRefused for an unknown list. Never answers that
    nobody was found without an index of everything on record.
    """
    return screen_with_cases(question=question, by=by, at=at, origin=origin, loaded=loaded)[0]


def screen_with_cases(
    *, question: Asked, by: User, at: datetime, origin: ScreeningCheck.Origin, loaded: index.Loaded | None = None
) -> tuple[ScreeningCheck, list[Case]]:
    """The same, with the cases of its hits in their order, for who says at once what stands on them."""
    (check,), met = _screened([question], by=by, at=at, origin=origin, loaded=loaded)
    return check, met


def screen_many(
    *,
    questions: Sequence[Asked],
    by: User,
    at: datetime,
    origin: ScreeningCheck.Origin,
    former: Mapping[str, Collection[str]] | None = None,
) -> list[ScreeningCheck]:
    """The same for many, in their order: one turn in the chain of receipts and one writing for all of them.

    `former` has by party what it was before somebody edited it, for its cases. All or none is kept. Raises as
    `screen` does.
    """
    return _screened(questions, by=by, at=at, origin=origin, loaded=None, former=former)[0]


def _screened(
    questions: Sequence[Asked],
    *,
    by: User,
    at: datetime,
    origin: ScreeningCheck.Origin,
    loaded: index.Loaded | None,
    former: Mapping[str, Collection[str]] | None = None,
) -> tuple[list[ScreeningCheck], list[Case]]:
    """The checks in the order of the questions, and the cases of all hits in theirs."""
    for _try in range(_TRIES):
        loaded = loaded or index.current()
        answers = answer_many(loaded=loaded, questions=questions)
        with transaction.atomic():
            # What was said of those found was read after the index was built: both must be of one revision.
            if not index.is_current(loaded=loaded):
                loaded = None
                continue
            return _kept(loaded, list(zip(questions, answers, strict=True)), by=by, at=at, origin=origin, former=former)
    raise index.IndexNotReady("The register is changing. Nothing was screened; ask again in a few seconds.")


def answer_many(*, loaded: index.Loaded, questions: Sequence[Asked]) -> list[dict[str, Any]]:
    """What is answered to each question: hits and how many there are in all, what else is near, what was searched,
    and rules that name nobody.

    Reads only; the number of queries grows with the days asked about, not with the questions or the hits.
    """
    with translation.override(settings.LANGUAGE_CODE):
        for question in questions:
            _refuse_unknown_lists(loaded, question.lists, question.as_of)
        whole = [
            loaded.index.screen(each.compared(), threshold=each.threshold, limit=_ALL, below=_NEAR)
            for each in questions
        ]
        found = [
            replace(screened, hits=screened.hits[: each.limit]) for each, screened in zip(questions, whole, strict=True)
        ]
        entries = _entries(loaded, questions, found)
        return [
            {**_answer(loaded, each, screened, entries), "hits_in_all": len(all_of_them.hits)}
            for each, screened, all_of_them in zip(questions, found, whole, strict=True)
        ]


def match(*, questions: Sequence[Asked], limit: int, threshold: float, loaded: index.Loaded | None = None) -> Matches:
    """Ask for many and keep nothing. Raises as `screen` does. Who has the index at hand already may give it."""
    loaded = loaded or index.current()
    for lists, on in {(question.lists, question.as_of) for question in questions if question.lists}:
        _refuse_unknown_lists(loaded, lists, on)
    answers = loaded.index.screen_many(
        [each.compared() for each in questions], threshold=threshold, limit=_ALL, below=0, told=False
    )
    found = [(tuple(_brief(each) for each in screened.hits[:limit]), len(screened.hits)) for screened in answers]
    candidates, in_all = tuple(each for each, _all in found), tuple(count for _each, count in found)
    return Matches(candidates, in_all, loaded.revision, loaded.algorithm)


def _brief(found: Found) -> dict[str, Any]:
    return {
        "id": own_id(key=found.key),
        "key": found.key,
        "score": found.score.value,
        "class": str(found.score.verdict),
    }


def _refuse_unknown_lists(loaded: index.Loaded, lists: Sequence[str], on: date) -> None:
    known = lists_known(loaded=loaded)(on)
    if unknown := sorted(set(lists) - set(known)):
        raise CheckRefused(f"There is no list “{unknown[0]}”.", lists=known)


def _entries(
    loaded: index.Loaded, questions: Sequence[Asked], found: Sequence[Screened]
) -> dict[tuple[str, date], dict[str, Any]]:
    """What is said of everybody found, by key and day."""
    wanted: dict[date, set[str]] = defaultdict(set)
    for question, screened in zip(questions, found, strict=True):
        wanted[question.as_of] |= {each.key for each in (*screened.hits, *screened.below)}
    return {
        (key, on): entry for on, keys in wanted.items() for key, entry in loaded.described(keys=keys, on=on).items()
    }


def _answer(
    loaded: index.Loaded, question: Asked, screened: Screened, entries: dict[tuple[str, date], dict[str, Any]]
) -> dict[str, Any]:
    day = loaded.day(question.as_of)

    def shown(each: Found, rank: int) -> dict[str, Any]:
        return {"rank": rank, **_shown(each, entries[each.key, question.as_of], question.lists)}

    hits = [shown(each, rank) for rank, each in enumerate(screened.hits, start=1)]
    below = [shown(each, rank) for rank, each in enumerate(screened.below, start=len(hits) + 1)]
    return {
        "hits": hits,
        "below": below,
        "searched": [each for each in day.searched if not question.lists or each["list"] in question.lists],
        "notices": list(day.notices),
    }


def _shown(found: Found, entry: dict[str, Any], lists: Sequence[str]) -> dict[str, Any]:
    """One entry as it stands in an answer; of several listings first the one that was asked for."""
    first = next((each for each in entry["listings"] if not lists or each["list"] in lists), entry["listings"][0])
    return {
        "key": found.key,
        "score": found.score.value,
        "class": str(found.score.verdict),
        "band": str(found.score.band),
        "entity": entry["entity"],
        "listing": {name: value for name, value in first.items() if name != "state"},
        "listings": entry["listings"],
        "state": first["state"],
        "matched_name": {"text": found.name.text, "lang": found.name.language, "kind": found.name.kind},
        "steps": [
            {"kind": step.kind, "query": step.query, "candidate": step.candidate, "text": step.said(),
             "points": step.points}
            for step in found.score.steps
        ],
        "basis": entry["basis"],
    }  # fmt: skip


def _kept(
    loaded: index.Loaded,
    answered: Sequence[tuple[Asked, dict[str, Any]]],
    *,
    by: User,
    at: datetime,
    origin: ScreeningCheck.Origin,
    former: Mapping[str, Collection[str]] | None,
) -> tuple[list[ScreeningCheck], list[Case]]:
    """Write the checks, each with its place in the chain, and meet the cases of their hits."""
    fresh = sources_told.told(at=at)
    beside: dict[str, Any] = {"asked_by": by.get_username(), "imported": loaded.versions}
    beside |= {"freshness": fresh} if fresh else {}
    checks = [
        ScreeningCheck(
            asked_at=at,
            asked_by=by,
            origin=origin,
            name=question.name,
            party=question.party,
            question=question.as_json(),
            as_of=question.as_of,
            threshold=question.threshold,
            algorithm=loaded.algorithm,
            revision=loaded.revision,
            outcome=_outcome(answer),
            hit_count=len(answer["hits"]),
            answer=answer | beside,
        )
        for question, answer in answered
    ]
    chain.seal(checks=checks)
    ScreeningCheck.objects.bulk_create(checks)
    hits = ScreeningHit.objects.bulk_create(hit for check in checks for hit in _hits(check))
    return checks, cases.open_cases_of_many(hits=hits, at=at, former=former)


def _outcome(answer: dict[str, Any]) -> ScreeningCheck.Outcome:
    outcomes = ScreeningCheck.Outcome
    return outcomes.POSSIBLE_MATCH if answer["hits"] else outcomes.NO_ENTRY_FOUND


def _hits(check: ScreeningCheck) -> list[ScreeningHit]:
    return [
        ScreeningHit(
            screening_check=check,
            rank=hit["rank"],
            subject=hit["key"],
            label=hit["entity"]["name"][:300],
            score=hit["score"],
            verdict=hit["class"],
            band=hit["band"],
            basis=hit["basis"],
        )
        for hit in check.answer["hits"]
    ]
