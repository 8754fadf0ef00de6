"""Letters that look Latin, and alphabets spelt in Latin letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.lookalikes import latin_looking, transliterated, twin
from controls.matching.scripts import folded


@pytest.mark.parametrize(
    "written",
    ["Sub\u0430ru", "S\u03c5baru", "\u0405ubaru", "ＳUBAR\u03c5", "Sub\u0430r\u03c5"],
)
def test_a_word_of_mixed_alphabets_is_read_as_it_looks(written):
    assert latin_looking(folded(written)) == "subaru"


@pytest.mark.parametrize("word", ["ромашка", "союз", "ελλας", "subaru", "株式会社", "жubaru"])
def test_a_word_of_one_alphabet_or_one_that_cannot_be_latin_stays(word):
    assert latin_looking(word) == word


def test_words_are_judged_one_by_one():
    assert latin_looking("ромашка sub\u0430ru") == "ромашка subaru"


def test_a_cyrillic_word_may_be_latin_in_capitals():
    assert twin("токем") == "tokem"
    assert twin("ромашка") == ""
    assert twin("tokem") == ""
    assert twin("") == ""


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("газпром", "gazprom"),
        ("хрущев", "khrushchev"),
        ("київ", "kiyiv"),
        ("θεσσαλονικη", "thessaloniki"),
        ("subaru 三菱", "subaru 三菱"),
    ],
)
def test_cyrillic_and_greek_are_spelt_in_latin_letters(written, spelt):
    assert transliterated(written) == spelt


@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюя", min_size=1))
def test_every_russian_letter_has_a_spelling(word):
    assert transliterated(word).isascii()


@given(st.text(max_size=40))
def test_latin_and_wide_texts_are_never_touched(text):
    plain = folded(text)
    if not any("\u0370" <= letter <= "\u052f" for letter in plain):
        assert latin_looking(plain) == plain == transliterated(plain)
