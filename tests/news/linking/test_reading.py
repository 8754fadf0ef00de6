"""Texts as they are searched, and phrases found in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.scripts import fold
from news.linking.phrases import Phrases
from news.linking.reading import LONGEST, is_broken, read, signs_of

texts = st.text(alphabet=st.sampled_from("ab AB.&,é三菱電機ｶﾞがガＴ・'-—\n1"), max_size=40)


def found(text: str, *phrases: str) -> list[str]:
    reading = read(text)
    return [spotted.words(reading) for spotted in Phrases(phrases).find(reading)]


@given(texts)
def test_every_sign_knows_where_it_stood(written: str) -> None:
    text = read(written)
    assert len(text.signs) == len(text.places)
    assert text.plain == fold(written).text
    assert tuple(text.origins) == fold(written).origins
    for first in text.begins:
        start, end = text.span(first, first + 1)
        assert 0 <= start < end <= len(written)


@given(texts, st.text(alphabet="ab三菱1", min_size=2, max_size=4))
def test_a_phrase_put_into_a_text_is_found_with_its_own_words(around: str, phrase: str) -> None:
    assert phrase in found(f"{around}\n{phrase}\n{around}", phrase)


@given(texts)
def test_what_is_found_stands_in_the_text_from_left_to_right_and_apart(written: str) -> None:
    text = read(written)
    last = 0
    for spotted in Phrases(["ab", "a b", "三菱", "三菱電機", "aab", "ba ab"]).find(text):
        assert last <= spotted.start < spotted.end
        assert signs_of(written[spotted.start : spotted.end]) == spotted.signs
        last = spotted.end


def test_spaces_signs_and_width_do_not_matter() -> None:
    for written in ("Gibbs&Cox", "Gibbs & Cox", "GIBBS COX", "Ｇｉｂｂｓ　Ｃｏｘ", "Gibbs-Cox"):
        assert found(f"By {written} today", "Gibbs Cox") == [written]


def test_a_phrase_begins_and_ends_with_words() -> None:
    assert found("The scatter of data", "cat", "at", "da") == []
    assert found("三菱電機", "菱電") == ["菱電"]  # where words end cannot be seen


def test_words_of_katakana_are_not_cut() -> None:
    assert found("ガスタービン", "ガスタ") == []
    assert found("ガスターを", "ガスター") == ["ガスター"]
    assert found("三菱マテリアルズ", "三菱マテリアル") == []


def test_the_longest_phrase_wins_and_none_stands_within_another() -> None:
    assert found("general dynamics land systems", "general dynamics", "general dynamics land systems", "land") == [
        "general dynamics land systems"
    ]


def test_where_the_longest_is_broken_a_shorter_one_is_found() -> None:
    assert found("General Dynamics. Land Systems", "General Dynamics", "General Dynamics Land Systems") == [
        "General Dynamics"
    ]


@pytest.mark.parametrize("words", ["One. Two", "One; Two", "One: Two", "One\nTwo", "一。二", "One — Two", "One - Two"])
def test_a_clause_ends_within_these_words(words: str) -> None:
    assert is_broken(words, commas=True)


@pytest.mark.parametrize("words", ["One Two", "One Co. Ltd", "St. Two", "One-Two", "J. P. One", "One/Two", "一・二"])
def test_no_clause_ends_within_these(words: str) -> None:
    assert not is_broken(words, commas=False)


def test_commas_stand_only_in_names_that_have_some() -> None:
    assert found("Space, Security", "Space Security") == []
    assert found("Space, Security", "Space, Security") == ["Space, Security"]
    assert found("空间、安全", "空间安全") == []


def test_what_is_longer_than_any_title_and_summary_is_not_read() -> None:
    assert found("x " * LONGEST + "Gibbs Cox", "Gibbs Cox") == []


@pytest.mark.parametrize(
    ("title", "title_case"),
    [
        ("China Puts Twenty Firms On Its List", True),
        ("China Puts Firms on the List with Nine Others", True),
        ("China puts twenty firms on its list", False),
        ("Halifax Security Forum put on Unreliable Entity List", False),
        ("Subaru Corporation", False),
        ("商务部公告", False),
    ],
)
def test_whether_capitals_say_something(title: str, title_case: bool) -> None:
    assert read(f"{title}\nThe Summary Does Not Count Here").title_case is title_case


def test_no_phrase_is_a_single_sign() -> None:
    assert "a" not in Phrases(["a", "ab"])
    assert "ab" in Phrases(["a", "ab"])
