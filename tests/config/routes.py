"""The running URL map: every route with its name and an address that leads to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from controls.api.endpoints import Endpoint

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


# What stands for a regular expression that takes many words.
_SAMPLES = {
    "^(?:(?P<path>.*)/)?$": "no-such-thing/",
    r"^e-mail/(?P<key>[-:\w]+)/$": "e-mail/no-such-key/",
    "^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/new/0-no-such-key/",
}


@dataclass(frozen=True)
class Route:
    """`name` is what the table of access calls it; `path` leads to it, mostly to something that is not there."""

    name: str
    path: str
    view: Any

    @property
    def is_endpoint(self) -> bool:
        return issubclass(getattr(self.view, "view_class", object), Endpoint)

    def __str__(self) -> str:
        return self.name


def routes() -> list[Route]:
    """Every route, once for each of its addresses."""
    return list(_walk(get_resolver(), (), "/"))


def endpoints() -> list[Route]:
    return [route for route in routes() if route.is_endpoint]


def pages() -> list[Route]:
    return [route for route in routes() if not route.is_endpoint]


def _walk(resolver: URLResolver, names: tuple[str, ...], path: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = (*names, each.namespace) if each.namespace else names
            yield from _walk(each, inner, path + _filled(str(each.pattern)))
        else:
            yield from [_route(each, names, path)]


def _route(pattern: URLPattern, names: tuple[str, ...], path: str) -> Route:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    name = ":".join([*names, pattern.name or f"{view.__module__}.{view.__name__}"])  # as a resolved address has it
    return Route(name, path + _filled(str(pattern.pattern)), pattern.callback)


def _filled(pattern: str) -> str:
    """A pattern with something in each of its places: a number that nobody has, or a word."""
    if pattern.startswith("^"):
        return _SAMPLES.get(pattern) or _chosen(pattern)
    numbered = re.sub(r"<int:\w+>", "999999", pattern)
    return re.sub(r"<(?:\w+:)?\w+>", "999999", numbered)


def _chosen(pattern: str) -> str:
    """The first of several words in a regular expression, and no word where anything goes."""
    plain = re.sub(r"\(\?P<\w+>([\w-]+)(?:\|[\w|-]+)?\)", r"\1", pattern)
    return re.sub(r"\(\?P<\w+>\.\*\)", "no-such-thing", plain).strip("^$")
