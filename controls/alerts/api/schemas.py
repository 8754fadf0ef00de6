"""The shapes of `shapes` and of what is handed in, for the description. Nothing is validated with these."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from controls.alerts import rules
from controls.alerts.filters.notifications import MOST_ID
from controls.alerts.models import Delivery, Subscription
from controls.api.schemas import UNKNOWN, many, one_of, text, whole
from controls.screening.api.schemas import OPTIONAL, patterned

_ACTS = (*rules.ACTS, *rules.MOVES, *rules.TURNS)
_LANGUAGES = settings.LANGUAGES
Key = patterned(r"^[-.a-zA-Z0-9]+$", most=200)


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": 365})
class Days(serializers.IntegerField):
    """A number of days up to a year."""


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": 999_999_999})
class Number(serializers.IntegerField):
    """The number of a row of one's own."""


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": MOST_ID})
class Following(serializers.IntegerField):
    """The number of a notification, which grows."""


@extend_schema_field({"type": "array", "items": {"type": "string", "enum": _ACTS}, "maxItems": len(_ACTS)})
class Acts(serializers.ListField):
    """What of it is wanted."""


class SubscriptionPatchSerializer(serializers.Serializer):
    days = Days(help_text="How near an end must be; of `ends` only.", **OPTIONAL)
    actions = Acts(help_text="What of it is wanted. Empty, and by default: everything.", **OPTIONAL)
    channel = one_of(Subscription.Channel.choices, "By which way.", **OPTIONAL)
    webhook = Number(help_text="Which of your webhooks, where that is the way.", **OPTIONAL)
    rhythm = one_of(Subscription.Rhythm.choices, "How often letters go. Default: at once.", **OPTIONAL)
    language = one_of(_LANGUAGES, "Language of what is sent. Default: en-gb.", **OPTIONAL)


class SubscriptionAskedSerializer(SubscriptionPatchSerializer):
    kind = one_of(Subscription.Kind.choices, "What kind of thing is followed.")
    subject = Key(help_text="Key of the fact or the source; of a source none: any.", **OPTIONAL)
    search = Number(help_text="Which of your saved searches.", **OPTIONAL)
    portfolio = Number(help_text="Which of your portfolios.", **OPTIONAL)
    channel = one_of(Subscription.Channel.choices, "By which way.")


class SubscriptionSerializer(serializers.Serializer):
    id = whole("Number of the subscription.")
    kind = one_of(Subscription.Kind.choices, "What kind of thing is followed.")
    subject = text("Key of the fact or the source; null: any, or something of your own.", **UNKNOWN)
    search = whole("Which saved search.", **UNKNOWN)
    portfolio = whole("Which portfolio.", **UNKNOWN)
    days = whole("How near an end must be.", **UNKNOWN)
    label = text("What it is about, in words.")  # type: ignore[assignment]  # a field's own label is not meant
    actions = many(serializers.CharField(), "What of it is wanted; empty: everything.")
    channel = one_of(Subscription.Channel.choices, "By which way.")
    webhook = whole("Which webhook.", **UNKNOWN)
    rhythm = one_of(Subscription.Rhythm.choices, "How often letters go.")
    language = one_of(_LANGUAGES, "Language of what is sent.")
    notifications = whole("How many there were so far: the number of the last one.")
    made_at = serializers.DateTimeField(help_text="Since when. What was recorded before is no news.")
    ended_at = serializers.DateTimeField(help_text="When it ended; null while it goes on.", **UNKNOWN)
    ended_why = text("Why it ended.", allow_blank=True)
    silent_since = serializers.DateTimeField(
        help_text="Since when its search cannot be asked, so that nothing is told; null while it answers.", **UNKNOWN
    )
    silent_why = text("Why its search cannot be asked.", allow_blank=True)
    feed = serializers.URLField(
        help_text="Private address of the Atom feed: whoever has it can read it. Null where that is not the way.",
        **UNKNOWN,
    )
    url = serializers.URLField(help_text="Its page.")


class PreviewedSerializer(serializers.Serializer):
    title = text("What happened to what.")
    lines = many(serializers.CharField(), "More about it.")
    url = serializers.URLField(help_text="Where to read on.", **UNKNOWN)
    happened_at = serializers.DateTimeField(help_text="When it happened or was recorded.")


class PreviewSerializer(serializers.Serializer):
    label = text("What it would be about, in words.")  # type: ignore[assignment]  # a field's own label is not meant
    since = serializers.DateTimeField(help_text="From when on.")
    count = whole("How many notifications there would have been.")
    results = many(PreviewedSerializer(), "The newest of them, at most 20.")


class ReadAskedSerializer(serializers.Serializer):
    last = Following(help_text="The `id` of the last notification that was read: those before it are read as well.")


class ReadSerializer(serializers.Serializer):
    read = whole("How many were not read before.")


class SubscriptionPageSerializer(serializers.Serializer):
    count = whole("Rows in all pages together.")
    page = whole("The page answered.")
    page_size = whole("Rows a page.")
    pages = whole("How many pages there are.")
    next = serializers.URLField(help_text="Address of the next page.", **UNKNOWN)
    previous = serializers.URLField(help_text="Address of the previous page.", **UNKNOWN)
    results = many(SubscriptionSerializer(), "Newest first.")


class DeliverySerializer(serializers.Serializer):
    id = serializers.UUIDField(help_text="The message's id for its receiver: the same at every attempt.")
    channel = one_of(Subscription.Channel.choices, "By which way.")
    state = one_of(Delivery.State.choices, "Whether it arrived.")
    attempts = whole("How often it was tried.")
    due_at = serializers.DateTimeField(help_text="When it is tried next, or was tried last.")
    sent_at = serializers.DateTimeField(help_text="When it was taken.", **UNKNOWN)
    status = whole("What the receiver answered.", **UNKNOWN)
    trouble = text("What went wrong.", allow_blank=True)


class NotificationSerializer(serializers.Serializer):
    id = whole("Grows with each notification.")
    subscription = whole("Number of the subscription.")
    number = whole("Counts those of the subscription from 1, without a gap.")
    occurrence = text("Names what happened: once for each subscription.")
    title = text("What happened to what.")
    lines = many(serializers.CharField(), "More about it.")
    url = serializers.URLField(help_text="Where to read on.", **UNKNOWN)
    data: Any = serializers.DictField(help_text="The same as data; `type` says which kind.")  # a serializer's own
    happened_at = serializers.DateTimeField(help_text="When it happened or was recorded.")
    made_at = serializers.DateTimeField(help_text="When it was told.")
    read_at = serializers.DateTimeField(help_text="When you said that you have read it.", **UNKNOWN)
    delivery = DeliverySerializer(help_text="How it is sent; null for a feed, which is fetched.", **UNKNOWN)


class NotificationFeedSerializer(serializers.Serializer):
    next = serializers.URLField(help_text="Address of what follows; null when you have everything.", **UNKNOWN)
    last_id = whole("Ask again with `after` set to this.")
    results = many(NotificationSerializer(), "Oldest first.")
