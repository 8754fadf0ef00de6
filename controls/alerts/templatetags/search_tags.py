"""The small form that saves the page one looks at, beside its filters."""

from typing import Any

from django import template

from controls.alerts.filters.saved import is_savable, without_day

register = template.Library()


@register.inclusion_tag("alerts/_save_search.html", takes_context=True)
def save_search(context: template.Context) -> dict[str, Any]:
    """A form for who is signed in, nothing for visitors: pages that are kept for all of them stay the same."""
    request = context.get("request")
    question = getattr(request, "question", None)
    if request is None or question is None or not request.user.is_authenticated or request.resolver_match is None:
        return {"route": ""}
    route, query = request.resolver_match.view_name, without_day(question)
    if not is_savable(route=route, query=query):
        return {"route": ""}
    return {"route": route, "query": query, "csrf_token": context.get("csrf_token")}
