"""The English sentences that the sources write down, read from the sources themselves."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
VALUE = "7"


def raised(*paths: str, by: set[str]) -> Iterator[str]:
    """Sentences handed to calls of these names, every value in them a 7."""
    for path in files(paths):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _name(call.func) in by:
                for argument in call.args[:2]:
                    yield from sentences(argument)


def files(paths: tuple[str, ...]) -> Iterator[Path]:
    for path in paths:
        yield from sorted((ROOT / path).rglob("*.py")) if (ROOT / path).is_dir() else [ROOT / path]


def sentences(node: ast.expr) -> Iterator[str]:
    """The texts of an argument, either way of a choice; a name or a call tells nothing."""
    if isinstance(node, ast.IfExp):
        yield from sentences(node.body)
        yield from sentences(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else VALUE for part in node.values)  # type: ignore[misc]
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.sub(r"%\(\w+\)[sd]", VALUE, node.value)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
