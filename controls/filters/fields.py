"""Fields that refuse in words: days, whole numbers, text, and lists of keys."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from controls.matching.names import search_key

FIRST_DAY = date(2001, 1, 1)
LAST_DAY = date(2100, 12, 31)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,16}", re.ASCII)  # up to 2^53 - 1, the most that JSON carries safely
# Characters that turn the direction of the text around them: they make a name look like another one.
_DIRECTION = {chr(c) for c in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


class BadInput(Exception):
    """The question cannot be answered as it was asked. `errors` says in words what is wrong with which field.

    Answered with 400 by the input gate; no error of ours, so that nothing of it goes into the log of errors.
    """

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(errors)
        self.errors = errors


class DayField(forms.Field):
    """A calendar day written 2026-02-24, between 2001 and 2100. Returns a date, or None when empty."""

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        if not _ISO_DAY.fullmatch(text):
            raise ValidationError(_("Enter a date as year-month-day, such as 2026-02-24."), code="invalid")
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise ValidationError(_("Enter a real date, such as 2026-02-24."), code="invalid") from error
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("Enter a date from 2001 to 2100."), code="out_of_range")
        return day


class WholeField(forms.Field):
    """A whole number in plain digits, within limits. Returns an int, or the default when empty."""

    def __init__(self, *, least: int, most: int, default: int, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.least, self.most, self.default = least, most, default

    def to_python(self, value: Any) -> int:
        text = str(value or "").strip()
        if not text:
            return self.default
        if not _WHOLE.fullmatch(text) or not self.least <= int(text) <= self.most:
            raise ValidationError(
                _("Enter a whole number from %(least)s to %(most)s."),
                code="invalid",
                params={"least": self.least, "most": self.most},
            )
        return int(text)


class TextField(forms.CharField):
    """Text to look for. Refuses control characters and marks that turn the direction of writing, by their code.

    Text of invisible characters only is refused too: folded for comparing it would be nothing, which is in every name.
    """

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        for character in text:
            if character in _DIRECTION or (unicodedata.category(character) == "Cc" and character not in "\t"):
                raise ValidationError(
                    _("Contains the hidden character U+%(code)s; type the text again."),
                    code="hidden_character",
                    params={"code": f"{ord(character):04X}"},
                )
        if text and not search_key(text):
            raise ValidationError(_("Contains nothing that can be looked for; type the text again."), code="invisible")
        return text


class SaidField(TextField):
    """Something that a person wrote, over several lines if they like. Returned with plain line ends."""

    def clean(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        super().clean(text.replace("\n", " "))
        return text.strip()


class KeysField(forms.Field):
    """A repeatable parameter whose values must be known keys. Returns them without doubles, in the order given.

    `known` is a fixed set of values, or a queryset manager's `model.column` pair to look the given values up in.
    """

    widget = forms.MultipleHiddenInput
    most = 100
    # Where more than the known values may be given: how they are written, for the description of the API.
    pattern = ""

    def __init__(
        self,
        *,
        known: Iterable[str] = (),
        model: type[Model] | None = None,
        column: str = "key",
        thing: Any,
        label: Any,
    ) -> None:
        super().__init__(required=False, label=label)
        self.known, self.model, self.column, self.thing = tuple(known), model, column, thing

    def to_python(self, value: Any) -> list[str]:
        given = list(dict.fromkeys(str(each) for each in (value or []) if str(each)))
        if len(value or []) > self.most:
            raise ValidationError(_("Give at most %(most)s values."), code="too_many", params={"most": self.most})
        known = self._known(given)
        for each in given:
            if each not in known:
                raise ValidationError(
                    _("“%(value)s” is not a known %(thing)s."),
                    code="unknown",
                    params={"value": each[:80], "thing": self.thing},
                )
        return given

    def _known(self, given: list[str]) -> set[str]:
        if self.model is None or not given:
            return set(self.known)
        rows = self.model._default_manager.filter(**{f"{self.column}__in": given})
        return set(rows.order_by().values_list(self.column, flat=True).distinct())
