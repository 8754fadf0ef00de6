"""Clockwork of the news: what is due is made and rung for, and each bell makes one worker ask sources for a while."""

import time
import uuid
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from news.services import fetching, jobs, lateness, mentions, page_work

# How long one bell keeps a worker busy before it hears the next one: short, so that other work is never late. The last
# visit may take as long as a source may.
_BUSY_SECONDS = 8
BELL_EXPIRES = 30  # seconds: by then the clock has rung again
_BELLS = 2  # workers called at once; each calls one more while work is left
OFF = "FETCHING is off"
# Older news are linked again by `manage.py relink_news`, when somebody wants them to be.
_RELINKED_DAYS = 180
_MOST_RELINKED = 5_000  # articles in one go; the next bell goes on with the rest


@shared_task(time_limit=30)
def fetch_due_sources(**_future: object) -> str:
    """Make rows of what is due, give up what cannot be done, and ring for what waits, whoever made it."""
    at = timezone.now()
    if page_work.any_waiting(at=at):
        # A person asked for it: no clock did.
        fetch_pages.apply_async(expires=BELL_EXPIRES)
    if not settings.FETCHING:
        return OFF
    made = jobs.make_due(at=at)
    swept = jobs.sweep(at=at)
    for _bell in range(min(swept.waiting, _BELLS)):
        fetch_waiting.apply_async(expires=BELL_EXPIRES)
    return f"{made} due, {swept.waiting} waiting, {swept.given_up} given up"


@shared_task(time_limit=120)
def fetch_waiting(**_future: object) -> str:
    """Ask sources that wait, one after the other, for some seconds. Where more is left, one more worker is called."""
    if not settings.FETCHING:
        return OFF
    worker, until, visits, called = uuid.uuid4().hex, time.monotonic() + _BUSY_SECONDS, 0, False
    while time.monotonic() < until:
        job = jobs.claim(worker=worker, at=timezone.now())
        if job is None:
            return f"{visits} visits"
        if not called and jobs.any_waiting(at=timezone.now()):
            # Before the visit, not after it: this source may take its time, and the others shall not wait for it.
            ring()
            called = True
        visits += fetching.run(job=job, at=timezone.now()) is not None
    if jobs.any_waiting(at=timezone.now()):
        ring()
    return f"{visits} visits"


@shared_task(time_limit=120)
def fetch_pages(**_future: object) -> str:
    """Fetch pages that people at the desk asked for, one after the other, for some seconds."""
    worker, until, pages = uuid.uuid4().hex, time.monotonic() + _BUSY_SECONDS, 0
    while time.monotonic() < until:
        fetch = page_work.claim(worker=worker, at=timezone.now())
        if fetch is None:
            break
        pages += page_work.run(fetch=fetch, at=timezone.now())
    return f"{pages} pages"


def ring_for_pages() -> None:
    """Call a worker as soon as the wish for a page is committed."""
    transaction.on_commit(_ring_for_pages, robust=True)


def _ring_for_pages() -> None:
    fetch_pages.apply_async(expires=BELL_EXPIRES)


def ring() -> None:
    """Call a worker as soon as what is waiting is committed. Without a broker nothing is lost: the clock rings too."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    fetch_waiting.apply_async(expires=BELL_EXPIRES)


@shared_task(time_limit=120)
def prune_runs(**_future: object) -> str:
    """Take away runs and fetched pages whose time is over."""
    before = timezone.now() - timedelta(days=settings.FETCH_RETENTION_DAYS)
    return f"{jobs.prune(before=before)} runs, {page_work.prune(before=before)} pages"


@shared_task(time_limit=60)
def note_late_sources(**_future: object) -> str:
    """Note sources that were not read for too long. Nobody is late where nobody is asked."""
    if not settings.FETCHING:
        return OFF
    return f"{lateness.note_late(at=timezone.now())} late"


@shared_task(acks_late=True, time_limit=120)
def relink_articles(**_future: object) -> str:
    """Compare recent articles with the register as it is now. Nothing to do while it has not changed."""
    now = timezone.now()
    since = timezone.localdate(now) - timedelta(days=_RELINKED_DAYS)
    linked = mentions.relink(at=now, since=since, most=_MOST_RELINKED)
    return f"{linked.articles} articles, {linked.added + linked.changed + linked.gone} mentions"
