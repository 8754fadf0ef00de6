"""The page of a found notice, fetched while a person waits: with the manners of a visit, and never for long."""

import hashlib
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _

from controls.outbound import Refused
from controls.outbound.addresses import checked_url
from news.models import FoundNotice
from news.services import asking, visits
from news.services.turns import Turns
from news.services.unread import NotRead, Postponed, TimeOver

# All of it together, robots.txt included; a page that takes longer is copied by hand.
MOST_SECONDS = 60.0
OVER = "The time for this page is over."
LARGEST = 2_000_000  # bytes, as of a file that is handed in


class NotFetched(Exception):
    """There is no page. The message is fit for the user; nothing was written but what the host asked of us."""


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page as it came. `url` is the address that answered, `digest` the SHA-256 of the body, `seen_at` when."""

    url: str
    body: bytes
    content_type: str
    digest: str
    seen_at: datetime


def why_not(*, found: FoundNotice) -> str:
    """Why the page cannot be asked for at all, in words; empty where it can."""
    try:
        _address(found)
    except NotFetched as reason:
        return str(reason)
    return ""


def fetch_page(*, found: FoundNotice, at: datetime, watch: Callable[[], float] = time.monotonic) -> NoticePage:
    """The page of a notice. Raises NotFetched with the reason.

    One request at a time and host, as for every source. No transaction may be open: the host may take its time.
    `watch` counts seconds; with it the present moment is `at` and what has gone by since.
    """
    url, source, begun = _address(found), found.source, watch()

    def moment() -> datetime:
        return at + timedelta(seconds=watch() - begun)

    name = asking.host_of(url=url)
    turns = Turns(uuid.uuid4().hex, source.gap, moment, most=MOST_SECONDS)
    if until := turns.take(name=name):
        raise NotFetched(_busy(name, until - at))
    try:
        answer = visits.page(source=source, url=url, limit=LARGEST, moment=moment, turns=turns)
    except NotRead as reason:
        raise NotFetched(str(reason)) from reason
    except Postponed as later:
        raise NotFetched(_busy(later.name, later.until - moment())) from later
    except TimeOver as over:
        raise NotFetched(OVER) from over
    finally:
        turns.leave()
    digest = hashlib.sha256(answer.body).hexdigest()
    return NoticePage(answer.url, answer.body, answer.content_type, digest, moment())


def _busy(name: str, left: timedelta) -> str:
    words = _("%(host)s is not to be asked again at once. Try again in %(seconds)s seconds, or paste the text.")
    return words % {"host": name, "seconds": max(1, round(left.total_seconds()))}


def _address(found: FoundNotice) -> str:
    """The address to ask, with its host as its lease is named. Raises NotFetched for one that may not be asked."""
    source = found.source
    if not source.enabled:
        words = _("%(source)s is not asked: %(why)s")
        raise NotFetched(words % {"source": source.name, "why": source.off_reason})
    test_hosts = frozenset(settings.OUTBOUND_TEST_HOSTS)
    try:
        parts = checked_url(found.url, hosts=frozenset(source.hosts), test_hosts=test_hosts)
    except Refused as reason:
        raise NotFetched(str(reason)) from reason
    return urlunsplit(parts._replace(netloc=asking.host_of(url=found.url), fragment=""))
