"""Visits without a usable answer, and sources that have ended or moved."""

from datetime import timedelta

import pytest

from news.models import Article, FetchJob, FetchRun
from news.services import jobs, visits
from news.services.troubles import Trouble, troubles
from tests.controls.hostile_source import bomb, drips, raw, redirects, running, says, silent
from tests.news import visiting
from tests.news.sourced import AT, entry, feed_of, source_of, state_of, visited

pytestmark = pytest.mark.django_db

Outcome = FetchRun.Outcome
HOUR = timedelta(hours=1)
only_ours, server, source = visiting.only_ours, visiting.server, visiting.source


FAILURES = {
    "a login page": (says(200, b"<html><body>Please log in</body></html>"), Outcome.UNREADABLE, "web page"),
    "an empty body": (says(200, b""), Outcome.UNREADABLE, ""),
    "a server out of order": (says(500, b"oops"), Outcome.ANSWERED_NO, "status 500"),
    "a no": (says(403, b"no bots"), Outcome.ANSWERED_NO, "status 403"),
    "a page that is not there": (says(404, b""), Outcome.ANSWERED_NO, "status 404"),
    "a redirect to our own house": (redirects("http://169.254.169.254/"), Outcome.REFUSED, "not among those"),
    "a line that breaks off": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<rss"),
        Outcome.UNREACHABLE,
        "cut off",
    ),
    "no HTTP at all": (raw(b"220 ftp ready\r\n"), Outcome.UNREACHABLE, ""),
    "more than may be": (says(200, bomb(6_000_000), content_encoding="gzip"), Outcome.TOO_LARGE, "bytes"),
}


class TestFailing:
    @pytest.mark.parametrize("name", FAILURES)
    def test_no_usable_answer_is_never_no_news(self, source, server, name):
        behaviour, outcome, words = FAILURES[name]
        server.behaviours["/feed"] = behaviour

        run = visited(source)

        assert run.outcome == outcome
        assert words in run.reason == source.trouble
        assert (source.failures, source.trouble_since is not None, source.read_at) == (1, True, None)
        assert state_of(run.job) == FetchJob.State.FAILED
        assert not Article.objects.filter(source=source).exists()

    def test_nobody_at_home_is_no_answer(self, server):
        with running() as gone:
            pass
        source = source_of(server.place, url=f"http://127.0.0.1:{gone.port}/feed")

        assert visited(source).outcome == Outcome.REFUSED  # a port that no test named

    @pytest.mark.parametrize("behaviour", [silent, drips(b"HTTP/1.1 200 OK\r\n\r\n", b".")])
    def test_a_source_that_takes_for_ever_is_left_in_time(self, source, server, behaviour, monkeypatch):
        plain = visits.question_of
        monkeypatch.setattr(visits, "question_of", lambda **given: _hurried(plain(**given)))
        server.behaviours["/feed"] = behaviour

        assert visited(source).outcome == Outcome.TOO_SLOW

    def test_failures_are_waited_out_longer_and_longer(self, source, server):
        server.behaviours["/feed"] = says(500, b"")
        waits, at = [], AT
        for _each in range(7):
            visited(source, at=at)
            waits.append((source.next_at - at) / HOUR)
            at = source.next_at

        wanted = [1, 2, 4, 8, 16, 24, 24]
        assert all(
            0.95 * hours <= wait <= min(1.05 * hours, 24) + 0.01 for hours, wait in zip(wanted, waits, strict=True)
        )
        assert source.failures == 7

    def test_the_trouble_keeps_its_beginning(self, source, server):
        server.behaviours["/feed"] = says(500, b"")
        visited(source)
        since = source.trouble_since

        visited(source, at=AT + HOUR)

        assert source.trouble_since == since

    def test_a_source_that_answers_again_is_asked_by_its_timetable_again(self, source, server):
        server.behaviours["/feed"] = says(500, b"")
        for hour in range(5):
            visited(source, at=AT + hour * HOUR)
        server.behaviours["/feed"] = says(200, feed_of(entry(1)))

        visited(source, at=AT + 6 * HOUR)

        assert (source.failures, source.trouble, source.trouble_since) == (0, "", None)
        assert source.next_at == AT + 7 * HOUR

    def test_a_source_that_asks_for_more_time_gets_it_and_so_does_its_host(self, source, server):
        server.behaviours["/feed"] = says(429, b"", retry_after="36000")

        visited(source)

        assert source.next_at >= AT + 10 * HOUR
        other = source_of(server.place, url=server.url("/other"))
        jobs.ask_now(source=other, by="test", at=AT + HOUR)
        assert jobs.claim(worker="w", at=AT + 9 * HOUR) is None
        assert jobs.claim(worker="w", at=AT + 11 * HOUR).source == other

    def test_words_of_a_stranger_cannot_look_like_a_line_of_the_log(
        self, source, server, caplog, django_capture_on_commit_callbacks
    ):
        server.behaviours["/feed"] = says(200, b"<html>\nERROR root forged\r\n</html>")

        with django_capture_on_commit_callbacks(execute=True):
            visited(source)

        assert all("\n" not in record.getMessage() for record in caplog.records)


def _hurried(question):
    return type(question)(**{**question.__dict__, "seconds": 0.3})


class TestEndings:
    def test_gone_for_good_ends_the_source(self, source, server):
        server.behaviours["/feed"] = says(410, b"")

        run = visited(source)

        assert (run.outcome, source.ended_at, source.failures) == (Outcome.ENDED, None, 1)
        assert source.next_at < AT + 2 * HOUR, "It is asked again: one answer may be a mistake."
        visited(source, at=AT + 23 * HOUR)
        assert source.ended_at is None
        visited(source, at=AT + 25 * HOUR)
        assert source.ended_at >= AT + 25 * HOUR
        assert Trouble.ENDED in troubles(source=source, at=AT + 26 * HOUR)
        assert jobs.make_due(at=AT + 100 * HOUR) == 0

    def test_an_answer_that_can_be_read_takes_it_back(self, source, server):
        good = server.behaviours["/feed"]
        for hours, behaviour in ((0, says(410, b"")), (10, good), (30, says(410, b"")), (40, says(503, b""))):
            server.behaviours["/feed"] = behaviour
            visited(source, at=AT + hours * HOUR)
            assert source.ended_at is None
        assert source.gone_at >= AT + 30 * HOUR, "Counted from the first of those that nothing took back."

    def test_a_feed_that_says_it_has_ended_ends_with_the_address_of_its_successor(self, source, server):
        ended = "<item><title>This feed has ended</title><link>https://www.gov.uk/new</link><guid>x/feed-ended</guid></item>"
        server.behaviours["/feed"] = says(200, feed_of(ended))

        run = visited(source)

        assert (run.outcome, source.moved_to) == (Outcome.ENDED, "https://www.gov.uk/new")
        assert not Article.objects.filter(source=source).exists()

    def test_a_permanent_redirect_is_followed_and_kept_for_a_person(self, source, server):
        server.behaviours["/feed"] = redirects("/new", 301)
        server.behaviours["/new"] = says(200, feed_of(entry(1)))

        run = visited(source)

        assert (run.outcome, source.moved_to) == (Outcome.READ, server.url("/new"))
        assert source.url == server.url("/feed")

    def test_a_passing_redirect_is_none(self, source, server):
        server.behaviours["/feed"] = redirects("/new", 302)
        server.behaviours["/new"] = says(200, feed_of(entry(1)))

        visited(source)

        assert source.moved_to == ""

    def test_a_redirect_that_was_taken_back_is_forgotten(self, source, server):
        server.behaviours["/feed"] = redirects("/new", 308)
        server.behaviours["/new"] = says(200, feed_of(entry(1)))
        visited(source)
        server.behaviours["/feed"] = says(200, feed_of(entry(2)))

        visited(source, at=AT + HOUR)

        assert source.moved_to == ""
