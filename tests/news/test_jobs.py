"""Fetches that are due are rows: made once, claimed by one, given up after several deaths."""

from datetime import timedelta

import pytest

from news.models import FetchJob, FetchRun, Source
from news.services import hosts, jobs, sources
from news.services.troubles import Trouble, troubles
from tests.news.sourced import AT, claimed, source_of, state_of

pytestmark = pytest.mark.django_db

State = FetchJob.State
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def only_ours():
    Source.objects.update(enabled=False, off_reason="another test")


class TestMakingDue:
    def test_a_source_whose_time_has_come_gets_a_job_and_its_next_time(self):
        source = source_of(rhythm=120)

        assert jobs.make_due(at=AT + MINUTE) == 1

        job = source.jobs.get()
        source.refresh_from_db()
        assert (job.slot, job.state, job.due_at) == (AT, State.WAITING, AT + MINUTE)
        assert source.next_at == AT + timedelta(hours=2)

    def test_nothing_is_due_before_its_time(self):
        source_of(next_at=AT + MINUTE)

        assert jobs.make_due(at=AT) == 0

    def test_a_second_clock_makes_nothing_new(self):
        source = source_of()

        assert [jobs.make_due(at=AT), jobs.make_due(at=AT)] == [1, 0]
        assert source.jobs.count() == 1

    def test_a_clock_that_lost_its_memory_makes_no_second_job_of_a_slot(self):
        source = source_of()
        jobs.make_due(at=AT)
        FetchJob.objects.update(state=State.DONE)
        Source.objects.filter(pk=source.pk).update(next_at=AT)

        assert jobs.make_due(at=AT + MINUTE) == 0
        assert source.jobs.count() == 1

    def test_a_source_that_was_never_asked_is_asked_at_once(self):
        source_of(next_at=None)

        assert jobs.make_due(at=AT) == 1

    def test_after_a_long_silence_a_source_is_asked_once_and_not_for_every_slot(self):
        source = source_of(rhythm=30)

        jobs.make_due(at=AT + timedelta(days=3))

        source.refresh_from_db()
        assert source.jobs.count() == 1
        assert source.next_at > AT + timedelta(days=3)

    def test_while_a_job_is_open_there_is_no_second_one(self):
        source = source_of(rhythm=5)
        jobs.make_due(at=AT)

        assert jobs.make_due(at=AT + timedelta(hours=1)) == 0
        assert source.jobs.count() == 1

    @pytest.mark.parametrize("columns", [{"enabled": False, "off_reason": "no"}, {"ended_at": AT}])
    def test_sources_that_are_off_or_have_ended_are_never_due(self, columns):
        source_of(**columns)

        assert jobs.make_due(at=AT) == 0


class TestAskingNow:
    def test_a_person_need_not_wait_for_the_timetable(self):
        source = source_of(next_at=AT + timedelta(days=1))

        job = jobs.ask_now(source=source, by="ada@example.com", at=AT)

        assert (job.asked_by, job.due_at) == ("ada@example.com", AT)
        assert jobs.claim(worker="w", at=AT) == job

    def test_while_a_job_is_open_another_is_not_made(self):
        source = source_of()
        jobs.make_due(at=AT)

        assert jobs.ask_now(source=source, by="ada", at=AT) is None

    def test_a_source_that_is_off_is_not_asked_by_anybody(self):
        source = source_of(enabled=False, off_reason="no")

        assert jobs.ask_now(source=source, by="ada", at=AT) is None


class TestClaiming:
    def test_a_job_belongs_to_one_worker_until_its_lease_runs_out(self):
        source_of()
        jobs.make_due(at=AT)

        job = jobs.claim(worker="one", at=AT)

        assert (job.worker, job.state, job.attempts) == ("one", State.CLAIMED, 1)
        assert jobs.claim(worker="two", at=AT + jobs.LEASE) is None
        again = jobs.claim(worker="two", at=AT + jobs.LEASE + MINUTE)
        assert (again.pk, again.worker, again.attempts) == (job.pk, "two", 2)

    def test_who_lost_a_job_no_longer_holds_it(self):
        job = claimed(source_of())
        jobs.claim(worker="two", at=AT + jobs.LEASE + MINUTE)

        assert jobs.held(job=job) is None
        assert jobs.renew(job=job, at=AT) is False

    def test_a_renewed_lease_keeps_others_away(self):
        job = claimed(source_of())

        assert jobs.renew(job=job, at=AT + MINUTE)
        assert jobs.claim(worker="two", at=AT + MINUTE + jobs.LEASE) is None

    def test_the_job_that_waits_longest_is_first(self):
        late, early = source_of(next_at=AT - MINUTE), source_of(next_at=AT - 2 * MINUTE)
        for source, at in ((late, AT), (early, AT - MINUTE)):
            jobs.ask_now(source=source, by="", at=at)

        assert jobs.claim(worker="w", at=AT).source == early

    def test_sources_that_answer_go_before_those_that_did_not(self):
        failing, well = source_of(failures=2), source_of()
        jobs.ask_now(source=failing, by="", at=AT - MINUTE)
        jobs.ask_now(source=well, by="", at=AT)

        assert jobs.claim(worker="w", at=AT).source == well

    def test_only_one_source_that_fails_is_asked_at_a_time(self):
        for _each in range(3):
            jobs.ask_now(source=source_of(failures=1), by="", at=AT)

        assert jobs.claim(worker="one", at=AT) is not None
        assert jobs.claim(worker="two", at=AT) is None

    def test_a_source_that_hangs_leaves_room_for_those_that_answer(self):
        hanging = source_of(failures=1)
        claimed(hanging)
        well = source_of()
        jobs.ask_now(source=well, by="", at=AT)

        assert jobs.claim(worker="two", at=AT).source == well

    def test_a_source_is_never_asked_twice_at_the_same_time(self):
        source = source_of()
        claimed(source)
        FetchJob.objects.create(source=source, slot=AT + MINUTE, due_at=AT)

        assert jobs.claim(worker="two", at=AT) is None

    def test_what_lies_at_a_host_that_is_asked_or_rests_waits(self):
        busy = [source_of("busy.example") for _each in range(2)]
        for source in (*busy, source_of("resting.example"), source_of("free.example")):
            jobs.ask_now(source=source, by="", at=AT)
        hosts.occupy(name="busy.example", worker="w", at=AT)
        hosts.occupy(name="resting.example", worker="w", at=AT - MINUTE)
        hosts.leave(name="resting.example", worker="w", at=AT - MINUTE, gap=120)

        assert jobs.claim(worker="one", at=AT).source.hosts == ["free.example"]
        assert jobs.claim(worker="two", at=AT) is None
        hosts.leave(name="busy.example", worker="w", at=AT, gap=0)
        assert jobs.claim(worker="two", at=AT).source in busy

    def test_not_all_workers_are_taken_by_sources(self):
        for _each in range(jobs.MOST_AT_ONCE + 2):
            jobs.ask_now(source=source_of(), by="", at=AT)

        claims = [jobs.claim(worker=f"w{n}", at=AT) for n in range(jobs.MOST_AT_ONCE + 2)]
        assert sum(claim is not None for claim in claims) == jobs.MOST_AT_ONCE

    def test_a_source_that_was_switched_off_is_not_asked_although_its_job_waits(self):
        source = source_of()
        jobs.make_due(at=AT)
        sources.switch_off(source=source, reason="It asked us to stop.")

        assert jobs.claim(worker="w", at=AT) is None

    def test_a_job_that_was_given_back_waits_and_has_cost_no_attempt(self):
        job = claimed(source_of())

        jobs.give_back(job=job, due_at=AT + MINUTE)

        job.refresh_from_db()
        assert (job.state, job.attempts, job.worker) == (State.WAITING, 0, "")
        assert jobs.claim(worker="w", at=AT) is None
        assert jobs.claim(worker="w", at=AT + MINUTE) == job


class TestSweeping:
    def dead(self, source):
        """A job that has cost all the workers that it may cost."""
        jobs.ask_now(source=source, by="", at=AT)
        FetchJob.objects.filter(source=source).update(
            state=State.CLAIMED, worker="gone", claimed_until=AT - MINUTE, attempts=jobs.MOST_ATTEMPTS
        )
        return source.jobs.get()

    def test_a_job_that_killed_its_workers_is_given_up_and_the_source_is_in_trouble(self):
        source = source_of()
        job = self.dead(source)

        swept = jobs.sweep(at=AT)

        job.refresh_from_db()
        source.refresh_from_db()
        assert (swept.given_up, swept.waiting) == (1, 0)
        assert (job.state, job.ended_at) == (State.FAILED, AT)
        assert "broke off 5 times" in job.last_error == source.trouble
        assert troubles(source=source, at=AT) == (Trouble.FAILING,)
        assert source.next_at >= AT + timedelta(minutes=57)

    def test_it_is_not_claimed_before_the_sweep_either(self):
        self.dead(source_of())

        assert jobs.claim(worker="w", at=AT) is None

    def test_a_job_of_a_source_that_is_off_ends(self):
        source = source_of()
        jobs.make_due(at=AT)
        sources.switch_off(source=source, reason="It asked us to stop.")

        assert jobs.sweep(at=AT).given_up == 1
        assert state_of(source.jobs.get()) == State.FAILED
        source.refresh_from_db()
        assert source.failures == 0

    def test_it_counts_what_waits_and_what_a_dead_worker_left(self):
        jobs.ask_now(source=source_of(), by="", at=AT)
        claimed(source_of(rank=1), at=AT - 2 * jobs.LEASE)

        assert jobs.sweep(at=AT).waiting == 2
        assert jobs.any_waiting(at=AT)

    def test_what_somebody_works_on_does_not_wait(self):
        claimed(source_of())

        assert jobs.sweep(at=AT).waiting == 0
        assert not jobs.any_waiting(at=AT)


class TestPruning:
    def test_old_runs_and_jobs_go_and_young_ones_stay(self):
        source = source_of()
        for number, days in (("old", 91), ("young", 89)):
            at = AT - timedelta(days=days)
            job = FetchJob.objects.create(source=source, slot=at, due_at=at, state=State.DONE, ended_at=at)
            FetchRun.objects.create(
                number=number, source=source, job=job, started_at=at, seconds=1, outcome="read", url=source.url
            )

        assert jobs.prune(before=AT - timedelta(days=90)) == 1
        assert list(source.runs.values_list("number", flat=True)) == ["young"]
        assert source.jobs.count() == 1

    def test_a_job_that_is_not_done_stays_however_old(self):
        source = source_of()
        jobs.make_due(at=AT)

        jobs.prune(before=AT + timedelta(days=400))

        assert source.jobs.count() == 1
