"""What one hands in to follow something: the same by form and API."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.alerts import rules
from controls.alerts.models import SavedSearch, Subscription, WebhookEndpoint
from controls.alerts.services.subscriptions import Wanted
from controls.filters.fields import KeysField, TextField, WholeField
from controls.models import Change, Element, EntityList, User
from controls.screening.models import Difference, Portfolio

_Kind = Subscription.Kind
_MOST = 999_999_999
ACTION_LABELS: dict[str, Any] = {
    **dict(Change.Action.choices),
    **dict(Difference.Kind.choices),
    "joined": gettext_lazy("now answers the search"),
    "left": gettext_lazy("no longer answers the search"),
}


class SubscriptionForm(forms.Form):
    """A wish to hear of something. Call `is_valid()`, then `wanted()`; whose it is decides what may be chosen."""

    kind = forms.ChoiceField(choices=_Kind.choices, label=gettext_lazy("About"))
    subject = TextField(required=False, max_length=200, label=gettext_lazy("Key"))
    search = WholeField(least=1, most=_MOST, default=0, label=gettext_lazy("Saved search"))
    portfolio = WholeField(least=1, most=_MOST, default=0, label=gettext_lazy("Portfolio"))
    days = WholeField(least=1, most=365, default=0, label=gettext_lazy("Days"))
    actions = KeysField(known=list(ACTION_LABELS), thing=gettext_lazy("act"), label=gettext_lazy("Only"))
    channel = forms.ChoiceField(choices=Subscription.Channel.choices, label=gettext_lazy("Way"))
    endpoint = WholeField(least=1, most=_MOST, default=0, label=gettext_lazy("Webhook"))
    rhythm = forms.ChoiceField(required=False, choices=Subscription.Rhythm.choices, label=gettext_lazy("How often"))
    language = forms.ChoiceField(required=False, choices=settings.LANGUAGES, label=gettext_lazy("Language"))

    def __init__(self, *args: Any, sources: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sources = sources

    def wanted(self) -> Wanted:
        """What was asked for, as the service takes it."""
        given = self.cleaned_data
        return Wanted(
            kind=given["kind"],
            channel=given["channel"],
            subject=given["subject"],
            search=given["search"] or None,
            portfolio=given["portfolio"] or None,
            days=given["days"] or None,
            actions=tuple(given["actions"]),
            endpoint=given["endpoint"] or None,
            rhythm=given["rhythm"] or Subscription.Rhythm.AT_ONCE,
            language=given["language"] or settings.LANGUAGE_CODE,
            sources=self.sources,
        )


def given_by(row: Subscription) -> dict[str, Any]:
    """What a form shows of a subscription that is there."""
    return {
        "kind": row.kind,
        "subject": row.subject.partition(":")[2],
        "search": row.search_id,
        "portfolio": row.portfolio_id,
        "days": row.days,
        "actions": row.actions,
        "channel": row.channel,
        "endpoint": row.endpoint_id,
        "rhythm": row.rhythm,
        "language": row.language,
    }


def choices_for(kind: str, owner: User, sources: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """The field that says what it is about, and what may be chosen there; no choices: a key is typed."""
    if kind == _Kind.LIST:
        return "subject", list(EntityList.objects.order_by("order", "key").values_list("key", "name_en"))
    if kind == _Kind.ELEMENT:
        elements = Element.objects.order_by("atomic_number").values_list("symbol", "name_en")
        return "subject", [(symbol, f"{name} ({symbol})") for symbol, name in elements]
    if kind == _Kind.SOURCE:
        return "subject", [("", _("Any source of news")), *sorted(sources.items(), key=lambda each: each[1])]
    if kind == _Kind.SEARCH:
        rows: Any = SavedSearch.objects.filter(owner=owner).order_by("name")
        return "search", [(str(row.pk), row.name) for row in rows]
    if kind == _Kind.PORTFOLIO:
        rows = Portfolio.objects.under_watch().filter(owner=owner).order_by("name")
        return "portfolio", [(str(row.pk), row.name) for row in rows]
    return ("days" if kind == _Kind.ENDS else "subject"), []


def endpoints_of(owner: User, present: int | None = None) -> list[tuple[str, str]]:
    """Webhooks that may be chosen: those in use, and the one that is the way at present, with its state."""
    on = WebhookEndpoint.State.ON
    rows = WebhookEndpoint.objects.filter(Q(state=on) | Q(pk=present), owner=owner).order_by("name", "pk")
    return [(str(row.pk), row.name if row.state == on else f"{row.name} ({row.get_state_display()})") for row in rows]


def acts_of(kind: str) -> list[tuple[str, str]]:
    """What a subscription of a kind may narrow itself to, with words."""
    return [(act, str(ACTION_LABELS[act])) for act in rules.choices_of(kind)]
