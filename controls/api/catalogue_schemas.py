"""The shapes of `catalogue_shapes` once more, for the description of the API."""

from rest_framework import serializers

from controls import editions
from controls.api.measure_schemas import ClaimSerializer
from controls.api.schemas import (
    UNKNOWN,
    EvidenceSerializer,
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
from controls.models import CatalogueItem, CatalogueRevision, Grade, ItemVersion

_CODES = [(code, code.replace("_", " ")) for code in editions.CODES]


class PartCountsSerializer(serializers.Serializer):
    deleted = whole("Items deleted.", **UNKNOWN)
    added = whole("Items added.", **UNKNOWN)
    modified = whole("Items modified.", **UNKNOWN)


class AfterwardsSerializer(serializers.Serializer):
    total = whole("Items afterwards.", **UNKNOWN)
    prohibited = whole("Prohibited items afterwards.", **UNKNOWN)
    restricted = whole("Restricted items afterwards.", **UNKNOWN)


class TotalsSerializer(PartCountsSerializer, AfterwardsSerializer):
    pass


class ByPartSerializer(serializers.Serializer):
    prohibited = PartCountsSerializer(help_text="In the prohibited part.")
    restricted = PartCountsSerializer(help_text="In the restricted part.")


class RevisionSerializer(serializers.Serializer):
    id = words("Key of the edition: its day of publication, or the month.")
    kind = one_of(CatalogueRevision.Kind.choices, "A draft is never law.")
    published_on = day("Day of publication; null when only the month is known.", **UNKNOWN)
    effective_from = day("First day, in Beijing; null for a draft.", **UNKNOWN)
    official = TotalsSerializer(help_text="What the authority stated; null where it stated nothing that was seen.")
    held = TotalsSerializer(help_text="The same counts over the rows that this register holds.")
    computed = AfterwardsSerializer(help_text="What follows from other editions where the authority stated nothing.")
    official_by_part = ByPartSerializer(help_text="The stated changes by part.")
    complete = serializers.BooleanField(help_text="Is every change that the authority counts on file?")
    known_from = day("First day for which this register answers.")
    comments_until = day("Last day for comments on a draft.", **UNKNOWN)
    form = one_of(CatalogueRevision.Form.choices, "The whole list, or changes only.")
    number = words("How it is cited.", **UNKNOWN)
    number_zh = words("Number in Chinese.", **UNKNOWN)
    title_en = words("Title in English.")
    title_zh = words("Title in Chinese.", **UNKNOWN)
    authority = words("Who issued it, as named.")
    based_on = words("Key of the final that it is compared with.", **UNKNOWN)
    draft = words("Key of its draft.", **UNKNOWN)
    notice = words("Key of its notice, when that is on record.", **UNKNOWN)
    measure = words("Key of the same thing as a measure, when that is on record.", **UNKNOWN)
    evidence = EvidenceSerializer(help_text="How this register knows.")
    note = words("What else there is to know.", **UNKNOWN)
    url = serializers.URLField(help_text="The page for readers.")


class RevisionPageSerializer(PagedSerializer):
    results = many(RevisionSerializer(), "The editions of this page.")


class EditionItemSerializer(serializers.Serializer):
    item = words("Key of the item.")
    title = words("Its title in English.")
    code = words("Its code; null where none was seen.", **UNKNOWN)
    part = one_of(ItemVersion.Part.choices, "Its part.")
    stands = serializers.BooleanField(help_text="True when it is in the list; null when that is not known.", **UNKNOWN)
    version = words("Key of the version whose text applies; null when none is on file.", **UNKNOWN)
    note = words("Why, in a sentence.", allow_blank=True)


class RevisionAnswerSerializer(RevisionSerializer, StampSerializer):
    items = many(EditionItemSerializer(), "The list as the edition leaves it, put together from what is on file.")


class ItemStateSerializer(serializers.Serializer):
    code = one_of(_CODES, "What the item is on the day, by the finals alone.")
    label = words(  # type: ignore[assignment]  # a field's own label is not meant
        "What a reader sees: the part while in force, else the state."
    )
    since = day("First day of this state in this part, as far as editions are on file.")
    until = day("First day of a scheduled one.", **UNKNOWN)
    note = words("Why, in a sentence; empty when there is nothing to add.", allow_blank=True)


class CatalogueItemSerializer(serializers.Serializer):
    id = words("Key of the item: stable, whatever its code is.")
    title_en = words("Title in English.")
    title_zh = words("Title in Chinese.", **UNKNOWN)
    rare_earth = one_of(CatalogueItem.RareEarth.choices, "Is it about rare earths?")
    code = words("The code under which it stands on the day; null where none was seen.", **UNKNOWN)
    part = one_of(ItemVersion.Part.choices, "Prohibited (J) or restricted to a licence (X).")
    state = ItemStateSerializer(help_text="What it is on the day asked about.")
    edition = words("Key of the edition that decides.")
    version = words("Key of the version whose text applies; null when none is on file.", **UNKNOWN)
    url = serializers.URLField(help_text="The page for readers.")


class CatalogueItemPageSerializer(PagedSerializer):
    results = many(CatalogueItemSerializer(), "The items of this page, what binds first.")


class ControlPointSerializer(serializers.Serializer):
    position = serializers.IntegerField(min_value=1, help_text="Its number, as printed.")
    text_en = words("In English, this register's wording.", **UNKNOWN)
    text_zh = words("In Chinese.", **UNKNOWN)


class ItemVersionSerializer(serializers.Serializer):
    id = words("Key of the version: edition and code.")
    item = words("Key of the item.")
    edition = words("Key of the edition.")
    kind = one_of(CatalogueRevision.Kind.choices, "A draft is never law.")
    effective_from = day("First day of the edition; null for a draft.", **UNKNOWN)
    code = words("Code as printed; null where none was seen.", **UNKNOWN)
    code_grade = one_of(Grade.choices, "How sure this register is of the code.", **UNKNOWN)
    part = one_of(ItemVersion.Part.choices, "Its part.")
    change = one_of(ItemVersion.Change.choices, "What the edition did to it.")
    counted_as = many(
        one_of(ItemVersion.Change.choices, "A kind of change."), "How the authority counts a move; else empty."
    )
    outcome_known = serializers.BooleanField(help_text="False where reports break off.")
    industry_en = words("Industry in English.", **UNKNOWN)
    industry_zh = words("Industry in Chinese.", **UNKNOWN)
    title_en = words("Title in English.")
    title_zh = words("Title in Chinese.", **UNKNOWN)
    title_zh_from = one_of(ItemVersion.Wording.choices, "Where the Chinese title is from.", **UNKNOWN)
    predecessor = words("Key of the version in the final before, when on file.", **UNKNOWN)
    predecessor_code = words("Its code.", **UNKNOWN)
    what_changed = words("What changed.", **UNKNOWN)
    control_points = many(ControlPointSerializer(), "The control points that apply, in their order.")
    control_points_known = one_of(ItemVersion.Points.choices, "How many of them are on file.")
    control_points_zh_from = one_of(ItemVersion.Wording.choices, "Where the Chinese wording is from.", **UNKNOWN)
    control_points_summary = words("What is known where the points were not seen.", **UNKNOWN)
    evidence = EvidenceSerializer(help_text="How this register knows.")
    note = words("What else there is to know.", **UNKNOWN)


class ItemVersionPageSerializer(PagedSerializer):
    results = many(ItemVersionSerializer(), "The versions published by the day, oldest first.")


class CatalogueItemAnswerSerializer(CatalogueItemSerializer, StampSerializer):
    current = ItemVersionSerializer(help_text="The version whose text applies on the day.", **UNKNOWN)
    claims = many(ClaimSerializer(), "What was reported about it.")
