"""Where the register is blind: official sources that were not read for a day, or whose answer is held back."""

from typing import Any

from django import template
from django.db.models import Exists, OuterRef, Q
from django.template import Context
from django.utils import timezone

from news.models import HeldReading, Source
from news.services.freshness import FRESH

register = template.Library()


@register.inclusion_tag("desk/_blind.html", takes_context=True)
def blind_sources(context: Context) -> dict[str, Any]:
    """Sources of notices that are asked and should not be relied on now; a source that was never asked is none.

    One query. Whatever page shows it must not be kept longer than the state of the sources.
    """
    waiting = HeldReading.objects.filter(source=OuterRef("pk"), state=HeldReading.State.WAITING)
    unread = Q(read_at__lt=timezone.now() - FRESH) | Q(read_at=None, asked_at__isnull=False)
    notices = Source.objects.asked().filter(tier=Source.Tier.OFFICIAL, announces_notices=True)
    blind = notices.annotate(is_held=Exists(waiting)).filter(unread | Q(is_held=True))
    day = {name: context.get(name) for name in ("as_of", "today")}  # the link to the sources hands the day on
    return {"sources": list(blind.order_by("rank", "key")), **day}
