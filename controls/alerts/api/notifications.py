"""What the caller was told, read by growing id."""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from controls.alerts.api import schemas, shapes
from controls.alerts.api.subscriptions import TAG
from controls.alerts.filters.notifications import NotificationsQuestion, last_of
from controls.alerts.models import Notification
from controls.alerts.services import reading
from controls.api.described import describe_private
from controls.api.endpoints import address_with, root_of
from controls.api.writing import PrivateEndpoint
from controls.screening.api.checks import caller


class Read(PrivateEndpoint):
    http_method_names = ["post"]

    @describe_private(
        "notifications_read",
        tag=TAG,
        summary="Say what you have read",
        text="Your notifications up to a number, of all your subscriptions. To fetch them alone marks nothing.",
        asks=schemas.ReadAskedSerializer,
        answer=schemas.ReadSerializer,
    )
    def post(self, request: Request) -> HttpResponse:
        self.refuse_parameters(request)
        last = last_of(request.data)
        return self.say({"read": reading.note_read(owner=caller(request), last=last, at=timezone.now())})


class NotificationList(PrivateEndpoint):
    http_method_names = ["get", "head"]

    @describe_private(
        "notifications_list",
        tag=TAG,
        summary="What you were told",
        text="Oldest first, of all your subscriptions or of one. Keep `last_id` and ask again with `after` set to it: "
        "nothing is left out and nothing comes twice.",
        question=NotificationsQuestion,
        answer=schemas.NotificationFeedSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, NotificationsQuestion)
        wanted = asked.cleaned_data
        after, limit = wanted["after"], wanted["limit"]
        rows = Notification.objects.filter(subscription__owner=caller(request), pk__gt=after)
        if wanted["subscription"]:
            rows = rows.filter(subscription=wanted["subscription"])
        found = list(rows.select_related("delivery").order_by("pk")[: limit + 1])
        last_id = found[:limit][-1].pk if found else after
        following = address_with(request, after=last_id) if len(found) > limit else None
        results = [shapes.notification(row, root=root_of(request)) for row in found[:limit]]
        return self.say({"next": following, "last_id": last_id, "results": results})
