"""The shapes of `shapes` once more, for the description of the API. Nothing is validated or saved with these."""

from typing import Any

from rest_framework import serializers

from controls.api.schemas import UNKNOWN, PagedSerializer, StampSerializer, day, many, one_of, text, whole
from news.filters.sources import STATES
from news.models import ArticleName, FetchRun, Precision, Source, Standing


def moment(help_text: str, **options: Any) -> serializers.DateTimeField:
    return serializers.DateTimeField(help_text=help_text, **options)


class NewsSourceBriefSerializer(serializers.Serializer):
    id = text("Key of the source of news.")
    name = text("Its name.")
    type = one_of(Source.Tier.choices, "What kind of source it is.")
    licence = one_of(Source.Licence.choices, "What of its texts may be kept and passed on.")


class PublishedSerializer(serializers.Serializer):
    at = moment("The instant, where a time of day and a zone are known.", **UNKNOWN)
    on = day("The day as printed, in the source's own calendar.", **UNKNOWN)
    precision = one_of(Precision.choices, "How exactly the source says when.")
    as_given = text("The date in the source's own words.", **UNKNOWN)


class ArticleSerializer(serializers.Serializer):
    id = whole("Number of the article.")
    source = NewsSourceBriefSerializer(help_text="Who announced it.")  # type: ignore[assignment]  # nothing is read from it
    title = text("Title, as plain text in its own language.", allow_blank=True)
    link = text("Address at the source; null when there is none that may be linked to.", **UNKNOWN)
    language = text("Language, by BCP 47.", **UNKNOWN)
    kind = text("What the source calls it.", **UNKNOWN)
    own_summary = text("What it says, in this register's words.", **UNKNOWN)
    summary = text("The source's own words; null where its licence does not allow to pass them on.", **UNKNOWN)
    day = day("The day under which it is sorted, in Beijing.")
    published = PublishedSerializer(help_text="When it was published, as far as that is known.")
    arrived_at = moment("When this register had it first.")
    versions = serializers.IntegerField(min_value=1, help_text="How many versions are on file.")
    flags = many(serializers.CharField(), "What is odd about it; docs/ingestion.md explains each.")
    about = many(serializers.CharField(), "Facts that it mentions, as kind:key.")
    story = whole("Number of the story that it tells with others; null when it stands alone.", **UNKNOWN)
    url = serializers.URLField(help_text="The page for readers.")


class ArticlePageSerializer(PagedSerializer):
    results = many(ArticleSerializer(), "The articles of this page.")


class ArticleVersionSerializer(serializers.Serializer):
    number = serializers.IntegerField(min_value=1, help_text="1 is how it came.")
    seen_at = moment("When it was seen first.")
    run = text("Number of the run that brought it.", **UNKNOWN)
    title = text("Its title then.", allow_blank=True)
    summary = text("Its summary then, where the licence allows to pass it on.", **UNKNOWN)
    link = text("Its address then.", **UNKNOWN)
    published_as_given = text("Its date then, in the source's own words.", **UNKNOWN)
    flags = many(serializers.CharField(), "What was odd about it.")
    digest = text("SHA-256 of what it said.")


class ArticleNameSerializer(serializers.Serializer):
    kind = one_of(ArticleName.Kind.choices, "What kind of name it is.")
    scope = text("Key of the source in which it means something; null when everywhere.", **UNKNOWN)
    value = text("The name.")
    seen_at = moment("When it was seen first.")


class MentionSerializer(serializers.Serializer):
    reference = text("The fact, as kind:key.")
    words = text("The words by which it is named.")
    method = text("How it was found.")
    likeness = serializers.FloatField(min_value=0, max_value=1, help_text="How like the name the words are.")
    standing = one_of(Standing.choices, "Whether it is certain or was confirmed by a person.")


class ArticleAnswerSerializer(ArticleSerializer, StampSerializer):
    history = many(ArticleVersionSerializer(), "Every version, the first one first.")
    names = many(ArticleNameSerializer(), "Every name and address by which it is known.")
    mentions = many(MentionSerializer(), "The facts that it names, with the words by which it does.")
    also = many(serializers.IntegerField(), "Numbers of other articles that tell the same story.")


class NewsAuthoritySerializer(serializers.Serializer):
    id = text("Key of the authority.")
    name = text("Its name.")


class FetchRunSerializer(serializers.Serializer):
    id = text("Number of the run, as in the logs.")
    started_at = moment("When it was asked.")
    seconds = serializers.FloatField(min_value=0, help_text="How long that took.")
    outcome = one_of(FetchRun.Outcome.choices, "What came of it.")
    reason = text("Why, where it failed.", **UNKNOWN)
    status = whole("HTTP status; null when there was no answer.", **UNKNOWN)
    bytes = whole("Size of the answer.")
    items = whole("Items read.")
    added = whole("Articles that were new.")
    changed = whole("Articles that had changed.")
    flags = many(serializers.CharField(), "What was odd about the answer.")


class NewsSourceSerializer(NewsSourceBriefSerializer):
    authority = NewsAuthoritySerializer(help_text="Whose source it is; null when no authority's.", **UNKNOWN)
    link = text("What is asked.")
    languages = many(serializers.CharField(), "Languages, by BCP 47.")
    state = one_of(list(STATES.items()), "How it stands now.")
    off_reason = text("Why it is not asked.", **UNKNOWN)
    rhythm_minutes = whole("How often it is asked.")
    asked_at = moment("Asked last.", **UNKNOWN)
    read_at = moment("Read last, also when nothing was new.", **UNKNOWN)
    new_at = moment("Last time that something was new.", **UNKNOWN)
    nothing_new_since = moment(
        "Since when it is read and has had nothing new, if that is longer than it should be quiet.", **UNKNOWN
    )
    next_at = moment("Asked next; null: at once.", **UNKNOWN)
    failures = whole("Failures in a row.")
    trouble = text("What is wrong.", **UNKNOWN)
    trouble_since = moment("Since when.", **UNKNOWN)
    ended_at = moment("When it was believed that the source has ended.", **UNKNOWN)
    moved_to = text("Where the source says that it moved to.", **UNKNOWN)
    runs = many(FetchRunSerializer(), "Its last runs, the newest first.")
    url = serializers.URLField(help_text="The page for readers.")


class NewsSourcePageSerializer(PagedSerializer):
    results = many(NewsSourceSerializer(), "The sources of this page.")


class NewsSourceAnswerSerializer(NewsSourceSerializer, StampSerializer):
    pass
