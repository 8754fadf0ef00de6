"""One visit to a source on loopback: what is read and kept of it, and what becomes of a job that is lost."""

import hashlib
import logging
from datetime import timedelta

import pytest
from django.db import connection

from news.ingest.types import SourceUnreadable
from news.models import Article, FetchJob, FetchRun, KnownAddress, Source
from news.services import asking, fetching, hosts, questions, visits
from tests.controls.hostile_source import says
from tests.news import visiting
from tests.news.sourced import AT, claimed, entry, feed_of, state_of, visited
from tests.news.visiting import asked_for

pytestmark = pytest.mark.django_db

Outcome = FetchRun.Outcome
HOUR = timedelta(hours=1)
only_ours, server, source = visiting.only_ours, visiting.server, visiting.source


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
