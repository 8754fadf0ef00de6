"""Parameters whose values stand in an array of a table, and the values that stand there."""

from datetime import date

from controls.filters.fields import KeysField
from news.models import NewsEvent


class InArrayField(KeysField):
    """A repeatable parameter whose values must stand in an array column of some event."""

    def _known(self, given: list[str]) -> set[str]:
        if not given:
            return set()
        rows = NewsEvent.objects.filter(**{f"{self.column}__overlap": given}).order_by()
        return {value for values in rows.values_list(self.column, flat=True) for value in values}


def values_of(*columns: str, on: date) -> list[list[str]]:
    """Every value in each of these array columns of the events known on a day, in order, in one query."""
    rows = list(NewsEvent.objects.known(on=on).order_by().values_list(*columns))
    return [sorted({value for row in rows for value in row[place]}) for place in range(len(columns))]
