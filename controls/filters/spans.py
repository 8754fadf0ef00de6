"""What several questions share: a span of days, and jurisdictions of measures and of authorities."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import DayField, KeysField
from controls.filters.questions import Question
from controls.models import Authority


class JurisdictionField(KeysField):
    """Jurisdictions of measures and of authorities."""

    def _known(self, given: list[str]) -> set[str]:
        authorities = Authority.objects.filter(jurisdiction__in=given).values_list("jurisdiction", flat=True)
        return super()._known(given) | set(authorities.order_by().distinct()) if given else set()


class SpanQuestion(Question):
    """A question that may be narrowed to a span: `from` and `to` are days, both counted in."""

    def __init__(self, query: QueryDict | Mapping[str, Any], *, today: date) -> None:
        super().__init__(query, today=today)
        # `from` is no name that Python lets a class have.
        self.fields |= {
            "from": DayField(required=False, label=_("From")),
            "to": DayField(required=False, label=_("To")),
        }

    def clean(self) -> dict[str, Any]:
        wanted = super().clean()
        first, last = wanted.get("from"), wanted.get("to")
        if first and last and first > last:
            self.add_error("to", _("The last day lies before the first."))
        return wanted
