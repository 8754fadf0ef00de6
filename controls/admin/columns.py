"""Columns of lists at the desk for fields whose models have no words of their own for them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Model


def column(name: str, label: Any) -> Callable[[Model], Any]:
    """The field as a column under this label: sorted by it, a code shown in words."""

    @admin.display(description=label, ordering=name)
    def shown(row: Model) -> Any:
        in_words = getattr(row, f"get_{name}_display", None)
        return in_words() if in_words else getattr(row, name)

    shown.__name__ = name
    return shown
