"""How the installation is, for people; programs ask /api/v1/health/."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from controls.services import health as signs
from controls.views.asking import PageRequest

NAMES = {
    "database": _("Database"),
    "migrations": _("Migrations"),
    "register": _("Register"),
    "broker": _("Broker"),
    "worker": _("Background worker"),
}


@require_safe
@never_cache
def health(request: PageRequest) -> HttpResponse:
    """What works and what does not. Without a database the plain page for that is shown: the frame needs one."""
    report = signs.examine(at=timezone.now())
    if report.status == signs.FAILING:
        return HttpResponse(render_to_string("503.html"), status=503)
    checks = [{"name": NAMES[name], "ok": check.ok, "detail": check.detail} for name, check in report.checks.items()]
    context = {"status": report.status, "checks": checks, **request.freshness()}
    return render(request, "controls/health.html", context)
