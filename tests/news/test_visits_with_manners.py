"""What robots.txt says, and one request at a time at every host."""

from datetime import timedelta

import pytest

from news.models import FetchJob, FetchRun, Host, Source
from news.services import fetching, hosts, turns
from tests.controls.hostile_source import raw, redirects, says
from tests.news import visiting
from tests.news.sourced import AT, claimed, entry, feed_of, visited
from tests.news.visiting import asked_for

pytestmark = pytest.mark.django_db

Outcome = FetchRun.Outcome
HOUR = timedelta(hours=1)
only_ours, server, source = visiting.only_ours, visiting.server, visiting.source


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
