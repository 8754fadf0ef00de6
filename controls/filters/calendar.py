"""What one may ask of the calendar: page, API and file take the same parameters."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField
from controls.filters.questions import PagedQuestion
from controls.filters.spans import JurisdictionField, SpanQuestion
from controls.models import EntityList, Measure
from controls.models.calendar import days
from controls.models.calendar_days import Day, DayKind

# `list` below is a parameter's name and no longer the type.
Days = list[Day]


class CalendarFilter(SpanQuestion, PagedQuestion):
    """Days by entity list, jurisdiction, kind and span, as far as their notices were published on the day asked for."""

    list = KeysField(model=EntityList, thing=_("list"), label=_("List"))
    jurisdiction = JurisdictionField(
        model=Measure, column="jurisdiction", thing=_("jurisdiction"), label=_("Jurisdiction")
    )
    kind = KeysField(known=DayKind.values, thing=_("kind of day"), label=_("Kind"))

    def in_order(self) -> Days:
        """The days asked for, first to last. Without `as_of` no clock is asked: all that is on record is there."""
        return [day for day in self._known(self.cleaned_data["as_of"]) if self._wants(day)]

    def apply(self) -> Days:
        """The days asked for, seen from the day: those ahead, the next one first, then those past, the last first."""
        found = [day for day in self._known(self.day) if self._wants(day)]
        ahead = [day for day in found if day.on >= self.day]
        return ahead + [day for day in reversed(found) if day.on < self.day]

    def jurisdictions(self) -> set[str]:
        """Those that have days. Call `apply` or `in_order` first."""
        return {day.jurisdiction for day in self.known if day.jurisdiction}

    def _known(self, known_by: date | None) -> Days:
        self.known = days(known_by=known_by)
        return self.known

    def _wants(self, day: Day) -> bool:
        wanted = self.cleaned_data
        return (
            (not wanted["list"] or any(each.key in wanted["list"] for each in day.lists))
            and (not wanted["jurisdiction"] or day.jurisdiction in wanted["jurisdiction"])
            and (not wanted["kind"] or day.kind in wanted["kind"])
            and (not wanted["from"] or day.on >= wanted["from"])
            and (not wanted["to"] or day.on <= wanted["to"])
        )
