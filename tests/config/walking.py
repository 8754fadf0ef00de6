"""Every address of the running URL map, with something in place of its parameters."""

import re

from django.urls import URLPattern, URLResolver, get_resolver

from tests.controls.tour import FILES, PAGES

# By the name of a parameter; what is not there leads to a refusal, which is an answer too.
SAMPLES = {"pk": "1", "object_id": "1", "revision": "400", "symbol": "Dy", "code": "1C905", "format": "json"}
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def addresses():
    """All addresses, each once, in the order of the map."""
    known = [*PAGES.values(), *FILES.values(), "/"]
    return list(dict.fromkeys([*known, *("/" + path for path in _below(get_resolver(), ""))]))


def _below(resolver, before):
    for entry in resolver.url_patterns:
        route = before + _sample(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _below(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def _sample(pattern):
    """A path that fits a route, and nearly fits a regular expression."""
    path = _PARAMETER.sub(lambda found: SAMPLES.get(found[2], "1" if found[1] == "int" else "none"), pattern)
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: SAMPLES.get(found[1], "none"), path)
    return re.sub(r"[\^$\\]|\.\*|\(\?:|[()?]", "", path)
