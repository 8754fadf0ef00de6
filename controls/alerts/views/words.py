"""Words of alerts in the reader's language: kinds of things to follow, and what was told and how that went."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from controls.alerts.models import Notification, Subscription
from controls.alerts.services import wording

_Kind = Subscription.Kind
_HINTS = {
    _Kind.LIST: _("Every name that is added, suspended, moved or taken off, and what notices of this list change."),
    _Kind.ENTITY: _("Its listings, their suspensions and their ends, and what is corrected about it."),
    _Kind.MEASURE: _("Its clauses, its items, its suspensions, and what ends it."),
    _Kind.ELEMENT: _("Every measure that controls it, and their suspensions."),
    _Kind.ITEM: _("Its versions in new editions of the technology catalogue, and the measure behind them."),
    _Kind.SEARCH: _("Facts that newly answer a search that you saved, and those that no longer do."),
    _Kind.PORTFOLIO: _("What moves between your counterparties and the lists."),
    _Kind.ENDS: _("Ends that notices print: of suspensions, stated periods and measures, once they are near."),
    _Kind.SOURCE: _("A source of news that could not be read for too long, so that silence is not taken for calm."),
}


def kinds() -> list[dict[str, Any]]:
    """What there is to follow."""
    return [{"value": kind.value, "label": kind.label, "hint": _HINTS[kind]} for kind in _Kind]


def notification(row: Notification) -> dict[str, Any]:
    """A notification as its row shows it; its delivery is fetched."""
    delivery = row.delivery
    return {
        "row": row,
        "words": wording.told(notification=row),
        "status": delivery.get_state_display() if delivery else "",
        "delivery": delivery,
    }
