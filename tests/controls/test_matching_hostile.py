"""Texts that are no names, or dress up as others: an answer, in bounded time, and never an error."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.parts import named
from controls.matching.persons import compare_persons
from controls.matching.rarity import Rarity, rarity_of
from controls.matching.scoring import compare
from controls.matching.verdicts import Verdict
from tests.controls.matching_seed import Kept, names, rarity

DRESSED = [
    ("Sub\u200baru Corporation", "zero-width space"),
    ("Sub\u00adaru Corporation", "soft hyphen"),
    ("\ufeffSubaru Corporation", "byte order mark"),
    ("Ｓｕｂａｒｕ Corporation", "full width"),
    ("𝐒𝐮𝐛𝐚𝐫𝐮 Corporation", "mathematical letters"),
    ("Ⓢⓤⓑⓐⓡⓤ Corporation", "letters in circles"),
    ("Sub\u0430ru Corporation", "a Cyrillic letter"),
    ("Subar\u03c5 Corporation", "a Greek letter"),
    ("S\u0301ubaru Corporation", "an accent"),
    ("Subaru" + "\u0301" * 1_000 + " Corporation", "a thousand accents"),
    ("SUBARU\u3000CORPORATION", "an ideographic space"),
    ("Subaru\tCorporation\n", "tab and line feed"),
    ("=Subaru Corporation", "a formula"),
    ("+Subaru Corporation", "a formula"),
    ("@Subaru Corporation", "a formula"),
    ('"Subaru" Corporation', "quotation marks"),
    ("«Subaru» Corporation", "French quotation marks"),
    ("Subaru 🚗 Corporation", "an emoji"),
    ("S.U.B.A.R.U. Corporation", "dots"),
    ("Sub-aru Corporation", "a hyphen"),
]
NO_NAMES = ["", " ", "\x00", "\u202e", "\u200b" * 50, "🚗", "()", "---", "\ud800", "=1+1", "%00", "' OR 1=1 --", "<b>"]


@pytest.mark.parametrize("text", [text for text, _how in DRESSED], ids=[how for _text, how in DRESSED])
def test_a_name_in_disguise_is_the_name(text):
    assert compare(text, "SUBARU Corporation", rarity()).verdict is Verdict.SAME


@pytest.mark.parametrize("text", [text for text, _how in DRESSED], ids=[how for _text, how in DRESSED])
def test_a_name_in_disguise_is_found(text):
    postings = Kept(["SUBARU Corporation", "Sumitomo", "Widget"])

    assert [each.place for each in postings.find(text, limit=1)] == [0]


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_is_no_name_is_no_hit(text):
    assert compare(text, "SUBARU Corporation", rarity()).verdict is Verdict.UNRELATED
    assert compare_persons(text, "John Smith").verdict is Verdict.UNRELATED
    assert Kept(["SUBARU Corporation"]).find(text, limit=5) == []


@given(st.sampled_from([text for _entity, text, *_rest in names()]), st.sampled_from(NO_NAMES))
def test_a_name_with_rubbish_around_it_still_has_a_value(name, rubbish):
    assert 0 <= compare(f"{rubbish}{name}{rubbish}", name, rarity()).value <= 1


@settings(max_examples=50)
@given(st.text(st.characters(), min_size=200, max_size=400))
def test_long_random_text_of_any_script_is_answered_quickly(text):
    compare("三菱重工", "Mitsubishi", Rarity())  # what is read once is read before
    start = time.process_time()

    compare(text, text[::-1], Rarity())
    compare_persons(text, text[::-1])

    assert time.process_time() - start < 2


def test_a_megabyte_takes_no_more_time_and_memory_than_a_name():
    text = "Mitsubishi Heavy 三菱重工 " * 40_000
    tracemalloc.start()
    start = time.process_time()

    compare(text, "Mitsubishi Heavy Industries", Rarity())
    spent, (_now, peak) = time.process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert spent < 2
    assert peak < 20_000_000


def test_an_index_of_the_same_name_a_thousand_times_finds_as_many_as_asked_for():
    postings = Kept(["SUBARU Corporation"] * 1_000)

    assert len(postings.find("Subaru", limit=20)) == 20


def test_counts_of_nothing_are_no_error():
    empty = rarity_of([])

    assert empty.entities == 0
    assert compare("Subaru", "Subaru", empty).verdict is Verdict.SAME
    assert rarity_of([("a", named("")), ("b", named("🚗"))]).entities == 2
