"""What happened becomes notifications: one row per subscription and occurrence, numbered, and put on its way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from controls.alerts import rules
from controls.alerts.models import Delivery, Notification, Subscription
from controls.alerts.services import deliveries

_Channel = Subscription.Channel
MOST_IN_A_LETTER = 500
# Under this name what is told says what was followed, in words.
FOLLOWED = "followed"
# Whoever tells takes this lock, so that notifications become visible in the order of their ids: a program that follows
# them by id steps over none.
_LOCK = 0x4E4F5449


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `occurrence` names it once and for all; `said` is what it is told from."""

    occurrence: str
    label: str
    happened_at: datetime
    said: Mapping[str, Any] = field(default_factory=dict)


def take_turn() -> None:
    """Wait for others who tell, and hold them back until the transaction ends. Taken before a search is held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def tell(*, wanted: Mapping[int, Sequence[Happening]], at: datetime) -> int:
    """Write what is wanted by subscriptions, by their ids, in the transaction that moves the cursor. How many rows.

    Each subscription is held until that transaction ends: nobody else numbers its notifications, and one that was
    ended meanwhile hears nothing any more. What it was told before is left out.
    """
    rows = 0
    take_turn()
    held = Subscription.objects.standing().filter(pk__in=[pk for pk, found in wanted.items() if found])
    for subscription in held.select_related("endpoint").select_for_update(of=("self",)).order_by("pk"):
        rows += _tell(subscription, _new(subscription, wanted[subscription.pk]), at)
    return rows


def _new(subscription: Subscription, happenings: Iterable[Happening]) -> list[Happening]:
    once = {each.occurrence: each for each in happenings}
    known = subscription.notifications.filter(occurrence__in=list(once)).values_list("occurrence", flat=True)
    for occurrence in known:
        del once[occurrence]
    return list(once.values())


def _tell(subscription: Subscription, happenings: Sequence[Happening], at: datetime) -> int:
    if not happenings:
        return 0
    rows = [
        Notification(
            subscription=subscription,
            number=number,
            occurrence=each.occurrence,
            label=each.label[:500],
            # What was followed is kept as it was called: a message says the same at each attempt.
            said={**each.said, FOLLOWED: subscription.label},
            happened_at=each.happened_at,
            made_at=at,
        )
        for number, each in enumerate(happenings, start=subscription.last_number + 1)
    ]
    _put_on_their_way(subscription, rows, at)
    Notification.objects.bulk_create(rows, batch_size=1_000)
    subscription.last_number += len(rows)
    subscription.save(update_fields=["last_number"])
    return len(rows)


def _put_on_their_way(subscription: Subscription, rows: Sequence[Notification], at: datetime) -> None:
    """A webhook is called for each by itself; letters hold many; a feed is fetched, and nothing is sent."""
    if subscription.channel == _Channel.WEBHOOK:
        calls = [
            Delivery(
                channel=_Channel.WEBHOOK,
                endpoint=subscription.endpoint,
                subscription=subscription,
                made_at=at,
                due_at=at,
            )
            for _row in rows
        ]
        for row, call in zip(rows, Delivery.objects.bulk_create(calls, batch_size=1_000), strict=True):
            row.delivery = call
    elif subscription.channel == _Channel.EMAIL:
        _into_letters(subscription, rows, at)


def _into_letters(subscription: Subscription, rows: Sequence[Notification], at: datetime) -> None:
    """Into the letter that is being collected as far as it has room, and the rest into new ones."""
    letter = _letter_being_collected(subscription, at)
    room = MOST_IN_A_LETTER - letter.notifications.count() if letter else 0
    for row in rows:
        if room <= 0:
            letter, room = _new_letter(subscription, at), MOST_IN_A_LETTER
        row.delivery = letter
        room -= 1


def _letter_being_collected(subscription: Subscription, at: datetime) -> Delivery | None:
    """The letter of a later hour that nobody has tried to send yet, ours until the transaction ends."""
    rows = Delivery.objects.select_for_update().filter(
        subscription=subscription, state=Delivery.State.WAITING, attempts=0, due_at__gt=at
    )
    return rows.order_by("-pk").first()


def _new_letter(subscription: Subscription, at: datetime) -> Delivery:
    due = rules.letter_due(subscription.rhythm, at=at, zone=settings.TIME_ZONE)
    return deliveries.open_for(subscription=subscription, at=at, due_at=due)
