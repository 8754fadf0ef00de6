"""Figures for a Prometheus server, as plain text in its format 0.0.4. Off unless the setting METRICS is on."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from news.services.figures import Figure, figures

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "register_"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures. An installation that does not want to tell them has no such page."""
    if not settings.METRICS:
        raise Http404
    return HttpResponse(written(figures(at=timezone.now())), content_type=FORMAT)


def written(found: Iterable[Figure]) -> str:
    """Figures in the exposition format: each with its help, its type and a line for each set of labels."""
    lines = []
    for figure in found:
        name = f"{PREFIX}{figure.name}"
        lines += [f"# HELP {name} {figure.help}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(labels)} {value:.15g}" for labels, value in figure.values]
    return "\n".join(lines) + "\n"


def _labels(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items()) + "}"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
