"""What one may ask of notices, sources, lists and entities."""

from datetime import date

import pytest
from django.http import QueryDict

from controls.filters.entities import EntityFilter
from controls.filters.lists import EntityListFilter
from controls.filters.notices import NoticeFilter
from controls.filters.sources import SourceFilter
from controls.models import EntityList
from tests.factories import make_entity, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def asked(question, query):
    found = question(QueryDict(query), today=TODAY)
    assert found.is_valid(), found.errors
    return found.apply()


def faults(question, query):
    found = question(QueryDict(query), today=TODAY)
    found.is_valid()
    return list(found.errors)


class TestNotices:
    def test_are_those_published_by_the_day(self, seeded):
        ahead = make_notice(published_on=date(2026, 11, 22))

        assert ahead not in asked(NoticeFilter, "")
        assert ahead in asked(NoticeFilter, "as_of=2026-11-22")

    def test_of_one_day_the_later_recorded_stands_first(self, seeded):
        first, second = make_notice(published_on=TODAY), make_notice(published_on=TODAY)

        assert list(asked(NoticeFilter, "")[:2]) == [second, first]

    @pytest.mark.parametrize("query", ["q=Quartz", "q=quartz", "q=%E7%9F%B3%E8%8B%B1", "q=QUARTZ-LABEL"])
    def test_are_found_by_label_and_by_title_in_either_language(self, seeded, query):
        notice = make_notice(title_en="On quartz", title_zh="关于石英的公告", label="QUARTZ-LABEL 7")

        assert list(asked(NoticeFilter, query)) == [notice]

    def test_are_found_by_their_whole_key_only(self, seeded):
        notice = make_notice()

        assert notice in asked(NoticeFilter, f"q={notice.key}")
        assert notice not in asked(NoticeFilter, f"q={notice.key[:-1]}&year={notice.year}")

    def test_are_narrowed_by_list_authority_and_year_together(self, seeded):
        entity_list = make_list()
        notice = make_notice(entity_list=entity_list, authority=entity_list.authority)
        query = f"list={entity_list.key}&authority={entity_list.authority.key}"

        assert list(asked(NoticeFilter, f"{query}&year=2026")) == [notice]
        assert list(asked(NoticeFilter, f"{query}&year=2025")) == []

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("year=1989", "year"),
            ("year=2101", "year"),
            ("list=none", "list"),
            ("authority=x", "authority"),
            ("q=" + "x" * 201, "q"),
        ],
    )
    def test_what_is_not_known_is_refused_by_name(self, seeded, query, field):
        assert faults(NoticeFilter, query) == [field]


class TestSources:
    def test_are_narrowed_by_several_kinds(self, seeded):
        kinds = set(asked(SourceFilter, "kind=press&kind=register").values_list("kind", flat=True))

        assert kinds == {"press", "register"}

    def test_are_found_by_their_whole_key_only(self, seeded):
        source = make_source(title="Plain", url="https://example.org/plain")

        assert list(asked(SourceFilter, f"q={source.key}")) == [source]
        assert source not in asked(SourceFilter, f"q={source.key[:-1]}")

    def test_carry_the_number_of_facts_that_rest_on_them(self, seeded):
        source = make_source()
        notice = make_notice(evidence=[source])
        for _number in range(3):
            make_listing(notice=notice, evidence=[source])

        found = asked(SourceFilter, f"q={source.key}").get()

        assert (found.notice_count, found.listing_count) == (1, 3)

    def test_an_unknown_kind_is_refused(self, seeded):
        assert faults(SourceFilter, "kind=rumour") == ["kind"]


class TestLists:
    def test_come_in_the_order_of_the_register(self, seeded):
        late, early = make_list(order=900), make_list(order=0)

        found = list(asked(EntityListFilter, ""))

        assert (found[0], found[-1]) == (early, late)
        assert len(found) == EntityList.objects.count()


class TestEntities:
    def test_are_those_that_a_published_notice_lists(self, seeded):
        unlisted = make_entity()
        ahead = make_listing(notice=make_notice(published_on=date(2026, 11, 22))).entity

        assert unlisted not in asked(EntityFilter, "")
        assert ahead not in asked(EntityFilter, "")
        assert ahead in asked(EntityFilter, "as_of=2026-11-22")

    def test_stand_once_however_many_lists_name_them(self, seeded):
        found = list(asked(EntityFilter, "").values_list("key", flat=True))

        assert len(found) == len(set(found)) == 217

    @pytest.mark.parametrize("query", ["q=subaru", "q=5011101019196", "q=subaru-corporation", "q=SUBARU-CORPORATION"])
    def test_are_found_by_name_number_or_key(self, seeded, query):
        assert [entity.key for entity in asked(EntityFilter, query)] == ["subaru-corporation"]

    def test_a_number_is_found_whole_only(self, seeded):
        assert not asked(EntityFilter, "q=501110101919").exists()

    def test_the_list_must_be_known_on_the_day(self, seeded):
        """Listed on one list today, on the other only tomorrow: the second does not count yet."""
        listing = make_listing()
        other = make_list()
        make_listing(entity=listing.entity, entity_list=other, notice=make_notice(published_on=date(2026, 11, 22)))

        assert listing.entity in asked(EntityFilter, f"list={listing.entity_list.key}")
        assert listing.entity not in asked(EntityFilter, f"list={other.key}")

    @pytest.mark.parametrize(("query", "expected"), [("type=university", "university"), ("country=TW", "TW")])
    def test_are_narrowed_by_type_and_country(self, seeded, query, expected):
        column = query.split("=")[0]

        assert set(asked(EntityFilter, query).values_list(column, flat=True)) == {expected}

    @pytest.mark.parametrize(("query", "field"), [("type=ship", "type"), ("country=XX", "country"), ("list=x", "list")])
    def test_what_is_not_known_is_refused_by_name(self, seeded, query, field):
        assert faults(EntityFilter, query) == [field]
