"""Rules that reach parties on no list, and how far the lists were checked: said where nobody is listed, too."""

from datetime import date

import pytest

from controls.models import EntityList, unlisted
from controls.screening.services import unlisted as screened
from controls.services import lists
from tests.controls.reading import entity_page
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice, make_suspension

pytestmark = pytest.mark.django_db
SUBARU = "subaru-corporation"
RULE = "MOFCOM 2026 No. 1 bars exports of dual-use items to Japanese military users"


def main(client, key, **query):
    return entity_page(client, key, **query).one("main").text


@pytest.mark.usefixtures("seeded")
class TestWhereNobodyIsListed:
    def test_the_rule_for_japan_is_said_before_the_listing_and_after_its_publication(self, client, today):
        before, since = (main(client, SUBARU, as_of=day) for day in ("2026-01-05", "2026-02-23"))

        assert "Not listed on 23 Feb 2026" in since
        assert f"Whether listed or not: {RULE}" in since
        assert "In force." in since.partition(RULE)[2]
        assert "Not listed on 5 Jan 2026" in before
        assert "Whether listed or not" not in before

    def test_the_rule_leads_to_its_clause(self, client, today):
        page = entity_page(client, SUBARU, as_of="2026-02-23")

        assert "/measures/cn-2026-01/?as_of=2026-02-23#cn-2026-01" in [link["href"] for link in page.all("a")]

    def test_each_list_says_how_far_it_was_checked(self, client, today):
        text = main(client, SUBARU, as_of="2026-02-23")

        assert "Watch List: checked against its sources up to 22 Aug 2026. A later notice may be missing." in text


class TestWhomTheyReach:
    def test_a_party_of_another_country_is_told_of_its_own_rules(self, client, today):
        american, german = make_entity(country="US"), make_entity(country="DE")

        assert "MOFCOM 2024 No. 46 clause 1 bars exports of dual-use items to United States" in main(
            client, american.key
        )
        assert "Whether listed or not" not in main(client, german.key)

    def test_a_notice_without_a_list_is_no_rule_by_that(self, client, today):
        """One that suspends something for a country names nobody either."""
        notice = make_notice(entity_list=None, country_scope="JP", measures="Suspends earlier measures.")
        entity = make_entity(country="JP")

        assert notice.label not in main(client, entity.key)

    @pytest.mark.usefixtures("seeded")
    def test_every_listed_party_of_the_country_is_told_too(self, client, today):
        assert f"Whether listed or not: {RULE}" in main(client, SUBARU)


class TestStates:
    def act(self, kind, **columns):
        clause = next(rule.clause for rule in unlisted.rules(on=date(2026, 11, 21), country="JP"))
        return make_suspension(
            clauses=[clause], kind=kind, published_on=date(2026, 6, 1), effective_from=date(2026, 6, 1), **columns
        )

    def test_a_suspended_clause_says_so_and_is_no_reason_for_a_check(self, client, today):
        self.act("suspended", until=date(2026, 12, 31))
        text = main(client, SUBARU)

        assert "Suspended. Suspended to 31 Dec 2026 by the formal text" in text.partition(RULE)[2]
        assert "cn-2026-01" not in [each["measure"] for each in screened.rules(on=today)]

    def test_an_ended_clause_says_so(self, client, today):
        self.act("repealed")

        assert "Ended. Repealed: it no longer binds." in main(client, SUBARU).partition(RULE)[2]
        assert "cn-2026-01" not in [each["measure"] for each in screened.rules(on=today)]

    def test_pages_and_checks_name_the_same_clauses_while_they_bind(self, today):
        on_pages = {
            rule.clause.measure.key for country in ("JP", "US") for rule in unlisted.rules(on=today, country=country)
        }

        assert on_pages == {each["measure"] for each in screened.rules(on=today)}


class TestHowFarTheListsWereChecked:
    WORDS = "checked against its sources up to 22 Aug 2026. A later notice may be missing."

    def test_the_page_of_the_lists_says_it_of_each(self, client, today):
        text = client.get("/entities/").text

        assert text.count(self.WORDS) == EntityList.objects.exclude(verified_on=None).count() >= 3

    def test_the_page_of_one_list_says_it_of_that_one(self, client, today):
        text = client.get("/entities/", {"list": "cn-watch-list"}).text

        assert text.count(self.WORDS) == 1
        assert f"Watch List: {self.WORDS}" in text

    def test_nothing_found_says_it_among_what_was_searched(self, client, today):
        text = client.get("/entities/", {"q": "nobody of that name"}, headers={"HX-Request": "true"}).text

        assert "Searched:" in text
        assert f"Export Control List: {self.WORDS}" in text

    def test_a_list_that_nobody_compared_says_that(self, client, today):
        make_list(key="fresh-list", name_en="Fresh List")

        assert "Fresh List: not yet checked against its sources." in client.get("/entities/").text

    def test_a_correction_shows_at_once(self, client, today, now):
        client.get("/entities/")
        found = EntityList.objects.get(key="cn-watch-list")
        lists.correct(
            entity_list=found, fields={"verified_on": date(2026, 11, 20)}, reason="compared again", by="test", at=now
        )

        assert "Watch List: checked against its sources up to 20 Nov 2026." in client.get("/entities/").text

    def test_to_be_confirmed_says_it_beside_the_reason(self, client, today):
        listing = make_listing(entity_list=EntityList.objects.get(key="cn-watch-list"))
        first = listing.effective_from
        make_event(listing=listing, kind="suspended", effective_from=first, until=first)

        text = main(client, listing.entity.key)
        assert "neither in force nor free until confirmed. Watch List: checked against its sources up to 22 Aug" in text

    def test_a_state_that_is_sure_does_not(self, client, today):
        assert "checked against its sources" not in main(client, SUBARU)
