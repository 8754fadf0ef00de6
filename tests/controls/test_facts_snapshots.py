"""A snapshot is the whole fact as plain JSON, naming other facts by their keys: it outlives the rows."""

import json
from datetime import date, time

import pytest

from controls.models import Authority, Entity, EntityList, Listing, ListingEvent, Notice, Source
from controls.services.entities import Number
from tests.factories import make_authority, make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
FACTS = [Source, Authority, EntityList, Notice, Entity, Listing, ListingEvent]


@pytest.mark.parametrize("model", FACTS)
class TestEveryFact:
    def test_has_a_snapshot_that_is_json_and_comes_back_the_same(self, model):
        for fact in model.objects.all()[:50]:
            assert json.loads(json.dumps(fact.snapshot())) == fact.snapshot()

    def test_has_each_of_its_columns_in_it_but_no_row_number(self, model):
        fact = model.objects.order_by("pk").first()

        columns = {field.name for field in model._meta.concrete_fields} - {"id"}
        assert columns <= set(fact.snapshot())
        assert "id" not in fact.snapshot()

    def test_has_the_same_snapshot_however_it_was_fetched(self, model):
        fact = model.objects.order_by("-pk").first()

        assert model.objects.filter(key=fact.key).defer("key").get().snapshot() == fact.snapshot()

    def test_is_called_by_a_noun_of_its_own(self, model):
        assert [each.noun for each in FACTS].count(model.noun) == 1

    def test_is_first_among_what_a_change_of_it_is_about(self, model):
        fact = model.objects.order_by("pk").first()

        assert fact.about()[0] == f"{model.noun}:{fact.key}"

    def test_reads_as_words_and_not_as_a_row_number(self, model):
        fact = model.objects.order_by("pk").first()

        assert str(fact)
        assert "object (" not in str(fact)


class TestASource:
    def test_tells_the_day_in_iso_form(self):
        assert make_source(seen_on=date(2026, 1, 2)).snapshot()["seen_on"] == "2026-01-02"

    def test_is_all_there(self):
        source = make_source(key="test-page", title="A page", url="https://example.org/a", seen_on=date(2026, 1, 2))

        assert source.snapshot() == {
            "key": "test-page",
            "title": "A page",
            "publisher": "",
            "kind": "press",
            "url": "https://example.org/a",
            "seen_on": "2026-01-02",
            "seen_as": "copy",
            "sha256": "",
            "note": "",
        }


class TestANotice:
    def test_names_authority_list_copies_and_sources_by_their_keys(self):
        notice = make_notice(
            authority=make_authority(key="test-ministry"),
            entity_list=make_list(key="test-list"),
            copies=[make_source(key="test-b"), make_source(key="test-a")],
            evidence=[make_source(key="test-c")],
        )

        found = {name: notice.snapshot()[name] for name in ("authority", "entity_list", "copies", "sources")}
        assert found == {
            "authority": "test-ministry",
            "entity_list": "test-list",
            "copies": ["test-a", "test-b"],
            "sources": ["test-c"],
        }

    def test_without_a_list_names_none(self):
        assert make_notice().snapshot()["entity_list"] is None

    def test_keeps_yes_and_no_and_numbers_as_they_are(self):
        snapshot = make_notice(year=2026, title_zh_inferred=True, stated_count=20).snapshot()

        assert (snapshot["year"], snapshot["title_zh_inferred"], snapshot["stated_count"]) == (2026, True, 20)

    def test_tells_an_unknown_count_from_none(self):
        assert make_notice().snapshot()["stated_count"] is None
        assert make_notice(stated_count=0).snapshot()["stated_count"] == 0


class TestAnEntity:
    def test_has_its_names_in_a_fixed_order_whatever_the_order_of_the_rows(self):
        entity = make_entity("Zeta", zh="泽塔", ja="ゼータ")

        names = Entity.objects.get(pk=entity.pk).snapshot()["names"]
        assert [(each["language"], each["text"]) for each in names] == [
            ("en", "Zeta"),
            ("ja", "ゼータ"),
            ("zh-Hans", "泽塔"),
        ]

    def test_has_each_name_with_its_evidence_and_without_what_is_computed(self):
        name = make_entity("Zeta").snapshot()["names"][0]

        assert set(name) == {"text", "language", "kind", "evidence_grade", "evidence_note", "sources"}

    def test_has_its_numbers_in_a_fixed_order(self):
        source = make_source()
        numbers = [Number("lei", value, "official_text", [source]) for value in ("9", "1", "5")]

        entity = make_entity(numbers=numbers)

        assert [each["value"] for each in entity.snapshot()["identifiers"]] == ["1", "5", "9"]

    def test_has_each_number_with_its_evidence(self):
        source = make_source(key="test-register")

        entity = make_entity(numbers=[Number("lei", "1", "official_text", [source], "Page 2.")])

        assert entity.snapshot()["identifiers"] == [
            {
                "scheme": "lei",
                "value": "1",
                "evidence_grade": "official_text",
                "evidence_note": "Page 2.",
                "sources": ["test-register"],
            }
        ]


class TestAListing:
    def test_names_entity_list_and_notice_by_their_keys(self):
        listing = make_listing()

        snapshot = listing.snapshot()
        assert (snapshot["entity"], snapshot["entity_list"], snapshot["notice"]) == (
            listing.entity.key,
            listing.entity_list.key,
            listing.notice.key,
        )

    def test_tells_the_hour_to_the_minute(self):
        listing = make_listing(effective_from=date(2026, 3, 1), effective_time=time(12, 1))

        assert listing.snapshot()["effective_time"] == "12:01"

    def test_says_nothing_of_a_state(self):
        """A state is computed for a day; a record of it would be wrong tomorrow."""
        assert not {"state", "state_code", "badge"} & set(make_listing().snapshot())

    def test_reads_as_its_english_wording_and_key(self):
        assert str(make_listing(name_en="Widget", key="test-w")) == "Widget (test-w)"

    def test_reads_as_its_chinese_wording_where_there_is_no_english(self):
        assert str(make_listing(name_en="", name_zh="斯巴鲁", key="test-w")) == "斯巴鲁 (test-w)"


class TestAnAct:
    def test_names_its_listings_and_notices_by_their_keys(self):
        listing, ordering = make_listing(key="test-listed"), make_notice()

        event = make_event(listing=listing, kind="stopped", effective_from=date(2026, 6, 1), notice=ordering)

        snapshot = event.snapshot()
        assert (snapshot["listings"], snapshot["notice"], snapshot["target_notice"]) == (
            ["test-listed"],
            ordering.key,
            listing.notice.key,
        )

    def test_is_the_value_that_explains_states(self):
        event = make_event(
            listing=make_listing(),
            kind="suspended",
            announced_on=date(2026, 5, 30),
            effective_from=date(2026, 6, 1),
            until=date(2026, 8, 1),
            until_inclusive=False,
        )

        act = event.act()
        assert (act.kind, act.announced_on, act.effective_from, act.until, act.until_inclusive) == (
            "suspended",
            date(2026, 5, 30),
            date(2026, 6, 1),
            date(2026, 8, 1),
            False,
        )
