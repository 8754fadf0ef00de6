"""Asking the question of a receipt again, of the register as it stood then: the same answer, or what differs."""

from dataclasses import dataclass
from typing import Any

from controls.matching.scoring import ALGORITHM
from controls.screening.models import ScreeningCheck
from controls.screening.receipts import is_whole
from controls.screening.services import chain, checks, index
from controls.screening.services.questions import Asked

_PARTS = ("hits", "below", "searched", "notices")
_COUNTED = "hits_in_all"  # not in answers of before it was recorded
_OF_TODAY = ("name", "expected", "complete", "verified_on")  # said of an imported list, whose versions do not keep it
_DIGITS = 4  # of a score that must be the same


class CannotRepeat(Exception):
    """The question cannot be asked as it was then. The message is fit for the user."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """What the repetition found: whether the scores are the same, whether everything is, and what differs in words.

    `remarks` say what is said otherwise today of an imported list itself. No version of it keeps that, so that it
    cannot be asked again and is no difference.
    """

    same_scores: bool
    same_receipt: bool
    faults: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def repeat(*, check: ScreeningCheck) -> Repeated:
    """Ask again with the parameters, the register and the lists of the check. Keeps nothing.

    Raises CannotRepeat when names are compared in another way today, or when the row no longer is what was digested;
    RevisionUnknown and IndexNotReady as `index.at` does.
    """
    if check.algorithm != ALGORITHM:
        raise CannotRepeat(f"{check.number} was answered by {check.algorithm}; this register has {ALGORITHM}.")
    receipt = chain.receipt_of(check=check)
    if receipt["digest"] != check.digest or not is_whole(receipt):
        raise CannotRepeat(f"{check.number} is no longer what was digested: its row was changed.")
    asked = Asked.from_json(check.question, as_of=check.as_of, threshold=check.threshold)
    with index.at(revision=check.revision, versions=check.answer["imported"]) as loaded:
        (answer,) = checks.answer_many(loaded=loaded, questions=[asked])
    today = {each["list"]: each["name"] for each in answer["searched"]}
    answer["searched"], remarks = _as_said_then(check, answer["searched"])
    names = {each["list"]: (today[each["list"]], each["name"]) for each in answer["searched"]}
    for part in ("hits", "below"):
        answer[part] = [_named_as_then(entry, names) for entry in answer[part]]
    faults = [
        f"{part}: {_said(check.answer[part])} then, {_said(answer[part])} now"
        for part in _PARTS
        if answer[part] != check.answer[part]
    ]
    if check.hits_in_all is not None and check.hits_in_all != answer[_COUNTED]:
        faults.append(f"{_COUNTED}: {check.hits_in_all} then, {answer[_COUNTED]} now")
    same_scores = [_scores(answer[part]) for part in ("hits", "below")] == [
        _scores(check.answer[part]) for part in ("hits", "below")
    ]
    return Repeated(same_scores, not faults, tuple(faults), tuple(remarks))


def _as_said_then(check: ScreeningCheck, searched: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """What was searched, with what the check says of each imported list itself; and what is said otherwise today."""
    said = {each["list"]: each for each in check.answer["searched"] if each["list"] in check.answer["imported"]}
    found, remarks = [], []
    for each in searched:
        then = {name: said[each["list"]][name] for name in _OF_TODAY if name in said.get(each["list"], {})}
        remarks += [
            f"{each['list']}: {name} was {then[name]} then, is {each[name]} now; no version of the list keeps it"
            for name in then
            if then[name] != each[name]
        ]
        found.append({**each, **then})
    return found, remarks


def _named_as_then(entry: dict[str, Any], names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """An entry with the names that its lists had then; where nothing else names a listing, its list does."""

    def then(listing: dict[str, Any]) -> dict[str, Any]:
        now, before = names.get(listing["list"], ("", ""))
        changed = {name: before for name in ("list_name", "notice_label") if listing[name] == now != before}
        return {**listing, **changed}

    return {**entry, "listing": then(entry["listing"]), "listings": [then(each) for each in entry["listings"]]}


def _scores(entries: list[dict[str, Any]]) -> list[tuple[str, float]]:
    return [(each["key"], round(each["score"], _DIGITS)) for each in entries]


def _said(entries: list[dict[str, Any]]) -> str:
    """Entries in a few words: their keys and scores, or how many there are."""
    scored = [f"{each['key']} {each['score']:.4f}" for each in entries if "score" in each]
    return ", ".join(scored) or f"{len(entries)} entries"
