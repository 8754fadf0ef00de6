"""Mending the record of an act: it must still be one that can be meant, and concerns those it reached before."""

from datetime import UTC, date, datetime

import pytest

from controls.models import Listing, ListingEvent
from controls.services import listing_events
from controls.services.history import FactRefused
from tests.controls.change_log import latest_change_of, revision
from tests.factories import make_event, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
FIRST, LATER, END = date(2026, 3, 1), date(2026, 6, 1), date(2026, 8, 12)


@pytest.fixture
def listing():
    return make_listing(key="test-listed", effective_from=FIRST)


def correct(event, *, listings=None, evidence=None, **fields):
    return listing_events.correct(
        event=event, fields=fields, listings=listings, evidence=evidence, reason="Misread.", by="tests", at=AT
    )


def several(number):
    notice = make_notice(published_on=FIRST)
    return [make_listing(notice=notice) for _each in range(number)]


class TestCorrecting:
    def test_mends_the_day(self, listing):
        event = make_event(listing=listing, kind="stopped", effective_from=LATER)

        assert correct(event, effective_from=END).effective_from == END

    def test_changes_the_state_of_the_day(self, listing):
        event = make_event(listing=listing, kind="suspended", effective_from=LATER, until=END)

        correct(event, until=date(2026, 12, 31))

        assert Listing.objects.get(pk=listing.pk).state(on=date(2026, 9, 1)).code == "suspended"

    def test_replaces_the_listings(self):
        first, second = several(2)
        event = make_event(listing=first, kind="stopped", effective_from=LATER)

        correct(event, listings=[second])

        assert list(ListingEvent.objects.get(pk=event.pk).listings.all()) == [second]

    def test_without_listings_leaves_them_alone(self, listing):
        event = make_event(listing=listing, kind="stopped", effective_from=LATER)

        correct(event, note="Clearer.")

        assert list(event.listings.all()) == [listing]

    def test_is_about_the_listings_that_it_reaches_now(self):
        first, second = several(2)
        event = make_event(listing=first, kind="stopped", effective_from=LATER)

        correct(event, listings=[second])

        assert f"listing:{second.key}" in latest_change_of(event).about

    def test_is_about_the_listings_that_it_reached_before(self):
        """Or the page of that listing would never say why its state is another one today."""
        first, second = several(2)
        event = make_event(listing=first, kind="stopped", effective_from=LATER)

        correct(event, listings=[second])

        assert f"listing:{first.key}" in latest_change_of(event).about
        assert f"entity:{first.entity.key}" in latest_change_of(event).about

    def test_refuses_what_registering_would_refuse(self, listing):
        event = make_event(listing=listing, kind="stopped", effective_from=LATER)

        with pytest.raises(FactRefused, match="comes too early"):
            correct(event, effective_from=date(2026, 2, 1))
        with pytest.raises(FactRefused, match="is stated for 2 listings; 1 are given"):
            correct(event, stated_count=2)
        with pytest.raises(FactRefused, match="needs at least one listing"):
            correct(event, listings=[])
        with pytest.raises(FactRefused, match="needs at least one source"):
            correct(event, evidence=[])

    def test_refused_leaves_the_act_as_it_was(self):
        first, second = several(2)
        event = make_event(listing=first, kind="stopped", effective_from=LATER, stated_count=1)

        with pytest.raises(FactRefused):
            correct(event, listings=[first, second], note="Both.")

        event = ListingEvent.objects.get(pk=event.pk)
        assert (list(event.listings.all()), event.note) == ([first], "")

    def test_to_what_is_on_record_leaves_no_change(self, listing):
        event = make_event(listing=listing, kind="stopped", effective_from=LATER, note="As it is.")
        before = revision()

        correct(event, listings=[listing], evidence=list(event.sources.all()), note="As it is.")

        assert revision() == before

    def test_of_the_kind_of_act_needs_what_that_kind_needs(self, listing):
        event = make_event(listing=listing, kind="suspended", effective_from=LATER, until=END)

        with pytest.raises(FactRefused, match="Only a suspension has an end"):
            correct(event, kind="stopped")
        assert correct(event, kind="stopped", until=None).kind == "stopped"

    def test_cites_the_notice_that_orders_it(self, listing):
        ordering = make_notice()
        event = make_event(listing=listing, kind="stopped", effective_from=LATER)

        correct(event, notice=ordering)

        assert latest_change_of(event).notice == ordering

    def test_of_the_evidence_is_in_the_log(self, listing):
        event = make_event(listing=listing, kind="stopped", effective_from=LATER)

        correct(event, evidence=[make_source(key="test-better")])

        assert latest_change_of(event).after["sources"] == ["test-better"]
