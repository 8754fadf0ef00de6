"""Portfolios for tests of the watch, and a worker that does what is due."""

import uuid
from datetime import UTC, date, datetime, timedelta

from controls.screening.models import Difference, Portfolio, Rescreening, StandingMatch
from controls.screening.services import counterparties, index, portfolios, rescreenings, watching
from controls.screening.services.counterparties import Particulars
from controls.services import entities, notices
from controls.services.entities import Name, Number
from tests.factories import make_source
from tests.screening.asking import somebody

AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
TODAY = date(2026, 11, 21)


def make_portfolio(*, owner=None, name="Customers", lists=(), threshold=0.7) -> Portfolio:
    return portfolios.make(owner=owner or somebody(), name=name, lists=lists, threshold=threshold, note="", at=AT)


def put(portfolio, *given, at=AT):
    """Counterparties by name, or as they are."""
    whole = [each if isinstance(each, Particulars) else Particulars(own_id=each, name=each) for each in given]
    return counterparties.put(portfolio=portfolio, given=whole, by="tests", at=at)


def work(*, at=AT, on=TODAY) -> int:
    """Do everything that is due, as the clockwork does. Says how many steps that took."""
    due(at=at, on=on)
    steps = 0
    while held := rescreenings.claim(name=str(uuid.uuid4()), at=at):
        steps += 1
        while watching.step(held=held, at=at, on=on):
            steps += 1
    return steps


def due(*, at=AT, on=TODAY) -> int:
    """Open the work that there is. Says how many rows were opened."""
    return rescreenings.find_due(loaded=index.current(), at=at, on=on)


def hits(portfolio) -> dict[tuple[str, str], str]:
    """Classes of all standing hits, by the counterparty's own number and the entry."""
    rows = StandingMatch.objects.filter(counterparty__portfolio=portfolio, hit=True)
    return {
        (own_id, subject): verdict
        for own_id, subject, verdict in rows.values_list("counterparty__own_id", "subject", "verdict")
    }


def found(portfolio) -> list[tuple[str, str, str, str]]:
    """Differences in the order in which they were found."""
    rows = Difference.objects.filter(portfolio=portfolio).order_by("pk")
    return list(rows.values_list("counterparty__own_id", "subject", "kind", "cause"))


def last_row(portfolio) -> Rescreening:
    return Rescreening.objects.filter(portfolio=portfolio).latest("pk")


def spelling(text, language="en") -> Name:
    return Name(text, language, "as_listed", "official_text", [make_source()])


def number_of(value) -> Number:
    return Number("jp-corporate-number", value, "official_text", [make_source()])


def rename(entity, name) -> None:
    """Mend the record: the entity was called otherwise all along."""
    entities.correct(entity=entity, fields={"name": name}, names=[spelling(name)], reason="Misread.", by="tests", at=AT)


def spell(entity, text, language) -> None:
    """A spelling that was not on file."""
    entities.add_name(entity=entity, name=spelling(text, language), by="tests", at=AT)


def postpone(notice, day) -> None:
    """Mend the record: the notice is of a later day."""
    fields = {"published_on": day, "effective_from": day}
    notices.correct(notice=notice, fields=fields, reason="Misread.", by="tests", at=AT)
