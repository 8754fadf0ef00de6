"""How a name is folded, bared of its legal form and cut into parts: what holds for any name, and what the page says."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.forms import LONGEST, set_aside
from controls.matching.numbers import compact
from controls.matching.parts import MOST, named
from controls.matching.rarity import Rarity
from controls.matching.scoring import compare
from controls.matching.scripts import fold, folded
from controls.matching.variation import changed_forms
from controls.matching.words import distinct, lexemes, pairs, tokens
from tests.controls.matching_seed import names

TEXTS = [text for _entity, text, _language, _kind in names()]
ON_FILE = st.sampled_from(TEXTS)
ANY = st.text(max_size=40)
SCRIPTS = {"latin", "han", "kana", "heard", "other"}
KINDS = {"word", "trade", "house", "place", "light", "number"}
FORMS = st.sampled_from(["Ltd.", "Co., Ltd.", "GmbH", "Inc.", "Corporation", "S.p.A.", "B.V.", "株式会社", "有限公司"])


class TestFolding:
    @given(ANY)
    def test_of_what_is_folded_changes_nothing(self, text):
        assert folded(folded(text)) == folded(text)

    @given(ANY)
    def test_knows_for_each_character_where_it_came_from(self, text):
        found = fold(text)

        assert len(found.origins) == len(found.text)
        assert list(found.origins) == sorted(found.origins)

    @given(ANY)
    def test_points_to_places_of_the_text(self, text):
        assert all(0 <= origin < len(text) for origin in fold(text).origins)

    @given(st.text("áéíóúçñšžüÖÅřłガプー三a ", max_size=20))
    def test_does_not_mind_in_which_way_accents_are_written(self, text):
        composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

        assert folded(composed) == folded(apart)

    @given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ", max_size=30))
    def test_of_plain_letters_is_lower_case(self, text):
        assert folded(text) == text.lower()

    @pytest.mark.parametrize(
        ("written", "plain"),
        [("Ｓｕｂａｒｕ", "subaru"), ("すばる", "スバル"), ("ｽﾊﾞﾙ", "スバル"), ("電機", "电机"), ("é", "e"), ("①", "1")],
    )
    def test_makes_one_of_several_ways_of_writing(self, written, plain):
        assert folded(written) == plain


class TestLegalForms:
    @settings(max_examples=80)
    @given(ON_FILE, FORMS)
    def test_behind_a_name_leave_the_same_name(self, text, form):
        assert compact(set_aside(f"{text} {form}").text) == compact(set_aside(text).text)

    @settings(max_examples=80)
    @given(ON_FILE)
    def test_set_aside_once_leave_none_that_would_be_set_aside_again(self, text):
        rest = set_aside(text).text

        assert compact(set_aside(rest).text) == compact(rest)

    @settings(max_examples=80)
    @given(ON_FILE)
    def test_never_leave_nothing_of_a_name(self, text):
        assert named(text).whole

    @settings(max_examples=80)
    @given(ON_FILE, FORMS)
    def test_that_were_set_aside_are_named(self, text, form):
        assert len(set_aside(f"{text} {form}").forms) >= len(set_aside(text).forms)

    @pytest.mark.parametrize(
        ("text", "rest"),
        [
            ("SARL Zellfeld", "zellfeld"),
            ("Inc. Zellfeld", "inc. zellfeld"),
            ("Zellfeld Co.", "zellfeld"),
            ("Co. Zellfeld Works", "co. zellfeld works"),
        ],
    )
    def test_are_forms_where_the_table_says(self, text, rest):
        assert set_aside(text).text == rest

    def test_of_two_countries_are_told_by_their_countries(self):
        one, other = set_aside("Zellfeld GmbH"), set_aside("株式会社Zellfeld")

        assert not one.countries & other.countries

    def test_that_many_countries_know_tell_none(self):
        assert set_aside("Zellfeld Ltd.").countries == frozenset()


class TestParts:
    @settings(max_examples=80)
    @given(ON_FILE)
    def test_are_of_scripts_and_kinds_that_are_known(self, text):
        assert {part.script for part in named(text).parts} <= SCRIPTS
        assert {part.kind for part in named(text).parts} <= KINDS

    @settings(max_examples=80)
    @given(ON_FILE)
    def test_stand_in_the_name_as_it_is_compared(self, text):
        name = named(text)

        assert all(compact(part.text) in compact(name.text) for part in name.parts)

    @given(st.lists(st.sampled_from(["Zellfeld", "Ostwall", "Quux", "Vexilla"]), min_size=1, max_size=6))
    def test_are_the_words_in_their_order_where_nobody_knows_them(self, words):
        assert [part.text for part in named(" ".join(words)).parts] == [word.lower() for word in words]

    @given(st.integers(1, 80))
    def test_are_no_more_than_are_compared(self, number):
        name = named(" ".join(f"zell{at}" for at in range(number)))

        assert len(name.parts) == min(number, MOST)

    @given(st.integers(1, 80))
    def test_that_were_left_out_are_said_to_be(self, number):
        name = named(" ".join(f"q{at}" for at in range(number)))

        assert name.cut == (number > MOST)

    @pytest.mark.parametrize(("length", "cut"), [(LONGEST, False), (LONGEST + 1, True), (20 * LONGEST, True)])
    def test_of_a_text_longer_than_a_name_are_those_of_its_beginning(self, length, cut):
        assert named("z" * length).cut is cut

    def test_of_a_text_that_was_cut_say_so_in_a_step(self):
        steps = compare("Zellfeld " * 100, "Zellfeld", Rarity()).steps

        assert "cut" in {step.kind for step in steps}

    def test_of_a_word_with_two_meanings_are_two(self):
        parts = named("MHI").parts

        assert len({part.meaning for part in parts}) == len(parts) == 2
        assert {part.text for part in parts} == {"mhi"}

    @given(st.text("0123456789", min_size=1, max_size=8))
    def test_of_digits_are_numbers(self, digits):
        assert [part.kind for part in named(f"{digits} Zellfeld").parts] == ["number", "word"]


class TestForms:
    @settings(max_examples=80)
    @given(ON_FILE, ON_FILE)
    def test_that_changed_are_the_same_from_either_side(self, one, other):
        here = changed_forms(named(one), named(other))

        assert sorted(here) == sorted(pair[::-1] for pair in changed_forms(named(other), named(one)))

    @settings(max_examples=80)
    @given(ON_FILE)
    def test_of_a_name_and_itself_are_none(self, text):
        assert changed_forms(named(text), named(text)) == []


class TestWords:
    @given(ANY)
    def test_stand_in_the_text_where_they_are_said_to(self, text):
        plain = folded(text)

        assert all(plain[token.start : token.end] == token.text for token in tokens(plain))

    @given(ANY)
    def test_do_not_overlap(self, text):
        found = tokens(folded(text))

        assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))

    @given(st.text("三菱重工航空", min_size=1, max_size=9))
    def test_of_a_run_are_pairs_of_neighbours(self, run):
        assert len(pairs(run)) == max(len(run) - 1, 1)

    @given(st.lists(st.text(max_size=3), max_size=9))
    def test_without_doubles_keep_their_order(self, words):
        found = distinct(words)

        assert sorted(set(words)) == sorted(found)
        assert [words.index(word) for word in found] == sorted(words.index(word) for word in found)

    @settings(max_examples=60)
    @given(ON_FILE)
    def test_joined_are_those_that_are_not_and_more(self, text):
        assert set(lexemes(text, joined=False)) <= set(lexemes(text, joined=True))
