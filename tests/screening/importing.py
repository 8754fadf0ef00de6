"""Importing small lists in tests, by the services that everybody uses."""

import io
from datetime import datetime, timedelta

from controls.screening.models import ListedParty
from controls.screening.services import lists
from tests.screening.list_files import statements

FIRST_DAY = datetime.fromisoformat("2026-11-01T12:00:00+00:00")


def noon(day):
    """Noon of a day after the first import; the first is day 0."""
    return FIRST_DAY + timedelta(days=day)


def import_file(content, *, key="foreign", day=0, **options):
    raw = content.encode() if isinstance(content, str) else content
    defaults = {"form": "ftm", "name": "Foreign list", "file_name": "foreign.jsonl", "by": "tests", "at": noon(day)}
    return lists.import_list(key=key, stream=io.BytesIO(raw), **{**defaults, **options})


def import_ids(*own_ids, **options):
    """Import a list with a party for each id."""
    return import_file(statements(*own_ids), **options).version


def many(count, start=0):
    return [f"id-{number}" for number in range(start, start + count)]


def in_use(key="foreign"):
    """The ids of the entries in use."""
    return set(ListedParty.objects.current().filter(imported_list__key=key).values_list("own_id", flat=True))
