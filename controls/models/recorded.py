"""Recorded time: the same tables, as the change log says they stood at a revision.

Beside the tables stands a second schema, `recorded`, with a view of the same name for every table of facts. Each view
reads the change log up to the revision that the transaction names, and takes the latest snapshot of every fact. Inside
`at()` the database looks there first, so that every queryset, page and endpoint of the register answers for the
revision, without a second set of questions that could drift away from the first.

The views follow from the models alone and are laid anew with every migration (controls.services.recorded).
"""

# ruff: noqa: S608 – the statements are made of our own names of tables and columns; nothing that anybody typed.
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import OperationalError, connection, models, transaction
from django.db.models import Max, Min

from controls.models.history import Change, TrackedModel

SCHEMA = "recorded"
# The schema of the tables themselves; the statements are formatted with its name when they are laid.
TABLES = "{tables}"
_UP_TO = "nullif(current_setting('register.revision', true), '')::bigint"


class RevisionUnknown(Exception):
    """The register never stood at this revision. `first` and `newest` are the ends of what its log holds."""

    def __init__(self, *, first: int, newest: int) -> None:
        super().__init__(first, newest)
        self.first, self.newest = first, newest


class RecordedTimeNotReady(OperationalError):
    """The views do not fit this code: a migration is under way or was left out. Answered like a silent database."""


@contextmanager
def at(revision: int) -> Iterator[tuple[int, datetime]]:
    """Let every question inside be answered as the register would have at the revision.

    Yields the revision and its moment. A number that no change has (an act that was undone took it) means the change
    before it. Reading only: the views accept no writes. Raises RevisionUnknown and RecordedTimeNotReady.
    """
    with transaction.atomic():
        ends = Change.objects.aggregate(first=Min("id"), newest=Max("id"))
        if not (ends["first"] or 1) <= revision <= (ends["newest"] or 0):
            raise RevisionUnknown(first=ends["first"] or 0, newest=ends["newest"] or 0)
        stood = Change.objects.filter(pk__lte=revision).order_by("-id").values_list("id", "recorded_at")[0]
        before = _look_first_in(stood[0])
        yield stood
        # Not left to the end of the transaction, which may be somebody else's. A rollback restores it by itself.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('search_path', %s, true), set_config('register.revision', %s, true)", before
            )


def _look_first_in(revision: int) -> list[str]:
    """Turn this transaction to the views. Gives the search path and the revision as they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('search_path'), coalesce(current_setting('register.revision', true), ''),"
            " obj_description(to_regnamespace(%s), 'pg_namespace')",
            [SCHEMA],
        )
        before, inside, laid = cursor.fetchone()
        if laid != stamp():
            raise RecordedTimeNotReady("The views of recorded time do not fit this code; run manage.py migrate.")
        cursor.execute(
            "SELECT set_config('search_path', %s, true), set_config('register.revision', %s, true)",
            [f"{SCHEMA}, {before}", str(revision)],
        )
    return [before, inside]


def facts() -> list[type[TrackedModel]]:
    """The kinds of facts that have changes of their own, in the order in which the models are declared."""
    tracked = [model for model in apps.get_models() if issubclass(model, TrackedModel)]
    parts = {below.related_model for model in tracked for below in _below(model)}
    return [model for model in tracked if model not in parts]


def tables() -> list[type[models.Model]]:
    """Every table that has a view: facts, the rows below them, what joins them, and the log."""
    rows = [each for model in facts() for each in (model, *(below.related_model for below in _below(model)))]
    joins = [field.remote_field.through for model in rows for field in model._meta.local_many_to_many]
    return [*rows, *joins, Change]


@cache
def statements() -> tuple[str, ...]:
    """What lays the views, in order. `{tables}` stands for the schema of the tables."""
    said = [text for model in facts() for text in _fact(model)]
    log = Change._meta.db_table
    return (*said, f"CREATE VIEW {SCHEMA}.{log} AS SELECT * FROM {TABLES}.{log} WHERE id <= {_UP_TO}")


@cache
def stamp() -> str:
    """Names the views that this code needs; stands as a comment on the schema that has them."""
    return hashlib.sha256("\n".join(statements()).encode()).hexdigest()


def _fact(model: type[TrackedModel]) -> Iterator[str]:
    table, log = model._meta.db_table, Change._meta.db_table
    # Facts keep their key and are never deleted: today's row lends its number to every revision of the fact.
    yield f"""CREATE VIEW {SCHEMA}.said_{table} AS SELECT now.id, latest.after AS said FROM (
        SELECT DISTINCT ON (subject_key) subject_key, after FROM {TABLES}.{log}
        WHERE subject_type = '{model.noun}' AND id <= {_UP_TO} ORDER BY subject_key, version DESC) AS latest
        JOIN {TABLES}.{table} AS now ON now.key = latest.subject_key"""
    yield from _rows(model, parent=None)
    for below in _below(model):
        yield from _part(model, below)


def _part(model: type[TrackedModel], below: Any) -> Iterator[str]:
    """The rows below a fact. A row that is no longer there gets a number of its own, below zero."""
    part, parent = below.related_model, below.field
    table, above = part._meta.db_table, model._meta.db_table
    row = "each.said" if hasattr(part, "snapshot") else f"jsonb_build_object('{_other(part, parent)}', each.said)"
    unique = next(rule for rule in part._meta.total_unique_constraints if parent.name in rule.fields)
    same = " AND ".join(
        f"now.{part._meta.get_field(name).column} = {_value(part._meta.get_field(name), row)}"
        for name in unique.fields
        if name != parent.name
    )
    yield f"""CREATE VIEW {SCHEMA}.said_{table} AS SELECT
        coalesce(now.id, -(above.id * 10000 + each.place)) AS id, above.id AS above, {row} AS said
        FROM {SCHEMA}.said_{above} AS above
        CROSS JOIN LATERAL jsonb_array_elements(above.said -> '{below.name}') WITH ORDINALITY AS each(said, place)
        LEFT JOIN {TABLES}.{table} AS now ON now.{parent.column} = above.id AND {same}"""
    yield from _rows(part, parent=parent)


def _rows(model: Any, *, parent: Any) -> Iterator[str]:
    """The table itself, and the tables that join it to other facts, from what was said of each row."""
    table = model._meta.db_table
    columns = ", ".join(f"{_column(field, parent)} AS {field.column}" for field in model._meta.concrete_fields)
    yield f"""CREATE VIEW {SCHEMA}.{table} AS SELECT {columns} FROM {SCHEMA}.said_{table} AS row
        LEFT JOIN {TABLES}.{table} AS now ON now.id = row.id"""
    for field in model._meta.local_many_to_many:
        through, other = field.remote_field.through._meta, field.related_model._meta
        yield f"""CREATE VIEW {SCHEMA}.{through.db_table} AS SELECT row_number() OVER () AS id,
            row.id AS {field.m2m_column_name()}, other.id AS {field.m2m_reverse_name()}
            FROM {SCHEMA}.said_{table} AS row
            CROSS JOIN LATERAL jsonb_array_elements_text(row.said -> '{field.name}') AS named(key)
            JOIN {TABLES}.{other.db_table} AS other ON other.key = named.key"""


def _column(field: Any, parent: Any) -> str:
    if field.primary_key:
        return "row.id"
    if field == parent:
        return "row.above"
    # What the log does not say (a column younger than the change, a key to search by) is as it stands today.
    today = f"now.{field.column}" if field.null else f"coalesce(now.{field.column}, {_nothing(field)})"
    return f"CASE WHEN row.said ? '{field.name}' THEN {_value(field, 'row.said')} ELSE {today} END"


def _nothing(field: Any) -> str:
    """What a column that must hold something holds for a row that is gone and of which the log does not say it."""
    return "''" if isinstance(field, models.CharField | models.TextField) else "NULL"


def _value(field: Any, said: str) -> str:
    """SQL for one column out of a snapshot; other facts stand there by their keys."""
    text = f"({said} ->> '{field.name}')"
    if field.is_relation:
        return f"(SELECT id FROM {TABLES}.{field.related_model._meta.db_table} WHERE key = {text})"
    if isinstance(field, ArrayField):
        items = f"jsonb_array_elements_text({said} -> '{field.name}') WITH ORDINALITY AS item(word, place)"
        return f"ARRAY(SELECT word FROM {items} ORDER BY place)::{field.db_type(connection)}"
    if isinstance(field, models.JSONField):
        return f"({said} -> '{field.name}')"
    return f"{text}::{field.db_type(connection)}"


def _below(model: type[TrackedModel]) -> list[Any]:
    return [model._meta.get_field(name) for name in model.below]


def _other(part: type[models.Model], parent: Any) -> str:
    """The one relation of a row below that says nothing but which other fact it names."""
    (other,) = [field.name for field in part._meta.concrete_fields if field.is_relation and field != parent]
    return other
