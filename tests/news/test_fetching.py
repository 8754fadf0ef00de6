"""One visit to a source on loopback: its manners, its answers, and what is kept of them."""

import hashlib
import logging
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from news.ingest.types import SourceUnreadable
from news.models import Article, FetchJob, FetchRun, Host, KnownAddress, Source
from news.services import asking, fetching, hosts, jobs, questions, turns, visits
from tests.controls.hostile_source import bomb, drips, raw, redirects, running, says, silent
from tests.news.sourced import AT, claimed, entry, feed_of, source_of, state_of, visited

pytestmark = pytest.mark.django_db

Outcome = FetchRun.Outcome
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def only_ours():
    Source.objects.update(enabled=False, off_reason="another test")


@pytest.fixture
def server(settings):
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        server.behaviours["/feed"] = says(200, feed_of(entry(1), entry(2)))
        yield server


@pytest.fixture
def source(server):
    return source_of(server.place)


def asked_for(server, path):
    return [question for question in server.asked if question.split(b" ")[1] == path.encode()]


def form_of(line, question):
    """What was posted; it may come after the head of the question, in a piece of its own."""
    return (question.partition(b"\r\n\r\n")[2] or line.recv(1_000)).decode()


class TestReading:
    def test_what_a_source_says_is_stored_with_its_run_and_the_end_of_the_job(self, source):
        run = visited(source)

        assert (run.outcome, run.status, run.items, run.added) == (Outcome.READ, 200, 2, 2)
        assert (run.url, run.size > 0, run.started_at) == (source.url, True, AT)
        assert state_of(run.job) == FetchJob.State.DONE
        assert set(Article.objects.filter(source=source).values_list("title", flat=True)) == {"Notice 1", "Notice 2"}

    def test_the_source_says_when_it_was_read(self, source):
        visited(source)

        assert source.failures == 0
        assert source.trouble == ""
        assert source.asked_at == source.read_at == source.new_at >= AT

    def test_a_second_visit_brings_nothing_twice(self, source, server):
        visited(source)
        server.behaviours["/feed"] = says(200, feed_of(entry(3), entry(1), entry(2)))

        run = visited(source, at=AT + HOUR)

        assert (run.items, run.added) == (3, 1)
        assert Article.objects.filter(source=source).count() == 3

    def test_we_say_who_we_are_and_whom_to_write_to(self, source, server, settings):
        settings.OUTBOUND_CONTACT = "https://register.example.org/about"

        visited(source)

        agent = f"User-Agent: {asking.PRODUCT}/{settings.VERSION} (https://register.example.org/about)".encode()
        assert all(agent in question for question in server.asked)

    def test_without_a_contact_nothing_is_made_up(self, settings):
        settings.OUTBOUND_CONTACT = ""

        assert questions.agent() == f"RareEarthControlsRegister/{settings.VERSION}"

    def test_each_run_leaves_one_line_with_its_number(self, source, caplog, django_capture_on_commit_callbacks):
        caplog.set_level(logging.INFO, logger=fetching.__name__)

        with django_capture_on_commit_callbacks(execute=True):
            run = visited(source)

        (line,) = [record.getMessage() for record in caplog.records if record.name == fetching.__name__]
        assert f"run={run.number} source={source.key} outcome=read status=200" in line
        assert "items=2 new=2 changed=0" in line

    def test_no_transaction_is_open_while_the_source_takes_its_time(self, source, monkeypatch):
        seen = []
        depth = len(connection.savepoint_ids)
        fetch = visits.fetch
        monkeypatch.setattr(
            visits, "fetch", lambda *a, **k: (seen.append(len(connection.savepoint_ids) - depth), fetch(*a, **k))[1]
        )

        visited(source)

        assert seen == [0, 0]


class TestUnchanged:
    def test_validators_are_sent_back_as_they_came_and_304_is_nothing_new(self, source, server):
        server.behaviours["/feed"] = says(
            200, feed_of(entry(1)), etag='W/"a b"', last_modified="Sat, 21 Nov 2026 08:00:00 GMT"
        )
        visited(source)
        server.behaviours["/feed"] = says(304, content_length="", content_type="")

        run = visited(source, at=AT + HOUR)

        asked = asked_for(server, "/feed")[-1]
        assert b'If-None-Match: W/"a b"\r\n' in asked
        assert b"If-Modified-Since: Sat, 21 Nov 2026 08:00:00 GMT\r\n" in asked
        assert (run.outcome, run.status, run.items) == (Outcome.UNCHANGED, 304, 0)
        assert source.read_at >= AT + HOUR
        assert source.new_at < AT + HOUR

    def test_a_304_keeps_validators_for_the_next_question(self, source, server):
        server.behaviours["/feed"] = says(200, feed_of(entry(1)), etag='"a"')
        visited(source)
        server.behaviours["/feed"] = says(304, content_length="", content_type="")
        visited(source, at=AT + HOUR)
        visited(source, at=AT + 2 * HOUR)

        assert b'If-None-Match: "a"\r\n' in asked_for(server, "/feed")[-1]

    def test_the_same_body_again_is_nothing_new(self, source):
        visited(source)

        run = visited(source, at=AT + HOUR)

        assert (run.outcome, run.status, run.items) == (Outcome.UNCHANGED, 200, 0)

    def test_what_could_not_be_read_is_asked_for_anew(self, source, server):
        server.behaviours["/feed"] = says(200, b"<html><body>Log in</body></html>", etag='"login"')
        visited(source)
        visited(source, at=AT + 2 * HOUR)

        assert not any(b"If-None-Match" in question for question in server.asked)
        assert not KnownAddress.objects.filter(source=source).exists()

    def test_a_304_to_a_first_question_is_no_answer(self, source, server):
        server.behaviours["/feed"] = says(304, content_length="", content_type="")

        assert visited(source).outcome == Outcome.ANSWERED_NO

    def test_what_was_kept_of_an_address_is_its_validators_and_digest(self, source, server):
        body = feed_of(entry(1))
        server.behaviours["/feed"] = says(200, body, etag='"a"')

        visited(source)

        kept = KnownAddress.objects.get(url=source.url)
        assert (kept.etag, kept.last_modified, kept.digest) == ('"a"', "", hashlib.sha256(body).hexdigest())


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

        assert (run.outcome, source.ended_at is not None) == (Outcome.ENDED, True)
        assert source in Source.objects.in_trouble()
        assert jobs.make_due(at=AT + 100 * HOUR) == 0

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


class TestFewItems:
    def test_fewer_than_ever_is_held_back_and_nothing_stored(self, source):
        Source.objects.filter(pk=source.pk).update(fewest_items=3)

        run = visited(source)

        assert run.outcome == Outcome.HELD_BACK
        assert "holds 2 items; 3 is the fewest" in source.trouble
        assert not Article.objects.filter(source=source).exists()
        assert not KnownAddress.objects.filter(source=source).exists()

    def test_valid_answers_without_items_are_a_trouble_when_they_come_in_a_row(self, source, server):
        troubles = []
        for hour in range(4):
            server.behaviours["/feed"] = says(200, feed_of() + b"\n" * hour)
            run = visited(source, at=AT + hour * HOUR)
            troubles.append((run.outcome, source.empty_runs, bool(source.trouble), source.failures))

        assert troubles == [
            (Outcome.READ, 1, False, 0),
            (Outcome.READ, 2, False, 0),
            (Outcome.READ, 3, True, 0),
            (Outcome.READ, 4, True, 0),
        ]

    def test_that_nothing_changed_does_not_make_an_empty_source_full(self, source, server):
        for hour in range(3):
            server.behaviours["/feed"] = says(200, feed_of() + b"\n" * hour)
            visited(source, at=AT + hour * HOUR)
        visited(source, at=AT + 4 * HOUR)

        assert source.empty_runs == 3
        assert "no item at all" in source.trouble

    def test_one_item_ends_the_row(self, source, server):
        for hour in range(3):
            server.behaviours["/feed"] = says(200, feed_of() + b"\n" * hour)
            visited(source, at=AT + hour * HOUR)
        server.behaviours["/feed"] = says(200, feed_of(entry(1)))

        visited(source, at=AT + 4 * HOUR)

        assert (source.empty_runs, source.trouble) == (0, "")


class TestRobots:
    def test_it_is_asked_for_once_a_day(self, source, server):
        for hour in (0, 1, 23, 25):
            visited(source, at=AT + hour * HOUR)

        assert len(asked_for(server, "/robots.txt")) == 2

    @pytest.mark.parametrize(
        ("rules", "outcome"),
        [
            (b"User-agent: *\nDisallow: /", Outcome.NO_ROBOTS),
            (b"User-agent: RareEarthControlsRegister\nDisallow: /feed", Outcome.NO_ROBOTS),
            (b"User-agent: *\nDisallow: /\n\nUser-agent: RareEarthControlsRegister\nAllow: /", Outcome.READ),
            (b"User-agent: *\nDisallow: /admin", Outcome.READ),
        ],
    )
    def test_what_it_closes_is_not_asked(self, source, server, rules, outcome):
        server.behaviours["/robots.txt"] = says(200, rules, content_type="text/plain")

        run = visited(source)

        assert run.outcome == outcome
        assert bool(asked_for(server, "/feed")) is (outcome == Outcome.READ)

    def test_a_host_that_does_not_tell_its_rules_is_not_asked(self, source, server):
        server.behaviours["/robots.txt"] = says(503, b"")

        run = visited(source)

        assert (run.outcome, asked_for(server, "/feed")) == (Outcome.NO_ROBOTS, [])
        assert source.failures == 1

    def test_it_is_looked_at_again_soon(self, source, server):
        server.behaviours["/robots.txt"] = says(503, b"")
        visited(source)
        server.behaviours["/robots.txt"] = says(404, b"")

        assert visited(source, at=AT + 2 * HOUR).outcome == Outcome.READ

    def test_what_it_said_lately_holds_while_it_is_out_of_order(self, source, server):
        server.behaviours["/robots.txt"] = says(200, b"User-agent: *\nDisallow: /private")
        visited(source)
        for hours, behaviour in ((25, says(503, b"")), (50, raw(b"nonsense\r\n"))):
            server.behaviours["/robots.txt"] = behaviour
            assert visited(source, at=AT + hours * HOUR).outcome == Outcome.UNCHANGED

    def test_but_not_for_ever(self, source, server):
        server.behaviours["/robots.txt"] = says(200, b"")
        visited(source)
        server.behaviours["/robots.txt"] = raw(b"nonsense\r\n")

        run = visited(source, at=AT + timedelta(days=8))

        assert run.outcome == Outcome.UNREACHABLE
        assert run.reason.startswith("robots.txt: ")

    def test_a_redirect_into_what_is_closed_is_not_read(self, source, server):
        server.behaviours["/robots.txt"] = says(200, b"User-agent: *\nDisallow: /closed")
        server.behaviours["/feed"] = redirects("/closed")
        server.behaviours["/closed"] = says(200, feed_of(entry(1)))

        assert visited(source).outcome == Outcome.NO_ROBOTS


class TestHosts:
    def test_while_somebody_asks_a_host_nobody_else_does(self, source, server):
        job = claimed(source)
        assert hosts.occupy(name=server.place, worker="other", at=AT) is None

        assert fetching.run(job=job, at=AT) is None
        job.refresh_from_db()
        assert (job.state, server.calls) == (FetchJob.State.WAITING, 0)
        assert timedelta(0) <= job.due_at - AT - hosts.SOON < timedelta(seconds=1)

    def test_who_died_while_asking_keeps_a_host_for_a_while_only(self, source, server):
        hosts.occupy(name=server.place, worker="dead", at=AT - hosts.HOLD - timedelta(seconds=1))

        assert visited(source).outcome == Outcome.READ

    def test_a_host_is_free_after_a_visit(self, source, server):
        visited(source)

        host = Host.objects.get(name=server.place)
        assert (host.busy_until, host.busy_with) == (None, "")

    def test_it_is_free_after_a_visit_that_went_wrong_in_our_own_house_too(self, source, server, monkeypatch):
        def broken(**_given):
            raise RuntimeError("our fault")

        monkeypatch.setattr(fetching, "visit", broken)
        with pytest.raises(RuntimeError):
            visited(source)

        assert Host.objects.get(name=server.place).busy_until is None

    def test_between_two_requests_lies_the_gap_that_the_host_asks_for(self, source, server, monkeypatch):
        slept = []
        monkeypatch.setattr(turns.time, "sleep", slept.append)
        Source.objects.filter(pk=source.pk).update(gap=10)

        visited(source)  # robots.txt and the feed
        host = Host.objects.get(name=server.place)

        assert sum(slept) == 10
        assert host.free_at >= AT + timedelta(seconds=10)
        assert hosts.occupy(name=server.place, worker="w", at=AT + timedelta(seconds=5)) == host.free_at

    def test_who_took_over_a_host_is_not_sent_away_by_the_former(self, server):
        hosts.occupy(name="h", worker="one", at=AT)
        hosts.occupy(name="h", worker="two", at=AT + 2 * hosts.HOLD)

        hosts.leave(name="h", worker="one", at=AT + 2 * hosts.HOLD, gap=60)

        assert Host.objects.get(name="h").busy_with == "two"
        assert not hosts.renew(name="h", worker="one", at=AT + 2 * hosts.HOLD)


class TestSeveralAnswers:
    def test_each_line_of_a_form_is_sent_by_itself(self, server):
        body = (
            '{"pageInfo": {"rows": [{"id": "%s", "title": "关于稀土的公告 %s", "url": "/article/gndt/202611/%s.html",'
            ' "publishTimeStr": "2026-11-20 09:00:00", "source": "商务部"}]}}'
        )
        asked = []

        def columns(line, question):
            form = form_of(line, question)
            asked.append(form)
            says(200, (body % ((form[-1],) * 3)).encode(), content_type="application/json")(line, question)

        server.behaviours["/list"] = columns
        source = source_of(
            server.place,
            url=server.url("/list"),
            parser="mofcom_portal",
            zone="Asia/Shanghai",
            form="columnID=1\ncolumnID=2",
        )

        run = visited(source)

        assert asked == ["columnID=1", "columnID=2"]
        assert (run.items, run.added, KnownAddress.objects.filter(source=source).count()) == (2, 2, 2)

    def test_what_one_page_gave_is_kept_when_another_fails(self, server):
        def columns(line, question):
            good = "=2" in form_of(line, question)
            says(200, GOOD if good else b'{"pageInfo": {}}', content_type="application/json")(line, question)

        server.behaviours["/list"] = columns
        source = source_of(server.place, url=server.url("/list"), parser="mofcom_portal", form="columnID=1\ncolumnID=2")

        run = visited(source)

        assert (run.outcome, run.added, source.failures) == (Outcome.UNREADABLE, 1, 1)
        assert "pageInfo.rows" in source.trouble

    def test_a_query_of_several_lines_is_one_question(self):
        source = source_of(form="SELECT ?a\nWHERE {}", form_type="application/sparql-query")

        (ask,) = asking.asks_of(source=source, at=AT)
        assert ask.form == b"SELECT ?a\nWHERE {}"
        assert ask.place.startswith(f"{source.url}#")


GOOD = (
    '{"pageInfo": {"rows": [{"id": 1, "title": "公告", "url": "/article/gndt/202611/7.html",'
    ' "publishTimeStr": "2026-11-20 09:00:00"}]}}'
).encode()


class TestFollowingPages:
    DOCUMENT = (
        '{"document_number": "2026-%d", "type": "Notice", "title": "Entity List %d", "publication_date": "%s",'
        ' "html_url": "https://www.federalregister.gov/d/2026-%d"}'
    )

    def page(self, number, day, onward):
        document = self.DOCUMENT % (number, number, day, number)
        following = f', "next_page_url": "{onward}"' if onward else ""
        return says(
            200, f'{{"count": 9{following}, "results": [{document}]}}'.encode(), content_type="application/json"
        )

    @pytest.fixture
    def source(self, server):
        return source_of(server.place, url=server.url("/1"), parser="federal_register", read_at=AT - timedelta(days=30))

    def test_after_a_silence_they_are_followed_until_they_overlap_by_a_week(self, source, server):
        for number, day in ((1, "2026-11-20"), (2, "2026-11-01"), (3, "2026-10-10"), (4, "2026-09-01")):
            server.behaviours[f"/{number}"] = self.page(number, day, server.url(f"/{number + 1}"))

        run = visited(source)

        assert (run.items, run.added) == (3, 3)
        assert not asked_for(server, "/4")

    def test_a_first_visit_reads_the_first_page_only(self, source, server):
        Source.objects.filter(pk=source.pk).update(read_at=None)
        server.behaviours["/1"] = self.page(1, "2026-11-20", server.url("/2"))

        assert visited(source).items == 1

    def test_they_are_not_followed_for_ever(self, source, server):
        for number in range(1, 20):
            server.behaviours[f"/{number}"] = self.page(number, "2026-11-20", server.url(f"/{number + 1}"))

        assert visited(source).items == visits.MOST_PAGES

    @pytest.mark.parametrize(
        "onward", ["http://169.254.169.254/2", "http://varnish.cluster.local:6081/2", "file:///etc"]
    )
    def test_an_address_elsewhere_is_not_followed(self, source, server, onward):
        server.behaviours["/1"] = self.page(1, "2026-11-20", onward)

        run = visited(source)

        assert (run.outcome, run.items) == (Outcome.READ, 1)

    def test_a_following_page_that_is_gone_does_not_end_the_source(self, source, server):
        server.behaviours["/1"] = self.page(1, "2026-11-20", server.url("/2"))
        server.behaviours["/2"] = says(410, b"")

        run = visited(source)

        assert (run.outcome, run.added, source.ended_at) == (Outcome.ANSWERED_NO, 1, None)


class TestPagesOfTheYear:
    INDEX = (
        '<html><body><a href="/zcfb/blgg/gg/%d/art/%d/art_%032x.html" title="商务部公告%d年第%d号 关于稀土的公告">x</a>'
        "<span>%s</span></body></html>"
    )

    def index(self, year, number, day):
        return says(200, (self.INDEX % (year, year, number, year, number, day)).encode(), content_type="text/html")

    @pytest.fixture
    def source(self, server, settings, monkeypatch):
        """At a name of its own: links of a page at a number would be refused."""
        place = f"www.ministry.example:{server.port}"
        settings.OUTBOUND_TEST_HOSTS = [place]
        monkeypatch.setattr(visits, "fetch", partial(visits.fetch, resolve=lambda host, port: ["127.0.0.1"]))
        return source_of(
            place, url=f"http://{place}/{{year}}.html", parser="mofcom_announcements", zone="Asia/Shanghai"
        )

    def urls(self, source, text):
        return [ask.url[-9:] for ask in asking.asks_of(source=source, at=datetime.fromisoformat(text))]

    def test_the_year_is_that_of_the_source(self, source):
        assert self.urls(source, "2026-06-30T12:00:00Z") == ["2026.html"]
        assert self.urls(source, "2026-12-31T15:59:59Z") == ["2026.html"]
        assert self.urls(source, "2026-12-31T16:00:00Z") == ["2027.html", "2026.html"]

    def test_in_january_the_year_before_is_asked_for_too(self, source):
        assert self.urls(source, "2027-01-31T12:00:00Z") == ["2027.html", "2026.html"]
        assert self.urls(source, "2027-02-01T12:00:00Z") == ["2027.html"]

    @pytest.mark.parametrize("young", [says(404, b""), says(200, b"<html><body>nothing yet</body></html>")])
    def test_a_new_year_without_a_page_is_no_trouble(self, source, server, young):
        server.behaviours["/2027.html"] = young
        server.behaviours["/2026.html"] = self.index(2026, 70, "2026-12-31")

        run = visited(source, at=datetime(2027, 1, 1, 3, tzinfo=UTC))

        assert (run.outcome, run.added, source.failures) == (Outcome.READ, 1, 0)
        assert "new year" in run.reason

    def test_both_pages_are_read(self, source, server):
        server.behaviours["/2027.html"] = self.index(2027, 1, "2027-01-04")
        server.behaviours["/2026.html"] = self.index(2026, 70, "2026-12-31")

        assert visited(source, at=datetime(2027, 1, 5, tzinfo=UTC)).added == 2

    def test_when_neither_can_be_had_it_is_a_trouble(self, source):
        run = visited(source, at=datetime(2027, 1, 5, tzinfo=UTC))

        assert (run.outcome, source.failures) == (Outcome.ANSWERED_NO, 1)


class TestLosingAJob:
    def test_what_was_read_for_a_job_that_is_somebody_elses_now_is_thrown_away(
        self, source, server, monkeypatch, caplog
    ):
        job = claimed(source)
        plain = fetching.visit

        def slow(**given):
            FetchJob.objects.filter(pk=job.pk).update(worker="another")
            monkeypatch.setattr(given["turns"], "mine", lambda: True)
            return plain(**given)

        monkeypatch.setattr(fetching, "visit", slow)

        assert fetching.run(job=job, at=AT) is None
        assert not Article.objects.filter(source=source).exists()
        assert not FetchRun.objects.filter(source=source).exists()
        assert "thrown away" in caplog.text

    def test_who_has_lost_a_job_asks_no_more(self, source, server):
        job = claimed(source)
        FetchJob.objects.filter(pk=job.pk).update(worker="another")

        assert fetching.run(job=job, at=AT) is None
        assert server.calls == 0

    def test_nothing_is_kept_when_storing_fails(self, source, monkeypatch):
        job = claimed(source)

        def broken(**_given):
            raise SourceUnreadable("our fault")

        monkeypatch.setattr(fetching.ingestion, "store", broken)
        with pytest.raises(SourceUnreadable):
            fetching.run(job=job, at=AT)

        assert not FetchRun.objects.filter(source=source).exists()
        assert state_of(job) == FetchJob.State.CLAIMED


class TestLooking:
    def test_it_reads_as_if_for_the_first_time_and_keeps_nothing(self, source, server):
        visited(source)

        seen = fetching.look(source=source, at=AT + HOUR)

        assert (seen.outcome, len(seen.items)) == (Outcome.READ, 2)
        assert FetchRun.objects.filter(source=source).count() == 1

    def test_it_waits_for_its_turn_like_everybody(self, source, server):
        hosts.occupy(name=server.place, worker="other", at=AT)

        assert fetching.look(source=source, at=AT) is None
