"""Seed tables are refused by file, line, column and value; nothing is guessed."""

from pathlib import Path

import pytest

from controls.services.seeding import reading
from controls.services.seeding.tables import TABLES
from tests.controls.seed_folder import SMALL, SeedFolder


@pytest.fixture
def folder(tmp_path: Path) -> SeedFolder:
    return SeedFolder.copied_to(tmp_path / "seed")


def test_the_small_seed_has_no_problem(folder: SeedFolder) -> None:
    assert folder.problems() == []


def test_a_cell_with_the_line_mark_becomes_a_statement_per_line() -> None:
    tables, _ = reading.read_tables(directory=SMALL)

    assert tables["notices"][0]["measures"] == "Stricter review.\nExports under way stop at once."


def test_an_unknown_column_is_named(folder: SeedFolder) -> None:
    folder.replace("listings.csv", "item_number", "item_no")

    assert folder.problems()[:2] == [
        "listings.csv line 1: unknown column 'item_no'",
        "listings.csv line 1: missing column 'item_number'",
    ]


def test_a_column_that_stands_twice_is_named(folder: SeedFolder) -> None:
    folder.replace("entities.csv", "country", "name")

    assert "entities.csv line 1: column 'name' stands twice" in folder.problems()


def test_an_unusable_heading_does_not_make_every_reference_dangle(folder: SeedFolder) -> None:
    folder.replace("entities.csv", "key,name", "key,title")

    assert folder.problems() == [
        "entities.csv line 1: unknown column 'title'",
        "entities.csv line 1: missing column 'name'",
    ]


def test_a_missing_file_is_named(folder: SeedFolder) -> None:
    (folder.path / "identifiers.csv").unlink()

    assert folder.problems() == [f"identifiers.csv: no such file in {folder.path}"]


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_file_lacks_every_column(folder: SeedFolder, name: str) -> None:
    (folder.path / f"{name}.csv").write_text("")

    assert f"{name}.csv line 1: missing column '{TABLES[name].identity[0]}'" in folder.problems()


def test_a_table_in_another_encoding_is_refused(folder: SeedFolder) -> None:
    text = (folder.path / "names.csv").read_text(encoding="utf-8")
    (folder.path / "names.csv").write_bytes(text.encode("gb18030"))

    assert folder.problems()[0].startswith("names.csv: not UTF-8 at byte ")


def test_windows_line_ends_are_refused_by_line(folder: SeedFolder) -> None:
    folder.replace("authorities.csv", "authority.example/\n", "authority.example/\r\n")

    assert folder.problems()[0] == "authorities.csv line 2: line ends must be LF only"


def test_a_byte_order_mark_is_seen_as_part_of_the_heading(folder: SeedFolder) -> None:
    text = (folder.path / "sources.csv").read_bytes()
    (folder.path / "sources.csv").write_bytes(b"\xef\xbb\xbf" + text)

    assert "sources.csv line 1: missing column 'key'" in folder.problems()


def test_a_row_with_too_few_cells_is_named(folder: SeedFolder) -> None:
    folder.replace("identifiers.csv", ",,example-paper", "")

    assert folder.problems() == ["identifiers.csv line 2: 4 cells under 6 columns"]


def test_an_empty_row_is_named(folder: SeedFolder) -> None:
    folder.replace("entity_lists.csv", "order\n", "order\n\n")

    assert "entity_lists.csv line 2: 0 cells under 10 columns" in folder.problems()


def test_a_quote_that_never_closes_is_named(folder: SeedFolder) -> None:
    folder.replace("authorities.csv", "Example Authority", '"Example Authority')

    assert folder.problems()[0] == "authorities.csv line 2: not readable as CSV: unexpected end of data"


def test_a_row_after_a_cell_of_several_lines_keeps_its_own_line(folder: SeedFolder) -> None:
    folder.replace("entities.csv", '"Example Works, Ltd."', '"Example\nWorks, Ltd."')
    folder.set("entities.csv", 4, "country", "Japan")

    problems = folder.problems()

    assert "entities.csv line 3, name: invisible character U+000A" in problems
    assert "entities.csv line 5, country: 'Japan' is no country code of two capital letters" in problems


@pytest.mark.parametrize(
    ("file", "line", "column", "cell", "message"),
    [
        ("listings.csv", 2, "effect", "banned", "unknown value 'banned', expected one of prohibited, licence_needed, "),
        ("sources.csv", 3, "kind", "blog", "unknown value 'blog', expected one of official, register, "),
        ("sources.csv", 3, "seen_on", "", "must not be empty"),
        ("sources.csv", 3, "url", "ftp://x", "'ftp://x' is no web address"),
        ("sources.csv", 3, "sha256", "abc", "'abc' is no SHA-256 of 64 hexadecimal digits"),
        ("notices.csv", 2, "published_on", "2026-02-30", "'2026-02-30' is no day of the calendar"),
        ("notices.csv", 2, "published_on", "9 Jan 2026", "'9 Jan 2026' is no date of the form 2026-02-24"),
        ("notices.csv", 2, "effective_time", "24:01", "'24:01' is no time of the form 12:01"),
        ("notices.csv", 2, "stated_count", "two", "'two' is no whole number"),
        ("notices.csv", 2, "stated_count", "２", "'２' is no whole number"),
        ("notices.csv", 2, "title_zh_inferred", "yes", "'yes' is neither 1 (yes) nor 0 (no)"),
        ("entities.csv", 2, "name", " Example", "spaces at the beginning or end"),
        ("names.csv", 2, "text", "Example\u200bWorks", "invisible character U+200B"),
        ("names.csv", 2, "text", "Example\u202eWorks", "invisible character U+202E"),
        ("names.csv", 2, "text", "Example\x00Works", "invisible character U+0000"),
        ("names.csv", 2, "language", "zh", "unknown value 'zh', expected one of en, zh-Hans, "),
        ("names.csv", 2, "sources", "", "must not be empty"),
        ("names.csv", 2, "evidence_grade", "", "must not be empty"),
        ("names.csv", 2, "sources", "example-paper example-paper", "'example-paper' stands twice"),
        ("names.csv", 2, "sources", "example-paper|x", "'example-paper|x' is no key"),
        ("listings.csv", 2, "key", "Example 1", "'Example 1' is no key"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(
    folder: SeedFolder, file: str, line: int, column: str, cell: str, message: str
) -> None:
    folder.set(file, line, column, cell)

    assert any(problem.startswith(f"{file} line {line}, {column}: {message}") for problem in folder.problems())


def test_every_problem_is_reported_in_one_go(folder: SeedFolder) -> None:
    folder.set("sources.csv", 2, "seen_on", "2026-13-01")
    folder.set("entities.csv", 3, "type", "firm")
    folder.set("listings.csv", 4, "entity", "nobody")

    starts = [problem.split(":")[0] for problem in folder.problems()]

    assert {"sources.csv line 2, seen_on", "entities.csv line 3, type", "listings.csv line 4, entity"} <= set(starts)
