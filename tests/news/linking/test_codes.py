"""Codes are found as they are, and only where they are codes."""

import pytest

from news.linking.codes import Codes
from news.linking.surroundings import Surroundings
from tests.news.linking.register import CONTROL_CODES, ITEM_CODES, TARIFF_CODES

CODES = Codes(ITEM_CODES, CONTROL_CODES, TARIFF_CODES)


def told(text: str) -> list[tuple[str, str, bool]]:
    return [(hit.reference, hit.words, hit.certain) for hit in CODES.find(text, Surroundings(text))]


@pytest.mark.parametrize("code", ["083201J", "213301J"])
def test_an_item_is_named_by_its_code_in_any_edition(code: str) -> None:
    assert told(f"目录编号{code}等") == [("catalogue-item:refining", code, True)]


def test_j_and_x_are_two_items() -> None:
    assert told("083201X") == [("catalogue-item:lidar", "083201X", True)]


@pytest.mark.parametrize("text", ["083202J", "83201J", "1083201J", "083201J5", "083201j", "083201"])
def test_a_code_that_is_nearly_right_is_another_one(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("1C902", "controlled-item:1c902"),
        ("items under 1C902.a, such as", "controlled-item:1c902.a"),
        ("1c902.A.1", "controlled-item:1c902.a.1"),
        ("物项1E902.a需要许可", "controlled-item:1e902.a"),
    ],
)
def test_a_control_code_of_china_is_certain(text: str, reference: str) -> None:
    assert [(key, certain) for key, _words, certain in told(text)] == [(reference, True)]


def test_below_a_code_on_record_the_next_one_above_is_suggested() -> None:
    assert told("1C902.a.9") == [("controlled-item:1c902.a", "1C902.a.9", False)]


def test_codes_that_many_lists_have_are_suggestions_and_nothing_where_another_list_is_meant() -> None:
    assert told("item 1C004 of the list") == [("controlled-item:1c004", "1C004", False)]
    assert told("ECCN 1C004 of the Commerce Control List") == []
    assert told("ECCN 1C902") == [("controlled-item:1c902", "1C902", False)]


@pytest.mark.parametrize("text", ["1C903", "11C902", "1C9021", "x1C902", "2.1C902"])
def test_other_codes_are_nothing(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("HS 850511", "850511"),
        ("HS code 8505.11", "850511"),
        ("heading 8505.11", "850511"),
        ("税则号列 8505111000", "8505111000"),
        ("海关商品编号28469015", "28469015"),
        ("HSコード850511", "850511"),
        ("tariff numbers 8505.11.10.00 and 2846.90", "8505111000"),
    ],
)
def test_a_customs_number_is_certain_where_the_text_says_that_it_is_one(text: str, number: str) -> None:
    assert (f"tariff-code:{number}", True) in [(key, certain) for key, _words, certain in told(text)]


def test_a_long_number_on_record_without_such_a_word_is_a_suggestion() -> None:
    assert told("the number 8505111000 again") == [("tariff-code:8505111000", "8505111000", False)]


@pytest.mark.parametrize(
    "text",
    [
        "850511 tonnes of cement",
        "The index closed at 8505.11 points",
        "costs $8505.11",
        "Call 2846-9015",
        "HS 850512",
        "HS 8505112",
        "1,850511",
        "1/850511",
        "850511-3",
    ],
)
def test_other_numbers_are_nothing(text: str) -> None:
    assert told(text) == []
