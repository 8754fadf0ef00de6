"""What one may ask of events: page and API take the same parameters."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.db.models import Func, Q, Value
from django.db.models import TextField as Text
from django.db.models.lookups import IContains
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField, TextField
from controls.filters.questions import PagedQuestion, Question
from controls.filters.spans import SpanQuestion
from controls.models import Entity, EntityList, Measure, Notice
from controls.models.goods import MATERIALS
from news.filters.arrays import InArrayField
from news.models import NewsEvent
from news.models.events import NewsEventQuerySet

# Parameters that name facts: the noun before the key.
_FACTS = {"entity": "entity", "measure": "measure", "notice": "notice", "list": "entity-list"}
# Other parameters: how their values are looked up.
_LOOKUPS = {
    "type": "event_type__in",
    "confidence": "confidence__in",
    "scope": "scope__in",
    "jurisdiction": "jurisdictions__overlap",
    "material": "materials__overlap",
    "from": "day__gte",
    "to": "day__lte",
}


class EventFilter(SpanQuestion, PagedQuestion):
    """Events by words, type, place, material, fact, confidence, scope and span, none later than the day asked about."""

    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "q": ("Text to look for: in headlines, outlets, names, figures, announcements and notes, or a key.", "magnet"),
        "type": ("Kind of event.", ["licence"]),
        "jurisdiction": ("Two letters of a jurisdiction. One without events here is refused.", ["CN"]),
        "element": ("Symbol of a material that the report names.", ["Dy"]),
        "material": ("Material in the words of the table. One without events here is refused.", ["magnets"]),
        "confidence": ("How sure this register is that it happened as reported.", ["official_record"]),
        "scope": ("How near it is to the controls of rare earths.", ["core"]),
        "from": ("First day wanted.", "2026-01-01"),
        "to": ("Last day wanted.", "2026-12-31"),
    }

    q = TextField(required=False, max_length=200, label=_("Report contains"))
    type = KeysField(known=NewsEvent.Type.values, thing=_("type"), label=_("Type"))
    jurisdiction = InArrayField(
        model=NewsEvent, column="jurisdictions", thing=_("jurisdiction"), label=_("Jurisdiction")
    )
    element = KeysField(known=MATERIALS, thing=_("element"), label=_("Element"))
    material = InArrayField(model=NewsEvent, column="materials", thing=_("material"), label=_("Material"))
    entity = KeysField(model=Entity, thing=_("entity"), label=_("Entity"))
    measure = KeysField(model=Measure, thing=_("measure"), label=_("Measure"))
    notice = KeysField(model=Notice, thing=_("notice"), label=_("Notice"))
    list = KeysField(model=EntityList, thing=_("list"), label=_("List"))
    confidence = KeysField(known=NewsEvent.Confidence.values, thing=_("confidence"), label=_("Confidence"))
    scope = KeysField(known=NewsEvent.Scope.values, thing=_("scope"), label=_("Scope"))

    def apply(self) -> NewsEventQuerySet:
        """The events asked for, newest first. Call is_valid() first."""
        events = NewsEvent.objects.known(on=self.day).select_related("notice")
        for condition in self._conditions(self.cleaned_data):
            events = events.filter(condition)
        return events.order_by("-day", "key")

    def _conditions(self, wanted: dict[str, Any]) -> Iterator[Q]:
        for name, noun in _FACTS.items():
            if wanted[name]:
                yield Q(about__overlap=[f"{noun}:{key}" for key in wanted[name]])
        for name, lookup in _LOOKUPS.items():
            if wanted[name]:
                yield Q(**{lookup: wanted[name]})
        if wanted["element"]:
            named = [f"element:{symbol.lower()}" for symbol in wanted["element"]]
            yield Q(materials__overlap=wanted["element"]) | Q(about__overlap=named)
        if text := wanted["q"].strip():
            yield _says(text)


class EventQuestion(Question):
    """A question about one event, or about all of them together."""


class _Parts(Func):
    """The parts of an array one a line: its braces, commas and quotation marks are the database's and no text of ours.

    No text to look for has a line break in it, so that none is found across two parts.
    """

    function = "array_to_string"

    def __init__(self, column: str) -> None:
        super().__init__(column, Value("\n"), output_field=Text())


def _says(text: str) -> Q:
    columns = ("headline", "outlet", "announcement", "figures", "note")
    found = Q(key=text.lower())
    for array in ("parties", "materials"):
        found |= Q(IContains(_Parts(array), text))
    for column in columns:
        found |= Q(**{f"{column}__icontains": text})
    return found
