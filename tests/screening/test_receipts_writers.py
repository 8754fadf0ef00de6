"""Many who screen at the same moment write one chain: no place twice, none left out, each naming the one before."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from controls.screening.models import ScreeningCheck, ScreeningHit
from controls.screening.receipts import is_whole
from controls.screening.services import chain, checks, index, retention
from tests.controls.apart import apart, copied, writers
from tests.screening.asking import asked, screened, somebody

__all__ = ["apart", "copied", "writers"]
pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
NAMES = ("SUBARU", "株式会社SUBARU", "Bäckerei Zimmermann", "Tesla")


@pytest.fixture(autouse=True)
def forgotten():
    """Of a copied database another index; none is left behind."""
    index.forget()
    yield
    index.forget()


def user(number):
    return somebody(f"chain{number}-{ScreeningCheck.objects.count()}@example.com")


def broken_places():
    """Where the chain of everything on record does not hold together."""
    rows = list(ScreeningCheck.objects.order_by("position"))
    return [
        later.position
        for earlier, later in zip(rows, rows[1:], strict=False)
        if (later.position, later.previous_digest) != (earlier.position + 1, earlier.digest)
    ] + [row.position for row in rows if chain.receipt_of(check=row)["digest"] != row.digest]


def test_eight_who_screen_at_once_make_one_chain(writers):
    by = user(1)
    before = ScreeningCheck.objects.count()

    answers = writers.together([lambda place=place: screened(NAMES[place % 4], by=by, at=NOON) for place in range(8)])

    assert all(isinstance(answer, ScreeningCheck) for answer in answers)
    assert ScreeningCheck.objects.count() == before + 8
    assert len({answer.number for answer in answers}) == 8
    assert broken_places() == []


def test_batches_and_single_questions_take_turns_and_a_batch_stands_together(writers):
    by = user(2)
    questions = [asked(name) for name in NAMES]

    def together():
        return checks.screen_many(questions=questions, by=by, at=NOON, origin=ScreeningCheck.Origin.BATCH)

    answers = writers.together([together, lambda: screened("SUBARU", by=by, at=NOON), together])

    for batch in (answers[0], answers[2]):
        places = [check.position for check in batch]
        assert places == list(range(places[0], places[0] + len(NAMES)))
    assert broken_places() == []


def test_who_fails_leaves_no_hole(writers):
    by = user(3)

    def fails():
        with transaction.atomic():
            screened("SUBARU", by=by, at=NOON)
            raise RuntimeError("the machine stops")

    before = ScreeningCheck.objects.count()
    answers = writers.together([fails, lambda: screened("Tesla", by=by, at=NOON), fails])

    assert [type(answer) for answer in answers] == [RuntimeError, ScreeningCheck, RuntimeError]
    assert ScreeningCheck.objects.count() == before + 1
    assert broken_places() == []


def test_pruning_while_others_screen_leaves_a_chain(writers):
    by = user(4)
    checks.screen_many(questions=[asked("Tesla")] * 3, by=by, at=NOON, origin=ScreeningCheck.Origin.API)
    soon = NOON + timedelta(days=1)

    writers.together(
        [
            lambda: retention.prune(before=NOON + timedelta(hours=1)),
            lambda: screened("SUBARU", by=by, at=soon),
            lambda: screened("Tesla", by=by, at=soon),
        ]
    )
    retention.prune(before=NOON + timedelta(hours=1))

    assert broken_places() == []
    assert {check.asked_at for check in ScreeningCheck.objects.all()} == {soon}


def test_the_next_receipt_waits_for_the_one_before_to_be_written(writers):
    """A writer that has sealed holds the chain until its transaction ends."""
    by = user(5)
    answers = []

    with transaction.atomic():
        mine = screened("SUBARU", by=by, at=NOON)
        other = writers.start(lambda: answers.append(screened("Tesla", by=by, at=NOON)))
        assert answers == []
        assert not other.done()
    other.result(timeout=30)

    assert answers[0].previous_digest == mine.digest


# ---- What the database itself refuses


COLUMNS = {
    "number": "S-2026-11-21-999999",
    "position": 999,
    "asked_at": NOON - timedelta(days=1),
    "name": "Tesla",
    "question": {"name": "Tesla"},
    "answer": {},
    "threshold": 0.9,
    "algorithm": "another",
    "revision": 1,
    "previous_digest": "0" * 64,
    "digest": "0" * 64,
}


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_check_may_be_edited(column):
    check = screened("SUBARU", by=somebody(), at=NOON)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ScreeningCheck.objects.filter(pk=check.pk).update(**{column: COLUMNS[column]})
    assert chain.receipt_of(check=ScreeningCheck.objects.get(pk=check.pk))["digest"] == check.digest


def test_nor_may_it_be_saved_again_or_edited_in_sql():
    check = screened("SUBARU", by=somebody(), at=NOON)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        check.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE screening_screeningcheck SET name = name")


@pytest.mark.parametrize("column", ["position", "number", "digest"])
def test_no_place_number_or_digest_is_given_twice(column):
    first, second = (screened(name, by=somebody(f"{name}@example.com"), at=NOON) for name in ("SUBARU", "Tesla"))
    copy = ScreeningCheck.objects.get(pk=second.pk)
    copy.pk, copy.number, copy.position, copy.digest = None, "S-2026-11-21-000077", 77, "7" * 64
    copy.previous_digest = "6" * 64
    setattr(copy, column, getattr(first, column))

    with pytest.raises(DatabaseError, match="unique"), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.parametrize(
    "changed",
    [{"threshold": 1.1}, {"outcome": "no_entry_found", "hit_count": 1}, {"outcome": "possible_match", "hit_count": 0}],
    ids=str,
)
def test_a_check_that_contradicts_itself_is_not_written(changed):
    copy = ScreeningCheck.objects.get(pk=screened("SUBARU", by=somebody(), at=NOON).pk)
    copy.pk, copy.number, copy.position, copy.digest = None, "S-2026-11-21-000077", 77, "7" * 64
    for name, value in changed.items():
        setattr(copy, name, value)

    with pytest.raises(DatabaseError, match="check_"), transaction.atomic():
        copy.save(force_insert=True)


def test_a_hit_stands_once_in_a_check():
    hit = ScreeningHit.objects.get(screening_check=screened("SUBARU", by=somebody(), at=NOON))
    hit.pk, hit.rank = None, 2

    with pytest.raises(DatabaseError, match="hit_subject_unique_per_check"), transaction.atomic():
        hit.save(force_insert=True)


# ---- Somebody who is gone, and somebody who cannot go


def test_a_person_who_asked_stays_as_long_as_the_check_does():
    by = somebody()
    screened("SUBARU", by=by, at=NOON)

    with pytest.raises(DatabaseError), transaction.atomic():
        by.delete()


def test_a_receipt_of_no_entry_is_as_whole_as_any():
    check = screened("Bäckerei Zimmermann", by=somebody(), at=NOON)

    receipt = json.loads(chain.receipt_text(check=check))
    assert (receipt["outcome"], receipt["hits"]) == ("no_entry_found", [])
    assert receipt["lists"] and receipt["notices"]
    assert is_whole(receipt)
