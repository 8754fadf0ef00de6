"""Project-wide request plumbing. Wired in settings by dotted path; imported by nobody."""

import gzip
import hashlib
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from config import errors, inputs
from controls.filters.fields import BadInput
from controls.models import Change, User
from controls.services import access
from news.models.movements import moved
from news.services import freshness, lateness

Handler = Callable[[HttpRequest], HttpResponse]
# Answers that must be fresh; those on health are given even when the database, and with it the revision, is gone.
# How sources answer moves with every run, which is no change of anything else.
UNKEPT = (
    *("/account/", "/admin/", "/alerts/", "/health/", "/healthz", "/readyz", "/news/sources/"),
    *(f"{errors.API_PREFIX}{path}" for path in ("health/", "sources/")),
    # Kept by their revision where they are made: here each would stand once more for every question.
    f"{errors.API_PREFIX}export/",
)


class InputGateMiddleware:
    """The one gate for what no view can answer: broken encodings, NUL, oversized queries, JSON that is none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            inputs.check_path(request.META.get("PATH_INFO", ""))
            inputs.check_query(request.META.get("QUERY_STRING", ""))
            if request.path.startswith(errors.API_PREFIX) and request.content_type == "application/json":
                inputs.check_json(request.body)
        except BadInput as refusal:
            return errors.refused(request, refusal)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view found wrong with a question is answered in the same words."""
        return errors.refused(request, exception) if isinstance(exception, BadInput) else None


class FreshnessMiddleware:
    """Hand every view what the register itself cannot know: how fresh the sources of news are (decision 19)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.freshness = lambda: freshness.told(at=timezone.now())  # type: ignore[attr-defined]  # asked when needed
        request.source_names = lateness.names  # type: ignore[attr-defined]  # asked when needed
        return self.get_response(request)


class RevisionCacheMiddleware:
    """Answer a visitor's repeated question from memory for as long as neither the register nor the news have changed.

    The key is the register's revision, the last movements of the news, the day in Beijing, how fresh the sources are
    where an answer says so, language and colours, and the whole question; a new change makes every key new, so nothing
    is ever served stale and nothing has to be cleared. Only whole pages for visitors who are not signed in are kept.
    ETag names revision and day, followed by a digest of the content.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.pages = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._concerns(request):
            return self.get_response(request)
        newest = Change.objects.order_by("-id").values_list("id", "recorded_at", moved()).first()
        *revision, news = newest or (0, None, [])
        request.revision = tuple(revision)  # type: ignore[attr-defined]  # spares the frame of the page the question
        mark = f"{revision[0]}-{timezone.localdate():%Y%m%d}"
        about = [mark, str(news), *self._freshness(request), *self._question(request)]
        key = hashlib.sha256("\n".join(about).encode()).hexdigest()
        response = self.pages.get(key)
        if response is None:
            response = self._ask(request, mark)
            if response.status_code == 200 and response.has_header("ETag"):
                self.pages.set(key, response)
        given = request.headers.get("If-None-Match", "")
        if response.has_header("ETag") and response["ETag"] in [tag.strip() for tag in given.split(",")]:
            return self._unchanged(response)
        return response

    @staticmethod
    def _concerns(request: HttpRequest) -> bool:
        private = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        return request.method in ("GET", "HEAD") and not private and not request.path.startswith(UNKEPT)

    @staticmethod
    def _freshness(request: HttpRequest) -> list[str]:
        """What the API and the page of the lists say of the sources; other pages that say it are not kept."""
        asked = request.path.startswith(errors.API_PREFIX) or request.path == "/entities/"
        return [str(freshness.told(at=timezone.now()))] if asked else []

    @staticmethod
    def _question(request: HttpRequest) -> list[str]:
        headers = (request.headers.get(name, "") for name in ("HX-Request", "HX-History-Restore-Request", "Accept"))
        packed = "gzip" if "gzip" in request.headers.get("Accept-Encoding", "") else ""
        look = (translation.get_language() or "", getattr(request, "theme", ""))
        return [request.method or "", request.get_host(), request.get_full_path(), packed, *look, *headers]

    def _ask(self, request: HttpRequest, mark: str) -> HttpResponse:
        response = self.get_response(request)
        whole = response.status_code == 200 and not response.streaming and not response.cookies
        if whole and not response.has_header("Cache-Control"):
            # Of what was said, not of how it was packed: no two packings of the same page are alike.
            packed = response.get("Content-Encoding") == "gzip"
            content = gzip.decompress(response.content) if packed else response.content
            response["ETag"] = f'W/"{mark}-{hashlib.sha256(content).hexdigest()[:16]}"'
            response["Cache-Control"] = "no-cache"  # keep it, but ask each time: a listing may be an hour old
        return response

    @staticmethod
    def _unchanged(response: HttpResponse) -> HttpResponse:
        answer = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary"):
            if response.has_header(name):
                answer[name] = response[name]
        return answer


class PackingMiddleware(GZipMiddleware):
    """Pack answers, but for those that say the digest of their very bytes: packed they would have another."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.has_header("Repr-Digest") else super().process_response(request, response)


class FragmentMiddleware:
    """Set request.is_fragment when htmx asks for a part of a page instead of the whole page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        headers = request.headers
        # A history restore needs the whole page, although htmx sends it.
        request.is_fragment = (  # type: ignore[attr-defined]  # read by the views
            headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"
        )
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])  # or a cache hands a fragment to a full-page visitor
        return response


class PermissionsPolicyMiddleware:
    """Switch off what no page of ours uses, for whatever might slip into one; let no other site embed what we answer.

    No Cross-Origin-Embedder-Policy: it would guard memory that only pages with other sites' content share, and ours
    load nothing from elsewhere.
    """

    POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PrivateAnswersMiddleware:
    """What somebody who says who he is gets to see is kept by nobody on the way.

    An answer that says nothing of it is not kept at all. One with facts for everybody, that may be kept if it is asked
    for each time, is kept by his own browser only.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        if known or settings.SESSION_COOKIE_NAME in response.cookies:
            response.headers.setdefault("Cache-Control", "private, no-store")
            if response.headers["Cache-Control"] == "no-cache":
                response.headers["Cache-Control"] = "private, no-cache"
        return response


class SecondFactorMiddleware:
    """Where the settings ask for it, editors and admins set up a second factor before they do anything else.

    Asked once the address is known: what is free stands here by the names of its routes, one by one. Who comes with a
    key is known later, and asked the same by `controls.api.authentication`.
    """

    FREE = frozenset({
        "account_overview", "account_login", "account_logout", "account_reauthenticate", "healthz", "readyz",
        "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_list_webauthn",
        "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes", "api:health", "controls:preferences",
    })  # fmt: skip

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """The way to the page where it is set up, or 403 to a program; None for who has one or needs none."""
        route = request.resolver_match.view_name if request.resolver_match else ""
        if route in self.FREE or not self._lacks(request.user):
            return None
        if request.path.startswith(errors.API_PREFIX):
            return errors.second_factor_missing(request)
        messages.warning(request, _("Your role needs a second factor here. Everything else opens when it is set up."))
        return HttpResponseRedirect(reverse("mfa_index"))

    @staticmethod
    def _lacks(user: object) -> bool:
        return isinstance(user, User) and access.lacks_second_factor(user=user)
