"""A visit with many questions and a long gap ends by itself in time, and the next one goes on where it left off."""

from datetime import timedelta

import pytest

from news.models import Article, FetchRun, KnownAddress, Source
from news.services import turns
from tests.controls.hostile_source import running, says
from tests.news.sourced import AT, entry, feed_of, source_of, visited

pytestmark = pytest.mark.django_db

Outcome = FetchRun.Outcome
HOUR = timedelta(hours=1)
ROW = (
    '{"pageInfo": {"rows": [{"id": %s, "title": "公告 %s", "url": "/article/gndt/202611/%s.html",'
    ' "publishTimeStr": "2026-11-20 09:00:00"}]}}'
)


@pytest.fixture
def portal(settings, monkeypatch):
    """A source of five forms that wants 30 seconds between two requests."""
    monkeypatch.setattr(turns.time, "sleep", lambda _seconds: None)
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        server.forms = []

        def columns(line, question):
            form = (question.partition(b"\r\n\r\n")[2] or line.recv(1_000)).decode()[-1]
            server.forms.append(form)
            says(200, (ROW % ((form,) * 3)).encode(), content_type="application/json")(line, question)

        server.behaviours["/list"] = columns
        server.source = source_of(
            server.place,
            url=server.url("/list"),
            parser="mofcom_portal",
            gap=30,
            form="\n".join(f"columnID={number}" for number in range(1, 6)),
        )
        yield server


def test_it_ends_in_time_and_says_what_is_left(portal):
    run = visited(portal.source)

    assert (run.outcome, run.added, portal.source.failures) == (Outcome.READ, 2, 0)
    assert portal.forms == ["1", "2"], "robots.txt was the first of three requests."
    assert run.reason == "The time of a visit was over; questions that are left for the next one: 3."
    assert portal.source.left_off.startswith(portal.source.url)


def test_the_next_visits_go_on_until_everything_was_asked_and_begin_anew(portal):
    for hour in range(4):
        visited(portal.source, at=AT + hour * HOUR)

    assert portal.forms == ["1", "2", "3", "4", "5", "1", "2", "3", "4", "5", "1"]
    assert Article.objects.filter(source=portal.source).count() == 5
    assert KnownAddress.objects.filter(source=portal.source).count() == 5


def test_a_form_that_fails_does_not_keep_the_others_from_being_asked(portal):
    plain = portal.behaviours["/list"]

    def third_fails(line, question):
        form = (question.partition(b"\r\n\r\n")[2] or line.recv(1_000)).decode()[-1]
        portal.forms.append(form)
        says(404 if form == "3" else 200, (ROW % ((form,) * 3)).encode())(line, question)

    visited(portal.source)
    portal.behaviours["/list"] = third_fails
    visited(portal.source, at=AT + HOUR)
    portal.behaviours["/list"] = plain

    assert (portal.forms, portal.source.failures, portal.source.left_off) == (["1", "2", "3"], 1, "")
    visited(portal.source, at=AT + 3 * HOUR)
    assert portal.forms[3:] == ["1", "2", "3"]


def test_where_time_suffices_nothing_is_left(portal):
    Source.objects.filter(pk=portal.source.pk).update(gap=0)

    run = visited(portal.source)

    assert (run.added, run.reason, portal.source.left_off) == (5, "", "")


def test_a_place_that_is_asked_no_more_is_forgotten(portal):
    Source.objects.filter(pk=portal.source.pk).update(left_off="https://elsewhere.example/old")

    visited(portal.source)

    assert portal.forms == ["1", "2"]


DOCUMENT = (
    '{"document_number": "2026-%d", "type": "Notice", "title": "Entity List %d", "publication_date": "2026-11-20",'
    ' "html_url": "https://www.federalregister.gov/d/2026-%d"}'
)


def page(number, onward):
    following = f', "next_page_url": "{onward}"' if onward else ""
    body = f'{{"count": 9{following}, "results": [{DOCUMENT % (number, number, number)}]}}'
    return says(200, body.encode(), content_type="application/json")


@pytest.fixture
def chain(portal):
    """A source whose answer names three following pages, not read for a month."""
    for number in range(1, 5):
        portal.behaviours[f"/{number}"] = page(number, portal.url(f"/{number + 1}") if number < 4 else "")
    return source_of(
        portal.place, url=portal.url("/1"), parser="federal_register", gap=30, read_at=AT - timedelta(days=30)
    )


def test_pages_that_belong_together_are_read_from_the_first_on_when_time_was_over(chain, portal):
    run = visited(chain)

    assert (run.outcome, run.added) == (Outcome.TOO_SLOW, 2)
    assert chain.read_at == AT - timedelta(days=30), "It counts as not read: what follows is still wanted."
    assert not KnownAddress.objects.filter(source=chain, url=portal.url("/1")).exists()
    Source.objects.filter(pk=chain.pk).update(gap=0)
    chain.refresh_from_db()
    assert visited(chain, at=AT + 3 * HOUR).items == 4


def test_pages_after_one_that_failed_are_not_lost_when_the_first_has_not_changed(chain, portal):
    Source.objects.filter(pk=chain.pk).update(gap=0)
    chain.refresh_from_db()
    portal.behaviours["/2"] = says(500, b"")
    assert visited(chain).outcome == Outcome.ANSWERED_NO
    portal.behaviours["/2"] = page(2, portal.url("/3"))

    run = visited(chain, at=AT + 3 * HOUR)

    assert (run.outcome, run.items) == (Outcome.READ, 4)
    assert Article.objects.filter(source=chain).count() == 4


def test_a_plain_feed_is_not_touched_by_any_of_this(portal):
    portal.behaviours["/feed"] = says(200, feed_of(entry(1)))
    source = source_of(portal.place, gap=30)

    assert (visited(source).outcome, source.left_off) == (Outcome.READ, "")
