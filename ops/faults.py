"""What is broken on purpose while something else is measured: workers, the broker, the database."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from news.models import FetchJob, Host
from ops.bench_batches import forget_all
from ops.workers import Workers

T = TypeVar("T")
# By hour: after how many of the sources were read in it, and what breaks then.
Plan = dict[int, list[tuple[int, str]]]
KILL, FORGET, RESTART = "kill", "forget", "restart"
_PATIENCE = 60.0  # seconds until the database must be back


def patiently(act: Callable[[], T]) -> T:
    """Do something with the database, as often as it takes until it is back."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def crash() -> None:
    """Kill one server process of the database: it ends all others at once and recovers from its log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database() ORDER BY random() LIMIT 1")
        os.kill(cursor.fetchone()[0], signal.SIGKILL)


def cut_off() -> None:
    """End every connection to this database, as a restart does; for servers that serve others too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


RESTARTS: dict[str, Callable[[], None]] = {"crash": crash, "cut": cut_off}


def restart(how: str) -> None:
    """Break the database in one of our ways, or by a command such as `pg_ctl -D … -m immediate restart`."""
    if how in RESTARTS:
        patiently(RESTARTS[how])
    else:
        subprocess.run(how, shell=True, check=True, stdout=subprocess.DEVNULL)  # noqa: S602 - the caller's own
    patiently(connection.ensure_connection)


@dataclass
class Faults:
    """What breaks in which hour, and after how many of the sources were read in it."""

    plan: Plan
    running: Workers
    chance: random.Random
    how: str
    patient: bool
    done: Counter[str] = field(default_factory=Counter)

    def strike(self, hour: int, read: int) -> None:
        """Break all that is due by now."""
        due = [fault for fault in self.plan.get(hour, []) if fault[0] <= read]
        for fault in due:
            self.plan[hour].remove(fault)
            self._break(fault[1])
            if not self.patient:
                patiently(leases_run_out)

    def _break(self, kind: str) -> None:
        self.done[kind] += 1
        if kind == KILL:
            self.running.kill(self.chance.randrange(self.running.count))
        elif kind == FORGET:
            forget_all()
        else:
            restart(self.how)


def leases_run_out() -> None:
    """Let the time of all leases go by, also those of the living: they must notice."""
    past = timezone.now() - timedelta(seconds=1)
    FetchJob.objects.filter(state=FetchJob.State.CLAIMED).update(claimed_until=past)
    Host.objects.exclude(busy_until=None).update(busy_until=past)


def planned(
    counts: dict[str, int], *, hours: int, sources: int, chance: random.Random
) -> dict[int, list[tuple[int, str]]]:
    """Faults at random points of random hours."""
    plan: dict[int, list[tuple[int, str]]] = {}
    for kind, count in counts.items():
        for _each in range(count):
            plan.setdefault(chance.randrange(hours), []).append((chance.randrange(sources), kind))
    return plan
