"""The house rules that a machine can check. When one fails, move the code, not the rule."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = [path for room in ("config", "controls", "news", "ops") for path in sorted((ROOT / room).rglob("*.py"))]
SOURCES = {str(path.relative_to(ROOT)): path for path in OURS if "migrations" not in path.parts}
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
WRITES = {
    "save", "create", "update", "delete", "detach", "bulk_create", "bulk_update", "update_or_create", "get_or_create",
}  # fmt: skip
JUNK = re.compile(r"(^|/)(utils?|helpers?|common|misc|core|lib|tools|managers?)(\.py|/)")
CLOCKLESS = (
    *(
        "services/",
        "matching/",
        "screening/formats/",
        "screening/receipts.py",
        "alerts/rules.py",
        "alerts/channels/",
        "screening/spreadsheets/",
        "charts/",
        "diffing/",
        "models/",
        "controls/cells.py",
        "controls/states.py",
        "controls/editions.py",
    ),
    "filters/",
    "news/ingest/",
    "controls/outbound/",
)


def tree(name):
    return ast.parse(SOURCES[name].read_text(encoding="utf-8"))


def functions(name):
    return [node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def calls(name):
    return [
        call for call in ast.walk(tree(name)) if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    ]


def imports(name):
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def offenders(found):
    return "\n".join(sorted(found))


def receiver(call):
    """The name a method is called on, as far as it is a plain one: `digest` in digest.update()."""
    return call.func.value.id if isinstance(call.func.value, ast.Name) else ""


# Methods of the same name on things that are no rows.
NO_ROWS = {"digest", "hasher", "context", "words", "environment", "settings", "cache", "query"}


# Rooms without Django, by the import contracts: they have no rows that they could write.
PURE = (
    *("controls/charts/", "controls/diffing/", "controls/matching/", "controls/screening/formats/"),
    *("controls/screening/spreadsheets/", "news/linking/"),
)


def test_only_services_write():
    found = [
        f"{name}:{call.lineno} .{call.func.attr}()"
        for name in SOURCES
        if name.startswith(("controls/", "news/")) and not name.startswith(PURE)
        if "/services/" not in name and not name.endswith("models/history.py")
        for call in calls(name)
        if call.func.attr in WRITES and receiver(call) not in NO_ROWS
    ]
    assert not found, offenders(found)


def test_only_doors_and_tasks_read_the_clock():
    found = [
        f"{name}:{call.lineno}"
        for name in SOURCES
        if name.startswith(("controls/", "news/")) and any(room in name for room in CLOCKLESS)
        for call in calls(name)
        if call.func.attr in {"now", "today", "utcnow", "localdate"}
    ]
    assert not found, offenders(found)


def test_functions_are_short():
    found = [
        f"{name}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for name in SOURCES
        for node in functions(name)
        if node.end_lineno - node.lineno + 1 > 40
    ]
    assert not found, offenders(found)


def test_files_are_short():
    limits = {"config/settings.py": 350}
    found = [
        name
        for name, path in SOURCES.items()
        if len(path.read_text(encoding="utf-8").splitlines()) > limits.get(name, 300)
    ]
    assert not found, offenders(found)


def test_templates_are_short():
    found = [str(p.relative_to(ROOT)) for p in TEMPLATES if len(p.read_text(encoding="utf-8").splitlines()) > 120]
    assert not found, offenders(found)


def test_no_junk_drawers():
    assert not [name for name in SOURCES if JUNK.search(name)]


@pytest.mark.parametrize("name", [name for name in SOURCES if "/services/" in name])
def test_acts_are_called_with_names(name):
    """Public service functions take keyword arguments only: three dates in a row get swapped."""
    for node in tree(name).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert not node.args.args, f"{name}: {node.name}() takes positional arguments"


def test_no_imports_inside_functions():
    found = [
        f"{name}:{inner.lineno}"
        for name in SOURCES
        for node in functions(name)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not found, offenders(found)


FENCES = {
    "celery": lambda name: name.endswith("tasks.py") or name.startswith("config/") or name.startswith("ops/"),
    "rest_framework": lambda name: name.startswith(
        ("controls/api/", "controls/alerts/api/", "controls/screening/api/", "news/api/", "config/")
    ),
    # Whoever goes out goes through the one door; ops talks to servers on its own machine.
    **dict.fromkeys(
        ("socket", "ssl", "http.client", "urllib.request", "asyncio", "ftplib", "smtplib"),
        lambda name: name.startswith(("controls/outbound/", "ops/")),
    ),
    "httpx": lambda name: False,
    "requests": lambda name: False,
    "urllib3": lambda name: False,
    "django.dispatch": lambda name: False,
    "django.db.models.signals": lambda name: False,
}


@pytest.mark.parametrize("library", FENCES)
def test_libraries_stay_behind_their_fences(library):
    found = [
        name
        for name in SOURCES
        for module in imports(name)
        if (module == library or module.startswith(f"{library}.")) and not FENCES[library](name)
    ]
    assert not found, offenders(found)


def test_only_single_sign_on_goes_out_by_a_library():
    """allauth asks the provider that the operator names, by `requests`: the one way out beside controls.outbound.

    Only the door of accounts may lean on the part of it that does so.
    """
    found = {name for name in SOURCES for module in imports(name) if module.startswith("allauth.socialaccount")}

    assert found == {"controls/account_urls.py", "controls/accounts/adapters.py", "controls/accounts/views.py"}


def test_errors_are_named():
    """No handler that swallows everything, and none that does nothing."""
    found = []
    for name in SOURCES:
        for node in ast.walk(tree(name)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            broad = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
            )
            if broad or all(isinstance(line, ast.Pass) for line in node.body):
                found.append(f"{name}:{node.lineno}")
    assert not found, offenders(found)


def test_pages_hold_no_inline_script_or_style():
    """The Content-Security-Policy refuses them; a page that has one would look broken to every reader."""
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in TEMPLATES
        for match in inline.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found, offenders(found)


def test_every_module_says_what_is_in_it():
    silent = ("__init__.py", "apps.py", "urls.py", "manage.py")
    found = [name for name in SOURCES if not name.endswith(silent) and ast.get_docstring(tree(name)) is None]
    assert not found, offenders(found)


def test_tests_outweigh_the_code():
    def weigh(paths):
        return sum(1 for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip())

    code = weigh([path for name, path in SOURCES.items()])
    assert weigh(TESTS) / code >= 1.3


def test_every_test_asserts_something():
    found = []
    for path in TESTS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                text = ast.dump(node)
                if not any(
                    word in text for word in ("Assert(", "raises", "assert_", "expect", "num_queries", "validate")
                ):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not found, offenders(found)
