"""What one hands in and asks about webhooks: the same by form and API."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.alerts.models import Delivery, WebhookEndpoint
from controls.alerts.models.notifications import DeliveryQuerySet
from controls.filters.fields import DayField, KeysField, TextField
from controls.filters.questions import PagedQuestion

Faults = dict[str, list[str]]
SWITCHES = (WebhookEndpoint.State.ON.value, WebhookEndpoint.State.OFF.value)


class WebhookForm(forms.Form):
    """A new webhook."""

    url = TextField(max_length=500, label=gettext_lazy("Address"))
    name = TextField(max_length=120, label=gettext_lazy("Name"))


class ChangeForm(forms.Form):
    """What may be changed of a webhook; what is left out stays."""

    url = TextField(required=False, max_length=500, label=gettext_lazy("Address"))
    name = TextField(required=False, max_length=120, label=gettext_lazy("Name"))
    state = forms.ChoiceField(required=False, choices=[(each, each) for each in SWITCHES], label=gettext_lazy("State"))

    def clean(self) -> dict[str, Any]:
        for name in self.fields:
            if name in self.data and not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("This may be left out, but not be empty."))
        return self.cleaned_data


class SinceForm(forms.Form):
    """From which day on messages that were given up are sent again."""

    since = DayField(label=gettext_lazy("Made on or after"))


class WebhooksQuestion(PagedQuestion):
    """Webhooks in pages, by name."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base


class DeliveriesQuestion(PagedQuestion):
    """Messages to one webhook in pages, the newest first."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base
    words = {"state": ("Only messages in one of these states.", "failed")}
    state = KeysField(known=Delivery.State.values, thing=gettext_lazy("state"), label=gettext_lazy("State"))

    def apply(self, rows: DeliveryQuerySet) -> DeliveryQuerySet:
        if states := self.cleaned_data["state"]:
            rows = rows.filter(state__in=states)
        return rows.select_related("subscription").order_by("-pk")


def texts_of(body: Any, known: tuple[str, ...]) -> tuple[dict[str, str], Faults]:
    """The texts of a JSON object by name; and what is wrong with others."""
    if not isinstance(body, dict):
        return {}, {"body": [_("Give an object with names and values.")]}
    faults: Faults = {
        str(name)[:80]: [_("Unknown name. Known: %s.") % ", ".join(known)] for name in body if name not in known
    }
    faults |= {name: [_("Give a text.")] for name in known if name in body and not isinstance(body[name], str)}
    return {name: body[name] for name in known if name in body and name not in faults}, faults
