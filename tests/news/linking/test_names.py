"""Names as they may stand in running text: whole, bare, respelt, begun; and the tables kept by hand."""

from pathlib import Path

import pytest

from controls.matching.parts import named
from news.linking import names, titles
from news.linking.names import (
    AMBIGUOUS,
    FEW,
    ORDINARY,
    Names,
    beginnings,
    form_length,
    heard_as,
    is_ordinary,
    spellings,
)
from news.linking.reading import signs_of
from tests.news.linking.register import LISTS, PARTIES, party

ROOM = Path(names.__file__).parent


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("SUBARU Corporation", "subaru"),
        ("株式会社SUBARU", "subaru"),
        ("斯巴鲁株式会社", "斯巴鲁"),
        ("Hino Motors, Ltd.", "hinomotors"),
        ("Garnet S.r.l.", "garnet"),
    ],
)
def test_a_name_is_looked_for_with_its_legal_form_and_without(name: str, bare: str) -> None:
    signs = {signs_of(each) for each in spellings(name)}
    assert {signs_of(name), bare} <= signs


def test_a_name_of_two_letters_is_looked_for_with_its_legal_form_alone() -> None:
    assert {signs_of(each) for each in spellings("AB Ltd.")} == {"abltd"}
    assert "甲乙" in {signs_of(each) for each in spellings("甲乙公司")}


def test_several_words_of_one_name_may_be_spelt_otherwise_at_once() -> None:
    assert signs_of("Boeing Defence, Space and Security") in {
        signs_of(each) for each in spellings("Boeing Defense, Space & Security")
    }


@pytest.mark.parametrize(
    ("name", "begun"),
    [
        ("Anduril Industries", ["anduril"]),
        ("Hitachi Advanced Systems Corporation", ["hitachi"]),
        ("Huntington Ingalls Industries, Inc.", ["huntington", "huntingtoningalls"]),
        ("SUBARU Corporation", []),
        ("Global Dimensions LLC", []),
        ("Pacific Rim Defense", []),
    ],
)
def test_a_name_begins_with_a_word_of_its_own_or_its_group(name: str, begun: list[str]) -> None:
    found = beginnings(named(name).parts)
    assert [signs for signs in begun if signs not in found] == []
    assert found if begun else not found


def test_a_beginning_of_too_many_names_is_dropped_and_a_whole_name_is_none() -> None:
    parties = [party(f"q{number}", f"Quorbit {word} Ltd.") for number, word in enumerate(["Radar", "Glass", "Steel"])]
    few = Names(parties)
    assert len(few.begun["quorbit"]) == FEW == 3
    assert "quorbit" not in Names([*parties, party("q9", "Quorbit Optics Ltd.")]).begun
    assert "quorbit" not in Names([*parties[:2], party("q9", "Quorbit Ltd.")]).begun


@pytest.mark.parametrize(
    ("after", "length"),
    [
        ("corp. said", 5),
        ("corporation", 11),
        ("co., ltd. said", 9),
        ("inc", 3),
        ("inca", 0),
        ("株式会社は", 4),
        ("公司等10家", 2),
        ("drones", 0),
        ("", 0),
        ("c", 0),
        ("s.r.l. and", 6),
    ],
)
def test_how_long_a_legal_form_behind_a_name_is(after: str, length: int) -> None:
    assert form_length(after) == length


def test_words_are_heard_alike_in_latin_letters_and_kana() -> None:
    assert heard_as("subaru") == heard_as("subar")
    assert heard_as("eneosu") == heard_as("eneos")
    assert heard_as("subaru") != heard_as("eneos")
    assert "tdk" not in Names(PARTIES).heard  # letters are not heard as a word


@pytest.mark.parametrize(
    ("words", "ordinary"),
    [
        ("Global Dimensions", True),
        ("Red Six Solutions", True),
        ("National Defense Academy", True),
        ("Sierra Nevada", True),
        ("KGM", True),
        ("Anduril Industries", False),
        ("Subaru", False),
        ("斯巴鲁", False),
        ("反无人机技术", True),
        ("三菱重工航空发动机", False),
    ],
)
def test_which_words_are_ordinary(words: str, ordinary: bool) -> None:
    assert is_ordinary(words) is ordinary


@pytest.mark.parametrize("table", ["ordinary_words.txt", "other_meanings.txt"])
def test_the_tables_kept_by_hand_have_each_line_once(table: str) -> None:
    lines = [line for line in (ROOM / table).read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert len(lines) == len({signs_of(line) for line in lines})
    assert all(line == line.strip() for line in lines)


def test_ordinary_words_are_single_words_in_their_order() -> None:
    lines = [each for each in (ROOM / "ordinary_words.txt").read_text(encoding="utf-8").splitlines() if each[:1] != "#"]
    assert lines == sorted(lines)
    assert all(word.isalpha() and word.islower() for word in ORDINARY)


def test_what_means_something_else_is_compared_by_its_signs() -> None:
    assert {"sierranevada", "立方", "美国稀土公司"} <= AMBIGUOUS


def test_the_other_names_of_lists_belong_to_lists_that_there_are() -> None:
    assert set(titles._LIST_NAMES) == {fact.titles[0] for fact in LISTS}
    spelt = [signs_of(spelling) for each in titles._LIST_NAMES.values() for spelling in each]
    assert len(spelt) == len(set(spelt))
