"""Searching in all scripts: width, case, spaces and invisible characters do not matter."""

from collections.abc import Sequence

from django.db.models import CharField, Func, Q, QuerySet

from controls.matching.names import search_key


class _Folded(Func):
    """A column as `search_key` would fold it, without any space."""

    template = "regexp_replace(lower(normalize(%(expressions)s, NFKC)), '\\s', '', 'g')"
    output_field = CharField()


def containing(queryset: QuerySet, text: str, *, columns: Sequence[str]) -> QuerySet:
    """Rows one of whose columns contains the text."""
    wanted = search_key(text).replace(" ", "")
    folded = {f"folded_{number}": _Folded(column) for number, column in enumerate(columns)}
    matches = Q()
    for alias in folded:
        matches |= Q(**{f"{alias}__contains": wanted})
    return queryset.alias(**folded).filter(matches)
