"""Loading the seed: all or nothing, again without effect, nothing deleted."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.models import Change, Entity, Listing, ListingEvent, Source
from controls.services import seeding
from tests.controls.seed_folder import BY, SeedFolder, changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> SeedFolder:
    return SeedFolder.copied_to(tmp_path / "seed")


def test_a_first_load_adds_every_fact_with_one_change_each(folder: SeedFolder) -> None:
    report = folder.load()

    assert report.added == {
        "source": 4, "authority": 1, "entity-list": 1, "notice": 2, "entity": 3, "listing": 3, "listing-event": 2,
    }  # fmt: skip
    assert [change.action for change in changes()].count("added") == 14
    assert [change.action for change in changes()][14:] == ["suspended", "amended"]
    assert report.writes == len(changes()) == 16


def test_a_listing_takes_day_hour_and_effect_from_its_notice_and_list(folder: SeedFolder) -> None:
    folder.load()

    first, branch, institute = Listing.objects.filter(notice__key="example-2026-1").order_by("position")
    assert (first.effective_from.isoformat(), first.effective_time.isoformat()) == ("2026-01-10", "12:01:00")
    assert (first.effect, institute.effect) == ("extra_review", "none_stated")
    assert [row.item_number for row in (first, branch, institute)] == ["1", "1.2", "2"]
    assert [row.position for row in (first, branch, institute)] == [1, 2, 3]


def test_an_entity_comes_with_its_names_numbers_and_whole(folder: SeedFolder) -> None:
    folder.load()

    branch = Entity.objects.get(key="example-works-branch")
    works = Entity.objects.get(key="example-works")
    assert branch.part_of == works
    assert {(name.language, name.kind) for name in works.names.all()} == {
        ("en", "as_listed"), ("zh-Hans", "as_listed"), ("ja", "legal"),
    }  # fmt: skip
    assert works.identifiers.get().value == "9000000000000"


def test_an_act_without_named_listings_reaches_all_of_its_notice(folder: SeedFolder) -> None:
    folder.load()

    suspended, stopped = ListingEvent.objects.filter(key__startswith="example").order_by("effective_from")
    assert suspended.listings.count() == 3
    assert [listing.key for listing in stopped.listings.all()] == ["example-wl-2026-001-1"]


def test_a_second_load_writes_nothing(folder: SeedFolder) -> None:
    folder.load()
    before = Change.objects.count()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = folder.load()

    assert (report.writes, report.unchanged.total(), Change.objects.count()) == (0, 16, before)
    assert not [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_the_order_of_rows_in_other_tables_does_not_matter(folder: SeedFolder) -> None:
    folder.load()
    heading, *rows = (folder.path / "names.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder.path / "names.csv").write_text("".join([heading, *reversed(rows)]), encoding="utf-8")

    assert folder.load().writes == 0


def test_a_dry_run_keeps_nothing(folder: SeedFolder) -> None:
    report = folder.load(keep=False)

    assert report.added.total() == 16
    assert not changes()
    assert not Entity.objects.filter(key__startswith="example").exists()


def test_a_refused_seed_leaves_nothing_behind(folder: SeedFolder) -> None:
    folder.set("listing_events.csv", 3, "stated_count", "2")

    with pytest.raises(seeding.SeedRefused) as refused:
        folder.load()

    assert [str(problem) for problem in refused.value.problems] == [
        "listing_events.csv line 3, stated_count: the act is stated for 2 listings, it reaches 1"
    ]
    assert not Source.objects.filter(key__startswith="example").exists()


def test_what_a_service_refuses_is_named_by_line_and_nothing_stays(folder: SeedFolder) -> None:
    folder.set("entities.csv", 4, "key", "x" * 130)
    for file, line in (("names.csv", 6), ("names.csv", 7), ("listings.csv", 4)):
        folder.set(file, line, "entity", "x" * 130)

    with pytest.raises(seeding.SeedRefused) as refused:
        folder.load()

    (problem,) = refused.value.problems
    assert str(problem).startswith("entities.csv line 4: key: ")
    assert not changes()


def test_a_row_that_vanished_is_refused(folder: SeedFolder) -> None:
    folder.load()
    folder.drop("listing_events.csv", 3)

    with pytest.raises(seeding.SeedRefused) as refused:
        folder.load()

    assert str(refused.value) == (
        "listing_events.csv, key: 'example-2026-2-measure-stopped-2026-02-20' is on record and no longer in the file:"
        " facts are ended, never deleted"
    )
    assert ListingEvent.objects.filter(key="example-2026-2-measure-stopped-2026-02-20").exists()


def test_a_changed_key_is_refused(folder: SeedFolder) -> None:
    folder.load()
    folder.set("listings.csv", 4, "key", "example-wl-2026-001-3")

    with pytest.raises(seeding.SeedRefused, match="'example-wl-2026-001-2' is on record and no longer in the file"):
        folder.load()

    assert not Listing.objects.filter(key="example-wl-2026-001-3").exists()


def test_comparing_takes_the_same_queries_however_many_rows(folder: SeedFolder) -> None:
    folder.load()
    with CaptureQueriesContext(connection) as few:
        folder.load()
    for number in range(20):
        folder.add("sources.csv", f"example-more-{number}", "More", "", "press", "", "2026-03-03", "copy", "", "")
    folder.load()

    with CaptureQueriesContext(connection) as many:
        folder.load()

    assert len(few) == len(many)


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
