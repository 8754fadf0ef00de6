"""Elements by name in three languages, and by symbols where those can mean nothing else."""

import pytest

from news.linking.elements import Elements
from news.linking.reading import read
from news.linking.surroundings import Surroundings
from tests.news.linking.register import ELEMENTS

FOUND = Elements(ELEMENTS)


def told(text: str) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for hit in FOUND.find(read(text), Surroundings(text)):
        key = hit.reference.partition(":")[2]
        found[key] = found.get(key, False) or hit.certain
    return found


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Dysprosium and TERBIUM", "dy tb"),
        ("neodymium-iron-boron", "nd"),
        ("氧化镝、氧化铽", "dy tb"),
        ("鏑和鋱", "dy tb"),
        ("ジスプロシウムとテルビウム", "dy tb"),
        ("ディスプロシウム", "dy"),
        ("ネオジム磁石", "nd"),
        ("サマリウムコバルト磁石", "sm"),
        ("イッテルビウム", "yb"),
        ("酸化ランタン", "la"),
    ],
)
def test_a_name_is_certain(text: str, keys: str) -> None:
    assert told(text) == dict.fromkeys(keys.split(), True)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("NdFeB magnets", "nd"),
        ("Nd-Fe-B", "nd"),
        ("Nd2Fe14B", "nd"),
        ("SmCo5", "sm"),
        ("Dy2O3", "dy"),
        ("Y2O3", "y"),
        ("Sm, Dy, Tb, Y and Yb", "sm dy tb y yb"),
        ("prices of Dy and Tb", "dy tb"),
        ("Dy/Tb-free", "dy tb"),
        ("yttrium (Y) of the rare earths", "y"),
        ("Ho oxide and Er metal", "ho er"),
        ("rare earths such as Dy", "dy"),
        ("稀土Tb", "tb"),
    ],
)
def test_a_symbol_is_certain_in_a_formula_a_row_or_among_rare_earths(text: str, keys: str) -> None:
    assert told(text) == dict.fromkeys(keys.split(), True)


@pytest.mark.parametrize(
    "text",
    [
        "Speaker Dy opened the session",
        "La Paz and La Nación",
        "Mr. Ho and Ms. Er",
        "Er, Ho",
        "Generation Y",
        "rare earths: Ho ho ho",
        "HoC debates tariffs",
        "LaCroix",
        "NYC",
        "Ndola",
        "the Tb.",
        "流鏑馬の神事",
        "鏑木さん",
        "長崎ランタンフェスティバル",
        "Terbiums",
        "xTerbium",
        "",
    ],
)
def test_words_that_look_like_symbols_or_names_are_none(text: str) -> None:
    assert not any(told(text).values())


def test_a_lantern_by_itself_is_a_suggestion() -> None:
    assert told("ランタン を灯す") == {"la": False}
    assert told("レアアースのランタン") == {"la": True}


def test_without_elements_on_record_nothing_is_found() -> None:
    text = "Dysprosium, Dy2O3 and 镝"
    assert list(Elements([]).find(read(text), Surroundings(text))) == []
