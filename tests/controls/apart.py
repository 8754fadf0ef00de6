"""A database of its own for tests that commit: the change log cannot be emptied afterwards, the database can go."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection, connections


def _server() -> psycopg.Connection:
    """A connection to the server, next to all its databases."""
    wanted = {key: value for key, value in connection.get_connection_params().items() if key in ("host", "user")}
    wanted |= {key: value for key, value in connection.get_connection_params().items() if key in ("port", "password")}
    return psycopg.connect(dbname="postgres", autocommit=True, **wanted)


@pytest.fixture(scope="module")
def copied(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a copy of the seeded test database."""
    original = connection.settings_dict["NAME"]
    name = f"{original}_apart"
    connections.close_all()
    with django_db_blocker.unblock(), _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
    yield name
    with django_db_blocker.unblock(), _server() as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def apart(copied: str, db: None) -> Iterator[None]:
    """Everything that the test and its threads read and write is in the copy, and is committed there."""
    ours = connections["default"]
    original = ours.settings_dict["NAME"]
    ours.settings_dict["NAME"] = copied  # shared by the threads: each connects by it
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = ours
    ours.settings_dict["NAME"] = original


class Writers:
    """Threads with database connections of their own."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=8)

    def start(self, act: Callable[[], Any]) -> Future:
        return self.pool.submit(self._run, act)

    def together(self, acts: list[Callable[[], Any]], *, patience: int = 60) -> list[Any]:
        """Start all acts at the same moment. Their answers, or what they raised, in the same order.

        `patience` is how many seconds each may take, on a machine that is busy with something else as well.
        """
        gate = threading.Barrier(len(acts))

        def wait_and(act: Callable[[], Any]) -> Any:
            connection.ensure_connection()
            gate.wait(timeout=20)
            return act()

        futures = [self.start(lambda act=act: wait_and(act)) for act in acts]
        return [future.exception(timeout=patience) or future.result() for future in futures]

    @staticmethod
    def _run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connection.close()


@pytest.fixture
def writers(apart: None) -> Iterator[Writers]:
    writers = Writers()
    yield writers
    writers.pool.shutdown()
