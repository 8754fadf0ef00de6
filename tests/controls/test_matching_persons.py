"""Persons are compared by their own rules: order, letters, patronymics, titles."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.persons import compare_persons
from controls.matching.verdicts import Band, Verdict

GOLDEN = Path(__file__).parent.parent / "golden/persons.csv"
PAIRS = list(csv.DictReader(GOLDEN.read_text(encoding="utf-8").splitlines()))
NAME = st.lists(
    st.sampled_from(["John", "Wei", "Zhang", "Petrov", "Ivanovich", "J.", "van", "Smith", "习近平", "タロウ", "Иван"]),
    min_size=1,
    max_size=4,
).map(" ".join)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['asked']} – {pair['on_record']}")
def test_the_verdict_is_the_one_we_stand_for(pair):
    assert compare_persons(pair["asked"], pair["on_record"]).verdict == pair["verdict"], pair["why"]


@given(NAME, NAME)
def test_exchanging_the_persons_changes_the_sides_of_the_steps_only(one, other):
    there, back = compare_persons(one, other), compare_persons(other, one)

    assert (there.value, there.verdict, there.band) == (back.value, back.verdict, back.band)


@given(NAME)
def test_a_person_is_the_same_as_oneself(name):
    assert compare_persons(name, name).verdict is Verdict.SAME


@given(NAME, NAME)
def test_case_and_width_make_no_difference(one, other):
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in one)

    assert compare_persons(wide.upper(), other).value == compare_persons(one, other).value


@settings(max_examples=200)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_a_value(one, other):
    score = compare_persons(one, other)

    assert 0 <= score.value <= 1
    assert score.steps
    assert all(step.said() for step in score.steps)


@pytest.mark.parametrize("text", ["", " ", "...", "123", "Dr."])
def test_nothing_is_nobody(text):
    assert compare_persons(text, "John Smith").verdict is Verdict.UNRELATED
    assert compare_persons("John Smith", text).value == 0


def test_the_steps_say_what_was_done():
    said = [step.said() for step in compare_persons("Smith, J.", "John Smith").steps]

    assert said == [
        "shares smith",
        "first letter of a name: j ↔ john",
        "the names of the person in another order",
    ]


def test_evidence_across_scripts_is_by_sound():
    assert compare_persons("习近平", "Xi Jinping").band is Band.ROMANISED
    assert compare_persons("渡邊太郎", "渡辺太郎").band is Band.FOLDED
    assert compare_persons("John Smith", "Smith John").band is Band.SAME_SCRIPT
