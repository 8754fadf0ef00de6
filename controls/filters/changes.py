"""What one may ask of the change log."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField, TextField, WholeField
from controls.filters.questions import PagedQuestion, Question
from controls.models import Change, Claim
from controls.models.history import ChangeQuerySet
from controls.models.publication import later_facts

NOUNS = [
    "authority", "catalogue-item", "catalogue-revision", "claim", "clause", "controlled-item", "element", "entity",
    "entity-list", "item-version", "listing", "listing-event", "measure", "notice", "source", "suspension",
    "tariff-code",
]  # fmt: skip
_REFERENCE = re.compile(rf"({'|'.join(NOUNS)}):[-.\w]+", re.ASCII)


class ChangeFilter(Question):
    """Changes by act, by kind of fact and by fact; with a day, those of which something was published by then."""

    action = KeysField(known=Change.Action.values, thing=_("act"), label=_("Act"))
    subject_type = KeysField(known=NOUNS, thing=_("kind of fact"), label=_("Kind of fact"))
    about = TextField(required=False, max_length=200, label=_("About"))

    def clean_about(self) -> str:
        about: str = self.cleaned_data["about"]
        if about and not _REFERENCE.fullmatch(about):
            raise ValidationError(_("Write the kind of fact and its key, such as listing:cn-wl-2026-012-1."))
        return about

    def narrow(self) -> ChangeQuerySet:
        """The changes asked for, in no order. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        changes = Change.objects.select_related("notice")
        # Without a day nothing is left out: one who follows the log by id would never be shown it again.
        if wanted["as_of"]:
            changes = changes.filter(~_later(on=wanted["as_of"]))
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

    @property
    def narrowed_by(self) -> list[str]:
        """The parameters that leave changes out. Empty: none is, and one who follows misses nothing."""
        return sorted(name for name in ("about", "action", "as_of", "subject_type") if self.cleaned_data[name])

    def apply(self) -> ChangeQuerySet:
        """Up to `limit` changes and one more, which tells whether there are further ones."""
        changes = self.narrow().filter(id__gt=self.cleaned_data["after"]).order_by("id")
        return changes[: self.cleaned_data["limit"] + 1]


def _later(*, on: date) -> Q:
    """Changes of facts that were published after the day, or made on the word of a notice that was."""
    found = Q(notice__published_on__gt=on) & ~Q(subject_type="listing-event")  # an act counts from its announcement
    for noun, keys in later_facts(on=on).items():
        found |= Q(subject_type=noun, subject_key__in=keys)
    return found | Q(subject_type="claim", subject_key__in=Claim.objects.about_later(on=on).values("key"))
