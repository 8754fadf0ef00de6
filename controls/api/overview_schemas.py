"""The shapes of `overview_shapes` once more, for the description of the API."""

from rest_framework import serializers

from controls import states
from controls.api.measure_schemas import MeasureStateSerializer
from controls.api.schemas import UNKNOWN, StampSerializer, day, many, one_of, whole
from controls.api.schemas import text as words
from controls.models import Measure
from controls.models.goods import RARE_EARTHS
from controls.models.labels import BADGE_LABELS

_CODES = [(code, code.replace("_", " ")) for code in states.CODES]
_SYMBOLS = [(symbol, symbol) for symbol in RARE_EARTHS]
_BADGES = [*BADGE_LABELS.items(), (states.IN_FORCE, "In force")]


def _symbols(help_text: str) -> serializers.ListField:
    return many(serializers.ChoiceField(choices=_SYMBOLS), help_text)


class StripElementSerializer(serializers.Serializer):
    id = one_of(_SYMBOLS, "Symbol.")
    atomic_number = whole("Atomic number.")
    name_en = words("Name in English.")
    name_zh = words("Name in Chinese.")


class StripMeasureSerializer(serializers.Serializer):
    id = words("Key of the measure.")
    label = words("How it is cited.")  # type: ignore[assignment]  # a field's own label is not meant
    title = words("Title in English.")
    title_zh = words("Title in Chinese.", **UNKNOWN)
    type = one_of(Measure.Type.choices, "What kind of rule it is.")
    state = MeasureStateSerializer(help_text="What it is on the day asked about.")
    elements = _symbols("Rare earths that the measure or one of its items names, by atomic number.")
    only_in_items = _symbols("Those of them that only items name, beside a material of the measure.")
    url = serializers.URLField(help_text="The page for readers.")


class StripSerializer(serializers.Serializer):
    elements = many(StripElementSerializer(), "The 17 rare earths by atomic number.")
    measures = many(StripMeasureSerializer(), "China's measures that touch one of them, the oldest first.")


class MarkSerializer(StripMeasureSerializer):
    element = one_of(_SYMBOLS, "Symbol.")
    named_by = one_of([("measure", "measure"), ("item", "item")], "Whether the measure names it, or only an item.")


class StretchSerializer(serializers.Serializer):
    code = one_of(_CODES, "The state.")
    badge = one_of(_BADGES, "The effect while in force, else the state.")
    label = words("What a reader sees.")  # type: ignore[assignment]  # a field's own label is not meant
    first = day("First day of this state.")
    last = day("Its last day; null when no end is known.", **UNKNOWN)


class LaneSerializer(serializers.Serializer):
    id = words("Key of the clause, or of the measure when the lane stands for all its clauses.")
    measure = words("Key of the measure.")
    clause = words("Key of the clause; null when the lane stands for all of them.", **UNKNOWN)
    label = words("How it is cited.")  # type: ignore[assignment]  # a field's own label is not meant
    title = words("Title of the measure in English.")
    type = one_of(Measure.Type.choices, "What kind of rule it is.")
    elements = _symbols("Rare earths that the measure touches.")
    stretches = many(StretchSerializer(), "Its states one after another, as known on the day.")
    url = serializers.URLField(help_text="The page for readers.")


class PointSerializer(serializers.Serializer):
    on = day("The day from which these counts hold.")
    named = whole("Listings published by then, in whatever state.")
    scheduled = whole("Published, first day still ahead.")
    in_force = whole("Binding.")
    suspended = whole("Inside a suspension.")
    to_be_confirmed = whole("The suspension has ended and no later notice is on record.")
    stopped = whole("The authority stopped the measures.")
    ended = whole("Removed or moved.")


class GrowthSerializer(serializers.Serializer):
    list = words("Key of the entity list.")
    name = words("Its name in English.")
    points = many(PointSerializer(), "One for each day on which a count changes.")


class MonthSerializer(serializers.Serializer):
    month = day("First day of the month.")
    notices = whole("Notices published in it.")
    listing_notices = whole("How many of these put names on a list.")


class AnnouncedSerializer(serializers.Serializer):
    until = day("The day announced.")
    announced_on = day("The day of the announcement.")
    days = serializers.IntegerField(help_text="Days to it; below 0 when it has passed.")


class ConcernSerializer(serializers.Serializer):
    id = words("Kind and key.")
    label = words("How it is cited.")  # type: ignore[assignment]  # a field's own label is not meant


class ClockSerializer(serializers.Serializer):
    id = words("The act whose end it is, as kind and key.")
    label = words("How the act, or the notice it acts on, is cited.")  # type: ignore[assignment]  # as above
    until = day("Formal end, as printed.")
    until_inclusive = serializers.BooleanField(help_text="Is that day still suspended?")
    days = serializers.IntegerField(help_text="Days to that end: 0 on the day itself, below 0 after it.")
    announced_end = AnnouncedSerializer(help_text="An end announced without a formal notice.", **UNKNOWN)
    concerns = many(ConcernSerializer(), "The clauses, or the notice, concerned.")
    listings = whole("Listings concerned; 0 where it is about clauses.")


class OverviewAnswerSerializer(StampSerializer):
    strip = StripSerializer(help_text="The rare earths against the measures.")
    lanes = many(LaneSerializer(), "China's measures and clauses with their states over time, by day of publication.")
    growth = many(GrowthSerializer(), "How the entity lists grew.")
    notices = many(MonthSerializer(), "Every month from that of the first notice to that of the day.")
    clocks = many(ClockSerializer(), "Formal ends of suspensions after which nothing is on record, by date.")
