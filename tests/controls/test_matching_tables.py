"""The tables kept beside the matcher: each line is folded, known once, and means what the code reads in it."""

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from controls.matching.alphabets import HEARD, spoken
from controls.matching.forms import FORMS, set_aside
from controls.matching.glossary import GLOSSARY, KINDS, form_of, phrases, segments
from controls.matching.lookalikes import latin_looking
from controls.matching.parts import named
from controls.matching.rarity import _MOST as MOST_BY_KIND
from controls.matching.scripts import VARIANTS, folded
from controls.matching.sounds import READINGS, is_han, is_kana, pinyin
from controls.matching.words import WIDE, tokens

ROOM = Path(__file__).resolve().parents[2] / "controls/matching"
SOURCES = {"register", "usage"}


def rows(name):
    return list(csv.DictReader((ROOM / name).read_text(encoding="utf-8").splitlines()))


def lines(name):
    return [line for line in (ROOM / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


WORDS = rows("glossary.csv")
LEGAL = rows("legal_forms.csv")
SINGLE = [word for word in WORDS if "+" not in word["meaning"]]


class TestTheGlossary:
    def test_has_each_form_once(self):
        assert [form for form, number in Counter(word["form"] for word in WORDS).items() if number > 1] == []

    def test_has_its_forms_folded(self):
        assert [word["form"] for word in WORDS if folded(word["form"]) != word["form"]] == []

    def test_has_no_form_with_spaces_around_it(self):
        assert [word["form"] for word in WORDS if " ".join(word["form"].split()) != word["form"]] == []

    def test_has_only_kinds_that_rarity_knows(self):
        assert {word["kind"] for word in WORDS} <= set(MOST_BY_KIND)

    def test_says_of_each_form_where_it_comes_from(self):
        assert {word["source"] for word in WORDS} == SOURCES

    def test_says_of_no_form_that_it_means_nothing(self):
        assert [word["form"] for word in WORDS if not all(word["meaning"].split("+"))] == []

    def test_has_every_meaning_in_one_kind(self):
        kinds = {}
        for word in SINGLE:
            kinds.setdefault(word["meaning"], set()).add(word["kind"])

        assert {meaning: found for meaning, found in kinds.items() if len(found) > 1} == {}

    def test_knows_the_kind_of_each_of_several_meanings_or_gives_that_of_the_word(self):
        several = [meaning for meaning in GLOSSARY.values() if len(meaning.names) > 1]

        assert several
        assert {KINDS.get(name, meaning.kind) for meaning in several for name in meaning.names} <= set(MOST_BY_KIND)

    def test_names_no_meaning_twice_in_one_word(self):
        assert [form for form, meaning in GLOSSARY.items() if len(set(meaning.names)) != len(meaning.names)] == []

    def test_has_no_word_of_its_own_with_one_spelling_only(self):
        """A word of its own is there for its several spellings; with one it would say nothing."""
        spellings = Counter(word["meaning"] for word in SINGLE if word["kind"] == "word")

        assert [meaning for meaning, number in spellings.items() if number < 2] == []

    def test_finds_each_of_its_forms_in_a_name_that_is_nothing_else(self):
        found = {word["form"]: {part.meaning for part in named(word["form"]).parts} for word in WORDS}

        assert [word["form"] for word in WORDS if found[word["form"]] != set(word["meaning"].split("+"))] == []

    def test_finds_a_phrase_before_the_words_in_it(self):
        inside = [word["form"] for word in WORDS if " " in word["form"] and word["form"].isascii()]

        assert inside
        assert [form for form in inside if phrases(form.split()) != [(len(form.split()), GLOSSARY[form])]] == []

    def test_cuts_a_run_into_pieces_that_are_the_run(self):
        runs = [one["form"] + other["form"] for one, other in zip(WORDS, WORDS[7:], strict=False)]
        wide = [run for run in runs if all(is_han(sign) or is_kana(sign) for sign in run)]

        assert len(wide) > 50
        assert [run for run in wide if "".join(piece for piece, _meaning in segments(run)) != run] == []

    @pytest.mark.parametrize("form", [word["form"] for word in WORDS if "ー" in word["form"]])
    def test_knows_a_word_of_kana_without_the_marks_of_long_vowels(self, form):
        assert form_of(form.replace("ー", "")).names == form_of(form).names


class TestTheLegalForms:
    def test_are_there_once_for_each_place(self):
        keys = Counter((form["form"], form["place"]) for form in LEGAL)

        assert [key for key, number in keys.items() if number > 1] == []

    def test_stand_in_places_that_are_known(self):
        assert {form["place"] for form in LEGAL} == {"any", "inside", "ends", "end"}

    def test_are_of_countries_by_their_two_capital_letters(self):
        codes = {code for form in LEGAL for code in form["countries"].split()}

        assert codes
        assert [code for code in codes if not (len(code) == 2 and code.isascii() and code.isupper())] == []

    def test_have_each_country_once(self):
        told = [form["countries"].split() for form in LEGAL]

        assert [codes for codes in told if len(codes) != len(set(codes))] == []

    def test_come_from_the_standard_or_from_usage(self):
        assert {form["source"] for form in LEGAL} == {"ISO 20275", "usage"}

    def test_are_more_than_half_of_the_standard_as_the_description_says(self):
        assert sum(form["source"] == "ISO 20275" for form in LEGAL) > len(LEGAL) / 2

    def test_are_all_read(self):
        assert len(FORMS) == len(LEGAL)

    def test_are_set_aside_at_the_end_of_a_name_wherever_else_they_may_stand(self):
        left = {form.text: set_aside(f"Zellerfeld Qux {form.text}").text for form in FORMS}

        assert {form: text for form, text in left.items() if text != "zellerfeld qux"} == {}

    def test_are_the_name_where_there_is_nothing_else(self):
        assert [form.text for form in FORMS if not named(form.text).whole] == []


class TestTheVariants:
    def test_have_no_character_in_two_groups(self):
        signs = Counter(sign for line in lines("variants.txt") for sign in line)

        assert [sign for sign, number in signs.items() if number > 1] == []

    def test_have_groups_of_two_characters_and_more(self):
        assert [line for line in lines("variants.txt") if len(line) < 2] == []

    def test_are_closed_so_that_no_form_leads_to_another_form(self):
        assert [form for form, plain in VARIANTS.items() if plain in VARIANTS] == []

    def test_are_chinese_characters_throughout(self):
        names = {unicodedata.name(sign, "").split(" ")[0] for form, plain in VARIANTS.items() for sign in (form, plain)}

        assert names == {"CJK"}

    def test_are_what_folding_makes_of_each_form(self):
        changed_before = {form for form in VARIANTS if unicodedata.normalize("NFKC", form) != form}

        assert [form for form, plain in VARIANTS.items() if form not in changed_before and folded(form) != plain] == []

    def test_are_kept_under_their_licence(self):
        assert (ROOM / "variants.LICENSE.txt").read_text(encoding="utf-8").startswith("Apache License")


class TestTheReadings:
    def test_are_of_one_character_each_and_of_none_twice(self):
        signs = Counter(sign for line in lines("pinyin.txt") for sign in line.split(" ")[1])

        assert [sign for sign, number in signs.items() if number > 1] == []

    def test_are_in_plain_small_letters(self):
        assert [
            said for said in set(READINGS.values()) if not (said.isascii() and said.isalpha() and said.islower())
        ] == []

    def test_are_of_folded_characters_only_for_others_are_never_asked_for(self):
        assert [sign for sign in READINGS if sign in VARIANTS] == []

    def test_begin_and_end_as_syllables_of_pinyin_do(self):
        vowels = set("aeiouv")

        assert [
            said
            for said in set(READINGS.values())
            if not vowels & set(said) and said not in ("n", "ng", "m", "hm", "hng")
        ] == []
        assert {said[-1] for said in READINGS.values()} <= vowels | set("nrgm")

    def test_leave_out_a_character_that_has_none(self):
        assert pinyin("三\u3007重") == ["san", *pinyin("\u3007"), "zhong"]
        assert pinyin("abc") == []


class TestTheLettersOfOtherAlphabets:
    LINES = [line.split(" ") for line in lines("letters.txt")]

    def test_are_spelt_in_one_way_each(self):
        signs = Counter(letter for _spelt, letters in self.LINES for letter in set(letters))

        assert [letter for letter, number in signs.items() if number > 1] == []

    def test_have_each_spelling_on_one_line(self):
        assert [spelt for spelt, number in Counter(spelt for spelt, _letters in self.LINES).items() if number > 1] == []

    def test_are_of_the_alphabets_that_are_compared_by_sound(self):
        assert [letter for _spelt, letters in self.LINES for letter in letters if spoken(letter) == letter] == []

    def test_hold_every_letter_of_arabic_hebrew_and_devanagari_that_names_are_written_with(self):
        arabic, hebrew, devanagari = (
            "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
            "אבגדהוזחטיכלמנסעפצקרשת",
            "कखगघचछजझटठडढतथदधनपफबभमयरलवशषसह",
        )

        assert [
            letter for letter in arabic + hebrew + devanagari if not all(sign.isascii() for sign in spoken(letter))
        ] == []

    def test_are_of_the_ranges_by_which_words_are_told_apart(self):
        low, high = HEARD.split("\\")[0][0], HEARD[-1]

        assert [letter for _spelt, letters in self.LINES for letter in letters if not low <= letter <= high] == []


class TestTheSignsThatAreWide:
    @pytest.mark.parametrize("sign", ["三", "㐀", "ア", "ー", "한", "々", "〇", "𠮷"])
    def test_are_one_run_however_many_stand_together(self, sign):
        assert [token.text for token in tokens(sign * 3)] == [sign * 3]

    def test_leave_out_the_middle_dot(self):
        assert "・" not in WIDE
        assert len(tokens("ア・ウ")) == 2

    def test_are_never_read_as_latin(self):
        assert latin_looking("三菱ア한") == "三菱ア한"
