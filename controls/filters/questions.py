"""What every question has in common: one set of parameters, checked once, with the day asked about."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import DayField, KeysField, TextField, WholeField


class Question(forms.Form):
    """Parameters of a page or an endpoint.

    Give the request's query and today's day in Beijing. `is_valid()` first; then `day` is the day asked about. An
    endpoint also calls `refuse_unknown()` and `refuse_blank()`, so that a misspelt or empty parameter is not silently
    ignored.
    """

    as_of = DayField(required=False, label=_("Show as of"))

    paged = False
    # What parameters mean and an example of each, for the description of the API, where it has no words of its own.
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {}

    def __init__(self, query: QueryDict | Mapping[str, Any], *, today: date) -> None:
        super().__init__(query if isinstance(query, MultiValueDict) else dict(query))
        self.today = today

    @property
    def day(self) -> date:
        return self.cleaned_data.get("as_of") or self.today

    @property
    def recorded(self) -> int | None:
        """The revision at which the register is asked what it said; None: what it says now."""
        return self.cleaned_data.get("revision") or None

    def clean(self) -> dict[str, Any]:
        """A parameter given twice, where one is meant, is a mistake and not a choice for us to make."""
        data = self.data
        for name, field in self.fields.items():
            if isinstance(data, MultiValueDict) and not isinstance(field, KeysField) and len(data.getlist(name)) > 1:
                self.add_error(name, _("Give this parameter once."))
        return self.cleaned_data

    def refuse_unknown(self, *, besides: frozenset[str] = frozenset()) -> None:
        """Note an error for each parameter that this question does not know."""
        for name in self.data:
            if name not in self.fields and name not in besides:
                self.errors.setdefault(
                    name[:80], self.error_class([_("Unknown parameter. Known: %s.") % ", ".join(sorted(self.fields))])
                )

    def refuse_blank(self) -> None:
        """Note an error for each value that is empty or padded: an unset variable must not ask for everything."""
        for name, values in self.data.lists() if isinstance(self.data, MultiValueDict) else ():
            if any(not value.strip() for value in values):
                self.errors.setdefault(
                    name[:80], self.error_class([str(_("Give a value, or leave this parameter out."))])
                )
            elif not isinstance(self.fields.get(name), TextField) and any(value != value.strip() for value in values):
                self.errors.setdefault(name[:80], self.error_class([str(_("Remove the spaces around the value."))]))


# Pages of a FactQuestion: a reader who goes from one to the next stays at the revision that is read back.
READ_BACK = frozenset(
    f"controls:{name}"
    for name in (
        *("entity-detail", "measure-detail", "element-detail", "code-detail", "notice-detail", "source-detail"),
        *("catalogue-item", "edition-detail"),
    )
)


class FactQuestion(Question):
    """A question about one fact: what holds on a day, and on request what this register said of it at a revision."""

    revision = WholeField(least=1, most=999_999_999, default=0, label=_("As recorded at revision"))


class PagedQuestion(Question):
    """A question whose answer comes in pages."""

    page = WholeField(least=1, most=1_000_000, default=1, label=_("Page"))
    page_size = WholeField(least=1, most=500, default=50, label=_("Rows a page"))
