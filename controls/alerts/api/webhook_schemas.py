"""The shapes of webhooks, for the description. Nothing is validated with these."""

from rest_framework import serializers

from controls.alerts.filters.webhooks import SWITCHES
from controls.alerts.models import Delivery, WebhookEndpoint
from controls.api.schemas import UNKNOWN, many, one_of, text, whole
from controls.screening.api.schemas import OPTIONAL, Title, patterned

# What is percent-encoded is taken as it stands; nothing else than ASCII is.
Address = patterned(r"^https://[a-z0-9-]+(\.[a-z0-9-]+)+([/?][-a-zA-Z0-9/?._~%!$&()*+,;=:@]*)?$", most=500)
_NAME = "What it is called."


class WebhookAskedSerializer(serializers.Serializer):
    url = Address(help_text="Where messages go: by https, on the public internet, to port 443, and no redirect.")
    name = Title(help_text=_NAME)


class WebhookPatchSerializer(serializers.Serializer):
    url = Address(help_text="Another address: it is tried as a new one is, and what waits goes there.", **OPTIONAL)
    name = Title(help_text=_NAME, **OPTIONAL)
    state = one_of(SWITCHES, "`off`: nothing is sent and everything waits. `on`: it goes on.", **OPTIONAL)


class ReplayAskedSerializer(serializers.Serializer):
    since = serializers.DateField(help_text="Messages made on this day or later, by Beijing time.")


class WebhookSerializer(serializers.Serializer):
    id = whole("Number of the webhook.")
    url = text("Where messages go.")
    name = text(_NAME)
    state = one_of(WebhookEndpoint.State.choices, "Whether anything is sent, and why not.")
    state_since = serializers.DateTimeField(help_text="Since when.")
    made_at = serializers.DateTimeField(help_text="When it was added.")
    secret_number = whole("Counts its secrets.")
    former_secret_until = serializers.DateTimeField(
        help_text="Until when the secret before signs as well; null: it does not.", **UNKNOWN
    )
    last_good_at = serializers.DateTimeField(help_text="When a message was last taken; null: never.", **UNKNOWN)
    failing_since = serializers.DateTimeField(
        help_text="Since when no message has been taken; null: the last one was.", **UNKNOWN
    )
    last_trouble = text("Why the last message was not taken.", **UNKNOWN)


class WebhookWithSecretSerializer(WebhookSerializer):
    secret = text("What signs its messages. This answer is the only one that shows it.")


class _PageSerializer(serializers.Serializer):
    count = whole("Rows in all pages together.")
    page = whole("The page answered.")
    page_size = whole("Rows a page.")
    pages = whole("How many pages there are.")
    next = serializers.URLField(help_text="Address of the next page; null on the last.", **UNKNOWN)
    previous = serializers.URLField(help_text="Address of the previous page; null on the first.", **UNKNOWN)


class WebhookPageSerializer(_PageSerializer):
    results = many(WebhookSerializer(), "By name.")


class WebhookMessageSerializer(serializers.Serializer):
    number = whole("Number of the message here.")
    id = text("The `webhook-id` under which the receiver knows it, at every attempt.")
    subscription = whole("Which subscription it is of; null: a test message.", **UNKNOWN)
    state = one_of(Delivery.State.choices, "`failed`: given up, and not sent again by itself.")
    made_at = serializers.DateTimeField(help_text="When it was made.")
    due_at = serializers.DateTimeField(help_text="When it is, or was, to be tried.")
    attempts = whole("How often it was tried.")
    status = whole("Status of the last answer; null: none came.", **UNKNOWN)
    trouble = text("Why it was not taken the last time.", **UNKNOWN)
    sent_at = serializers.DateTimeField(help_text="When it was taken; null: not yet.", **UNKNOWN)


class WebhookMessagePageSerializer(_PageSerializer):
    results = many(WebhookMessageSerializer(), "The newest first.")


class ReplayedSerializer(serializers.Serializer):
    again = whole("How many messages are sent again.")
