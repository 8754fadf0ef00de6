"""Addresses of views: the same question with one thing changed, the day kept where it is not today's."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from controls.filters.questions import Question


def address(name: str, *, question: Question, query: Mapping[str, Any] | None = None, **parts: Any) -> str:
    """The address of a page, with the day asked about when it is not today."""
    pairs = dict(query or {})
    if question.day != question.today:
        pairs["as_of"] = question.day.isoformat()
    path = reverse(name, kwargs=parts or None)
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def on_day(path: str, day: date) -> str:
    """A path on a stated day, for links that must go on meaning the same."""
    return f"{path}{'&' if '?' in path else '?'}as_of={day.isoformat()}"


class SameQuestion:
    """Addresses of the present page with parts of its question changed. Unknown parameters are left behind."""

    def __init__(self, request: HttpRequest, question: Question) -> None:
        self.path = request.path
        self.asked = QueryDict(mutable=True)
        for name in question.fields:
            if values := [value for value in request.GET.getlist(name) if value]:
                self.asked.setlist(name, values)

    def changed(self, *, path: str = "", **changes: Any) -> str:
        """Set parameters (None removes). The page number goes, unless it is what changes."""
        query = self.asked.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [str(value)])
        return self._written(path, query)

    def without(self, name: str, value: str) -> str:
        """The question without one value of a repeatable parameter."""
        rest = [other for other in self.asked.getlist(name) if other != value]
        return self.changed(**{name: rest or None})

    def _written(self, path: str, query: QueryDict) -> str:
        written = query.urlencode()
        return f"{path or self.path}?{written}" if written else path or self.path
