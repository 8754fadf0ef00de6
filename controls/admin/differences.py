"""What a change did to a fact, field by field, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.models import (
    Authority,
    CatalogueItem,
    CatalogueRevision,
    Change,
    Claim,
    Clause,
    ControlledItem,
    Element,
    Entity,
    EntityList,
    ItemVersion,
    Listing,
    ListingEvent,
    Measure,
    Notice,
    Source,
    Suspension,
    TariffCode,
)

_MODELS: dict[str, type[Model]] = {
    model.noun: model
    for model in (
        *(Source, Authority, Notice, Entity, EntityList, Listing, ListingEvent),
        *(Measure, Clause, ControlledItem, Suspension, Element, TariffCode, Claim),
        *(CatalogueRevision, CatalogueItem, ItemVersion),
    )
}
_EMPTY: tuple[Any, ...] = (None, "", [], {})
NOTHING = "–"
# Rows below a fact, which no field of it names.
_NESTED = {"names": gettext_lazy("Names"), "identifiers": gettext_lazy("Identifiers"), "points": gettext_lazy("Points")}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a fact, before and after. Of lists only what went and what came is told."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"


def of_change(change: Change) -> list[FieldChange]:
    """The fields that a change of the log touched, in reading order."""
    return between(change.subject_type, change.before, change.after)


def of_content(content: Mapping[str, Any]) -> list[FieldChange]:
    """The fields that a change would touch which is only proposed."""
    return between(content["subject_type"], content["before"], content["after"])


def in_words(contents: Iterable[Mapping[str, Any]]) -> str:
    """What proposed changes would do, in one line; of a new fact only what it says."""
    told = [
        f"{each.label}: {each.after}" if content["before"] is None else str(each)
        for content in contents
        for each in of_content(content)
    ]
    return Truncator("; ".join(told)).chars(240)


def noun_words(noun: str) -> str:
    """What facts of a noun are called."""
    return str(_MODELS[noun]._meta.verbose_name) if noun in _MODELS else noun


def between(noun: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[FieldChange]:
    """The fields in which two snapshots of a fact differ."""
    old, new = before or {}, after or {}
    return [
        _told(noun, name, old.get(name), new.get(name))
        for name in _reading_order(noun, [*new, *old])
        if old.get(name) != new.get(name) and not (old.get(name) in _EMPTY and new.get(name) in _EMPTY)
    ]


def _reading_order(noun: str, names: Iterable[str]) -> list[str]:
    """JSON in the database forgets the order of a snapshot; the model still knows it."""
    model = _MODELS.get(noun)
    columns = [field.name for field in model._meta.concrete_fields] if model else []
    known = dict.fromkeys(names)
    return [name for name in columns if name in known] + sorted(name for name in known if name not in columns)


def _told(noun: str, name: str, before: Any, after: Any) -> FieldChange:
    if isinstance(before, list) or isinstance(after, list):
        old, new = before or [], after or []
        went, came = [each for each in old if each not in new], [each for each in new if each not in old]
        return FieldChange(_label(noun, name), _words(noun, name, went), _words(noun, name, came))
    return FieldChange(_label(noun, name), _words(noun, name, before), _words(noun, name, after))


def _label(noun: str, name: str) -> str:
    field = _field(noun, name)
    if field is None or not hasattr(field, "verbose_name"):
        return str(_NESTED.get(name, capfirst(name.replace("_", " "))))
    return capfirst(str(field.verbose_name))


def _words(noun: str, name: str, value: Any) -> str:
    if value in _EMPTY:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(_words(noun, name, each) for each in value)
    if isinstance(value, dict) and "position" in value:  # a control point
        texts = [value["text_en"], value["text_zh"]]
        return f"{value['position']}. {' / '.join(text for text in texts if text)}"
    if isinstance(value, dict):  # a name or a number of an entity
        head = value.get("text") or f"{value.get('scheme')} {value.get('value')}"
        rest = [value[key] for key in ("language", "kind", "evidence_grade", "evidence_note") if value.get(key)]
        return f"{head} ({', '.join([*rest, *value.get('sources', [])])})"
    field = _field(noun, name)
    choices = dict(getattr(field, "flatchoices", None) or ())
    return str(choices.get(value, value))


def _field(noun: str, name: str) -> Any:
    model = _MODELS.get(noun)
    if model is None:
        return None
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:  # a column of an older version of the register
        return None
