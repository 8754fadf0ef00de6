"""What a reader prefers: the language of the interface and its colours. Kept in cookies, by nobody's name."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from controls.filters.fields import BadInput

SYSTEM = "system"
KEPT_SECONDS = 365 * 24 * 60 * 60


# A token would have to stand on every page, which would then be nobody else's to keep. What a forged form could do is
# change the language of a page, and the browser's word for where the form came from refuses even that.
@csrf_exempt
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember `language`, `theme` or both, and go back to `next`, a page of ours. Raises BadInput for other values."""
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied
    chosen = _chosen(request)
    response = HttpResponseRedirect(_back(request))
    for name, value in chosen.items():
        response.set_cookie(name, value, KEPT_SECONDS, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Values of cookies by name."""
    known = {"language": [code for code, _name in settings.LANGUAGES], "theme": [SYSTEM, *settings.THEMES]}
    cookies = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": settings.THEME_COOKIE_NAME}
    asked = {field: request.POST[field] for field in known if field in request.POST}
    faults = {
        field: [_("Choose one of: %(values)s.") % {"values": ", ".join(known[field])}]
        for field in asked or known
        if asked.get(field) not in known[field]
    }
    if faults:
        raise BadInput(faults)
    return {cookies[field]: value for field, value in asked.items()}


def _back(request: HttpRequest) -> str:
    """Where the reader was, as the form says it; the overview for what is not an address of ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else reverse("controls:home")
