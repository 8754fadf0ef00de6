"""What a webhook says of one notification: written from rows that never change, so the same at each attempt."""

from collections.abc import Mapping
from typing import Any

from controls.alerts.channels import webhook
from controls.alerts.models import Delivery, Notification
from controls.alerts.services import happenings, letters, wording
from controls.alerts.services.notifying import FOLLOWED
from controls.models import Change

# What happened, by the type that a notification carries → the type that a receiver reads.
TYPES = {
    happenings.CHANGE: "register.change",
    happenings.DIFFERENCE: "portfolio.difference",
    happenings.TURN: "search.turn",
    happenings.REFUSED: "search.refused",
    happenings.END: "register.end",
    happenings.LATE: "source.late",
}
# What a notification knows for its pages: a receiver reads the type and the address instead.
_OF_PAGES = frozenset({"type", "path", "place", "route", "query", FOLLOWED})
# Characters. A longer value is left out, so that a message stays small: the change's own page has all of it.
LONGEST_VALUE = 500


def body_of(*, delivery: Delivery) -> str:
    """The body of a message. One without a notification is a test."""
    told = delivery.notifications.select_related("subscription").order_by("pk").first()
    if told is None:
        return webhook.written(kind=webhook.TEST, at=delivery.made_at, data={"text": webhook.TEST_SAYS})
    return webhook.written(kind=TYPES[told.said["type"]], at=delivery.made_at, data=_data(told))


def _data(told: Notification) -> dict[str, Any]:
    row = told.subscription
    said = {name: value for name, value in told.said.items() if name not in _OF_PAGES}
    return {
        "subscription": {"id": row.pk, "kind": row.kind, "label": told.said.get(FOLLOWED, row.label)},
        "number": told.number,
        "label": told.label,
        "happened_at": told.happened_at.isoformat(),
        **(_change(said) if told.said["type"] == happenings.CHANGE else said),
        "url": _address(told),
    }


def _change(said: Mapping[str, Any]) -> dict[str, Any]:
    """A change as it stands in the log, with the columns that differ."""
    change = Change.objects.get(pk=said["revision"])
    return {
        "revision": change.pk,
        "action": change.action,
        "fact": {"type": change.subject_type, "key": change.subject_key, "label": change.subject_label},
        "notice": said["notice"] or None,
        "effective_on": change.effective_on.isoformat() if change.effective_on else None,
        "reason": change.reason[:LONGEST_VALUE],
        **_differing(change.before or {}, change.after or {}),
    }


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The columns whose value is another one, before and after; `left_out` names those that are too long to send."""
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    long = [name for name in names if max(len(str(before.get(name))), len(str(after.get(name)))) > LONGEST_VALUE]
    short = [name for name in names if name not in long]
    return {
        "before": {name: before[name] for name in short if name in before} if before else None,
        "after": {name: after[name] for name in short if name in after} if after else None,
        "left_out": long,
    }


def _address(told: Notification) -> str | None:
    """Where a person reads more of it in this register; None where no page is about it alone."""
    path = wording.told(notification=told).path
    return letters.address(path=path) if path else None
