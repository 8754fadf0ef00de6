"""People who follow things, acts that they should hear of, and a worker that does what is due."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from controls.alerts.models import Delivery, Notification, SavedSearch, Subscription
from controls.alerts.services import collecting, letters, subscriptions
from controls.alerts.services.subscriptions import Wanted
from controls.services import access
from tests.factories import make_list, make_listing

AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)  # noon and a half in Beijing, on a Saturday
TODAY = date(2026, 11, 21)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def follow(owner, kind="list", *, at=AT, on=TODAY, channel="feed", **wanted) -> Subscription:
    return subscriptions.subscribe(owner=owner, wanted=Wanted(kind=kind, channel=channel, **wanted), at=at, on=on)


def collect(*, at=AT, on=TODAY) -> int:
    return collecting.collect(at=at, on=on)


def send_all(*, at=AT) -> int:
    """Send what is due, as the clockwork does."""
    sent = 0
    while letters.send_next(name=str(uuid.uuid4()), at=at):
        sent += 1
    return sent


def labels(subscription) -> list[str]:
    """What a subscription was told, in its order."""
    rows = Notification.objects.filter(subscription=subscription).order_by("number")
    return list(rows.values_list("label", flat=True))


def acts(subscription) -> list[tuple[int, str, str]]:
    """Number, act and noun of each change that was told."""
    rows = Notification.objects.filter(subscription=subscription).order_by("number")
    return [(row.number, row.said["action"], row.said["noun"]) for row in rows]


def deliveries(subscription) -> list[Delivery]:
    return list(Delivery.objects.filter(subscription=subscription).order_by("pk"))


def save_search(owner, query="", *, route="controls:listing-list", name="Japan") -> SavedSearch:
    return SavedSearch.objects.create(owner=owner, name=name, route=route, query=query, made_at=AT)


def list_somebody(entity_list=None, **columns):
    """A new name on a list, and the list."""
    entity_list = entity_list or make_list()
    return make_listing(entity_list=entity_list, **columns), entity_list


def somebody(email="ada@example.org", role="screener"):
    return access.create_user(email=email, password="correct horse battery", role=role, at=AT)


class Caller:
    """A program with a key of somebody's."""

    def __init__(self, client, user):
        _row, key = access.issue_key(user=user, name="tests", at=timezone.now())
        self.client, self.headers = client, {"Authorization": f"Bearer {key}"}

    def ask(self, method, path, body=None):
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method)(path, headers=self.headers, **data)

    def get(self, path):
        return self.ask("get", path)
