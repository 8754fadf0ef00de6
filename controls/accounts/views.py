"""Pages of an account that allauth does not have."""

import logging
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from controls.models import User
from controls.services import access

logger = logging.getLogger(__name__)


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """What the account is, and where each part of it is changed."""
    user = request.user
    assert isinstance(user, User)
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    context = {
        "factors": factors.count(),
        "second_factor_needed": access.needs_second_factor(user=user),
        "sends_mail": settings.SENDS_MAIL,
    }
    return render(request, "account/overview.html", context)


def single_sign_on(request: HttpRequest) -> HttpResponseBase:
    """To the operator's provider, by a page in between: the browser lets no form of ours be sent on to another host."""
    answer = _heard(request, openid_connect.login)
    if answer.status_code != 302:
        return answer
    context = {"provider": settings.OIDC_NAME, "address": answer["Location"]}
    return render(request, "socialaccount/onwards.html", context)


def single_sign_on_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from the provider, with a code that it changes into who somebody is."""
    return _heard(request, openid_connect.callback)


def _heard(request: HttpRequest, step: Callable[..., HttpResponseBase]) -> HttpResponseBase:
    """A provider that does not answer, or not as agreed, is no fault of ours."""
    try:
        return step(request, provider_id="sso")
    except (OSError, KeyError) as fault:  # what asks over the network raises OSError, also for what is no JSON
        logger.warning("The provider of OpenID Connect: %s", type(fault).__name__)
        return render(request, "socialaccount/authentication_error.html", status=401)
