"""Pages of subscriptions: one's own, a new one with its preview, one of them, and its end."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from controls.alerts import told
from controls.alerts.filters.notifications import NotificationsPage, SubscriptionsQuestion
from controls.alerts.filters.subscriptions import SubscriptionForm, acts_of, choices_for, endpoints_of, given_by
from controls.alerts.models import Subscription
from controls.alerts.services import answers, previews, subscriptions
from controls.alerts.services.subscriptions import SubscriptionRefused
from controls.alerts.views import words
from controls.filters.fields import BadInput
from controls.filters.questions import PagedQuestion
from controls.models import User
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.pages import page_links, page_of
from controls.views.private import owner as reader
from controls.views.private import private

_Kind = Subscription.Kind


@private("GET", "HEAD", nav="alerts")
def subscription_list(request: PageRequest) -> HttpResponse:
    """What the reader follows, and how much of it was not read yet."""
    question = asked(request, SubscriptionsQuestion)
    rows = Subscription.objects.of(reader(request)).select_related("search").with_unread()
    found = page_of(rows.order_by("-pk"), question)
    context = {"page": found, "subscriptions": found.object_list, **page_links(found, SameQuestion(request, question))}
    return render(request, "alerts/subscription_list.html", context)


@private("GET", "HEAD", "POST", nav="alerts")
def subscription_new(request: PageRequest) -> HttpResponse:
    """Choose what to follow; see what that would have told; follow it."""
    owner, sources = reader(request), request.source_names()
    kind = (request.POST or request.GET).get("kind", "")
    if not kind:
        return render(request, "alerts/subscription_kinds.html", {"kinds": words.kinds()})
    given = request.POST if request.method == "POST" else _beginning(request)
    form = SubscriptionForm(given, sources=sources)
    context: dict[str, Any] = {}
    if form.is_valid():
        try:
            if request.method == "POST" and "follow" in request.POST:
                now = timezone.now()
                row = subscriptions.subscribe(owner=owner, wanted=form.wanted(), at=now, on=timezone.localdate(now))
                return HttpResponseRedirect(reverse("alerts:subscription-detail", kwargs={"pk": row.pk}))
            row = subscriptions.described(owner=owner, wanted=form.wanted())
            context |= {"label": row.label, **_previewed(row)}
        except SubscriptionRefused as reason:
            # Before anything was chosen, nothing was chosen wrongly.
            if request.method == "POST" or _names_something(request):
                form.add_error(reason.field, str(reason))
    if "kind" in form.errors:
        raise BadInput({"kind": [str(each) for each in form.errors["kind"]]})
    status = 400 if form.errors else 200
    return render(request, "alerts/subscription_new.html", context | _fields(form, kind, owner, sources), status=status)


def _beginning(request: PageRequest) -> dict[str, Any]:
    """What a link “Follow” asks for, with the usual way; a parameter that nobody knows is refused."""
    known = ("kind", "subject", "search", "portfolio", "days")
    if unknown := [name for name in request.GET if name not in known]:
        raise BadInput({name[:80]: [_("Unknown parameter. Known: %s.") % ", ".join(known)] for name in unknown})
    way = Subscription.Channel.EMAIL if settings.EMAIL_HOST else Subscription.Channel.FEED
    return {"channel": way, "language": get_language() or settings.LANGUAGE_CODE, **request.GET.dict()}


def _names_something(request: PageRequest) -> bool:
    return any(request.GET.get(name) for name in ("subject", "search", "portfolio", "days"))


def _previewed(row: Subscription) -> dict[str, Any]:
    now = timezone.now()
    try:
        return {"preview": previews.preview(subscription=row, at=now, on=timezone.localdate(now))}
    except answers.SearchRefused as reason:
        return {"no_preview": str(reason)}


@private("GET", "HEAD", "POST", nav="alerts")
def subscription_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One subscription: what it told and how that went, what it wants, and how to stop it."""
    row = subscription_by(request, pk)
    sources = request.source_names()
    form = SubscriptionForm(request.POST or given_by(row), sources=sources)
    if request.method == "POST":
        here = HttpResponseRedirect(reverse("alerts:subscription-detail", kwargs={"pk": pk}))
        if "end" in request.POST:
            subscriptions.end(subscription=row, at=timezone.now(), why=told.ON_ITS_PAGE)
            return here
        if "renew" in request.POST:
            try:
                subscriptions.renew_feed(subscription=row)
            except SubscriptionRefused as reason:
                raise BadInput({"renew": [str(reason)]}) from reason
            return here
        if form.is_valid():
            try:
                subscriptions.change(subscription=row, wanted=form.wanted(), at=timezone.now())
                return here
            except SubscriptionRefused as reason:
                form.add_error(reason.field, str(reason))
    else:
        form.is_valid()
    question = asked(request, NotificationsPage)
    found = page_of(row.notifications.select_related("delivery").order_by("-number"), question)
    context = {
        "subscription": row,
        "feed": feed_address(request, row) if row.channel == Subscription.Channel.FEED else "",
        "page": found,
        "notifications": [words.notification(each) for each in found.object_list],
        "newest": row.notifications.order_by("-pk").values_list("pk", flat=True).first() or 0,
        **_fields(form, row.kind, row.owner, sources, present=row.endpoint_id),
        **page_links(found, SameQuestion(request, question)),
    }
    bad = request.method == "POST" and bool(form.errors)
    return render(request, "alerts/subscription_detail.html", context, status=400 if bad else 200)


def _fields(
    form: SubscriptionForm, kind: str, owner: User, sources: dict[str, str], present: int | None = None
) -> dict[str, Any]:
    """What the fields of a form show; `present` is the webhook that is the way already."""
    about, choices = choices_for(kind, owner, sources)
    return {
        "form": form,
        "kind": kind,
        "kind_label": _Kind(kind).label if kind in _Kind.values else "",
        "about": about,
        "about_field": form[about],
        "choices": choices,
        "acts": acts_of(kind),
        "chosen": [str(each) for each in form["actions"].value() or []],
        "channels": Subscription.Channel.choices,
        "endpoints": endpoints_of(owner, present),
        "rhythms": Subscription.Rhythm.choices,
        "mail_languages": settings.LANGUAGES,
        "mail": bool(settings.EMAIL_HOST),
    }


def feed_address(request: PageRequest, row: Subscription) -> str:
    """The private address of what a subscription told."""
    return request.build_absolute_uri(reverse("alerts:feed", kwargs={"token": row.feed_token}))


def subscription_by(request: PageRequest, pk: int) -> Subscription:
    """One of the reader's own. Raises Http404: of others nobody learns that they exist."""
    rows = Subscription.objects.of(reader(request)).select_related("endpoint", "search", "portfolio", "owner")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no subscription %(number)s.") % {"number": pk})
    return found


def asked(request: PageRequest, question: type[PagedQuestion]) -> Any:
    """The question of a page. Raises BadInput, which names every parameter at fault."""
    found = question(request.GET, today=timezone.localdate())
    if not found.is_valid():
        raise BadInput({name: [str(each) for each in said] for name, said in found.errors.items()})
    return found
