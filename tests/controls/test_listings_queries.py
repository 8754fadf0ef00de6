"""Questions asked of listings in the database: by state, by badge, by facet, by name."""

from datetime import date

import pytest

from controls import states
from controls.models import Listing
from controls.services.entities import Number
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
FIRST, LATER, TODAY = date(2026, 3, 1), date(2026, 6, 1), date(2026, 11, 21)


@pytest.fixture
def entity_list():
    return make_list(key="test-list", effect="prohibited")


@pytest.fixture
def ours(entity_list):
    """Five listings on a list of their own: in force (twice, with different effects), suspended, stopped, scheduled."""
    notice = make_notice(published_on=FIRST)
    made = {
        code: make_listing(key=f"test-{code}", entity_list=entity_list, notice=notice, **columns)
        for code, columns in {
            "binding": {"entity": make_entity(country="JP")},
            "reviewed": {"effect": "extra_review", "entity": make_entity(country="US")},
            "paused": {"entity": make_entity(country="US")},
            "stopped": {"entity": make_entity(country="")},
            "coming": {"effective_from": date(2027, 1, 1), "entity": make_entity(country="JP")},
        }.items()
    }
    make_event(listing=made["paused"], kind="suspended", effective_from=LATER)
    make_event(listing=made["stopped"], kind="stopped", effective_from=LATER)
    return made


def asked(**day):
    return Listing.objects.filter(entity_list__key="test-list").with_badge(on=day.get("on", TODAY))


def keys(listings):
    return {listing.key.removeprefix("test-") for listing in listings}


class TestPublication:
    def test_a_listing_can_be_asked_about_from_the_day_its_notice_was_published(self, ours):
        ours_only = Listing.objects.filter(entity_list__key="test-list")

        assert ours_only.published(on=FIRST).count() == 5
        assert ours_only.published(on=date(2026, 2, 28)).count() == 0

    def test_it_is_the_notice_s_day_that_counts_and_not_the_listing_s(self, ours):
        assert "coming" in keys(Listing.objects.published(on=FIRST).filter(entity_list__key="test-list"))


class TestStates:
    def test_are_computed_for_the_day_asked(self, ours):
        found = dict(asked().values_list("key", "state_code"))

        assert found == {
            "test-binding": "in_force",
            "test-reviewed": "in_force",
            "test-paused": "suspended",
            "test-stopped": "stopped",
            "test-coming": "scheduled",
        }

    def test_are_others_on_another_day(self, ours):
        before = dict(asked(on=date(2026, 5, 31)).values_list("key", "state_code"))

        assert before["test-paused"] == before["test-stopped"] == "in_force"

    def test_can_be_filtered_by(self, ours):
        assert keys(asked().filter(state_code="stopped")) == {"stopped"}

    def test_can_be_sorted_by(self, ours):
        codes = list(asked().order_by("state_code").values_list("state_code", flat=True))

        assert codes == sorted(codes)

    def test_can_be_excluded(self, ours):
        assert "stopped" not in keys(asked().exclude(state_code="stopped"))

    def test_survive_a_slice_and_a_count(self, ours):
        assert asked().count() == len(asked()[:10]) == 5

    def test_can_be_asked_for_two_days_in_one_breath(self, ours):
        then = Listing.objects.with_badge(on=date(2026, 5, 31)).filter(state_code="in_force")
        now = Listing.objects.with_badge(on=TODAY).filter(state_code="suspended")

        assert keys(now.filter(pk__in=then.values("pk"), entity_list__key="test-list")) == {"paused"}

    def test_are_explained_by_the_row_in_the_same_code(self, ours):
        for listing in asked().for_display():
            assert listing.state(on=TODAY).code == listing.state_code


class TestBadges:
    @pytest.mark.parametrize(
        ("badges", "expected"),
        [
            (["prohibited"], {"binding"}),
            (["extra_review"], {"reviewed"}),
            (["prohibited", "extra_review"], {"binding", "reviewed"}),
            (["suspended"], {"paused"}),
            (["suspended", "stopped", "scheduled"], {"paused", "stopped", "coming"}),
            (["prohibited", "stopped"], {"binding", "stopped"}),
            (["licence_needed"], set()),
            (["in_force"], set()),
            ([], set()),
        ],
    )
    def test_choose_by_effect_while_in_force_and_by_state_otherwise(self, ours, badges, expected):
        assert keys(asked().with_badges(badges)) == expected


class TestChoosing:
    def test_nothing_keeps_everything(self, ours):
        assert len(keys(asked().choose({}))) == 5

    def test_values_of_one_facet_add_up(self, ours):
        assert keys(asked().choose({"country": ["JP", "US"]})) == {"binding", "coming", "reviewed", "paused"}

    def test_values_of_two_facets_narrow_down(self, ours):
        assert keys(asked().choose({"country": ["US"], "effect": ["suspended"]})) == {"paused"}

    def test_the_unknown_country_can_be_chosen(self, ours):
        assert keys(asked().choose({"country": [""]})) == {"stopped"}

    def test_by_list_and_notice_goes_by_their_keys(self, ours):
        notice = ours["binding"].notice.key

        assert asked().choose({"list": ["test-list"], "notice": [notice]}).count() == 5
        assert asked().choose({"list": ["cn-watch-list"]}).count() == 0


class TestCounting:
    def tally(self, **chosen):
        return asked().tally(chosen=chosen)

    def test_counts_each_value_of_each_facet(self, ours):
        counts = self.tally()

        assert counts["effect"] == {"prohibited": 1, "extra_review": 1, "suspended": 1, "stopped": 1, "scheduled": 1}
        assert counts["country"] == {"JP": 2, "US": 2, "": 1}
        assert counts["list"] == {"test-list": 5}

    def test_counts_all_and_what_is_chosen(self, ours):
        assert self.tally(country=["US"])[""] == {"total": 5, "matched": 2}

    def test_sets_the_facet_s_own_choice_aside(self, ours):
        """Or nobody could see what else there is."""
        assert self.tally(country=["US"])["country"] == {"JP": 2, "US": 2, "": 1}

    def test_narrows_the_other_facets(self, ours):
        counts = self.tally(country=["US"])["effect"]

        assert {badge for badge, count in counts.items() if count} == {"extra_review", "suspended"}

    def test_keeps_values_without_a_match_as_nought(self, ours):
        assert self.tally(country=["US"])["effect"]["prohibited"] == 0

    def test_says_what_choosing_would_show(self, ours):
        for facet, values in self.tally(country=["US"]).items():
            for value, count in values.items():
                if facet:
                    chosen = {"country": ["US"]} | {facet: [value]}
                    assert asked().choose(chosen).count() == count, (facet, value)

    def test_takes_one_question(self, ours, django_assert_num_queries):
        with django_assert_num_queries(1):
            self.tally(country=["US"], effect=["suspended"], list=["test-list"])

    @pytest.mark.parametrize("value", ["'; DROP TABLE controls_listing; --", "%s", "%(x)s", "\\", '"', "{}"])
    def test_takes_what_was_ticked_as_a_value_whatever_it_looks_like(self, ours, value):
        assert self.tally(country=[value])[""] == {"total": 5, "matched": 0}

    def test_of_nothing_is_nought(self):
        assert asked().tally(chosen={})[""] == {"total": 0, "matched": 0}


class TestSummary:
    def test_counts_listings_per_list_and_state(self, ours):
        assert asked().summary() == [
            {"entity_list__key": "test-list", "state_code": "in_force", "count": 2},
            {"entity_list__key": "test-list", "state_code": "scheduled", "count": 1},
            {"entity_list__key": "test-list", "state_code": "stopped", "count": 1},
            {"entity_list__key": "test-list", "state_code": "suspended", "count": 1},
        ]

    def test_does_not_depend_on_how_the_listings_were_sorted(self, ours):
        assert asked().order_by("-key").summary() == asked().summary()


class TestFindingByText:
    @pytest.fixture
    def widget(self, entity_list):
        numbers = [Number("lei", "LEI-0001-AB", "official_text", [make_source()])]
        entity = make_entity("Widget 100% Ltd_A", zh="小部件（上海）", ja="ウィジェット株式会社", numbers=numbers)
        return make_listing(key="test-widget.1", entity=entity, entity_list=entity_list)

    @pytest.mark.parametrize(
        "text",
        [
            "widget", "WIDGET", "ｗｉｄｇｅｔ", "idge", "小部件", "（上海）", "(上海)", "ウィジェット", "ｳｨｼﾞｪｯﾄ",
            "ウィジェット 株式会社", "100%", "Ltd_A", "LEI-0001-AB", " LEI-0001-AB ", "test-widget.1", "TEST-WIDGET.1",
        ],
    )  # fmt: skip
    def test_by_any_name_number_or_key(self, widget, text):
        assert list(asked().matching(text)) == [widget]

    @pytest.mark.parametrize(
        "text", ["widgets", "LEI-0001", "test-widget", "W_dget", "%Ltd", "小 部 件 厂", "\\", "lei-"]
    )
    def test_by_nothing_that_only_looks_like_it(self, widget, text):
        assert not asked().matching(text).exists()

    def test_shows_a_listing_once_however_many_names_match(self, entity_list):
        make_listing(entity=make_entity("Gadget", ja="Gadget GK"), entity_list=entity_list)

        assert asked().matching("gadget").count() == 1

    def test_finds_every_listing_of_the_entity(self, widget, entity_list):
        make_listing(entity=widget.entity, entity_list=entity_list)

        assert asked().matching("widget").count() == 2


class TestShowing:
    def test_takes_the_same_questions_for_one_row_and_for_many(self, ours, django_assert_num_queries):
        for number in (1, 5):
            with django_assert_num_queries(4):
                for listing in asked().for_display()[:number]:
                    assert listing.entity.names.all() and listing.notice.authority and listing.entity_list.authority
                    assert listing.state(on=TODAY) and listing.entity.identifiers.all() is not None


def test_every_code_of_a_state_can_come_out_of_the_database(entity_list):
    notice = make_notice(published_on=FIRST)
    made = [make_listing(entity_list=entity_list, notice=notice) for _number in range(5)]
    make_listing(entity_list=entity_list, notice=notice, effective_from=date(2027, 1, 1))
    make_event(listing=made[0], kind="suspended", effective_from=LATER)
    make_event(listing=made[1], kind="suspended", effective_from=LATER, until=LATER)
    make_event(listing=made[2], kind="stopped", effective_from=LATER)
    make_event(listing=made[3], kind="removed", effective_from=LATER)

    assert set(asked().values_list("state_code", flat=True)) == set(states.CODES)
