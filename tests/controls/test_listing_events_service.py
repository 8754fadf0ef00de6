"""What authorities do with listings: each act once, for the listings it names, never before they began."""

from datetime import UTC, date, datetime

import pytest

from controls.models import ListingEvent
from controls.services import listing_events
from controls.services.history import FactRefused
from tests.controls.change_log import only_change_of, revision
from tests.factories import make_entity, make_event, make_listing, make_notice

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
FIRST, LATER, END = date(2026, 3, 1), date(2026, 6, 1), date(2026, 8, 12)


@pytest.fixture
def listing():
    return make_listing(key="test-listed", effective_from=FIRST)


def several(number):
    notice = make_notice(published_on=FIRST)
    return [make_listing(notice=notice) for _each in range(number)]


class TestRegistering:
    def test_reaches_exactly_the_listings_it_names(self):
        first, second, other = several(3)

        event = make_event(listing=first, listings=[first, second], kind="stopped", effective_from=LATER)

        assert set(event.listings.all()) == {first, second}
        assert not other.events.exists()

    def test_keeps_the_formal_end_as_printed(self, listing):
        event = make_event(listing=listing, kind="suspended", effective_from=LATER, until=END, until_inclusive=False)

        assert (event.snapshot()["until"], event.snapshot()["until_inclusive"]) == ("2026-08-12", False)

    def test_leaves_the_listing_itself_as_it_was(self, listing):
        make_event(listing=listing, kind="removed", effective_from=LATER)

        assert only_change_of(listing).action == "added"

    def test_may_begin_on_the_first_day_of_a_listing(self, listing):
        """So that a measure never operated at all."""
        assert make_event(listing=listing, kind="suspended", effective_from=FIRST).pk

    def test_may_be_announced_after_its_first_day(self, listing):
        assert make_event(listing=listing, kind="stopped", effective_from=LATER, announced_on=END).pk

    def test_counts_as_stated_when_the_count_is_right(self):
        both = several(2)

        event = make_event(listing=both[0], listings=both, kind="stopped", effective_from=LATER, stated_count=2)

        assert event.stated_count == 2

    def test_names_its_listings_in_the_log_in_a_fixed_order(self):
        notice = make_notice(published_on=FIRST)
        listed = [make_listing(key=key, notice=notice) for key in ("test-b", "test-a")]

        event = make_event(listing=listed[0], listings=listed, kind="stopped", effective_from=LATER)

        assert only_change_of(event).after["listings"] == ["test-a", "test-b"]


class TestRefusals:
    def test_an_act_on_nobody(self, listing):
        with pytest.raises(FactRefused, match=r"^An act on listings needs at least one listing.$"):
            make_event(listing=listing, listings=[], kind="stopped", effective_from=LATER)

    @pytest.mark.parametrize("stated", [0, 1, 3])
    def test_a_count_that_is_not_the_number_of_listings(self, stated):
        both = several(2)

        with pytest.raises(FactRefused, match=rf"^The act is stated for {stated} listings; 2 are given.$"):
            make_event(listing=both[0], listings=both, kind="stopped", effective_from=LATER, stated_count=stated)

    def test_an_act_before_the_listing_began(self, listing):
        with pytest.raises(FactRefused) as refusal:
            make_event(listing=listing, kind="stopped", effective_from=date(2026, 2, 28))

        words = "test-listed is in force from 2026-03-01; an act on 2026-02-28 comes too early."
        assert str(refusal.value) == words

    def test_an_act_that_is_too_early_for_one_of_several(self):
        notice = make_notice(published_on=FIRST)
        early, late = make_listing(notice=notice), make_listing(notice=notice, effective_from=END, key="test-late")

        with pytest.raises(FactRefused, match="test-late is in force from 2026-08-12"):
            make_event(listing=early, listings=[early, late], kind="stopped", effective_from=LATER)

    def test_a_listing_of_another_notice(self, listing):
        target = make_notice(label="TEST 2026 No. 9")

        with pytest.raises(FactRefused, match=r"^test-listed was not listed by TEST 2026 No. 9.$"):
            make_event(listing=listing, target_notice=target, kind="stopped", effective_from=LATER)

    def test_not_the_end_of_one_measure_that_reaches_listings_of_several_notices(self, listing):
        event = make_event(listing=listing, target_notice=make_notice(), kind="measure_stopped", effective_from=LATER)

        assert list(event.listings.all()) == [listing]

    @pytest.mark.parametrize("kind", ["resumed", "stopped", "removed", "moved", "measure_stopped"])
    def test_an_end_of_what_has_none(self, listing, kind):
        with pytest.raises(FactRefused, match="Only a suspension has an end"):
            make_event(listing=listing, kind=kind, effective_from=LATER, until=END)

    @pytest.mark.parametrize("kind", ["suspended", "suspension_continued"])
    def test_a_suspension_that_ends_before_it_begins(self, listing, kind):
        with pytest.raises(FactRefused, match="The end lies before the first day"):
            make_event(listing=listing, kind=kind, effective_from=LATER, until=date(2026, 5, 31))

    def test_no_source(self, listing):
        with pytest.raises(FactRefused, match="needs at least one source"):
            make_event(listing=listing, kind="stopped", effective_from=LATER, evidence=[])

        assert not listing.events.exists()

    def test_a_key_that_is_taken(self, listing):
        make_event(listing=listing, kind="suspended", effective_from=LATER, key="test-act")

        with pytest.raises(FactRefused, match="key: .*already exists"):
            make_event(listing=listing, kind="stopped", effective_from=END, key="test-act")

    @pytest.mark.parametrize(
        ("columns", "field"),
        [
            ({"evidence_grade": ""}, "evidence_grade"),
            ({"announced_on": "soon"}, "announced_on"),
            ({"key": "x" * 101}, "key"),
        ],
    )
    def test_a_column_that_cannot_be_by_its_name(self, listing, columns, field):
        with pytest.raises(FactRefused) as refusal:
            make_event(listing=listing, kind="stopped", effective_from=LATER, **columns)

        assert f"{field}: " in str(refusal.value)

    def test_leave_neither_act_nor_change(self, listing):
        acts, before, evidence = ListingEvent.objects.count(), revision(), list(listing.sources.all())

        with pytest.raises(FactRefused):
            listing_events.register(
                key="test-act", kind="stopped", target_notice=listing.notice, announced_on=LATER, effective_from=LATER,
                stated_count=9, evidence_grade="one_report", listings=[listing], evidence=evidence, by="tests", at=AT,
            )  # fmt: skip

        assert (ListingEvent.objects.count(), revision()) == (acts, before)


class TestKeys:
    def key(self, listing, kind="suspension_continued"):
        return listing_events.key_for(target=listing.notice, kind=kind, effective_from=LATER)

    def test_say_notice_act_and_first_day(self, listing):
        assert self.key(listing) == f"{listing.notice.key}-suspension-continued-2026-06-01"

    def test_are_numbered_when_there_are_several(self, listing):
        stem = self.key(listing)
        make_event(listing=listing, kind="suspended", effective_from=LATER, key=stem)
        make_event(listing=listing, kind="suspended", effective_from=LATER, key=f"{stem}-2")

        assert self.key(listing) == f"{stem}-3"

    def test_fill_a_gap_in_the_numbers(self, listing):
        stem = self.key(listing)
        make_event(listing=listing, kind="suspended", effective_from=LATER, key=stem)
        make_event(listing=listing, kind="suspended", effective_from=LATER, key=f"{stem}-3")

        assert self.key(listing) == f"{stem}-2"

    def test_are_free_whatever_stands_behind_the_stem(self, listing):
        stem = self.key(listing)
        make_event(listing=listing, kind="suspended", effective_from=LATER, key=f"{stem}-of-two")

        assert self.key(listing) == stem

    def test_differ_by_act(self, listing):
        assert self.key(listing, "stopped") != self.key(listing, "removed")


def test_an_entity_knows_what_became_of_it_through_its_listings():
    entity = make_entity()
    listing = make_listing(entity=entity, effective_from=FIRST)

    event = make_event(listing=listing, kind="removed", effective_from=LATER)

    assert list(ListingEvent.objects.filter(listings__entity=entity)) == [event]
