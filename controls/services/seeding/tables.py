"""What each seed table holds: its columns, what a cell of each may say, and the fact that its rows make."""

from dataclasses import dataclass, field

from controls.models import Effect, Entity, EntityName, Grade, Identifier, ListingEvent, Source
from controls.services.seeding import cells
from controls.services.seeding.cells import Cell, Reader


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason to refuse the seed: where it stands, and what is wrong in words."""

    file: str
    line: int | None
    column: str
    message: str

    def __str__(self) -> str:
        line = f" line {self.line}" if self.line else ""
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `read` turns a filled cell into its value or raises ValueError in words; `empty` stands for none."""

    name: str
    read: Reader
    required: bool = False
    empty: Cell = ""
    refers_to: str = ""  # the table whose keys the cell names


@dataclass(frozen=True, slots=True)
class Table:
    """One file. Each row is a `noun`; no two rows agree in all the `identity` columns."""

    name: str
    noun: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ("key",)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read, with the line on which it begins. A cell that could not be read is None."""

    table: str
    line: int
    cells: dict[str, Cell] = field(hash=False, compare=False)

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]

    def problem(self, column: str, message: str) -> Problem:
        return Problem(f"{self.table}.csv", self.line, column, message)


def _required(name: str, read: Reader = cells.text, refers_to: str = "") -> Column:
    return Column(name, read, required=True, refers_to=refers_to)


def _optional(name: str, read: Reader = cells.text, empty: Cell = "", refers_to: str = "") -> Column:
    return Column(name, read, empty=empty, refers_to=refers_to)


_NAMES = (_required("name_en"), _optional("name_zh"), _optional("name_ja"))
_EVIDENCE = (
    _required("evidence_grade", cells.one_of(choices=Grade.values)),
    _optional("evidence_note"),
    _required("sources", cells.keys, refers_to="sources"),
)

_ALL = (
    Table(
        "authorities",
        "authority",
        (
            _required("key", cells.key),
            *_NAMES,
            _required("jurisdiction", cells.country),
            _optional("url", cells.address),
        ),
    ),
    Table(
        "sources",
        "source",
        (
            _required("key", cells.key),
            _required("title"),
            _optional("publisher"),
            _required("kind", cells.one_of(choices=Source.Kind.values)),
            _optional("url", cells.address),
            _required("seen_on", cells.day),
            _required("seen_as", cells.one_of(choices=Source.SeenAs.values)),
            _optional("sha256", cells.sha256),
            _optional("note"),
        ),
    ),
    Table(
        "entity_lists",
        "entity-list",
        (
            _required("key", cells.key),
            *_NAMES,
            _required("authority", cells.key, refers_to="authorities"),
            _required("effect", cells.one_of(choices=Effect.values)),
            _optional("legal_basis"),
            _optional("summary"),
            _optional("verified_on", cells.day, None),
            _required("order", cells.number),
        ),
    ),
    Table(
        "notices",
        "notice",
        (
            _required("key", cells.key),
            _required("authority", cells.key, refers_to="authorities"),
            _required("year", cells.number),
            _required("number", cells.number),
            _required("label"),
            _required("title_en"),
            _optional("title_zh"),
            _required("title_zh_inferred", cells.yes_no),
            _required("published_on", cells.day),
            _required("effective_from", cells.day),
            _optional("effective_time", cells.hour, None),
            _optional("legal_basis"),
            _optional("summary"),
            _optional("measures", cells.lines),
            _optional("entity_list", cells.key, refers_to="entity_lists"),
            _optional("stated_count", cells.number, None),
            _required("extra_count", cells.number),
            _optional("country_scope"),
            _optional("note"),
            *_EVIDENCE[:2],
            _optional("official_sources", cells.keys, (), "sources"),
            _EVIDENCE[2],
        ),
    ),
    Table(
        "entities",
        "entity",
        (
            _required("key", cells.key),
            _required("name"),
            _required("type", cells.one_of(choices=Entity.Type.values)),
            _optional("country", cells.country),
            _optional("part_of", cells.key, refers_to="entities"),
            _optional("note"),
        ),
    ),
    Table(
        "names",
        "name",
        (
            _required("entity", cells.key, refers_to="entities"),
            _required("text"),
            _required("language", cells.one_of(choices=EntityName.Language.values)),
            _required("kind", cells.one_of(choices=EntityName.Kind.values)),
            *_EVIDENCE,
        ),
        identity=("entity", "text", "language"),
    ),
    Table(
        "identifiers",
        "identifier",
        (
            _required("entity", cells.key, refers_to="entities"),
            _required("scheme", cells.one_of(choices=Identifier.Scheme.values)),
            _required("value"),
            *_EVIDENCE,
        ),
        identity=("entity", "scheme", "value"),
    ),
    Table(
        "listings",
        "listing",
        (
            _required("key", cells.key),
            _required("entity", cells.key, refers_to="entities"),
            _required("entity_list", cells.key, refers_to="entity_lists"),
            _required("notice", cells.key, refers_to="notices"),
            _required("item_number"),
            _optional("name_en"),
            _optional("name_zh"),
            _optional("address"),
            _optional("effect", cells.one_of(choices=Effect.values)),
            _optional("note"),
            *_EVIDENCE,
        ),
    ),
    Table(
        "listing_events",
        "listing-event",
        (
            _required("key", cells.key),
            _required("kind", cells.one_of(choices=ListingEvent.Kind.values)),
            _required("target_notice", cells.key, refers_to="notices"),
            _required("announced_on", cells.day),
            _required("effective_from", cells.day),
            _optional("until", cells.day, None),
            _required("until_inclusive", cells.yes_no),
            _optional("listings", cells.keys, (), "listings"),
            _optional("stated_count", cells.number, None),
            _optional("wording_zh"),
            _optional("note"),
            *_EVIDENCE,
        ),
    ),
)

TABLES = {table.name: table for table in _ALL}
