"""The shapes of batches once more, for the description of the API. Nothing is validated or saved with these."""

from typing import Any

from rest_framework import serializers

from controls import states
from controls.api.schemas import UNKNOWN, FreshnessSerializer, day, many, one_of, text, whole
from controls.models import Effect
from controls.screening.filters.batches import DELIMITER_LABELS
from controls.screening.models import Batch, BatchRow, ScreeningCheck
from controls.screening.spreadsheets.encodings import ENCODINGS

_STATES = [(state.value, state.value.replace("_", " ")) for state in Batch.State]
_ROW_STATES = [(state.value, state.value.replace("_", " ")) for state in BatchRow.State]
_OUTCOMES = [(outcome.value, outcome.value.replace("_", " ")) for outcome in ScreeningCheck.Outcome]
_LISTING_STATES = list(states.CODES)
_CLASSES = [(name, name) for name in ("same", "probable", "possible")]


def _column(of: str, **options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, help_text=f"Column of {of}, counted from 1.", **options)


class BatchColumnsSerializer(serializers.Serializer):
    name = _column("the name")
    country = _column("the country", required=False)
    identifier = _column("the registration number", required=False)
    reference = _column("your reference", required=False)


class BatchSerializer(serializers.Serializer):
    id = whole("Number of the batch.")
    file_name = text("Name of the file.")
    sha256 = text("SHA-256 of the file as it was sent; null for rows in JSON.", **UNKNOWN)
    read_as = text("How the file was read, and why so.")
    state = one_of(_STATES, "How far it is. A draft waits to be started.")
    failure = text("Why it failed; else null.", **UNKNOWN)
    waits_for = text("What the workers wait for; else null.", **UNKNOWN)
    columns = BatchColumnsSerializer(help_text="What the columns hold.")
    heading = serializers.BooleanField(help_text="Whether the first row names the columns.")
    lists = many(serializers.CharField(), "Keys of the lists asked; empty means all.")
    as_of = day("The day asked about, in Beijing.")
    threshold = serializers.FloatField(min_value=0, max_value=1, help_text="Where a hit begins.")
    rows = whole("Rows asked for.")
    screened = whole("Rows with an answer.")
    need_help = whole("Rows that could not be screened as they were sent.")
    possible_matches = whole("Rows with at least one hit.")
    seconds_left = whole("About how long it still takes; null while nobody can know.", **UNKNOWN)
    freshness = FreshnessSerializer(
        help_text="How fresh the sources of new notices were when it was started; null before, and when not recorded.",
        **UNKNOWN,
    )
    made_at = serializers.DateTimeField(help_text="When it was sent.")
    started_at = serializers.DateTimeField(help_text="When it was started.", **UNKNOWN)
    ended_at = serializers.DateTimeField(help_text="When the last row was answered.", **UNKNOWN)
    results_url = serializers.URLField(help_text="Where its rows are.")
    page_url = serializers.URLField(help_text="Its page for people.")


class BatchRowSerializer(serializers.Serializer):
    row = serializers.IntegerField(min_value=1, help_text="Number of the row in the file, counted from 1.")
    name = text("The name as it was sent.")
    country = text("ISO 3166-1 alpha-2 of what was sent; empty when nothing was.")
    identifier = text("The registration number as it was sent.")
    reference = text("Your reference.")
    state = one_of(_ROW_STATES, "How far it is.")
    outcome = one_of(_OUTCOMES, "The answer; null before there is one. Never says that a party is free.", **UNKNOWN)
    # A keyword cannot be the name of an attribute.
    vars()["class"] = one_of(_CLASSES, "Class of the first hit.", **UNKNOWN)
    score = serializers.FloatField(min_value=0, max_value=1, help_text="Score of the first hit.", **UNKNOWN)
    entry = text("Name of the entry that the first hit is.", **UNKNOWN)
    check = text("Number of the check, which has all hits with their reasons.", **UNKNOWN)
    what_is_wrong = text("What help the row needs; else null.", **UNKNOWN)
    hits = whole(
        "How many hits it has, with those that its check does not show; null before, or not counted.", **UNKNOWN
    )
    entry_id = text("The list's own id of the first hit; in the register the key of the entity.", **UNKNOWN)
    list = text("Key of the list on which the first hit stands.", **UNKNOWN)
    list_name = text("Its name.", **UNKNOWN)
    effect = one_of(Effect.choices, "What standing on it means while in force.", **UNKNOWN)
    listing_state = one_of(_LISTING_STATES, "What the listing was on the day asked about.", **UNKNOWN)
    sent = many(serializers.CharField(), "The cells as they were sent.")


class BatchResultSerializer(BatchRowSerializer):
    check_url = serializers.URLField(help_text="Where the check is.", **UNKNOWN)


class _PageSerializer(serializers.Serializer):
    count = whole("Rows in all pages together.")
    page = serializers.IntegerField(min_value=1, help_text="The page answered.")
    page_size = serializers.IntegerField(min_value=1, help_text="Rows a page.")
    pages = serializers.IntegerField(min_value=1, help_text="How many pages there are.")
    next = serializers.URLField(help_text="Address of the next page; null on the last.", **UNKNOWN)
    previous = serializers.URLField(help_text="Address of the previous page; null on the first.", **UNKNOWN)


class BatchPageSerializer(_PageSerializer):
    results = many(BatchSerializer(), "Your batches, the newest first.")


class BatchResultPageSerializer(_PageSerializer):
    results = many(BatchResultSerializer(), "Rows in the order of the file.")


class BatchFileSerializer(serializers.Serializer):
    file = serializers.FileField(help_text="CSV or a workbook (.xlsx); at most 256 MB.")
    encoding = one_of(list(ENCODINGS.items()), "Of a CSV file; recognised when left out.", required=False)
    delimiter = one_of(list(DELIMITER_LABELS.items()), "Of a CSV file; recognised when left out.", required=False)


class BatchPartySerializer(serializers.Serializer):
    name = text("Name of the party, in any script.")
    country = text("Two letters, or the name of the country.", required=False)
    identifier = text("Registration number.", required=False)
    reference = text("Your reference.", required=False)


class BatchRowsSerializer(serializers.Serializer):
    file_name = text("What the batch is called.", required=False, max_length=200)
    rows = many(BatchPartySerializer(), "1 to 10,000 rows; send more as a file.", min_length=1, max_length=10_000)


class BatchStartSerializer(serializers.Serializer):
    """Everything may be left out: columns and heading are then as they were guessed."""

    columns = BatchColumnsSerializer(required=False, help_text="What the columns hold.")
    heading = serializers.BooleanField(required=False, help_text="Whether the first row names the columns.")
    lists = many(serializers.CharField(), "Keys of lists; left out: all.", required=False)
    as_of = day("The day asked about; left out: today in Beijing.", required=False)
    threshold = serializers.FloatField(min_value=0, max_value=1, help_text="Where a hit begins.", required=False)
