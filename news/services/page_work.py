"""Pages that people asked for, fetched by a worker: with the manners of a visit, and kept with the end of the wish.

A claim is a lease, as that of a job (`jobs`): a worker that dies loses it, and another begins anew.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from news.models import PageFetch
from news.models.pages import PageFetchQuerySet
from news.services import asking, hosts, visits
from news.services.notice_pages import LARGEST, NotFetched, NoticePage, address_of
from news.services.turns import Turns
from news.services.unread import NotRead, Postponed, TimeOver

LEASE = hosts.HOLD
# All requests together, robots.txt included.
MOST_SECONDS = 60.0
MOST_ATTEMPTS = 3  # workers that one page may cost
PATIENCE = timedelta(minutes=10)  # a page of a host that is busy or rests for longer is copied by hand
State = PageFetch.State
OVER = "The time for this page is over."
BUSY = "{name} is asked by somebody else, or wants to rest."
BROKEN_OFF = "Fetching this page broke off {count} times: each worker that tried it died or was stopped."


def any_waiting(*, at: datetime) -> bool:
    """Whether somebody could fetch a page now."""
    return PageFetch.objects.claimable(at=at).exists()


@transaction.atomic
def claim(*, worker: str, at: datetime) -> PageFetch | None:
    """The page that waits longest, for this worker until its lease runs out; None when there is nothing to do."""
    free = PageFetch.objects.claimable(at=at).select_related("found__source").order_by("due_at", "pk")
    row = free.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        _end(row, at, BROKEN_OFF.format(count=row.attempts))
        return claim(worker=worker, at=at)
    row.state, row.worker, row.claimed_until, row.attempts = State.CLAIMED, worker, at + LEASE, row.attempts + 1
    row.save(update_fields=["state", "worker", "claimed_until", "attempts"])
    return row


def run(*, fetch: PageFetch, at: datetime, watch: Callable[[], float] = time.monotonic) -> bool:
    """Fetch a page that this worker has claimed. False when it is to be tried later, or was no longer this worker's.

    `watch` counts seconds; with it the present moment is `at` and what has gone by since.
    """
    begun = watch()

    def moment() -> datetime:
        return at + timedelta(seconds=watch() - begun)

    try:
        page = _fetched(fetch, moment)
    except Postponed as later:
        if later.until <= fetch.asked_at + PATIENCE:
            _mine(fetch).update(
                state=State.WAITING, worker="", claimed_until=None, due_at=later.until, attempts=F("attempts") - 1
            )
            return False
        return _keep(fetch, None, moment(), BUSY.format(name=later.name))
    except (NotRead, NotFetched) as reason:
        return _keep(fetch, None, moment(), str(reason))
    except TimeOver:
        return _keep(fetch, None, moment(), OVER)
    return _keep(fetch, page, moment(), "")


def _fetched(fetch: PageFetch, moment: Callable[[], datetime]) -> NoticePage:
    url, source = address_of(found=fetch.found), fetch.found.source

    def mine() -> bool:
        return bool(_mine(fetch).update(claimed_until=moment() + LEASE))

    name = asking.host_of(url=url)
    turns = Turns(fetch.worker, source.gap, moment, mine, most=MOST_SECONDS)
    if until := turns.take(name=name):
        raise Postponed(name, until)
    try:
        answer = visits.page(source=source, url=url, limit=LARGEST, moment=moment, turns=turns)
    finally:
        turns.leave()
    digest = hashlib.sha256(answer.body).hexdigest()
    return NoticePage(answer.url, answer.body, answer.content_type, digest, moment())


@transaction.atomic
def _keep(fetch: PageFetch, page: NoticePage | None, at: datetime, reason: str) -> bool:
    """Keep what came of it, with the end of the wish; False when it has become another worker's meanwhile."""
    row = _mine(fetch).select_for_update(of=("self",)).first()
    if row is None:
        return False
    if page is not None:
        row.address, row.body, row.content_type = page.url[:2000], page.body, page.content_type
        row.digest, row.seen_at = page.digest, page.seen_at
    _end(row, at, reason)
    return True


def _end(row: PageFetch, at: datetime, reason: str) -> None:
    row.state, row.reason, row.ended_at = State.FAILED if reason else State.DONE, reason[:500], at
    row.worker, row.claimed_until = "", None
    row.save()


def _mine(fetch: PageFetch) -> PageFetchQuerySet:
    return PageFetch.objects.filter(pk=fetch.pk, worker=fetch.worker, state=State.CLAIMED)


def prune(*, before: datetime) -> int:
    """Take away pages that were fetched, or not, before a moment; how many. Drafts made of them stay."""
    return PageFetch.objects.filter(ended_at__lt=before).delete()[0]
