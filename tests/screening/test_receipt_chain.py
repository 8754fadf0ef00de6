"""The chain of receipts: numbers, places, and what a verifier finds without the register."""

import json
import random
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from controls.screening.models import ScreeningCheck
from controls.screening.receipts import canonical, digest_of, is_whole
from controls.screening.services import chain, checks, retention
from tests.screening.asking import asked, screened, somebody

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
VERIFIER = ROOT / "docs/verify_receipt.py"
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")


@pytest.fixture
def by():
    return somebody()


@pytest.fixture(scope="module")
def verifier():
    """The functions of the verifier, read from the file that users get."""
    room: dict = {"__name__": "verify_receipt"}
    exec(compile(VERIFIER.read_text(encoding="utf-8"), str(VERIFIER), "exec"), room)
    return room


def many(by, count, at=NOON):
    names = ("SUBARU", "株式会社SUBARU", "Bäckerei Zimmermann", "中航科技", "Tesla", "Skydio, Inc.")
    questions = [asked(f"{names[place % len(names)]} {place}" if place % 2 else names[0]) for place in range(count)]
    return checks.screen_many(questions=questions, by=by, at=at, origin=ScreeningCheck.Origin.API)


def line_of(check):
    return chain.receipt_text(check=check).encode()


def test_numbers_count_through_a_day_in_beijing_and_begin_anew_with_the_next(by):
    late = datetime.fromisoformat("2026-11-21T15:59:59+00:00")

    found = [screened("SUBARU", by=by, at=at) for at in (NOON, late, late + timedelta(seconds=1))]

    assert [check.number for check in found] == ["S-2026-11-21-000001", "S-2026-11-21-000002", "S-2026-11-22-000001"]


def test_a_clock_that_goes_back_gives_no_number_twice(by):
    found = [screened("SUBARU", by=by, at=at) for at in (NOON, NOON - timedelta(days=1), NOON)]

    assert [check.number for check in found] == [f"S-2026-11-21-00000{count}" for count in (1, 2, 3)]


def test_each_receipt_names_the_one_before(by):
    first, second, third = many(by, 3)

    assert [first.previous_digest, second.previous_digest, third.previous_digest] == ["", first.digest, second.digest]
    assert [first.position, second.position, third.position] == [1, 2, 3]


def test_a_receipt_read_back_from_the_database_is_the_same_to_the_byte(by):
    made = many(by, 6)

    for check in made:
        kept = ScreeningCheck.objects.get(pk=check.pk)
        assert line_of(kept) == line_of(check)
        assert chain.receipt_of(check=kept)["digest"] == kept.digest


def test_a_receipt_says_what_was_asked_and_searched_and_answered(by):
    check = screened("SUBARU", by=by, at=NOON, country="JP", identifier="5011101019196")

    receipt = chain.receipt_of(check=check)

    assert receipt["query"] == {"name": "SUBARU", "country": "JP", "identifier": "5011101019196", "limit": 10}
    assert {each["list"] for each in receipt["lists"]} == {
        "cn-export-control-list", "cn-watch-list", "cn-unreliable-entity-list",
    }  # fmt: skip
    assert all(len(each["digest"]) == 64 for each in receipt["lists"])
    assert receipt["hits"][0]["entity"]["key"] == "subaru-corporation"
    assert receipt["asked_by"] == "asker@example.com"
    assert receipt["threshold"] == 0.7


def test_a_new_address_of_its_asker_changes_no_receipt(by):
    check = screened("SUBARU", by=by, at=NOON)
    before = line_of(check)

    by.email = "renamed@example.com"
    by.save()

    assert line_of(ScreeningCheck.objects.get(pk=check.pk)) == before


def test_the_database_refuses_to_edit_a_check(by):
    check = screened("SUBARU", by=by, at=NOON)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ScreeningCheck.objects.filter(pk=check.pk).update(outcome="no_entry_found", hit_count=0)


def test_a_chain_of_a_thousand_receipts_is_whole_and_of_a_thousand_changed_bytes_each_is_found(by, verifier):
    chance = random.Random(20261121)
    lines = [line_of(check) for check in many(by, 1000)]
    assert list(verifier["faults_of_chain"](lines)) == []

    missed = []
    for line in lines:
        place = chance.randrange(len(line))
        other = chance.choice([byte for byte in range(256) if byte != line[place]])
        changed = line[:place] + bytes([other]) + line[place + 1 :]
        if not verifier["fault_of"](changed)[0]:
            missed.append((place, other))

    assert missed == []


@pytest.mark.parametrize(
    "broken",
    [
        lambda lines: lines[:3] + lines[4:],
        lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
        lambda lines: [*lines[:3], lines[2], *lines[3:]],
    ],
    ids=["one left out", "two exchanged", "one twice"],
)
def test_a_chain_with_whole_receipts_in_wrong_places_is_found(by, verifier, broken):
    lines = [line_of(check) for check in many(by, 6)]

    faults = list(verifier["faults_of_chain"](broken(lines)))

    assert faults
    assert all("does not follow" in fault for fault in faults)


def test_a_receipt_written_anew_with_a_new_digest_breaks_its_chain(by, verifier):
    lines = [line_of(check) for check in many(by, 4)]
    forged = json.loads(lines[2]) | {"outcome": "no_entry_found", "hits": []}
    forged["digest"] = digest_of({name: value for name, value in forged.items() if name != "digest"})
    lines[2] = canonical(forged).encode()

    assert is_whole(forged)
    assert list(verifier["faults_of_chain"](lines)) == [
        "line 4 does not follow the line before: a receipt is missing or in another place"
    ]


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (lambda lines: lines[0], 0, "1 receipts, all whole"),
        (lambda lines: b"\n".join(lines) + b"\n", 0, "3 receipts, all whole"),
        (lambda lines: b"\n".join(lines), 1, "cut off"),
        (lambda lines: lines[0].replace(b"SUBARU", b"SUBARO", 1), 1, "was changed"),
        (lambda lines: json.dumps(json.loads(lines[0])).encode(), 1, "exact form"),
        (lambda lines: b"", 1, "not readable"),
        (lambda lines: b"[1]", 1, "is no receipt"),
        (lambda lines: lines[0].replace(b"receipt/1", b"receipt/2"), 1, "another form"),
    ],
    ids=["one", "chain", "cut", "changed", "spaced", "empty", "other json", "other form"],
)
def test_the_verifier_says_by_its_status_what_it_found(by, tmp_path, content, status, said):
    file = tmp_path / "receipts"
    file.write_bytes(content([line_of(check) for check in many(by, 3)]))

    ran = subprocess.run([sys.executable, "-I", VERIFIER, file], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (status, "")
    assert said in ran.stdout


def test_the_verifier_says_when_there_is_nothing_to_read(tmp_path):
    for arguments in ([], [tmp_path / "nowhere"]):
        ran = subprocess.run([sys.executable, "-I", VERIFIER, *arguments], capture_output=True, text=True, check=False)

        assert ran.returncode == 2


def test_the_verifier_is_short_and_needs_nothing_but_python():
    text = VERIFIER.read_text(encoding="utf-8")
    imports = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}

    assert len(text.splitlines()) <= 80
    assert imports <= sys.stdlib_module_names


# ---- Retention


def test_what_is_too_old_goes_and_the_rest_stays_a_chain(by, verifier):
    many(by, 3, at=NOON - timedelta(days=2000))
    kept = many(by, 3)

    assert retention.expired(before=NOON - timedelta(days=1827)) == 3
    assert retention.prune(before=NOON - timedelta(days=1827)) == 3

    rest = list(ScreeningCheck.objects.order_by("position"))
    assert [check.number for check in rest] == [check.number for check in kept]
    assert list(verifier["faults_of_chain"]([line_of(check) for check in rest])) == []


def test_the_newest_stays_whatever_its_age_and_the_next_follows_it(by):
    *_old, newest = many(by, 3, at=NOON - timedelta(days=2000))

    retention.prune(before=NOON)

    after = screened("SUBARU", by=by, at=NOON)
    assert after.previous_digest == newest.digest
    assert ScreeningCheck.objects.count() == 2


def test_an_old_one_behind_a_young_one_stays(by):
    many(by, 1)
    many(by, 1, at=NOON - timedelta(days=2000))
    many(by, 1)

    assert retention.prune(before=NOON - timedelta(days=1827)) == 0
    assert ScreeningCheck.objects.count() == 3


def test_pruning_nothing_is_no_fault(db):
    assert retention.expired(before=NOON) == 0
    assert retention.prune(before=NOON) == 0


def test_the_command_first_says_what_it_would_do(by, today, settings, capsys):
    settings.SCREENING_RETENTION_DAYS = 30
    many(by, 2, at=NOON - timedelta(days=31))
    many(by, 1)

    call_command("prune_screenings", "--dry-run")
    assert "2 checks from before 2026-10-22 would be taken away." in capsys.readouterr().out
    assert ScreeningCheck.objects.count() == 3

    call_command("prune_screenings")
    assert "2 checks from before 2026-10-22 were taken away." in capsys.readouterr().out
    assert ScreeningCheck.objects.count() == 1


# ---- Repeating


def test_a_check_comes_out_the_same_when_it_is_repeated(by, capsys):
    check = screened("Subaro", by=by, at=NOON)

    call_command("repeat_check", check.number)

    assert "the same scores and the same receipt" in capsys.readouterr().out


def test_a_check_that_nobody_made_cannot_be_repeated(db):
    with pytest.raises(CommandError, match="There is no check S-2026-11-21-999999"):
        call_command("repeat_check", "S-2026-11-21-999999")
