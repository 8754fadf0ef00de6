"""Whoever follows a redirect may be asked before: with the checked address, in time that does not count."""

import time

import pytest

from controls.outbound import Question, Refused, TooSlow
from controls.outbound.wire import Deadline
from tests.controls import hostile_source as hostile
from tests.controls.hostile_source import running, says
from tests.controls.test_outbound_fetch import FEED, NOON, fetch


@pytest.fixture
def source():
    with running() as server:
        yield server


def followed(source, onto, **more):
    question = Question(
        url=source.url("/feed"),
        hosts=frozenset({"127.0.0.1"}),
        agent="test",
        test_hosts=frozenset({source.place}),
        **{"seconds": 5.0, **more},
    )
    return fetch(question, at=NOON, onto=onto)


def test_each_further_address_is_shown_before_it_is_asked(source):
    source.behaviours |= {"/feed": hostile.redirects("/a"), "/a": hostile.redirects("/b"), "/b": says(200, FEED)}
    seen = []

    got = followed(source, lambda url: seen.append((url, source.calls)))

    assert got.body == FEED
    assert seen == [(source.url("/a"), 1), (source.url("/b"), 2)]


def test_nobody_is_asked_about_the_first_address(source):
    source.behaviours["/feed"] = says(200, FEED)

    assert followed(source, lambda url: pytest.fail(url)).body == FEED


def test_what_is_raised_ends_it_and_nothing_more_is_asked(source):
    source.behaviours["/feed"] = hostile.redirects("/a")

    def no(url):
        raise LookupError(url)

    with pytest.raises(LookupError):
        followed(source, no)

    assert source.calls == 1


def test_an_address_that_is_refused_is_shown_to_nobody(source):
    source.behaviours["/feed"] = hostile.redirects("http://169.254.169.254/")

    with pytest.raises(Refused):
        followed(source, lambda url: pytest.fail(url))


def test_the_time_that_it_takes_does_not_count(source):
    source.behaviours |= {"/feed": hostile.redirects("/a"), "/a": says(200, FEED)}

    assert followed(source, lambda _url: time.sleep(0.6), seconds=0.5).body == FEED


def test_a_deadline_goes_on_after_a_pause():
    deadline = Deadline(0.2)
    with deadline.paused():
        time.sleep(0.3)
    assert 0 < deadline.left() <= 0.2
    time.sleep(0.25)
    with pytest.raises(TooSlow):
        deadline.left()
