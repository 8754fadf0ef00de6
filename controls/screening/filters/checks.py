"""What one may ask about a party: the same fields on the page, in one check over the API, and in each of many."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.filters.fields import BadInput, DayField, TextField, WholeField
from controls.screening.filters.fields import (
    CountryField,
    ListsField,
    ListsOn,
    NameField,
    ShareField,
    lists_in_use,
    no_lists,
)
from controls.screening.services.questions import SCHEMAS, Asked

MOST_LETTERS = 600
MOST_HITS = 100
AHEAD = timedelta(days=366)  # as far as notices state first days
SCHEMA_CHOICES = [
    ("", gettext_lazy("not said")),
    (SCHEMAS[0], gettext_lazy("company or organisation")),
    (SCHEMAS[1], gettext_lazy("person")),
]


class CheckQuestion(forms.Form):
    """One party. Call `is_valid()`, then `asked()`; which lists were in use on a day is known only to the index."""

    name = NameField(
        max_length=MOST_LETTERS,
        label=gettext_lazy("Name"),
        error_messages={"required": gettext_lazy("Give the name of the party.")},
    )
    country = CountryField(required=False, max_length=2, label=gettext_lazy("Country"))
    identifier = TextField(required=False, max_length=60, label=gettext_lazy("Registration number"))
    address = TextField(required=False, max_length=500, label=gettext_lazy("Address"))
    schema = forms.ChoiceField(required=False, choices=SCHEMA_CHOICES, label=gettext_lazy("Kind of party"))
    lists = ListsField(label=gettext_lazy("Lists"))
    as_of = DayField(required=False, label=gettext_lazy("As of"))
    threshold = ShareField(default=settings.SCREENING_THRESHOLD, label=gettext_lazy("Threshold"))
    limit = WholeField(least=1, most=MOST_HITS, default=10, label=gettext_lazy("Hits at most"))

    def __init__(self, *args: Any, today: date, known: ListsOn = no_lists, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.known = today, known

    def clean_as_of(self) -> date:
        return day_asked(self.cleaned_data["as_of"], today=self.today)

    def clean(self) -> dict[str, Any]:
        refuse_lists_not_in_use(self, today=self.today, known=self.known)
        return self.cleaned_data

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(**given | {"lists": tuple(given["lists"])})


def refuse_lists_not_in_use(form: forms.Form, *, today: date, known: ListsOn) -> None:
    """Blame `lists` of a form for lists not in use on its `as_of`; on today, if that day is at fault itself."""
    try:
        lists_in_use(
            form.cleaned_data.get("lists", ()), on=form.cleaned_data.get("as_of", today), today=today, known=known
        )
    except ValidationError as error:
        form.add_error("lists", error)


def day_asked(given: date | None, *, today: date) -> date:
    """The day asked about; today when none was given. Refuses days that no notice could speak of yet."""
    day = given or today
    if day > today + AHEAD:
        raise ValidationError(
            _("Enter a day no later than %(last)s: what will be listed then, nobody knows today."),
            code="too_late",
            params={"last": (today + AHEAD).isoformat()},
        )
    return day


class Reading:
    """Reads JSON strictly: each value of its own type, nothing unknown, and every fault under its name."""

    TYPES: Mapping[str, tuple[type, ...]] = {
        **dict.fromkeys(("name", "country", "identifier", "address", "schema", "as_of", "id"), (str,)),
        **dict.fromkeys(("lists", "queries"), (list,)),
        "threshold": (int, float),
        "limit": (int,),
    }

    def __init__(self, body: Any, *, known: tuple[str, ...], under: str = "") -> None:
        self.under = under
        self.faults: dict[str, list[str]] = {}
        self.values: dict[str, Any] = body if isinstance(body, dict) else {}
        if not isinstance(body, dict):
            self.faults[under.rstrip(".") or "body"] = [_("Give an object with names and values.")]
        for name in self.values:
            if name not in known:
                self.blame(str(name)[:80] or "body", _("Unknown name. Known: %s.") % ", ".join(known))
        for name in known:
            if name in self.values and not self._fits(name):
                self.blame(name, _WRONG_TYPE[self.TYPES[name]])
                self.values = {each: value for each, value in self.values.items() if each != name}

    def _fits(self, name: str) -> bool:
        value = self.values[name]
        if name == "lists" and isinstance(value, list):
            return bool(value) and all(isinstance(each, str) and each.strip() for each in value)
        return isinstance(value, self.TYPES[name]) and not isinstance(value, bool)

    def blame(self, name: str, *words: Any) -> None:
        self.faults.setdefault(f"{self.under}{name}", []).extend(str(each) for each in words)

    def cleaned(self, name: str) -> Any:
        """The value by the rules of the field of that name. A fault is noted, and None returned."""
        value = self.values.get(name)
        try:
            field = CheckQuestion.base_fields[name]
            if isinstance(value, str) and not value.strip() and not field.required:
                raise ValidationError(_("Give a value, or leave this out."))
            return field.clean(value if value is None else str(value))
        except ValidationError as error:
            if f"{self.under}{name}" not in self.faults:
                self.blame(name, *error.messages)
            return None

    def day(self, *, today: date) -> date:
        """The day asked about, under `as_of`."""
        try:
            return day_asked(self.cleaned("as_of"), today=today)
        except ValidationError as error:
            self.blame("as_of", *error.messages)
            return today


_WRONG_TYPE: Mapping[tuple[type, ...], Any] = {
    (str,): gettext_lazy("Give a text."),
    (list,): gettext_lazy("Give a list, with something in it."),
    (int, float): gettext_lazy("Give a number."),
    (int,): gettext_lazy("Give a whole number."),
}


def asked_from_json(body: Any, *, today: date, lists: ListsOn) -> Asked:
    """One question from the body of a request. Raises BadInput, which names every field at fault."""
    known = tuple(CheckQuestion.base_fields)
    reading = Reading(body, known=known)
    cleaned = {name: reading.cleaned(name) for name in known if name not in ("as_of", "lists")}
    cleaned["as_of"] = reading.day(today=today)
    cleaned["lists"] = lists_asked(reading, on=cleaned["as_of"], today=today, known=lists)
    if reading.faults:
        raise BadInput(reading.faults)
    return Asked(**cleaned)


def lists_asked(reading: Reading, *, on: date, today: date, known: ListsOn) -> tuple[str, ...]:
    """The lists named, each of which must have been in use on the day asked about; none: all."""
    try:
        given = ListsField(label="").clean(reading.values.get("lists", []))
        return lists_in_use(given, on=on, today=today, known=known)
    except ValidationError as error:
        reading.blame("lists", *error.messages)
        return ()
