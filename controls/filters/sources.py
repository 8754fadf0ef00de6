"""What one may ask of sources."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField, TextField
from controls.filters.questions import PagedQuestion
from controls.models import Source


class SourceFilter(PagedQuestion):
    """Sources by kind and words."""

    q = TextField(required=False, max_length=200, label=_("Title or address contains"))
    kind = KeysField(known=Source.Kind.values, thing=_("kind"), label=_("Kind"))

    def apply(self) -> QuerySet[Source]:
        """The sources asked for, with the number of notices and listings that rest on them. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        sources = Source.objects.annotate(
            notice_count=Count("notices", distinct=True), listing_count=Count("listings", distinct=True)
        ).order_by("kind", "publisher", "key")
        if wanted["kind"]:
            sources = sources.filter(kind__in=wanted["kind"])
        if text := wanted["q"].strip():
            sources = sources.filter(
                Q(title__icontains=text) | Q(url__icontains=text) | Q(publisher__icontains=text) | Q(key=text)
            )
        return sources
