"""Rows are claimed, screened and kept: each exactly once, whoever dies meanwhile."""

from datetime import timedelta

import pytest
from django.db import transaction

from controls.screening.models import Batch, BatchRow, ScreeningCheck
from controls.screening.services import batch_work, batches, checks, retention
from controls.screening.services.index import IndexNotReady
from tests.screening.asking import screened, somebody
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.django_db
States, RowStates = Batch.State, BatchRow.State


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def batch(by, now):
    names = ["SUBARU Corporation,JP", "Nobody In Particular GmbH,DE", "株式会社ＳＵＢＡＲＵ,日本"]
    return started(sent(csv_of(*names), by=by, at=now), at=now)


@pytest.fixture
def long_batch(by, now):
    return started(sent(csv_of(*(f"Quiet Example {n},DE" for n in range(120))), by=by, at=now), at=now)


class TestWhatComesOfARow:
    def test_each_has_a_check_and_its_first_hit(self, batch, now):
        run_all(at=now)

        subaru, nobody, japanese = batch.rows.exclude(state=RowStates.HEADING).in_order()
        assert (subaru.outcome, subaru.verdict, subaru.entry) == ("possible_match", "same", "SUBARU Corporation")
        assert (nobody.outcome, nobody.verdict, nobody.score) == ("no_entry_found", "", None)
        assert (japanese.entry, japanese.country) == ("SUBARU Corporation", "JP")
        assert subaru.screening_check.origin == ScreeningCheck.Origin.BATCH
        assert subaru.screening_check.question["country"] == "JP"

    def test_the_batch_counts_it_and_is_done_with_the_last_one(self, batch, now):
        run_all(at=now)

        batch.refresh_from_db()
        assert batch.state == States.DONE
        assert (batch.row_count, batch.done_count, batch.help_count, batch.match_count) == (3, 3, 0, 2)
        assert batch.ended_at == now

    def test_what_was_sent_stays_as_it_was(self, batch, now):
        run_all(at=now)

        assert batch.rows.get(number=4).cells == ["株式会社ＳＵＢＡＲＵ", "日本"]

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            (",JP", "no name"),
            ("Sub\u202earu,JP", "U+202E RIGHT-TO-LEFT OVERRIDE"),
            ("!!!,JP", "no letter"),
            ("SUBARU,Atlantis", "“Atlantis” is not known"),
            ("x" * 601 + ",JP", "601 characters long"),
            ("SUBARU,JP," + "9" * 61, "longer than 60 characters"),
        ],
    )
    def test_one_that_cannot_be_asked_says_what_help_it_needs(self, by, now, row, words):
        content = csv_of("SUBARU Corporation,JP,1", row, heading="Name,Country,Registration number")
        batch = started(sent(content, by=by, at=now), at=now)

        run_all(at=now)

        helpless = batch.rows.get(number=3)
        assert (helpless.state, helpless.screening_check) == (RowStates.NEEDS_HELP, None)
        assert words in helpless.trouble
        batch.refresh_from_db()
        assert (batch.state, batch.done_count, batch.help_count) == (States.DONE, 1, 1)

    def test_zero_width_signs_are_compared_away_and_kept(self, by, now):
        batch = started(sent(csv_of("SUB\u200bARU Corporation,JP"), by=by, at=now), at=now)

        run_all(at=now)

        row = batch.rows.get(number=2)
        assert (row.entry, row.name) == ("SUBARU Corporation", "SUB\u200bARU Corporation")


class TestWhoWorks:
    def test_two_workers_never_have_the_same_row(self, long_batch, now):
        batch_work._claim("one", now)
        batch_work._claim("two", now)

        claims = dict.fromkeys(("one", "two"), 0)
        for worker in long_batch.rows.filter(state=RowStates.CLAIMED).values_list("worker", flat=True):
            claims[worker] += 1
        assert claims == {"one": batch_work.CHUNK, "two": batch_work.CHUNK}

    def test_a_dead_workers_rows_are_free_when_its_lease_has_run_out_and_not_before(self, long_batch, now):
        batch_work._claim("dead", now)

        early = run_all(at=now + batch_work.LEASE)
        late = run_all(at=now + batch_work.LEASE + timedelta(seconds=1))

        assert (early, late) == (120 - batch_work.CHUNK, batch_work.CHUNK)
        assert ScreeningCheck.objects.filter(origin="batch").count() == 120

    def test_one_who_comes_back_too_late_keeps_nothing(self, long_batch, now):
        late, rows = batch_work._claim("slow", now)
        run_all(at=now + batch_work.LEASE + timedelta(seconds=1))

        kept = batch_work._screen(late, rows, "slow", now)

        assert kept == 0
        assert ScreeningCheck.objects.filter(origin="batch").count() == 120
        long_batch.refresh_from_db()
        assert long_batch.done_count == 120

    def test_nothing_of_a_chunk_is_kept_when_its_transaction_breaks(self, long_batch, now, monkeypatch):
        monkeypatch.setattr(batch_work, "_count", lambda *args, **words: 1 / 0)

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            batch_work.run_chunk(worker="w", at=now)

        assert ScreeningCheck.objects.filter(origin="batch").count() == 0
        assert not long_batch.rows.filter(state=RowStates.DONE).exists()

    def test_a_small_batch_does_not_wait_for_a_large_one(self, long_batch, batch, now):
        batch_work.run_chunk(worker="w", at=now)
        batch_work.run_chunk(worker="w", at=now)

        batch.refresh_from_db()
        long_batch.refresh_from_db()
        assert (batch.state, long_batch.state) == (States.DONE, States.RUNNING)

    def test_a_row_that_breaks_workers_is_tried_alone_and_then_set_aside(self, batch, now):
        batch.rows.filter(number=3).update(attempts=2)

        claims = []
        for turn in range(5):
            claimed = batch_work._claim("dies", now + turn * (batch_work.LEASE + timedelta(seconds=1)))
            claims.append([row.number for row in claimed[1]] if claimed else [])
            if turn == 0:
                batch_work._screen(*claimed, "dies", now)

        assert claims == [[2, 4], [3], [3], [3], []]
        batch.refresh_from_db()
        row = batch.rows.get(number=3)
        assert (row.state, batch.state, batch.help_count) == (RowStates.NEEDS_HELP, States.DONE, 1)
        assert "broken off 5 times" in row.trouble


class TestWhenNothingCanBeScreened:
    @pytest.fixture
    def no_index(self, monkeypatch):
        def refuse(**_question):
            raise IndexNotReady("The index is being built.")

        monkeypatch.setattr(checks, "screen_many", refuse)

    def test_rows_go_on_waiting_and_nobody_is_told_that_nothing_was_found(self, batch, now, no_index):
        progress = batch_work.run_chunk(worker="w", at=now)

        batch.refresh_from_db()
        assert progress.waits
        assert batch.waits_for == "The index is being built."
        assert set(batch.rows.asked_for().values_list("state", "attempts", "outcome")) == {("waiting", 0, "")}

    def test_a_list_that_is_no_longer_there_ends_the_batch_in_words(self, by, now):
        draft = sent(csv_of("SUBARU,JP"), by=by, at=now)
        batch = started(draft, at=now, lists=["no-such-list"])

        run_all(at=now)

        batch.refresh_from_db()
        assert (batch.state, batch.failure) == (States.FAILED, "There is no list “no-such-list”.")


class TestStoppingAndResuming:
    def test_a_stopped_batch_gives_no_rows_and_goes_on_where_it_was(self, long_batch, now):
        batch_work.run_chunk(worker="w", at=now)
        batches.stop(batch=long_batch)

        stopped = run_all(at=now)
        batches.resume(batch=long_batch, at=now)
        resumed = run_all(at=now)

        assert (stopped, resumed) == (0, 120 - batch_work.CHUNK)

    def test_what_was_being_screened_when_it_was_stopped_is_kept(self, long_batch, now):
        batch, rows = batch_work._claim("w", now)
        batches.stop(batch=long_batch)

        batch_work._screen(batch, rows, "w", now)

        long_batch.refresh_from_db()
        assert (long_batch.state, long_batch.done_count) == (States.STOPPED, batch_work.CHUNK)

    def test_the_rest_time_is_counted_from_the_last_start(self, long_batch, now):
        batch_work.run_chunk(worker="w", at=now)
        batches.stop(batch=long_batch)
        later = now + timedelta(days=1)
        batches.resume(batch=long_batch, at=later)
        batch_work.run_chunk(worker="w", at=later)

        long_batch.refresh_from_db()
        assert long_batch.left == 20
        assert long_batch.seconds_left(at=later + timedelta(seconds=50)) == 20

    def test_nobody_knows_the_rest_time_before_the_first_row(self, long_batch, now):
        assert long_batch.seconds_left(at=now + timedelta(seconds=50)) is None


def test_a_check_whose_retention_is_over_goes_and_what_came_of_its_row_stays(batch, by, now):
    run_all(at=now)
    screened("SUBARU Corporation", by=by, at=now + timedelta(days=2000))

    gone = retention.prune(before=now + timedelta(days=1000))

    row = batch.rows.get(number=2)
    assert gone == 3
    assert (row.screening_check, row.outcome, row.entry) == (None, "possible_match", "SUBARU Corporation")
