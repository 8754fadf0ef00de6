"""Loading the seed: all or nothing, again without effect, edits as corrections, nothing deleted."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import CaptureQueriesContext
from django.db import connection

from controls.models import Change, Entity, Listing, ListingEvent, Notice, Source
from controls.services import entities, listings, seeding
from controls.services.entities import Name
from tests.controls.seed_folder import SeedFolder

# Not the actor of the real seed, which these tests are loaded on top of.
BY = "example seed"


@pytest.fixture
def folder(tmp_path: Path) -> SeedFolder:
    return SeedFolder.copied_to(tmp_path / "seed")


@pytest.fixture
def load(db: None, folder: SeedFolder, now: datetime) -> Callable[..., seeding.Report]:
    def load(**options: bool) -> seeding.Report:
        return seeding.load(directory=folder.path, by=BY, at=now, **options)

    return load


def ours() -> list[Change]:
    return list(Change.objects.filter(actor=BY).order_by("id"))


def test_a_first_load_adds_every_fact_with_one_change_each(load: Callable[..., seeding.Report]) -> None:
    report = load()

    assert report.added == {
        "source": 4, "authority": 1, "entity-list": 1, "notice": 2, "entity": 3, "listing": 3, "listing-event": 2,
    }  # fmt: skip
    assert [change.action for change in ours()].count("added") == 14
    assert [change.action for change in ours()][14:] == ["suspended", "amended"]
    assert report.writes == len(ours()) == 16


def test_a_listing_takes_day_hour_and_effect_from_its_notice_and_list(load: Callable[..., seeding.Report]) -> None:
    load()

    first, branch, institute = Listing.objects.filter(notice__key="example-2026-1").order_by("position")
    assert (first.effective_from.isoformat(), first.effective_time.isoformat()) == ("2026-01-10", "12:01:00")
    assert (first.effect, institute.effect) == ("extra_review", "none_stated")
    assert [row.item_number for row in (first, branch, institute)] == ["1", "1.2", "2"]
    assert [row.position for row in (first, branch, institute)] == [1, 2, 3]


def test_an_entity_comes_with_its_names_numbers_and_whole(load: Callable[..., seeding.Report]) -> None:
    load()

    branch = Entity.objects.get(key="example-works-branch")
    works = Entity.objects.get(key="example-works")
    assert branch.part_of == works
    assert {(name.language, name.kind) for name in works.names.all()} == {
        ("en", "as_listed"), ("zh-Hans", "as_listed"), ("ja", "legal"),
    }  # fmt: skip
    assert works.identifiers.get().value == "9000000000000"


def test_an_act_without_named_listings_reaches_all_of_its_notice(load: Callable[..., seeding.Report]) -> None:
    load()

    suspended, stopped = ListingEvent.objects.filter(key__startswith="example").order_by("effective_from")
    assert suspended.listings.count() == 3
    assert [listing.key for listing in stopped.listings.all()] == ["example-wl-2026-001-1"]


def test_a_second_load_writes_nothing(load: Callable[..., seeding.Report]) -> None:
    load()
    before = Change.objects.count()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = load()

    assert (report.writes, report.unchanged.total(), Change.objects.count()) == (0, 16, before)
    assert not [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_the_order_of_rows_in_other_tables_does_not_matter(
    load: Callable[..., seeding.Report], folder: SeedFolder
) -> None:
    load()
    heading, *rows = (folder.path / "names.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder.path / "names.csv").write_text("".join([heading, *reversed(rows)]), encoding="utf-8")

    assert load().writes == 0


def test_a_dry_run_keeps_nothing(load: Callable[..., seeding.Report]) -> None:
    report = load(keep=False)

    assert report.added.total() == 16
    assert not ours()
    assert not Entity.objects.filter(key__startswith="example").exists()


def test_a_refused_seed_leaves_nothing_behind(load: Callable[..., seeding.Report], folder: SeedFolder) -> None:
    folder.set("listing_events.csv", 3, "stated_count", "2")

    with pytest.raises(seeding.SeedRefused) as refused:
        load()

    assert [str(problem) for problem in refused.value.problems] == [
        "listing_events.csv line 3, stated_count: the act is stated for 2 listings, it reaches 1"
    ]
    assert not Source.objects.filter(key__startswith="example").exists()


def test_what_a_service_refuses_is_named_by_line_and_nothing_stays(
    load: Callable[..., seeding.Report], folder: SeedFolder
) -> None:
    folder.set("entities.csv", 4, "key", "x" * 130)
    for file, line in (("names.csv", 6), ("names.csv", 7), ("listings.csv", 4)):
        folder.set(file, line, "entity", "x" * 130)

    with pytest.raises(seeding.SeedRefused) as refused:
        load()

    (problem,) = refused.value.problems
    assert str(problem).startswith("entities.csv line 4: key: ")
    assert not ours()


def test_an_edited_row_becomes_a_correction_with_before_and_after(
    load: Callable[..., seeding.Report], folder: SeedFolder
) -> None:
    load()
    folder.set("listings.csv", 3, "address", "1 Example Street")

    report = load()

    change = ours()[-1]
    assert report.corrected == {"listing": ["example-wl-2026-001-1-2"]}
    assert (change.action, change.reason) == ("corrected", "seed: listings.csv line 3 edited")
    assert (change.before["address"], change.after["address"]) == ("", "1 Example Street")
    assert change.version == 2
    assert load().writes == 0


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
    load: Callable[..., seeding.Report],
    folder: SeedFolder,
    file: str,
    line: int,
    column: str,
    cell: str,
    corrected: dict,
) -> None:
    load()
    folder.set(file, line, column, cell)

    report = load()

    assert report.corrected == corrected
    assert ours()[-1].reason == f"seed: {file} line {line} edited"
    assert load().writes == 0


def test_a_corrected_day_of_a_notice_corrects_its_listings_too(
    load: Callable[..., seeding.Report], folder: SeedFolder
) -> None:
    load()
    folder.set("notices.csv", 2, "effective_from", "2026-01-11")

    report = load()

    assert {noun: len(keys) for noun, keys in report.corrected.items()} == {"notice": 1, "listing": 3}
    assert {change.reason for change in ours()[-4:]} == {"seed: notices.csv line 2 edited"}
    assert Listing.objects.get(key="example-wl-2026-001-2").effective_from.isoformat() == "2026-01-11"


def test_a_new_spelling_corrects_the_record_of_its_entity(
    load: Callable[..., seeding.Report], folder: SeedFolder
) -> None:
    load()
    folder.add("names.csv", "example-works", "イグザンプル", "ja", "short", "one_report", "", "example-paper")

    load()

    change = ours()[-1]
    assert (change.subject_key, change.reason) == ("example-works", "seed: names.csv line 8 edited")
    assert len(change.after["names"]) == len(change.before["names"]) + 1


def test_a_spelling_taken_out_stays_in_the_log(load: Callable[..., seeding.Report], folder: SeedFolder) -> None:
    load()
    folder.drop("names.csv", 7)

    load()

    change = ours()[-1]
    assert change.reason == "seed: names.csv row taken out"
    assert [name["text"] for name in change.before["names"]] == ["Institute of Examples", "示例大学"]
    assert [name["text"] for name in change.after["names"]] == ["Institute of Examples"]


def test_a_row_that_vanished_is_refused(load: Callable[..., seeding.Report], folder: SeedFolder) -> None:
    load()
    folder.drop("listing_events.csv", 3)

    with pytest.raises(seeding.SeedRefused) as refused:
        load()

    assert str(refused.value) == (
        "listing_events.csv, key: 'example-2026-2-measure-stopped-2026-02-20' is on record and no longer in the file:"
        " facts are ended, never deleted"
    )
    assert ListingEvent.objects.filter(key="example-2026-2-measure-stopped-2026-02-20").exists()


def test_a_changed_key_is_refused(load: Callable[..., seeding.Report], folder: SeedFolder) -> None:
    load()
    folder.set("listings.csv", 4, "key", "example-wl-2026-001-3")

    with pytest.raises(seeding.SeedRefused, match="'example-wl-2026-001-2' is on record and no longer in the file"):
        load()

    assert not Listing.objects.filter(key="example-wl-2026-001-3").exists()


def test_what_a_curator_added_is_left_alone(load: Callable[..., seeding.Report], now: datetime) -> None:
    load()
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

    assert load().writes == 0


def test_what_a_curator_corrected_stays_and_is_reported(load: Callable[..., seeding.Report], now: datetime) -> None:
    load()
    listing = Listing.objects.get(key="example-wl-2026-001-2")
    listings.correct(listing=listing, fields={"note": "Seen in print."}, reason="checked", by="ada@example.org", at=now)

    report = load()

    assert (report.writes, report.kept) == (0, {"listing": ["example-wl-2026-001-2"]})
    assert Listing.objects.get(pk=listing.pk).note == "Seen in print."


def test_comparing_takes_the_same_queries_however_many_rows(
    load: Callable[..., seeding.Report], folder: SeedFolder
) -> None:
    load()
    with CaptureQueriesContext(connection) as few:
        load()
    for number in range(20):
        folder.add("sources.csv", f"example-more-{number}", "More", "", "press", "", "2026-03-03", "copy", "", "")
    load()

    with CaptureQueriesContext(connection) as many:
        load()

    assert len(few) == len(many)


@pytest.mark.django_db
def test_the_command_says_what_it_did(folder: SeedFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controls.management.commands.load_seed.ACTOR", BY)
    said = StringIO()

    call_command("load_seed", "--dir", str(folder.path), stdout=said)
    folder.set("listings.csv", 3, "address", "1 Example Street")
    call_command("load_seed", "--dir", str(folder.path), stdout=said)
    call_command("load_seed", "--dir", str(folder.path), "--dry-run", stdout=said)

    lines = said.getvalue().splitlines()
    assert "  listings.csv: 3 rows" in lines
    assert "Seed: 16 added, 0 corrected, 0 unchanged." in lines
    assert "  listing: corrected example-wl-2026-001-1-2" in lines
    assert "Seed: 0 added, 1 corrected, 15 unchanged." in lines
    assert lines[-1] == "Seed: 0 added, 0 corrected, 16 unchanged (dry run: nothing was kept)."


@pytest.mark.django_db
def test_the_command_fails_with_every_problem(folder: SeedFolder) -> None:
    folder.set("listings.csv", 2, "entity", "nobody")
    folder.set("sources.csv", 2, "seen_on", "2026-02-30")

    with pytest.raises(CommandError) as failed:
        call_command("load_seed", "--dir", str(folder.path))

    assert str(failed.value).splitlines() == [
        f"The seed in {folder.path} was refused, nothing was loaded; 2 problems:",
        "sources.csv line 2, seen_on: '2026-02-30' is no day of the calendar",
        "listings.csv line 2, entity: no entity 'nobody'",
    ]
