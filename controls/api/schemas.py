"""The shapes of `shapes` once more, for the description of the API. Nothing is validated or saved with these."""

from typing import Any

from rest_framework import serializers

from controls import states
from controls.models import Effect, Entity, EntityName, Grade, Identifier, ListingEvent, Source, Suspension


def text(help_text: str, **options: Any) -> serializers.CharField:
    return serializers.CharField(help_text=help_text, **options)


def day(help_text: str, **options: Any) -> serializers.DateField:
    return serializers.DateField(help_text=help_text, **options)


def whole(help_text: str, **options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(help_text=help_text, min_value=0, **options)


def one_of(choices: Any, help_text: str, **options: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, help_text=help_text, **options)


def many(child: serializers.Field, help_text: str, **more: Any) -> serializers.ListField:
    return serializers.ListField(child=child, help_text=help_text, **more)


UNKNOWN: dict[str, Any] = {"allow_null": True}


class OfficialSourcesSerializer(serializers.Serializer):
    asked = whole("Sources of authorities that are asked by the clock.")
    read_within_a_day = whole("Of these, how many could be read within the last 24 hours.")
    in_trouble = many(
        serializers.CharField(),
        "Keys of those whose last answer could not be had or read, or is held back; see `/api/v1/sources/`.",
    )


class FreshnessSerializer(serializers.Serializer):
    official_sources = OfficialSourcesSerializer(help_text="How they answer, whatever `as_of` says.")


class StampSerializer(serializers.Serializer):
    """What every answer says of itself."""

    as_of = day("The day the answer speaks for, in Beijing.")
    revision = whole("The revision of the register it rests on: the id of the newest change.")
    freshness = FreshnessSerializer(help_text="How fresh the sources are from which new notices would be learnt.")


class PagedSerializer(StampSerializer):
    count = whole("Rows in all pages together.")
    page = serializers.IntegerField(min_value=1, help_text="The page answered.")
    page_size = serializers.IntegerField(min_value=1, help_text="Rows a page.")
    pages = serializers.IntegerField(min_value=1, help_text="How many pages there are.")
    next = serializers.URLField(help_text="Address of the next page; null on the last.", **UNKNOWN)
    previous = serializers.URLField(help_text="Address of the previous page; null on the first.", **UNKNOWN)


class ListBriefSerializer(serializers.Serializer):
    id = text("Key of the entity list.")
    name = text("Name in English.")
    effect = one_of(Effect.choices, "What being on this list means while it is in force.")


class NoticeBriefSerializer(serializers.Serializer):
    id = text("Key of the notice: authority, year, number.")
    number = text("How the notice is cited.")
    published_on = day("Day of publication.")


class NameSerializer(serializers.Serializer):
    text = text("The name as written.")
    lang = one_of(EntityName.Language.choices, "Language and script, by BCP 47.")
    kind = one_of(EntityName.Kind.choices, "What kind of name it is.")


class IdentifierSerializer(serializers.Serializer):
    scheme = one_of(Identifier.Scheme.choices, "The official register that gave the number.")
    value = text("The number.")


class EntityBriefSerializer(serializers.Serializer):
    id = text("Key of the entity.")
    name = text("The name that this register shows.")
    names = many(NameSerializer(), "Every spelling on record, in all scripts.")
    type = one_of(Entity.Type.choices, "What kind of party it is.")
    country = text("ISO 3166-1 alpha-2; null when not known.", min_length=2, max_length=2, **UNKNOWN)
    identifiers = many(IdentifierSerializer(), "Numbers from official registers.")


class SourceSerializer(serializers.Serializer):
    id = text("Key of the source.")
    title = text("What was read.")
    url = text("Address; null when there is none.", **UNKNOWN)
    kind = one_of(Source.Kind.choices, "What kind of source it is.")
    seen_on = day("The day on which somebody read it.")


class EvidenceSerializer(serializers.Serializer):
    grade = one_of(Grade.choices, "How sure this register is of the fact, best first.")
    sources = many(SourceSerializer(), "Where it was read.")


class StateSerializer(serializers.Serializer):
    code = one_of([(code, code.replace("_", " ")) for code in states.CODES], "What the listing is on the day.")
    label = text(  # type: ignore[assignment]  # a field's own label is not meant
        "What a reader sees: the effect while in force, else the state."
    )
    since = day("First day of this state.")
    until = day("Formal end where one is stated, as printed.", **UNKNOWN)
    note = text("Why, in a sentence; empty when there is nothing to add.", allow_blank=True)


class ListingBriefSerializer(serializers.Serializer):
    id = text("Key of the listing.")
    list = ListBriefSerializer(help_text="The entity list.")
    notice = NoticeBriefSerializer(help_text="The notice that listed it.")
    item_number = text("Number in the annex, as printed.")
    effect = one_of(
        Effect.choices, "Its effect on the day while in force, with measures that later notices added to it."
    )
    effective_from = day("First day on which it binds, in Beijing.")
    state = StateSerializer(help_text="What it is on the day asked about.")


class ListingSerializer(ListingBriefSerializer):
    entity = EntityBriefSerializer(help_text="Who is listed.")
    name_en = text("The notice's own English wording.", **UNKNOWN)
    name_zh = text("The notice's own Chinese wording.", **UNKNOWN)
    address = text("Address in the notice.", **UNKNOWN)
    effective_time = text("Beijing time (UTC+8) on the first day, as HH:MM, where stated.", **UNKNOWN)
    evidence = EvidenceSerializer(help_text="How this register knows.")
    note = text("What else there is to know.", **UNKNOWN)
    url = serializers.URLField(help_text="The page for readers.")


class ListingAnswerSerializer(ListingSerializer, StampSerializer):
    pass


class ListingPageSerializer(PagedSerializer):
    results = many(ListingSerializer(), "The listings of this page.")


class PartOfSerializer(serializers.Serializer):
    id = text("Key of the entity.")
    name = text("Its name.")


class EntitySerializer(EntityBriefSerializer):
    part_of = PartOfSerializer(help_text="The entity that it belongs to.", **UNKNOWN)
    note = text("What else there is to know.", **UNKNOWN)
    listings = many(ListingBriefSerializer(), "Its listings published by the day, newest notice first.")
    url = serializers.URLField(help_text="The page for readers.")


class EntityAnswerSerializer(EntitySerializer, StampSerializer):
    pass


class EntityPageSerializer(PagedSerializer):
    results = many(EntitySerializer(), "The entities of this page.")


class AuthoritySerializer(serializers.Serializer):
    id = text("Key of the authority.")
    name = text("Name in English.")
    name_zh = text("Name in Chinese.", **UNKNOWN)


class NoticeSerializer(NoticeBriefSerializer):
    authority = AuthoritySerializer(help_text="Who issued it.")
    year = whole("Year of its number.")
    title_en = text("Title in English, in this register's words.")
    title_zh = text("Title in Chinese.", **UNKNOWN)
    title_zh_inferred = serializers.BooleanField(
        help_text="The title was worded after the series; its page was not seen."
    )
    effective_from = day("First day, in Beijing.")
    effective_time = text("Beijing time (UTC+8), as HH:MM, where stated.", **UNKNOWN)
    list = ListBriefSerializer(help_text="The entity list it writes on; null when it names nobody.", **UNKNOWN)
    legal_basis = text("The law it rests on.", **UNKNOWN)
    summary = text("What it does.", **UNKNOWN)
    measures = many(serializers.CharField(), "What it orders, one statement each.")
    stated_count = whole("How many names the notice itself says it lists.", **UNKNOWN)
    extra_count = whole("Names given under a numbered item, beyond the stated count.")
    listing_count = whole("How many listings of it are on record here.")
    copies = many(SourceSerializer(), "Its official addresses.")
    evidence = EvidenceSerializer(help_text="How this register knows.")
    note = text("What else there is to know.", **UNKNOWN)
    url = serializers.URLField(help_text="The page for readers.")


class ListingActSerializer(serializers.Serializer):
    id = text("Key of the act.")
    act = one_of(ListingEvent.Kind.choices, "What it does.")
    acts_on = NoticeBriefSerializer(help_text="Whose names, or whose measure, it acts on.")
    ordered_by = NoticeBriefSerializer(
        help_text="The notice that orders it; null: announced without a number.", **UNKNOWN
    )
    announced_on = day("When it was announced.")
    effective_from = day("First day, in Beijing.")
    until = day("Formal end, as printed; null: none stated.", **UNKNOWN)
    until_inclusive = serializers.BooleanField(help_text="Whether it still holds on that day.")
    effect = one_of(Effect.choices, "Of an added measure: what it means for a shipment.", **UNKNOWN)
    listing_count = whole("How many listings it acts on.")


class OrderedMeasureSerializer(serializers.Serializer):
    id = text("Key of the measure.")
    number = text("As it is cited.")


class OrderedSuspensionSerializer(serializers.Serializer):
    id = text("Key of the instrument.")
    act = one_of(Suspension.Kind.choices, "What it does to the clauses.")
    clauses = many(serializers.CharField(), "Keys of the clauses.")
    effective_from = day("First day, in Beijing.")
    until = day("Formal end, as printed; null: none stated.", **UNKNOWN)
    until_inclusive = serializers.BooleanField(help_text="Whether it still holds on that day.")


class OrdersSerializer(serializers.Serializer):
    acts = many(ListingActSerializer(), "Acts on names that are listed, or on one measure of theirs.")
    measures = many(OrderedMeasureSerializer(), "Measures that it publishes.")
    suspensions = many(OrderedSuspensionSerializer(), "Instruments that suspend or end clauses.")


class NoticeAnswerSerializer(NoticeSerializer, StampSerializer):
    orders = OrdersSerializer(help_text="What it orders besides the names that it lists, known on the day.")
    events = many(ListingActSerializer(), "What was announced by the day about its names, or its measure.")


class NoticePageSerializer(PagedSerializer):
    results = many(NoticeSerializer(), "The notices of this page.")


class CountsSerializer(serializers.Serializer):
    total = whole("Listings published by the day, in whatever state.")
    scheduled = whole("Published, first day still ahead.")
    in_force = whole("Binding on the day.")
    suspended = whole("Inside a suspension.")
    to_be_confirmed = whole("The suspension has ended and no later notice is on record.")
    stopped = whole("The authority stopped the measures.")
    ended = whole("Removed or moved.")


class EntityListSerializer(ListBriefSerializer):
    name_zh = text("Name in Chinese.", **UNKNOWN)
    name_ja = text("Name in Japanese.", **UNKNOWN)
    authority = AuthoritySerializer(help_text="Who keeps it.")
    effect_label = text("The effect in words.")
    legal_basis = text("The law it rests on.", **UNKNOWN)
    summary = text("What it is.", **UNKNOWN)
    verified_on = day("Last day up to which it was checked against sources.", **UNKNOWN)
    counts = CountsSerializer(help_text="Listings by state on the day.")


class EntityListAnswerSerializer(EntityListSerializer, StampSerializer):
    pass


class EntityListPageSerializer(PagedSerializer):
    results = many(EntityListSerializer(), "The entity lists of this page.")


class ProblemSerializer(serializers.Serializer):
    """RFC 9457 problem details."""

    type = text("Always about:blank: the status says what kind of problem it is.")
    title = text("The kind of problem, in words.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = text("What went wrong, in a sentence.")
    errors = serializers.DictField(  # type: ignore[assignment]  # nothing is validated with this serializer
        child=serializers.ListField(child=serializers.CharField()), help_text="By field, what is wrong with it."
    )
