"""The shapes of `shapes` and of what is asked, for the description of the API. Nothing is validated with these."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from controls import states
from controls.api.schemas import UNKNOWN, FreshnessSerializer, day, many, one_of, text, whole
from controls.matching.verdicts import Band, Verdict
from controls.models import Effect, EntityName
from controls.screening.filters.bulk import MOST_QUERIES
from controls.screening.filters.checks import MOST_HITS, MOST_LETTERS
from controls.screening.models import Case, ScreeningCheck
from controls.screening.services.questions import SCHEMAS

# Every letter, digit and sign but control characters and marks that turn the direction of writing; one to compare by.
_PLAIN = r"[^\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
NAMED = rf"^{_PLAIN}*[a-zA-Z0-9\u00c0-\u00d6\u0410-\u044f\u30a1-\u30f6\u4e00-\u9fa5\uac00-\ud7a3]{_PLAIN}*$"
_WRITTEN = rf"{_PLAIN}*[!-~\u00c0-\u00d6\u0410-\u044f\u30a1-\u30f6\u4e00-\u9fa5\uac00-\ud7a3]{_PLAIN}*"
NUMBER = r"^S-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6,}$"
KEY = r"^[-.a-zA-Z0-9_]+$"


def patterned(pattern: str, *, most: int, least: int = 1, **more: Any) -> Any:
    """A text with its limits, as JSON Schema says them."""
    return extend_schema_field({"type": "string", "minLength": least, "maxLength": most, "pattern": pattern, **more})(
        type("Patterned", (serializers.CharField,), {})
    )


Name = patterned(NAMED, most=MOST_LETTERS)
Country = patterned(r"^[A-Z]{2}$", least=2, most=2)
Text60 = patterned(r"^[a-zA-Z0-9][-a-zA-Z0-9 ./]*$", most=60)
Title = patterned(rf"^{_WRITTEN}$", most=120)
Text500 = patterned(rf"^{_WRITTEN}$", most=500)
TextOrNone500 = patterned(rf"^({_WRITTEN})?$", least=0, most=500)
Note = patterned(rf"^({_WRITTEN})?$", least=0, most=2_000)
OwnId = patterned(r"\S", most=200)


@extend_schema_field({"type": "array", "items": {"type": "string", "pattern": KEY}, "minItems": 1, "maxItems": 100})
class Lists(serializers.ListField):
    """Keys of lists."""


@extend_schema_field({"type": "array", "items": {"type": "string", "pattern": KEY}, "maxItems": 100})
class ListsOrAll(serializers.ListField):
    """Keys of lists, or none of them for all lists."""


@extend_schema_field({"type": "number", "minimum": 0, "maximum": 1, "multipleOf": 0.000001})
class Share(serializers.FloatField):
    """A number from 0 to 1."""


OPTIONAL: dict[str, Any] = {"required": False}
_THRESHOLD = "From which score an entry is a hit. Default: that of the installation."
_AS_OF = "The day, in Beijing, by whose lists is answered; at most 366 days ahead. Default: today."
_LISTS = "Keys of the lists to search. Default: all. An unknown key is refused."


class ScreeningCheckAskedSerializer(serializers.Serializer):
    name = Name(help_text="The name in any script, with or without its legal form.")
    country = Country(help_text="ISO 3166-1 alpha-2. Moves the score, and says so.", **OPTIONAL)
    identifier = Text60(help_text="A number in an official register. The same number makes the same party.", **OPTIONAL)
    address = Text500(help_text="Where the party is. Moves the score a little.", **OPTIONAL)
    schema = one_of(SCHEMAS, "Kind of party. Default: either.", **OPTIONAL)
    lists = Lists(help_text=_LISTS, **OPTIONAL)
    as_of = day(_AS_OF, **OPTIONAL)
    threshold = Share(help_text=_THRESHOLD, **OPTIONAL)
    limit = serializers.IntegerField(min_value=1, max_value=MOST_HITS, help_text="Hits at most; 10.", **OPTIONAL)


class QueryEchoSerializer(serializers.Serializer):
    name = text("As it was given.")
    country = text("As it was given.", **OPTIONAL)
    identifier = text("As it was given.", **OPTIONAL)
    address = text("As it was given.", **OPTIONAL)
    schema = text("As it was given.", **OPTIONAL)
    lists = many(serializers.CharField(), "As they were given.", **OPTIONAL)
    limit = whole("Hits at most.")


class StepSerializer(serializers.Serializer):
    kind = text("What kind of reason it is.")
    query = text("Words of the name asked for.", allow_blank=True)
    candidate = text("Words of the name on record.", allow_blank=True)
    text = text("The reason in an English sentence.")
    points = serializers.FloatField(help_text="What it adds to the score.")


class HitStateSerializer(serializers.Serializer):
    code = one_of(list(states.CODES), "What the listing was on the day.")
    label = text("The same in words.")  # type: ignore[assignment]  # a field's own label is not meant
    since = day("First day of this state.")
    until = day("Formal end where one is stated.", **UNKNOWN)
    note = text("Why, in a sentence.", allow_blank=True)


class HitListingSerializer(serializers.Serializer):
    key = text("Key of the listing.")
    list = text("Key of the list.")
    list_name = text("Name of the list.")
    notice = text("Key of the notice.")
    notice_label = text("How the notice is cited.")
    item_number = text("Number in the annex.")
    published_on = day("Day of publication.")
    effective_from = day("First day on which it binds.")
    effect = one_of(Effect.choices, "What it means while in force.")
    effect_label = text("The same in words.")


class HitListingStateSerializer(HitListingSerializer):
    state = HitStateSerializer(help_text="What it was on the day.")


class HitEntitySerializer(serializers.Serializer):
    key = text("Key of the entity.")
    name = text("The name that this register shows.")
    country = text("ISO 3166-1 alpha-2; empty when not known.", allow_blank=True)
    url = serializers.URLField(help_text="Its page; null for entries of imported lists.", **UNKNOWN)


class MatchedNameSerializer(serializers.Serializer):
    lang = one_of(EntityName.Language.choices, "Its language and script.")
    kind = text("What kind of name it is.")
    text = text("The name on record that scored most.")


class HitSerializer(serializers.Serializer):
    rank = whole("Its place, from 1.")
    key = text("What it is: entity:… in the register.")
    score = serializers.FloatField(min_value=0, max_value=1, help_text="How sure it is that both are one.")
    band = one_of(list(Band), "Of what kind the evidence is.")
    entity = HitEntitySerializer(help_text="Who is listed.")
    listing = HitListingSerializer(help_text="The listing that says most about the day.")
    listings = many(HitListingStateSerializer(), "All its listings that were published by the day.")
    state = HitStateSerializer(help_text="The state of `listing` on the day.")
    matched_name = MatchedNameSerializer(help_text="By which name it was found.")
    steps = many(StepSerializer(), "Why, step by step.")
    basis = text("SHA-256 of the entry as it stood: what a decision about it rests on.")

    def get_fields(self) -> dict[str, serializers.Field]:
        """`class` is a word of Python, and cannot be written above."""
        return super().get_fields() | {"class": one_of(list(Verdict), "What is said of the two names.")}


class HitCaseSerializer(serializers.Serializer):
    id = whole("Number of the case.")
    state = one_of(Case.State.choices, "Whether it asks for a decision.")
    holds = serializers.BooleanField(help_text="It is decided, on the entry and by the algorithm of this very answer.")
    words = text("What stands, by whom, since when and why, in a sentence.")
    url = serializers.URLField(help_text="The case over the API.")


class DecidedHitSerializer(HitSerializer):
    case = HitCaseSerializer(help_text="What stands on this pair now; not part of the receipt.", **UNKNOWN)


class SearchedSerializer(serializers.Serializer):
    list = text("Key of the list.")
    name = text("Its name.")
    entries = whole("Entries on file that had been published by the day.")
    expected = whole("Entries that its notices state; null when one states none.", **UNKNOWN)
    complete = serializers.BooleanField(help_text="All that is stated is on file and lately compared.")
    verified_on = day("When it was compared last.", **UNKNOWN)
    digest = text("SHA-256 of everybody on it, as searched.", allow_blank=True)


class RuleSerializer(serializers.Serializer):
    measure = text("Key of the measure.")
    cited_as = text("How it is cited.")
    notice = text("Key of the notice on record.", **UNKNOWN)
    state = one_of(list(states.CODES), "What the clause was on the day.")
    since = day("First day of this state.")
    text = text("Whom it reaches, although no list names them.")


class ReceiptBriefSerializer(serializers.Serializer):
    number = text("Number of the check.")
    position = whole("Its place in the chain of receipts.")
    digest = text("SHA-256 of the receipt.")
    previous = text("Digest of the receipt before; empty for the first.", allow_blank=True)
    url = serializers.URLField(help_text="The whole receipt.")


class ScreeningCheckSerializer(serializers.Serializer):
    id = text("Number of the check.")
    query = QueryEchoSerializer(help_text="What was asked.")
    asked_at = serializers.DateTimeField(help_text="When.")
    asked_by = text("By whom.")
    as_of = day("The day by whose lists was answered.")
    revision = whole("The revision of the register that was searched.")
    algorithm = text("By what method names were compared.")
    threshold = serializers.FloatField(min_value=0, max_value=1, help_text="From which score an entry is a hit.")
    outcome = one_of(ScreeningCheck.Outcome.choices, "Never that somebody is free to be dealt with.")
    hits = many(DecidedHitSerializer(), "Entries taken for the party by score and class, best first, up to `limit`.")
    hits_in_all = whole("How many there are with those beyond `limit`; null when that was not recorded.", **UNKNOWN)
    below = many(
        HitSerializer(), "The next ones by score, not taken for the party: their class or their score says so."
    )
    searched = many(SearchedSerializer(), "The lists that were searched.")
    notices = many(RuleSerializer(), "Rules that reach parties whom no list names.")
    freshness = FreshnessSerializer(
        help_text="How fresh the sources of new notices were when it was asked; null when that was not recorded.",
        **UNKNOWN,
    )
    receipt = ReceiptBriefSerializer(help_text="What proves the answer.")
    url = serializers.URLField(help_text="Its page.")


class ScreeningCheckBriefSerializer(serializers.Serializer):
    id = text("Number of the check.")
    name = text("The name asked for.")
    asked_at = serializers.DateTimeField(help_text="When.")
    as_of = day("The day by whose lists was answered.")
    outcome = one_of(ScreeningCheck.Outcome.choices, "What was found.")
    hits = whole("How many hits the answer has.")
    hits_in_all = whole("How many there are with those beyond its limit; null when not recorded.", **UNKNOWN)
    url = serializers.URLField(help_text="The check.")


class ScreeningCheckPageSerializer(serializers.Serializer):
    count = whole("Checks in all pages together.")
    page = whole("The page answered.")
    page_size = whole("Rows a page.")
    pages = whole("How many pages there are.")
    next = serializers.URLField(help_text="Address of the next page.", **UNKNOWN)
    previous = serializers.URLField(help_text="Address of the previous page.", **UNKNOWN)
    results = many(ScreeningCheckBriefSerializer(), "The newest first.")


class QuerySerializer(serializers.Serializer):
    id = OwnId(help_text="The caller's own id, once in a request.")
    name = Name(help_text="The name in any script.")
    schema = one_of(SCHEMAS, "Kind of party.", **OPTIONAL)
    country = Country(help_text="ISO 3166-1 alpha-2.", **OPTIONAL)
    identifier = Text60(help_text="A number in an official register.", **OPTIONAL)
    address = Text500(help_text="Where the party is.", **OPTIONAL)


class MatchAskedSerializer(serializers.Serializer):
    queries = serializers.ListField(
        child=QuerySerializer(), min_length=1, max_length=MOST_QUERIES, help_text="Who is asked for."
    )
    limit = serializers.IntegerField(min_value=1, max_value=MOST_HITS, help_text="Candidates at most.", **OPTIONAL)
    threshold = Share(help_text=_THRESHOLD, **OPTIONAL)
    lists = Lists(help_text=_LISTS, **OPTIONAL)
    as_of = day(_AS_OF, **OPTIONAL)


class CandidateSerializer(serializers.Serializer):
    id = text("The list's own id of the entry; in the register the key of the entity.")
    key = text("The same with its source: entity:… in the register.")
    score = serializers.FloatField(min_value=0, max_value=1, help_text="How sure it is that both are one.")

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"class": one_of(list(Verdict), "What is said of the two names.")}


class MatchedSerializer(serializers.Serializer):
    id = text("The caller's own id.")
    candidates = many(CandidateSerializer(), "Entries taken for the party, best first, up to `limit`.")
    candidates_in_all = whole("How many there are with those beyond `limit`.")


class MatchSerializer(serializers.Serializer):
    results = many(MatchedSerializer(), "In the order of the queries.")
    revision = whole("The revision of the register that was searched.")
    algorithm = text("By what method names were compared.")
    freshness = FreshnessSerializer(help_text="How fresh the sources are from which new notices would be learnt.")
