"""The shape of the answer on health, for the description of the API."""

from rest_framework import serializers

from controls.api.schemas import UNKNOWN, FreshnessSerializer, day, one_of, text, whole
from controls.services import health


class CheckSerializer(serializers.Serializer):
    ok = serializers.BooleanField(help_text="Is it as it should be?")
    detail = text("What was found, in a sentence.")


class ChecksSerializer(serializers.Serializer):
    database = CheckSerializer(help_text="Does it answer?")
    migrations = CheckSerializer(help_text="Does its form fit the code?")
    register = CheckSerializer(help_text="Is there at least one listing?")
    broker = CheckSerializer(help_text="Does it answer within a second?")
    worker = CheckSerializer(help_text="Did it show a sign of life in the last two minutes?")


class HealthSerializer(serializers.Serializer):
    status = one_of([(each, each) for each in health.STATUSES], "The whole in a word.")
    checks = ChecksSerializer(help_text="What was looked at.")
    as_of = day("The day asked about.")
    revision = whole("The revision of the register; null when the database does not answer.", **UNKNOWN)
    freshness = FreshnessSerializer(
        help_text="How fresh the sources are; null when the database does not answer.", **UNKNOWN
    )
    version = text("Version of the software.")
