"""Figures of all floors for a Prometheus server, as plain text in its format 0.0.4. Off unless METRICS is on."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from controls.alerts.services import figures as of_alerts
from controls.screening.services import figures as of_screening
from controls.services import figures as of_the_register
from controls.services.figures import Figure
from news.services import figures as of_news

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "register_"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures. An installation that does not want to tell them has no such page."""
    if not settings.METRICS:
        raise Http404
    at = timezone.now()
    floors = (of_the_register, of_screening, of_alerts, of_news)
    found = [figure for floor in floors for figure in floor.figures(at=at)]
    return HttpResponse(written(found), content_type=FORMAT)


def written(found: Iterable[Figure]) -> str:
    """Figures in the exposition format: each with its help, its type and a line for each set of labels."""
    lines = []
    for figure in found:
        name = f"{PREFIX}{figure.name}"
        lines += [f"# HELP {name} {figure.help}", f"# TYPE {name} {figure.kind}"]
        samples = [("", labels, value) for labels, value in figure.values] + list(figure.parts)
        lines += [f"{name}{ending}{_labels(labels)} {value:.15g}" for ending, labels, value in samples]
    return "\n".join(lines) + "\n"


def _labels(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items()) + "}"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
