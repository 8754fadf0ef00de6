"""What was recorded since the last visit of who is signed in, marked on the rows of lists."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from controls.models import Change, User
from controls.views.asking import PageRequest


def last_visit(request: PageRequest) -> datetime | None:
    """The end of the visit before this one, as the overview noted it. None for visitors and on the first visit."""
    return request.user.last_visit_at if isinstance(request.user, User) else None


def since_visit(request: PageRequest, noun: str, keys: Iterable[str]) -> dict[str, str]:
    """Words for those of these facts that were recorded since the last visit. One query; none where nobody knows."""
    visit = last_visit(request)
    if visit is None:
        return {}
    later = Change.objects.filter(subject_type=noun, subject_key__in=list(keys), recorded_at__gt=visit)
    found: dict[str, str] = {}
    for key, version in later.order_by("-version").values_list("subject_key", "version"):
        found[key] = _("new since your last visit") if version == 1 else _("changed since your last visit")
    return found


def with_mark(row: str, words: str) -> SafeString:
    """A finished row with the words behind its first link, the name. Such rows are kept for everybody without them."""
    before, end, after = row.partition("</a>")
    mark = format_html(" <mark>{}</mark>", words) if end else ""
    return mark_safe(f"{before}{end}{mark}{after}")  # noqa: S308 – our own template's markup, and words escaped above
