"""Two questions of machines: does the process live, and can it answer? Open to all, and nothing in them is private."""

from typing import Any

import orjson
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from controls.screening.services import index
from controls.services import health
from controls.services.health import Check

READY, DEGRADED, NOT_READY = "ready", "degraded", "not ready"
# Without these no question is answered, or not whole. Without the others reading and single checks go on.
REQUIRED = ("database", "migrations", "index")
# For so long one answer serves everybody: whoever asks without end must not use up the connections of the database.
KEPT_SECONDS = 1


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives and takes requests. Asks nobody else, so that a lost database restarts no web server."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether this process can answer, with the reasons: 503 when not, and the parts that are at fault by name."""
    kept: tuple[int, bytes] | None = caches["default"].get("readyz")
    if kept is None:
        kept = _answered()
        caches["default"].set("readyz", kept, KEPT_SECONDS)
    status, body = kept
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")


def _answered() -> tuple[int, bytes]:
    checks = health.examine(at=timezone.now()).checks | {"index": _index(), "disk": health.disk()}
    failing = sorted(name for name, check in checks.items() if not check.ok)
    status = NOT_READY if set(failing) & set(REQUIRED) else DEGRADED if failing else READY
    body: dict[str, Any] = {"status": status, "failing": failing, "checks": {}}
    for name, check in sorted(checks.items()):
        body["checks"][name] = {"ok": check.ok, "required": name in REQUIRED, "detail": check.detail}
    return 503 if status == NOT_READY else 200, orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)


def _index() -> Check:
    if index.is_loaded():
        return Check(True, _("The index of names is loaded."))
    index.warm_beside()  # the next one to ask finds it, also when the database was away at the start
    return Check(False, _("The index of names is not loaded yet; nothing can be screened."))
