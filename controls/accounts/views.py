"""Pages of an account that allauth does not have."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from controls.models import User
from controls.services import access


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
    answer = openid_connect.login(request, provider_id="sso")
    if answer.status_code != 302:
        return answer
    context = {"provider": settings.OIDC_NAME, "address": answer["Location"]}
    return render(request, "socialaccount/onwards.html", context)
