"""Signs of life: of the background workers, and of everything that the register stands on."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from controls.models import Change, Heartbeat, Listing

OK, DEGRADED, FAILING = "ok", "degraded", "failing"
STATUSES = (OK, DEGRADED, FAILING)
WORKER = "worker"
BACKUP = "backup"  # when our own command last made one
LATE_AFTER = timedelta(minutes=2)  # four beats missed
BROKER_SECONDS = 1
DATABASE_SECONDS = 2
LEAST_DISK = 256 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `detail` is a sentence for everybody: no addresses, no secrets. `facts` are its figures."""

    ok: bool
    detail: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """How the installation is. Failing means that nothing can be answered; degraded, that something is missing."""

    status: str
    checks: dict[str, Check]
    revision: int | None


def beat(*, name: str, at: datetime) -> Heartbeat:
    """Note that a job passed through the broker and a worker."""
    return Heartbeat.objects.update_or_create(name=name, defaults={"at": at})[0]


def examine(*, at: datetime) -> Report:
    """Look at the database, its migrations, the register, the broker and the worker. Raises nothing."""
    database = _asked(_database)
    checks = {"database": database}
    asked: dict[str, Callable[[], Check]] = {
        "migrations": _migrations,
        "register": _register,
        "worker": lambda: _worker(at),
    }
    for name, look in asked.items():
        checks[name] = _asked(look) if database.ok else Check(False, _("Not known: the database does not answer."))
    checks["broker"] = _broker()
    if not database.ok:
        return Report(FAILING, checks, None)
    status = OK if all(check.ok for check in checks.values()) else DEGRADED
    return Report(status, checks, checks["register"].facts.get("revision"))


def disk() -> Check:
    """Room where this process writes: the kept index, or temporary files. A database may have a disk of its own."""
    place = settings.SCREENING_INDEX_DIR or tempfile.gettempdir()
    try:
        free = shutil.disk_usage(place).free
    except OSError:
        return Check(False, _("The disk for temporary files cannot be looked at."))
    if free < LEAST_DISK:
        return Check(False, _("The disk has less than %(count)s MB left.") % {"count": LEAST_DISK // 1024**2})
    return Check(True, _("The disk has room."))


def _asked(look: Callable[[], Check]) -> Check:
    try:
        return look()
    except (DatabaseError, InterfaceError, psycopg.Error):
        return Check(False, _("The database does not answer."))


def _database() -> Check:
    """By a connection of its own: a pool would wait longer for a lost database than a monitor waits for us."""
    wanted = {**connection.get_connection_params(), "connect_timeout": DATABASE_SECONDS}
    with psycopg.connect(**wanted) as own:
        own.execute("SELECT 1")
    return Check(True, _("The database answers."))


def _migrations() -> Check:
    applied = MigrationRecorder(connection).applied_migrations()
    missing = sum(1 for migration in _latest_migrations() if migration not in applied)
    if missing:
        return Check(False, _("Migrations are missing in %(count)s apps.") % {"count": missing})
    return Check(True, _("All migrations are applied."))


@cache
def _latest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app, as the files say; they do not change while the process runs."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _register() -> Check:
    revision = Change.objects.revision()[0]
    count = Listing.objects.count()
    facts = {"listings": count, "revision": revision}
    if not count:
        return Check(False, _("The register holds no listing; the seed is not loaded."), facts)
    return Check(True, _("The register holds %(count)s listings.") % {"count": count}, facts)


def _worker(at: datetime) -> Check:
    last = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    if last is None:
        return Check(False, _("No worker has shown a sign of life yet."), {"beat_at": None})
    facts = {"beat_at": last}
    if at - last > LATE_AFTER:
        minutes = int((at - last).total_seconds() // 60)
        return Check(
            False, _("The last sign of life of a worker is %(count)s minutes old.") % {"count": minutes}, facts
        )
    return Check(True, _("A worker showed a sign of life less than two minutes ago."), facts)


def _broker() -> Check:
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=BROKER_SECONDS,
        socket_connect_timeout=BROKER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except redis.RedisError:
        return Check(False, _("The broker does not answer; background work waits."))
    finally:
        client.close()
    return Check(True, _("The broker answers."))
