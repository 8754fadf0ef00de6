"""Answers to what cannot be answered, in words: what happened, what stays valid, what to do."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from controls.models import User


def bad_request(request: HttpRequest, *, errors: dict[str, list[str]]) -> HttpResponse:
    """400: names each field and what is wrong with it."""
    faults = [{"field": field, "messages": messages} for field, messages in errors.items()]
    return render(request, "400.html", {"faults": faults}, status=400)


def forbidden(request: HttpRequest) -> HttpResponse:
    return render(request, "403.html", status=403)


def role_missing(request: HttpRequest, *, needed: str) -> HttpResponse:
    """403: says which role is needed, a word of the ladder, and whom to ask for it. NOBODY: there is nobody to ask."""
    user = request.user if isinstance(request.user, User) else None
    context = {
        "person": user,
        "own": user.get_role_display() if user else "",
        "needed": dict(User.Role.choices).get(needed, ""),
    }
    return render(request, "role_missing.html", context, status=403)


def not_found(request: HttpRequest, *, reason: str, near: Sequence[Mapping[str, str]] = ()) -> HttpResponse:
    """404: says what was not found, and offers the search. `near` are pages like the one asked for: label and url."""
    return render(request, "404.html", {"reason": reason, "path": request.path, "near": near}, status=404)


def server_error(*, number: str) -> HttpResponse:
    """500: the fault is ours. Needs neither the request nor the database, since either may be what broke."""
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)


def unavailable() -> HttpResponse:
    """503: the database does not answer. Says that silence is not an answer."""
    return HttpResponse(render_to_string("503.html"), status=503)
