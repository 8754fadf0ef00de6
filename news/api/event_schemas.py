"""The shapes of `event_shapes` once more, for the description of the API."""

from rest_framework import serializers

from controls.api.schemas import (
    UNKNOWN,
    ListBriefSerializer,
    NoticeBriefSerializer,
    PagedSerializer,
    StampSerializer,
    day,
    many,
    one_of,
    whole,
)
from controls.api.schemas import (
    text as words,
)
from news.models import NewsEvent, Precision
from news.models.moves import KINDS


class EventSerializer(serializers.Serializer):
    id = words("Key of the event.")
    day = day("First day that the date as given may mean.")
    date = words("The date as given: a year, a month or a day.")
    precision = one_of(Precision.choices, "How exactly the date is known.")
    headline = words("What was reported, in our words.")
    outlet = words("Who reported it.")
    sources = many(serializers.CharField(), "Where it stands, as received; one address or two.")
    type = one_of(NewsEvent.Type.choices, "What kind of event it is.")
    type_label = words("The type in words.")
    jurisdictions = many(serializers.CharField(), "Two letters each.")
    materials = many(serializers.CharField(), "Symbols of elements, or words.")
    parties = many(serializers.CharField(), "Who is named, as reported.")
    announcement = words("The announcement that it is about, as reported.", **UNKNOWN)
    notice = NoticeBriefSerializer(help_text="The notice on record whose publication it is.", **UNKNOWN)
    about = many(serializers.CharField(), "Facts of this register that it names for certain, as kind:key.")
    figures = words("Figures as given, with their units; never computed.", **UNKNOWN)
    confidence = one_of(NewsEvent.Confidence.choices, "How sure this register is that it happened as reported.")
    confidence_label = words("The confidence in words.")
    outcome_unknown = serializers.BooleanField(help_text="Only the schedule is on file; nobody has seen the outcome.")
    scope = one_of(NewsEvent.Scope.choices, "How near it is to the controls of rare earths.")
    note = words("What else there is to know: contradictions, other dates.", **UNKNOWN)
    url = serializers.URLField(help_text="The page for readers.")


class EventPageSerializer(PagedSerializer):
    results = many(EventSerializer(), "The events of this page.")


class MoveSerializer(serializers.Serializer):
    kind = one_of(list(KINDS.items()), "What was done to the list.")
    kind_label = words("The kind in words.")
    notice = NoticeBriefSerializer(help_text="The notice that listed the names.")
    list = ListBriefSerializer(help_text="The entity list.")
    names = whole("How many names; null where no count is stated.", **UNKNOWN)
    announced_on = day("Day of the announcement.")
    effective_from = day("First day on which it binds, in Beijing.")
    until = day("Formal end where one is stated.", **UNKNOWN)
    days_to_effect = serializers.IntegerField(help_text="Days from the announcement to the first day.")
    first_event = words("Key of the first event on record about it.", **UNKNOWN)
    days_to_event = serializers.IntegerField(help_text="Days from the announcement to that event.", **UNKNOWN)
    first_article = words("Address of the first article on record, as received.", **UNKNOWN)
    days_to_article = serializers.IntegerField(help_text="Days from the announcement to that article.", **UNKNOWN)
    recorded_on = day("Day in Beijing on which this register recorded it.", **UNKNOWN)
    days_to_record = serializers.IntegerField(help_text="Days from the announcement to that day.", **UNKNOWN)


class MovePageSerializer(PagedSerializer):
    results = many(MoveSerializer(), "The changes of lists of this page.")


class ArticleBriefSerializer(serializers.Serializer):
    title = words("Headline.")
    url = words("Where it stands, as received.", **UNKNOWN)
    source = words("Who published it.")  # type: ignore[assignment]  # a field's own source is not meant
    language = words("By BCP 47.", **UNKNOWN)
    published_on = day("Day as printed.", **UNKNOWN)


class EventAnswerSerializer(EventSerializer, StampSerializer):
    moves = many(MoveSerializer(), "Changes of lists by the notices that it names.")
    claims = many(serializers.CharField(), "Keys of claims about the same facts.")
    articles = many(ArticleBriefSerializer(), "Articles on it, the first fifty.")
