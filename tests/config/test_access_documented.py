"""What docs/access.md says of roles, scopes and the table is so."""

import re
from pathlib import Path

from controls import roles
from controls.services import access

MANUAL = (Path(__file__).resolve().parents[2] / "docs/access.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading."""
    part = MANUAL.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_manual_has_the_roles_in_their_order() -> None:
    assert [row[0].strip("`") for row in rows("Roles")] == list(roles.LADDER)


def test_the_manual_has_the_scopes_with_the_role_that_their_owner_needs() -> None:
    assert {row[0].strip("`"): row[2].strip("`") for row in rows("Scopes of keys")} == roles.SCOPES


def test_the_rows_shown_are_rows_of_the_table() -> None:
    shown = re.search(r"```text\n(.*?)```", MANUAL, re.DOTALL)
    assert shown is not None

    table = roles.read(shown[1].splitlines())

    assert len(table) == 3
    assert {route: roles.table()[route] for route in table} == table


def test_the_number_of_keys_is_the_one_that_holds() -> None:
    assert f"at\nmost {access.MOST_KEYS} that work" in MANUAL
    assert access.KEY_LIFE.days == 365
