"""docs/journeys.md says what the browser does in tests/browser/test_written_journeys.py: the same journeys, no more."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = (ROOT / "docs/journeys.md").read_text(encoding="utf-8")
MADE = ast.parse((ROOT / "tests/browser/test_written_journeys.py").read_text(encoding="utf-8"))


def test_every_written_journey_is_made_and_every_one_that_is_made_is_written():
    written = re.findall(r"^## \d+\. (.+)$", WRITTEN, re.MULTILINE)
    functions = [each for each in MADE.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")]

    assert len(written) >= 10
    assert written == [ast.get_docstring(each) for each in functions]


def test_journeys_are_numbered_in_order():
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", WRITTEN, re.MULTILINE)]

    assert numbers == list(range(1, len(numbers) + 1))


def test_every_address_that_a_journey_names_is_visited():
    visited = (ROOT / "tests/browser/test_written_journeys.py").read_text(encoding="utf-8")

    assert [path for path in re.findall(r"`(/[^`]*)`", WRITTEN) if f'"{path}' not in visited] == []


def test_all_of_them_are_made_with_scripts_switched_off():
    text = (ROOT / "tests/browser/test_written_journeys.py").read_text(encoding="utf-8")

    assert '"java_script_enabled": False' in text
