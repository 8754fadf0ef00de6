"""What no refusal at run time can catch, since Django keeps it in tables of its own, is caught where it is written."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent.parent
OUTSIDE = [
    path
    for path in sorted((ROOT / "controls").rglob("*.py"))
    if not {"services", "migrations"} & set(path.parts) and path.name != "history.py"
]
# Methods that write the rows between two facts, in the manner of Django's related managers.
RELATING = {"set", "add", "remove", "clear", "aset", "aadd", "aremove", "aclear"}
# Ways below the refusals of a tracked row. Nobody but Django needs them.
BELOW = {"save_base", "_raw_delete", "_update", "_insert", "_do_update", "_do_insert", "executemany"}


def relations():
    """The names under which facts reach rows that belong to them: sources, listings, events, copies, names …"""
    names = set()
    for model in apps.get_app_config("controls").get_models():
        for field in model._meta.get_fields():
            if field.many_to_many or field.one_to_many:
                names.add(field.get_accessor_name() if field.auto_created else field.name)
    return names


def found_in(source, allowed):
    """Calls like `fact.sources.set(…)`, as `sources.set`."""
    return [
        f"{call.func.value.attr}.{call.func.attr}"
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in RELATING
        and isinstance(call.func.value, ast.Attribute)
        and call.func.value.attr in allowed
    ]


def below_in(source):
    return [
        call.func.attr
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in BELOW
    ]


def offenders(search):
    return [
        f"{path.relative_to(ROOT)}: {each}" for path in OUTSIDE for each in search(path.read_text(encoding="utf-8"))
    ]


def test_no_room_but_the_services_relates_facts_to_each_other():
    names = relations()

    assert offenders(lambda source: found_in(source, names)) == []


def test_no_room_but_the_services_goes_below_the_refusals():
    assert offenders(below_in) == []


def test_the_relations_between_facts_are_known_by_name():
    assert {"sources", "listings", "events", "copies", "names", "identifiers"} <= relations()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("listing.sources.set([source])", ["sources.set"]),
        ("event.listings.add(listing)", ["listings.add"]),
        ("self.fact.sources.clear()", ["sources.clear"]),
        ("notice.copies.add(copy)", []),
        ("seen = set(); seen.add(1)", []),
        ("self.seen.add(1)", []),
    ],
)
def test_the_search_sees_what_it_is_meant_to_see(line, found):
    assert found_in(line, {"sources", "listings"}) == found


@pytest.mark.parametrize("line", ["Source.save_base(row)", "row.save_base(raw=True)", "Source.objects._update([])"])
def test_the_search_sees_ways_below_the_refusals(line):
    assert len(below_in(line)) == 1
