"""Saved searches that somebody follows: asked again when the register moved, and what joined or left is told."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from controls.alerts import rules
from controls.alerts.models import SavedSearch, Subscription
from controls.alerts.services import answers, happenings, notifying, wishes
from controls.alerts.services.answers import Answer
from controls.alerts.services.notifying import Happening


@transaction.atomic
def look(*, pk: int, revision: int, at: datetime, on: date) -> int:
    """Ask a search again and tell its subscriptions what joined its answer or left it. How many notifications.

    The first look only remembers: what stood in the answer before somebody followed it is no news. One that can no
    longer be asked keeps why and since when, and each subscription is told so once; what it remembers stays, so that
    whatever turned meanwhile is told when it answers again.
    """
    notifying.take_turn()
    search = SavedSearch.objects.select_for_update().get(pk=pk)
    try:
        now = answers.of_search(search=search, on=on)
    except answers.SearchRefused as refusal:
        return _refuse(search, refusal.code, at)
    known, search.members, search.members_revision = search.members, sorted(now), revision
    search.refused, search.refused_at = "", None
    search.save(update_fields=["members", "members_revision", "refused", "refused_at"])
    if known is None or known == search.members:
        return 0
    gone = set(known) - now.keys()
    before = {fact: "" for fact in known} | answers.names_of(search=search, facts=gone)
    turns = list(turned(search=search, before=before, now=now, mark=f"{revision}:{on}", at=at))
    subscriptions = Subscription.objects.standing().filter(search=search)
    return notifying.tell(wanted={row.pk: _wanted(row, turns) for row in subscriptions}, at=at)


def _refuse(search: SavedSearch, code: SavedSearch.Refusal, at: datetime) -> int:
    """Keep why a search cannot be asked, from the first time on, and tell who follows it: nothing more will come."""
    since = search.refused_at or at
    if search.refused != code or search.refused_at is None:
        search.refused, search.refused_at = code, since
        search.save(update_fields=["refused", "refused_at"])
    told = [happenings.of_refusal(search=search, since=since)]
    subscriptions = Subscription.objects.standing().filter(search=search)
    return notifying.tell(wanted={row.pk: told for row in subscriptions}, at=at)


def followed() -> Iterator[int]:
    """Searches that somebody follows, by their ids."""
    rows = SavedSearch.objects.filter(subscriptions__in=Subscription.objects.standing()).distinct()
    yield from rows.order_by("pk").values_list("pk", flat=True)


def turned(*, search: SavedSearch, before: Answer, now: Answer, mark: str, at: datetime) -> Iterator[Happening]:
    """What joined an answer and what left it, in the order of the facts."""
    for fact in sorted(before.keys() ^ now.keys()):
        label = now.get(fact) or before.get(fact) or fact.partition(":")[2]
        yield happenings.of_turn(search=search, fact=fact, label=label, joined=fact in now, mark=mark, at=at)


def _wanted(row: Subscription, turns: list[Happening]) -> list[Happening]:
    wish = wishes.of(subscription=row)
    return [each for each in turns if rules.wants_turn(wish, turn=each.said["turn"])]
