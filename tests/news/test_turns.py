"""Turns at hosts: kept while a gap is waited for, taken one after the other, and over in time for what was read."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from config.celery import app
from controls.outbound import Question
from news.models import Host
from news.models.sources import LONGEST_GAP
from news.services import hosts, jobs, sources, turns
from news.services.turns import MOST_SECONDS, PATIENCE, RENEWED, Turns
from news.services.unread import NotRead, Postponed, TimeOver
from news.tasks import _BUSY_SECONDS, fetch_waiting
from tests.news.sourced import AT, claimed, source_of

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
ONE_REQUEST = Question(url="", hosts=frozenset(), agent="").seconds


class Clock:
    """A clock that goes only while somebody waits."""

    def __init__(self):
        self.now, self.slept = AT, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds * SECOND


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(turns.time, "sleep", clock.sleep)
    return clock


def turns_of(clock, *, worker="one", gap=0, **more):
    return Turns(worker, gap, lambda: clock.now, **more)


def test_a_dead_worker_is_replaced_within_a_minute():
    """The lease runs out, the clock strikes after that, and there is time left for the job itself."""
    strike = app.conf.beat_schedule["fetch due sources"]["schedule"]

    assert jobs.LEASE == hosts.HOLD
    assert jobs.LEASE.total_seconds() + strike <= 50


def test_a_lease_outlasts_whatever_lies_between_two_renewals():
    assert jobs.LEASE.total_seconds() > ONE_REQUEST
    assert jobs.LEASE.total_seconds() > RENEWED


def test_a_task_is_not_ended_while_a_visit_may_still_go_on():
    """The last visit of a task begins at the end of its busy time, and its last request may just fit."""
    assert fetch_waiting.time_limit > _BUSY_SECONDS + MOST_SECONDS + ONE_REQUEST
    assert 2 * (LONGEST_GAP + ONE_REQUEST) > MOST_SECONDS > LONGEST_GAP + 2 * ONE_REQUEST


def test_while_a_gap_is_waited_for_everything_is_renewed(clock):
    source = source_of(gap=30)
    job = claimed(source)
    mine = turns_of(clock, worker="w1", gap=30, mine=lambda: jobs.renew(job=job, at=clock.now))
    mine.take(name="news.example")
    mine.step(name="news.example", seconds=15)
    mine.step(name="news.example", seconds=15)

    job.refresh_from_db()
    assert (sum(clock.slept), max(clock.slept)) == (30, RENEWED)
    assert job.claimed_until == clock.now + jobs.LEASE
    assert Host.objects.get(name="news.example").busy_until == clock.now + hosts.HOLD


def test_who_loses_the_job_during_a_gap_stops_waiting(clock):
    left = [True, True, False]
    mine = turns_of(clock, gap=30, mine=lambda: left.pop(0))
    mine.take(name="a")
    mine.step(name="a", seconds=1)

    with pytest.raises(NotRead, match="taken over"):
        mine.step(name="a", seconds=1)

    assert sum(clock.slept) == 2 * RENEWED


def test_a_gap_lies_between_requests_to_one_host_not_to_two(clock):
    mine = turns_of(clock, gap=10)
    for name in ("a", "b", "a"):
        if name not in mine._held:
            mine.take(name=name)
        mine.step(name=name, seconds=1)

    assert sum(clock.slept) == 10


def test_nothing_is_asked_that_would_end_too_late(clock):
    mine = turns_of(clock, gap=30)
    mine.take(name="a")
    mine.step(name="a", seconds=15)
    mine.step(name="a", seconds=15)
    mine.step(name="a", seconds=15)

    with pytest.raises(TimeOver):
        mine.step(name="a", seconds=15)

    assert sum(clock.slept) == 60, "The gap before a request that is not sent is not waited for."


def test_another_host_is_taken_when_it_is_free(clock):
    mine, other = turns_of(clock), turns_of(clock, worker="two")
    mine.take(name="a")
    mine.step(name="b", seconds=1)

    assert other.take(name="b") == clock.now + hosts.SOON
    mine.leave()
    assert other.take(name="b") is None


def test_a_host_that_is_busy_for_a_moment_is_waited_for(clock):
    mine, other = turns_of(clock), turns_of(clock, worker="two")
    other.take(name="b")
    hosts.leave(name="b", worker="two", at=clock.now, gap=7)
    mine.take(name="a")

    mine.step(name="b", seconds=1)

    assert 7 <= sum(clock.slept) < PATIENCE
    assert Host.objects.get(name="b").busy_with == "one"


@pytest.mark.parametrize("rest", [timedelta(seconds=PATIENCE + 1), timedelta(hours=2)])
def test_a_host_that_rests_for_long_is_for_another_time(clock, rest):
    other = turns_of(clock, worker="two")
    other.take(name="b")
    other.rest(name="b", asked=rest)
    other.leave()
    mine = turns_of(clock)
    mine.take(name="a")

    with pytest.raises(Postponed) as later:
        mine.step(name="b", seconds=1)

    assert (later.value.name, later.value.until) == ("b", AT + rest)
    assert clock.slept == []


def test_two_that_wait_for_each_others_hosts_do_not_wait_for_ever(clock):
    mine, other = turns_of(clock), turns_of(clock, worker="two")
    mine.take(name="a")
    other.take(name="b")
    # The other one is alive: it renews whenever we look.
    mine.mine = lambda: other.go_on() is None

    with pytest.raises(Postponed):
        mine.step(name="b", seconds=1)

    assert sum(clock.slept) <= PATIENCE


def test_each_host_rests_for_as_long_as_it_asked_itself(clock):
    mine = turns_of(clock, gap=5)
    mine.take(name="a")
    mine.step(name="b", seconds=1)
    mine.rest(name="b", asked=timedelta(hours=1))
    mine.leave()

    free = dict(Host.objects.filter(name__in="ab").values_list("name", "free_at"))
    assert free == {"a": AT + 5 * SECOND, "b": AT + timedelta(hours=1)}


@pytest.mark.parametrize(("gap", "fits"), [(0, True), (LONGEST_GAP, True), (LONGEST_GAP + 1, False), (3_600, False)])
def test_a_gap_that_cannot_be_kept_is_refused_at_its_field(gap, fits):
    source = source_of()
    if fits:
        assert sources.amend(source=source, fields={"gap": gap}, at=AT).gap == gap
        return
    with pytest.raises(ValidationError) as refused:
        sources.amend(source=source, fields={"gap": gap}, at=AT)
    assert set(refused.value.message_dict) == {"gap"}
