"""What one may ask of listings: each parameter alone, several together, and the order of the answer."""

from datetime import date

import pytest
from django.http import QueryDict

from controls import states
from controls.filters.listings import BADGES, SORTS, ListingFilter
from controls.models import Effect, Listing
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def question(query):
    found = ListingFilter(QueryDict(query), today=TODAY)
    assert found.is_valid(), found.errors
    return found


def asked(query):
    return question(query).apply()


def faults(query):
    found = ListingFilter(QueryDict(query), today=TODAY)
    found.is_valid()
    return dict(found.errors)


@pytest.fixture
def two_notices(seeded):
    """A list with two notices of two names each; the second notice is newer."""
    entity_list = make_list()
    old = make_notice(entity_list=entity_list, published_on=date(2026, 3, 1))
    new = make_notice(entity_list=entity_list, published_on=date(2026, 6, 1))
    names = {"zeta": ("BE", old), "alpha": ("US", old), "mid": ("BE", new), "beta": ("AT", new)}
    for name, (country, notice) in names.items():
        make_listing(entity=make_entity(name, country=country), notice=notice, entity_list=entity_list)
    return entity_list


class TestNarrowing:
    def test_values_of_one_facet_are_alternatives_and_facets_add_up(self, two_notices):
        key = two_notices.key

        assert asked(f"list={key}&country=BE&country=AT").count() == 3
        assert asked(f"list={key}&country=BE&q=mid").count() == 1

    def test_a_badge_is_the_effect_only_while_in_force(self, two_notices):
        stopped = asked(f"list={two_notices.key}").first()
        make_event(listing=stopped, kind="stopped", effective_from=date(2026, 7, 1))

        found = {badge: asked(f"list={two_notices.key}&effect={badge}").count() for badge in BADGES}

        assert {badge: count for badge, count in found.items() if count} == {"prohibited": 3, "stopped": 1}

    def test_an_effect_and_a_state_together_are_alternatives(self, two_notices):
        make_event(listing=asked(f"list={two_notices.key}").first(), kind="stopped", effective_from=date(2026, 7, 1))

        assert asked(f"list={two_notices.key}&effect=prohibited&effect=stopped").count() == 4

    def test_a_state_and_a_badge_must_both_hold(self, two_notices):
        assert asked(f"list={two_notices.key}&state=in_force&effect=prohibited").count() == 4
        assert asked(f"list={two_notices.key}&state=stopped&effect=prohibited").count() == 0

    @pytest.mark.parametrize(
        ("day", "expected"), [("2026-02-28", 0), ("2026-03-01", 2), ("2026-05-31", 2), ("2026-06-01", 4)]
    )
    def test_names_are_there_from_the_day_of_publication(self, two_notices, day, expected):
        assert asked(f"list={two_notices.key}&as_of={day}").count() == expected

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("listed_from=2026-06-01", 2),
            ("listed_from=2026-06-02", 0),
            ("listed_to=2026-03-01", 2),
            ("listed_to=2026-02-28", 0),
            ("listed_from=2026-03-01&listed_to=2026-06-01", 4),
            ("listed_from=2026-03-02&listed_to=2026-05-31", 0),
            ("listed_from=2026-03-01&listed_to=2026-03-01", 2),
        ],
    )
    def test_both_ends_of_a_period_belong_to_it(self, two_notices, query, expected):
        assert asked(f"list={two_notices.key}&{query}").count() == expected

    def test_a_period_that_ends_before_it_begins_is_refused(self, seeded):
        assert faults("listed_from=2026-06-02&listed_to=2026-06-01") == {
            "listed_to": ["The last day lies before the first."]
        }

    def test_an_entity_is_asked_for_by_key_and_found_on_every_list(self, seeded):
        assert asked("entity=skydio-inc").count() == 2
        assert asked("entity=skydio-inc&entity=subaru-corporation").count() == 3

    @pytest.mark.parametrize(
        "query", ["entity=SKYDIO-INC", "entity=Skydio", "list=watch", "notice=12", "country=jp", "state=Stopped"]
    )
    def test_keys_are_asked_for_exactly(self, seeded, query):
        assert list(faults(query)) == [query.split("=")[0]]

    def test_text_and_key_of_a_listing_find_it_whatever_the_case(self, two_notices):
        listing = asked(f"list={two_notices.key}&q=ZETA").get()

        assert asked(f"q={listing.key.upper()}").get() == listing


class TestNames:
    @pytest.mark.parametrize(
        "text",
        [
            "Testa",
            "TESTA",
            "ｔｅｓｔａ",
            "tes\u200bta",
            "tes\u00adta",
            "Testa 有限公司",
            "Testa有限公司",
            "testa  有限公司",
            "ﾃｽﾀ",
            "テスタ",
        ],
    )
    def test_are_found_however_they_are_typed(self, seeded, text):
        listing = make_listing(entity=make_entity("Testa Holdings", zh="Testa 有限公司", ja="テスタ"))

        query = QueryDict(mutable=True)
        query["q"] = text
        found = ListingFilter(query, today=TODAY)

        assert found.is_valid()
        assert listing in found.apply()

    def test_two_spellings_that_match_give_one_row(self, seeded):
        make_listing(entity=make_entity("Doppel One", zh="Doppel 一", ja="Doppel 二"))

        assert asked("q=doppel").count() == 1


class TestOrder:
    def names(self, two_notices, sort):
        rows = asked(f"list={two_notices.key}&sort={sort}").select_related("entity")
        return [listing.entity.name for listing in rows]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("", ["mid", "beta", "zeta", "alpha"]),
            ("item_number", ["mid", "beta", "zeta", "alpha"]),
            ("-item_number", ["beta", "mid", "alpha", "zeta"]),
            ("name", ["alpha", "beta", "mid", "zeta"]),
            ("-name", ["zeta", "mid", "beta", "alpha"]),
            ("country", ["beta", "mid", "zeta", "alpha"]),
            ("listed", ["zeta", "alpha", "mid", "beta"]),
            ("-listed", ["beta", "mid", "alpha", "zeta"]),
        ],
    )
    def test_is_what_was_asked_for(self, two_notices, sort, expected):
        assert self.names(two_notices, sort) == expected

    def test_items_run_as_in_the_annex_and_not_as_text(self, seeded):
        """Item 14.10 stands after 14.9, and 2 before 10."""
        notice = make_notice()
        for number in ("1", "2", "10", "14.9", "14.10"):
            make_listing(notice=notice, entity_list=make_list(), item_number=number)

        assert list(asked(f"notice={notice.key}").values_list("item_number", flat=True)) == [
            "1",
            "2",
            "10",
            "14.9",
            "14.10",
        ]

    @pytest.mark.parametrize("sort", [f"{sign}{name}" for name in SORTS for sign in ("", "-")])
    def test_is_total_so_that_pages_neither_lose_nor_double_a_row(self, seeded, sort):
        rows = list(asked(f"sort={sort}").values_list("pk", flat=True))

        pages = [
            list(asked(f"sort={sort}").values_list("pk", flat=True)[start : start + 50]) for start in range(0, 274, 50)
        ]

        assert sum(pages, []) == rows
        assert len(set(rows)) == 274

    @pytest.mark.parametrize("sort", ["mood", "--name", "name,country", "Name", "pk", "entity__name"])
    def test_an_unknown_order_is_refused(self, seeded, sort):
        assert faults(f"sort={sort}") == {"sort": [f"“{sort}” is not a known order."]}


class TestStates:
    def test_rows_carry_no_state_when_the_caller_explains_states(self, seeded):
        assert not hasattr(question("").apply(stated=False).first(), "state_code")
        assert hasattr(question("").apply().first(), "state_code")

    @pytest.mark.parametrize("query", ["state=stopped", "effect=stopped", "effect=prohibited"])
    def test_but_a_question_about_states_is_answered_all_the_same(self, seeded, query):
        assert question(query).apply(stated=False).count() == asked(query).count() > 0

    def test_badges_are_all_effects_and_all_states_but_in_force(self):
        assert set(BADGES) == set(Effect.values) | set(states.CODES) - {"in_force"}

    def test_the_chosen_facets_are_those_that_were_ticked(self, seeded):
        asked_for = question("list=cn-watch-list&country=JP&country=US&q=a&state=in_force")

        assert asked_for.chosen() == {"list": ["cn-watch-list"], "country": ["JP", "US"]}

    def test_an_own_set_of_listings_is_narrowed_further(self, seeded):
        japanese = Listing.objects.filter(entity__country="JP")

        found = question("list=cn-watch-list").apply(japanese)

        assert found.count() == asked("list=cn-watch-list&country=JP").count() == 40
