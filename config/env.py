"""Read settings from the environment, and fail loudly when one is missing or malformed."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# What an address of a database may carry after the question mark; the rest is a typing error.
DATABASE_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "application_name", "connect_timeout"}


def env_text(name: str, default: str | None = None) -> str:
    """The text of a variable. Without a default it must be set, to something."""
    value = os.environ.get(name, default)
    if value is None or (default is None and not value.strip()):
        raise ImproperlyConfigured(f"Set the environment variable {name}; see .env.example.")
    return value


def env_bool(name: str, default: str) -> bool:
    value = os.environ.get(name, default)
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def env_int(name: str, default: str, *, least: int = 0) -> int:
    value = os.environ.get(name, default)
    if not (value.isascii() and value.isdigit()) or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def env_days(name: str, default: str) -> int | None:
    """A number of days of at least one, or nothing."""
    return env_int(name, default, least=1) if os.environ.get(name, default) else None


def env_share(name: str, default: str) -> float:
    """A number from 0 to 1, such as 0.7."""
    text = env_text(name, default)
    if not re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?", text):
        raise ImproperlyConfigured(f"{name} must be a number from 0 to 1, such as 0.7, not {text!r}.")
    return float(text)


def env_list(name: str, default: str) -> list[str]:
    """Parts between commas, without the blanks around them; an empty text is an empty list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_choice(name: str, default: str, *, choices: tuple[str, ...]) -> str:
    value = os.environ.get(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def env_contact(name: str, default: str) -> str:
    """Words that may stand in brackets in a User-Agent: printable ASCII without brackets."""
    value = os.environ.get(name, default).strip()
    if not re.fullmatch(r"[ -~]{0,200}", value) or any(sign in value for sign in "()\\"):
        raise ImproperlyConfigured(f"{name} must be an address in at most 200 plain characters, without brackets.")
    return value


def env_rate(name: str, default: str) -> str:
    """How often a caller may ask, as `600/min`; the units are s, min, hour and day."""
    value = os.environ.get(name, default)
    number, _, unit = value.partition("/")
    if not (number.isascii() and number.isdigit() and int(number) > 0) or unit not in ("s", "min", "hour", "day"):
        raise ImproperlyConfigured(f"{name} must look like 600/min (s, min, hour or day), not {value!r}.")
    return value


def env_secret(name: str, default: str | None = None) -> str:
    """Read NAME, or the file that NAME_FILE points to (Docker and Kubernetes secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return env_text(name, default)
    if os.environ.get(name):
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE points to {path}, which cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"{name}_FILE points to {path}, which is not text in UTF-8.") from error
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE points to {path}, which is empty.")
    return value


def database_from(url: str, *, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's description of a PostgreSQL database at postgres://user:password@host:port/database.

    A unix socket is given as postgres://user@/database?host=/directory. Error messages name the variable
    and never repeat the address: it may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address of a database: {error}.") from error
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} must begin with postgres://, not {parts.scheme or 'nothing'}://.")
    database = unquote(parts.path.removeprefix("/"))
    if not database or "/" in database:
        raise ImproperlyConfigured(f"{name} must end with the name of one database, as postgres://user@host/register.")
    host = options.pop("host", "") or unquote(parts.hostname or "")
    if not host:
        raise ImproperlyConfigured(f"{name} names no host; a unix socket is given as ?host=/directory.")
    if unknown := sorted(set(options) - DATABASE_OPTIONS):
        raise ImproperlyConfigured(f"{name} has unknown options: {', '.join(unknown)}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": dict(options),
    }


def broker_from(url: str, *, name: str = "REDIS_URL") -> tuple[str, str]:
    """The same broker in the two spellings its clients want: (for Celery, for redis-py).

    A unix socket is `redis+socket:///path` for Celery and `unix:///path` for redis-py; both are accepted.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or not rest or scheme not in ("redis", "rediss", "redis+socket", "unix"):
        raise ImproperlyConfigured(f"{name} must begin with redis://, rediss:// or redis+socket:///.")
    if scheme in ("redis", "rediss"):
        return url, url
    if not rest.startswith("/"):
        raise ImproperlyConfigured(
            f"{name} must give the whole path of the socket, as redis+socket:///run/broker.sock."
        )
    return f"redis+socket://{rest}", f"unix://{rest}"
