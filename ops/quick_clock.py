"""The product's clock, quicker: fetches are made due every second, for days that are replayed at speed."""

from config.celery import app

__all__ = ["app"]

_EVERY = 1.0  # seconds
_DUE = "fetch due sources"

app.conf.beat_schedule[_DUE] = app.conf.beat_schedule[_DUE] | {"schedule": _EVERY, "options": {"expires": 30}}
