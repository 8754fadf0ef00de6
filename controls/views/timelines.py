"""The history of a fact on two clocks: what the law did, and what this register recorded."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from controls import effects
from controls.filters.questions import Question
from controls.models import Change, Listing
from controls.models.listing_events import ListingEvent
from controls.models.spoken import wording
from controls.views.addresses import address
from controls.views.looks import written_day
from controls.views.sentences import sentence

MOST_RECORDS = 50


def timeline_of(listings: list[Listing], references: list[str], question: Question) -> list[dict[str, Any]]:
    """Rows in the order of their days; acts of authorities before our records of the same day."""
    rows = [_listed(listing, question) for listing in listings]
    seen: set[int] = set()
    for listing in listings:
        for event in listing.events.all():
            if event.pk not in seen:
                seen.add(event.pk)
                rows.append(_event(event, question))
    rows += records_of(references, question)
    return sorted(rows, key=lambda row: (row["on"], row["kind"] != "law"))


def records_of(references: list[str], question: Question) -> list[dict[str, Any]]:
    """What this register recorded about facts, oldest first; the newest fifty when there are more."""
    changes = Change.objects.about(*references).select_related("notice").order_by("-id")[:MOST_RECORDS]
    return [
        {
            "on": timezone.localtime(change.recorded_at).date(),
            "kind": "record",
            "title": sentence(change),
            "detail": _("Change %(revision)s: %(fact)s") % {"revision": change.pk, "fact": change.subject_label},
            "url": address("controls:change-detail", question=question, revision=change.pk),
        }
        for change in reversed(changes)
    ]


def _listed(listing: Listing, question: Question) -> dict[str, Any]:
    return {
        "on": listing.effective_from,
        "kind": "law",
        "title": _("Put on the %(list)s") % {"list": wording(listing.entity_list)},
        "detail": _("%(notice)s, item %(item)s; published on %(day)s")
        % {
            "notice": listing.notice.label,
            "item": listing.item_number,
            "day": written_day(listing.notice.published_on),
        },
        "url": address("controls:notice-detail", question=question, key=listing.notice.key),
        "wording": "",
    }


def _event(event: ListingEvent, question: Question) -> dict[str, Any]:
    words = {
        "act": str(event.get_kind_display()).capitalize(),
        "notice": event.target_notice.label,
        "day": written_day(event.announced_on),
        "until": written_day(event.until) if event.until else "",
    }
    if event.kind in effects.ACTS:
        detail = _("The measure of %(notice)s; announced on %(day)s") % words
    else:
        detail = _("On the names of %(notice)s; announced on %(day)s") % words
    return {
        "on": event.effective_from,
        "kind": "law",
        "title": _("%(act)s until %(until)s") % words if event.until else words["act"],
        "detail": detail,
        "url": address("controls:notice-detail", question=question, key=event.target_notice.key),
        "wording": event.wording_zh,
    }
