"""The frame of the desk's pages: kept by nobody. Who may open them stands in the table of access."""

from collections.abc import Callable

from controls.screening.views.frame import private
from controls.views.private import View
from controls.views.private import owner as curator

__all__ = ["curator", "for_curators"]


def for_curators(*methods: str) -> Callable[[View], View]:
    """Make a function a page of the desk. Some ask the index of names, and say so where it is not ready."""
    return private(*methods, nav="desk")
