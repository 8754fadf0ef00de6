"""What may be said about a file of names, once for pages and API, and which of its rows to show."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.filters.fields import DayField
from controls.filters.questions import PagedQuestion
from controls.screening.filters.checks import day_asked, refuse_lists_not_in_use
from controls.screening.filters.fields import ListsField, ListsOn, ShareField, no_lists
from controls.screening.models import BatchRow, ScreeningCheck
from controls.screening.models.batches import BatchQuerySet, BatchRowQuerySet
from controls.screening.spreadsheets.encodings import ENCODINGS
from controls.screening.spreadsheets.headings import FIELDS
from controls.screening.spreadsheets.rows import MOST_COLUMNS
from controls.screening.spreadsheets.tables import DELIMITERS

FIELD_LABELS: Mapping[str, Any] = {
    "name": gettext_lazy("Name"),
    "country": gettext_lazy("Country"),
    "identifier": gettext_lazy("Registration number"),
    "reference": gettext_lazy("Your reference"),
}
DELIMITER_CODES = {name.replace(" ", "_"): sign for sign, name in DELIMITERS.items()}
DELIMITER_LABELS: Mapping[str, Any] = {
    "comma": gettext_lazy("comma"),
    "semicolon": gettext_lazy("semicolon"),
    "tab": gettext_lazy("tab"),
    "vertical_bar": gettext_lazy("vertical bar"),
}


class UploadForm(forms.Form):
    """A file and, where the user knows better, how it is to be read."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        allow_empty_file=True,  # refused by the service, in its own words
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    encoding = forms.ChoiceField(
        required=False, label=gettext_lazy("Encoding"), choices=[("", gettext_lazy("recognise")), *ENCODINGS.items()]
    )
    delimiter = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Separator"),
        choices=[("", gettext_lazy("recognise")), *DELIMITER_LABELS.items()],
    )

    def reading(self) -> dict[str, str]:
        """How the file is to be read, for the service."""
        given = self.cleaned_data
        return {"encoding": given["encoding"], "delimiter": DELIMITER_CODES.get(given["delimiter"], "")}


class StartForm(forms.Form):
    """What the columns hold and what is asked of the lists. Columns are counted from 1, as users do."""

    heading = forms.BooleanField(required=False, label=gettext_lazy("The first row names the columns"))
    lists = ListsField(label=gettext_lazy("Lists"))
    as_of = DayField(required=False, label=gettext_lazy("As of"))
    threshold = ShareField(default=settings.SCREENING_THRESHOLD, label=gettext_lazy("Threshold"))

    def __init__(self, *args: Any, width: int, today: date, known: ListsOn = no_lists, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.known = today, known
        places = [("", _("none")), *((str(place), str(place)) for place in range(1, min(width, MOST_COLUMNS) + 1))]
        for name in FIELDS:
            self.fields[f"column_{name}"] = forms.ChoiceField(
                required=name == "name",
                label=FIELD_LABELS[name],
                choices=places,
                error_messages={"required": _("Say which column holds the name.")},
            )

    def clean_as_of(self) -> date:
        return day_asked(self.cleaned_data["as_of"], today=self.today)

    def clean(self) -> dict[str, Any]:
        chosen = [value for name in FIELDS if (value := self.cleaned_data.get(f"column_{name}"))]
        refuse_lists_not_in_use(self, today=self.today, known=self.known)
        if len(set(chosen)) < len(chosen):
            raise ValidationError(_("One column cannot hold two things."))
        return self.cleaned_data

    def wanted(self) -> dict[str, Any]:
        """What is asked, for the service."""
        given = self.cleaned_data
        columns = {name: int(value) - 1 for name in FIELDS if (value := given[f"column_{name}"])}
        asked = {name: given[name] for name in ("heading", "lists", "as_of", "threshold")}
        return {"columns": columns, **asked}


SHOWS = {
    "all": gettext_lazy("all rows"),
    "matches": gettext_lazy("possible matches"),
    "same": gettext_lazy("the same name or number"),
    "probable": gettext_lazy("probable matches"),
    "possible": gettext_lazy("merely possible matches"),
    "none": gettext_lazy("no entry found"),
    "help": gettext_lazy("rows that need help"),
    "open": gettext_lazy("not yet screened"),
}


class ShowField(forms.Field):
    """Which rows to show."""

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip() or "all"
        if text not in SHOWS:
            raise ValidationError(_("Choose one of: %(known)s.") % {"known": ", ".join(SHOWS)}, code="unknown")
        return text


class RowsQuestion(PagedQuestion):
    """Rows of a batch in pages, in the order of the file. No day: a batch speaks for the day it was asked about."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base
    show = ShowField(required=False, label=gettext_lazy("Show"))

    def apply(self, rows: BatchRowQuerySet) -> BatchRowQuerySet:
        return shown_rows(rows, self.cleaned_data["show"]).in_order()


def shown_rows(rows: BatchRowQuerySet, show: str) -> BatchRowQuerySet:
    """The rows of one of SHOWS."""
    states, outcomes = BatchRow.State, ScreeningCheck.Outcome
    if show in ("same", "probable", "possible"):
        return rows.filter(verdict=show)
    match show:
        case "matches":
            return rows.exclude(verdict="")
        case "none":
            return rows.filter(outcome=outcomes.NO_ENTRY_FOUND)
        case "help":
            return rows.filter(state=states.NEEDS_HELP)
        case "open":
            return rows.filter(state__in=[states.WAITING, states.CLAIMED])
        case _:
            return rows.asked_for()


class BatchesQuestion(PagedQuestion):
    """The caller's batches in pages, the newest first."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base

    def apply(self, batches: BatchQuerySet) -> BatchQuerySet:
        return batches.newest_first()
