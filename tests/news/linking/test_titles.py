"""Lists, measures and items by title: where it can only be one, or where the rest of the text says so."""

import pytest

from news.linking.reading import read
from news.linking.surroundings import Surroundings
from news.linking.titles import Titles
from tests.news.linking.register import ITEMS, LISTS, MEASURES, NOTICES

TITLES = Titles([*NOTICES, *MEASURES], ITEMS, LISTS)


def told(text: str) -> list[tuple[str, bool]]:
    return [(hit.reference, hit.certain) for hit in TITLES.find(read(text), Surroundings(text))]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("列入出口管制管控名单", "control"),
        ("列入管控名单", "control"),
        ("輸出規制管理リストに追加", "control"),
        ("列入关注名单", "watch"),
        ("列入關注名單", "watch"),
        ("注視リストに掲載", "watch"),
        ("the export control watch list", "watch"),
        ("列入不可靠实体清单", "uel"),
        ("the Unreliable Entity List", "uel"),
        ("its unreliable entities list", "uel"),
        ("信頼できないエンティティー・リスト", "uel"),
    ],
)
def test_a_list_is_named_in_three_languages(text: str, key: str) -> None:
    assert told(text) == [(f"entity-list:{key}", True)]


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("China put them on its export control list", True),
        ("China's watch list", True),
        ("The Watch List of China grows", True),
        ("MOFCOM adds 20 entities to a watch list", True),
        ("on the watch list of a Chinese bank", False),
    ],
)
def test_an_ordinary_name_of_a_list_needs_china_beside_it(text: str, certain: bool) -> None:
    assert [hit[1] for hit in told(text)] == [certain]


@pytest.mark.parametrize(
    "text",
    [
        "Investors put it on their watch list",
        "Beijing comments on the US export control list",
        "China is back on the FATF watch list",
        "Chinese banks on a credit watch list",
        "China and the EU's export control list of goods, the EU export control list",
        "the dual-use export control list of China",
        "the Entity List of the US and China",
    ],
)
def test_lists_of_others_and_of_goods_are_not_these(text: str) -> None:
    assert [key for key, certain in told(text) if key.startswith("entity-list:") and certain] == []


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("《稀土管理条例》施行", "measure:cn-sc785"),
        ("中华人民共和国出口管制法", "measure:cn-ecl"),
        ("China's Rare Earth Management Regulations", "measure:cn-sc785"),
        ("关于加强两用物项对日本出口管制的公告", "notice:mofcom-2026-1"),
    ],
)
def test_a_long_title_is_certain(text: str, reference: str) -> None:
    assert told(text) == [(reference, True)]


def test_a_short_title_is_a_suggestion_and_needs_china() -> None:
    assert told("China's Export Control Law") == [("measure:cn-ecl", False)]
    assert told("an export control law") == []


def test_a_title_of_several_facts_is_a_suggestion_of_each() -> None:
    assert told("公布对部分中重稀土相关物项实施出口管制的决定") == [
        ("measure:cn-2025-18", False),
        ("measure:cn-2025-57", False),
    ]


def test_a_title_that_is_part_of_another_s_is_a_suggestion() -> None:
    assert told("中国禁止出口限制出口技术目录") == [("measure:cn-cat-2023", False)]


def test_a_list_in_the_title_of_a_measure_is_not_a_list_of_entities() -> None:
    assert told("China: Export Control List of Dual-Use Items") == [("measure:cn-list", True)]


def test_a_list_in_the_title_of_a_notice_counts() -> None:
    found = dict(told("商务部公告2026年第12号 公布将20家日本实体列入关注名单"))
    assert found == {"notice:mofcom-2026-12": True, "entity-list:watch": True}


def test_an_item_is_named_by_its_title_only_where_the_catalogue_is_spoken_of() -> None:
    assert told("目录:稀土的提炼、加工、利用技术") == [("catalogue-item:refining", True)]
    assert told("稀土的提炼、加工、利用技术") == []
    assert told("激光雷达系统市场增长") == []
    assert told("目录中的激光雷达系统") == [("catalogue-item:lidar", False)]


def test_items_of_one_title_are_suggestions() -> None:
    assert told("目录:中国传统建筑技术与工艺的特别部分") == [
        ("catalogue-item:house-one", False),
        ("catalogue-item:house-two", False),
    ]
