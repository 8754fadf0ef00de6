"""Figures about the sources for monitoring: counted from what is kept, so that every process says the same."""

from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet, Sum

from controls.services.figures import Figure
from news.models import Article, FetchJob, FetchRun
from news.services import found, troubles

DAY = timedelta(hours=24)
ITEMS = {"read": "items", "new": "added", "changed": "changed"}


def figures(*, at: datetime) -> list[Figure]:
    """All figures at a moment. Labels are keys of our own rows and words of our own, never a stranger's."""
    jobs = FetchJob.objects.aggregate(
        waiting=Count("pk", filter=Q(state=FetchJob.State.WAITING)),
        under_way=Count("pk", filter=Q(state=FetchJob.State.CLAIMED)),
        oldest=Min("due_at", filter=Q(state__in=(FetchJob.State.WAITING, FetchJob.State.CLAIMED))),
    )
    oldest = (at - jobs["oldest"]).total_seconds() if jobs["oldest"] else 0.0
    return [
        *_of_runs(FetchRun.objects.filter(started_at__gt=at - DAY, started_at__lte=at)),
        Figure("fetch_jobs_waiting", "Fetches that are due and that nobody works on.", (({}, jobs["waiting"]),)),
        Figure("fetch_jobs_under_way", "Fetches that a worker has claimed.", (({}, jobs["under_way"]),)),
        Figure(
            "fetch_oldest_job_seconds", "How long the oldest fetch that is not done waits.", (({}, max(oldest, 0)),)
        ),
        *_of_sources(at),
        Figure(
            "articles_pending", "Articles that a person has not decided on.", (({}, Article.objects.pending().count()),)
        ),
        Figure(
            "notices_not_on_record",
            "Notices that sources announced and that nobody has recorded or set aside.",
            (({}, found.waiting().count()),),
        ),
    ]


def _of_runs(day: QuerySet[FetchRun]) -> list[Figure]:
    """What happened within the last 24 hours; older runs are taken away, so nothing is counted from the beginning."""
    counted = {row["outcome"]: row["runs"] for row in day.values("outcome").annotate(runs=Count("pk")).order_by()}
    sums = day.aggregate(items=Sum("items"), added=Sum("added"), changed=Sum("changed"), seconds=Sum("seconds"))
    outcomes = tuple(({"outcome": str(name)}, counted.get(name, 0)) for name in FetchRun.Outcome.values)
    return [
        Figure("fetch_runs_last_day", "Runs within the last 24 hours, by outcome.", outcomes),
        Figure("fetch_seconds_last_day", "Seconds spent on those runs.", (({}, sums["seconds"] or 0),)),
        Figure(
            "fetch_items_last_day",
            "Items of those runs: all that were read, and the new and changed among them.",
            tuple(
                ({"items": name}, sums[key] or 0)
                for name, key in (("read", "items"), ("new", "added"), ("changed",) * 2)
            ),
        ),
    ]


def _of_sources(at: datetime) -> list[Figure]:
    sources = list(troubles.switched_on())
    read = tuple(({"source": one.key}, (at - one.read_at).total_seconds()) for one in sources if one.read_at)
    return [
        Figure("source_read_age_seconds", "Time since a source was read; none while it never was.", read),
        Figure(
            "source_failures",
            "Failures of a source in a row.",
            tuple(({"source": one.key}, one.failures) for one in sources),
        ),
        Figure(
            "source_in_trouble",
            "1 while a person should look at a source.",
            tuple(({"source": one.key}, int(bool(troubles.troubles(source=one, at=at)))) for one in sources),
        ),
    ]
