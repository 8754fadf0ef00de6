"""The short ways of reading a name come to what the long ways come to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching import alphabets, forms, glossary, sounds
from controls.matching.facts import Facts
from controls.matching.index import Index, Party, Question, Screened, Span, Spelling
from controls.matching.part_keys import signs_of
from controls.matching.rewriting import Rule, rewritten, rule, without_doubles
from controls.matching.scripts import fold, folded
from controls.matching.words import tokens

RULES = [*sounds._SPELLINGS, *sounds._CONSONANTS, *alphabets._CONSONANTS]
SYLLABLES = [
    "a",
    "i",
    "u",
    "e",
    "o",
    "y",
    "h",
    "s",
    "sh",
    "sch",
    "ch",
    "t",
    "ts",
    "tch",
    "c",
    "ck",
    "q",
    "g",
    "d",
    "z",
    "dj",
    "j",
    "m",
    "mb",
    "p",
    "f",
    "v",
    "x",
    "n",
    "nn",
    "n'",
    "r",
    "rr",
    "oo",
    "ou",
    "'",
    ".",
    "é",
    "я",
]
WORDS = st.lists(st.sampled_from(SYLLABLES), max_size=9).map("".join)
SIGNS = [
    "三",
    "ア",
    "ー",
    "が",
    "\u3099",
    "\u0301",
    "é",
    "İ",
    "ß",
    "Ａ",
    "ｶ",
    "한",
    "\U0010ffff",
    "\ufeff",
    "б",
    "A",
    " ",
]
TEXTS = st.one_of(st.text(max_size=20), st.lists(st.sampled_from(SIGNS), max_size=12).map("".join))
WRITTEN = st.lists(
    st.sampled_from([*[form.text for form in forms.FORMS], "Sagami", "coal", "santo", " ", ".", ", ", "-", "(", "三"]),
    max_size=6,
).map("".join)


@given(WORDS)
def test_a_rule_is_never_left_out_where_its_pattern_applies(word: str):
    for each in RULES:
        if each.pattern is not None:
            assert rewritten(word, [each]) == each.pattern.sub(each.put, word)


def test_rules_apply_in_their_order_and_each_to_what_the_one_before_left():
    assert rewritten("ab", [rule("b", "a"), rule("c", "bb")]) == "c"
    assert rewritten("ab", [rule("c", "bb"), rule("b", "a")]) == "bb"


def test_a_rule_without_a_pattern_replaces_its_marks():
    assert rule("k", "ck", "q") == Rule(("ck", "q"), "k", None)
    assert rewritten("quack", [rule("k", "ck", "q")]) == "kuak"


def test_a_rule_with_a_pattern_applies_once_however_many_of_its_marks_there_are():
    assert rewritten("ax", [rule("xa", "a", "x", where="a|x")]) == "xaxa"


@pytest.mark.parametrize(
    ("word", "left"), [("", ""), ("a", "a"), ("aabbb", "ab"), ("abab", "abab"), ("ooo", "o"), ("akka", "aka")]
)
def test_a_run_of_one_letter_is_that_letter(word: str, left: str):
    assert without_doubles(word) == left


@given(TEXTS)
def test_a_text_folded_at_once_is_the_same_as_folded_character_by_character(text: str):
    assert folded(text) == fold(text).text


@given(st.text(st.characters(max_codepoint=127), max_size=30))
def test_a_plain_text_has_the_tokens_that_it_has_among_others(text: str):
    assert tokens(text) == tokens(f"{text} 三")[:-1]


@given(WRITTEN)
def test_every_place_where_a_legal_form_stands_is_looked_at(text: str):
    plain = " ".join(folded(text).split())
    for place, pattern in forms._SPELT.items():
        for match in pattern.finditer(plain):
            start = match.start(match.lastindex or 0)
            assert place in forms._BEGUN.get(plain[start : start + 2], ())


@pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.text)
def test_no_legal_form_is_a_single_letter(form: forms.LegalForm):
    assert len(folded(form.text)) > 1


def test_every_run_that_the_glossary_knows_is_found_behind_another():
    missed = [
        form
        for form in glossary.GLOSSARY
        if len(form) > 2
        and glossary.is_kana(form) is False
        and not form.isascii()
        and not any(meaning for _piece, meaning in glossary.segments(f"鼎{form}"))
    ]
    assert missed == []


def test_every_phrase_that_the_glossary_knows_is_found_behind_a_word():
    known = [form for form in glossary.GLOSSARY if " " in form and form.isascii()]
    assert known
    for form in known:
        assert glossary.phrases(["zqx", *form.split(" ")])[1] == (len(form.split(" ")), glossary.GLOSSARY[form])


@given(st.text("abcdefghij", min_size=2, max_size=9), st.integers(0, 8), st.sampled_from("xyz"))
def test_a_slip_changes_no_more_than_two_signs_of_a_word(word: str, place: int, sign: str):
    at = place % len(word)
    for other in (word[:at] + word[at + 1 :], word[:at] + sign + word[at:], word[:at] + sign + word[at + 1 :]):
        assert (signs_of(word) ^ signs_of(other)).bit_count() <= 2


def test_threads_that_ask_one_index_at_once_have_the_answers_of_one():
    words = ["Sagamiko", "Nortalis", "Wenbrako", "Xenotari", "Quidelor", "Stevorna"]
    texts = [f"{one} {other} Corporation" for one in words for other in words if one != other]
    parties = [
        Party(f"party:made/{at}", False, (Spelling(text, "en", "legal"),), Facts(), (Span("made", None, None),))
        for at, text in enumerate(texts)
    ]
    index = Index.build(parties)
    asked = [Question(text.replace("o", "oo", 1), Facts(), None, None, date(2026, 1, 1)) for text in texts] * 4

    def answer(question: Question) -> Screened:
        return index.screen(question, threshold=0.7, limit=5, below=5)

    alone = [answer(question) for question in asked]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(answer, asked)) == alone
    assert any(found.hits for found in alone)
