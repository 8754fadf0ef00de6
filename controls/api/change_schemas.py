"""The shapes of the change log, for the description of the API."""

from rest_framework import serializers

from controls.api.schemas import UNKNOWN, NoticeBriefSerializer, StampSerializer, day, many, one_of, text, whole
from controls.models import Change


class SubjectSerializer(serializers.Serializer):
    type = text("Kind of fact.")
    id = text("Key of the fact.")
    label = text(  # type: ignore[assignment]  # a field's own label is not meant
        "What it was called when the change was recorded."
    )


class ChangeSerializer(serializers.Serializer):
    id = whole("Grows with every change: the revision of the register.")
    recorded_at = serializers.DateTimeField(help_text="When this register learnt of it, in UTC. Never the legal date.")
    actor = text("Who recorded it: a job by name; a person as `curator` unless you are signed in.")
    publication = one_of(
        Change.Publication.choices, "How it was published; null for entries from before this was kept.", **UNKNOWN
    )
    approved_by = text("Who published what the actor proposed: `curator` unless you are signed in.", **UNKNOWN)
    action = one_of(
        Change.Action.choices, "What was done. Corrected: a mistake of this register; all else is an authority's act."
    )
    subject = SubjectSerializer(help_text="The fact that changed.")
    version = serializers.IntegerField(min_value=1, help_text="Counts the changes of this one fact.")
    notice = NoticeBriefSerializer(help_text="The notice that ordered it.", **UNKNOWN)
    effective_on = day("The legal date, from the notice.", **UNKNOWN)
    reason = text("Why a correction was made.", **UNKNOWN)
    before = serializers.DictField(help_text="The fact before; null when it is new.", **UNKNOWN)
    after = serializers.DictField(help_text="The fact afterwards.", **UNKNOWN)
    about = many(serializers.CharField(), "Every fact concerned, as kind:key.")
    digest = text("SHA-256 over the previous change's digest and this one.")
    url = serializers.URLField(help_text="The page for readers.")


class ChangeAnswerSerializer(ChangeSerializer, StampSerializer):
    pass


class ChangeFeedSerializer(StampSerializer):
    next = serializers.URLField(help_text="Address of what follows; null when you have everything.", **UNKNOWN)
    last_id = whole("Ask again with `after` set to this.")
    narrowed_by = serializers.ListField(
        child=serializers.CharField(), help_text="The parameters that left changes out; empty for a whole copy."
    )
    results = many(ChangeSerializer(), "Changes, oldest first.")
