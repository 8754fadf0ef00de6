"""Fetch jobs from every state by every move: what is allowed changes them, all else leaves them as they are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.models import FetchJob, Source
from news.services import jobs
from tests.news.sourced import AT, source_of, state_of

pytestmark = pytest.mark.django_db
State = FetchJob.State
SECOND = timedelta(seconds=1)
LATE = AT + timedelta(days=1)


def job_in(state, at=AT, **columns):
    """A job of a source of its own in a state."""
    claim = {"worker": "w1", "claimed_until": at + jobs.LEASE, "attempts": 1} if state == State.CLAIMED else {}
    ended = {"ended_at": at} if state in (State.DONE, State.FAILED) else {}
    return FetchJob.objects.create(
        source=source_of(), **{"slot": at, "due_at": at, "state": state, **claim, **ended, **columns}
    )


def row(job):
    return FetchJob.objects.filter(pk=job.pk).values().get()


@pytest.mark.parametrize(
    ("state", "after", "taken"),
    [
        (State.WAITING, timedelta(0), True),
        (State.WAITING, -SECOND, False),
        (State.CLAIMED, timedelta(0), False),
        (State.CLAIMED, jobs.LEASE, False),
        (State.CLAIMED, jobs.LEASE + SECOND, True),
        (State.DONE, jobs.LEASE + SECOND, False),
        (State.FAILED, jobs.LEASE + SECOND, False),
    ],
)
def test_a_job_is_claimed_when_it_is_due_or_its_lease_has_run_out_and_else_never(state, after, taken):
    job = job_in(state)
    before = row(job)

    claimed = jobs.claim(worker="w2", at=AT + after)

    assert (claimed is not None) is taken
    assert row(job)["worker"] == ("w2" if taken else before["worker"])


@pytest.mark.parametrize("state", [State.WAITING, State.DONE, State.FAILED])
def test_what_is_not_claimed_is_neither_renewed_nor_held_nor_given_back(state):
    job = job_in(state)
    before = row(job)

    assert jobs.renew(job=job, at=LATE) is False
    assert jobs.held(job=job) is None
    jobs.give_back(job=job, due_at=LATE)
    assert row(job) == before


def test_a_worker_that_lost_its_job_changes_nothing_of_it():
    lost = job_in(State.CLAIMED)
    taken = jobs.claim(worker="w2", at=AT + jobs.LEASE + SECOND)
    before = row(taken)

    assert jobs.renew(job=lost, at=LATE) is False
    assert jobs.held(job=lost) is None
    jobs.give_back(job=lost, due_at=LATE)
    assert row(taken) == before
    assert jobs.renew(job=taken, at=LATE) is True


def test_a_job_that_is_given_back_costs_no_attempt_and_waits_until_it_is_due():
    job = job_in(State.CLAIMED)
    jobs.give_back(job=job, due_at=LATE)

    assert (row(job)["state"], row(job)["attempts"], row(job)["claimed_until"]) == (State.WAITING, 0, None)
    assert jobs.claim(worker="w2", at=LATE - SECOND) is None
    assert jobs.claim(worker="w2", at=LATE).pk == job.pk


@pytest.mark.parametrize(("error", "state"), [("", State.DONE), ("No answer.", State.FAILED), ("x" * 900, "failed")])
def test_a_job_ends_once_well_or_in_vain_and_belongs_to_nobody_then(error, state):
    job = job_in(State.CLAIMED)
    jobs.end(job=job, at=LATE, error=error)

    ended = row(job)
    assert (ended["state"], ended["worker"], ended["claimed_until"], ended["ended_at"]) == (state, "", None, LATE)
    assert ended["last_error"] == error[:500]
    assert jobs.claim(worker="w2", at=LATE) is None


@pytest.mark.parametrize("attempts", range(7))
def test_the_fifth_worker_that_dies_is_the_last(attempts):
    job = job_in(State.WAITING, attempts=attempts)

    assert (jobs.claim(worker="w", at=AT) is not None) is (attempts < jobs.MOST_ATTEMPTS)
    assert jobs.sweep(at=AT + 2 * jobs.LEASE).given_up == (attempts >= jobs.MOST_ATTEMPTS - 1)
    assert (state_of(job) == State.FAILED) is (attempts >= jobs.MOST_ATTEMPTS - 1)


@pytest.mark.parametrize("state", State.values)
def test_sweeping_leaves_alone_what_somebody_works_on_and_what_has_ended(state):
    job = job_in(state, attempts=jobs.MOST_ATTEMPTS)
    jobs.sweep(at=AT)

    assert state_of(job) == (State.FAILED if state == State.WAITING else state)
    assert jobs.sweep(at=AT) == jobs.Swept(given_up=0, waiting=0), "Sweeping twice is sweeping once."


@pytest.mark.parametrize("columns", [{"enabled": False, "off_reason": "Moved."}, {"ended_at": AT}])
def test_the_job_of_a_source_that_is_not_asked_any_more_is_neither_claimed_nor_kept(columns):
    job = job_in(State.WAITING)
    Source.objects.filter(pk=job.source_id).update(**columns)

    assert jobs.claim(worker="w", at=AT) is None
    assert jobs.ask_now(source=job.source, by="ada", at=LATE) is None
    assert jobs.sweep(at=AT).given_up == 1
    assert row(job)["last_error"] == "The source is not asked any more."


@pytest.mark.parametrize(("state", "asked"), [("waiting", False), ("claimed", False), ("done", True), ("failed", True)])
def test_a_source_is_asked_out_of_turn_only_when_nothing_of_it_is_open(state, asked):
    job = job_in(state)

    made = jobs.ask_now(source=job.source, by="ada", at=LATE)

    assert (made is not None) is asked
    assert job.source.jobs.count() == 1 + asked
    assert jobs.ask_now(source=job.source, by="grace", at=LATE + SECOND) is None


def test_no_more_jobs_are_under_way_than_workers_may_have():
    for _job in range(jobs.MOST_AT_ONCE + 2):
        job_in(State.WAITING)

    taken = [jobs.claim(worker=f"w{n}", at=AT) for n in range(jobs.MOST_AT_ONCE + 2)]

    assert len({job.pk for job in taken if job}) == jobs.MOST_AT_ONCE
    assert taken[jobs.MOST_AT_ONCE :] == [None, None]


@pytest.mark.parametrize("state", State.values)
def test_pruning_takes_what_ended_before_and_nothing_that_is_open(state):
    job = job_in(state)

    jobs.prune(before=AT)
    assert FetchJob.objects.filter(pk=job.pk).exists()
    jobs.prune(before=AT + SECOND)
    assert FetchJob.objects.filter(pk=job.pk).exists() is (state in jobs.OPEN)


@given(hours=st.lists(st.integers(0, 30), min_size=1, max_size=6), clocks=st.integers(1, 3))
@settings(max_examples=20)
def test_however_often_and_late_the_clocks_ring_a_source_has_one_open_job(hours, clocks):
    source = source_of()
    for hour in sorted(hours):
        for _clock in range(clocks):
            jobs.make_due(at=AT + timedelta(hours=hour))
            assert source.jobs.filter(state__in=jobs.OPEN).count() == 1
        source.refresh_from_db()
        assert source.next_at > AT + timedelta(hours=hour)


MOVES = st.lists(
    st.tuples(st.sampled_from(["claim", "renew", "give back", "end", "fail", "sweep"]), st.integers(0, 90)),
    max_size=12,
)


@given(moves=MOVES)
@settings(max_examples=40)
def test_no_row_of_moves_leaves_a_job_in_a_state_that_cannot_be(moves):
    job, at = job_in(State.WAITING, at=datetime(2026, 11, 22, 4, tzinfo=UTC)), AT
    for number, (move, seconds) in enumerate(moves):
        at += timedelta(seconds=seconds)
        job.refresh_from_db()
        ended = row(job) if job.state in (State.DONE, State.FAILED) else None
        _move(move, job, f"w{number}", at)
        now = row(job)
        assert ended is None or now == ended, "What has ended stays ended."
        assert (now["state"] == State.CLAIMED) == (now["claimed_until"] is not None) == bool(now["worker"])
        assert (now["ended_at"] is not None) is (now["state"] in (State.DONE, State.FAILED))
        assert 0 <= now["attempts"] <= jobs.MOST_ATTEMPTS


def _move(move, job, worker, at):
    """What a worker would do that has the job by its name: it ends only what it still holds."""
    if move == "claim":
        jobs.claim(worker=worker, at=at, only=job)
    elif move == "renew":
        jobs.renew(job=job, at=at)
    elif move == "give back":
        jobs.give_back(job=job, due_at=at)
    elif move == "sweep":
        jobs.sweep(at=at)
    elif (mine := jobs.held(job=job)) is not None:
        jobs.end(job=mine, at=at, error="" if move == "end" else "No answer.")
