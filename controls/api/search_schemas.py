"""The shapes of the search once more, for the description of the API."""

from rest_framework import serializers

from controls import editions, states
from controls.api.schemas import UNKNOWN, PagedSerializer, many, one_of, whole
from controls.api.schemas import text as words
from controls.models.search import Kind
from controls.models.search_queries import Level
from controls.services.searching.facts import SEARCHABLE

_NOUNS = [(noun, noun.replace("-", " ")) for noun in SEARCHABLE]
_STATES = [(code, code.replace("_", " ")) for code in (*states.CODES, states.MIXED, editions.NOT_LAW)]


class FoundStateSerializer(serializers.Serializer):
    code = one_of(_STATES, "State on the day: of an entity its weightiest listing, of an item its measure.")
    label = words(  # type: ignore[assignment]  # a field's own label is not meant
        "What a reader sees: the effect while in force, else the state."
    )


class WhySerializer(serializers.Serializer):
    kind = one_of(Kind.choices, "What the text is to the fact.")
    label = words("The same in words.")  # type: ignore[assignment]  # a field's own label is not meant
    lang = words("Language and script, by BCP 47; null for codes and numbers.", **UNKNOWN)
    text = words("The text that answers the question; a long one is cut around the first place.")
    marks = many(
        many(whole("Place of a character, counted from 0 in Unicode code points."), "First place, and one after last."),
        "The places of the text that answer the question; empty when its words do so only together.",
    )


class FoundBriefSerializer(serializers.Serializer):
    type = one_of(_NOUNS, "Kind of fact.")
    id = words("Key of the fact.")
    title = words("What the fact is called.")
    url = words("Address of the page on which it is shown.")


class FoundSerializer(FoundBriefSerializer):
    why = many(WhySerializer(), "Reasons for which it was found, the best first; at least one.")
    score = serializers.FloatField(
        min_value=0, max_value=1, help_text="How well it answers; comparable within one answer only."
    )
    state = FoundStateSerializer(help_text="What it is on the day; null where nothing can be said.", **UNKNOWN)


class NearCodeSerializer(FoundBriefSerializer):
    code = words("A code that looks like the one asked for, and is another.")


class CountSerializer(serializers.Serializer):
    value = words("Value of the parameter.")
    count = whole("How many facts it would leave, the other parameters as they are.")


class FacetsSerializer(serializers.Serializer):
    type = many(CountSerializer(), "By kind of fact.")
    list = many(CountSerializer(), "By entity list.")
    jurisdiction = many(CountSerializer(), "By jurisdiction.")


class SearchAnswerSerializer(PagedSerializer):
    level = one_of(
        [(str(level), str(level)) for level in Level],
        "How loosely words were taken: `words` as they are, `likeness` with slips of spelling, `some` of them only.",
    )
    facets = FacetsSerializer(help_text="How many facts each value of a parameter would leave.")
    near_codes = many(NearCodeSerializer(), "Codes that look like the one asked for. They are not the same.")
    results = many(FoundSerializer(), "Facts that answer the question, the best first.")
