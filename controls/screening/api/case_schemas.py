"""The shapes of cases once more, for the description of the API. Nothing is validated with these."""

from rest_framework import serializers

from controls.api.schemas import UNKNOWN, many, one_of, text, whole
from controls.screening.api.schemas import OPTIONAL, HitListingStateSerializer, StepSerializer, patterned
from controls.screening.filters.decisions import CLASSES, MOST_AT_ONCE
from controls.screening.models import Case, Decision
from controls.screening.services.decisions import COMMENT_AT_MOST, REASON_AT_MOST

Reason = patterned(r"\S", most=REASON_AT_MOST)
Said = patterned(r"\S", most=COMMENT_AT_MOST)
Address = patterned(r"^$|^\S+@\S+$", least=0, most=254, type=["string", "null"])


def _version(words: str = "The `version` of the case that you looked at.") -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=999_999_999, help_text=words)


class DecidingSerializer(serializers.Serializer):
    version = _version()
    verdict = one_of(Decision.Verdict.choices, "What the counterparty and the entry are to each other.")
    reason = Reason(help_text="Why: whoever reads it later has to understand it.")


class ReasonedSerializer(serializers.Serializer):
    version = _version()
    reason = Reason(help_text="Why: whoever reads it later has to understand it.")


class WithdrawingSerializer(serializers.Serializer):
    version = _version()
    reason = Reason(help_text="Why, if you like.", **OPTIONAL)


class CommentingSerializer(serializers.Serializer):
    text = Said(help_text="What others should know. It decides nothing.")


class AssigningSerializer(serializers.Serializer):
    version = _version()
    assigned_to = Address(help_text="E-mail address of who signs in here; empty or null: nobody.", **OPTIONAL)


class CaseVersionSerializer(serializers.Serializer):
    id = serializers.IntegerField(min_value=1, max_value=999_999_999, help_text="Number of the case.")
    version = _version()


class AssigningManySerializer(serializers.Serializer):
    cases = serializers.ListField(
        child=CaseVersionSerializer(), min_length=1, max_length=MOST_AT_ONCE, help_text="All of them or none."
    )
    assigned_to = Address(help_text="E-mail address of who signs in here; empty or null: nobody.", **OPTIONAL)


class CasePartySerializer(serializers.Serializer):
    name = text("The name as last asked for.")
    country = text("ISO 3166-1 alpha-2, where it was given.", **UNKNOWN)
    identifier = text("Number in an official register, where it was given.", **UNKNOWN)
    address = text("Address, where it was given.", **UNKNOWN)
    schema = text("Organization or Person, where it was given.", **UNKNOWN)


class CaseEntrySerializer(serializers.Serializer):
    key = text("What it is: entity:… in the register, party:… on an imported list.")
    name = text("The name on record.")
    lists = many(serializers.CharField(), "Keys of the lists that it is on.")


class CaseSerializer(serializers.Serializer):
    id = whole("Number of the case.")
    version = whole("Counts the rows of its history: send it with every act.")
    state = one_of(Case.State.choices, "Whether it asks for a decision.")
    verdict = one_of(Decision.Verdict.choices, "What stands, or awaits a second person.", **UNKNOWN)
    needs_more_facts = serializers.BooleanField(help_text="Somebody looked at it and could not decide it yet.")
    words = text("What stands, by whom, since when and why, in a sentence.")
    counterparty = CasePartySerializer(help_text="Who was asked for.")
    entry = CaseEntrySerializer(help_text="Whom the name was found like.")
    score = serializers.FloatField(min_value=0, max_value=1, help_text="By the newest check.")
    algorithm = text("How names were compared.")
    assigned_to = text("Who sees to it; null: nobody.", **UNKNOWN)
    open_since = serializers.DateTimeField(help_text="When it was opened, or re-opened last.")
    check = text("Number of the newest check; null when that is no longer kept.", **UNKNOWN)
    url = serializers.URLField(help_text="The case over the API.")

    def get_fields(self) -> dict[str, serializers.Field]:
        """`class` is a word of Python, and cannot be written above."""
        return super().get_fields() | {"class": one_of(list(CLASSES), "How alike the names are.")}


class CaseLineSerializer(serializers.Serializer):
    version = whole("Of the case, since this was written.")
    at = serializers.DateTimeField(help_text="When.")
    by = text("Who; null for the register itself.", **UNKNOWN)
    kind = text("A verdict, confirmed, refused, withdrawn, opened, reopened, changed, assigned or comment.")
    words = text("The same in words.")
    text = text("The reason or the comment.", allow_blank=True)
    causes = many(serializers.CharField(), "Why it was opened, re-opened or changed by itself.")


class CaseWholeSerializer(CaseSerializer):
    steps = many(StepSerializer(), "Why they were found alike, step by step.")
    listings = many(HitListingStateSerializer(), "The listings of the entry, as the newest check found them.")
    history = many(CaseLineSerializer(), "All that happened, oldest first. Nothing in it is ever changed.")


class CasePageSerializer(serializers.Serializer):
    count = whole("Cases in all pages together.")
    page = whole("The page answered.")
    page_size = whole("Rows a page.")
    pages = whole("How many pages there are.")
    next = serializers.URLField(help_text="Address of the next page.", **UNKNOWN)
    previous = serializers.URLField(help_text="Address of the previous page.", **UNKNOWN)
    counts = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField(min_value=0)),
        help_text="By filter and value: how many cases it would leave, the other filters being as they are.",
    )
    results = many(CaseSerializer(), "What waits longest first.")


class CasesSerializer(serializers.Serializer):
    results = many(CaseSerializer(), "The cases as they are now, what waits longest first.")
