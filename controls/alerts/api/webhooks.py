"""Webhooks over the API: where they go, their secrets, how their messages went, and sending them again."""

from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request

from controls.alerts.api import webhook_schemas as schemas
from controls.alerts.filters import webhooks as asking
from controls.alerts.filters.webhooks import SWITCHES, DeliveriesQuestion, WebhooksQuestion, texts_of
from controls.alerts.models import Delivery, WebhookEndpoint
from controls.alerts.services import endpoints, webhooks
from controls.alerts.services.endpoints import EndpointRefused
from controls.api.described import describe_private
from controls.api.endpoints import page_of
from controls.api.writing import PrivateEndpoint
from controls.filters.fields import BadInput
from controls.screening.api.checks import caller

TAG = "Alerts"


def _number(name: str, words: str) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        type={"type": "integer", "minimum": 1, "maximum": 999_999_999},
        location=OpenApiParameter.PATH,
        description=words,
        examples=[OpenApiExample(name, value=1)],
    )


WEBHOOK, MESSAGE = _number("pk", "The webhook."), _number("number", "The message.")


def shape(row: WebhookEndpoint) -> dict[str, Any]:
    """A webhook without its secret."""
    return {
        "id": row.pk,
        "url": row.url,
        "name": row.name,
        "state": row.state,
        "state_since": row.state_since,
        "made_at": row.made_at,
        "secret_number": row.generation,
        "former_secret_until": row.former_until,
        "last_good_at": row.last_good_at,
        "failing_since": row.failing_since,
        "last_trouble": row.last_trouble or None,
    }


def shape_of_message(row: Delivery) -> dict[str, Any]:
    """A message and how it went."""
    return {
        "number": row.pk,
        "id": f"msg_{row.uid.hex}",
        "subscription": row.subscription_id,
        "state": row.state,
        "made_at": row.made_at,
        "due_at": row.due_at,
        "attempts": row.attempts,
        "status": row.status,
        "trouble": row.trouble or None,
        "sent_at": row.sent_at,
    }


def _own(request: Request, pk: int) -> WebhookEndpoint:
    """A webhook of the caller's. Raises Http404: of others nobody learns that they exist."""
    found = WebhookEndpoint.objects.filter(owner=caller(request), pk=pk).first()
    if found is None:
        raise Http404(_("There is no webhook %(number)s.") % {"number": pk})
    return found


def _given(request: Request, form_of: Any) -> dict[str, Any]:
    """What a body says, checked. Raises BadInput, which names every field that is wrong."""
    values, faults = texts_of(request.data, tuple(form_of.base_fields))
    form = form_of(values)
    faults = {**{name: [str(each) for each in said] for name, said in form.errors.items()}, **faults}
    if faults:
        raise BadInput(faults)
    return {name: form.cleaned_data[name] for name in values}


def _refused(reason: EndpointRefused) -> BadInput:
    return BadInput({reason.field: [str(reason)]})


class WebhookList(PrivateEndpoint):
    @describe_private(
        "webhooks_list",
        tag=TAG,
        summary="Your webhooks",
        text="Where your programs are told, and how that goes. Secrets are never shown again.",
        question=WebhooksQuestion,
        answer=schemas.WebhookPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, WebhooksQuestion)
        rows, frame = page_of(
            request, WebhookEndpoint.objects.filter(owner=caller(request)).order_by("name", "pk"), asked
        )
        return self.say({**frame, "results": [shape(row) for row in rows]})

    @describe_private(
        "webhooks_create",
        tag=TAG,
        summary="Add a webhook",
        text="Its address is looked up and gets a test message at once; one that is not public or redirects is refused."
        " The answer shows the secret, once.",
        asks=schemas.WebhookAskedSerializer,
        answer=schemas.WebhookWithSecretSerializer,
        status=201,
    )
    def post(self, request: Request) -> HttpResponse:
        self.refuse_parameters(request)
        try:
            row = endpoints.add(owner=caller(request), at=timezone.now(), **_given(request, asking.WebhookForm))
        except EndpointRefused as reason:
            raise _refused(reason) from reason
        return self.say({**shape(row), "secret": endpoints.secret_of(endpoint=row)}, status=201)


class WebhookDetail(PrivateEndpoint):
    http_method_names = ["get", "head", "patch", "delete"]

    @describe_private(
        "webhooks_get",
        tag=TAG,
        summary="One webhook",
        text="Others than its owner get 404.",
        answer=schemas.WebhookSerializer,
        pk=WEBHOOK,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        return self.say(shape(_own(request, pk)))

    @describe_private(
        "webhooks_change",
        tag=TAG,
        summary="Move or rename a webhook, or switch it off or on",
        text="What is left out stays. Another address is looked up and tried as a new one is, and what waits goes "
        "there. Switched on, its address is tried again, and what waits is sent.",
        asks=schemas.WebhookPatchSerializer,
        answer=schemas.WebhookSerializer,
        pk=WEBHOOK,
    )
    def patch(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row, given = _own(request, pk), _given(request, asking.ChangeForm)
        try:
            if given.get("url"):
                row = endpoints.move(endpoint=row, url=given["url"], at=timezone.now())
            if given.get("state") == SWITCHES[0]:
                row = endpoints.switch_on(endpoint=row, at=timezone.now())
            elif given.get("state"):
                row = endpoints.switch_off(endpoint=row, at=timezone.now())
            if given.get("name"):
                row = endpoints.rename(endpoint=row, name=given["name"])
        except EndpointRefused as reason:
            raise _refused(reason) from reason
        return self.say(shape(row))

    @describe_private(
        "webhooks_remove",
        tag=TAG,
        summary="Remove a webhook",
        text="With its subscriptions, and with what was sent and what waits. The answer is what it was.",
        answer=schemas.WebhookSerializer,
        pk=WEBHOOK,
    )
    def delete(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row = _own(request, pk)
        said = shape(row)
        endpoints.remove(endpoint=row)
        return self.say(said)


class Rotate(PrivateEndpoint):
    http_method_names = ["post"]

    @describe_private(
        "webhooks_rotate",
        tag=TAG,
        summary="Make a new secret",
        text="For 24 hours messages carry two signatures, by the new secret and by the former one.",
        answer=schemas.WebhookWithSecretSerializer,
        pk=WEBHOOK,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row = endpoints.rotate(endpoint=_own(request, pk), at=timezone.now())
        return self.say({**shape(row), "secret": endpoints.secret_of(endpoint=row)})


class Test(PrivateEndpoint):
    http_method_names = ["post"]

    @describe_private(
        "webhooks_test",
        tag=TAG,
        summary="Send a test message",
        text="It goes the way of all others, in their order.",
        answer=schemas.WebhookMessageSerializer,
        status=202,
        pk=WEBHOOK,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        try:
            row = endpoints.send_test(endpoint=_own(request, pk), at=timezone.now())
        except EndpointRefused as reason:
            raise _refused(reason) from reason
        return self.say(shape_of_message(row), status=202)


class DeliveryList(PrivateEndpoint):
    http_method_names = ["get", "head"]

    @describe_private(
        "webhooks_deliveries",
        tag=TAG,
        summary="Messages to a webhook",
        text="The newest first, each with its attempts and the last answer.",
        question=DeliveriesQuestion,
        answer=schemas.WebhookMessagePageSerializer,
        pk=WEBHOOK,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        asked = self.ask(request, DeliveriesQuestion)
        rows, frame = page_of(request, asked.apply(_own(request, pk).deliveries.all()), asked)
        return self.say({**frame, "results": [shape_of_message(row) for row in rows]})


class ReplayFailed(PrivateEndpoint):
    http_method_names = ["post"]

    @describe_private(
        "webhooks_replay_failed",
        tag=TAG,
        summary="Send again what was given up",
        text="Every message that was given up and was made on or after a day, in the old order and under its old id; "
        "without those of subscriptions that you ended. Refused for a webhook that is not in use.",
        asks=schemas.ReplayAskedSerializer,
        answer=schemas.ReplayedSerializer,
        status=202,
        pk=WEBHOOK,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row, day = _own(request, pk), _given(request, asking.SinceForm)["since"]
        since = timezone.make_aware(datetime.combine(day, time()))
        try:
            again = webhooks.replay_failed(endpoint=row, since=since, at=timezone.now())
        except EndpointRefused as reason:
            raise _refused(reason) from reason
        return self.say({"again": again}, status=202)


class Replay(PrivateEndpoint):
    http_method_names = ["post"]

    @describe_private(
        "webhooks_replay",
        tag=TAG,
        summary="Send one message again",
        text="At once and under its old id. One that waits anyway, or whose subscription you ended, is refused, and "
        "any of a webhook that is not in use.",
        answer=schemas.WebhookMessageSerializer,
        status=202,
        pk=WEBHOOK,
        number=MESSAGE,
    )
    def post(self, request: Request, pk: int, number: int) -> HttpResponse:
        self.refuse_parameters(request)
        rows = _own(request, pk).deliveries.filter(pk=number)
        found = rows.first()
        if found is None:
            raise Http404(_("There is no message %(number)s.") % {"number": number})
        try:
            again = webhooks.replay(delivery=found, at=timezone.now())
        except EndpointRefused as reason:
            raise _refused(reason) from reason
        if not again:
            raise BadInput({"number": [_("This message is waiting anyway.")]})
        return self.say(shape_of_message(rows.get()), status=202)
