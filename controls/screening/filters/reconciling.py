"""What a program that reconciles may ask: names in batches, beginnings of names, one entity to look at."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.filters.fields import BadInput, KeysField, TextField, WholeField
from controls.filters.questions import Question
from controls.models import Entity
from controls.screening.filters.checks import MOST_LETTERS, CheckQuestion
from controls.screening.formats.places import code_in_any
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
_ENDS_OF_LINES = str.maketrans("\r\n\t", "   ")  # of JSON that is set in lines, and of a cell of a table

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

    def batch(self) -> "Batch":
        """The queries by their names, none when none were given. Raises BadInput; call is_valid() first."""
        text = self.cleaned_data["queries"]
        return queries_of(text) if text else Batch({}, {})


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


class PropertyQuestion(Question):
    """Beginnings of names of properties; without any, all of them."""

    as_of = None  # type: ignore[assignment]  # how Django takes a field away
    prefix = TextField(required=False, max_length=MOST_LETTERS, label=gettext_lazy("Beginning"))  # type: ignore[assignment]  # a field
    cursor = WholeField(least=0, most=10_000, default=0, label=gettext_lazy("Leave out"))
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "prefix": ("Beginning of the name of a property.", "cou"),
        "cursor": ("How many to leave out.", 0),
    }


class PreviewQuestion(Question):
    """One entity."""

    as_of = None  # type: ignore[assignment]  # how Django takes a field away
    id = TextField(max_length=120, label=gettext_lazy("Key"))
    words: ClassVar[Mapping[str, tuple[str, Any]]] = {"id": ("Key of the entity.", "subaru-corporation")}


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch asks, by its names: what can be compared, and what is said of queries that are not understood.

    One faulty row of a table does not lose the others: it is answered with nothing and says why.
    """

    wanted: Mapping[str, Wanted]
    said: Mapping[str, str]


def queries_of(text: str) -> Batch:
    """The queries of a batch. Raises BadInput for one that is no batch at all."""
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
    wanted: dict[str, Wanted] = {}
    said: dict[str, str] = {}
    for name, query in batch.items():
        faults: Faults = {}
        found = _wanted(query, faults)
        if found is not None:
            wanted[name] = found
        if faults:
            said[name] = " ".join(f"{field}: {word}" for field, words in faults.items() for word in words)
    return Batch(wanted, said)


def _wanted(query: Any, faults: Faults) -> Wanted | None:
    """The query as it can be compared. None, with its faults noted, for one that cannot.

    Of the properties what nobody understands is left out, noted, and takes the certainty away: the name is compared.
    """
    if not isinstance(query, dict):
        faults["query"] = [_("Give an object with names and values.")]
        return None
    for name in query:
        if name not in _OF_EACH:
            faults[name[:80]] = [_("Unknown name. Known: %s.") % ", ".join(_OF_EACH)]
    if query.get("type_strict", "any") not in _STRICT:
        faults["type_strict"] = [_("Give one of: %s.") % ", ".join(_STRICT)]
    name = _cleaned("name", query.get("query"), "query", faults)
    types = _types(query.get("type", []), "type", faults)
    limit = _limit(query.get("limit", 10), "limit", faults)
    if faults:
        return None
    given = {"country": "", "identifier": ""} | dict(_properties(query.get("properties", []), faults))
    return Wanted(name=name, types=types, limit=limit, doubted=bool(faults), **given)


def _cleaned(field: str, value: Any, under: str, faults: Faults) -> str:
    """The value by the rules of the field of a check. A fault is noted. A cell of a table may hold ends of lines."""
    if not isinstance(value, str):
        faults[under] = [_("Give a text.")]
        return ""
    try:
        return str(CheckQuestion.base_fields[field].clean(value.translate(_ENDS_OF_LINES)))
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


def _properties(given: Any, faults: Faults) -> Iterator[tuple[str, str]]:
    """The properties by the field that each is for; an empty cell says nothing."""
    if not isinstance(given, list):
        faults["properties"] = [_("Give a list.")]
        return
    for place, each in enumerate(given):
        here = f"properties.{place}"
        if not isinstance(each, dict) or set(each) != {"pid", "v"}:
            faults[here] = [_("Give an object with “pid” and “v”.")]
        elif not isinstance(each["pid"], str) or each["pid"] not in _FIELDS:
            faults[f"{here}.pid"] = [_("Give one of: %s.") % ", ".join(_FIELDS)]
        elif each["pid"] in [other.get("pid") for other in given[:place] if isinstance(other, dict)]:
            faults[f"{here}.pid"] = [_("Give this once.")]
        elif (value := _first(each["v"])) != "":
            field = _FIELDS[each["pid"]]
            yield field, (_country if field == "country" else partial(_cleaned, field))(value, f"{here}.v", faults)


def _country(value: Any, under: str, faults: Faults) -> str:
    """The code of a country that is given by its code or its name."""
    code = code_in_any(value) if isinstance(value, str) else ""
    if not code:
        faults[under] = [_("Give a country by its two letters, or by its English, Chinese or Japanese name.")]
    return code


def _first(value: Any) -> Any:
    """The one value of a list of one: some programs send every value in a list."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value
