"""What the forms of all facts have in common: typed text is checked, refusals come back in words."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.admin import differences
from controls.filters.fields import TextField
from controls.models import TrackedModel
from controls.services import versions
from controls.services.versions import ChangedMeanwhile

# Text, not the browser's own calendar: that one shows 02/03/2026 in the order of the browser's language.
DAY_INPUT = forms.DateInput(
    attrs={"placeholder": gettext_lazy("year-month-day"), "size": 12, "autocomplete": "off"}, format="%Y-%m-%d"
)
HOUR_INPUT = forms.TimeInput(
    attrs={"placeholder": gettext_lazy("hour:minute"), "size": 12, "autocomplete": "off"}, format="%H:%M"
)


class DeskForm(forms.ModelForm):
    """A form whose text holds no hidden characters. `refusal` is what the service said to the same form just now."""

    refusal: ClassVar[Exception | None] = None
    # Fields that may stay empty because the service knows what to put there.
    defaulted: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.defaulted:
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        plain = TextField(required=False)
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                # Browsers end each line of a box with two characters. The record has one, or every line would differ.
                cleaned[name] = value.replace("\r\n", "\n")
                try:
                    for line in cleaned[name].split("\n"):
                        plain.clean(line)
                except ValidationError as fault:
                    self.add_error(name, fault)
        if self.refusal is not None:
            self.add_error(None, _in_words(self.refusal))
        return cleaned

    def columns(self) -> dict[str, Any]:
        """The fact's own columns, as typed: what a service takes."""
        own = {field.name for field in self._meta.model._meta.concrete_fields}
        return {name: value for name, value in self.cleaned_data.items() if name in own}


class CorrectionForm(DeskForm):
    """The form of a fact that is on record: asks why, and remembers which version was opened."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for the correction"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Stays in the change log. An act of the authority is no correction: record the act."),
    )
    version = forms.CharField(label=gettext_lazy("Version"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, instance: TrackedModel, **kwargs: Any) -> None:
        opened = versions.current(subject=instance)
        if not args and "data" not in kwargs:
            instance.refresh_from_db()  # after the version: what is shown may be newer than it, never older
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["version"].initial = opened
        if isinstance(self.refusal, ChangedMeanwhile):
            # The difference is shown now: who saves again has seen it.
            posted: Any = self.data  # a QueryDict; only its own copy() keeps several values of one field
            typed = posted.copy()
            typed[self.add_prefix("version")] = str(self.refusal.version)
            self.data = typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        version = cleaned.get("version", "")
        if not (version.isascii() and version.isdigit() and len(version) <= 9):
            self.add_error(None, _("This form does not say which version of the fact was opened. Open it again."))
        return cleaned


def _in_words(refusal: Exception) -> str:
    if not isinstance(refusal, ChangedMeanwhile):
        return str(refusal)
    told = [
        _("By %(actor)s on %(time)s: %(fields)s.")
        % {
            "actor": change.actor,
            "time": date_format(timezone.localtime(change.recorded_at), "DATETIME_FORMAT"),
            "fields": "; ".join(map(str, differences.of_change(change))),
        }
        for change in refusal.changes
    ]
    return " ".join(
        [
            _("Changed meanwhile.") if told else _("This is not the version on record."),
            *told,
            _("What you typed is still below and not saved. Saving it now puts it in the place of what is on record."),
        ]
    )
