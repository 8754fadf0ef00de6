"""Which of the found notices are shown, and why one is set aside."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import TextField
from controls.filters.questions import PagedQuestion
from news.models import FoundNotice
from news.services.found import waiting

MATTERING, OTHER, DISMISSED, RECORDED = "mattering", "other", "dismissed", "recorded"
SHOWN = {
    MATTERING: _("that matter here"),
    OTHER: _("whose titles do not say so"),
    DISMISSED: _("set aside"),
    RECORDED: _("on record since"),
}


class FoundQuestion(PagedQuestion):
    """The list of found notices: what waits and matters, unless another part is asked for."""

    show = forms.ChoiceField(required=False, choices=list(SHOWN.items()), label=_("Show"))

    def rows(self) -> QuerySet[FoundNotice]:
        """The notices asked for, with their sources."""
        shown = self.cleaned_data["show"] or MATTERING
        rows = FoundNotice.objects.select_related("source")
        if shown == DISMISSED:
            return rows.filter(state=FoundNotice.State.DISMISSED).order_by("-decided_at", "-pk")
        if shown == RECORDED:
            return rows.filter(state=FoundNotice.State.RECORDED).order_by("-decided_at", "-pk")
        open_ones = waiting().select_related("source").by_weight()
        return open_ones.filter(why=[]) if shown == OTHER else open_ones.exclude(why=[])


class DismissForm(forms.Form):
    """Why a notice is set aside."""

    reason = TextField(
        max_length=300,
        label=_("Why it is set aside"),
        error_messages={"required": _("Say why it is set aside: somebody will ask.")},
    )


class RecordedForm(forms.Form):
    """As what a notice is on record."""

    reference = TextField(
        max_length=200,
        label=_("It is on record as"),
        error_messages={"required": _("Give the key of the notice on record.")},
    )
