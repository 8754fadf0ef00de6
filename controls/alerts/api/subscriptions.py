"""Subscriptions over the API: one's own, in every way that the pages have."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request

from controls.alerts import told
from controls.alerts.api import schemas, shapes
from controls.alerts.filters import handed_in
from controls.alerts.filters.notifications import SubscriptionsQuestion
from controls.alerts.filters.subscriptions import SubscriptionForm, given_by
from controls.alerts.models import Subscription
from controls.alerts.services import previews, subscriptions
from controls.alerts.services.answers import SearchRefused
from controls.alerts.services.subscriptions import SubscriptionRefused, Wanted
from controls.api.described import describe_private
from controls.api.endpoints import page_of, root_of
from controls.api.writing import PrivateEndpoint
from controls.filters.fields import BadInput
from controls.screening.api.checks import caller

TAG = "Alerts"
SUBSCRIPTION = OpenApiParameter(
    "pk",
    type={"type": "integer", "minimum": 1, "maximum": 999_999_999},
    location=OpenApiParameter.PATH,
    description="The subscription.",
    examples=[OpenApiExample("pk", value=1)],
)


def subscription_of(request: Request, pk: int) -> Subscription:
    """One of the caller's own. Raises Http404: of others nobody learns that they exist."""
    found = Subscription.objects.of(caller(request)).select_related("search").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no subscription %(number)s.") % {"number": pk})
    return found


def _wanted(request: Request, standing: Subscription | None = None) -> Wanted:
    """What the body asks for, over what stood. Raises BadInput, which names every field that is wrong."""
    known = handed_in.CHANGING if standing is not None else handed_in.NAMES
    values, faults = handed_in.object_of(request.data, known)
    sources: dict[str, str] = request._request.source_names()  # type: ignore[attr-defined]  # config.middleware
    form = SubscriptionForm((given_by(standing) if standing else {}) | values, sources=sources)
    if faults := {**handed_in.named(form.errors), **faults}:
        raise BadInput(faults)
    return form.wanted()


def _refused(reason: SubscriptionRefused) -> BadInput:
    return BadInput(handed_in.named({reason.field: [str(reason)]}))


class SubscriptionList(PrivateEndpoint):
    @describe_private(
        "subscriptions_list",
        tag=TAG,
        summary="What you follow",
        text="Also what has ended. Everybody sees their own only.",
        question=SubscriptionsQuestion,
        answer=schemas.SubscriptionPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, SubscriptionsQuestion)
        mine = Subscription.objects.of(caller(request)).select_related("search").order_by("-pk")
        rows, frame = page_of(request, mine, asked)
        return self.say({**frame, "results": [shapes.subscription(row, root=root_of(request)) for row in rows]})

    @describe_private(
        "subscriptions_create",
        tag=TAG,
        summary="Follow something",
        text="From now on: what was recorded before is no news. One thing is followed once by one way.",
        asks=schemas.SubscriptionAskedSerializer,
        answer=schemas.SubscriptionSerializer,
        status=201,
    )
    def post(self, request: Request) -> HttpResponse:
        self.refuse_parameters(request)
        wanted, now = _wanted(request), timezone.now()
        try:
            row = subscriptions.subscribe(owner=caller(request), wanted=wanted, at=now, on=timezone.localdate(now))
        except SubscriptionRefused as reason:
            raise _refused(reason) from reason
        return self.say(shapes.subscription(row, root=root_of(request)), status=201)


class Preview(PrivateEndpoint):
    http_method_names = ["post"]

    @describe_private(
        "subscriptions_preview",
        tag=TAG,
        summary="What a subscription would have told",
        text="In the last 90 days, by the same rules: how much, and the newest of it. Send what you would send to "
        "follow it; nothing is kept.",
        asks=schemas.SubscriptionAskedSerializer,
        answer=schemas.PreviewSerializer,
    )
    def post(self, request: Request) -> HttpResponse:
        self.refuse_parameters(request)
        wanted, now = _wanted(request), timezone.now()
        try:
            row = subscriptions.described(owner=caller(request), wanted=wanted)
            found = previews.preview(subscription=row, at=now, on=timezone.localdate(now))
        except SubscriptionRefused as reason:
            raise _refused(reason) from reason
        except SearchRefused as reason:
            raise BadInput({"search": [str(reason)]}) from reason
        return self.say(shapes.preview(row, found, root=root_of(request)))


class Feed(PrivateEndpoint):
    http_method_names = ["post"]

    @describe_private(
        "subscriptions_new_feed",
        tag=TAG,
        summary="Make a new address of a feed",
        text="The old one opens nothing any more. Refused for a subscription that goes by another way or has ended.",
        answer=schemas.SubscriptionSerializer,
        pk=SUBSCRIPTION,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row = subscription_of(request, pk)
        try:
            subscriptions.renew_feed(subscription=row)
        except SubscriptionRefused as reason:
            raise _refused(reason) from reason
        return self.say(shapes.subscription(subscription_of(request, pk), root=root_of(request)))


class SubscriptionDetail(PrivateEndpoint):
    http_method_names = ["get", "head", "patch", "delete"]

    @describe_private(
        "subscriptions_get",
        tag=TAG,
        summary="One subscription",
        text="Of others than its owner nobody learns that it exists.",
        answer=schemas.SubscriptionSerializer,
        pk=SUBSCRIPTION,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        return self.say(shapes.subscription(subscription_of(request, pk), root=root_of(request)))

    @describe_private(
        "subscriptions_change",
        tag=TAG,
        summary="Change a subscription",
        text="What it is about stays; everything else is set anew where it is given.",
        asks=schemas.SubscriptionPatchSerializer,
        answer=schemas.SubscriptionSerializer,
        pk=SUBSCRIPTION,
    )
    def patch(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row = subscription_of(request, pk)
        try:
            row = subscriptions.change(subscription=row, wanted=_wanted(request, row), at=timezone.now())
        except SubscriptionRefused as reason:
            raise _refused(reason) from reason
        return self.say(shapes.subscription(row, root=root_of(request)))

    @describe_private(
        "subscriptions_end",
        tag=TAG,
        summary="End a subscription",
        text="Nothing is sent any more, also nothing that waits. What was told stays to be read.",
        answer=schemas.SubscriptionSerializer,
        pk=SUBSCRIPTION,
    )
    def delete(self, request: Request, pk: int) -> HttpResponse:
        self.refuse_parameters(request)
        row = subscription_of(request, pk)
        subscriptions.end(subscription=row, at=timezone.now(), why=told.OVER_THE_API)
        row.refresh_from_db()
        body: dict[str, Any] = shapes.subscription(row, root=root_of(request))
        return self.say(body)
