"""Where the golden pairs come from: names on file under their entity, spellings by stated rules, no invention."""

import csv
import re
from pathlib import Path

import pytest

from controls.matching.evaluation import pairs_in
from controls.matching.respelling import RULES
from tests.controls.matching_seed import names

GOLDEN = Path(__file__).parent.parent / "golden"
PAIRS = pairs_in(GOLDEN / "companies.csv")
ROWS = list(csv.DictReader((GOLDEN / "companies.csv").read_text(encoding="utf-8").splitlines()))
ON_FILE = {}
for entity, text, _language, _kind in names():
    ON_FILE.setdefault(entity, set()).add(text)
RULE = "; rule: "


def ruled():
    """Pairs whose name asked for is made by a rule of the room: entity, class, rule, spelling."""
    for pair in PAIRS:
        made = pair.source.partition(RULE)[2]
        kind, _comma, rule = made.partition(", ")
        if kind in RULES and rule in RULES[kind]:
            yield pair, RULES[kind][rule]


def test_every_pair_has_a_source_and_a_reason():
    assert [row for row in ROWS if not row["source"] or not row["why"]] == []
    assert {pair.source.split(" ")[0].rstrip(":") for pair in PAIRS} == {"register", "public", "rule"}


def test_names_called_on_file_are_on_file_under_their_entity():
    assert [pair for pair in PAIRS if pair.entity and pair.on_record not in ON_FILE[pair.entity]] == []


def test_pairs_with_no_other_source_than_the_register_have_both_names_from_it():
    both = [pair for pair in PAIRS if pair.on_file]

    assert len(both) >= 100
    assert [pair for pair in both if not {pair.asked, pair.on_record} <= ON_FILE[pair.entity]] == []


def test_spellings_made_by_a_rule_are_what_the_rule_makes_of_a_name_on_file():
    found = list(ruled())

    assert len(found) >= 200
    assert [
        pair.asked for pair, spell in found if pair.asked not in {spell(text) for text in ON_FILE[pair.entity]}
    ] == []


def test_every_rule_has_a_golden_pair():
    used = {pair.source.partition(RULE)[2] for pair, _spell in ruled()}

    assert {f"{kind}, {rule}" for kind, rules in RULES.items() for rule in rules} <= used


@pytest.mark.parametrize("truth", ["sibling", "unrelated"])
def test_those_that_are_not_one_are_never_two_names_of_one_entity(truth):
    together = [
        pair
        for pair in PAIRS
        if pair.truth == truth and any({pair.asked, pair.on_record} <= texts for texts in ON_FILE.values())
    ]

    assert together == []


def test_companies_that_no_list_names_are_not_on_file():
    unlisted = {row["name"] for row in csv.DictReader((GOLDEN / "unlisted.csv").read_text("utf-8").splitlines())}

    assert len(unlisted) >= 400
    assert not unlisted & {text for texts in ON_FILE.values() for text in texts}


@pytest.mark.parametrize(
    "script",
    [
        "[a-z]", "[\u3400-\u9fff]", "[\u30a1-\u30fa]", "[\uac00-\ud7a3]", "[\u0400-\u04ff]", "[\u0600-\u06ff]",
        "[\u0370-\u03ff]", "[\u0590-\u05ff]", "[\u0900-\u097f]",
    ],
)  # fmt: skip
def test_pairs_are_in_all_scripts(script):
    assert sum(bool(re.search(script, pair.asked)) for pair in PAIRS) >= 2
