"""A source that somebody switches off gets no more questions, whatever waits or is under way."""

import json

import pytest
from django.utils import timezone

from news.models import Article, FetchJob, FetchRun, Host, KnownAddress, Source
from news.services import fetching, jobs, sources, visits
from news.tasks import fetch_due_sources, fetch_waiting
from tests.controls.hostile_source import running, says
from tests.news.sourced import AT, claimed, entry, feed_of, source_of, state_of

pytestmark = pytest.mark.django_db

REASON = "Its terms have changed."


def portal_row(number):
    path = f"/article/gndt/202611/{number}.html"
    return {"url": path, "publishTimeStr": "2026-11-21", "title": f"商务部公告2026年第{number}号 列入"}


@pytest.fixture(autouse=True)
def only_ours():
    Source.objects.update(enabled=False, off_reason="another test")


@pytest.fixture
def server(settings):
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        settings.FETCHING = True
        server.behaviours["/feed"] = says(200, feed_of(entry(1)))
        server.behaviours["/portal"] = says(200, json.dumps({"pageInfo": {"rows": [portal_row(5_001)]}}).encode())
        yield server


@pytest.fixture
def portal(server):
    """A source that takes several questions: each line of its form is one."""
    form = "\n".join(f"columnID={number}" for number in range(5))
    return source_of(server.place, url=server.url("/portal"), parser="mofcom_portal", form=form)


def off_after(monkeypatch, source, *, requests):
    """Somebody switches the source off after so many requests, robots.txt being the first."""
    plain, asked = visits.fetch, []

    def fetch(question, **more):
        asked.append(question.url)
        answer = plain(question, **more)
        if len(asked) == requests:
            sources.switch_off(source=Source.objects.get(pk=source.pk), reason=REASON)
        return answer

    monkeypatch.setattr(visits, "fetch", fetch)
    return asked


@pytest.fixture
def bells(monkeypatch):
    monkeypatch.setattr(fetch_waiting, "apply_async", lambda **_given: None)


def test_it_is_neither_due_nor_asked_by_the_next_bell(server, bells):
    source = source_of(server.place, next_at=timezone.now())
    sources.switch_off(source=source, reason=REASON)

    fetch_due_sources()
    fetch_waiting()

    assert server.calls == 0
    assert not source.jobs.exists()


def test_what_waited_for_it_ends_without_a_question(server, bells):
    source = source_of(server.place)
    job = jobs.ask_now(source=source, by="test", at=timezone.now())
    sources.switch_off(source=source, reason=REASON)

    fetch_waiting()
    fetch_due_sources()

    assert server.calls == 0
    job.refresh_from_db()
    assert (job.state, job.last_error) == (FetchJob.State.FAILED, "The source is not asked any more.")


def test_what_was_claimed_before_it_was_switched_off_is_not_asked(server):
    source = source_of(server.place)
    job = claimed(source)
    sources.switch_off(source=source, reason=REASON)

    assert fetching.run(job=job, at=AT) is None
    assert server.calls == 0
    assert state_of(job) == FetchJob.State.FAILED


@pytest.mark.parametrize("requests", [1, 2, 4])
def test_a_visit_under_way_ends_before_its_next_question_and_nothing_of_it_is_kept(portal, monkeypatch, requests):
    asked = off_after(monkeypatch, portal, requests=requests)
    job = claimed(portal)

    assert fetching.run(job=job, at=AT) is None

    assert len(asked) == requests
    assert not Article.objects.filter(source=portal).exists()
    assert not FetchRun.objects.filter(source=portal).exists()
    assert not KnownAddress.objects.filter(source=portal).exists()


def test_a_visit_that_was_broken_off_so_is_no_trouble_of_the_source_and_leaves_its_host_free(portal, monkeypatch):
    off_after(monkeypatch, portal, requests=2)
    job = claimed(portal)

    fetching.run(job=job, at=AT)

    portal.refresh_from_db()
    job.refresh_from_db()
    assert (portal.failures, portal.trouble, portal.off_reason) == (0, "", REASON)
    assert (job.state, job.last_error) == (FetchJob.State.FAILED, "The source is not asked any more.")
    assert not Host.objects.exclude(busy_until=None).exists()


def test_switched_on_again_it_is_read_whole(portal, monkeypatch):
    with monkeypatch.context() as patched:
        off_after(patched, portal, requests=3)
        fetching.run(job=claimed(portal), at=AT)
    Source.objects.filter(pk=portal.pk).update(enabled=True, off_reason="")

    run = fetching.run(job=claimed(portal, at=AT + jobs.LEASE), at=AT + jobs.LEASE)

    assert (run.outcome, run.added) == (FetchRun.Outcome.READ, 1)
