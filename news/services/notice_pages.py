"""Pages of found notices: what a person asks for and reads. Asking the host is a worker's (`page_work`)."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlunsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from controls.models import User
from controls.outbound.addresses import checked_url
from controls.outbound.errors import Refused
from news.models import FoundNotice, PageFetch
from news.services import asking

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
        address_of(found=found)
    except NotFetched as reason:
        return str(reason)
    return ""


@transaction.atomic
def ask(*, found: FoundNotice, by: User, at: datetime) -> PageFetch:
    """Have the page of a notice fetched; a wish that is open already is that one.

    Raises NotFetched for a page that cannot be asked for at all.
    """
    address_of(found=found)
    FoundNotice.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    open_one = PageFetch.objects.open().filter(found=found).first()
    if open_one is not None:
        return open_one
    return PageFetch.objects.create(found=found, asked_by=by.get_username(), asked_at=at, due_at=at)


def page_of(*, fetch: PageFetch) -> NoticePage | None:
    """The page that a wish brought; None while there is none."""
    if fetch.state != PageFetch.State.DONE or fetch.body is None or fetch.seen_at is None:
        return None
    return NoticePage(fetch.address, bytes(fetch.body), fetch.content_type, fetch.digest, fetch.seen_at)


def address_of(*, found: FoundNotice) -> str:
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
