"""The shapes of `measure_shapes` once more, for the description of the API."""

from rest_framework import serializers

from controls import states
from controls.api.schemas import (
    UNKNOWN,
    EvidenceSerializer,
    PagedSerializer,
    SourceSerializer,
    StampSerializer,
    day,
    many,
    one_of,
    whole,
)
from controls.api.schemas import (
    text as words,
)
from controls.models import Claim, ControlledItem, Form, Grade, Measure, Suspension, TariffCode
from controls.models.goods import RARE_EARTHS

_CODES = [(code, code.replace("_", " ")) for code in states.CODES]


class ClauseStateSerializer(serializers.Serializer):
    code = one_of(_CODES, "What the clause is on the day.")
    label = words(  # type: ignore[assignment]  # a field's own label is not meant
        "What a reader sees: the effect while in force, else the state."
    )
    since = day("First day of this state; null when its clauses differ in it.", **UNKNOWN)
    until = day("Formal end where one is stated, as printed.", **UNKNOWN)
    until_announced = day(
        "An end that was announced without a formal notice; null when none was known on the day. It changes no state.",
        **UNKNOWN,
    )
    note = words("Why, in sentences; empty when there is nothing to add.", allow_blank=True)


class MeasureStateSerializer(ClauseStateSerializer):
    code = one_of([*_CODES, (states.MIXED, "mixed")], "The state on which all clauses agree, else `mixed`.")


class ClauseSerializer(serializers.Serializer):
    id = words("Key of the clause; the measure's own key when it has no parts.")
    label = words("How the part is cited.", **UNKNOWN)  # type: ignore[assignment]  # a field's own label is not meant
    text = words("What it orders, in this register's words.")
    effective_from = day("First day, in Beijing; null when none is on record.", **UNKNOWN)
    until = day("Last day of a stated period.", **UNKNOWN)
    state = ClauseStateSerializer(help_text="What it is on the day asked about.")


class CustomsNumberSerializer(serializers.Serializer):
    number = words("6, 8 or 10 digits.")
    source = one_of(  # type: ignore[assignment]  # a field's own source is not meant
        [("measure", "the measure itself"), ("licence_catalogue", "the yearly licence catalogue")], "Where it stands."
    )
    year = whole("Year of that document.")


class ItemSerializer(serializers.Serializer):
    id = words("Key of the item: measure, control code, position.")
    code = words("Control code as printed; null when none is.", **UNKNOWN)
    level = whole("Depth in the list, 0 for a whole entry.", **UNKNOWN)
    part = words("Part of the annex.", **UNKNOWN)
    title_en = words("What is controlled.")
    title_zh = words("The same in Chinese.", **UNKNOWN)
    form = one_of(Form.choices, "In what form.", **UNKNOWN)
    threshold = words("From when on it is caught.", **UNKNOWN)
    elements = many(serializers.CharField(), "Symbols; several mean that they must come together or are all caught.")
    hs = many(CustomsNumberSerializer(), "Customs numbers with their origin: hints, never verdicts.")
    hs_basis = one_of(ControlledItem.HsBasis.choices, "What the customs numbers rest on.", **UNKNOWN)
    evidence_grade = one_of(Grade.choices, "How sure this register is of the item.")
    note = words("What else there is to know.", **UNKNOWN)


class AnnouncedEndSerializer(serializers.Serializer):
    until = day("The day announced.")
    announced_on = day("The day of the announcement.")
    note = words("What was said by whom.", **UNKNOWN)
    sources = many(SourceSerializer(), "Where that was read.")


class SuspensionSerializer(serializers.Serializer):
    id = words("Key of the suspension: an instrument of its own.")
    kind = one_of(Suspension.Kind.choices, "What it does.")
    number = words("How it is cited.")
    title = words("Its title in English.")
    clauses = many(serializers.CharField(), "Keys of all clauses on which it acts, those of other measures too.")
    published_on = day("Day of publication.")
    until = day("Formal end, as printed.", **UNKNOWN)
    until_inclusive = serializers.BooleanField(help_text="Is that day still suspended?")
    announced_end = AnnouncedEndSerializer(help_text="An end announced without a formal notice.", **UNKNOWN)
    evidence = EvidenceSerializer(help_text="How this register knows.")
    note = words("What else there is to know.", **UNKNOWN)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is no name that Python lets a class have."""
        return {**super().get_fields(), "from": day("First day of the suspension.")}


class MeasureBriefSerializer(serializers.Serializer):
    id = words("Key of the measure.")
    number = words("How it is cited; null when it has no number.", **UNKNOWN)
    title = words("Title in English.")
    jurisdiction = words("Two letters: ISO 3166-1, or EU.", min_length=2, max_length=2)
    type = one_of(Measure.Type.choices, "What kind of rule it is.")
    state = MeasureStateSerializer(help_text="What it is on the day asked about.")
    url = serializers.URLField(help_text="The page for readers.")


class MeasureAuthoritySerializer(serializers.Serializer):
    id = words("Key of the first authority, when it is on record.", **UNKNOWN)
    name = words("Who issued it, as named.")


class MeasureSerializer(MeasureBriefSerializer):
    authority = MeasureAuthoritySerializer(help_text="Who issued it.")
    number_zh = words("Number in Chinese.", **UNKNOWN)
    title_zh = words("Title in Chinese.", **UNKNOWN)
    instrument = words("Kind of document.", **UNKNOWN)
    published_on = day("Day of publication; null when it is not known to the day.", **UNKNOWN)
    known_from = day("First day for which this register answers: of publication, or the last that it can be.")
    legal_basis = words("The law it rests on.", **UNKNOWN)
    destinations = words("For which destinations.", **UNKNOWN)
    extraterritorial = serializers.BooleanField(help_text="Does it reach beyond the border?", **UNKNOWN)
    extraterritorial_rule = words("How it does.", **UNKNOWN)
    references = many(serializers.CharField(), "Keys of measures that it refers to.")
    references_note = words("Other lists that it refers to.", **UNKNOWN)
    scope = words("What it covers, in this register's words.")
    thin = serializers.BooleanField(help_text="Known in outline only, from reports.")
    notice = words("Key of its notice, when that is on record.", **UNKNOWN)
    clauses = many(ClauseSerializer(), "Its clauses with dates and states of their own.")
    items = many(ItemSerializer(), "What it controls, in its order.")
    suspensions = many(SuspensionSerializer(), "Suspensions of its clauses published by the day.")
    elements = many(serializers.CharField(), "Symbols of the materials it names.")
    evidence = EvidenceSerializer(help_text="How this register knows.")
    note = words("What else there is to know.", **UNKNOWN)


class MeasureAnswerSerializer(MeasureSerializer, StampSerializer):
    pass


class MeasurePageSerializer(PagedSerializer):
    results = many(MeasureSerializer(), "The measures of this page.")


class ElementSerializer(serializers.Serializer):
    id = one_of([(symbol, symbol) for symbol in RARE_EARTHS], "Symbol.")
    atomic_number = whole("Atomic number.")
    name_en = words("Name in English.")
    name_zh = words("Name in Chinese.")
    official_class = words("Class by the ministry, as far as its titles show it.")
    geological_class = words("The class common in geology.", **UNKNOWN)
    note = words("What else there is to know.", **UNKNOWN)
    url = serializers.URLField(help_text="The page for readers.")


class ElementPageSerializer(PagedSerializer):
    results = many(ElementSerializer(), "The elements.")


class ElementItemSerializer(ItemSerializer):
    measure = words("Key of its measure.")
    state = MeasureStateSerializer(help_text="The state of that measure on the day.")


class ItemPageSerializer(PagedSerializer):
    results = many(ElementItemSerializer(), "The items of this page.")


class CodeItemSerializer(serializers.Serializer):
    id = words("Key of the item.")
    code = words("Its control code.", **UNKNOWN)
    measure = words("Key of its measure.")
    title_en = words("What is controlled.")


class TariffCodeSerializer(serializers.Serializer):
    id = words("The customs number.")
    schedule = words("The tariff it stands in.")
    description_en = words("What it stands for.")
    description_zh = words("The same in Chinese.", **UNKNOWN)
    elements = many(serializers.CharField(), "Symbols.")
    form = one_of(Form.choices, "In what form.", **UNKNOWN)
    monitoring = words("Customs monitoring codes.", **UNKNOWN)
    dual_use_licence = one_of(TariffCode.Answer.choices, "Monitoring code 3.")
    ordinary_licence = one_of(TariffCode.Answer.choices, "Monitoring code 4.")
    items = many(CodeItemSerializer(), "Controlled items that name the number.")
    verdict = words("Always null: a customs number alone decides nothing.", **UNKNOWN)
    evidence = EvidenceSerializer(help_text="How this register knows.")
    note = words("What else there is to know.", **UNKNOWN)
    url = serializers.URLField(help_text="The page for readers.")


class TariffCodePageSerializer(PagedSerializer):
    results = many(TariffCodeSerializer(), "The customs numbers of this page.")


class ClaimSerializer(serializers.Serializer):
    id = words("Key of the claim.")
    text = words("What was said.")
    claimed_by = words("Who said it.")
    url = words("Where; null when no address is known.", **UNKNOWN)
    verdict = one_of(Claim.Verdict.choices, "This register's verdict.")
    verdict_label = words("The verdict in words.")
    better = words("What the better source says.")
    about = many(serializers.CharField(), "The facts it is about, as kind:key.")
    evidence = EvidenceSerializer(help_text="The better sources.")


class ClaimPageSerializer(PagedSerializer):
    results = many(ClaimSerializer(), "The claims of this page.")
