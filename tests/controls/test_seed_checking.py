"""Rules over rows and tables: nothing doubled, nothing dangling, counts as stated, evidence given."""

from pathlib import Path

import pytest

from controls.services.seeding.tables import TABLES
from tests.controls.seed_folder import SeedFolder


@pytest.fixture
def folder(tmp_path: Path) -> SeedFolder:
    return SeedFolder.copied_to(tmp_path / "seed")


@pytest.mark.parametrize(
    ("file", "line", "column", "noun"),
    [
        ("entity_lists.csv", 2, "authority", "authority"),
        ("notices.csv", 2, "authority", "authority"),
        ("notices.csv", 2, "entity_list", "entity-list"),
        ("notices.csv", 2, "sources", "source"),
        ("notices.csv", 2, "official_sources", "source"),
        ("entities.csv", 2, "part_of", "entity"),
        ("names.csv", 3, "entity", "entity"),
        ("names.csv", 3, "sources", "source"),
        ("identifiers.csv", 2, "entity", "entity"),
        ("identifiers.csv", 2, "sources", "source"),
        ("listings.csv", 3, "entity", "entity"),
        ("listings.csv", 3, "entity_list", "entity-list"),
        ("listings.csv", 3, "notice", "notice"),
        ("listings.csv", 3, "sources", "source"),
        ("listing_events.csv", 3, "target_notice", "notice"),
        ("listing_events.csv", 3, "listings", "listing"),
        ("listing_events.csv", 3, "sources", "source"),
    ],
)
def test_a_reference_to_nothing_is_named(folder: SeedFolder, file: str, line: int, column: str, noun: str) -> None:
    folder.set(file, line, column, "nowhere")

    assert f"{file} line {line}, {column}: no {noun} 'nowhere'" in folder.problems()


def test_a_key_that_stands_twice_names_both_lines(folder: SeedFolder) -> None:
    folder.set("listings.csv", 4, "key", "example-wl-2026-001-1")

    assert "listings.csv line 4, key: 'example-wl-2026-001-1' stands on line 2 already" in folder.problems()


def test_an_address_stands_once(folder: SeedFolder) -> None:
    folder.set("sources.csv", 3, "url", "https://authority.example/1")

    assert folder.problems() == ["sources.csv line 3, url: 'https://authority.example/1' stands on line 2 already"]


def test_a_spelling_stands_once_per_entity_and_language(folder: SeedFolder) -> None:
    folder.add(
        "names.csv", "example-works", "示例制作所株式会社", "zh-Hans", "alias", "one_report", "", "example-paper"
    )

    assert folder.problems() == [
        "names.csv line 8, language: 'example-works', '示例制作所株式会社', 'zh-Hans' stands on line 3 already"
    ]


def test_an_item_number_stands_once_per_notice(folder: SeedFolder) -> None:
    folder.set("listings.csv", 3, "item_number", "1")

    assert folder.problems() == ["listings.csv line 3, item_number: 'example-2026-1', '1' stands on line 2 already"]


def test_a_notice_lists_an_entity_once(folder: SeedFolder) -> None:
    folder.set("listings.csv", 3, "entity", "example-works")

    assert folder.problems() == [
        "listings.csv line 3, entity: 'example-2026-1', 'example-works' stands on line 2 already"
    ]


def test_the_stated_count_must_equal_the_rows(folder: SeedFolder) -> None:
    folder.set("notices.csv", 2, "stated_count", "3")

    assert folder.problems() == [
        "notices.csv line 2, stated_count: the notice states 3 names and 1 further, listings.csv has 3"
    ]


def test_a_count_that_is_not_stated_is_not_checked(folder: SeedFolder) -> None:
    folder.set("notices.csv", 2, "stated_count", "")

    assert folder.problems() == []


def test_the_count_of_an_act_must_equal_the_listings_it_reaches(folder: SeedFolder) -> None:
    folder.set("listing_events.csv", 2, "stated_count", "16")

    assert folder.problems() == [
        "listing_events.csv line 2, stated_count: the act is stated for 16 listings, it reaches 3"
    ]


def test_an_act_reaches_only_listings_of_its_notice(folder: SeedFolder) -> None:
    folder.set("listing_events.csv", 3, "kind", "stopped")

    assert folder.problems() == [
        "listing_events.csv line 3, listings: 'example-wl-2026-001-1' was not listed by 'example-2026-2'"
    ]


def test_only_an_added_measure_has_an_effect(folder: SeedFolder) -> None:
    folder.set("listing_events.csv", 3, "effect", "prohibited")
    words = "listing_events.csv line 3, effect: an added measure has an effect, and no other act has one"
    assert folder.problems() == [words]

    folder.set("listing_events.csv", 3, "kind", "measure_added")
    assert folder.problems() == []

    folder.set("listing_events.csv", 3, "effect", "")
    assert folder.problems() == [words]


def test_an_act_needs_a_listing(folder: SeedFolder) -> None:
    folder.set("listing_events.csv", 3, "listings", "")
    folder.set("listing_events.csv", 3, "stated_count", "")

    assert folder.problems() == [
        "listing_events.csv line 3, listings: notice 'example-2026-2' has no listing to act upon"
    ]


@pytest.mark.parametrize(
    ("file", "line", "column", "cell", "message"),
    [
        ("notices.csv", 2, "effective_from", "2026-01-08", "2026-01-08 is before publication on 2026-01-09"),
        ("listing_events.csv", 2, "until", "2026-02-09", "2026-02-09 is before 2026-02-10"),
        ("listing_events.csv", 3, "until", "2026-03-01", "only suspensions have an end, not 'measure_stopped'"),
        (
            "listing_events.csv",
            2,
            "effective_from",
            "2026-01-09",
            "2026-01-09 is before 'example-2026-1' binds, 2026-01-10",
        ),
    ],
)
def test_days_in_the_wrong_order_are_named(
    folder: SeedFolder, file: str, line: int, column: str, cell: str, message: str
) -> None:
    folder.set(file, line, column, cell)

    assert folder.problems() == [f"{file} line {line}, {column}: {message}"]


def test_the_key_of_a_notice_is_authority_year_and_number(folder: SeedFolder) -> None:
    folder.set("notices.csv", 3, "number", "7")

    assert folder.problems() == [
        "notices.csv line 3, key: 'example-2026-2' must be 'example-2026-7': authority, year, number"
    ]


def test_two_reports_cannot_rest_on_one_source(folder: SeedFolder) -> None:
    folder.set("names.csv", 2, "sources", "example-paper")

    assert folder.problems() == ["names.csv line 2, sources: two_reports rests on one source"]


def test_a_copy_of_a_notice_is_an_official_address(folder: SeedFolder) -> None:
    folder.set("notices.csv", 2, "official_sources", "example-paper")

    assert folder.problems() == ["notices.csv line 2, official_sources: 'example-paper' is no official address"]


def test_a_copy_of_a_notice_is_also_one_of_its_sources(folder: SeedFolder) -> None:
    folder.set("notices.csv", 3, "sources", "example-paper")

    assert folder.problems() == ["notices.csv line 3, official_sources: 'example-page-2' is missing among the sources"]


def test_a_listing_stands_on_the_list_that_its_notice_writes_on(folder: SeedFolder) -> None:
    folder.add("entity_lists.csv", "other-list", "Other List", "", "", "example", "prohibited", "", "", "", "10")
    folder.set("listings.csv", 2, "entity_list", "other-list")

    assert folder.problems() == ["listings.csv line 2, entity_list: notice 'example-2026-1' writes on 'example-list'"]


def test_a_listing_quotes_at_least_one_wording(folder: SeedFolder) -> None:
    folder.set("listings.csv", 3, "name_en", "")

    assert folder.problems() == ["listings.csv line 3, name_en: neither an English nor a Chinese wording"]


def test_the_name_of_an_entity_is_one_of_its_spellings(folder: SeedFolder) -> None:
    folder.set("entities.csv", 3, "name", "Example Works")

    assert folder.problems() == ["entities.csv line 3, name: 'Example Works' is not among its names in names.csv"]


def test_an_entity_without_a_name_is_refused(folder: SeedFolder) -> None:
    folder.drop("names.csv", 5)

    assert folder.problems() == [
        "entities.csv line 2, name: 'Example Works Branch' is not among its names in names.csv"
    ]


def test_entities_cannot_be_parts_of_each_other(folder: SeedFolder) -> None:
    folder.set("entities.csv", 3, "part_of", "example-works-branch")

    assert folder.problems() == [
        "entities.csv line 2, part_of: 'example-works-branch' would be a part of itself",
        "entities.csv line 3, part_of: 'example-works' would be a part of itself",
    ]


@pytest.mark.parametrize(
    "number", ["8000000000000", "900000000000", "90000000000000", "９000000000000", "900000000000x"]
)
def test_a_corporate_number_needs_13_digits_and_the_right_first_one(folder: SeedFolder, number: str) -> None:
    folder.set("identifiers.csv", 2, "value", number)

    assert folder.problems() == [
        f"identifiers.csv line 2, value: '{number}' is no Japanese corporate number: check digit"
    ]


@pytest.mark.parametrize("cell", ["", "nonsense", "-1", "2026-02-30", "x" * 10_000])
def test_no_cell_can_make_the_checks_stumble(folder: SeedFolder, cell: str) -> None:
    for table in TABLES.values():
        before = (folder.path / table.file).read_text(encoding="utf-8")
        for line in range(2, before.count("\n") + 1):
            for column in table.columns:
                folder.set(table.file, line, column.name, cell)
                problems = folder.problems()
                if column.required and not cell:
                    assert f"{table.file} line {line}, {column.name}: must not be empty" in problems
                (folder.path / table.file).write_text(before, encoding="utf-8")
