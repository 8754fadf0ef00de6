"""`manage.py fetch_source`: what a person sees who asks one source by hand."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from news.models import Article, FetchJob, FetchRun, Source
from news.services import hosts, jobs
from tests.controls.hostile_source import redirects, running, says
from tests.news.sourced import entry, feed_of, source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        server.behaviours["/feed"] = says(200, feed_of(entry(1, "Rare earths, listed"), entry(2, day="2099-01-01")))
        yield server


@pytest.fixture
def source(server):
    return source_of(server.place, key="by-hand")


def heard(*words):
    out = io.StringIO()
    call_command("fetch_source", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


class TestLooking:
    def test_it_prints_what_would_be_stored_and_keeps_nothing(self, source):
        lines = heard("by-hand", "--dry-run").splitlines()

        assert lines[0].split() == ["date", "precision", "flags", "title", "address"]
        assert "2026-11-21 08:00" in lines[1]
        assert "Rare earths, listed" in lines[1]
        assert lines[1].endswith("https://news.example/1")
        assert "in the future" in lines[2]
        assert "2 items; status 200" in lines[4]
        assert lines[-1] == "Nothing was kept (dry run)."
        assert not Article.objects.filter(source=source).exists()
        assert not FetchRun.objects.filter(source=source).exists()

    def test_a_source_that_is_off_may_be_looked_at(self, source):
        Source.objects.filter(pk=source.pk).update(enabled=False, off_reason="trade press")

        assert "2 items" in heard("by-hand", "--dry-run")

    def test_an_answer_that_cannot_be_read_fails_in_words(self, source, server):
        server.behaviours["/feed"] = says(200, b"<html><body>Please log in</body></html>")

        with pytest.raises(CommandError, match="not readable: The answer is a web page, not a feed.*Please log in"):
            heard("by-hand", "--dry-run")

    def test_it_says_where_a_source_has_moved_to(self, source, server):
        server.behaviours["/new"] = server.behaviours["/feed"]
        server.behaviours["/feed"] = redirects("/new", 301)

        assert f"moved for good to {server.url('/new')}" in heard("by-hand", "--dry-run")

    def test_a_busy_host_is_not_pushed(self, source, server):
        hosts.occupy(name=server.place, worker="w", at=timezone.now())

        with pytest.raises(CommandError, match="Try again"):
            heard("by-hand", "--dry-run")

    def test_words_of_a_stranger_do_not_steer_the_terminal(self, source, server):
        server.behaviours["/feed"] = says(200, feed_of(entry(1, "Bell &#x9b;31m \u202eabc")))

        printed = heard("by-hand", "--dry-run")
        assert "\x9b" not in printed
        assert "\u202e" not in printed


class TestFetching:
    def test_it_reads_now_and_says_what_came_of_it(self, source):
        said = heard("by-hand")

        run = FetchRun.objects.get(source=source)
        assert f"Run {run.number}: read, 2 items, 2 new, 0 changed" in said
        assert Article.objects.filter(source=source).count() == 2
        assert (run.job.asked_by, run.job.state) == ("fetch_source", FetchJob.State.DONE)

    def test_a_failure_is_a_failure_of_the_command(self, source, server):
        server.behaviours["/feed"] = says(404, b"")

        with pytest.raises(CommandError, match="status 404"):
            heard("by-hand")

        assert FetchRun.objects.get(source=source).outcome == "answered_no"

    def test_what_a_worker_does_already_is_left_to_it(self, source):
        jobs.make_due(at=timezone.now())

        with pytest.raises(CommandError, match="a worker does it"):
            heard("by-hand")

    def test_a_source_that_is_off_is_not_read_and_the_reason_is_told(self, source):
        Source.objects.filter(pk=source.pk).update(enabled=False, off_reason="They asked us to stop.")

        with pytest.raises(CommandError, match="They asked us to stop"):
            heard("by-hand")

    def test_while_its_host_rests_the_job_waits(self, source, server):
        hosts.occupy(name=server.place, worker="w", at=timezone.now())

        with pytest.raises(CommandError, match="The job waits"):
            heard("by-hand")

        assert FetchJob.objects.get(source=source).state == FetchJob.State.WAITING


class TestRefusals:
    def test_an_unknown_source_is_named_with_those_that_exist(self, source):
        with pytest.raises(CommandError, match="no source 'fr_bis'.*by-hand"):
            heard("fr_bis")

    def test_a_format_that_nobody_reads_is_named(self, source):
        Source.objects.filter(pk=source.pk).update(parser="palmistry", enabled=False, off_reason="no parser")

        with pytest.raises(CommandError, match="no parser reads 'palmistry'"):
            heard("by-hand", "--dry-run")
