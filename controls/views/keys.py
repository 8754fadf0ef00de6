"""One's own API keys: what they may do and when they were used last; made, shown once, and revoked at once."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls import safeguards
from controls.filters import keys
from controls.models import ApiKey, User
from controls.services import access
from controls.views.asking import PageRequest
from controls.views.private import owner, private


@private("GET", "HEAD", "POST", nav="account")
def key_list(request: PageRequest) -> HttpResponse:
    """All one's keys, and the form for a new one. The new key is in the answer to the form and nowhere else."""
    user, today = owner(request), timezone.localdate()
    if request.method != "POST":
        initial = {"scopes": ["read"], "expires_on": keys.last_day(today).isoformat()}
        return _page(request, user, keys.NewKey(owner=user, initial=initial))
    if not safeguards.proved_lately(request):
        return safeguards.prove(request, back_to=request.path)
    form = keys.NewKey(request.POST, owner=user)
    if not form.is_valid():
        return _page(request, user, form, status=400)
    said, at = form.cleaned_data, timezone.now()
    try:
        made, text = access.issue_key(
            user=user,
            name=said["name"],
            scopes=said["scopes"],
            expires_at=keys.end_of(said["expires_on"]),
            at=at,
            by=user,
        )
    except access.AccessRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, user, form, status=400)
    safeguards.tell(user, "key_made", by=user, about=str(made))
    return _page(request, user, keys.NewKey(owner=user), made=made, text=text)


@private("POST", nav="account")
def key_revoke(request: PageRequest, number: int) -> HttpResponse:
    """End one of one's keys, for which nothing is asked again. Those of others are not there."""
    user = owner(request)
    found = ApiKey.objects.filter(user=user, pk=number).first()
    if found is None:
        raise Http404(_("There is no key %(number)s of yours.") % {"number": number})
    if found.revoked_at is None:
        access.revoke_key(api_key=found, at=timezone.now(), by=user)
        safeguards.tell(user, "key_revoked", by=user, about=str(found))
    return HttpResponseRedirect(reverse("controls:key-list"))


def _page(
    request: PageRequest,
    user: User,
    form: keys.NewKey,
    *,
    made: ApiKey | None = None,
    text: str = "",
    status: int = 200,
) -> HttpResponse:
    now, words = timezone.now(), dict(keys.SCOPES)
    rows: list[dict[str, Any]] = [
        {
            "key": key,
            "scopes": [words.get(scope, scope) for scope in key.scopes],
            "works": key.revoked_at is None and (key.expires_at is None or key.expires_at > now),
        }
        for key in ApiKey.objects.filter(user=user).order_by("-created_at", "-pk")
    ]
    context = {
        "form": form,
        "chosen": form["scopes"].value() or [],
        "rows": sorted(rows, key=lambda row: not row["works"]),
        "made": made,
        "text": text,
        "proved": safeguards.proved_lately(request),
    }
    return render(request, "account/keys.html", context, status=status)
