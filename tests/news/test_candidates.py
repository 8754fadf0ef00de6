"""Entities that a line may name: by the matcher of screening, or spelt the same; nobody else, and never decided."""

from datetime import date

import pytest

from controls.models import Entity
from news.services.candidates import MOST, Party, candidates
from tests.factories import make_entity
from tests.news.drafting import empty_register, seeded_names

__all__ = ["empty_register"]
pytestmark = pytest.mark.usefixtures("seeded")
ON = date(2026, 11, 21)


def found(*names, country="", on=ON):
    return candidates(parties=[Party(names, country)], on=on)[0]


def keys(*names, **more):
    return [each["key"] for each in found(*names, **more)]


def test_all_twenty_of_a_notice_on_record_find_themselves_first():
    parties = [Party((zh, en), "JP") for zh, en in seeded_names()]
    firsts = [hits[0]["key"] for hits in candidates(parties=parties, on=ON)]
    listed = Entity.objects.filter(listings__notice__key="mofcom-2026-12").order_by("listings__position")
    assert firsts == list(listed.values_list("key", flat=True))


def test_a_candidate_says_who_it_is_and_how_sure():
    first, *_rest = found("SUBARU Corporation", "斯巴鲁株式会社", country="JP")
    assert first == {"key": "subaru-corporation", "name": "SUBARU Corporation", "class": "same", "score": 1.0}


@pytest.mark.parametrize("name", ["Subaru Corp.", "ＳＵＢＡＲＵ", "斯巴鲁"])
def test_other_spellings_are_found_as_screening_finds_them(name):
    assert "subaru-corporation" in keys(name)


@pytest.mark.parametrize("names", [("Quixotic Blue Lantern Fabrication GmbH",), ("",), ("…", "–"), ()])
def test_nobody_is_found_for_names_that_nobody_bears(names):
    assert found(*names) == []


def test_an_entity_on_no_list_is_found_when_it_is_spelt_the_same():
    make_entity(key="test-parent", name="Quixotic Blue Lantern Holdings", zh="怪蓝灯笼")
    assert keys("QUIXOTIC BLUE LANTERN HOLDINGS") == ["test-parent"]
    assert keys("怪蓝灯笼") == ["test-parent"]


def test_an_entity_that_both_ways_find_is_offered_once():
    assert keys("SUBARU Corporation", "斯巴鲁株式会社", "SUBARU CORPORATION").count("subaru-corporation") == 1


def test_at_most_three_are_offered_the_likest_first():
    hits = found("Mitsubishi Materials", country="JP")
    assert 1 <= len(hits) <= MOST
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_every_party_gets_its_own_answer_in_the_order_of_the_questions():
    answers = candidates(parties=[Party(("SUBARU Corporation",)), Party(()), Party(("ENEOS Corporation",))], on=ON)
    assert [[each["key"] for each in hits][:1] for hits in answers] == [
        ["subaru-corporation"],
        [],
        ["eneos-corporation"],
    ]


def test_no_party_no_answer():
    assert candidates(parties=[], on=ON) == []


def test_a_register_without_listings_finds_nobody_and_says_no_error(empty_register):
    assert found("SUBARU Corporation") == []


def test_forty_parties_cost_as_many_queries_as_two(django_assert_num_queries):
    few = [Party((zh, en)) for zh, en in seeded_names()[:2]]
    candidates(parties=few, on=ON)
    with django_assert_num_queries(4):  # the same spellings, the state of the index (two), the names
        candidates(parties=few, on=ON)
    with django_assert_num_queries(4):
        candidates(parties=[Party((zh, en)) for zh, en in seeded_names() * 2], on=ON)
