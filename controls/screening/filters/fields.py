"""Fields that only screening needs: shares, countries of the world, names that can be compared at all."""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField, TextField
from controls.matching.parts import named

# The keys of the lists in use on a day.
ListsOn = Callable[[date], Collection[str]]
_SHARE = re.compile(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?", re.ASCII)
_CODE = re.compile(r"[A-Z]{2}", re.ASCII)
# Codes of CLDR that are no country: unions, unknown, and made up for tests.
_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@cache
def countries() -> frozenset[str]:
    """Every ISO 3166-1 alpha-2 code that the Unicode CLDR names."""
    return frozenset(filter(_CODE.fullmatch, map(str, Locale("en").territories))) - _NO_COUNTRY


class NameField(TextField):
    """The name of a party, in any script. Refuses what has no letter and no digit to compare."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and not named(text).parts:
            raise ValidationError(
                _("Contains no letter and no digit that a name could be compared by."),
                code="nothing_to_compare",
            )
        return text


class CountryField(TextField):
    """ISO 3166-1 alpha-2 in capitals, or nothing."""

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if code and code not in countries():
            raise ValidationError(
                _("“%(code)s” is no country code; give two capital letters by ISO 3166-1, such as JP."),
                code="unknown",
                params={"code": code[:20]},
            )
        return code


class ListsField(KeysField):
    """Keys of lists. Whether they are there is a question of the day asked about: `lists_in_use` answers it."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(thing=_("list"), label=label)

    def _known(self, given: list[str]) -> set[str]:
        return set(given)


def no_lists(day: date) -> Collection[str]:
    """For a form that is only shown."""
    return ()


def lists_in_use(keys: Iterable[str], *, on: date, today: date, known: ListsOn) -> tuple[str, ...]:
    """The keys, each that of a list in use on the day. Raises ValidationError: what was not searched was not asked."""
    asked = tuple(keys)
    for key in asked:
        if key in known(on):
            continue
        if key in known(today):
            raise ValidationError(
                _("The list “%(key)s” was not in use here on %(day)s."),
                code="not_in_use",
                params={"key": key[:80], "day": on.isoformat()},
            )
        raise ValidationError(
            _("“%(value)s” is not a known %(thing)s."), code="unknown", params={"value": key[:80], "thing": _("list")}
        )
    return asked


class ShareField(forms.Field):
    """A number from 0 to 1 in plain digits. Returns a float, or the default when empty."""

    def __init__(self, *, default: float, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.default = default

    def to_python(self, value: Any) -> float:
        text = str(value if value is not None else "").strip()
        if not text:
            return self.default
        if not _SHARE.fullmatch(text):
            raise ValidationError(
                _("Enter a number from 0 to 1 with at most six decimals, such as 0.85."), code="invalid"
            )
        return float(text)
