"""Addresses of views: the same question with one thing changed, the day kept where it is not today's."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from controls.filters.questions import Question

_EDITION = re.compile(r"^\d{4}-\d{2}(-\d{2})?-")


def address(name: str, *, question: Question, query: Mapping[str, Any] | None = None, **parts: Any) -> str:
    """The address of a page, with the day asked about when it is not today."""
    pairs = dict(query or {})
    if question.day != question.today:
        pairs["as_of"] = question.day.isoformat()
    path = reverse(name, kwargs=parts or None)
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def addresses(name: str, *, question: Question) -> Callable[[str], str]:
    """A function from the key of a fact to the address of its page. Looks the route up once, not for every row."""
    before, _mark, after = address(name, question=question, key="0").partition("/0/")
    return lambda key: f"{before}/{key}/{after}"


def version_address(key: str, question: Question) -> str:
    """The page of the item of a version: what follows the edition in its key is the item's code or the item."""
    return address("controls:catalogue-item", question=question, key=_EDITION.sub("", key))


def on_day(path: str, day: date) -> str:
    """A path on a stated day, for links that must go on meaning the same."""
    return f"{path}{'&' if '?' in path else '?'}as_of={day.isoformat()}"


class SameQuestion:
    """Addresses of the present page with parts of its question changed. Unknown parameters are left behind."""

    def __init__(self, request: HttpRequest, question: Question) -> None:
        self.path = request.path
        # Without the spaces that a page forgives: endpoints and exports do not.
        given = {name: [value.strip() for value in request.GET.getlist(name)] for name in question.fields}
        self.asked = {name: [*filter(None, values)] for name, values in given.items() if any(values) and name != "page"}

    def changed(self, path: str = "", /, **changes: Any) -> str:
        """Set parameters (None removes). The page number goes, unless it is what changes."""
        query = self.asked | changes
        pairs = [
            (name, str(value))
            for name, values in query.items()
            if values is not None
            for value in (values if isinstance(values, list) else [values])
        ]
        return f"{path or self.path}?{urlencode(pairs)}" if pairs else path or self.path

    def without(self, name: str, value: str) -> str:
        """The question without one value of a repeatable parameter."""
        rest = [other for other in self.asked.get(name, []) if other != value]
        return self.changed(**{name: rest or None})
