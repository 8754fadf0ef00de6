"""Databases of their own beside the one of the test run, for what commits, empties and fills whole databases."""

from contextlib import contextmanager

import psycopg
from django.db import connection, connections
from psycopg import sql


def _name(suffix):
    return f"{connection.settings_dict['NAME']}_{suffix}"


@contextmanager
def made(suffix):
    """A new and empty database, gone afterwards. Gives its name."""
    name = _name(suffix)
    wanted = {**connection.get_connection_params(), "dbname": "postgres"}
    for key in ("cursor_factory", "context", "options"):
        wanted.pop(key, None)
    with psycopg.connect(**wanted, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield name
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def entered(name):
    """Inside, the register's own connection leads to this database."""
    ours = connections["default"]
    before = ours.settings_dict["NAME"]
    ours.settings_dict["NAME"] = name
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = ours
        ours.settings_dict["NAME"] = before
