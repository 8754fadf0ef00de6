"""What one may ask of notices."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField, TextField, WholeField
from controls.filters.questions import PagedQuestion
from controls.models import Authority, EntityList, Notice
from controls.models.notices import NoticeQuerySet


class NoticeFilter(PagedQuestion):
    """Notices by authority, list, year and words, as far as published on a day."""

    q = TextField(required=False, max_length=200, label=_("Title or number contains"))
    authority = KeysField(model=Authority, thing=_("authority"), label=_("Authority"))
    list = KeysField(model=EntityList, thing=_("list"), label=_("List"))
    year = WholeField(least=1990, most=2100, default=0, label=_("Year"))

    def apply(self) -> NoticeQuerySet:
        """The notices asked for, newest first. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        notices = Notice.objects.published(on=self.day).for_display()
        if wanted["authority"]:
            notices = notices.filter(authority__key__in=wanted["authority"])
        if wanted["list"]:
            notices = notices.filter(entity_list__key__in=wanted["list"])
        if wanted["year"]:
            notices = notices.filter(year=wanted["year"])
        if text := wanted["q"].strip():
            notices = notices.filter(
                Q(label__icontains=text) | Q(title_en__icontains=text) | Q(title_zh__icontains=text) | Q(key=text)
            )
        return notices
