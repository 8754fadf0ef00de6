"""Bringing the register to what the seed says: through the services, and only where the two differ."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from controls.models import Change
from controls.services import catalogue, entities
from controls.services.history import FactRefused
from controls.services.seeding.acts import ACTS
from controls.services.seeding.columns import Problem, Row
from controls.services.seeding.facts import RELATIONS, Fact, part, point
from controls.services.seeding.tables import TABLES

FILES = {table.noun: table.file for table in TABLES.values()}


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did, by noun: facts added, unchanged, corrected (their keys), and left as a curator set them."""

    added: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    corrected: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, list[str]] = field(default_factory=dict)

    @property
    def writes(self) -> int:
        """Facts that were written, which is also the number of new entries in the change log."""
        return self.added.total() + sum(len(keys) for keys in self.corrected.values())


class Refused(Exception):
    """A stage ended with problems; nothing of the load may stay."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who loads, when, and the rows of the register by noun and key."""

    by: str
    at: datetime
    rows: dict[str, dict[str, Any]]

    def row(self, noun: str, key: str | None) -> Any:
        return self.rows[noun][key] if key is not None else None

    def all(self, noun: str, keys: Iterable[str]) -> list[Any]:
        return [self.rows[noun][key] for key in keys]


def apply(*, facts: Iterable[Fact], by: str, at: datetime, tell: Callable[[str], None]) -> Report:
    """Add what is missing, correct what differs, leave the rest. Raises Refused with every problem of a stage.

    `facts` stand in the order of `wanted`: each noun together, after those that it refers to.
    """
    report, desk = Report(), _Desk(by, at, {})
    for noun, group in groupby(facts, key=lambda fact: fact.noun):
        wanted = list(group)
        tell(f"{FILES[noun]}: {len(wanted)} rows")
        desk.rows[noun] = {row.key: row for row in ACTS[noun].rows()}
        problems = _vanished(noun, desk, {fact.key for fact in wanted})
        different = [fact for fact in wanted if _differs(fact, desk)]
        hands = _last_hands(noun, [fact.key for fact in different])
        report.unchanged[noun] += len(wanted) - len(different)
        for fact in different:
            try:
                _settle(fact, desk, hands, report)
            except FactRefused as refusal:
                problems.append(fact.row.problem("", str(refusal)))
        if problems:
            raise Refused(problems)
    return report


def _differs(fact: Fact, desk: _Desk) -> bool:
    present = desk.rows[fact.noun].get(fact.key)
    return present is None or bool(_differences(fact, present.snapshot()))


def _differences(fact: Fact, present: Mapping[str, Any]) -> list[str]:
    return [name for name, value in fact.snapshot().items() if present[name] != value]


def _vanished(noun: str, desk: _Desk, wanted: set[str]) -> list[Problem]:
    """Facts that this seed once added and no longer names. What curators added is none of its business."""
    missing = Change.objects.filter(
        subject_type=noun, subject_key__in=desk.rows[noun].keys() - wanted, version=1, actor=desk.by
    )
    return [
        Problem(
            FILES[noun], None, "key", f"'{key}' is on record and no longer in the file: facts are ended, never deleted"
        )
        for key in missing.order_by("subject_key").values_list("subject_key", flat=True)
    ]


def _last_hands(noun: str, keys: Sequence[str]) -> dict[str, str]:
    """Who changed each fact last."""
    changes = Change.objects.filter(subject_type=noun, subject_key__in=keys).order_by("subject_key", "-version")
    return dict(changes.distinct("subject_key").values_list("subject_key", "actor"))


def _settle(fact: Fact, desk: _Desk, hands: Mapping[str, str], report: Report) -> None:
    acts, present = ACTS[fact.noun], desk.rows[fact.noun].get(fact.key)
    if present is None:
        columns = {name: _value(desk, name, cell) for name, cell in fact.columns.items()}
        desk.rows[fact.noun][fact.key] = acts.register(**columns, **_links(fact, desk), by=desk.by, at=desk.at)
        report.added[fact.noun] += 1
    elif hands.get(fact.key, desk.by) != desk.by:
        # Somebody corrected the fact at the desk since: the desk has the last word, and the report says so.
        report.kept.setdefault(fact.noun, []).append(fact.key)
    else:
        before = present.snapshot()
        different = _differences(fact, before)
        fields = {name: _value(desk, name, fact.columns[name]) for name in different if name in fact.columns}
        desk.rows[fact.noun][fact.key] = acts.correct(
            **{acts.named: present},
            fields=fields,
            **_links(fact, desk, only=different),
            reason=_reason(fact, different, before, report),
            by=desk.by,
            at=desk.at,
        )
        report.corrected.setdefault(fact.noun, []).append(fact.key)


def _value(desk: _Desk, column: str, cell: Any) -> Any:
    if column in RELATIONS:
        return desk.row(RELATIONS[column], cell)
    return list(cell) if isinstance(cell, list | tuple) else cell


def _links(fact: Fact, desk: _Desk, only: Sequence[str] | None = None) -> dict[str, Any]:
    """What the services take beside columns: rows of evidence, copies, listings, names and numbers."""
    given: dict[str, tuple[str, Any]] = {}
    if fact.sources is not None:
        given["sources"] = ("evidence", desk.all("source", fact.sources))
    if fact.copies is not None:
        given["copies"] = ("copies", desk.all("source", fact.copies))
    if fact.listings is not None:
        given["listings"] = ("listings", desk.all("listing", fact.listings))
    if fact.clauses is not None:
        given["clauses"] = ("clauses", desk.all("clause", fact.clauses))
    if fact.announced_sources is not None:
        given["announced_sources"] = ("announced", desk.all("source", fact.announced_sources))
    if fact.names is not None:
        given["names"] = ("names", [entities.Name(**_evidenced(row, desk)) for row in fact.names])
    if fact.numbers is not None:
        given["identifiers"] = ("numbers", [entities.Number(**_evidenced(row, desk)) for row in fact.numbers])
    if fact.points is not None:
        given["points"] = ("points", [catalogue.Point(**point(row=row)) for row in fact.points])
    return dict(link for name, link in given.items() if only is None or name in only)


def _evidenced(row: Row, desk: _Desk) -> dict[str, Any]:
    own = {name: cell for name, cell in row.cells.items() if name not in ("entity", "sources")}
    return own | {"evidence": desk.all("source", row["sources"])}


def _corrected(row: Row, report: Report) -> bool:
    return row["key"] in report.corrected.get(TABLES[row.table].noun, ())


def _reason(fact: Fact, different: Sequence[str], before: Mapping[str, Any], report: Report) -> str:
    """Where in the seed the correction was made, for the change log."""
    below = {
        "names": ("names", fact.names, part),
        "identifiers": ("identifiers", fact.numbers, part),
        "points": ("control_points", fact.points, point),
    }
    rows: list[Row] = []
    for name in different:
        if name in below:
            _table, parts, shape = below[name]
            rows += [row for row in parts or () if shape(row=row) not in before[name]]
        else:
            origin = fact.origins.get(name)
            rows.append(origin if origin and _corrected(origin, report) else fact.row)
    places = sorted({(row.table, row.line) for row in rows})
    if not places:  # only rows below the fact were taken out
        places = sorted({(below[name][0], 0) for name in different})
    return "seed: " + ", ".join(
        f"{table}.csv line {line} edited" if line else f"{table}.csv row taken out" for table, line in places
    )
