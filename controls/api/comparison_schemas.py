"""The shapes of `comparison_shapes` once more, for the description of the API."""

from rest_framework import serializers

from controls.api.catalogue_schemas import ControlPointSerializer, TotalsSerializer
from controls.api.measure_schemas import ClaimSerializer
from controls.api.schemas import UNKNOWN, StampSerializer, day, many, one_of, whole
from controls.api.schemas import text as words
from controls.models import CatalogueRevision, ItemVersion
from controls.models.catalogue_comparisons import FateLabel, PointLabel

KINDS = [("kept", "in both"), ("removed", "in the earlier one only"), ("added", "in the later one only")]


class EditionEndSerializer(serializers.Serializer):
    id = words("Key of the edition.")
    kind = one_of(CatalogueRevision.Kind.choices, "A draft is never law.")
    effective_from = day("First day, in Beijing; null for a draft.", **UNKNOWN)
    number = words("How it is cited.", **UNKNOWN)


class RunSerializer(serializers.Serializer):
    kind = one_of(KINDS, "What became of these words.")
    text = words("The words, spaces included: joined, the runs are the texts again.")


class PointPairSerializer(serializers.Serializer):
    fate = one_of(PointLabel.choices, "`only_here`: the other version's points are not all on file.")
    words_en = many(RunSerializer(), "English words, where both sides have them.", **UNKNOWN)
    words_zh = many(RunSerializer(), "Chinese signs and words, where both sides have them.", **UNKNOWN)

    def get_fields(self) -> dict[str, serializers.Field]:
        point = {"help_text": "The point on this side; null where there is none.", **UNKNOWN}
        ends = {name: ControlPointSerializer(**point) for name in ("from", "to")}
        return {**super().get_fields(), **ends}


class FieldPairSerializer(serializers.Serializer):
    name = words("code, part, title_en, title_zh, industry_en or industry_zh.")
    same = serializers.BooleanField(help_text="Are both sides equal?")

    def get_fields(self) -> dict[str, serializers.Field]:
        ends = {name: words("The words on this side.", **UNKNOWN) for name in ("from", "to")}
        return {**super().get_fields(), **ends}


class VersionComparisonSerializer(serializers.Serializer):
    fields_ = many(FieldPairSerializer(), "Facts side by side.")
    points = many(PointPairSerializer(), "Control points, each with the one that answers to it.")
    points_known = serializers.BooleanField(help_text="Are all control points of both versions on file?")
    differs = serializers.BooleanField(help_text="Does the wording differ? Null where nobody can say.", **UNKNOWN)

    def get_fields(self) -> dict[str, serializers.Field]:
        own = super().get_fields()
        ends = {name: words("Key of the version on this side.") for name in ("from", "to")}
        return {"fields": own.pop("fields_"), **own, **ends}


class ItemSideSerializer(serializers.Serializer):
    code = words("Code in this edition.", **UNKNOWN)
    part = one_of(ItemVersion.Part.choices, "Part in this edition.", **UNKNOWN)
    version = words("Key of the version whose text applies.", **UNKNOWN)
    certain = serializers.BooleanField(help_text="False where no row says whether the edition keeps the item.")


class ItemFateSerializer(serializers.Serializer):
    item = words("Key of the item.")
    title = words("Title in English.")
    fate = one_of(FateLabel.choices, "What became of it, among the rows on file.")

    def get_fields(self) -> dict[str, serializers.Field]:
        side = {"help_text": "The item in this edition; null when it is not in it.", **UNKNOWN}
        return {**super().get_fields(), **{name: ItemSideSerializer(**side) for name in ("from", "to")}}


class FateCountsSerializer(serializers.Serializer):
    added = whole("Items added.")
    deleted = whole("Items deleted.")
    moved = whole("Items moved between the parts.")
    modified = whole("Items modified.")
    recoded = whole("Items with another code and the same text.")
    unchanged = whole("Items unchanged.")
    unknown = whole("Items of which it is not certain.")


class ComparisonAnswerSerializer(StampSerializer):
    swapped = serializers.BooleanField(help_text="Were the editions asked for the other way round?")
    url = words("The page that shows it.")
    official = TotalsSerializer(help_text="What the later edition states, if against the earlier one.", **UNKNOWN)
    held = TotalsSerializer(help_text="The same counts over the rows on file.", **UNKNOWN)
    counts = FateCountsSerializer(help_text="Items on file by what became of them.")
    items = many(ItemFateSerializer(), "Every item that either edition names, as far as is on file.")
    comparison = VersionComparisonSerializer(help_text="With `item`: its two versions; else null.", **UNKNOWN)
    claims = many(ClaimSerializer(), "What was reported wrongly of either edition, or of the item.")

    def get_fields(self) -> dict[str, serializers.Field]:
        ends = {name: EditionEndSerializer(help_text="An edition.") for name in ("from", "to")}
        return {**super().get_fields(), **ends}
