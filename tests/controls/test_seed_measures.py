"""The seed of measures: complete, sourced, and refused by file and line where it contradicts itself."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from controls.models import (
    CatalogueItem,
    CatalogueRevision,
    Claim,
    Clause,
    ControlledItem,
    Element,
    ItemVersion,
    Measure,
    Suspension,
    TariffCode,
)
from controls.models.goods import RARE_EARTHS
from controls.services.seeding.tables import TABLES
from tests.controls.seed_folder import SeedFolder, changes

SEED = Path(apps.get_app_config("controls").path) / "seed"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "count"),
    [
        (Measure, 31), (Clause, 34), (ControlledItem, 175), (Suspension, 2), (Element, 17), (TariffCode, 82),
        (Claim, 16), (CatalogueRevision, 7), (CatalogueItem, 36), (ItemVersion, 55),
    ],
)  # fmt: skip
def test_every_fact_is_on_record(seeded, model, count):
    table = next(table for table in TABLES.values() if table.noun == model.noun)
    with (SEED / table.file).open(encoding="utf-8", newline="") as file:
        keys = {row["key"] for row in csv.DictReader(file)}

    assert len(keys) == count
    assert model.objects.filter(key__in=keys).count() == count


@pytest.mark.parametrize(
    "model",
    [
        Measure,
        ControlledItem,
        Suspension,
        Element,
        TariffCode,
        Claim,
        CatalogueRevision,
        ItemVersion,
    ],
)
def test_every_fact_has_a_source(seeded, model):
    assert not model.objects.filter(sources=None).exists()


def test_items_stand_under_their_measures(seeded):
    held = Counter(ControlledItem.objects.filter(measure__key__startswith="cn-").values_list("measure__key", flat=True))

    assert held == {
        "cn-2025-18": 73, "cn-2025-61": 18, "cn-2025-10": 18, "cn-2025-57": 17, "cn-2023-23": 14, "cn-2025-58": 13,
        "cn-2025-56": 7, "cn-2024-33": 7, "cn-2025-55": 6, "cn-2025-62": 2,
    }  # fmt: skip


def test_limbs_of_no_61_have_dates_of_their_own(seeded):
    first = dict(Clause.objects.filter(measure__key="cn-2025-61").values_list("key", "effective_from"))

    assert first == {
        "cn-2025-61-a": date(2025, 12, 1), "cn-2025-61-b": date(2025, 12, 1), "cn-2025-61-c": date(2025, 10, 9),
    }  # fmt: skip


def test_no_70_suspends_six_announcements_and_no_72_one_clause(seeded):
    first, second = Suspension.objects.filter(key__startswith="cn-").order_by("key")

    assert {clause.measure.key for clause in first.clauses.all()} == {
        f"cn-2025-{number}" for number in (55, 56, 57, 58, 61, 62)
    }
    assert (first.until, first.announced_until, first.announced_on) == (
        date(2026, 11, 10), date(2027, 1, 10), date(2026, 9, 28),
    )  # fmt: skip
    assert "mofcom-art-cd060e06" in first.announced_sources.values_list("key", flat=True)
    assert [clause.key for clause in second.clauses.all()] == ["cn-2024-46-2"]
    assert (second.until, second.announced_until) == (date(2026, 11, 27), None)


def test_seven_elements_and_seven_codes_under_no_18(seeded):
    entries = ControlledItem.objects.filter(measure__key="cn-2025-18", level=0).order_by("position")

    assert {item.code: item.elements for item in entries} == {
        "1C902": ["Sm"], "1C903": ["Gd"], "1C904": ["Tb"], "1C905": ["Dy"], "1C906": ["Lu"], "1C907": ["Sc"],
        "1C908": ["Y"],
    }  # fmt: skip


def test_magnets_of_no_18_carry_no_customs_number(seeded):
    magnets = ControlledItem.objects.filter(measure__key="cn-2025-18", form="magnet")

    assert magnets.count() == 3
    assert {tuple(item.hs_stated + item.hs_catalogue) for item in magnets} == {()}


def test_the_seventeen_elements_are_the_seventeen(seeded):
    assert tuple(Element.objects.order_by("atomic_number").values_list("symbol", flat=True)) == RARE_EARTHS


def test_rules_of_others_are_marked_as_thin(seeded):
    ours = Measure.objects.exclude(key__startswith="xx-")

    assert set(ours.filter(thin=True).values_list("jurisdiction", flat=True)) == {
        "MY", "VN", "IN", "MM", "US", "EU", "JP",
    }  # fmt: skip
    assert not ours.filter(thin=True, jurisdiction="CN").exists()
    assert not ours.filter(jurisdiction="ID").exists()


def test_days_that_are_not_known_are_not_invented(seeded):
    known = dict(Measure.objects.exclude(published_precision="day").values_list("key", "published_precision"))

    assert known["cn-dualreg-2024"] == "unknown"
    assert known["jp-2012-catchall"] == "year"
    assert known["cn-2023-39"] == "month"
    assert Clause.objects.get(key="eu-2025-945").effective_from is None


def test_claims_are_about_facts_of_this_register(seeded):
    catalogue = {CatalogueItem.noun, CatalogueRevision.noun, ItemVersion.noun}
    for claim in Claim.objects.filter(key__startswith="cc-"):
        for noun, _colon, key in (reference.partition(":") for reference in claim.subjects):
            assert noun in {"measure", "suspension", "notice", *catalogue}
            assert noun != "measure" or Measure.objects.filter(key=key).exists()


MEASURE = [
    "ex-2026-1", "CN", "example", "Example Authority", "EXAMPLE 2026 No. 1", "", "A rule", "", "licence", "",
    "2026-01-09", "day", "", "", "no", "", "", "", "Dy", "Goods.", "", "0", "", "", "one_report", "", "example-paper",
]  # fmt: skip
CLAUSE = ["ex-2026-1", "ex-2026-1", "", "1", "Ask first.", "2026-02-01", "", "1", ""]
ITEM = [
    "ex-2026-1-9c1-1", "ex-2026-1", "1", "9C1", "0", "", "Dust", "", "", "oxide", "", "Dy", "2846901500", "", "", "",
    "", "one_report", "", "example-paper",
]  # fmt: skip
PAUSE = [
    "ex-2026-2", "suspended", "EXAMPLE 2026 No. 2", "", "A pause", "", "", "ex-2026-1", "2026-01-20", "2026-01-20",
    "2026-12-31", "1", "", "", "", "", "", "", "one_report", "", "example-paper",
]  # fmt: skip
CLAIM = [
    "ex-1", "All is banned.", "A paper", "", "", "wrong", "Some is.", "measure:ex-2026-1", "one_report", "",
    "example-paper",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    made = SeedFolder.copied_to(tmp_path / "seed")
    for file, row in (
        ("measures.csv", MEASURE), ("clauses.csv", CLAUSE), ("controlled_items.csv", ITEM),
        ("suspensions.csv", PAUSE), ("claims.csv", CLAIM),
    ):  # fmt: skip
        made.add(file, *row)
    return made


def test_a_load_adds_each_fact_with_one_change_and_a_second_none(folder):
    report = folder.load()

    assert [report.added[noun] for noun in ("measure", "clause", "controlled-item", "suspension", "claim")] == [1] * 5
    assert [c.action for c in changes() if c.subject_type == "suspension"] == ["suspended"]
    assert folder.load().writes == 0


def test_an_edit_is_a_correction_with_file_and_line(folder):
    folder.load()
    folder.set("controlled_items.csv", 2, "elements", "Dy Tb")
    folder.set("suspensions.csv", 2, "until", "2027-01-10")

    report = folder.load()

    assert report.corrected == {"controlled-item": ["ex-2026-1-9c1-1"], "suspension": ["ex-2026-2"]}
    assert {c.reason for c in changes() if c.action == "corrected"} == {
        "seed: controlled_items.csv line 2 edited", "seed: suspensions.csv line 2 edited",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("file", "column", "cell", "problem"),
    [
        ("clauses.csv", "key", "other-1", "must be 'ex-2026-1' or begin with 'ex-2026-1-'"),
        ("clauses.csv", "measure", "ex-9", "no measure 'ex-9'"),
        ("clauses.csv", "until", "2026-01-01", "2026-01-01 is before 2026-02-01"),
        ("measures.csv", "references", "cn-0", "no measure 'cn-0'"),
        ("measures.csv", "elements", "Dy Dy", "holds a double"),
        ("measures.csv", "type", "tax", "unknown value 'tax'"),
        ("controlled_items.csv", "position", "2", "2 must be 1"),
        ("controlled_items.csv", "code", "9C2", "must be 'ex-2026-1-9c2-1': measure, code, position"),
        ("controlled_items.csv", "hs_stated", "28469", "no customs number of 6, 8 or 10 digits"),
        ("controlled_items.csv", "hs_catalogue", "284690", "need its year"),
        ("suspensions.csv", "until", "2026-01-01", "2026-01-01 is before 2026-01-20"),
        ("suspensions.csv", "effective_from", "2026-01-02", "is before 'ex-2026-1' was published"),
        ("suspensions.csv", "announced_until", "2027-01-10", "needs its day and a source of its own"),
        ("suspensions.csv", "clauses", "ex-7", "no clause 'ex-7'"),
        ("claims.csv", "subjects", "measure:ex-7", "no measure 'ex-7'"),
    ],
)
def test_a_contradiction_is_named(folder, file, column, cell, problem):
    folder.set(file, 2, column, cell)

    assert any(line.startswith(f"{file} line 2") and problem in line for line in folder.problems()), folder.problems()


def test_a_measure_without_a_clause_is_named(folder):
    folder.drop("clauses.csv", 2)

    assert "measures.csv line 2, key: no clause of 'ex-2026-1' in clauses.csv" in folder.problems()
