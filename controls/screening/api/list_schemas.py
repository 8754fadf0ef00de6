"""The shapes of screened lists once more, for the description of the API. Nothing is validated with these."""

from rest_framework import serializers

from controls.api.schemas import UNKNOWN, PagedSerializer, day, many, one_of, text, whole
from controls.screening.models import ImportedList, ListVersion


class ScreenedListSerializer(serializers.Serializer):
    id = text("Key of the list.")
    name = text("Name of the list.")
    kind = one_of(["register", "imported"], "Whether it is a list of the register or one imported beside it.")
    format = one_of(ImportedList.Form.choices, "Format of its files; null for a list of the register.", **UNKNOWN)
    entries = whole("Entries that a check goes through on the day.")
    expected = whole("How many there should be; null when not known.", **UNKNOWN)
    complete = serializers.BooleanField(help_text="Known to hold all entries of the list.")
    verified_on = day("Last day up to which it was compared with its source; null: never.", **UNKNOWN)
    version = whole("Number of the version in use; null for a list of the register.", **UNKNOWN)
    published_on = day("Day from which that version was in use.", **UNKNOWN)
    sha256 = text("SHA-256 of the file of that version.", **UNKNOWN)
    held_back = serializers.BooleanField(help_text="A newer file looks broken and waits for a person.")
    url = serializers.URLField(help_text="Versions of an imported list; the list itself in the register.")


class ScreenedListsSerializer(serializers.Serializer):
    as_of = day("The day the answer speaks for, in Beijing.")
    results = many(ScreenedListSerializer(), "Lists of the register, then imported lists by key.")


class RowErrorSerializer(serializers.Serializer):
    line = whole("Line of the file.")
    message = text("What is wrong with it.")


class VersionSerializer(serializers.Serializer):
    number = whole("Counts the versions of the list from 1.")
    state = one_of(ListVersion.State.choices, "Whether it came into use.")
    reason = text("Why it was held back or refused; empty otherwise.")
    format = one_of(ImportedList.Form.choices, "Format of the file.")
    file = text("Name of the file.")
    sha256 = text("SHA-256 of the file.")
    bytes = whole("Size of the file.")
    entries = whole("Entries in the file.")
    added = whole("Entries that the version before did not have.")
    changed = whole("Entries of which it says something else.")
    removed = whole("Entries that it no longer has.")
    left_out = serializers.DictField(child=serializers.IntegerField(), help_text="Rows that are no party, by reason.")
    errors = many(  # type: ignore[assignment]  # a field of the answer; nothing is validated here
        RowErrorSerializer(), "The first hundred errors of a refused file."
    )
    error_count = whole("Errors in all.")
    imported_at = serializers.DateTimeField(help_text="When the file was imported.")
    imported_by = text("By whom.")
    published_on = day("Day from which it was in use; null: never.", **UNKNOWN)
    decided_by = text("Who brought it into use or refused it; empty while nobody did.")
    decision_reason = text("Why, where a reason was needed.")


class VersionPageSerializer(PagedSerializer):
    list = ScreenedListSerializer(help_text="The list, with what is in use of it on the day.")
    results = many(VersionSerializer(), "The versions, the newest first.")

    def get_fields(self) -> dict[str, serializers.Field]:
        """Without the register's revision and the sources of its news: imported lists depend on neither."""
        return {name: field for name, field in super().get_fields().items() if name not in ("revision", "freshness")}
