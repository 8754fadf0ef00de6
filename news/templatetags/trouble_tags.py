"""Where the register is blind: official sources that were not read for too long, or whose answer is held back."""

from datetime import datetime
from typing import Any

from django import template
from django.db.models import Exists, OuterRef
from django.template import Context
from django.utils import timezone

from news.models import HeldReading, Source
from news.services import troubles

register = template.Library()


@register.inclusion_tag("desk/_blind.html", takes_context=True)
def blind_sources(context: Context) -> dict[str, Any]:
    """Sources of notices that are switched on and should not be relied on now: ended, unread for too long, held back.

    One query. Whatever page shows it must not be kept longer than the state of the sources.
    """
    waiting = HeldReading.objects.filter(source=OuterRef("pk"), state=HeldReading.State.WAITING)
    notices = troubles.switched_on().filter(tier=Source.Tier.OFFICIAL, announces_notices=True)
    now = timezone.now()
    blind = [source for source in notices.annotate(is_held=Exists(waiting)) if source.is_held or _is_blind(source, now)]
    day = {name: context.get(name) for name in ("as_of", "today")}  # the link to the sources hands the day on
    return {"sources": blind, **day}


def _is_blind(source: Source, at: datetime) -> bool:
    """Whether nothing is known from it: also of one that was asked, and has never answered so that it could be read."""
    wrong = troubles.troubles(source=source, at=at)
    return bool(troubles.BLIND.intersection(wrong)) or bool(wrong and source.read_at is None)
