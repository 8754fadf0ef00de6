"""What needs no signing in, only a private address: the feed of a subscription, and the way to stop it.

The two addresses have nothing in common: whoever is forwarded a letter may stop the letters, and reads nothing more.
"""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from controls.alerts.models import Notification, Subscription
from controls.alerts.services import subscriptions, wording
from controls.alerts.told import BY_A_LETTER
from controls.views import atom, errors
from controls.views.asking import PageRequest

_LONGEST_TOKEN = 64


@require_safe
def feed(request: PageRequest, token: str) -> HttpResponseBase:
    """What a subscription told, newest first, for a reader of feeds. Whoever has the address may read it."""
    row = _fetched(token)
    if row is None:
        return _nowhere(request)
    with translation.override(row.language):
        notifications = row.notifications.order_by("-number")[: atom.MOST_ENTRIES]
        told = atom.Feed(
            name=f"alerts/{row.pk}",
            title=_("%(kind)s: %(label)s") % {"kind": row.get_kind_display(), "label": row.label},
            page=reverse("alerts:subscription-detail", kwargs={"pk": row.pk}),
            entries=[_entry(row, each) for each in notifications],
        )
        response = atom.answer(told, request, private=True)
    response["Cache-Control"] = "private, no-cache"
    return response


def _entry(row: Subscription, each: Notification) -> atom.Entry:
    words = wording.told(notification=each)
    return atom.Entry(
        name=f"alerts/{row.pk}/{each.number}",
        title=words.title,
        url=words.path or reverse("alerts:subscription-detail", kwargs={"pk": row.pk}),
        updated=each.made_at,
        published=each.happened_at,
        summary="\n".join(words.lines),
    )


# A mail program posts here by itself, without a page before and without a session (RFC 8058); the token is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: PageRequest, token: str) -> HttpResponseBase:
    """Looking shows what would be stopped; only a POST stops it, so that a program that opens links stops nothing."""
    request.nav = "alerts"
    row = _to_stop(token)
    if row is None:
        return _nowhere(request)
    if request.method == "POST":
        subscriptions.end(subscription=row, at=timezone.now(), why=BY_A_LETTER)
        row.refresh_from_db()
    with translation.override(row.language):
        response: HttpResponse = render(request, "alerts/unsubscribe.html", {"subscription": row})
    response["Cache-Control"] = "private, no-store"
    # The address of this page is a secret: pages that are opened from here shall not learn it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _fetched(token: str) -> Subscription | None:
    """The subscription whose feed this address is: as long as that is its way, and its owner may read such things."""
    rows = Subscription.objects.standing().filter(channel=Subscription.Channel.FEED).select_related("owner")
    row = rows.filter(feed_token=token).first() if len(token) <= _LONGEST_TOKEN else None
    needed = "screener" if row is not None and row.kind == Subscription.Kind.PORTFOLIO else "reader"
    return row if row is not None and row.owner.may(needed) else None


def _to_stop(token: str) -> Subscription | None:
    """The subscription that a link in a letter stops; none of somebody who may no longer sign in."""
    if len(token) > _LONGEST_TOKEN:
        return None
    return Subscription.objects.filter(token=token, owner__is_active=True).first()


def _nowhere(request: PageRequest) -> HttpResponseBase:
    response = errors.not_found(request, reason=str(Http404(_("There is nothing at this address."))))
    response["Cache-Control"] = "private, no-store"
    return response
