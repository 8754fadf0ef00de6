"""The page of everything that a reader was told, newest first; and what of it was read."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.alerts.filters.notifications import NotificationsPage
from controls.alerts.models import Notification
from controls.alerts.services import reading
from controls.alerts.views import words
from controls.alerts.views.subscriptions import asked
from controls.filters.fields import BadInput
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.pages import page_links, page_of
from controls.views.private import owner as reader
from controls.views.private import private


@private("GET", "HEAD", "POST", nav="alerts")
def notification_list(request: PageRequest) -> HttpResponse:
    """What was told by all subscriptions. The reader says what has been read; looking alone changes nothing."""
    owner = reader(request)
    if request.method == "POST":
        last = request.POST.get("last", "")
        if not last.isascii() or not last.isdigit() or len(last) > 15:
            raise BadInput({"last": [_("Give the number of a notification.")]})
        reading.note_read(owner=owner, last=int(last), at=timezone.now())
        return HttpResponseRedirect(reverse("alerts:notification-list"))
    question = asked(request, NotificationsPage)
    rows = Notification.objects.filter(subscription__owner=owner)
    found = page_of(rows.select_related("subscription", "delivery").order_by("-pk"), question)
    context = {
        "page": found,
        "notifications": [words.notification(each) for each in found.object_list],
        "unread": rows.filter(read_at=None).count(),
        "newest": rows.order_by("-pk").values_list("pk", flat=True).first() or 0,
        **page_links(found, SameQuestion(request, question)),
    }
    return render(request, "alerts/notification_list.html", context)
