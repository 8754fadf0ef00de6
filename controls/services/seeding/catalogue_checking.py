"""Rules over the tables of the catalogue: editions follow each other, keys and codes agree, a draft is never a base."""

from collections.abc import Callable, Iterator, Mapping

from controls import editions
from controls.services.catalogue import version_key
from controls.services.seeding.columns import Problem, Row

Tables = Mapping[str, list[Row]]


def _editions(tables: Tables) -> Iterator[Problem]:
    """What an edition is compared with stands above it and is a final; its own draft is a draft."""
    above: dict[str, Row] = {}
    for row in tables["catalogue_revisions"]:
        for column, kind in (("based_on", "final"), ("draft", "draft")):
            other = above.get(row[column])
            if row[column] and other is None:
                yield row.problem(column, f"'{row[column]}' must stand above '{row['key']}'")
            elif other is not None and other["kind"] not in (None, kind):
                yield row.problem(column, f"'{row[column]}' is no {kind}")
        if row["kind"] == "draft" and row["effective_from"]:
            yield row.problem("effective_from", "a draft is never law")
        if row["kind"] == "final" and not row["effective_from"]:
            yield row.problem("effective_from", "a final has a first day")
        if row["key"]:
            above[row["key"]] = row


def _sums(tables: Tables) -> Iterator[Problem]:
    """Numbers that an edition states for the parts add up to those that it states for the whole."""
    sums = {name: (f"{name}_prohibited", f"{name}_restricted") for name in ("deleted", "added", "modified")}
    sums["total"] = ("prohibited", "restricted")
    for row in tables["catalogue_revisions"]:
        for whole, parts in sums.items():
            numbers = [row[part] for part in parts]
            if None not in numbers and row[whole] is not None and sum(numbers) != row[whole]:
                yield row.problem(whole, f"{row[whole]} is not {numbers[0]} + {numbers[1]}")


def _versions(tables: Tables) -> Iterator[Problem]:
    """Key, code and part agree; the version before stands above and is of the same item."""
    above: dict[str, Row] = {}
    for row in tables["item_versions"]:
        if None not in (row["key"], row["revision"], row["item"], row["code"]):
            expected = version_key(revision_key=row["revision"], code=row["code"], item_key=row["item"])
            if row["key"] != expected:
                yield row.problem("key", f"'{row['key']}' must be '{expected}': edition, code or item")
        for column in ("code", "predecessor_code"):
            part = editions.LETTERS.get((row[column] or "")[-1:])
            if row[column] and (part is None or (column == "code" and row["part"] not in (None, part))):
                yield row.problem(column, f"the letter of '{row[column]}' does not say '{row['part']}'")
        if bool(row["code"]) != bool(row["code_grade"]):
            yield row.problem("code_grade", "a code has its evidence, and only a code has")
        before = above.get(row["predecessor"])
        if row["predecessor"] and before is None:
            yield row.problem("predecessor", f"'{row['predecessor']}' must stand above")
        elif before is not None and before["item"] != row["item"]:
            yield row.problem("predecessor", f"'{row['predecessor']}' is of '{before['item']}'")
        if row["key"]:
            above[row["key"]] = row


def _points(tables: Tables) -> Iterator[Problem]:
    """Control points say something, and a version says whether any are on file."""
    held = {row["version"] for row in tables["control_points"]}
    for row in tables["control_points"]:
        if row["text_en"] == "" and row["text_zh"] == "":
            yield row.problem("text_en", "neither an English nor a Chinese wording")
    for row in tables["item_versions"]:
        on_file = row["points_known"] in ("all", "some")
        if row["points_known"] and on_file != (row["key"] in held):
            yield row.problem("points_known", f"'{row['points_known']}' does not agree with control_points.csv")


def _known(tables: Tables) -> Iterator[Problem]:
    """A claim about the catalogue names an edition, an item or a version that is there."""
    nouns = {
        "catalogue-revision": "catalogue_revisions",
        "catalogue-item": "catalogue_items",
        "item-version": "item_versions",
    }
    known = {noun: {row["key"] for row in tables[name]} for noun, name in nouns.items()}
    for row in tables["claims"]:
        for reference in row["subjects"] or ():
            noun, _colon, key = reference.partition(":")
            if noun in known and key not in known[noun]:
                yield row.problem("subjects", f"no {noun} '{key}'")


_ALL = {"catalogue_revisions", "catalogue_items", "item_versions"}
# Each rule with the tables that it needs.
RULES: tuple[tuple[Callable[[Tables], Iterator[Problem]], set[str]], ...] = (
    (_editions, {"catalogue_revisions"}),
    (_sums, {"catalogue_revisions"}),
    (_versions, {"item_versions"}),
    (_points, {"item_versions", "control_points"}),
    (_known, {*_ALL, "claims"}),
)
