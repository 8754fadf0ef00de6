"""Rules that reach over rows and tables: nothing doubled, nothing dangling, counts as stated, evidence given."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping

from controls import effects, states
from controls.models import Grade, Identifier, Source
from controls.services.seeding import catalogue_checking, measure_checking
from controls.services.seeding.columns import Problem, Row
from controls.services.seeding.tables import TABLES

Tables = Mapping[str, list[Row]]


def check(*, tables: Tables) -> list[Problem]:
    """Every problem that shows only when rows are compared. Cells that could not be read are left alone here."""
    rules: tuple[tuple[Callable[[Tables], Iterator[Problem]], set[str]], ...] = (
        (_doubles, set()),
        (_references, set()),
        (_evidence, set()),
        (_copies, {"sources", "notices"}),
        (_notices, {"notices"}),
        (_counts, {"notices", "listings"}),
        (_wholes, {"entities"}),
        (_spellings, {"entities", "names"}),
        (_numbers, {"identifiers"}),
        (_listings, {"notices", "listings"}),
        (_events, {"notices", "listings", "listing_events"}),
        *measure_checking.RULES,
        *catalogue_checking.RULES,
    )
    found = [problem for rule, needed in rules if needed <= tables.keys() for problem in rule(tables)]
    order = list(TABLES)
    return sorted(found, key=lambda problem: (order.index(problem.file.removesuffix(".csv")), problem.line or 0))


def acted_upon(*, event: Row, tables: Tables) -> list[str]:
    """Keys of the listings that an act concerns: those it names, else all of its notice, in their order."""
    named = list(event["listings"] or ())
    return named or [row["key"] for row in tables["listings"] if row["notice"] == event["target_notice"]]


def _doubles(tables: Tables) -> Iterator[Problem]:
    further: dict[str, list[tuple[str, ...]]] = {
        "notices": [("label",)],
        "sources": [("url",)],
        "listings": [("notice", "item_number"), ("notice", "entity")],
    }
    for name, rows in tables.items():
        for columns in [TABLES[name].identity, *further.get(name, [])]:
            first: dict[tuple, int] = {}
            for row in rows:
                cells = tuple(row[column] for column in columns)
                if None in cells or "" in cells:
                    continue
                if cells in first:
                    said = ", ".join(f"'{cell}'" for cell in cells)
                    yield row.problem(columns[-1], f"{said} stands on line {first[cells]} already")
                first.setdefault(cells, row.line)


def _references(tables: Tables) -> Iterator[Problem]:
    for name, rows in tables.items():
        for column in TABLES[name].columns:
            if column.refers_to not in tables:
                continue
            known = {row["key"] for row in tables[column.refers_to]}
            noun = TABLES[column.refers_to].noun
            for row in rows:
                cell = row[column.name] or ()
                for key in [cell] if isinstance(cell, str) else cell:
                    if key not in known:
                        yield row.problem(column.name, f"no {noun} '{key}'")


def _evidence(tables: Tables) -> Iterator[Problem]:
    for name, rows in tables.items():
        if "evidence_grade" not in {column.name for column in TABLES[name].columns}:
            continue
        for row in rows:
            if row["evidence_grade"] == Grade.TWO_REPORTS and row["sources"] and len(row["sources"]) < 2:
                yield row.problem("sources", "two_reports rests on one source")


def _copies(tables: Tables) -> Iterator[Problem]:
    kinds = {row["key"]: row["kind"] for row in tables["sources"]}
    for row in tables["notices"]:
        for key in row["official_sources"] or ():
            if kinds.get(key) not in (None, Source.Kind.OFFICIAL):
                yield row.problem("official_sources", f"'{key}' is no official address")
            if row["sources"] and key not in row["sources"]:
                yield row.problem("official_sources", f"'{key}' is missing among the sources")


def _notices(tables: Tables) -> Iterator[Problem]:
    for row in tables["notices"]:
        if None in (row["key"], row["authority"], row["year"], row["number"]):
            continue
        expected = f"{row['authority'].removesuffix('-mechanism')}-{row['year']}-{row['number']}"
        if row["key"] != expected:
            yield row.problem("key", f"'{row['key']}' must be '{expected}': authority, year, number")
        if row["published_on"] and row["effective_from"] and row["effective_from"] < row["published_on"]:
            yield row.problem(
                "effective_from", f"{row['effective_from']} is before publication on {row['published_on']}"
            )


def _counts(tables: Tables) -> Iterator[Problem]:
    held = Counter(row["notice"] for row in tables["listings"])
    for row in tables["notices"]:
        if row["stated_count"] is None or row["extra_count"] is None:
            continue
        if row["stated_count"] + row["extra_count"] != held[row["key"]]:
            further = f" and {row['extra_count']} further" if row["extra_count"] else ""
            yield row.problem(
                "stated_count",
                f"the notice states {row['stated_count']} names{further}, listings.csv has {held[row['key']]}",
            )


def _wholes(tables: Tables) -> Iterator[Problem]:
    parents = {row["key"]: row["part_of"] for row in tables["entities"]}
    for row in tables["entities"]:
        above, seen = row["part_of"], set()
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if row["key"] in seen:
            yield row.problem("part_of", f"'{row['key']}' would be a part of itself")


def _spellings(tables: Tables) -> Iterator[Problem]:
    spellings = defaultdict(set)
    for row in tables["names"]:
        spellings[row["entity"]].add(row["text"])
    for row in tables["entities"]:
        if row["name"] and row["name"] not in spellings[row["key"]]:
            yield row.problem("name", f"'{row['name']}' is not among its names in names.csv")


def _numbers(tables: Tables) -> Iterator[Problem]:
    for row in tables["identifiers"]:
        if row["scheme"] == Identifier.Scheme.JP_CORPORATE_NUMBER and not _is_corporate_number(row["value"] or ""):
            yield row.problem("value", f"'{row['value']}' is no Japanese corporate number: check digit")


def _is_corporate_number(value: str) -> bool:
    """13 digits; the first is 9 less the remainder by 9 of the others, weighted 1, 2, 1 … from the right."""
    if len(value) != 13 or not (value.isascii() and value.isdigit()):
        return False
    weighted = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(value[1:])))
    return int(value[0]) == 9 - weighted % 9


def _listings(tables: Tables) -> Iterator[Problem]:
    written_on = {row["key"]: row["entity_list"] for row in tables["notices"]}
    for row in tables["listings"]:
        if row["name_en"] == "" and row["name_zh"] == "":
            yield row.problem("name_en", "neither an English nor a Chinese wording")
        wanted = written_on.get(row["notice"])
        if row["notice"] in written_on and row["entity_list"] and wanted is not None and wanted != row["entity_list"]:
            yield row.problem("entity_list", f"notice '{row['notice']}' writes on '{wanted}'")


def _events(tables: Tables) -> Iterator[Problem]:
    notices = {row["key"]: row for row in tables["notices"]}
    notice_of = {row["key"]: row["notice"] for row in tables["listings"]}
    for row in tables["listing_events"]:
        yield from _event_dates(row, notices)
        yield from _event_effect(row)
        if row["target_notice"] not in notices or row["listings"] is None:
            continue
        concerned = acted_upon(event=row, tables=tables)
        if row["stated_count"] is not None and row["stated_count"] != len(concerned):
            yield row.problem(
                "stated_count", f"the act is stated for {row['stated_count']} listings, it reaches {len(concerned)}"
            )
        if not concerned:
            yield row.problem("listings", f"notice '{row['target_notice']}' has no listing to act upon")
        for key in row["listings"]:
            # An act on one measure reaches listings of the notice that listed, not of the one that set the measure.
            if row["kind"] not in effects.ACTS and notice_of.get(key, row["target_notice"]) != row["target_notice"]:
                yield row.problem("listings", f"'{key}' was not listed by '{row['target_notice']}'")


def _event_effect(row: Row) -> Iterator[Problem]:
    if row["kind"] and (row["kind"] == effects.ADDING) != bool(row["effect"]):
        yield row.problem("effect", "an added measure has an effect, and no other act has one")


def _event_dates(row: Row, notices: Mapping[str, Row]) -> Iterator[Problem]:
    begins, until = row["effective_from"], row["until"]
    if until and row["kind"] and row["kind"] not in states.SUSPENDING:
        yield row.problem("until", f"only suspensions have an end, not '{row['kind']}'")
    if begins and until and until < begins:
        yield row.problem("until", f"{until} is before {begins}")
    notice = notices.get(row["target_notice"])
    if notice and begins and notice["effective_from"] and begins < notice["effective_from"]:
        yield row.problem("effective_from", f"{begins} is before '{notice['key']}' binds, {notice['effective_from']}")
