"""404 for a key that no fact has, with the facts whose keys look like it."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from controls.filters.questions import Question
from controls.models import lookup
from controls.views import errors
from controls.views.addresses import address
from controls.views.asking import PageRequest


def unknown(
    request: PageRequest,
    question: Question,
    *,
    rows: QuerySet,
    key: str,
    route: str,
    reason: str,
    label: Callable[[Any], str],
) -> HttpResponse:
    """Say `reason`, and lead to near facts by `route`. `label` is what a link to one of them says. Two queries."""
    keys = lookup.near(rows, key)
    found = {each.key: each for each in rows.filter(key__in=keys)} if keys else {}
    near = [
        {"label": label(found[each]), "url": address(route, question=question, key=each)}
        for each in keys
        if each in found
    ]
    return errors.not_found(request, reason=reason, near=near)
