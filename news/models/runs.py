"""Questions about runs that span several sources."""

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from news.models.jobs import FetchRun
from news.models.sources import Source


def latest_runs(sources: Sequence[Source], *, most: int) -> dict[int, list[FetchRun]]:
    """The last runs of each source, by its number, the newest first. Two queries, however many runs there are."""
    latest = FetchRun.objects.filter(source=OuterRef("pk")).order_by("-started_at", "-pk").values("pk")[:most]
    asked = Source.objects.filter(pk__in=[source.pk for source in sources]).order_by("pk")
    numbers = [number for each in asked.values_list(ArraySubquery(latest), flat=True) for number in each]
    found: dict[int, list[FetchRun]] = {}
    for run in FetchRun.objects.filter(pk__in=numbers).order_by("-started_at", "-pk"):
        found.setdefault(run.source_id, []).append(run)
    return found
