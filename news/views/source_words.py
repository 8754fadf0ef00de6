"""Sources in words: whether one is asked, how it stands, and how often it is asked."""

from datetime import datetime
from typing import Any

from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.models import Source
from news.services.timetable import EPOCH
from news.services.troubles import Trouble, patience, troubles

MINUTES_OF_A_DAY = 24 * 60


def standing(source: Source, at: datetime) -> dict[str, Any]:
    """A badge and the sentence beside it. Trouble weighs more than that it is asked."""
    if source.ended_at:
        return {"tone": "ended", "label": _("ended"), "note": _ended(source)}
    if not source.enabled:
        return {"tone": "ended", "label": _("not asked"), "note": source.off_reason}
    if wrong := troubles(source=source, at=at):
        note = source.trouble if Trouble.FAILING in wrong else silence(source)
        return {"tone": "unsure", "label": _("in trouble"), "note": note}
    if source.read_at is None:
        return {"tone": "scheduled", "label": _("not asked yet"), "note": ""}
    return {"tone": "plain", "label": _("read"), "note": ""}


def silence(source: Source) -> str:
    """Of a source that was not read for longer than it should take."""
    limit = timesince(EPOCH, EPOCH + patience(source=source))
    if source.read_at is None:
        return _("It has never been read, and should have been within %(limit)s.") % {"limit": limit}
    return _("It was not read for longer than %(limit)s: the worker may stand still.") % {"limit": limit}


def _ended(source: Source) -> str:
    if source.moved_to:
        return _("The source says that it has moved to %(address)s.") % {"address": source.moved_to}
    return _("The source says that it has ended.")


def rhythm(minutes: int) -> str:
    """How often, in the largest unit that leaves no rest."""
    if minutes % MINUTES_OF_A_DAY == 0:
        days = minutes // MINUTES_OF_A_DAY
        return ngettext("every day", "every %(count)s days", days) % {"count": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("every hour", "every %(count)s hours", hours) % {"count": hours}
    return _("every %(count)s minutes") % {"count": minutes}
