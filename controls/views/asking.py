"""What a request carries by the time it reaches a view."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from controls.filters.questions import Question


class PageRequest(HttpRequest):
    """A request as the views see it: middleware and `page` have put these on it."""

    revision: tuple[int, datetime | None]  # the register's revision; asked for once per request
    newest_revision: int  # only where the page is read back at an earlier revision
    freshness: Callable[[], dict[str, Any]]  # how fresh the sources of news are; asked when needed
    source_names: Callable[[], dict[str, str]]  # the sources of news that are asked, by their keys; asked when needed
    theme: str  # light or dark; empty where the system decides
    is_fragment: bool  # htmx asks for a part of the page
    question: Question  # valid
    nav: str  # the section that the navigation marks
