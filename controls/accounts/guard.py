"""Who asks, on which device, and whether one more try is evaluated."""

import secrets
from datetime import timedelta

from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from controls.callers import caller_of, network_of
from controls.models import User
from controls.models.signins import SignInTry
from controls.services import signins

__all__ = ["caller_of", "may_write", "network_of", "remember", "take", "too_many"]
# A signed note in the browser that an account signed in there before. It opens nothing: it gives tries of its own.
DEVICE_COOKIE = "__Host-device" if settings.HTTPS else "device"
DEVICE_KNOWN = timedelta(days=180)
ACCOUNTS_OF_A_DEVICE = 5
_SALT = "controls.accounts.device"


def take(request: HttpRequest, kind: SignInTry.Kind, email: str) -> SignInTry:
    """Write down a try, before it is evaluated. Raises an answer, 429 in words, when it is one too many."""
    try:
        return signins.take(
            kind=kind, email=email, caller=network_of(request), device=_device(request, email), at=timezone.now()
        )
    except signins.TooMany as refusal:
        raise ImmediateHttpResponse(too_many(request, refusal.wait)) from refusal


def may_write(request: HttpRequest, email: str) -> bool:
    """Whether a letter to set a new password goes out. Raises an answer when one address asks for too many."""
    try:
        return signins.may_write(email=email, caller=network_of(request), at=timezone.now())
    except signins.TooMany as refusal:
        raise ImmediateHttpResponse(too_many(request, refusal.wait)) from refusal


def too_many(request: HttpRequest, wait: timedelta) -> HttpResponse:
    """429: says how long to wait and what works meanwhile."""
    seconds = int(wait.total_seconds()) + 1
    context = {"seconds": seconds, "minutes": (seconds + 59) // 60, "sends_mail": settings.SENDS_MAIL}
    answer = render(request, "429.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Note in the browser that this account signed in on it."""
    known = _devices(request)
    account = signins.digest(text=user.email)
    mark = known.pop(account, "") or secrets.token_hex(16)
    known = dict([*known.items(), (account, mark)][-ACCOUNTS_OF_A_DEVICE:])
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(known, salt=_SALT),
        max_age=DEVICE_KNOWN,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _device(request: HttpRequest, email: str) -> str:
    return _devices(request).get(signins.digest(text=email.strip().lower()), "")


def _devices(request: HttpRequest) -> dict[str, str]:
    """The marks that this browser carries, by digest of account; none when the note is forged, broken or old."""
    try:
        found = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=_SALT, max_age=DEVICE_KNOWN)
    except signing.BadSignature:
        return {}
    return dict(found)
