"""What one may ask of notifications."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from controls.filters.fields import BadInput, WholeField
from controls.filters.questions import PagedQuestion, Question

MOST_ID = 2**53 - 1  # the most that JSON carries safely


def last_of(body: Any) -> int:
    """The number up to which notifications were read, of a JSON object. Raises BadInput."""
    if not isinstance(body, dict):
        raise BadInput({"body": [_("Give an object with names and values.")]})
    if unknown := [name for name in body if name != "last"]:
        raise BadInput({str(name)[:80]: [_("Unknown name. Known: %s.") % "last"] for name in unknown})
    last = body.get("last")
    if not isinstance(last, int) or isinstance(last, bool) or not 1 <= last <= MOST_ID:
        raise BadInput({"last": [_("Give the number of a notification.")]})
    return last


class SubscriptionsQuestion(PagedQuestion):
    """Subscriptions in pages, newest first. No day: they are of now."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base


class NotificationsPage(PagedQuestion):
    """Notifications in pages, newest first."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base


class NotificationsQuestion(Question):
    """Notifications after the last one that a reader has."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base
    after = WholeField(least=0, most=MOST_ID, default=0)
    limit = WholeField(least=1, most=500, default=100)
    subscription = WholeField(least=1, most=999_999_999, default=0)

    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "subscription": ("Number of one of your subscriptions. Default: all of them.", 1),
    }
