"""Rules over the tables of measures: each has its clauses, keys say where a row belongs, dates follow each other."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from controls.services.measures import item_key
from controls.services.seeding.columns import Problem, Row

Tables = Mapping[str, list[Row]]


def _clauses(tables: Tables) -> Iterator[Problem]:
    """Every measure has a clause; the clause of a whole measure has its key, a part the key and its own mark."""
    held = Counter(row["measure"] for row in tables["clauses"])
    for row in tables["measures"]:
        if row["key"] and not held[row["key"]]:
            yield row.problem("key", f"no clause of '{row['key']}' in clauses.csv")
    for row in tables["clauses"]:
        key, measure = row["key"], row["measure"]
        whole = held[measure] == 1 and key == measure
        if key and measure and not whole and not key.startswith(f"{measure}-"):
            yield row.problem("key", f"'{key}' must be '{measure}' or begin with '{measure}-'")
        if row["effective_from"] and row["until"] and row["until"] < row["effective_from"]:
            yield row.problem("until", f"{row['until']} is before {row['effective_from']}")


def _references(tables: Tables) -> Iterator[Problem]:
    """A measure or claim that speaks of another fact of these tables speaks of one that is there."""
    known = {
        noun: {row["key"] for row in tables[name]}
        for noun, name in (("measure", "measures"), ("suspension", "suspensions"), ("clause", "clauses"))
    }
    for row in tables["measures"]:
        for key in row["references"] or ():
            if key not in known["measure"]:
                yield row.problem("references", f"no measure '{key}'")
    for row in tables["claims"]:
        for reference in row["subjects"] or ():
            noun, _colon, key = reference.partition(":")
            if noun in known and key not in known[noun]:
                yield row.problem("subjects", f"no {noun} '{key}'")


def _items(tables: Tables) -> Iterator[Problem]:
    """Items count from 1 within their measure, and their keys say so."""
    held: Counter[str] = Counter()
    for row in tables["controlled_items"]:
        held[row["measure"]] += 1
        if None in (row["measure"], row["position"], row["code"]):
            continue
        if row["position"] != held[row["measure"]]:
            yield row.problem("position", f"{row['position']} must be {held[row['measure']]}")
        expected = item_key(measure_key=row["measure"], code=row["code"], position=row["position"])
        if row["key"] not in (None, expected):
            yield row.problem("key", f"'{row['key']}' must be '{expected}': measure, code, position")
        if bool(row["hs_catalogue"]) != bool(row["hs_catalogue_year"]):
            yield row.problem("hs_catalogue_year", "numbers of a licence catalogue need its year, and only they do")


def _suspensions(tables: Tables) -> Iterator[Problem]:
    """A suspension begins after the measure is known and ends after it begins; an announced end has day and source."""
    published = {row["key"]: row["published_on"] for row in tables["measures"]}
    measure_of = {row["key"]: row["measure"] for row in tables["clauses"]}
    for row in tables["suspensions"]:
        begins, until = row["effective_from"], row["until"]
        if begins and until and until < begins:
            yield row.problem("until", f"{until} is before {begins}")
        if len({bool(row[name]) for name in ("announced_until", "announced_on", "announced_sources")}) > 1:
            yield row.problem("announced_until", "an announced end needs its day and a source of its own")
        for key in row["clauses"] or ():
            known_on = published.get(measure_of.get(key))
            if begins and known_on and begins < known_on:
                yield row.problem("effective_from", f"{begins} is before '{key}' was published, {known_on}")


# Each rule with the tables that it needs.
RULES: tuple[tuple[Callable[[Tables], Iterator[Problem]], set[str]], ...] = (
    (_clauses, {"measures", "clauses"}),
    (_references, {"measures", "clauses", "suspensions", "claims"}),
    (_items, {"controlled_items"}),
    (_suspensions, {"measures", "clauses", "suspensions"}),
)
