"""One log format for web, worker and beat, as text or as JSON; each line carries the number of its request or task."""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty

from config.redacting import without_secrets

FORMATS = ("text", "json")
request_id: ContextVar[str] = ContextVar("request_id", default="-")
answered = logging.getLogger("register.requests")
# What a line about a request says besides its words.
_ABOUT = ("method", "path", "status", "ms", "user")


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each record, so that the format can show it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class LineFormatter(logging.Formatter):
    """A line of text, and its traceback below it, without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time in UTC, level, logger, message, request_id; what a request was; tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            "request_id": getattr(record, "request_id", "-"),
        }
        if record.name == answered.name:
            line |= {name: getattr(record, name) for name in _ABOUT if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = without_secrets(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = without_secrets(record.stack_info)
        return orjson.dumps(_written(line)).decode()


def _written(line: dict[str, Any]) -> dict[str, Any]:
    """Half a surrogate pair is no text in UTF-8, and a path may hold one."""
    return {
        name: value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
        for name, value in line.items()
    }


class RequestIdMiddleware:
    """Gives each request a number: in the log, in request.META and in the answer's X-Request-ID.

    The number is always ours: one sent by the caller could forge lines of the log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid4().hex[:16]
        # Never taken back: Django writes its own line about an answer after all middleware is done.
        request_id.set(number)
        request.META["REQUEST_ID"] = number
        began = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = number
        if answered.isEnabledFor(logging.INFO):
            _note(request, response, time.perf_counter() - began)
        return response


def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """A line about an answer. The query is left out: names that are screened and words that are sought stand in it."""
    about = {
        "method": request.method,
        "path": without_secrets(request.path),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": _user_of(request),
    }
    answered.info("%(method)s %(path)s %(status)s %(ms)s ms", about, extra=about)


def _user_of(request: HttpRequest) -> int | None:
    """The number of the account, if anybody asked for it meanwhile: a line of the log is not worth a question."""
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject) and user._wrapped is empty:
        return None
    number = getattr(user, "pk", None)
    return number if isinstance(number, int) else None


def logging_config(level: str, *, style: str = "text") -> dict[str, Any]:
    """For Django's LOGGING: everything to standard error, where the supervisor of processes keeps it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "config.logs.RequestIdFilter"}},
        "formatters": {
            "text": {
                "()": "config.logs.LineFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
                "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            },
            "json": {"()": "config.logs.JsonFormatter"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": style, "filters": ["request_id"]},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django brings handlers of its own for these; ours at the root is enough.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # A line for each answer is for programs that read logs; people would not find anything else any more.
            answered.name: {"level": level if style == "json" else "WARNING"},
            # Two lines per heartbeat, every half minute, would bury everything else.
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }
