"""Putting entities on lists: what a notice orders, in its own words, once."""

from datetime import UTC, date, datetime, time

import pytest

from controls.models import Listing
from controls.services import listings
from controls.services.history import FactRefused
from tests.controls.change_log import latest_change_of, only_change_of, revision
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
FIRST = date(2026, 3, 1)


def correct(listing, *, evidence=None, **fields):
    return listings.correct(listing=listing, fields=fields, evidence=evidence, reason="Misread.", by="tests", at=AT)


class TestWhatIsNotSaid:
    def test_the_first_day_is_the_notice_s(self):
        notice = make_notice(published_on=date(2026, 2, 24), effective_from=FIRST)

        assert make_listing(notice=notice).effective_from == FIRST

    def test_the_hour_is_the_notice_s(self):
        notice = make_notice(effective_time=time(12, 1))

        assert make_listing(notice=notice).effective_time == time(12, 1)

    def test_the_hour_is_nobody_s_when_the_listing_has_a_day_of_its_own(self):
        """The notice's hour belongs to the notice's first day."""
        notice = make_notice(effective_time=time(12, 1))

        assert make_listing(notice=notice, effective_from=FIRST).effective_time is None

    def test_the_effect_is_the_list_s(self):
        assert make_listing(entity_list=make_list(effect="extra_review")).effect == "extra_review"

    def test_the_place_is_the_next_one_of_the_annex(self):
        notice = make_notice()

        assert [make_listing(notice=notice).position for _number in range(3)] == [1, 2, 3]

    def test_the_place_follows_the_last_one_even_when_some_are_missing(self):
        notice = make_notice()
        make_listing(notice=notice, position=7)

        assert make_listing(notice=notice).position == 8

    def test_places_are_counted_in_each_annex_apart(self):
        make_listing(notice=make_notice(), position=7)

        assert make_listing(notice=make_notice()).position == 1


class TestWhatIsSaid:
    def test_a_day_of_its_own_is_kept(self):
        assert make_listing(effective_from=FIRST).effective_from == FIRST

    def test_an_hour_of_its_own_is_kept(self):
        assert make_listing(effective_from=FIRST, effective_time=time(9, 30)).effective_time == time(9, 30)

    def test_an_effect_of_its_own_goes_before_the_list_s(self):
        assert make_listing(entity_list=make_list(effect="prohibited"), effect="none_stated").effect == "none_stated"

    def test_the_notice_s_own_wording_is_kept_as_printed(self):
        """A published typing error stays: it is what a customs officer reads."""
        listing = make_listing(name_en="MHI Oceanincs", name_zh="三菱重工海洋", item_number="14.2")

        assert (listing.name_en, listing.name_zh, listing.item_number) == ("MHI Oceanincs", "三菱重工海洋", "14.2")

    def test_a_wording_in_chinese_alone_is_enough(self):
        assert make_listing(name_en="", name_zh="斯巴鲁").name_zh == "斯巴鲁"


class TestRefusals:
    def test_the_same_entity_twice_by_one_notice_on_one_list(self):
        listing = make_listing(entity=make_entity("Widget Ltd"), entity_list=make_list(name_en="Test Watch List"),
                               notice=make_notice(label="TEST 2026 No. 1"))  # fmt: skip

        with pytest.raises(FactRefused) as refusal:
            make_listing(entity=listing.entity, entity_list=listing.entity_list, notice=listing.notice)

        assert str(refusal.value) == "TEST 2026 No. 1 already lists Widget Ltd on Test Watch List."

    def test_an_item_that_is_taken(self):
        notice = make_notice(label="TEST 2026 No. 1")
        make_listing(notice=notice, item_number="3", name_en="Widget Ltd")

        with pytest.raises(FactRefused, match=r"^Item 3 of TEST 2026 No. 1 is already Widget Ltd.$"):
            make_listing(notice=notice, item_number="3")

    def test_an_item_that_is_taken_by_a_name_in_chinese_alone(self):
        notice = make_notice()
        make_listing(notice=notice, item_number="3", name_en="", name_zh="斯巴鲁")

        with pytest.raises(FactRefused, match="is already 斯巴鲁"):
            make_listing(notice=notice, item_number="3")

    def test_a_list_on_which_the_notice_does_not_write(self):
        notice = make_notice(label="TEST 2026 No. 1", entity_list=make_list(name_en="Test Watch List"))

        with pytest.raises(FactRefused) as refusal:
            make_listing(notice=notice, entity_list=make_list(name_en="Test Control List"))

        assert str(refusal.value) == "TEST 2026 No. 1 writes on Test Watch List, not on Test Control List."

    def test_no_source(self):
        with pytest.raises(FactRefused, match="needs at least one source"):
            make_listing(key="test-unsourced", evidence=[])

        assert not Listing.objects.filter(key="test-unsourced").exists()

    def test_no_wording_at_all(self):
        with pytest.raises(FactRefused, match="A listing quotes a name"):
            make_listing(name_en="", name_zh="")

    @pytest.mark.parametrize(
        "key",
        ["", "Upper-Case", "with space", "-leading", "trailing-", "double--hyphen", "x.", "ä", "line\n", "x" * 61],
    )
    def test_a_key_that_is_none(self, key):
        with pytest.raises(FactRefused, match="key: "):
            make_listing(key=key)

    def test_a_key_that_is_taken(self):
        make_listing(key="test-taken")

        with pytest.raises(FactRefused, match="key: .*already exists"):
            make_listing(key="test-taken")

    @pytest.mark.parametrize(
        ("columns", "field"),
        [
            ({"item_number": ""}, "item_number"),
            ({"item_number": "1" * 21}, "item_number"),
            ({"effect": "banned"}, "effect"),
            ({"evidence_grade": "hearsay"}, "evidence_grade"),
            ({"position": -1}, "position"),
            ({"name_zh": "斯" * 301}, "name_zh"),
            ({"address": "x" * 501}, "address"),
        ],
    )
    def test_a_column_that_cannot_be_by_its_name(self, columns, field):
        with pytest.raises(FactRefused) as refusal:
            make_listing(**columns)

        assert f"{field}: " in str(refusal.value)

    def test_leave_no_change(self):
        listing = make_listing()
        before, entity = revision(), listing.entity

        with pytest.raises(FactRefused):
            listings.add(
                key="test-again", entity=entity, entity_list=listing.entity_list, notice=listing.notice,
                item_number="99", evidence_grade="one_report", evidence=[listing.sources.get()], by="tests", at=AT,
            )  # fmt: skip

        assert revision() == before


class TestTheSameEntity:
    def test_may_stand_in_two_notices(self):
        entity = make_entity()

        make_listing(entity=entity), make_listing(entity=entity)

        assert entity.listings.count() == 2

    def test_may_stand_on_two_lists_by_one_notice(self):
        entity, notice = make_entity(), make_notice()

        make_listing(entity=entity, notice=notice, entity_list=make_list())
        make_listing(entity=entity, notice=notice, entity_list=make_list())

        assert notice.listings.filter(entity=entity).count() == 2

    def test_may_have_the_item_number_of_another_notice(self):
        make_listing(notice=make_notice(), item_number="1")

        assert make_listing(notice=make_notice(), item_number="1").item_number == "1"


class TestCorrecting:
    def test_mends_the_wording(self):
        listing = make_listing(name_en="Wigdet Ltd")

        assert correct(listing, name_en="Widget Ltd").name_en == "Widget Ltd"

    def test_cites_the_notice_and_its_first_day(self):
        listing = make_listing(effective_from=FIRST)

        correct(listing, address="Tokyo")

        change = latest_change_of(listing)
        assert (change.notice, change.effective_on) == (listing.notice, FIRST)

    def test_to_what_is_on_record_leaves_no_change(self):
        listing = make_listing(address="Tokyo")
        before = revision()

        correct(listing, address="Tokyo", evidence=list(listing.sources.all()))

        assert revision() == before

    def test_of_the_sources_alone_is_a_change(self):
        listing = make_listing()

        correct(listing, evidence=[make_source()])

        assert latest_change_of(listing).version == 2

    def test_that_names_another_entity_is_about_that_entity(self):
        listing, entity = make_listing(), make_entity(key="test-the-right-one")

        correct(listing, entity=entity)

        assert "entity:test-the-right-one" in latest_change_of(listing).about

    def test_that_names_another_entity_is_about_the_former_one_too(self):
        """Or the page of the former one would never say where its listing went."""
        listing = make_listing()

        correct(listing, entity=make_entity())

        assert f"entity:{listing.entity.key}" in latest_change_of(listing).about

    def test_cannot_take_an_item_number_that_is_taken(self):
        notice = make_notice()
        make_listing(notice=notice, item_number="1")
        listing = make_listing(notice=notice, item_number="2")

        with pytest.raises(FactRefused, match="already exists"):
            correct(listing, item_number="1")

    def test_cannot_put_it_on_a_list_on_which_its_notice_does_not_write(self):
        listing = make_listing(notice=make_notice(entity_list=make_list()))

        with pytest.raises(FactRefused, match=" writes on .*, not on "):
            correct(listing, entity_list=make_list())

    def test_cannot_take_the_wording_away(self):
        with pytest.raises(FactRefused, match="A listing quotes a name"):
            correct(make_listing(name_zh=""), name_en="")

    def test_cannot_change_its_key(self):
        with pytest.raises(FactRefused, match="never changes"):
            correct(make_listing(), key="another-key")

    def test_cannot_begin_after_an_act_upon_it(self):
        listing = make_listing(effective_from=FIRST)
        make_event(listing=listing, kind="suspended", effective_from=date(2026, 3, 10))

        with pytest.raises(FactRefused, match="comes too early"):
            correct(listing, effective_from=date(2026, 3, 11))

    def test_may_begin_on_the_day_of_an_act_upon_it(self):
        listing = make_listing(effective_from=FIRST)
        make_event(listing=listing, kind="suspended", effective_from=date(2026, 3, 10))

        assert correct(listing, effective_from=date(2026, 3, 10)).effective_from == date(2026, 3, 10)

    def test_is_no_change_of_the_entity(self):
        listing = make_listing()

        correct(listing, name_en="Other wording")

        assert only_change_of(listing.entity).action == "added"
