"""What authorities do with listings: suspend, continue, resume, stop, remove, move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from controls import effects, states
from controls.models import Change, Listing, ListingEvent, Notice, Source
from controls.services import history, sources
from controls.services.history import FactRefused

ACTIONS = {
    ListingEvent.Kind.SUSPENDED: Change.Action.SUSPENDED,
    ListingEvent.Kind.SUSPENSION_CONTINUED: Change.Action.SUSPENDED,
    ListingEvent.Kind.RESUMED: Change.Action.RESUMED,
    ListingEvent.Kind.STOPPED: Change.Action.STOPPED,
    ListingEvent.Kind.REMOVED: Change.Action.ENDED,
    ListingEvent.Kind.MOVED: Change.Action.ENDED,
    ListingEvent.Kind.MEASURE_ADDED: Change.Action.AMENDED,
    ListingEvent.Kind.MEASURE_STOPPED: Change.Action.AMENDED,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What an act would make of one listing on its first day."""

    listing: Listing
    before: states.State | None
    after: states.State | None


@transaction.atomic
def register(
    *, listings: Sequence[Listing], evidence: Sequence[Source], by: str, at: datetime, **columns: Any
) -> ListingEvent:
    """Record an act on listings. `columns` are those of `ListingEvent`; the stated count must equal the listings."""
    hold(listings=listings)
    event = ListingEvent(**columns)
    check(event=event, listings=listings)
    history.store(row=event)
    event.listings.set(listings)
    sources.attach(fact=event, sources=evidence)
    history.record(
        subject=event,
        action=ACTIONS[ListingEvent.Kind(event.kind)],
        before=None,
        by=by,
        at=at,
        notice=event.notice,
        effective_on=event.effective_from,
    )
    return event


@transaction.atomic
def correct(
    *,
    event: ListingEvent,
    fields: Mapping[str, Any],
    listings: Sequence[Listing] | None = None,
    evidence: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> ListingEvent:
    """Mend our record of an act."""
    event = ListingEvent.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    before, concerned = event.snapshot(), event.about()
    history.amend(row=event, fields=fields)
    if listings is not None:
        event.listings.set(listings)
    if evidence is not None:
        sources.attach(fact=event, sources=evidence)
    event = ListingEvent.objects.get(pk=event.pk)
    check(event=event, listings=list(event.listings.all()))
    if event.snapshot() != before:
        history.record(
            subject=event,
            action=Change.Action.CORRECTED,
            before=before,
            by=by,
            at=at,
            notice=event.notice,
            effective_on=event.effective_from,
            reason=reason,
            about=concerned,
        )
    return event


def differences(*, listings: Sequence[Listing], act: states.Act, on: date) -> list[Difference]:
    """What an act, not yet recorded, would change on a day: shown to a curator before it is saved."""
    return [
        Difference(listing, listing.state(on=on), _state_with(listing, act, on))
        for listing in Listing.objects.filter(pk__in=[listing.pk for listing in listings])
        .for_display()
        .order_by("notice", "position")
    ]


def _state_with(listing: Listing, act: states.Act, on: date) -> states.State | None:
    acts = [event.act() for event in sorted(listing.events.all(), key=lambda event: event.pk)]
    return states.state_on(
        on,
        published_on=listing.notice.published_on,
        effective_from=listing.effective_from,
        effective_time=listing.effective_time,
        acts=[*acts, act],
    )


def hold(*, listings: Sequence[Listing]) -> None:
    """Keep other acts off these listings until the transaction ends; all of them, always in the same order."""
    chosen = Listing.objects.filter(pk__in=[listing.pk for listing in listings]).order_by("pk")
    list(chosen.select_for_update(no_key=True).values_list("pk"))


def check(*, event: ListingEvent, listings: Sequence[Listing]) -> None:
    """Refuse an act that cannot be meant: for no listing, too early, miscounted, or on listings of another notice."""
    if not listings:
        raise FactRefused(_("An act on listings needs at least one listing."))
    if event.stated_count is not None and event.stated_count != len(listings):
        raise FactRefused(
            _("The act is stated for %(stated)s listings; %(given)s are given.")
            % {"stated": event.stated_count, "given": len(listings)}
        )
    early = [listing for listing in listings if event.effective_from < listing.effective_from]
    if early:
        first = early[0]
        raise FactRefused(
            _("%(listing)s is in force from %(first)s; an act on %(day)s comes too early.")
            % {"listing": first.key, "first": first.effective_from, "day": event.effective_from}
        )
    foreign = [x for x in listings if x.notice_id != event.target_notice_id]
    if foreign and event.kind not in effects.ACTS:
        raise FactRefused(
            _("%(listing)s was not listed by %(notice)s.")
            % {"listing": foreign[0].key, "notice": event.target_notice.label}
        )


def key_for(*, target: Notice, kind: str, effective_from: date) -> str:
    """A free key for a new act: notice, act, first day, and a number when there are several."""
    stem = f"{target.key}-{kind.replace('_', '-')}-{effective_from.isoformat()}"
    taken = set(ListingEvent.objects.filter(key__startswith=stem).values_list("key", flat=True))
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(key for key in candidates if key not in taken)
