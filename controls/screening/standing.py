"""What stands between a counterparty and the entries that it is near, and what differs between two such states."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

NEW_HIT, GONE, CLASS, SCORE, STATE = "new_hit", "gone", "class", "score", "state"
_MOVE = 0.01  # a score that moves by less says the same


@dataclass(frozen=True, slots=True)
class Match:
    """An entry as it stood near a counterparty: its best name, its score, its listings and their states on the day."""

    subject: str
    label: str
    matched_name: str
    language: str
    score: float
    verdict: str
    band: str
    hit: bool
    standing: tuple[Mapping[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "standing": [dict(each) for each in self.standing]}

    @property
    def states(self) -> dict[str, tuple[Any, ...]]:
        """What the law says of the entry: by listing its state, with its days, and what the list does."""
        return {each["key"]: tuple(each.get(name) for name in _OF_STATE) for each in self.standing}


_OF_STATE = ("state", "since", "until", "effect")


@dataclass(frozen=True, slots=True)
class Moving:
    """One way in which a match differs from what it was. A side without an entry near is None."""

    subject: str
    label: str
    kind: str
    before: Match | None
    after: Match | None


def moving(
    before: Mapping[str, Match], after: Mapping[str, Match], *, entries: Collection[str] | None = None
) -> list[Moving]:
    """What differs among hits, in the order of the entries' keys; one entry may differ in two ways.

    `entries` are those that moved themselves; None: any. Of others a score counts only when its class follows: a change
    moves how much each word says a little, and that is no news about anybody.
    """
    found: list[Moving] = []
    for subject in sorted({*before, *after}):
        was, now = before.get(subject), after.get(subject)
        if known := now or was:
            kinds = _kinds(was, now, moved=entries is None or subject in entries)
            found += [Moving(subject, known.label, kind, was, now) for kind in kinds]
    return found


def _kinds(was: Match | None, now: Match | None, *, moved: bool) -> list[str]:
    if was is None or not was.hit:
        return [NEW_HIT] if now is not None and now.hit else []
    if now is None or not now.hit:
        return [GONE]
    kinds = []
    if was.verdict != now.verdict:
        kinds.append(CLASS)
    elif moved and abs(was.score - now.score) >= _MOVE:
        kinds.append(SCORE)
    return [*kinds, STATE] if was.states != now.states else kinds
