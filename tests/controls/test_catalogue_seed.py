"""The seed of the catalogue: every row as researched and sourced; contradictions refused by file and line."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from controls.models import CatalogueItem, CatalogueRevision, Change, Claim, ControlPoint, ItemVersion
from controls.services.seeding.catalogue_tables import ALL
from tests.controls.seed_folder import SeedFolder, changes

SEED = Path(apps.get_app_config("controls").path) / "seed"
pytestmark = pytest.mark.django_db
# Edition, item, code, part by its first letter, change, control points on file.
VERSIONS = [
    ("2001-12", "rare-earth-know-how", "", "p", "listed", "none"),
    ("2008-09-16", "mining-engineering", "050901J", "p", "listed", "some"),
    ("2008-09-16", "amorphous-materials", "053101J", "p", "listed", "some"),
    ("2008-09-16", "ionic-heap-leaching", "053301J", "p", "listed", "some"),
    ("2008-09-16", "rare-earth-refining", "053302J", "p", "listed", "all"),
    ("2008-09-16", "heat-treatment", "053401X", "r", "listed", "some"),
    ("2008-09-16", "aviation-materials", "053707X", "r", "listed", "some"),
    ("2020-08-28", "mining-engineering", "050901J", "p", "unchanged", "same"),
    ("2020-08-28", "amorphous-materials", "053101J", "p", "unchanged", "same"),
    ("2020-08-28", "ionic-heap-leaching", "053301J", "p", "unchanged", "same"),
    ("2020-08-28", "rare-earth-refining", "053302J", "p", "unchanged", "same"),
    ("2020-08-28", "heat-treatment", "053401X", "r", "unchanged", "same"),
    ("2020-08-28", "aviation-materials", "053707X", "r", "unchanged", "same"),
    ("2020-08-28", "microbial-fertiliser", "050302J", "p", "deleted", "none"),
    ("2020-08-28", "silkworm-breeding", "050304J", "p", "modified", "some"),
    ("2020-08-28", "caffeine-synthesis", "052701J", "p", "deleted", "none"),
    ("2020-08-28", "riboflavin-production", "052702J", "p", "deleted", "none"),
    ("2020-08-28", "drug-synthesis", "052705J", "p", "deleted", "none"),
    ("2020-08-28", "newcastle-disease-vaccine", "", "r", "deleted", "none"),
    ("2020-08-28", "wild-plant-breeding", "", "r", "added", "none"),
    ("2020-08-28", "cashmere-goat-breeding", "", "r", "added", "none"),
    ("2020-08-28", "space-materials", "", "r", "added", "none"),
    ("2020-08-28", "wind-tunnels", "", "r", "added", "none"),
    ("2020-08-28", "aerospace-bearings", "", "r", "added", "none"),
    ("2020-08-28", "laser-technology", "", "r", "added", "none"),
    ("2022-12-30", "rare-earth-refining", "213301J", "p", "modified", "all"),
    ("2022-12-30", "photovoltaic-wafers", "", "r", "added", "none"),
    ("2022-12-30", "lidar-systems", "", "r", "added", "none"),
    ("2022-12-30", "human-cell-cloning", "", "p", "added", "none"),
    ("2022-12-30", "crispr-gene-editing", "", "r", "added", "none"),
    ("2022-12-30", "synthetic-biology", "", "r", "added", "none"),
    ("2022-12-30", "crop-hybrid-vigour", "", "r", "added", "none"),
    ("2022-12-30", "bulk-material-handling", "", "r", "added", "none"),
    ("2023-12-21", "rare-earth-refining", "083201J", "p", "modified", "all"),
    ("2023-12-21", "mining-engineering", "", "r", "moved", "some"),
    ("2023-12-21", "ionic-heap-leaching", "", "p", "unknown", "none"),
    ("2023-12-21", "non-ferrous-metallurgy", "083201X", "r", "modified", "none"),
    ("2023-12-21", "heat-treatment", "", "r", "unknown", "none"),
    ("2023-12-21", "aviation-materials", "", "r", "unknown", "none"),
    ("2023-12-21", "human-cell-cloning", "", "p", "added", "none"),
    ("2023-12-21", "crop-hybrid-vigour", "", "r", "added", "none"),
    ("2023-12-21", "bulk-material-handling", "", "r", "added", "none"),
    ("2023-12-21", "lidar-systems", "", "r", "added", "none"),
    ("2023-12-21", "plant-growth-regulators", "", "p", "deleted", "none"),
    ("2023-12-21", "medical-diagnostic-equipment", "", "r", "deleted", "none"),
    ("2023-12-21", "target-recognition", "", "r", "deleted", "none"),
    ("2023-12-21", "chinese-medicinal-materials", "", "p", "modified", "none"),
    ("2023-12-21", "cash-crop-breeding", "", "r", "modified", "none"),
    ("2023-12-21", "wind-tunnels", "", "r", "modified", "none"),
    ("2025-07-15", "rare-earth-refining", "083201J", "p", "unchanged", "all"),
    ("2025-07-15", "traditional-architecture-ban", "085001J", "p", "deleted", "none"),
    ("2025-07-15", "traditional-architecture-licence", "085001X", "r", "deleted", "none"),
    ("2025-07-15", "building-environment-control", "085002X", "r", "deleted", "none"),
    ("2025-07-15", "battery-cathode-materials", "252604X", "r", "added", "none"),
    ("2025-07-15", "non-ferrous-metallurgy", "083201X", "r", "modified", "none"),
]


@pytest.mark.parametrize(("revision", "item", "code", "part", "change", "points"), VERSIONS)
def test_every_row_is_as_researched(seeded, revision, item, code, part, change, points):
    found = ItemVersion.objects.get(revision__key=revision, item__key=item)

    assert (found.code, found.part[0], found.change, found.points_known) == (code, part, change, points)
    assert found.key == f"{revision}-{code.lower() or item}"
    assert found.sources.exists()
    assert found.points.exists() == (points in ("all", "some"))


def test_nothing_else_is_on_record(seeded):
    assert len(VERSIONS) == ItemVersion.objects.count() == 55
    assert {item for _edition, item, *_rest in VERSIONS} == set(CatalogueItem.objects.values_list("key", flat=True))
    assert ControlPoint.objects.count() == 25


@pytest.mark.parametrize(
    ("key", "kind", "form", "published", "first", "based_on", "own_draft"),
    [
        ("2001-12", "final", "consolidated", date(2001, 12, 31), date(2002, 1, 1), None, None),
        ("2008-09-16", "final", "consolidated", date(2008, 9, 16), date(2008, 11, 1), "2001-12", None),
        ("2020-08-28", "final", "delta", date(2020, 8, 28), date(2020, 8, 28), "2008-09-16", None),
        ("2022-12-30", "draft", "consolidated", date(2022, 12, 30), None, "2020-08-28", None),
        ("2023-12-21", "final", "consolidated", date(2023, 12, 21), date(2023, 12, 21), "2020-08-28", "2022-12-30"),
        ("2025-01-02", "draft", "delta", date(2025, 1, 2), None, "2023-12-21", None),
        ("2025-07-15", "final", "delta", date(2025, 7, 15), date(2025, 7, 15), "2023-12-21", "2025-01-02"),
    ],
)
def test_every_edition_is_as_researched(seeded, key, kind, form, published, first, based_on, own_draft):
    found = CatalogueRevision.objects.get(key=key)

    assert (found.kind, found.form, found.published_on, found.effective_from) == (kind, form, published, first)
    assert (found.based_on.key if found.based_on else None) == based_on
    assert (found.draft.key if found.draft else None) == own_draft
    assert found.sources.exists()


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("2020-08-28", (9, 4, 5, 23, 0, 23, 21, None, None, 164, None, None)),
        ("2022-12-30", (32, None, None, 7, None, None, 36, None, None, 139, 24, 115)),
        ("2023-12-21", (34, 6, 28, 4, 1, 3, 37, 6, 31, 134, 24, 110)),
        ("2025-07-15", (3, 1, 2, 1, 0, 1, 1, 0, 1, None, None, None)),
        ("2001-12", (None,) * 12),
        ("2008-09-16", (None,) * 12),
        ("2025-01-02", (None,) * 12),
    ],
)
def test_official_numbers_are_those_that_were_stated_and_no_others(seeded, key, numbers):
    found = CatalogueRevision.objects.get(key=key)

    assert (
        found.deleted, found.deleted_prohibited, found.deleted_restricted,
        found.added, found.added_prohibited, found.added_restricted,
        found.modified, found.modified_prohibited, found.modified_restricted,
        found.total, found.prohibited, found.restricted,
    ) == numbers  # fmt: skip


class TestTheRows:
    def test_a_move_is_one_row_that_says_how_it_was_counted(self, seeded):
        (moved,) = ItemVersion.objects.filter(change="moved")

        assert moved.key == "2023-12-21-mining-engineering"
        assert moved.counted_as == ["deleted", "modified"]
        assert (moved.predecessor.key, moved.predecessor_code) == ("2020-08-28-050901j", "050901J")

    def test_chains_of_predecessors_run_through_finals_only(self, seeded):
        chain, found = [], ItemVersion.objects.get(key="2025-07-15-083201j")
        while found is not None:
            chain.append(found.code)
            assert found.revision.kind == "final"
            found = found.predecessor

        assert chain == ["083201J", "083201J", "053302J", "053302J"]

    def test_a_predecessor_is_of_the_same_item_and_of_the_edition_compared_with(self, seeded):
        for version in ItemVersion.objects.exclude(predecessor=None).with_everything():
            assert version.predecessor.item_id == version.item_id
            assert version.predecessor.revision_id == version.revision.based_on_id
            assert version.predecessor_code in (version.predecessor.code, "")

    def test_no_code_is_a_guess(self, seeded):
        assert not ItemVersion.objects.filter(code="080901X").exists()
        assert not ItemVersion.objects.exclude(code="").filter(code_grade="").exists()
        assert ItemVersion.objects.get(key="2023-12-21-083201j").code_grade == "one_report"

    def test_wording_that_was_put_together_says_so(self, seeded):
        known = dict(ItemVersion.objects.exclude(title_zh="").values_list("key", "title_zh_from"))

        assert "" not in known.values()
        assert known["2023-12-21-083201j"] == "reconstructed"
        assert known["2025-07-15-252604x"] == "official"

    def test_points_are_numbered_from_one_without_gaps(self, seeded):
        held = Counter(ControlPoint.objects.values_list("version__key", flat=True))
        for key, number in held.items():
            positions = ControlPoint.objects.filter(version__key=key).order_by("position")
            assert list(positions.values_list("position", flat=True)) == list(range(1, number + 1))

    def test_a_key_is_never_a_code(self, seeded):
        codes = set(ItemVersion.objects.exclude(code="").values_list("code", flat=True))

        assert not {code.lower() for code in codes} & set(CatalogueItem.objects.values_list("key", flat=True))

    def test_two_titles_alike_in_two_parts_are_two_items(self, seeded):
        alike = CatalogueItem.objects.filter(title_zh="中国传统建筑技术").order_by("key")

        assert [item.key for item in alike] == ["traditional-architecture-ban", "traditional-architecture-licence"]

    def test_rare_earths_are_marked(self, seeded):
        marked = Counter(CatalogueItem.objects.values_list("rare_earth", flat=True))

        assert marked == {"yes": 7, "indirect": 1, "no": 28}

    def test_claims_stand_on_the_edition_and_on_the_version(self, seeded):
        of_version = Claim.objects.on("item-version:2023-12-21-083201j").values_list("key", flat=True)
        of_draft = Claim.objects.on("catalogue-revision:2022-12-30").values_list("key", flat=True)

        assert list(of_version) == ["cc-01", "cc-03"]
        assert list(of_draft) == ["cc-02", "cc-16"]

    def test_every_fact_has_one_change_that_added_it(self, seeded):
        for model in (CatalogueRevision, CatalogueItem, ItemVersion):
            added = Change.objects.filter(subject_type=model.noun, action="added").values_list("subject_key", flat=True)
            assert set(added) == set(model.objects.values_list("key", flat=True))

    def test_a_version_concerns_its_item_and_its_edition(self, seeded):
        change = Change.objects.get(subject_type="item-version", subject_key="2023-12-21-083201j", version=1)

        assert change.about == [
            "item-version:2023-12-21-083201j", "catalogue-item:rare-earth-refining", "catalogue-revision:2023-12-21",
        ]  # fmt: skip
        assert [point["position"] for point in change.after["points"]] == [1, 2, 3, 4]
        assert change.effective_on == date(2023, 12, 21)


def row(table, **cells):
    """A row of a table with these cells, the others empty."""
    (found,) = [each for each in ALL if each.name == table]
    return [cells.pop(column.name, "") for column in found.columns]


EVIDENCE = {"evidence_grade": "one_report", "sources": "example-paper"}
EDITION = {
    "key": "2091-01-09", "kind": "final", "form": "delta", "title_en": "An edition", "authority_text": "Example",
    "published_on": "2091-01-09", "published_precision": "day", "effective_from": "2091-01-09", **EVIDENCE,
}  # fmt: skip
LATER = EDITION | {
    "key": "2092-01-09", "published_on": "2092-01-09", "effective_from": "2092-01-09", "based_on": "2091-01-09",
    "deleted": "3", "deleted_prohibited": "1", "deleted_restricted": "2",
}  # fmt: skip
ITEM = {"key": "example-dust", "title_en": "Making of dust", "rare_earth": "no"}
VERSION = {
    "key": "2091-01-09-999901j", "item": "example-dust", "revision": "2091-01-09", "code": "999901J",
    "code_grade": "one_report", "part": "prohibited", "title_en": "Making of dust", "change": "added",
    "outcome_known": "1", "points_known": "all", **EVIDENCE,
}  # fmt: skip
NEXT = VERSION | {
    "key": "2092-01-09-999901x", "revision": "2092-01-09", "code": "999901X", "part": "restricted", "change": "moved",
    "counted_as": "deleted modified", "predecessor": "2091-01-09-999901j", "predecessor_code": "999901J",
    "points_known": "same",
}  # fmt: skip
POINT = {"version": "2091-01-09-999901j", "position": "1", "text_en": "Dust of one micron", "text_zh": "粉尘"}


@pytest.fixture
def folder(tmp_path):
    made = SeedFolder.copied_to(tmp_path / "seed")
    for table, cells in (
        ("catalogue_revisions", EDITION), ("catalogue_revisions", LATER), ("catalogue_items", ITEM),
        ("item_versions", VERSION), ("item_versions", NEXT), ("control_points", POINT),
    ):  # fmt: skip
        made.add(f"{table}.csv", *row(table, **cells))
    return made


class TestLoading:
    def test_adds_each_fact_with_one_change_and_a_second_time_none(self, folder):
        report = folder.load()

        assert [report.added[m.noun] for m in (CatalogueRevision, CatalogueItem, ItemVersion)] == [2, 1, 2]
        assert ControlPoint.objects.get(version__key="2091-01-09-999901j").text_zh == "粉尘"
        assert folder.load().writes == 0

    def test_an_edit_of_a_version_is_a_correction_with_file_and_line(self, folder):
        folder.load()
        folder.set("item_versions.csv", 2, "title_en", "Making of fine dust")

        report = folder.load()

        assert report.corrected == {"item-version": ["2091-01-09-999901j"]}
        (change,) = [each for each in changes() if each.action == "corrected"]
        assert change.reason == "seed: item_versions.csv line 2 edited"

    def test_an_edit_of_a_point_corrects_its_version(self, folder):
        folder.load()
        folder.set("control_points.csv", 2, "text_zh", "微粉尘")

        report = folder.load()

        assert report.corrected == {"item-version": ["2091-01-09-999901j"]}
        (change,) = [each for each in changes() if each.action == "corrected"]
        assert change.reason == "seed: control_points.csv line 2 edited"
        assert change.before["points"][0]["text_zh"] == "粉尘"
        assert change.after["points"][0]["text_zh"] == "微粉尘"

    def test_a_point_more_corrects_its_version_too(self, folder):
        folder.load()
        folder.add(
            "control_points.csv", *row("control_points", **(POINT | {"position": "2", "text_en": "Dust of two"}))
        )

        assert folder.load().corrected == {"item-version": ["2091-01-09-999901j"]}
        assert ControlPoint.objects.filter(version__key="2091-01-09-999901j").count() == 2

    def test_a_point_taken_out_goes_and_the_log_keeps_it(self, folder):
        folder.add(
            "control_points.csv", *row("control_points", **(POINT | {"position": "2", "text_en": "Dust of two"}))
        )
        folder.load()
        folder.drop("control_points.csv", 3)

        folder.load()

        (change,) = [each for each in changes() if each.action == "corrected"]
        assert change.reason == "seed: control_points.csv row taken out"
        assert [len(change.before["points"]), len(change.after["points"])] == [2, 1]

    def test_an_edit_of_a_count_corrects_the_edition(self, folder):
        folder.load()
        folder.set("catalogue_revisions.csv", 3, "added", "7")

        assert folder.load().corrected == {"catalogue-revision": ["2092-01-09"]}

    def test_a_row_that_vanishes_is_refused(self, folder):
        folder.load()
        folder.drop("item_versions.csv", 3)

        with pytest.raises(Exception, match="'2092-01-09-999901x' is on record and no longer in the file"):
            folder.load()


@pytest.mark.parametrize(
    ("file", "line", "column", "cell", "problem"),
    [
        ("catalogue_revisions", 3, "based_on", "2093-01-01", "must stand above '2092-01-09'"),
        ("catalogue_revisions", 3, "draft", "2091-01-09", "'2091-01-09' is no draft"),
        ("catalogue_revisions", 2, "kind", "draft", "a draft is never law"),
        ("catalogue_revisions", 2, "effective_from", "", "a final has a first day"),
        ("catalogue_revisions", 2, "kind", "law", "unknown value 'law'"),
        ("catalogue_revisions", 3, "deleted", "4", "4 is not 1 + 2"),
        ("catalogue_revisions", 3, "deleted", "-1", "is no whole number"),
        ("catalogue_revisions", 3, "sources", "", "must not be empty"),
        ("catalogue_revisions", 3, "notice", "mofcom-1", "no notice 'mofcom-1'"),
        ("catalogue_items", 2, "rare_earth", "maybe", "unknown value 'maybe'"),
        ("catalogue_items", 2, "key", "083201J", "is no key"),
        ("item_versions", 2, "key", "2091-01-09-dust", "must be '2091-01-09-999901j': edition, code or item"),
        ("item_versions", 2, "code", "999901X", "the letter of '999901X' does not say 'prohibited'"),
        ("item_versions", 2, "part", "restricted", "the letter of '999901J' does not say 'restricted'"),
        ("item_versions", 2, "code_grade", "", "a code has its evidence, and only a code has"),
        ("item_versions", 3, "predecessor", "2091-01-09-9", "must stand above"),
        ("item_versions", 3, "predecessor_code", "999901", "the letter of '999901'"),
        ("item_versions", 2, "revision", "2093-01-01", "no catalogue-revision '2093-01-01'"),
        ("item_versions", 2, "item", "example-sand", "no catalogue-item 'example-sand'"),
        ("item_versions", 2, "change", "vanished", "unknown value 'vanished'"),
        ("item_versions", 2, "points_known", "none", "'none' does not agree with control_points.csv"),
        ("item_versions", 3, "points_known", "some", "'some' does not agree with control_points.csv"),
        ("control_points", 2, "version", "2091-01-09-9", "no item-version '2091-01-09-9'"),
        ("control_points", 2, "position", "", "must not be empty"),
    ],
)
def test_a_contradiction_is_named_by_file_and_line(folder, file, line, column, cell, problem):
    folder.set(f"{file}.csv", line, column, cell)

    assert any(each.startswith(f"{file}.csv line {line}") and problem in each for each in folder.problems())


def test_a_point_without_words_is_refused(folder):
    folder.set("control_points.csv", 2, "text_en", "")
    folder.set("control_points.csv", 2, "text_zh", "")

    assert any("neither an English nor a Chinese wording" in each for each in folder.problems())


def test_a_draft_as_a_base_is_refused(folder):
    folder.set("catalogue_revisions.csv", 2, "kind", "draft")
    folder.set("catalogue_revisions.csv", 2, "effective_from", "")

    assert any("'2091-01-09' is no final" in each for each in folder.problems())


def test_a_version_before_of_another_item_is_refused(folder):
    folder.add("catalogue_items.csv", *row("catalogue_items", **(ITEM | {"key": "example-sand"})))
    folder.set("item_versions.csv", 3, "item", "example-sand")

    assert any("'2091-01-09-999901j' is of 'example-dust'" in each for each in folder.problems())


@pytest.mark.parametrize(
    "subject", ["catalogue-revision:2099-01-01", "catalogue-item:nothing", "item-version:2099-01-01-9"]
)
def test_a_claim_about_nothing_is_refused(folder, subject):
    folder.add(
        "claims.csv", "ex-1", "All is banned.", "A paper", "", "", "wrong", "Some is.", subject, "one_report", "",
        "example-paper",
    )  # fmt: skip

    noun, _colon, key = subject.partition(":")
    assert any(f"no {noun} '{key}'" in each for each in folder.problems())


def test_the_heading_of_each_table_is_as_documented():
    for table in ALL:
        with (SEED / table.file).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [column.name for column in table.columns]
