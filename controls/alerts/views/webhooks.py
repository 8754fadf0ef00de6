"""Pages of webhooks: where they go, how they went, their secrets, and what can be done about them by hand."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.alerts.filters.webhooks import DeliveriesQuestion, SinceForm, WebhookForm
from controls.alerts.models import Delivery, WebhookEndpoint
from controls.alerts.services import endpoints, webhooks
from controls.alerts.services.endpoints import EndpointRefused
from controls.filters.fields import BadInput
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.pages import page_links, page_of
from controls.views.private import owner, private

Act = Callable[[PageRequest, WebhookEndpoint], HttpResponse | None]


@private("GET", "HEAD", "POST", nav="alerts")
def webhook_list(request: PageRequest) -> HttpResponse:
    """The reader's webhooks, and the form for a new one, whose secret is shown at once and never again."""
    form = WebhookForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                row = endpoints.add(owner=owner(request), at=timezone.now(), **form.cleaned_data)
                return _secret_page(request, row)
            except EndpointRefused as reason:
                form.add_error(reason.field, str(reason))
        status = 400
    waiting = Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING))
    rows = WebhookEndpoint.objects.filter(owner=owner(request)).annotate(waiting=waiting).order_by("name", "pk")
    return render(request, "alerts/webhook_list.html", {"form": form, "webhooks": rows}, status=status)


@private("GET", "HEAD", "POST", nav="alerts")
def webhook_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One webhook: its state, its messages with their answers, and its buttons."""
    row = _own(request, pk)
    faults: list[str] = []
    if request.method == "POST":
        try:
            return _act(request)(request, row) or HttpResponseRedirect(_address(row))
        except EndpointRefused as reason:
            faults, row = [str(reason)], _own(request, pk)
    question = DeliveriesQuestion(request.GET, today=timezone.localdate())
    if not question.is_valid():
        raise BadInput({name: [str(each) for each in said] for name, said in question.errors.items()})
    found = page_of(question.apply(row.deliveries.all()), question)
    chosen = question.cleaned_data["state"]
    context = {
        "webhook": row,
        "faults": faults,
        "deliveries": found.object_list,
        "states": [
            {"value": value, "label": label, "chosen": value in chosen} for value, label in Delivery.State.choices
        ],
        "followed": row.subscriptions.filter(ended_at=None).order_by("pk"),
        "two_secrets": row.former_until is not None and timezone.now() < row.former_until,
        "page": found,
        **page_links(found, SameQuestion(request, question)),
    }
    return render(request, "alerts/webhook_detail.html", context, status=400 if faults else 200)


def _act(request: PageRequest) -> Act:
    """What the button that was pressed does. Raises BadInput for a form without one of them."""
    for name, act in _ACTS.items():
        if name in request.POST:
            return act
    raise BadInput({"body": [_("Press one of the buttons.")]})


def _rename(request: PageRequest, row: WebhookEndpoint) -> None:
    form = WebhookForm({"url": row.url, "name": request.POST.get("name", "")})
    endpoints.rename(endpoint=row, name=_checked(form, "name"))


def _move(request: PageRequest, row: WebhookEndpoint) -> None:
    form = WebhookForm({"url": request.POST.get("url", ""), "name": row.name})
    endpoints.move(endpoint=row, url=_checked(form, "url"), at=timezone.now())


def _switch_off(_request: PageRequest, row: WebhookEndpoint) -> None:
    endpoints.switch_off(endpoint=row, at=timezone.now())


def _switch_on(_request: PageRequest, row: WebhookEndpoint) -> None:
    endpoints.switch_on(endpoint=row, at=timezone.now())


def _rotate(request: PageRequest, row: WebhookEndpoint) -> HttpResponse:
    return _secret_page(request, endpoints.rotate(endpoint=row, at=timezone.now()))


def _test(_request: PageRequest, row: WebhookEndpoint) -> None:
    endpoints.send_test(endpoint=row, at=timezone.now())


def _remove(request: PageRequest, row: WebhookEndpoint) -> HttpResponse:
    if request.POST.get("sure") != "1":
        raise EndpointRefused(_("Tick the box to say that you are sure."), field="sure")
    endpoints.remove(endpoint=row)
    return HttpResponseRedirect(reverse("alerts:webhook-list"))


def _replay(request: PageRequest, row: WebhookEndpoint) -> None:
    number = request.POST["replay"]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise BadInput({"replay": [_("Give the number of a message.")]})
    found = row.deliveries.filter(pk=int(number)).first()
    if found is None:
        raise Http404(_("There is no message %(number)s.") % {"number": number})
    if not webhooks.replay(delivery=found, at=timezone.now()):
        raise EndpointRefused(_("This message is waiting anyway."), field="replay")


def _replay_failed(request: PageRequest, row: WebhookEndpoint) -> None:
    day = _checked(SinceForm(request.POST), "since")
    since = timezone.make_aware(datetime.combine(day, time()))
    webhooks.replay_failed(endpoint=row, since=since, at=timezone.now())


# By the name of the button.
_ACTS: dict[str, Act] = {
    "rename": _rename,
    "move": _move,
    "off": _switch_off,
    "on": _switch_on,
    "rotate": _rotate,
    "test": _test,
    "remove": _remove,
    "replay": _replay,
    "replay_failed": _replay_failed,
}


def _checked(form: Form, name: str) -> Any:
    """The value of one field. Raises EndpointRefused in its words."""
    if not form.is_valid() and name in form.errors:
        raise EndpointRefused(f"{form[name].label}: {form.errors[name][0]}", field=name)
    return form.cleaned_data[name]


def _secret_page(request: PageRequest, row: WebhookEndpoint) -> HttpResponse:
    """The only page that shows a secret; to load it anew shows nothing."""
    context = {"webhook": row, "secret": endpoints.secret_of(endpoint=row)}
    return render(request, "alerts/webhook_secret.html", context)


def _own(request: PageRequest, pk: int) -> WebhookEndpoint:
    """A webhook of the reader's. Raises Http404: of others nobody learns that they exist."""
    found = WebhookEndpoint.objects.filter(owner=owner(request), pk=pk).first()
    if found is None:
        raise Http404(_("There is no webhook %(number)s.") % {"number": pk})
    return found


def _address(row: WebhookEndpoint) -> str:
    return reverse("alerts:webhook-detail", kwargs={"pk": row.pk})
