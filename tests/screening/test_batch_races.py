"""Several workers and several people at once, each with a connection of their own: nothing lost, nothing twice."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from controls.screening.models import Batch, BatchRow, ScreeningCheck
from controls.screening.services import batch_work, batches
from controls.screening.services.batches import BatchRefused
from tests.controls.apart import apart, copied, writers
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started

__all__ = ["apart", "copied", "writers"]
ROWS = [*(f"Quiet Example {n},DE" for n in range(22)), "SUBARU Corporation,JP", ",DE"]
AFTER = batch_work.LEASE + timedelta(seconds=1)


def stranger():
    """Nothing is rolled back in the copy: each test has a person of its own."""
    return somebody(f"{uuid.uuid4().hex}@example.com")


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(batch_work, "CHUNK", 4)


@pytest.fixture
def draft(writers, small_chunks):
    # What an earlier test left at work must not be served first.
    Batch.objects.at_work().update(state=Batch.State.STOPPED)
    at = timezone.now()
    return sent(csv_of(*ROWS), by=stranger(), at=at)


@pytest.fixture
def batch(draft):
    return started(draft, at=timezone.now())


def working(name, at):
    return lambda: run_all(at=at, worker=name)


def done_once(batch):
    """Every row is answered, those that can be by one check each, and the counts say so."""
    batch.refresh_from_db()
    assert (batch.state, batch.row_count) == (Batch.State.DONE, len(ROWS))
    assert (batch.done_count, batch.help_count, batch.match_count) == (len(ROWS) - 1, 1, 1)
    kept = batch.rows.filter(state=BatchRow.State.DONE).values_list("screening_check", flat=True)
    assert len(set(kept) - {None}) == len(ROWS) - 1
    assert ScreeningCheck.objects.filter(asked_by=batch.made_by).count() == len(ROWS) - 1


def test_workers_that_begin_together_share_the_rows(batch, writers):
    at = timezone.now()
    answers = writers.together([working(f"w{n}", at) for n in range(4)])

    # One that found every row taken goes home: the others finish. The sweep comes again anyhow.
    assert sum(answers) + run_all(at=at) == len(ROWS)
    done_once(batch)


def test_those_who_claim_at_the_same_moment_hold_different_rows(batch, writers):
    at = timezone.now()
    claims = writers.together([lambda n=n: batch_work._claim(f"w{n}", at) for n in range(4)])

    held = [row.pk for claim in claims if claim for row in claim[1]]
    assert len(held) == len(set(held))
    assert len(held) >= batch_work.CHUNK
    for number, claim in enumerate(claims):
        for row in claim[1] if claim else ():
            assert BatchRow.objects.get(pk=row.pk).worker == f"w{number}"


def test_one_whose_lease_ran_out_and_the_one_who_took_over_hand_in_together(batch, writers):
    at = timezone.now()
    slow = batch_work._claim("slow", at)
    fresh = batch_work._claim("fresh", at + AFTER)
    assert {row.pk for row in slow[1]} == {row.pk for row in fresh[1]}

    kept = writers.together(
        [
            lambda: batch_work._screen(*slow, "slow", at + AFTER),
            lambda: batch_work._screen(*fresh, "fresh", at + AFTER),
        ]
    )

    assert kept == [0, batch_work.CHUNK]
    run_all(at=at + 2 * AFTER)
    done_once(batch)


def test_one_whose_lease_ran_out_keeps_nothing_even_when_it_hands_in_first(batch, writers):
    at = timezone.now()
    slow = batch_work._claim("slow", at)
    fresh = batch_work._claim("fresh", at + AFTER)

    (first,) = writers.together([lambda: batch_work._screen(*slow, "slow", at + AFTER)])
    (second,) = writers.together([lambda: batch_work._screen(*fresh, "fresh", at + AFTER)])

    assert (first, second) == (0, batch_work.CHUNK)


def test_one_who_gives_rows_back_late_does_not_take_them_from_the_one_who_took_over(batch, writers):
    at = timezone.now()
    slow = batch_work._claim("slow", at)
    fresh = batch_work._claim("fresh", at + AFTER)

    batch_work._release(*slow, "slow", "The index is being built.")
    batch_work._fail(*slow, "slow", "There is no such list.", at + AFTER)

    assert set(batch.rows.filter(pk__in=[row.pk for row in fresh[1]]).values_list("worker", "state")) == {
        ("fresh", "claimed")
    }


def test_one_claim_handed_in_twice_at_once_is_kept_once(batch, writers):
    at = timezone.now()
    claimed = batch_work._claim("w", at)

    kept = writers.together([lambda: batch_work._screen(*claimed, "w", at)] * 2)

    assert sorted(kept) == [0, batch_work.CHUNK]
    run_all(at=at)
    done_once(batch)


def test_it_is_stopped_in_the_middle_of_work_and_goes_on_where_it_was(batch, writers):
    at = timezone.now()
    answers = writers.together([working("one", at), working("two", at), lambda: batches.stop(batch=batch)])

    batch.refresh_from_db()
    assert not [answer for answer in answers[:2] if isinstance(answer, Exception)]
    assert isinstance(answers[2], Batch | BatchRefused)  # refused when the work was done before
    if batch.state == Batch.State.STOPPED:
        assert run_all(at=at + AFTER) == 0
        batches.resume(batch=batch, at=at)
        run_all(at=at + AFTER)
    done_once(batch)


def test_of_two_who_start_a_draft_at_once_one_is_told_that_it_was_started(draft, writers):
    answers = writers.together([lambda: started(draft, at=timezone.now())] * 2)

    refused = [answer for answer in answers if isinstance(answer, BatchRefused)]
    assert [str(each) for each in refused] == ["This batch was started already; it is waiting."]
    draft.refresh_from_db()
    assert (draft.row_count, draft.rows.filter(state="heading").count()) == (len(ROWS), 1)


def test_of_two_who_resume_at_once_one_is_told_that_it_is_waiting(batch, writers):
    batches.stop(batch=batch)

    answers = writers.together([lambda: batches.resume(batch=batch, at=timezone.now())] * 2)

    assert len([answer for answer in answers if isinstance(answer, BatchRefused)]) == 1
    batch.refresh_from_db()
    assert batch.state == Batch.State.WAITING


def test_a_draft_is_started_or_discarded_and_never_both(draft, writers):
    answers = writers.together(
        [lambda: started(draft, at=timezone.now()), lambda: batches.discard(batch=draft)],
    )

    failed = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(failed) == 1
    assert isinstance(failed[0], BatchRefused | Batch.DoesNotExist)
    left = Batch.objects.filter(pk=draft.pk).first()
    rows = BatchRow.objects.filter(batch=draft.pk).count()
    assert (left.state, rows) == (Batch.State.WAITING, len(ROWS) + 1) if left else rows == 0


def test_two_batches_at_once_are_both_served(batch, writers):
    at = timezone.now()
    other = started(sent(csv_of(*ROWS), by=stranger(), at=at), at=at)

    answers = writers.together([working("one", at), working("two", at)])

    assert sum(answers) + run_all(at=at) == 2 * len(ROWS)
    done_once(batch)
    done_once(other)


def test_files_sent_at_the_same_moment_become_batches_of_their_own(writers):
    by, at = stranger(), timezone.now()
    found = writers.together([lambda n=n: sent(csv_of(f"Firm {n},DE"), by=by, at=at) for n in range(4)])

    assert len({batch.pk for batch in found}) == 4
    cells = [each.rows.get(number=2).cells for each in found]
    assert cells == [[f"Firm {n}", "DE"] for n in range(4)]
