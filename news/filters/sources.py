"""What one may ask of the sources of news."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField
from controls.filters.questions import PagedQuestion
from news.models import Source
from news.models.sources import SourceQuerySet
from news.services.troubles import in_trouble, switched_on

ASKED, OFF, ENDED, IN_TROUBLE = "asked", "off", "ended", "in_trouble"
STATES = {
    ASKED: _("asked"),
    OFF: _("not asked"),
    ENDED: _("ended"),
    IN_TROUBLE: _("in trouble"),
}


class SourceFilter(PagedQuestion):
    """Sources of news by kind and by how they stand now."""

    type = KeysField(known=Source.Tier.values, thing=_("kind of source"), label=_("Kind of source"))
    state = KeysField(known=STATES, thing=_("state"), label=_("State"))

    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "type": ("Kind of source.", ["official"]),
        "state": ("Whether it is asked, and whether it is read as it should be.", ["asked"]),
    }

    def apply(self, *, at: datetime) -> SourceQuerySet:
        """The sources asked for as they stand at a moment, in the order in which they are asked. After is_valid()."""
        wanted: dict[str, Any] = self.cleaned_data
        sources = Source.objects.select_related("authority").order_by("rank", "key")
        if wanted["type"]:
            sources = sources.filter(tier__in=wanted["type"])
        if wanted["state"]:
            sources = sources.filter(_in_states(wanted["state"], at))
        return sources


def _in_states(codes: list[str], at: datetime) -> Q:
    troubled = in_trouble(sources=switched_on(), at=at) if IN_TROUBLE in codes else []
    meant = {
        ASKED: Q(enabled=True, ended_at=None),
        OFF: Q(enabled=False, ended_at=None),
        ENDED: Q(ended_at__isnull=False),
        IN_TROUBLE: Q(pk__in=[source.pk for source in troubled]),
    }
    asked = Q()
    for code in codes:
        asked |= meant[code]
    return asked
