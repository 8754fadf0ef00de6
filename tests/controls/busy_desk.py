"""Curators who do at random whatever the services let them do to facts of every kind, the same for the same seed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from controls.models import (
    Authority,
    CatalogueItem,
    Claim,
    Clause,
    ControlledItem,
    Element,
    Entity,
    EntityList,
    ItemVersion,
    Listing,
    ListingEvent,
    Measure,
    Notice,
    Source,
    Suspension,
    TariffCode,
)
from controls.services import (
    catalogue,
    claims,
    entities,
    goods,
    listing_events,
    listings,
    lists,
    measures,
    notices,
    sources,
    suspensions,
)
from controls.services.entities import Name, Number
from controls.services.history import FactRefused
from tests import factories

TEXTS = ("", "稀土", "斯巴鲁", "Ῥόδος", 'a\\b"c', "line\none", "\u2028", "😀", "=1+1", "\u00e9", "e\u0301", "</script>")
PAUSES = ("suspended", "suspension_continued", "resumed", "stopped", "removed")
ENDS = ("suspended", "suspension_continued", "resumed", "repealed", "expired")
FIRST = date(2026, 3, 1)


class BusyDesk:
    """`done` and `refused` count by the name of the act."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.at = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
        self.done: dict[str, int] = {}
        self.refused: dict[str, int] = {}
        self.acts: list[Callable[[], Any]] = [
            getattr(self, name) for name in dir(type(self)) if name.startswith(("add_", "correct_"))
        ]

    def act(self) -> None:
        """One act that was accepted; those that the services refuse leave nothing behind."""
        while True:
            act = self.random.choice(self.acts)
            name = act.__name__
            self.at += timedelta(seconds=self.random.random())
            try:
                with transaction.atomic():
                    act()
            except FactRefused:
                self.refused[name] = self.refused.get(name, 0) + 1
                continue
            self.done[name] = self.done.get(name, 0) + 1
            return

    @property
    def signed(self) -> dict[str, Any]:
        return {"by": "tests", "at": self.at}

    @property
    def corrected(self) -> dict[str, Any]:
        return {"reason": f"Misread: {self.text()}.", **self.signed}

    def text(self) -> str:
        return f"{self.random.choice(TEXTS)} {self.random.randrange(10**6)}"

    def day(self) -> date:
        return FIRST + timedelta(days=self.random.randrange(200))

    def one(self, model: Any) -> Any:
        rows = model.objects.order_by("pk")
        return rows[self.random.randrange(rows.count())]

    def evidence(self) -> list[Source]:
        return list({source.pk: source for source in (self.one(Source) for _each in range(2))}.values())

    def add_source(self) -> None:
        factories.make_source(title=self.text(), note=self.text())

    def correct_source(self) -> None:
        sources.correct(source=self.one(Source), fields={"note": self.text()}, **self.corrected)

    def add_authority(self) -> None:
        factories.make_authority(name_zh=self.text())

    def correct_authority(self) -> None:
        authority = self.one(Authority)
        notices.correct_authority(authority=authority, fields={"name_zh": self.text()}, **self.corrected)

    def correct_list(self) -> None:
        lists.correct(entity_list=self.one(EntityList), fields={"summary": self.text()}, **self.corrected)

    def add_entity(self) -> None:
        factories.make_entity(zh=self.text(), note=self.text())

    def correct_entity(self) -> None:
        entity, evidence = self.one(Entity), self.evidence()
        names = [Name(self.text(), "zh-Hans", "alias", "two_reports", evidence) for _each in range(2)]
        numbers = [Number("lei", str(self.random.randrange(10**9)), "one_report", evidence)]
        entities.correct(entity=entity, fields={"note": self.text()}, names=names, numbers=numbers, **self.corrected)

    def add_name(self) -> None:
        name = Name(self.text(), "ja", "alias", "one_report", self.evidence())
        entities.add_name(entity=self.one(Entity), name=name, **self.signed)

    def correct_notice(self) -> None:
        fields = {"title_en": self.text(), "summary": self.text()}
        notices.correct(notice=self.one(Notice), fields=fields, copies=self.evidence(), **self.corrected)

    def add_listing(self) -> None:
        notice = Notice.objects.exclude(entity_list=None).order_by("pk").first()
        entity, shared = self.one(Entity), {"evidence": self.evidence()}
        factories.make_listing(entity=entity, notice=notice, position=self.random.randrange(1, 99), **shared)

    def correct_listing(self) -> None:
        listing = self.one(Listing)
        fields = {"note": self.text(), "effective_from": listing.notice.published_on + timedelta(days=3)}
        listings.correct(listing=listing, fields=fields, evidence=self.evidence(), **self.corrected)

    def add_event(self) -> None:
        kind, first = self.random.choice(PAUSES), self.day()
        until = first + timedelta(days=90) if kind.startswith("suspen") else None
        columns = {"until": until, "wording_zh": self.text(), "evidence": self.evidence()}
        factories.make_event(listing=self.one(Listing), kind=kind, effective_from=first, **columns)

    def correct_event(self) -> None:
        fields = {"note": self.text(), "announced_on": self.day()}
        listing_events.correct(event=self.one(ListingEvent), fields=fields, evidence=self.evidence(), **self.corrected)

    def add_measure(self) -> None:
        factories.make_measure(title_zh=self.text(), evidence=self.evidence())

    def correct_measure(self) -> None:
        fields = {"note": self.text(), "elements": self.random.sample(["Dy", "Tb", "Nd", "Y"], 3)}
        measures.correct(measure=self.one(Measure), fields=fields, **self.corrected)

    def add_clause(self) -> None:
        measure = self.one(Measure)
        key = f"{measure.key}-x{self.random.randrange(10**6)}"
        factories.make_clause(measure=measure, key=key, position=self.random.randrange(50, 9999), text=self.text())

    def correct_clause(self) -> None:
        measures.correct_clause(clause=self.one(Clause), fields={"text": self.text()}, **self.corrected)

    def correct_item(self) -> None:
        fields = {"title_en": self.text(), "elements": self.random.sample(["Dy", "Tb"], 1)}
        measures.correct_item(item=self.one(ControlledItem), fields=fields, evidence=self.evidence(), **self.corrected)

    def add_suspension(self) -> None:
        kind, first = self.random.choice(ENDS), self.day()
        until = first + timedelta(days=60) if kind.startswith("suspen") else None
        columns = {"until": until, "evidence": self.evidence(), "scope": self.text()}
        factories.make_suspension(clauses=[self.one(Clause)], kind=kind, effective_from=first, **columns)

    def correct_suspension(self) -> None:
        fields = {"note": self.text()}
        suspensions.correct(suspension=self.one(Suspension), fields=fields, evidence=self.evidence(), **self.corrected)

    def add_claim(self) -> None:
        factories.make_claim(text=self.text(), evidence=self.evidence())

    def correct_claim(self) -> None:
        claims.correct(claim=self.one(Claim), fields={"better": self.text()}, **self.corrected)

    def correct_element(self) -> None:
        goods.correct_element(element=self.one(Element), fields={"note": self.text()}, **self.corrected)

    def correct_tariff_code(self) -> None:
        fields = {"note": self.text()}
        goods.correct_tariff_code(tariff_code=self.one(TariffCode), fields=fields, **self.corrected)

    def correct_catalogue_item(self) -> None:
        catalogue.correct_item(item=self.one(CatalogueItem), fields={"note": self.text()}, **self.corrected)

    def correct_version(self) -> None:
        fields = {"note": self.text()}
        catalogue.correct_version(
            version=self.one(ItemVersion), fields=fields, evidence=self.evidence(), **self.corrected
        )
