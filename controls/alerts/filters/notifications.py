"""What one may ask of notifications."""

from collections.abc import Mapping
from typing import Any, ClassVar

from controls.filters.fields import WholeField
from controls.filters.questions import PagedQuestion, Question


class SubscriptionsQuestion(PagedQuestion):
    """Subscriptions in pages, newest first. No day: they are of now."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base


class NotificationsPage(PagedQuestion):
    """Notifications in pages, newest first."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base


class NotificationsQuestion(Question):
    """Notifications after the last one that a reader has."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base
    after = WholeField(least=0, most=2**53 - 1, default=0)
    limit = WholeField(least=1, most=500, default=100)
    subscription = WholeField(least=1, most=999_999_999, default=0)

    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "subscription": ("Number of one of your subscriptions. Default: all of them.", 1),
    }
