"""What a program that reconciles may ask: names in batches, beginnings of names, one entity to look at."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.filters.fields import BadInput, KeysField, TextField, WholeField
from controls.filters.questions import Question
from controls.models import Entity
from controls.screening.filters.checks import MOST_LETTERS, CheckQuestion
from controls.screening.formats.rows import Unreadable
from controls.screening.formats.strict_json import parsed
from controls.screening.services.reconciling import Wanted

MOST_QUERIES = 50
MOST_CANDIDATES = 50
LONGEST = 100_000  # signs of a batch
COUNTRY, NUMBER = "country", "registration_number"
_FIELDS = {COUNTRY: "country", NUMBER: "identifier"}  # of CheckQuestion, by the property
_STRICT = ("any", "all", "should")
_OF_EACH = ("query", "type", "type_strict", "limit", "properties")
_ENDS_OF_LINES = str.maketrans("\r\n", "  ")  # JSON may be set in lines; inside its texts none can stand

Faults = dict[str, list[str]]


class BatchField(TextField):
    """JSON as text."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(str(value or "").translate(_ENDS_OF_LINES))
        return text


class ReconcileQuestion(Question):
    """A batch, or nothing: then the service says what it is."""

    as_of = None  # type: ignore[assignment]  # how Django takes a field away
    queries = BatchField(required=False, max_length=LONGEST, label=gettext_lazy("Queries"))
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "queries": (
            f"JSON: up to {MOST_QUERIES} queries by names of yours. Without it, the description of this service.",
            '{"q0": {"query": "SUBARU Corporation", "limit": 3}}',
        ),
    }

    def wanted(self) -> dict[str, Wanted]:
        """The queries by their names, none when none were given. Raises BadInput; call is_valid() first."""
        text = self.cleaned_data["queries"]
        return queries_of(text) if text else {}


class SuggestQuestion(Question):
    """Beginnings of names. What a kind is asked for with is known from the interface that asks."""

    as_of = None  # type: ignore[assignment]  # how Django takes a field away
    prefix = TextField(max_length=MOST_LETTERS, label=gettext_lazy("Beginning"))  # type: ignore[assignment]  # a field
    cursor = WholeField(least=0, most=10_000, default=0, label=gettext_lazy("Leave out"))
    type = KeysField(known=Entity.Type.values, thing=gettext_lazy("type"), label=gettext_lazy("Type"))
    type_strict = KeysField(known=_STRICT, thing=gettext_lazy("strictness"), label=gettext_lazy("Strictness"))
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "prefix": ("Beginning of a name, in any script, or of a key.", "sub"),
        "cursor": ("How many to leave out.", 0),
        "type_strict": ("Taken and not needed: an entity has one type.", ["any"]),
    }


class PreviewQuestion(Question):
    """One entity."""

    as_of = None  # type: ignore[assignment]  # how Django takes a field away
    id = TextField(max_length=120, label=gettext_lazy("Key"))
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {"id": ("Key of the entity.", "subaru-corporation")}


def queries_of(text: str) -> dict[str, Wanted]:
    """The queries of a batch by their names. Raises BadInput, which names a fault as `queries.q0.limit`."""
    try:
        batch = parsed(text)
        json.dumps(batch, ensure_ascii=False).encode()
    except Unreadable as reason:
        raise BadInput({"queries": [str(reason)]}) from reason
    except UnicodeEncodeError as reason:
        raise BadInput({"queries": [_("Half of a character stands alone in it; it is no text.")]}) from reason
    if not isinstance(batch, dict) or not 1 <= len(batch) <= MOST_QUERIES:
        words = _("Give an object with 1 to %(most)s queries by their names.") % {"most": MOST_QUERIES}
        raise BadInput({"queries": [words]})
    faults: Faults = {}
    found = {name: _wanted(each, f"queries.{name[:80]}", faults) for name, each in batch.items()}
    if faults:
        raise BadInput(faults)
    return found


def _wanted(query: Any, under: str, faults: Faults) -> Wanted:
    if not isinstance(query, dict):
        faults[under] = [_("Give an object with names and values.")]
        return Wanted(name="")
    for name in query:
        if name not in _OF_EACH:
            faults[f"{under}.{name[:80]}"] = [_("Unknown name. Known: %s.") % ", ".join(_OF_EACH)]
    if query.get("type_strict", "any") not in _STRICT:
        faults[f"{under}.type_strict"] = [_("Give one of: %s.") % ", ".join(_STRICT)]
    given = {"country": "", "identifier": ""} | dict(_properties(query.get("properties", []), under, faults))
    return Wanted(
        name=_cleaned("name", query.get("query"), f"{under}.query", faults),
        types=_types(query.get("type", []), f"{under}.type", faults),
        limit=_limit(query.get("limit", 10), f"{under}.limit", faults),
        **given,
    )


def _cleaned(field: str, value: Any, under: str, faults: Faults) -> str:
    """The value by the rules of the field of a check. A fault is noted."""
    if not isinstance(value, str):
        faults[under] = [_("Give a text.")]
        return ""
    try:
        return str(CheckQuestion.base_fields[field].clean(value))
    except ValidationError as error:
        faults[under] = error.messages
        return ""


def _types(given: Any, under: str, faults: Faults) -> tuple[str, ...]:
    types = [given] if isinstance(given, str) else given
    if not isinstance(types, list) or any(each not in Entity.Type.values for each in types):
        faults[under] = [_("Give one of: %s.") % ", ".join(Entity.Type.values)]
        return ()
    return tuple(types)


def _limit(given: Any, under: str, faults: Faults) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= MOST_CANDIDATES:
        faults[under] = [_("Enter a whole number from %(least)s to %(most)s.") % {"least": 1, "most": MOST_CANDIDATES}]
        return 1
    return given


def _properties(given: Any, under: str, faults: Faults) -> Iterator[tuple[str, str]]:
    """The properties by the field that each is for."""
    if not isinstance(given, list):
        faults[f"{under}.properties"] = [_("Give a list.")]
        return
    for place, each in enumerate(given):
        here = f"{under}.properties.{place}"
        if not isinstance(each, dict) or set(each) != {"pid", "v"}:
            faults[here] = [_("Give an object with “pid” and “v”.")]
        elif not isinstance(each["pid"], str) or each["pid"] not in _FIELDS:
            faults[f"{here}.pid"] = [_("Give one of: %s.") % ", ".join(_FIELDS)]
        elif each["pid"] in [other.get("pid") for other in given[:place] if isinstance(other, dict)]:
            faults[f"{here}.pid"] = [_("Give this once.")]
        else:
            field, value = _FIELDS[each["pid"]], _first(each["v"])
            spelt = value.upper() if field == "country" and isinstance(value, str) else value
            if spelt == "":
                faults[f"{here}.v"] = [_("Give a value, or leave this out.")]
            yield field, _cleaned(field, spelt, f"{here}.v", faults)


def _first(value: Any) -> Any:
    """The one value of a list of one: some programs send every value in a list."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value
