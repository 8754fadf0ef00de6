"""The shapes of `watch_shapes` and of what is handed in, for the description. Nothing is validated with these."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from controls.api.schemas import UNKNOWN, day, many, one_of, text, whole
from controls.matching.verdicts import Verdict
from controls.screening.api.schemas import (
    NAMED,
    OPTIONAL,
    Country,
    ListsOrAll,
    MatchedNameSerializer,
    Name,
    Note,
    Text60,
    TextOrNone500,
    Title,
    patterned,
)
from controls.screening.filters.handed_in import MOST_OBJECTS
from controls.screening.filters.watch import LEAST_THRESHOLD, MOST_NAMES
from controls.screening.models import Difference
from controls.screening.services.counterparties import Outcome
from controls.screening.services.questions import SCHEMAS

Own100 = patterned(r"^[-.a-zA-Z0-9]+$", most=100)


@extend_schema_field({"type": "number", "minimum": LEAST_THRESHOLD, "maximum": 1, "multipleOf": 0.000001})
class Threshold(serializers.FloatField):
    """A number from 0.5 to 1."""


@extend_schema_field(
    {
        "type": "array",
        "items": {"type": "string", "minLength": 1, "maxLength": 600, "pattern": NAMED},
        "maxItems": MOST_NAMES,
    }
)
class Names(serializers.ListField):
    """Names of one party."""


_LISTS = "Keys of the lists to compare with. Empty, and by default: all."
_THRESHOLD = "From which score an entry is a hit. Default: that of the installation."


class PortfolioAskedSerializer(serializers.Serializer):
    name = Title(help_text="What it is called; once among your portfolios.")
    lists = ListsOrAll(help_text=_LISTS, **OPTIONAL)
    threshold = Threshold(help_text=_THRESHOLD, **OPTIONAL)
    note = Note(help_text="For yourself.", **OPTIONAL)


class PortfolioPatchSerializer(PortfolioAskedSerializer):
    name = Title(help_text="What it is called; once among your portfolios.", **OPTIONAL)


class PortfolioSerializer(serializers.Serializer):
    id = whole("Number of the portfolio.")
    name = text("What it is called.")
    lists = many(serializers.CharField(), "Keys of the lists it is compared with; empty: all.")
    threshold = serializers.FloatField(help_text="From which score an entry is a hit.")
    note = text("Its owner's note.", allow_blank=True)
    counterparties = whole("How many are under watch.")
    with_hits = whole("How many of them have a hit.")
    waiting = whole("How many of them wait to be compared with everything.")
    revision = whole("Revision of the register at which the results stand; null before there are any.", **UNKNOWN)
    as_of = day("The day by whose lists they stand.", **UNKNOWN)
    algorithm = text("By what method names were compared.", **UNKNOWN)
    screened_at = serializers.DateTimeField(help_text="When that was.", **UNKNOWN)
    ended_at = serializers.DateTimeField(help_text="When it ended; null while it goes on.", **UNKNOWN)
    url = serializers.URLField(help_text="Its page.")


class _PageSerializer(serializers.Serializer):
    count = whole("Rows in all pages together.")
    page = whole("The page answered.")
    page_size = whole("Rows a page.")
    pages = whole("How many pages there are.")
    next = serializers.URLField(help_text="Address of the next page.", **UNKNOWN)
    previous = serializers.URLField(help_text="Address of the previous page.", **UNKNOWN)


class PortfolioPageSerializer(_PageSerializer):
    results = many(PortfolioSerializer(), "By name.")


class RescreenSerializer(serializers.Serializer):
    portfolio = whole("Number of the portfolio.")
    waiting = whole("How many counterparties wait to be compared.")


class CounterpartyPatchSerializer(serializers.Serializer):
    name = Name(help_text="The name in any script.", **OPTIONAL)
    further_names = Names(help_text="Other names; each is compared.", **OPTIONAL)
    schema = one_of(SCHEMAS, "Kind of party. Default: either.", **OPTIONAL)
    country = Country(help_text="ISO 3166-1 alpha-2.", **OPTIONAL)
    identifier = Text60(help_text="A number in an official register.", **OPTIONAL)
    address = TextOrNone500(help_text="Where the party is.", **OPTIONAL)
    note = Note(help_text="For yourself; not compared.", **OPTIONAL)


class CounterpartyAskedSerializer(CounterpartyPatchSerializer):
    id = Own100(help_text="Your number for it, once in a portfolio.")
    name = Name(help_text="The name in any script.")


class CounterpartiesAskedSerializer(serializers.Serializer):
    """Either of the two."""

    counterparties = serializers.ListField(
        child=CounterpartyAskedSerializer(),
        min_length=1,
        max_length=MOST_OBJECTS,
        required=False,
        help_text="Who is to be watched.",
    )
    batch = serializers.IntegerField(
        min_value=1, required=False, help_text="Number of a batch of yours whose screened rows are to be watched."
    )


class PutSerializer(serializers.Serializer):
    id = text("As it was given.", allow_blank=True)
    outcome = one_of(list(Outcome), "What became of it; null when it was not taken.", **UNKNOWN)
    errors = serializers.DictField(  # type: ignore[assignment]  # a serializer's own errors are not meant
        child=serializers.ListField(child=serializers.CharField()), help_text="What is wrong, by field."
    )


class CounterpartiesPutSerializer(serializers.Serializer):
    results = many(PutSerializer(), "In the order given.")
    taken = whole("How many were taken.")
    refused = whole("How many were not.")


class StandingListingSerializer(serializers.Serializer):
    key = text("Key of the listing.")
    list = text("Key of the list.")
    list_name = text("Name of the list.")
    notice = text("Key of the notice.", **UNKNOWN)
    notice_label = text("How the notice is cited.", **UNKNOWN)
    effect = text("What it means while in force.", **UNKNOWN)
    effect_label = text("The same in words.", **UNKNOWN)
    state = text("What the listing was on the day.")
    state_label = text("The same in words.")
    since = day("First day of this state.", **UNKNOWN)
    until = day("Formal end where one is stated.", **UNKNOWN)


class StandingHitSerializer(serializers.Serializer):
    key = text("What it is: entity:… in the register.")
    name = text("The name that is shown of it.")
    matched_name = MatchedNameSerializer(help_text="By which name it was found.")
    score = serializers.FloatField(help_text="How sure it is that both are one.")
    listings = many(StandingListingSerializer(), "Its listings, and their states on the day.")

    def get_fields(self) -> dict[str, serializers.Field]:
        """`class` is a word of Python, and cannot be written above."""
        return super().get_fields() | {"class": one_of(list(Verdict), "What is said of the two names.")}


class CounterpartySerializer(serializers.Serializer):
    number = whole("Its number here.")
    id = text("Your number for it.")
    name = text("Its name.")
    further_names = many(serializers.CharField(), "Its other names.")
    schema = text("Kind of party; empty: not said.", allow_blank=True)
    country = text("ISO 3166-1 alpha-2; empty: not known.", allow_blank=True)
    identifier = text("Number in a register; empty: not known.", allow_blank=True)
    address = text("Where it is; empty: not known.", allow_blank=True)
    note = text("Your note.", allow_blank=True)
    version = whole("Counts its edits from 1.")
    waiting = serializers.BooleanField(help_text="Whether it waits to be compared with everything.")
    screened_at = serializers.DateTimeField(help_text="When it was compared last.", **UNKNOWN)
    revision = whole("At which revision of the register.", **UNKNOWN)
    algorithm = text("By what method.", **UNKNOWN)
    outcome = text("possible_match or no_entry_found; null before it was compared.", **UNKNOWN)
    hits = many(StandingHitSerializer(), "What stands, best first.")
    check = text("Number of its last check with a receipt.", **UNKNOWN)
    ended_at = serializers.DateTimeField(help_text="When its watch ended; null while it goes on.", **UNKNOWN)


class CounterpartyPageSerializer(_PageSerializer):
    results = many(CounterpartySerializer(), "Who has most hits comes first.")


class WhoSerializer(serializers.Serializer):
    number = whole("Its number here.")
    id = text("Your number for it.")
    name = text("Its name.")


class DifferenceSerializer(serializers.Serializer):
    id = whole("Grows with each difference.")
    counterparty = WhoSerializer(help_text="Whom it concerns.")
    key = text("The entry: entity:… in the register.")
    name = text("The name that is shown of it.")
    kind = one_of(Difference.Kind.choices, "What moved.")
    cause = one_of(Difference.Cause.choices, "Why.")
    before = serializers.DictField(help_text="The match before; null when there was none.", **UNKNOWN)
    after = serializers.DictField(help_text="The match now; null when there is none.", **UNKNOWN)
    changes = many(serializers.IntegerField(), "Entries of the change log that say so.")
    found_at = serializers.DateTimeField(help_text="When it was found.")


class DifferenceFeedSerializer(serializers.Serializer):
    next = serializers.URLField(help_text="Address of what follows; null when you have them all.", **UNKNOWN)
    last_id = whole("The id to ask after next time.")
    results = many(DifferenceSerializer(), "Oldest first.")
