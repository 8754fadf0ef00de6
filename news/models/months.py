"""How much was reported in each month: events and articles."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from controls.charts.scales import months_after
from news.models.articles import Article
from news.models.events import NewsEvent


@dataclass(frozen=True, slots=True)
class MonthOfNews:
    """The first day of a month, the events on record of it, and the articles shown that came out in it."""

    month: date
    events: int
    articles: int


def by_month(*, on: date, months: int) -> tuple[MonthOfNews, ...]:
    """The last months up to that of a day, those without news too, in two queries. Days after it are not counted."""
    last = on.replace(day=1)
    first = months_after(last, 1 - months)
    events = _counted(NewsEvent.objects.known(on=on).filter(day__gte=first))
    articles = _counted(Article.objects.shown().between(first, on))
    every = [months_after(first, number) for number in range(months)]
    return tuple(MonthOfNews(month, events.get(month, 0), articles.get(month, 0)) for month in every)


def _counted(rows: QuerySet) -> dict[date, int]:
    return dict(
        rows.order_by().annotate(month=TruncMonth("day")).values("month").annotate(count=Count("pk"))
        .values_list("month", "count")
    )  # fmt: skip
