"""Redirects are followed with all manners: a turn at the other host, its own robots.txt, nothing before that."""

from datetime import timedelta

import pytest

from news.models import FetchJob, FetchRun, Host, Source
from news.services import fetching, hosts, turns
from tests.controls.hostile_source import redirects, running, says
from tests.news.sourced import AT, claimed, entry, feed_of, source_of, state_of, visited

pytestmark = pytest.mark.django_db

Outcome = FetchRun.Outcome
CLOSED = b"User-agent: *\nDisallow: /"


@pytest.fixture
def places(settings):
    """Two hosts that a source allows; the first leads to the second."""
    with running() as first, running() as second:
        settings.OUTBOUND_TEST_HOSTS = [first.place, second.place]
        first.behaviours["/feed"] = redirects(second.url("/new"))
        second.behaviours["/new"] = says(200, feed_of(entry(1)))
        yield first, second


@pytest.fixture
def source(places):
    return source_of(places[0].place)


def paths(server):
    return [question.split(b" ")[1].decode() for question in server.asked]


def test_another_host_is_asked_after_its_own_robots(source, places):
    run = visited(source)

    assert (run.outcome, run.added) == (Outcome.READ, 1)
    assert paths(places[1]) == ["/robots.txt", "/new"]


def test_what_the_robots_of_another_host_close_is_not_asked(source, places):
    places[1].behaviours["/robots.txt"] = says(200, CLOSED)

    run = visited(source)

    assert run.outcome == Outcome.NO_ROBOTS
    assert run.reason.startswith(f"It redirects to {places[1].url('/new')}: robots.txt of")
    assert paths(places[1]) == ["/robots.txt"]


def test_what_robots_close_on_the_same_host_is_not_asked_either(source, places):
    places[0].behaviours |= {"/feed": redirects("/closed"), "/closed": says(200, feed_of(entry(1)))}
    places[0].behaviours["/robots.txt"] = says(200, b"User-agent: *\nDisallow: /closed")

    assert visited(source).outcome == Outcome.NO_ROBOTS
    assert paths(places[0]) == ["/robots.txt", "/feed"]


def test_both_hosts_are_held_while_the_second_is_asked_and_free_afterwards(source, places):
    held = []
    plain = turns.Turns.go_on

    def go_on(self):
        held.append(set(Host.objects.exclude(busy_until=None).values_list("name", flat=True)))
        plain(self)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(turns.Turns, "go_on", go_on)
        visited(source)

    assert held[-1] == {places[0].place, places[1].place}
    assert not Host.objects.exclude(busy_until=None).exists()


def test_a_host_that_somebody_else_asks_is_not_asked_and_the_job_waits_for_it(source, places, monkeypatch):
    monkeypatch.setattr(turns.time, "sleep", lambda _seconds: None)
    hosts.occupy(name=places[1].place, worker="another", at=AT)
    Host.objects.filter(name=places[1].place).update(busy_until=AT + timedelta(hours=1))
    job = claimed(source)

    assert fetching.run(job=job, at=AT) is None

    job.refresh_from_db()
    source.refresh_from_db()
    assert (paths(places[1]), state_of(job), job.attempts) == ([], FetchJob.State.WAITING, 0)
    assert job.due_at > AT
    assert (source.failures, source.runs.count()) == (0, 0)
    assert Host.objects.get(name=places[0].place).busy_until is None


def test_two_sources_never_ask_one_host_together_although_one_is_led_there(source, places, monkeypatch):
    """The second host is asked by its own source; the first source's redirect waits until that is over."""
    other = source_of(places[1].place, url=places[1].url("/own"))
    places[1].behaviours["/own"] = says(200, feed_of(entry(2)))
    slept = []
    monkeypatch.setattr(turns.time, "sleep", lambda seconds: (slept.append(seconds), _leave(places[1])))
    assert hosts.occupy(name=places[1].place, worker="two", at=AT) is None

    run = visited(source)

    assert (run.outcome, run.added, bool(slept)) == (Outcome.READ, 1, True)
    assert visited(other, at=AT + timedelta(hours=1)).outcome == Outcome.READ


def _leave(server):
    hosts.leave(name=server.place, worker="two", at=AT, gap=0)


def test_a_host_that_wants_rest_after_a_redirect_gets_it_and_the_first_does_not(source, places):
    places[1].behaviours["/new"] = says(503, b"", retry_after="7200")

    visited(source)

    free = dict(Host.objects.values_list("name", "free_at"))
    assert free[places[1].place] >= AT + timedelta(hours=2)
    assert free[places[0].place] < AT + timedelta(minutes=1)


def test_the_gap_lies_between_two_requests_to_one_host_of_a_chain(source, places, monkeypatch):
    slept = []
    monkeypatch.setattr(turns.time, "sleep", slept.append)
    Source.objects.filter(pk=source.pk).update(gap=10)
    places[1].behaviours |= {"/new": redirects("/newer"), "/newer": says(200, feed_of(entry(1)))}

    run = visited(source)

    assert run.outcome == Outcome.READ
    assert paths(places[1]) == ["/robots.txt", "/new", "/newer"]
    assert sum(slept) == 10 + 2 * 10, "robots.txt and feed of the first; robots.txt and two pages of the second."


def test_three_hops_are_the_most_and_are_not_asked_beyond(source, places):
    second = places[1]
    second.behaviours |= {"/new": redirects("/2"), "/2": redirects("/3"), "/3": redirects("/4")}

    run = visited(source)

    assert (run.outcome, run.reason) == (Outcome.REFUSED, "The source redirects more than 3 times.")
    assert paths(second) == ["/robots.txt", "/new", "/2", "/3"]


def test_robots_that_lie_at_another_host_take_a_turn_there(source, places):
    first, second = places
    first.behaviours |= {
        "/robots.txt": redirects(second.url("/rules")),
        "/feed": says(200, feed_of(entry(1))),
    }
    second.behaviours["/rules"] = says(200, CLOSED)

    run = visited(source)

    assert run.outcome == Outcome.NO_ROBOTS
    assert (paths(first), paths(second)) == (["/robots.txt"], ["/rules"])
    assert Host.objects.filter(name=second.place).exists()
