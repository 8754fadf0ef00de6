"""Asked as of a day, the log, the claims and a notice's page tell nothing that was published later."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict

from controls.filters.changes import ChangePageFilter
from controls.models import Change, Claim, Listing, ListingEvent, Notice
from controls.models.publication import later_facts, later_references
from controls.services import claims
from tests.factories import make_entity, make_event, make_listing, make_measure, make_notice, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def subjects(day, noun):
    question = ChangePageFilter(QueryDict(f"as_of={day}&subject_type={noun}"), today=TODAY)
    assert question.is_valid(), question.errors
    return set(question.apply().values_list("subject_key", flat=True))


class TestTheLog:
    @pytest.mark.parametrize(
        "noun", ["suspension", "measure", "clause", "controlled-item", "notice", "listing", "listing-event"]
    )
    def test_nothing_of_the_years_after_is_told(self, noun):
        told = subjects("2024-01-01", noun)

        assert not [key for key in told if "2025" in key or "2026" in key]

    def test_no_suspension_is_told_before_the_first_one(self, client, today):
        asked = {"as_of": "2024-01-01", "subject_type": "suspension"}

        assert client.get("/api/v1/changes/", asked).json()["results"] == []
        assert client.get("/api/v1/changes/", asked | {"as_of": "2025-11-10"}).json()["results"]

    @pytest.mark.parametrize(("day", "told"), [("2026-02-23", False), ("2026-02-24", True)])
    def test_an_entity_is_told_from_the_day_of_its_first_notice(self, client, today, day, told):
        page = client.get("/changes/", {"as_of": day, "about": "entity:subaru-corporation", "subject_type": "entity"})

        assert ("subaru-corporation" in subjects(day, "entity")) is told
        assert ("SUBARU" in page.text) is told

    @pytest.mark.parametrize(("day", "told"), [("2023-12-20", False), ("2023-12-21", True)])
    def test_editions_and_their_versions_are_told_from_the_day_of_publication(self, day, told):
        assert ("2023-12-21" in subjects(day, "catalogue-revision")) is told
        assert ("2023-12-21-083201j" in subjects(day, "item-version")) is told

    def test_a_clause_and_an_item_come_with_their_measure(self):
        assert "cn-2025-61-c" not in subjects("2025-10-08", "clause")
        assert "cn-2025-61-c" in subjects("2025-10-09", "clause")
        assert "cn-2025-18-1c904-25" not in subjects("2025-04-03", "controlled-item")
        assert "cn-2025-18-1c904-25" in subjects("2025-04-04", "controlled-item")

    def test_an_entity_that_nothing_lists_and_a_source_have_no_such_day(self):
        entity, source = make_entity(), make_source()

        assert entity.key in subjects("2001-01-01", "entity")
        assert source.key in subjects("2001-01-01", "source")

    def test_an_entity_of_two_notices_is_told_from_the_first(self):
        first, second = date(2026, 3, 1), date(2026, 5, 1)
        entity = make_entity()
        for day in (second, first):
            make_listing(entity=entity, notice=make_notice(published_on=day))

        assert entity.key not in subjects(first - DAY, "entity")
        assert entity.key in subjects(first, "entity")

    def test_without_a_day_nothing_is_left_out(self):
        question = ChangePageFilter(QueryDict(""), today=date(2001, 1, 1))
        assert question.is_valid()

        assert question.apply().count() == Change.objects.count()

    def test_on_the_last_day_nothing_is_left_out_either(self):
        question = ChangePageFilter(QueryDict("as_of=2100-01-01"), today=TODAY)
        assert question.is_valid()

        assert question.apply().count() == Change.objects.count()

    def test_references_are_the_same_facts_in_one_query(self, django_assert_num_queries):
        on = date(2025, 6, 1)
        with django_assert_num_queries(1):
            found = later_references(on=on)

        assert set(found) == {f"{noun}:{row['key']}" for noun, keys in later_facts(on=on).items() for row in keys}
        assert "notice:mofcom-2026-12" in found
        assert "notice:mofcom-2025-13" not in found


class TestClaims:
    def keys(self, client, day):
        return {row["id"] for row in client.get("/api/v1/claims/", {"as_of": day}).json()["results"]}

    def test_a_claim_stands_once_all_that_it_is_about_was_published(self, client, today):
        assert "cc-12" not in self.keys(client, "2025-10-08")
        assert "cc-12" in self.keys(client, "2025-10-09")
        assert "cc-06" not in self.keys(client, "2025-10-09")
        assert self.keys(client, "2001-01-01") == set()
        assert len(self.keys(client, "2026-11-21")) == Claim.objects.count()

    def test_the_page_has_the_claims_of_the_day(self, client, today):
        text = Claim.objects.get(key="cc-08").text

        assert text not in client.get("/claims/", {"as_of": "2026-01-05"}).text
        assert text.split(",")[0] in client.get("/claims/", {"as_of": "2026-01-06"}).text

    def test_of_several_subjects_the_last_one_decides(self, client, today, now):
        old, new = (make_measure(published_on=day) for day in (date(2026, 1, 1), date(2026, 6, 1)))
        claim = claims.register(
            key="cc-99", text="Both at once", claimed_by="somebody", verdict="wrong", better="One after the other.",
            subjects=[f"measure:{old.key}", f"measure:{new.key}"], evidence_grade="one_report",
            evidence=[make_source()], by="test", at=now,
        )  # fmt: skip

        assert claim.key not in self.keys(client, "2026-05-31")
        assert claim.key in self.keys(client, "2026-06-01")
        page = client.get(f"/measures/{old.key}/", {"as_of": "2026-05-31"})
        assert "One after the other." not in page.text
        assert "One after the other." in client.get(f"/measures/{old.key}/", {"as_of": "2026-06-01"}).text
        assert claim.key not in subjects("2026-05-31", "claim")
        assert claim.key in subjects("2026-06-01", "claim")


class TestNotices:
    def test_acts_that_were_not_yet_announced_are_not_told(self, client, today):
        before, then = (client.get("/notices/uel-2025-7/", {"as_of": day}).text for day in ("2025-05-13", "2025-05-14"))

        assert "What came of it" not in before
        assert "What came of it" in then
        assert "12 Aug 2025" in then  # the formal end of the first suspension
        assert "10 Nov 2026" not in then

    def test_nor_over_the_api(self, client, today):
        def acts(day):
            answer = client.get("/api/v1/notices/uel-2025-7/", {"as_of": day}).json()
            return [(act["act"], act["effective_from"]) for act in answer["events"]]

        assert acts("2025-05-13") == []
        assert acts("2025-05-14") == [("suspended", "2025-05-14")]
        assert len(acts("2026-11-21")) == ListingEvent.objects.filter(target_notice__key="uel-2025-7").count() == 3

    def test_a_notice_shows_the_measure_that_it_adds(self, client, today):
        page = client.get("/notices/uel-2025-6/").text
        orders = client.get("/api/v1/notices/uel-2025-6/").json()["orders"]

        assert "What it orders" in page
        (act,) = orders["acts"]
        assert (act["act"], act["effect"], act["listing_count"]) == ("measure_added", "prohibited", 1)
        assert act["ordered_by"]["id"] == "uel-2025-6"

    def test_a_notice_leads_to_the_measure_that_it_publishes(self, client, today):
        page = client.get("/notices/mofcom-2026-1/").text
        orders = client.get("/api/v1/notices/mofcom-2026-1/").json()["orders"]

        assert 'href="/measures/cn-2026-01/"' in page.partition("What it orders")[2]
        assert [each["id"] for each in orders["measures"]] == ["cn-2026-01"]

    def test_before_its_day_it_orders_nothing(self, client, today):
        page = client.get("/notices/mofcom-2026-1/", {"as_of": "2026-01-05"}).text

        assert "What it orders" not in page

    def test_an_act_ordered_by_a_numbered_notice_stands_with_both(self, client, today):
        listing, orders = make_listing(), make_notice(published_on=date(2026, 8, 1))
        make_event(
            listing=listing, kind="suspended", effective_from=date(2026, 8, 2), announced_on=date(2026, 8, 1),
            until=date(2026, 9, 1), notice=orders,
        )  # fmt: skip

        ordering = client.get(f"/notices/{orders.key}/").text.partition("What it orders")[2]
        target = client.get(f"/notices/{listing.notice.key}/").text.partition("What came of it")[2]
        assert f'href="/notices/{listing.notice.key}/"' in ordering
        assert "1 Sep 2026" in ordering
        assert f'href="/notices/{orders.key}/"' in target
        assert "What it orders" not in client.get(f"/notices/{orders.key}/", {"as_of": "2026-07-31"}).text

    def test_the_page_takes_as_many_queries_with_many_acts_as_with_one(
        self, client, today, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(40):
            client.get("/notices/uel-2025-7/?as_of=2026-11-20")


class TestWhatTheLogCites:
    def test_an_act_without_a_notice_of_its_own_cites_none_and_names_its_target(self):
        listing = make_listing()
        event = make_event(listing=listing, kind="suspended", effective_from=listing.effective_from)

        change = Change.objects.of(event).get()
        assert change.notice is None
        assert f"notice:{listing.notice.key}" in change.about

    def test_an_act_cites_the_notice_that_orders_it(self):
        listing, orders = make_listing(), make_notice()
        event = make_event(listing=listing, kind="stopped", effective_from=listing.effective_from, notice=orders)

        assert Change.objects.of(event).get().notice == orders

    def test_the_seed_cites_no_notice_for_its_own_suspension(self):
        event = ListingEvent.objects.get(key="mofcom-2025-21-suspended-2025-05-14")

        assert Change.objects.of(event).earliest("id").notice is None
        assert Notice.objects.get(key="mofcom-2025-21").events.filter(pk=event.pk).exists()
        assert Listing.objects.filter(events=event).count() == 16
