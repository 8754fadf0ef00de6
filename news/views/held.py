"""An answer that is held back: what is different, and a person's word on it."""

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.filters.fields import TextField
from controls.views.asking import PageRequest
from news.models import HeldReading
from news.services import holding
from news.services.holding import HeldRefused
from news.views.frame import curator, for_curators


class DecisionForm(forms.Form):
    """Whether an answer is believed, and why."""

    note = TextField(required=False, max_length=300, label=gettext_lazy("Why"))


@for_curators("GET", "HEAD", "POST")
def held_detail(request: PageRequest, pk: int) -> HttpResponse:
    """What an answer that is held back lacks and adds; it is believed or not."""
    held = HeldReading.objects.select_related("source", "run").filter(pk=pk).first()
    if held is None:
        raise Http404(_("There is no held answer %(number)s.") % {"number": pk})
    form, refusal = DecisionForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, held, form.cleaned_data["note"])
            return HttpResponseRedirect(request.path)
        except HeldRefused as reason:
            refusal = str(reason)
    context = {"held": held, "form": form, "refusal": refusal, "is_open": held.state == HeldReading.State.WAITING}
    return render(request, "desk/held_detail.html", context, status=400 if refusal or form.errors else 200)


def _decide(request: PageRequest, held: HeldReading, note: str) -> None:
    by, now = curator(request), timezone.now()
    if "accept" in request.POST:
        holding.accept(held=held, note=note, by=by, at=now)
    elif "refuse" in request.POST:
        holding.refuse(held=held, note=note, by=by, at=now)
    else:
        raise HeldRefused(_("Believe it or do not: the form says neither."))
