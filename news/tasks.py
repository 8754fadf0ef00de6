"""Clockwork of the news."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from news.services import mentions

# Older news are linked again by `manage.py relink_news`, when somebody wants them to be.
_RELINKED_DAYS = 180
_MOST_RELINKED = 5_000  # articles in one go; the next bell goes on with the rest


@shared_task(acks_late=True, time_limit=120)
def relink_articles(**_future: object) -> str:
    """Compare recent articles with the register as it is now. Nothing to do while it has not changed."""
    now = timezone.now()
    since = timezone.localdate(now) - timedelta(days=_RELINKED_DAYS)
    linked = mentions.relink(at=now, since=since, most=_MOST_RELINKED)
    return f"{linked.articles} articles, {linked.added + linked.changed + linked.gone} mentions"
