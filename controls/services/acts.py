"""Acts on facts by name, with arguments that can be kept as JSON: facts by key, never by row number."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Self

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from controls.models import TrackedModel
from controls.services import (
    annexes,
    catalogue,
    claims,
    entities,
    goods,
    listing_events,
    listings,
    lists,
    measures,
    notices,
    sources,
    suspensions,
)
from controls.services.history import FactRefused

_ROOMS = (
    *(annexes, catalogue, claims, entities, goods, listing_events, listings, lists, measures, notices, sources),
    suspensions,
)
_PARTS: Mapping[str, type[Any]] = {
    "line": annexes.Line,
    "name": entities.Name,
    "number": entities.Number,
    "point": catalogue.Point,
}


def _name_of(service: Callable[..., Any]) -> str:
    return f"{service.__module__.rpartition('.')[2]}.{service.__name__}"


def _found() -> dict[str, Callable[..., Any]]:
    """Every public function of the rooms that writes facts: those that ask who acts and when."""
    return {
        _name_of(service): service
        for room in _ROOMS
        for name, service in vars(room).items()
        if inspect.isfunction(service) and service.__module__ == room.__name__ and not name.startswith("_")
        if {"by", "at"} <= inspect.signature(service).parameters.keys()
    }


ACTS: Mapping[str, Callable[..., Any]] = _found()


@dataclass(frozen=True, slots=True)
class Act:
    """One call of a service, not yet made: the name of the service, and its arguments but for `by` and `at`."""

    name: str
    arguments: Mapping[str, Any]

    @classmethod
    def of(cls, service: Callable[..., Any], /, **arguments: Any) -> Self:
        name = _name_of(service)
        if ACTS.get(name) is not service:
            raise TypeError(f"{name} is no act on facts.")
        return cls(name, arguments)


def run(*, act: Act, by: str, at: datetime) -> Any:
    """Carry out an act. What the service refuses, it refuses here: FactRefused."""
    service = ACTS.get(act.name)
    if service is None:
        raise FactRefused(_("There is no act %(name)s.") % {"name": act.name})
    return service(**act.arguments, by=by, at=at)


def packed(*, act: Act) -> dict[str, Any]:
    """The arguments of an act as plain JSON values."""
    return {name: _pack(value) for name, value in act.arguments.items()}


def unpacked(*, name: str, arguments: Mapping[str, Any]) -> Act:
    """The act that was packed, with the facts as they are on record now. Refuses a fact that is not there."""
    facts = _fetched(sorted(set(named(arguments=arguments))))
    return Act(name, {argument: _unpack(value, facts) for argument, value in arguments.items()})


def named(*, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Every fact that packed arguments name, as `noun:key`; some more than once."""
    for value in arguments.values():
        yield from _facts_in(value)


def _facts_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _facts_in(inner)
    elif isinstance(value, dict):
        ((mark, content),) = value.items()
        if mark == "fact":
            yield content
        elif isinstance(content, dict):
            yield from named(arguments=content)


def _pack(value: Any) -> Any:
    if isinstance(value, TrackedModel):
        return {"fact": f"{value.noun}:{value.key}"}
    if isinstance(value, Mapping):
        return {"values": {name: _pack(inner) for name, inner in value.items()}}
    if isinstance(value, Sequence | QuerySet) and not isinstance(value, str | bytes):
        return [_pack(inner) for inner in value]
    for mark, kind in _PARTS.items():
        if isinstance(value, kind):
            return {mark: {field.name: _pack(getattr(value, field.name)) for field in fields(value)}}
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"hour": value.isoformat()}
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    raise TypeError(f"{type(value).__name__} is nothing that an act takes.")


def _unpack(value: Any, facts: Mapping[str, TrackedModel]) -> Any:
    if isinstance(value, list):
        return [_unpack(inner, facts) for inner in value]
    if not isinstance(value, dict):
        return value
    ((mark, content),) = value.items()
    if mark == "fact":
        return facts[content]
    if mark == "day":
        return date.fromisoformat(content)
    if mark == "hour":
        return time.fromisoformat(content)
    inside = {name: _unpack(inner, facts) for name, inner in content.items()}
    return inside if mark == "values" else _PARTS[mark](**inside)


def _fetched(references: Sequence[str]) -> dict[str, TrackedModel]:
    models = {
        model.noun: model
        for model in apps.get_app_config("controls").get_models()
        if issubclass(model, TrackedModel) and any(field.name == "key" for field in model._meta.concrete_fields)
    }
    facts: dict[str, TrackedModel] = {}
    for noun, group in groupby(references, key=lambda reference: reference.partition(":")[0]):
        keys = [reference.partition(":")[2] for reference in group]
        known: Any = models.get(noun)  # not every tracked model has a key of its own; those above do
        rows = known._base_manager.filter(key__in=keys) if known else ()
        facts |= {f"{noun}:{row.key}": row for row in rows}
    if missing := [reference for reference in references if reference not in facts]:
        raise FactRefused(_("%(fact)s is not on record.") % {"fact": ", ".join(missing)})
    return facts
