"""The figures that docs/screening.md publishes are those of a fresh run, as far as one is quick."""

import re
from pathlib import Path

from controls.matching.evaluation import (
    answered,
    by_class,
    by_other_languages,
    index_of,
    judged,
    names_on_file,
    pairs_in,
    respellings,
    rule,
    tallied,
    total,
)  # fmt: skip
from controls.matching.verdicts import Verdict
from tests.controls.matching_seed import SEED

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/screening.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([\w :&-]+?) \| ([\d,]+) \| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) % \|$", re.MULTILINE)
FIGURES = {
    name: (int(asked.replace(",", "")), *(float(each) / 100 for each in shares))
    for name, asked, *shares in ROW.findall(PAGE)
}
NAMES = names_on_file(SEED / "names.csv")
INDEX = index_of(NAMES)
QUESTIONS = list(respellings(NAMES))
SMALL = 110  # questions of a class that are asked again


def near(tally, figures):
    asked, recall, first, precision = figures
    return (
        tally.asked == asked
        and abs(tally.recall - recall) < 0.02
        and abs(tally.rank_one - first) < 0.02
        and abs(tally.precision - precision) < 0.02
    )


def test_every_rule_is_in_the_table_with_the_number_of_its_questions():
    counts = {}
    for question in QUESTIONS:
        counts[question.kind] = counts.get(question.kind, 0) + 1

    assert {kind: FIGURES[kind][0] for kind in counts} == counts
    assert FIGURES["all"][0] == len(QUESTIONS)


def test_small_classes_are_found_as_the_table_says():
    asked = [question for question in QUESTIONS if FIGURES[question.kind][0] <= SMALL]
    found = tallied(answered(INDEX, asked), rule)

    assert len(found) >= 8
    assert [kind for kind, tally in found.items() if not near(tally, FIGURES[kind])] == []


def test_japanese_names_are_found_by_other_languages_as_the_table_says():
    assert near(tallied(by_other_languages(NAMES, "ja"), rule)["ja"], FIGURES["ja"])


def test_golden_pairs_are_judged_as_the_table_says():
    for truth, counts in judged(pairs_in(ROOT / "tests/golden/companies.csv"), INDEX).items():
        assert f"| {truth} | " + " | ".join(str(counts[verdict]) for verdict in Verdict) + " |" in PAGE


def test_pairs_of_one_company_are_found_as_the_page_says():
    tally = total(by_class(pairs_in(ROOT / "tests/golden/companies.csv"), INDEX).values())

    assert f"Of the {tally.asked} others {tally.recall:.1%}".replace("%", " %") in PAGE


def test_labelled_pairs_of_each_class_are_found_as_the_table_says():
    found = by_class(pairs_in(ROOT / "tests/golden/companies.csv"), INDEX)
    rows = {
        name: (int(asked), float(recall), float(precision))
        for name, asked, recall, precision in re.findall(
            r"^\| ([\w ]+) \| (\d+) \| ([\d.]+) % \| ([\d.]+) % \|$", PAGE, re.MULTILINE
        )
    }

    assert rows == {
        kind: (tally.asked, round(100 * tally.recall, 1), round(100 * tally.precision, 1))
        for kind, tally in found.items()
    }


def test_the_page_names_how_many_labelled_pairs_there_are():
    companies = len(pairs_in(ROOT / "tests/golden/companies.csv"))
    persons = len((ROOT / "tests/golden/persons.csv").read_text(encoding="utf-8").splitlines()) - 1
    unlisted = len((ROOT / "tests/golden/unlisted.csv").read_text(encoding="utf-8").splitlines()) - 1

    assert f"({companies}) and `tests/golden/persons.csv` ({persons})" in PAGE
    assert f"{unlisted} public names of real companies" in PAGE
    assert f"{len(QUESTIONS):,} in all" in PAGE
