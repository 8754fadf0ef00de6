"""What one hands in for the watch: portfolios and counterparties, the same by form, file and API."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.filters.fields import KeysField, TextField, WholeField
from controls.filters.questions import PagedQuestion, Question
from controls.screening.filters.checks import MOST_LETTERS, SCHEMA_CHOICES
from controls.screening.filters.fields import CountryField, NameField, ShareField
from controls.screening.models import Counterparty
from controls.screening.models.counterparties import CounterpartyQuerySet
from controls.screening.services.counterparties import Particulars
from controls.screening.services.questions import ORGANISATION, PERSON

LEAST_THRESHOLD = 0.5
MOST_NAMES = 20
_PERSON: Mapping[str, bool | None] = {"": None, PERSON: True, ORGANISATION: False}
SCHEMA_OF: Mapping[bool | None, str] = {person: schema for schema, person in _PERSON.items()}


class NamesField(forms.Field):
    """Several names: a list, or a text with one on each line or semicolons between them. Returns a tuple."""

    def clean(self, value: Any) -> tuple[str, ...]:
        given = value if isinstance(value, list | tuple) else str(value or "").replace("\n", ";").split(";")
        names = tuple(dict.fromkeys(str(each).strip() for each in given if str(each).strip()))
        if len(names) > MOST_NAMES:
            raise ValidationError(_("Give at most %(most)s names.") % {"most": MOST_NAMES}, code="too_many")
        one = NameField(max_length=MOST_LETTERS)
        return tuple(one.clean(name) for name in names)


class PortfolioForm(forms.Form):
    """A portfolio. Call `is_valid()`; `known` are the keys of the lists that there are."""

    name = TextField(max_length=120, label=gettext_lazy("Name of the portfolio"))
    lists = KeysField(thing=gettext_lazy("list"), label=gettext_lazy("Lists"))
    threshold = ShareField(default=settings.SCREENING_THRESHOLD, label=gettext_lazy("Threshold"))
    note = TextField(required=False, max_length=2_000, label=gettext_lazy("Note"))

    def __init__(self, *args: Any, known: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lists"].known = known  # type: ignore[attr-defined]  # of a KeysField

    def clean_threshold(self) -> float:
        share: float = self.cleaned_data["threshold"]
        if share < LEAST_THRESHOLD:
            raise ValidationError(_("Below 0.5 nearly every name is near another: enter 0.5 or more."), code="too_low")
        return share


class CounterpartyForm(forms.Form):
    """One counterparty. Call `is_valid()`, then `particulars()`."""

    id = TextField(max_length=100, label=gettext_lazy("Your number for it"))
    name = NameField(max_length=MOST_LETTERS, label=gettext_lazy("Name"))
    further_names = NamesField(required=False, label=gettext_lazy("Further names"))
    schema = forms.ChoiceField(required=False, choices=SCHEMA_CHOICES, label=gettext_lazy("Kind of party"))
    country = CountryField(required=False, max_length=2, label=gettext_lazy("Country"))
    identifier = TextField(required=False, max_length=60, label=gettext_lazy("Registration number"))
    address = TextField(required=False, max_length=500, label=gettext_lazy("Address"))
    note = TextField(required=False, max_length=2_000, label=gettext_lazy("Note"))

    def particulars(self) -> Particulars:
        """The counterparty as its owner describes it."""
        given = {**self.cleaned_data}
        return Particulars(own_id=given.pop("id"), person=_PERSON[given.pop("schema")], **given)

    @staticmethod
    def of(row: Counterparty) -> dict[str, Any]:
        """What a form shows of a counterparty that is there."""
        content = {**row.content(), "id": row.own_id, "schema": SCHEMA_OF[row.person]}
        del content["person"]
        return content


class CounterpartiesQuestion(PagedQuestion):
    """Counterparties of a portfolio in pages. No day: what stands is of the portfolio's position."""

    SHOWN = ("hits", "waiting", "ended")

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base
    q = TextField(required=False, max_length=200, label=gettext_lazy("Name or number contains"))
    show = KeysField(known=SHOWN, thing=gettext_lazy("group"), label=gettext_lazy("Show"))

    def apply(self, rows: CounterpartyQuerySet) -> CounterpartyQuerySet:
        """Those under watch, or a group of them; who has most hits stands first."""
        shown = self.cleaned_data["show"]
        rows = rows.exclude(ended_at=None) if "ended" in shown else rows.under_watch()
        if "hits" in shown:
            rows = rows.filter(hit_count__gt=0)
        if "waiting" in shown:
            rows = rows.exclude(due="")
        if text := self.cleaned_data["q"]:
            rows = rows.filter(name__icontains=text) | rows.filter(own_id__icontains=text)
        return rows.order_by("-hit_count", "name", "pk")


class PortfoliosQuestion(PagedQuestion):
    """Portfolios in pages, by name."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base


class DifferencesQuestion(Question):
    """Differences after the last one that a reader has."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base
    after = WholeField(least=0, most=999_999_999, default=0, label=gettext_lazy("After"))
    limit = WholeField(least=1, most=1_000, default=100, label=gettext_lazy("Differences at most"))


class PagedDifferences(PagedQuestion):
    """Differences on a page, the newest first."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base
