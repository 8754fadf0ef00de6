"""Changes in words, and what they changed field by field."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.models import (
    Authority,
    Change,
    Entity,
    EntityList,
    EntityName,
    Identifier,
    Listing,
    ListingEvent,
    Notice,
    Source,
)
from controls.models.spoken import Said

NOUNS = {
    "authority": gettext_lazy("authority"),
    "catalogue-item": gettext_lazy("catalogue item"),
    "catalogue-revision": gettext_lazy("edition of the catalogue"),
    "claim": gettext_lazy("claim"),
    "clause": gettext_lazy("clause"),
    "controlled-item": gettext_lazy("controlled item"),
    "element": gettext_lazy("element"),
    "entity": gettext_lazy("entity"),
    "entity-list": gettext_lazy("entity list"),
    "item-version": gettext_lazy("version of a catalogue item"),
    "listing": gettext_lazy("listing"),
    "listing-event": gettext_lazy("act on listings"),
    "notice": gettext_lazy("notice"),
    "measure": gettext_lazy("measure"),
    "source": gettext_lazy("source"),
    "suspension": gettext_lazy("suspension"),
    "tariff-code": gettext_lazy("tariff code"),
}
# The database keeps snapshots without the order of their fields: they are put back into that of the columns.
FACTS = (Authority, EntityList, Notice, Listing, ListingEvent, Source)
_COLUMNS = {model.noun: [field.name for field in model._meta.concrete_fields] for model in FACTS}
_COLUMNS["entity"] = [field.name for model in (Entity, EntityName, Identifier) for field in model._meta.concrete_fields]
# What the forms of the desk call a column, by kind of fact; entities bring those of their names and numbers with them.
_CALLED = {
    noun: {field.name: field.verbose_name for field in model._meta.concrete_fields}
    for model in apps.get_app_config("controls").get_models()
    if (noun := getattr(model, "noun", ""))
}
_BESIDES = {
    "names": gettext_lazy("names"),
    "identifiers": gettext_lazy("identifiers"),
    "sources": gettext_lazy("sources"),
}
_BESIDES |= {"points": gettext_lazy("control points"), "copies": gettext_lazy("official addresses")}
_BESIDES |= {"listings": gettext_lazy("listings"), "clauses": gettext_lazy("clauses")}
MARKS = {"added": "add", "stopped": "del", "ended": "del", "corrected": "ask"}


def sentence(change: Change) -> str:
    """One change as a sentence: what was done to which fact."""
    words = {"act": change.get_action_display(), "noun": NOUNS.get(change.subject_type, change.subject_type)}
    return _("%(act)s: %(noun)s") % words


def mark(change: Change) -> str:
    """The sign beside a change: add, del, chg or ask."""
    return MARKS.get(change.action, "chg")


def differences(change: Change) -> list[dict[str, Any]]:
    """The fields that a change touched, before and after, in reading order. All fields when the fact is new."""
    before, after = change.before or {}, change.after or {}
    columns = _COLUMNS.get(change.subject_type, [])
    fields = _ordered({*after, *before}, columns)
    return [
        {
            "field": _called(change.subject_type, field),
            "before": written(before.get(field), columns) if change.before is not None else None,
            "after": written(after.get(field), columns),
        }
        for field in fields
        if change.before is None or before.get(field) != after.get(field)
    ]


def _called(noun: str, field: str) -> str:
    """A field in words; one that no column is called after, or is no more, as the snapshot has it."""
    words = _CALLED.get(noun, {}).get(field) or _BESIDES.get(field)
    return capfirst(str(words)) if words else Said(capfirst(field.replace("_", " ")))


def written(value: Any, columns: Sequence[str] = ()) -> str:
    """A value of a snapshot as a reader wants it: lists one per line, nothing as a dash."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        parts = (
            f"{name.replace('_', ' ')}: {written(value[name], columns)}"
            for name in _ordered(value, columns)
            if value[name] not in ("", [])
        )
        return "; ".join(parts).replace("\n", ", ")
    if isinstance(value, list):
        return "\n".join(written(inner, columns) for inner in value)
    return str(value)


def _ordered(fields: Iterable[str], columns: Sequence[str]) -> list[str]:
    """As the columns stand, then others by name; what proves a fact stands last."""
    place = {name: number for number, name in reversed(list(enumerate(columns)))}

    def order(field: str) -> tuple[bool, int, str]:
        return field.startswith("evidence") or field == "sources", place.get(field, len(columns)), field

    return sorted(fields, key=order)
