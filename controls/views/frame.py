"""The frame of every page: the day it speaks for, the revision it rests on, and the answer to a wrong question."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from controls.filters.fields import BadInput
from controls.filters.questions import Question
from controls.models import Listing, Notice, recorded
from controls.models.labels import language_tag
from controls.views.asking import PageRequest
from controls.views.summaries import revision_of

View = Callable[..., HttpResponse]
# As the header offers them: each in its own words, with the mark of its own language.
LANGUAGES = [{"code": code, "name": name, "tag": language_tag(code)} for code, name in settings.LANGUAGES]


def page(question: type[Question], *, nav: str) -> Callable[[View], View]:
    """Make a function a page: GET only, its question checked before it runs.

    The view gets (request, question, **address parts). A wrong question raises BadInput, which is answered with 400
    and the field's name. `nav` is the section that the navigation marks.
    """

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def answer(request: PageRequest, **parts: Any) -> HttpResponse:
            asked = question(request.GET, today=timezone.localdate())
            if not asked.is_valid():
                raise BadInput({field: [str(e) for e in errors] for field, errors in asked.errors.items()})
            request.question, request.nav = asked, nav
            if asked.recorded is None:
                return view(request, asked, **parts)
            with read_back(request, asked.recorded):
                return view(request, asked, **parts)

        answer.question = question  # type: ignore[attr-defined]  # what this page understands, for who saves a search
        return answer

    return decorate


@contextmanager
def read_back(request: PageRequest, revision: int) -> Iterator[None]:
    """Answer a request as the register would have at a revision. Raises BadInput when it has not come to it yet."""
    newest = revision_of(request)
    try:
        with recorded.at(revision) as request.revision:
            request.newest_revision = newest
            yield
    except recorded.RevisionUnknown as unknown:
        words = _("Revisions run from %(first)s to %(newest)s.") % {"first": unknown.first, "newest": unknown.newest}
        raise BadInput({"revision": [words]}) from unknown


def frame(request: PageRequest) -> dict[str, Any]:
    """Context processor: what the frame of a page shows. The day is the question's, or today where none was asked."""
    if request.path.startswith("/admin/"):
        return {}
    today = timezone.localdate()
    asked = getattr(request, "question", None)
    day = asked.day if asked is not None else today
    revision = revision_of(request)
    facts: dict[str, Any] = cache.get_or_set(f"frame:{revision}:{day}:{today}", lambda: _facts(day, today)) or {}
    return {
        "as_of": day,
        "today": today,
        "is_past": day < today,
        "is_future": day > today,
        "revision": revision,
        "recorded_at": request.revision[1],
        "newest_revision": getattr(request, "newest_revision", None),
        "nav": getattr(request, "nav", ""),
        "contact": settings.CONTACT,
        # Where to come back to after signing in.
        "here": "" if request.path.startswith("/account/") else request.get_full_path(),
        "sends_mail": settings.SENDS_MAIL,
        "single_sign_on": settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else "",
        "languages": LANGUAGES,
        "spoken": get_language(),
        "theme": getattr(request, "theme", ""),
        **facts,
    }


def _facts(day: date, today: date) -> dict[str, Any]:
    """What has happened since a past day, and how far the register reaches."""
    latest = Notice.objects.order_by("-published_on").values_list("published_on", flat=True).first()
    since = None
    if day < today:
        later = {"published_on__gt": day, "published_on__lte": today}
        since = {
            "notices": Notice.objects.filter(**later).count(),
            "names": Listing.objects.filter(**{f"notice__{name}": value for name, value in later.items()}).count(),
        }
    return {"changes_since": since, "latest_notice_on": latest}
