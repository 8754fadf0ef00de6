"""A measure that a later notice orders for a name that is listed already: from its first day until it is stopped."""

from datetime import date, timedelta

import pytest
from django.contrib.admin import site
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.admin.listing_acts import ActForm
from controls.admin.listing_events import ListingEventAdmin
from controls.effects import ACTS, BY_WEIGHT, MeasureAct, added_on, effect_on
from controls.models import Change, Effect, Listing, ListingEvent
from controls.models.calendar import days
from controls.screening.services import register
from controls.services.history import FactRefused
from tests.controls.desk import make_user
from tests.controls.reading import badges, entity_page
from tests.factories import make_event, make_list, make_listing, make_notice, make_source

ADDED, STOPPED = date(2025, 3, 4), date(2025, 11, 10)
DAY = timedelta(days=1)
ILLUMINA = "cn-uel-2025-004-2"


def adding(first=ADDED, effect="prohibited", measure=6):
    return MeasureAct("measure_added", first, first, effect, measure)


def stopping(first=STOPPED, measure=6):
    return MeasureAct("measure_stopped", first, first, "", measure)


def effect(day, *acts, own="none_stated"):
    return effect_on(day, effect=own, acts=acts)


class TestTheRule:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (ADDED - DAY, "none_stated"),
            (ADDED, "prohibited"),
            (STOPPED - DAY, "prohibited"),
            (STOPPED, "none_stated"),
        ],
    )
    def test_an_added_measure_counts_from_its_first_day_until_it_is_stopped(self, day, expected):
        assert effect(day, adding(), stopping()) == expected

    def test_the_weightiest_measure_is_the_effect(self):
        acts = [adding(effect="extra_review", measure=1), adding(effect="licence_needed", measure=2)]

        assert effect(ADDED, *acts) == "licence_needed"
        assert effect(ADDED, *acts, own="prohibited") == "prohibited"

    def test_stopping_one_measure_leaves_the_other(self):
        acts = [adding(), adding(effect="extra_review", measure=7), stopping()]

        assert effect(STOPPED, *acts) == "extra_review"
        assert [act.measure for act in added_on(STOPPED, acts)] == [7]

    def test_a_stop_of_a_measure_that_was_never_added_changes_nothing(self):
        assert effect(STOPPED, stopping(), own="prohibited") == "prohibited"

    def test_a_measure_may_be_added_again(self):
        again = STOPPED + 30 * DAY

        assert effect(again, adding(), stopping(), adding(again)) == "prohibited"

    def test_acts_that_change_the_state_are_no_measures(self):
        assert effect(STOPPED, MeasureAct("stopped", ADDED, ADDED, "", 6), own="extra_review") == "extra_review"

    def test_the_weights_are_those_of_the_lists(self):
        assert list(BY_WEIGHT) == Effect.values


@pytest.mark.django_db
class TestOnRecord:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        own=st.sampled_from(BY_WEIGHT),
        acts=st.lists(
            st.tuples(
                st.sampled_from(ACTS),
                st.integers(0, 6),
                st.integers(0, 3),
                st.sampled_from(BY_WEIGHT),
                st.integers(0, 1),
            ),
            max_size=5,
        ),
        asked=st.integers(-1, 8),
    )
    def test_the_database_says_the_effect_as_the_rule_does(self, db, own, acts, asked):
        with transaction.atomic():
            listing = make_listing(effect=own)
            notices = [make_notice(published_on=ADDED), make_notice(published_on=ADDED)]
            for kind, first, announced, means, which in acts:
                make_event(
                    listing=listing,
                    kind=kind,
                    target_notice=notices[which],
                    announced_on=listing.effective_from + announced * DAY,
                    effective_from=listing.effective_from + first * DAY,
                    effect=means if kind == "measure_added" else "",
                )
            day = listing.effective_from + asked * DAY
            found = Listing.objects.with_badge(on=day).get(pk=listing.pk)
            assert found.effect_code == listing.effect_on(on=day)
            transaction.set_rollback(True)

    def test_it_needs_an_effect_and_no_other_act_has_one(self):
        listing = make_listing()

        for kind, means in (("measure_added", ""), ("stopped", "prohibited")):
            with pytest.raises((FactRefused, IntegrityError)), transaction.atomic():
                make_event(listing=listing, kind=kind, effective_from=listing.effective_from, effect=means)

    def test_it_is_logged_as_an_amendment_of_the_listing(self):
        listing, notice = make_listing(), make_notice()
        event = make_event(
            listing=listing, kind="measure_added", effective_from=listing.effective_from, effect="prohibited",
            target_notice=notice, notice=notice,
        )  # fmt: skip

        change = Change.objects.of(event).get()
        assert (change.action, change.notice) == ("amended", notice)
        assert change.after["effect"] == "prohibited"
        assert f"listing:{listing.key}" in change.about

    def test_the_filter_by_effect_and_its_count_follow_the_day(self, client, today):
        entity_list = make_list(key="bare-list", effect="none_stated")
        listing = make_listing(entity_list=entity_list, notice=make_notice(entity_list=entity_list))
        first = listing.effective_from + DAY
        make_event(listing=listing, kind="measure_added", effective_from=first, effect="licence_needed")

        asked = {"list": "bare-list", "effect": "licence_needed"}
        later = client.get("/api/v1/listings/", {**asked, "as_of": first.isoformat()}).json()
        before = client.get("/api/v1/listings/", {**asked, "as_of": listing.effective_from.isoformat()}).json()

        assert [row["id"] for row in later["results"]] == [listing.key]
        assert before["results"] == []


@pytest.mark.usefixtures("seeded")
class TestIllumina:
    """On the Unreliable Entity List without a measure; banned from exporting sequencers from March to November 2025."""

    @pytest.mark.parametrize(
        ("day", "badge"),
        [
            ("2025-02-04", "No measure stated"),
            ("2025-03-03", "No measure stated"),
            ("2025-03-04", "Prohibited"),
            ("2025-06-01", "Prohibited"),
            ("2025-11-09", "Prohibited"),
            ("2025-11-10", "No measure stated"),
            ("2026-11-21", "No measure stated"),
        ],
    )
    def test_page_list_and_endpoint_agree_on_every_day(self, client, today, day, badge):
        page = entity_page(client, "illumina-inc", as_of=day)
        row = client.get(f"/api/v1/listings/{ILLUMINA}/", {"as_of": day}).json()
        listed = client.get("/entities/", {"as_of": day, "q": "illumina"}).text

        assert badges(page) == [badge]
        assert row["state"]["label"] == badge
        assert row["effect"] == {"Prohibited": "prohibited", "No measure stated": "none_stated"}[badge]
        assert badge in listed.partition('id="results"')[2]

    def test_what_it_means_for_a_shipment_names_the_ban_and_its_notice(self, client, today):
        bound = entity_page(client, "illumina-inc", as_of="2025-06-01").one("main").text
        before = entity_page(client, "illumina-inc", as_of="2025-03-03").one("main").text
        after = entity_page(client, "illumina-inc", as_of="2025-11-10").one("main").text

        assert "Besides, for this name: Illumina may not export gene sequencers to China. (UEL 2025 No. 6)" in bound
        assert "gene sequencers to China. (UEL" not in before
        assert "gene sequencers to China. (UEL" not in after

    def test_an_entity_in_short_and_a_table_say_the_effect_of_the_day(self, client, today):
        entity = client.get("/api/v1/entities/illumina-inc/", {"as_of": "2025-06-01"}).json()
        table = client.get("/api/v1/listings/export.csv", {"as_of": "2025-06-01", "entity": "illumina-inc"})

        assert [each["effect"] for each in entity["listings"]] == ["prohibited"]
        assert ",prohibited," in b"".join(table).decode()

    def test_screening_takes_the_effect_of_the_day(self, db):
        def screened(day):
            found = register.described(keys=["entity:illumina-inc"], on=date.fromisoformat(day))
            listing = found["entity:illumina-inc"]["listing"]
            return listing["effect"], listing["effect_label"]

        assert screened("2025-06-01") == ("prohibited", "Prohibited")
        assert screened("2025-11-10") == ("none_stated", "No measure stated")

    def test_search_says_the_badge_of_the_day(self, client, today):
        found = client.get("/api/v1/search/", {"q": "Illumina", "as_of": "2025-06-01"})

        assert "Prohibited" in found.text

    def test_the_calendar_has_the_first_day_of_the_ban(self, db):
        found = [day for day in days(known_by=None) if day.key == "uel-2025-6-measure-added-2025-03-04"]

        assert [(day.on, day.kind, day.title) for day in found] == [
            (ADDED, "start", "One measure added: UEL 2025 No. 6"),
        ]

    def test_the_history_says_whose_measure_was_added_and_stopped(self, client, today):
        page = entity_page(client, "illumina-inc").one("main").text

        assert "One measure added The measure of UEL 2025 No. 6; announced on 4 Mar 2025" in page
        assert "The measure of UEL 2025 No. 6; announced on 5 Nov 2025" in page

    def test_the_seed_has_its_source_and_its_notice(self, db):
        event = ListingEvent.objects.get(key="uel-2025-6-measure-added-2025-03-04")

        assert (event.notice.key, event.target_notice.key, event.evidence_grade) == (
            "uel-2025-6", "uel-2025-6", "official_text",
        )  # fmt: skip
        assert event.sources.filter(kind="official").count() == 2


@pytest.mark.django_db
class TestAtTheDesk:
    """It is recorded among the acts on listings, where the notice that sets the measure can be named."""

    def form(self, now, **changed):
        listing, notice = make_listing(), make_notice()
        typed = {
            "kind": "measure_added", "target_notice": notice.pk, "notice": notice.pk, "listings": [listing.pk],
            "announced_on": listing.effective_from, "effective_from": listing.effective_from, "effect": "prohibited",
            "evidence_grade": "one_report", "sources": [make_source().pk], "until_inclusive": "on",
        }  # fmt: skip
        request = RequestFactory().get("/")
        request.user = make_user(now)
        return ListingEventAdmin(ListingEvent, site).get_form(request)(typed | changed)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"effect": ""}, "effect"),
            ({"kind": "stopped"}, "effect"),
            ({"until": "2026-12-31"}, "until"),
        ],
    )
    def test_the_form_says_which_field_is_wrong(self, now, changed, field):
        assert field in self.form(now, **changed).errors

    def test_the_act_on_chosen_listings_does_not_offer_it(self):
        offered = [value for value, _label in ActForm().fields["kind"].choices]

        assert "stopped" in offered
        assert not set(offered) & set(ACTS)
