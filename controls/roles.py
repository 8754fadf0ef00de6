"""Who may do what: the ladder of roles, the scopes of keys, and the table of every address. Pure; no database.

A role may do all that the roles before it may do. Visitors are not signed in. The table is `access.csv` beside this
file: a row per route and methods, with the role and the scope that they need. What has no row nobody may do.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LADDER = ("visitor", "reader", "screener", "approver", "editor", "admin")
# What a key may be used for. It never may more than its owner's role.
SCOPES = {"read": "reader", "alerts": "reader", "screen": "screener", "decide": "approver"}
# Words of the table beside those of the ladder: visitors where reading is public, else readers; and nobody at all.
PUBLIC, NOBODY = "public", "nobody"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TABLE = Path(__file__).with_name("access.csv")
COLUMNS = ["route", "methods", "role", "scope"]


class TableFaulty(Exception):
    """The table of access cannot be read as meant. The message names the line."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one method of one route needs: a word of the ladder, PUBLIC or NOBODY; and of a key, a scope."""

    role: str
    scope: str = ""

    def role_where(self, *, public_reading: bool) -> str:
        """The word of the ladder, or NOBODY, in an installation where visitors may read, or may not."""
        if self.role == PUBLIC:
            return "visitor" if public_reading else "reader"
        return self.role


Needs = Mapping[str, Need]
Table = Mapping[str, Needs]


def reaches(role: str, needed: str) -> bool:
    """Whether a role may do what needs another one. Nobody reaches NOBODY.

    Both are words of the ladder; others raise ValueError.
    """
    return needed != NOBODY and LADDER.index(role) >= LADDER.index(needed)


def from_on(role: str) -> list[str]:
    """The roles that reach a role: for questions to the database."""
    return [each for each in LADDER if reaches(each, role)]


def scopes_of(role: str) -> list[str]:
    """The scopes that a key of somebody with this role may have."""
    return [scope for scope, needed in SCOPES.items() if reaches(role, needed)]


@cache
def table() -> Table:
    """The table as checked in: by the name of the route, then by method. Read once, when first asked for."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return read(lines)


def read(lines: Iterable[str]) -> Table:
    """A table from its lines. Raises TableFaulty: one word that is misread opens or closes a door unseen."""
    rows = csv.DictReader(lines)
    if rows.fieldnames != COLUMNS:
        raise TableFaulty(f"The columns are {', '.join(COLUMNS)}.")
    found: dict[str, dict[str, Need]] = {}
    for row in rows:
        if list(row) != COLUMNS or None in row.values():
            raise TableFaulty(f"Line {rows.line_num}: {len(COLUMNS)} cells are asked for.")
        need = _need(row, rows.line_num)
        for method in row["methods"].split() or ["none"]:
            if method not in METHODS or method in found.setdefault(row["route"], {}):
                raise TableFaulty(f"Line {rows.line_num}: {row['route']} has {method} twice, or it is no method here.")
            found[row["route"]][method] = need
    return found


def _need(row: Mapping[str, str], line: int) -> Need:
    if not row["route"] or row["role"] not in (*LADDER, PUBLIC, NOBODY):
        raise TableFaulty(f"Line {line}: “{row['role']}” is no role.")
    if row["scope"] and row["scope"] not in SCOPES:
        raise TableFaulty(f"Line {line}: “{row['scope']}” is no scope.")
    return Need(row["role"], row["scope"])


def asked_as(method: str) -> str:
    """The method under which the table has a request: HEAD is GET without the body."""
    return "GET" if method == "HEAD" else method
