"""Words under which a text is kept, and how far words are from each other."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.matching.scripts import folded
from controls.matching.slips import may_mean, slips
from controls.matching.words import lexemes, pairs, singular, tokens, vector, vocabulary


def texts_of(text):
    return [token.text for token in tokens(folded(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SUBARU Corporation", ["subaru", "corporation"]),
        ("AeroVironment, Inc.", ["aerovironment", "inc"]),
        ("三井E&S株式会社", ["三井", "e", "s", "株式会社"]),
        ("ACSL株式会社", ["acsl", "株式会社"]),
        ("1C902.a.4", ["1c902.a.4"]),
        ("1C902 and 1C903", ["1c902", "and", "1c903"]),
        ("HS 8505.11.", ["hs", "8505.11"]),
        ("Sm-Co alloy", ["sm", "co", "alloy"]),
        ("YCa4O(BO3)3", ["yca4o", "bo3", "3"]),
        ("ナカライ・テスク", ["ナカライ", "テスク"]),
        ("삼성전자 Samsung", ["삼성전자", "samsung"]),
        ("a_b", ["a", "b"]),
        ("%%%", []),
        ("", []),
        ("👍", []),
    ],
)
def test_a_text_is_cut_into_words_codes_and_runs(text, found):
    assert texts_of(text) == found


@given(st.text())
def test_tokens_stand_where_they_say(text):
    plain = folded(text)

    assert all(plain[token.start : token.end] == token.text for token in tokens(plain))


@pytest.mark.parametrize(
    ("run", "found"), [("斯巴鲁", ["斯巴", "巴鲁"]), ("斯巴", ["斯巴"]), ("镝", ["镝"]), ("ガス", ["ガス"])]
)
def test_a_run_is_kept_as_pairs(run, found):
    assert pairs(run) == found


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("magnets", "magnet"),
        ("magnet", "magnet"),
        ("technologies", "technology"),
        ("alloys", "alloy"),
        ("glass", "glass"),
        ("gas", "gas"),
        ("ties", "tie"),
        ("series", "sery"),
        ("oxides", "oxide"),
    ],
)
def test_the_plural_goes(word, found):
    assert singular(word) == found


class TestLexemes:
    def test_a_run_is_kept_as_characters_and_pairs(self):
        assert lexemes("斯巴鲁", joined=False) == ["斯", "巴", "鲁", "斯巴", "巴鲁"]

    def test_a_single_character_is_kept_once(self):
        assert lexemes("镝", joined=False) == ["镝"]

    def test_a_code_is_kept_with_those_above_it(self):
        assert lexemes("1C902.a.4", joined=False) == ["1c902.a.4", "1c902.a", "1c902"]

    def test_a_customs_number_is_kept_without_its_dots_too(self):
        assert lexemes("8505.11", joined=False) == ["8505.11", "8505", "850511"]

    def test_neighbours_in_a_name_are_kept_as_one_too(self):
        assert lexemes("Aero Vironment", joined=True) == ["aero", "vironment", "aerovironment"]

    def test_neighbours_in_prose_are_not(self):
        assert lexemes("Aero Vironment", joined=False) == ["aero", "vironment"]

    def test_a_code_is_joined_to_nothing(self):
        assert lexemes("list 1C902 item", joined=True) == ["list", "1c902", "item"]

    def test_a_word_of_a_thousand_letters_is_cut(self):
        assert [len(each) for each in lexemes("x" * 1000, joined=True)] == [60]


class TestVector:
    def test_has_place_and_weight_of_each_word(self):
        assert vector([("A", "Subaru"), ("C", "rare earths")]) == "'subaru':1A 'rare':2C 'earth':3C"

    def test_joins_words_in_what_a_fact_is_called_and_says_of_itself_alone(self):
        assert "'rareearth'" in vector([("B", "rare earth")])
        assert "'rareearth'" not in vector([("C", "rare earth")])

    def test_of_nothing_is_nothing(self):
        assert vector([]) == vector([("A", "%%%")]) == ""

    def test_places_end_where_postgresql_ends_them(self):
        assert vector([("D", "word " * 20_000)]).endswith(":16000D")

    @pytest.mark.django_db
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.sampled_from("ABCD"), st.text(max_size=60)), max_size=5))
    def test_postgresql_reads_whatever_was_written(self, db, texts):
        with connection.cursor() as cursor:
            cursor.execute("SELECT length(%s::tsvector)", [vector(texts)])
            (count,) = cursor.fetchone()

        assert count == len({each for weight, text in texts for each in lexemes(text, joined=weight in "AB")})


class TestVocabulary:
    def test_holds_words_of_four_letters_and_more(self):
        assert vocabulary(["The SUBARU Corporation of Japan"]) == {"subaru", "corporation", "japan"}

    def test_holds_no_codes_and_no_chinese(self):
        assert vocabulary(["1C902 5011101019196 斯巴鲁 mofcom2026"]) == set()


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("", "", 0),
        ("subaru", "subaru", 0),
        ("subaro", "subaru", 1),
        ("subarru", "subaru", 1),
        ("subru", "subaru", 1),
        ("usbaru", "subaru", 1),
        ("dysprosum", "dysprosium", 1),
        ("kitten", "sitting", 3),
        ("abc", "", 3),
        ("", "abc", 3),
        ("ca", "abc", 3),
    ],
)
def test_slips_are_counted(one, other, count):
    assert slips(one, other) == count


@given(st.text(max_size=8), st.text(max_size=8))
def test_slips_are_the_same_both_ways_and_none_only_between_equals(one, other):
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert slips(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("typed", "known", "may"),
    [
        ("subaro", "subaru", True),
        ("subbarro", "subaru", False),
        ("skidio", "skydio", True),
        ("jaxs", "jaxa", True),
        ("jxas", "jaxa", False),
        ("terbium", "erbium", True),
    ],
)
def test_a_short_word_may_have_one_slip_and_a_long_one_two(typed, known, may):
    assert may_mean(typed, known) is may
