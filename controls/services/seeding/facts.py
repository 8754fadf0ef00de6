"""What the seed says of each fact, in the shape in which the register keeps it and the change log writes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from controls.services.seeding.cells import Cell
from controls.services.seeding.checking import Tables, acted_upon
from controls.services.seeding.columns import Row
from controls.services.seeding.tables import TABLES

# Columns that hold another fact, and the noun of that fact.
RELATIONS = {
    "authority": "authority",
    "entity_list": "entity-list",
    "notice": "notice",
    "target_notice": "notice",
    "entity": "entity",
    "part_of": "entity",
    "measure": "measure",
    "item": "catalogue-item",
    "revision": "catalogue-revision",
    "based_on": "catalogue-revision",
    "draft": "catalogue-revision",
    "predecessor": "item-version",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as the seed wants it. `columns` are those of its row in the register, other facts by their keys.

    `sources`, `copies` and `listings` are keys; `names` and `numbers` the rows that belong to an entity, `points`
    those of a version. `origins` are further rows that decide a column, such as the notice's day for a listing.
    """

    row: Row
    columns: Mapping[str, Cell]
    sources: tuple[str, ...] | None = None
    copies: tuple[str, ...] | None = None
    listings: tuple[str, ...] | None = None
    clauses: tuple[str, ...] | None = None
    announced_sources: tuple[str, ...] | None = None
    names: tuple[Row, ...] | None = None
    numbers: tuple[Row, ...] | None = None
    points: tuple[Row, ...] | None = None
    origins: Mapping[str, Row] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        return TABLES[self.row.table].noun

    @property
    def key(self) -> str:
        return self.columns["key"]

    def snapshot(self) -> dict[str, Any]:
        """What `TrackedModel.snapshot` of the register's row should be, as far as the seed speaks of it."""
        wanted = {name: plain(cell=cell) for name, cell in self.columns.items()}
        for name in ("sources", "copies", "listings", "clauses", "announced_sources"):
            if (keys := getattr(self, name)) is not None:
                wanted[name] = sorted(keys)
        if self.names is not None:
            spellings = [part(row=row) for row in self.names]
            wanted["names"] = sorted(spellings, key=lambda name: (name["language"], name["text"]))
        if self.numbers is not None:
            numbers = [part(row=row) for row in self.numbers]
            wanted["identifiers"] = sorted(numbers, key=lambda number: (number["scheme"], number["value"]))
        if self.points is not None:
            points = [point(row=row) for row in self.points]
            wanted["points"] = sorted(points, key=lambda each: each["position"])
        return wanted


def plain(*, cell: Cell) -> Any:
    """A cell as the change log writes it."""
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, tuple):  # an empty array; a filled one is a list already
        return list(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def part(*, row: Row) -> dict[str, Any]:
    """A name or number of an entity as the entity's snapshot holds it."""
    return {name: sorted(cell) if name == "sources" else cell for name, cell in row.cells.items() if name != "entity"}


def point(*, row: Row) -> dict[str, Any]:
    """A control point as the version's snapshot holds it."""
    return {name: cell for name, cell in row.cells.items() if name != "version"}


def wanted(*, tables: Tables) -> list[Fact]:
    """Every fact of checked tables, each after those that it refers to."""
    return [
        *(Fact(row, row.cells) for row in tables["sources"]),
        *(Fact(row, row.cells) for row in tables["authorities"]),
        *(Fact(row, row.cells) for row in tables["entity_lists"]),
        *_notices(tables),
        *_entities(tables),
        *_listings(tables),
        *_events(tables),
        *(_evidenced(row) for row in tables["measures"]),
        *(Fact(row, _own(row)) for row in tables["clauses"]),
        *(_evidenced(row) for row in tables["controlled_items"]),
        *_suspensions(tables),
        *(_evidenced(row) for name in ("elements", "tariff_codes", "catalogue_revisions") for row in tables[name]),
        *(Fact(row, row.cells) for row in tables["catalogue_items"]),
        *_versions(tables),
        *(_evidenced(row) for row in tables["claims"]),
    ]


def _own(row: Row, *links: str) -> dict[str, Cell]:
    """The cells that are columns of the fact itself; an empty reference is None."""
    return {
        name: cell if cell != "" or name not in RELATIONS else None
        for name, cell in row.cells.items()
        if name not in links
    }


def _notices(tables: Tables) -> Iterator[Fact]:
    for row in tables["notices"]:
        own = _own(row, "sources", "official_sources")
        yield Fact(row, own, sources=row["sources"], copies=row["official_sources"])


def _entities(tables: Tables) -> Iterator[Fact]:
    """Wholes before their parts."""
    parts: dict[str, dict[str, list[Row]]] = {"names": {}, "identifiers": {}}
    for table, grouped in parts.items():
        for row in tables[table]:
            grouped.setdefault(row["entity"], []).append(row)
    waiting = list(tables["entities"])
    done = {""}
    while waiting:
        ready = [row for row in waiting if row["part_of"] in done]
        waiting = [row for row in waiting if row["part_of"] not in done]
        for row in ready:
            names, numbers = (tuple(parts[table].get(row["key"], ())) for table in ("names", "identifiers"))
            yield Fact(row, _own(row), names=names, numbers=numbers)
        done |= {row["key"] for row in ready}


def _listings(tables: Tables) -> Iterator[Fact]:
    """Listings in the order of their notices; day and hour are the notice's, the effect the list's unless given."""
    notices = {row["key"]: row for row in tables["notices"]}
    lists = {row["key"]: row for row in tables["entity_lists"]}
    held: dict[str, int] = {}
    for row in tables["listings"]:
        notice, entity_list = notices[row["notice"]], lists[row["entity_list"]]
        held[row["notice"]] = held.get(row["notice"], 0) + 1
        derived = {
            "position": held[row["notice"]],
            "effect": row["effect"] or entity_list["effect"],
            "effective_from": notice["effective_from"],
            "effective_time": notice["effective_time"],
        }
        origins = {"effective_from": notice, "effective_time": notice}
        if not row["effect"]:
            origins["effect"] = entity_list
        yield Fact(row, _own(row, "sources") | derived, sources=row["sources"], origins=origins)


def _events(tables: Tables) -> Iterator[Fact]:
    for row in tables["listing_events"]:
        listings = tuple(acted_upon(event=row, tables=tables))
        yield Fact(row, _own(row, "sources", "listings"), sources=row["sources"], listings=listings)


def _evidenced(row: Row) -> Fact:
    return Fact(row, _own(row, "sources"), sources=row["sources"])


def _suspensions(tables: Tables) -> Iterator[Fact]:
    for row in tables["suspensions"]:
        own = _own(row, "sources", "clauses", "announced_sources")
        links = {name: row[name] for name in ("sources", "clauses", "announced_sources")}
        yield Fact(row, own, **links)


def _versions(tables: Tables) -> Iterator[Fact]:
    points: dict[str, list[Row]] = {}
    for row in tables["control_points"]:
        points.setdefault(row["version"], []).append(row)
    for row in tables["item_versions"]:
        yield Fact(row, _own(row, "sources"), sources=row["sources"], points=tuple(points.get(row["key"], ())))
