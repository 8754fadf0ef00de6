"""Choosing other facts as one types. A value that is no row number is refused by the field, not by the database."""

from typing import Any

from django.contrib.admin import options
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import ForeignKey, ManyToManyField
from django.http import HttpRequest


def _row_numbers(values: Any) -> list[Any]:
    """Django looks up what was typed to show it again, before it knows whether it can be looked up."""
    return [value for value in values if str(value).isascii() and str(value).isdigit()]


def _of_facts(field: Any) -> Any:
    """What is chosen among are names of rows: facts in languages of their own."""
    if field is not None:
        field.widget.attrs["lang"] = ""
    return field


class ChooseOne(AutocompleteSelect):
    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, _row_numbers(value), attrs)


class ChooseSeveral(AutocompleteSelectMultiple):
    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, _row_numbers(value), attrs)


class ChoosingFields(options.BaseModelAdmin):
    """For desks and for the rows below a fact: `autocomplete_fields` with the widgets of this module."""

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChooseOne(db_field, self.admin_site)
        return _of_facts(super().formfield_for_foreignkey(db_field, request, **kwargs))

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChooseSeveral(db_field, self.admin_site)
        return _of_facts(super().formfield_for_manytomany(db_field, request, **kwargs))
