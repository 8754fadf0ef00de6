"""An edited row of the seed is a correction with before and after; what curators did stays theirs."""

from datetime import datetime
from pathlib import Path

import pytest

from controls.models import Listing, Notice, Source
from controls.services import entities, listings
from controls.services.entities import Name
from tests.controls.seed_folder import SeedFolder, changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> SeedFolder:
    return SeedFolder.copied_to(tmp_path / "seed")


def test_an_edited_row_becomes_a_correction_with_before_and_after(folder: SeedFolder) -> None:
    folder.load()
    folder.set("listings.csv", 3, "address", "1 Example Street")

    report = folder.load()

    change = changes()[-1]
    assert report.corrected == {"listing": ["example-wl-2026-001-1-2"]}
    assert (change.action, change.reason) == ("corrected", "seed: listings.csv line 3 edited")
    assert (change.before["address"], change.after["address"]) == ("", "1 Example Street")
    assert change.version == 2
    assert folder.load().writes == 0


@pytest.mark.parametrize(
    ("file", "line", "column", "cell", "corrected"),
    [
        ("sources.csv", 4, "note", "Read twice.", {"source": ["example-transcript"]}),
        ("authorities.csv", 2, "name_zh", "样例机关", {"authority": ["example"]}),
        ("entity_lists.csv", 2, "verified_on", "2026-03-04", {"entity-list": ["example-list"]}),
        ("notices.csv", 3, "measures", "No delivery. ¶ No service.", {"notice": ["example-2026-2"]}),
        ("notices.csv", 3, "official_sources", "", {"notice": ["example-2026-2"]}),
        ("entities.csv", 4, "country", "", {"entity": ["example-institute"]}),
        ("entities.csv", 2, "part_of", "", {"entity": ["example-works-branch"]}),
        ("identifiers.csv", 2, "evidence_note", "seen", {"entity": ["example-works"]}),
        ("listings.csv", 4, "effect", "", {"listing": ["example-wl-2026-001-2"]}),
        ("listings.csv", 4, "sources", "example-transcript example-paper", {"listing": ["example-wl-2026-001-2"]}),
        ("listing_events.csv", 2, "until", "2026-05-12", {"listing-event": ["example-2026-1-suspended-2026-02-10"]}),
        ("listing_events.csv", 3, "listings", "example-wl-2026-001-2",
         {"listing-event": ["example-2026-2-measure-stopped-2026-02-20"]}),
    ],
)  # fmt: skip
def test_each_table_can_be_corrected(
    folder: SeedFolder,
    file: str,
    line: int,
    column: str,
    cell: str,
    corrected: dict,
) -> None:
    folder.load()
    folder.set(file, line, column, cell)

    report = folder.load()

    assert report.corrected == corrected
    assert changes()[-1].reason == f"seed: {file} line {line} edited"
    assert folder.load().writes == 0


def test_a_corrected_day_of_a_notice_corrects_its_listings_too(folder: SeedFolder) -> None:
    folder.load()
    folder.set("notices.csv", 2, "effective_from", "2026-01-11")

    report = folder.load()

    assert {noun: len(keys) for noun, keys in report.corrected.items()} == {"notice": 1, "listing": 3}
    assert {change.reason for change in changes()[-4:]} == {"seed: notices.csv line 2 edited"}
    assert Listing.objects.get(key="example-wl-2026-001-2").effective_from.isoformat() == "2026-01-11"


def test_a_new_spelling_corrects_the_record_of_its_entity(folder: SeedFolder) -> None:
    folder.load()
    folder.add("names.csv", "example-works", "イグザンプル", "ja", "short", "one_report", "", "example-paper")

    folder.load()

    change = changes()[-1]
    assert (change.subject_key, change.reason) == ("example-works", "seed: names.csv line 8 edited")
    assert len(change.after["names"]) == len(change.before["names"]) + 1


def test_a_spelling_taken_out_stays_in_the_log(folder: SeedFolder) -> None:
    folder.load()
    folder.drop("names.csv", 7)

    folder.load()

    change = changes()[-1]
    assert change.reason == "seed: names.csv row taken out"
    assert [name["text"] for name in change.before["names"]] == ["Institute of Examples", "示例大学"]
    assert [name["text"] for name in change.after["names"]] == ["Institute of Examples"]


def test_what_a_curator_added_is_left_alone(folder: SeedFolder, now: datetime) -> None:
    folder.load()
    paper = Source.objects.get(key="example-paper")
    added = Name("Example Newcomer", "en", "as_listed", "one_report", [paper])
    newcomer = entities.register(
        key="example-newcomer", name="Example Newcomer", type="company", names=[added], by="ada@example.org", at=now
    )
    listings.add(
        key="example-wl-2026-001-9", entity=newcomer, entity_list=Notice.objects.get(key="example-2026-1").entity_list,
        notice=Notice.objects.get(key="example-2026-1"), item_number="9", name_en="Example Newcomer",
        evidence_grade="one_report", evidence=[paper], by="ada@example.org", at=now,
    )  # fmt: skip

    assert folder.load().writes == 0


def test_what_a_curator_corrected_stays_and_is_reported(folder: SeedFolder, now: datetime) -> None:
    folder.load()
    listing = Listing.objects.get(key="example-wl-2026-001-2")
    listings.correct(listing=listing, fields={"note": "Seen in print."}, reason="checked", by="ada@example.org", at=now)

    report = folder.load()

    assert (report.writes, report.kept) == (0, {"listing": ["example-wl-2026-001-2"]})
    assert Listing.objects.get(pk=listing.pk).note == "Seen in print."


def test_a_corrected_effect_of_a_list_is_told_from_a_corrected_row(folder: SeedFolder) -> None:
    folder.load()
    folder.set("entity_lists.csv", 2, "effect", "prohibited")

    report = folder.load()

    assert report.corrected == {
        "entity-list": ["example-list"],
        "listing": ["example-wl-2026-001-1", "example-wl-2026-001-1-2"],
    }
    assert {change.reason for change in changes()[-3:]} == {"seed: entity_lists.csv line 2 edited"}
