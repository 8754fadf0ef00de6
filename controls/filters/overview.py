"""What one may ask of the overview: the day, and how far back to tell what changed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from controls.filters.questions import Question

PERIODS = (
    ("visit", _("since your last visit")),
    ("week", _("7 days")),
    ("month", _("30 days")),
    ("year", _("12 months")),
)


class OverviewQuestion(Question):
    period = forms.ChoiceField(required=False, choices=PERIODS, label=_("What changed in"))
