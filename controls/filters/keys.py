"""What somebody may say of a key that is to be made: its name, what it may be used for, and its last day."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from controls import roles
from controls.filters.fields import DayField, TextField
from controls.models import User
from controls.services.access import KEY_LIFE

SCOPES = (
    ("read", _("read the register")),
    ("alerts", _("subscriptions and notifications")),
    ("screen", _("checks, batches and portfolios; read cases")),
    ("decide", _("decide cases")),
)


class NewKey(forms.Form):
    """A key for oneself. Only scopes that one's role reaches are on offer."""

    name = TextField(max_length=100, label=_("Name"))
    scopes = forms.MultipleChoiceField(label=_("Scopes"), error_messages={"required": _("Choose at least one scope.")})
    expires_on = DayField(required=False, label=_("Last day"))

    def __init__(self, *args: Any, owner: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scopes"].choices = offered(owner)  # type: ignore[attr-defined]  # a field with choices


def offered(owner: User) -> list[tuple[str, Any]]:
    """The scopes that a key of somebody may have, in words."""
    reached = roles.scopes_of(owner.role)
    return [(scope, words) for scope, words in SCOPES if scope in reached]


def end_of(day: date | None) -> datetime | None:
    """The moment at which a day in Beijing is over; None for no day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None


def last_day(today: date) -> date:
    """The last day that is offered for a key made today."""
    return today + KEY_LIFE
