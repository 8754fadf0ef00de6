"""How the installation is, for monitors and containers."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from controls.api.described import describe
from controls.api.endpoints import Endpoint, freshness_of
from controls.api.health_schemas import HealthSerializer
from controls.api.rendering import as_json
from controls.filters.questions import Question
from controls.services import health


class Health(Endpoint):
    """Open to everybody, since it says nothing that is private, and never kept by anybody."""

    authentication_classes = []

    @describe(
        "health",
        tag="Service",
        summary="Is everything running?",
        text="`ok`: database, migrations, register, broker and worker are as they should be. `degraded`: answers are "
        "given, but something is missing. `failing` (with status 503): the database does not answer. How the sources "
        "of news answer is told under `freshness`: a source in trouble is not a fault of this service.",
        question=Question,
        answer=HealthSerializer,
        failing=True,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, Question)
        report = health.examine(at=timezone.now())
        body = {
            "status": report.status,
            "checks": {
                name: {"ok": check.ok, "detail": check.detail, **check.facts} for name, check in report.checks.items()
            },
            "as_of": asked.day,
            "revision": report.revision,
            "freshness": None if report.status == health.FAILING else _freshness(request),
            "version": settings.VERSION,
        }
        status = 503 if report.status == health.FAILING else 200
        response = HttpResponse(as_json(body), status=status, content_type="application/json")
        response["Cache-Control"] = "no-store"
        return response


def _freshness(request: Request) -> dict[str, Any] | None:
    """How fresh the sources are; None where the database was lost in between. This endpoint answers all the same."""
    try:
        return freshness_of(request)
    except (DatabaseError, InterfaceError):
        return None
