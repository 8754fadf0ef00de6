"""A notice with 20 names while 10,000 counterparties are under watch: `make bench-alerts`.

Counterparties are put into a portfolio and compared; it, and the list, are followed by webhooks. Then the notice is
published by the services, and real workers and a real clock do the rest: compare again, write differences and
notifications, and deliver. Measured is the time until the last message was taken by a receiver that verifies each.
Run it on a database of its own: what it writes stays there.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

# First of ours, because it makes Django ready.
from ops import bench_batches  # isort: skip

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from controls.alerts.models import Cursor, Delivery, Notification
from controls.alerts.services import cursors, endpoints, subscriptions
from controls.alerts.services.subscriptions import Wanted
from controls.matching.index import Index
from controls.matching.watch import in_full
from controls.models import Authority, Change, EntityList, Source, User
from controls.screening.models import Difference, Portfolio, Rescreening
from controls.screening.services import counterparties, index, matches, portfolios
from controls.screening.services.counterparties import Particulars
from controls.services import entities, listings, notices
from controls.services.entities import Name
from ops.made_names import Made
from ops.made_receiver import Receiver
from ops.workers import Workers

LIST = "cn-export-control-list"
SAMPLE = 1_000  # counterparties whose pairs of a full run are counted
AT_ONCE = 1_000  # counterparties in one transaction
MOST_SECONDS, MOST_SHARE = 60.0, 0.05  # what is promised
_LOOK_EVERY = 0.1  # seconds
_BY = "bench"
T = TypeVar("T")


@dataclass
class Report:
    """What was seen; seconds since the notice was committed.

    `rescreened` is when every counterparty stood at the notice, `told` when every notification was written, `taken`
    when the last message had arrived. `share` is the part of the pairs of a full run that was compared.
    """

    counterparties: int
    names: int
    followers: int
    full_pairs: int = 0
    full_seconds: float = 0.0
    pairs: int = 0
    share: float = 0.0
    differences: int = 0
    notifications: int = 0
    messages: int = 0
    rescreened: float = 0.0
    told: float = 0.0
    taken: float = 0.0
    sent_twice: int = 0
    refused: int = 0
    disordered: int = 0
    waiting: int = 0

    @property
    def kept(self) -> bool:
        """Everything arrived once, verified and in order, in the time and with the work that are promised."""
        whole = self.messages > 0 and not (self.waiting or self.sent_twice or self.refused or self.disordered)
        return whole and 0 < self.taken <= MOST_SECONDS and self.share <= MOST_SHARE


def run(*, counterparties: int, names: int, followers: int, workers: int, seed: int, limit: float) -> Report:
    """Fill, follow, publish, wait, count. Gives up after `limit` seconds; the report then says how far it came."""
    report, made = Report(counterparties, names, followers), Made(seed=seed)
    with Receiver() as receiver:
        settings.OUTBOUND_TEST_HOSTS = [receiver.place]
        os.environ["OUTBOUND_TEST_HOSTS"] = receiver.place
        owner = somebody("screener")
        portfolio = filled(owner, made, counterparties)
        with Workers(workers) as running:
            running.wait_until_up(seconds=limit)
            began = time.monotonic()
            wait_for(lambda: done(portfolio, revision=0), seconds=limit)
            report.full_seconds, report.full_pairs = time.monotonic() - began, full_pairs(portfolio)
            follow(receiver, owner, portfolio=portfolio)
            for _each in range(followers):
                follow(receiver, somebody("reader"))
            known = [party.name for party in portfolio.counterparties.order_by("pk")[: names // 2]]
            revision = publish([*known, *(made.english() for _each in range(names - len(known)))])
            follow_through(report, portfolio, revision, seconds=limit)
    return counted(report, portfolio, receiver)


def somebody(role: str) -> User:
    """Somebody new who may do what a role may."""
    row = bench_batches.sender()
    row.role = role
    row.save()
    return row


def filled(owner: User, made: Made, number: int) -> Portfolio:
    """A portfolio of parties that never were."""
    row = portfolios.make(
        owner=owner, name="Made up", lists=[], threshold=settings.SCREENING_THRESHOLD, note="", at=timezone.now()
    )
    parties = [Particulars(own_id=f"K-{place}", name=made.english()) for place in range(number)]
    for first in range(0, number, AT_ONCE):
        counterparties.put(portfolio=row, given=parties[first : first + AT_ONCE], by=_BY, at=timezone.now())
    return row


def follow(receiver: Receiver, owner: User, *, portfolio: Portfolio | None = None) -> None:
    """A webhook of somebody that hears of a portfolio, or of the list."""
    path, now = f"/{owner.pk}", timezone.now()
    row = endpoints.add(owner=owner, url=receiver.url(path), name="Bench", at=now)
    receiver.secrets[path] = endpoints.secret_of(endpoint=row)
    about: Any = {"kind": "portfolio", "portfolio": portfolio.pk} if portfolio else {"kind": "list", "subject": LIST}
    wanted = Wanted(channel="webhook", endpoint=row.pk, **about)
    subscriptions.subscribe(owner=owner, wanted=wanted, at=now, on=timezone.localdate(now))


@transaction.atomic
def publish(names: list[str]) -> int:
    """A notice that puts names on the list, as curators' acts do. The revision that it makes."""
    now, today = timezone.now(), timezone.localdate()
    entity_list, source = EntityList.objects.get(key=LIST), Source.objects.order_by("pk")[0]
    told: Any = {"evidence_grade": "official_text", "evidence": [source], "by": _BY, "at": now}
    authority, number = Authority.objects.get(pk=entity_list.authority_id), int(time.time()) % 1_000 + 9_000
    notice = notices.register(
        authority=authority,
        year=today.year,
        number=number,
        key=f"{authority.key}-{today.year}-{number}",
        label="Notice that never was",
        title_en="Names that never were",
        published_on=today,
        effective_from=today,
        **told,
    )
    for place, name in enumerate(names, start=1):
        key = f"bench-{time.time_ns()}-{place}"
        spelling = Name(name, "en", "as_listed", "official_text", [source])
        entity = entities.register(key=key, name=name, names=[spelling], type="company", country="JP", by=_BY, at=now)
        listings.add(
            entity=entity, entity_list=entity_list, notice=notice, key=key, item_number=str(place), name_en=name, **told
        )
    return Change.objects.revision()[0]


def full_pairs(portfolio: Portfolio) -> int:
    """How many pairs a run that compares everybody with everything compares: counted for some, and scaled up."""
    entries, seen = index.current().index, 0
    rows = list(portfolio.counterparties.order_by("pk")[:SAMPLE])

    def counted(self: Index, asking: Any, place: int) -> None:
        nonlocal seen
        seen += 1
        compare(self, asking, place)

    compare, Index._compare = Index._compare, counted  # type: ignore[method-assign]  # put back below
    try:
        for row in rows:
            asked = matches.watched(row=row, lists=[])
            bounds: Any = {"threshold": portfolio.threshold, "most": matches.MOST, "below": matches.BELOW}
            in_full(entries, asked, on=timezone.localdate(), **bounds)
    finally:
        Index._compare = compare  # type: ignore[method-assign]  # as it was
    return seen * portfolio.counterparties.count() // len(rows)


def done(portfolio: Portfolio, *, revision: int) -> Rescreening | None:
    """The work that brought a portfolio to a revision, when nobody in it waits any more."""
    rows = Rescreening.objects.filter(portfolio=portfolio, state=Rescreening.State.DONE, to_revision__gte=revision)
    return None if portfolio.counterparties.waiting().exists() else rows.order_by("-pk").first()


def wait_for(what: Callable[[], T], *, seconds: float) -> T | None:
    """What is waited for, or None after so many seconds."""
    until = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
    return found or None


def follow_through(report: Report, portfolio: Portfolio, revision: int, *, seconds: float) -> None:
    """Note when each stage was through. One that is not reached stays 0."""
    began = time.monotonic()
    row = wait_for(lambda: done(portfolio, revision=revision), seconds=seconds)
    if row is None:
        return
    report.rescreened, report.pairs = time.monotonic() - began, row.compared
    if wait_for(lambda: read_to(portfolio, revision), seconds=seconds):
        report.told = time.monotonic() - began
        if wait_for(lambda: not Delivery.objects.filter(state=Delivery.State.WAITING).exists(), seconds=seconds):
            report.taken = time.monotonic() - began


def read_to(portfolio: Portfolio, revision: int) -> bool:
    """Whether every change and every difference was read for notifications."""
    places = dict(Cursor.objects.values_list("name", "position"))
    newest = Difference.objects.filter(portfolio=portfolio).order_by("-pk").values_list("pk", flat=True).first() or 0
    changes = places.get(cursors.CHANGES, 0) >= revision
    return changes and places.get(cursors.of_portfolio(pk=portfolio.pk), 0) >= newest


def counted(report: Report, portfolio: Portfolio, receiver: Receiver) -> Report:
    report.share = report.pairs / report.full_pairs if report.full_pairs else 1.0
    report.differences = Difference.objects.filter(portfolio=portfolio).count()
    report.notifications = Notification.objects.count()
    report.messages = Delivery.objects.filter(state=Delivery.State.SENT).count()
    report.waiting = Delivery.objects.exclude(state=Delivery.State.SENT).count()
    report.sent_twice, report.refused = receiver.tally.twice, receiver.tally.refused
    report.disordered = receiver.tally.disordered
    return report


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-alerts", description=(__doc__ or "").split(":")[0])
    options = {
        "--counterparties": 10_000,
        "--names": 20,
        "--followers": 20,
        "--workers": 2,
        "--seed": 1,
        "--limit": 900,
    }
    for name, default in options.items():
        parser.add_argument(name, type=int, default=default)
    report = run(**vars(parser.parse_args(arguments)))
    print(json.dumps({**asdict(report), "kept": report.kept}, indent=1))
    return 0 if report.kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
