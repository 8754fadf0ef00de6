"""Parameters whose values stand in an array of a table, and the values that stand there."""

from datetime import date

from django.db.models import F, Func

from controls.filters.fields import KeysField
from news.models import NewsEvent


class InArrayField(KeysField):
    """A repeatable parameter whose values must stand in an array column of some event."""

    def _known(self, given: list[str]) -> set[str]:
        if not given:
            return set()
        rows = NewsEvent.objects.filter(**{f"{self.column}__overlap": given}).order_by()
        return {value for values in rows.values_list(self.column, flat=True) for value in values}


def values_in(column: str, *, on: date) -> list[str]:
    """Every value in an array column of the events known on a day, in order, in one query."""
    events = NewsEvent.objects.known(on=on).order_by()
    return sorted(set(events.annotate(each=Func(F(column), function="unnest")).values_list("each", flat=True)))
