"""The product's own clock and workers, for days that are replayed at speed among sources on loopback.

Fetches are made due every second, and the names in OUTBOUND_TEST_HOSTS lead to this machine, so that rows of sources
keep the names that they have; only their ports are others.
"""

import socket
from typing import Any

from django.conf import settings

from config.celery import app

__all__ = ["app"]

_EVERY = 1.0  # seconds
_DUE = "fetch due sources"
_plain = socket.getaddrinfo

app.conf.beat_schedule[_DUE] = app.conf.beat_schedule[_DUE] | {"schedule": _EVERY, "options": {"expires": 30}}


def _names() -> set[str]:
    return {place.rpartition(":")[0] for place in settings.OUTBOUND_TEST_HOSTS}


def here(host: Any, *more: Any, **named: Any) -> Any:
    """The addresses of a host, which for the replayed ones is loopback."""
    return _plain("127.0.0.1" if host in _names() else host, *more, **named)


socket.getaddrinfo = here
