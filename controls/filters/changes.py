"""What one may ask of the change log."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField, TextField, WholeField
from controls.filters.questions import PagedQuestion, Question
from controls.models import Change
from controls.models.history import ChangeQuerySet

NOUNS = ["authority", "entity", "entity-list", "listing", "listing-event", "notice", "source"]


class ChangeFilter(Question):
    """Changes by act, by kind of fact and by fact."""

    action = KeysField(known=Change.Action.values, thing=_("act"), label=_("Act"))
    subject_type = KeysField(known=NOUNS, thing=_("kind of fact"), label=_("Kind of fact"))
    about = TextField(required=False, max_length=200, label=_("About"))

    def narrow(self) -> ChangeQuerySet:
        """The changes asked for, in no order. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        changes = Change.objects.select_related("notice")
        if wanted["action"]:
            changes = changes.filter(action__in=wanted["action"])
        if wanted["subject_type"]:
            changes = changes.filter(subject_type__in=wanted["subject_type"])
        if wanted["about"]:
            changes = changes.about(wanted["about"])
        return changes


class ChangePageFilter(ChangeFilter, PagedQuestion):
    """Changes for a reader: newest first, in pages."""

    def apply(self) -> ChangeQuerySet:
        return self.narrow().order_by("-id")


class ChangeFeedFilter(ChangeFilter):
    """Changes for a program that follows: oldest first, after the last id it has seen."""

    after = WholeField(least=0, most=999_999_999, default=0, label=_("After change"))
    limit = WholeField(least=1, most=1000, default=100, label=_("At most"))

    def apply(self) -> ChangeQuerySet:
        """Up to `limit` changes and one more, which tells whether there are further ones."""
        changes = self.narrow().filter(id__gt=self.cleaned_data["after"]).order_by("id")
        return changes[: self.cleaned_data["limit"] + 1]
