"""How like two words are: symmetric, of a kind that has a sentence, and no likeness where words are others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.alphabets import HEARD, bones, coarse, consonants, is_heard, quiet, rough, spoken
from controls.matching.likeness import NONE, bare, clear, likeness, slipped
from controls.matching.lookalikes import latin_looking, transliterated, twin
from controls.matching.parts import Part, named
from controls.matching.slips import may_mean, slips
from controls.matching.sounds import one_spelling, romaji, skeleton
from controls.matching.steps import SENTENCES
from controls.matching.words import singular
from tests.controls.matching_seed import names

TEXTS = [text for _entity, text, _language, _kind in names()]
PARTS = list(dict.fromkeys(part for text in TEXTS for part in named(text).parts))
ANY_PART = st.sampled_from(PARTS)
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
LONG = st.text("abcdefghijklmnopqrstuvwxyz", min_size=9, max_size=12)


def latin(text):
    return Part(text, "latin")


def like(one, other):
    return likeness(named(one).parts[0], named(other).parts[0])


class TestTheLikenessOfTwoParts:
    @settings(max_examples=150)
    @given(ANY_PART, ANY_PART)
    def test_is_the_same_whichever_is_named_first(self, one, other):
        assert likeness(one, other) == likeness(other, one)

    @given(ANY_PART)
    def test_of_a_part_and_itself_is_all(self, part):
        assert likeness(part, part).degree == 1

    @settings(max_examples=150)
    @given(ANY_PART, ANY_PART)
    def test_is_whole_of_equals_only(self, one, other):
        assert (likeness(one, other).degree == 1) == (one.text == other.text and one.meaning == other.meaning)

    @settings(max_examples=150)
    @given(ANY_PART, ANY_PART)
    def test_is_of_a_kind_that_can_be_said_or_none(self, one, other):
        found = likeness(one, other)

        assert found == NONE or found.kind in SENTENCES

    def test_of_one_meaning_in_every_language_is_that_meaning(self):
        for one in PARTS[::3]:
            same = [other for other in PARTS if one.meaning and other.meaning == one.meaning and other.text != one.text]

            assert {likeness(one, other).kind for other in same} <= {"meaning", "spelling"}

    def test_of_two_meanings_is_none_however_alike_the_words_are(self):
        meant = [part for part in PARTS if part.meaning]

        assert [
            (one.text, other.text)
            for one in meant[::5]
            for other in meant
            if one.meaning != other.meaning and likeness(one, other).degree
        ] == []

    @given(st.integers(0, 10**6), st.integers(0, 10**6))
    def test_of_numbers_is_all_or_nothing(self, one, other):
        found = likeness(*(Part(str(number), "latin", kind="number") for number in (one, other)))

        assert found.degree == (1 if one == other else 0)

    @pytest.mark.parametrize(
        ("one", "other", "kind"),
        [
            ("Magnets", "Magnet", "spelling"),
            ("Zellerfelds", "Zellerfeld", "spelling"),
            ("Kohzuki", "Kouzuki", "spelling"),
            ("Mituisizu", "Mitsuishizu", "spelling"),
            ("Zellerfeld", "Zelerfeld", "slip"),
            ("Zellerfeld", "Zellrefeld", "slip"),
            ("ザシダカ", "Zashidaka", "sound"),
            ("斯凯迪奥", "Skydio", "sound"),
            ("攻卫", "Gongwei", "pinyin"),
        ],
    )
    def test_is_said_by_how_it_came_about(self, one, other, kind):
        assert like(one, other).kind == kind

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Merck", "Merce"), ("Tokin", "Token"), ("Sony", "Sona"), ("B52", "B53"), ("攻卫", "攻为"), ("三", "二")],
    )
    def test_is_none_between_short_words_a_letter_apart(self, one, other):
        assert like(one, other) == NONE


class TestSlips:
    @given(WORD, WORD)
    def test_count_the_same_from_either_side(self, one, other):
        assert slips(one, other) == slips(other, one)

    @given(WORD)
    def test_of_a_word_from_itself_are_none(self, word):
        assert slips(word, word) == 0

    @given(WORD, WORD)
    def test_are_no_more_than_the_letters_of_the_longer_word(self, one, other):
        assert abs(len(one) - len(other)) <= slips(one, other) <= max(len(one), len(other))

    @given(LONG, st.data())
    def test_of_a_letter_left_out_are_one(self, word, data):
        at = data.draw(st.integers(0, len(word) - 1))

        assert slips(word, word[:at] + word[at + 1 :]) == 1

    @given(LONG, st.data())
    def test_of_neighbours_exchanged_are_one_at_most(self, word, data):
        at = data.draw(st.integers(0, len(word) - 2))

        assert slips(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :]) <= 1

    @given(LONG, st.data())
    def test_of_one_letter_in_a_long_word_leave_a_likeness(self, word, data):
        at = data.draw(st.integers(0, len(word) - 1))

        assert slipped(word, word[:at] + word[at + 1 :]).degree > 0.8

    @given(WORD, WORD)
    def test_make_a_likeness_where_a_word_may_mean_another_and_never_of_four_letters(self, one, other):
        if min(len(one), len(other)) < 5:
            assert slipped(one, other) == NONE or one == other
        elif slipped(one, other).degree:
            assert may_mean(max(one, other, key=len), min(one, other, key=len))

    @given(WORD, WORD)
    def test_leave_less_the_more_there_are(self, one, other):
        degree = slipped(one, other).degree

        assert degree == 0 or degree == pytest.approx(1 - 0.6 * slips(one, other) / min(len(one), len(other)))


class TestSounds:
    @given(WORD)
    def test_made_rough_once_are_rough_for_good_in_their_consonants(self, word):
        assert bones(word) == coarse(consonants(word))

    @given(WORD)
    def test_have_no_two_consonants_of_one_kind_side_by_side(self, word):
        found = consonants(word)

        assert all(one != other for one, other in zip(found, found[1:], strict=False))

    @given(WORD)
    def test_have_no_double_letters_when_rough(self, word):
        assert all(one != other for one, other in zip(rough(word), rough(word)[1:], strict=False))

    @given(WORD)
    def test_of_two_spellings_made_one_have_one_skeleton(self, word):
        assert skeleton(word).lstrip("aiueo") == skeleton(one_spelling(word)).lstrip("aiueo")

    @given(WORD)
    def test_are_bare_of_a_last_vowel_that_a_script_may_leave_out(self, word):
        assert bare(word)[-1:] not in ("u", "e")
        assert clear(word)[-1:] not in ("u", "e")

    @given(WORD)
    def test_without_a_silent_r_are_never_more(self, word):
        assert len(quiet(word)) <= len(bones(word))

    @pytest.mark.parametrize(
        "spellings",
        [
            ("si", "shi"),
            ("tu", "tsu"),
            ("hu", "fu"),
            ("zya", "ja"),
            ("sya", "sha"),
            ("tya", "cha"),
            ("ti", "chi"),
            ("kogyo", "kougyou"),
            ("kogyo", "kohgyo"),
            ("simbun", "shinbun"),
            ("oosaka", "osaka"),
            ("matti", "macchi"),
            ("kennichi", "ken'ichi"),
        ],
    )
    def test_of_romaji_have_one_spelling(self, spellings):
        assert one_spelling(spellings[0]) == one_spelling(spellings[1])

    @pytest.mark.parametrize(
        ("written", "said"),
        [("ギュウ", "gyuu"), ("ファ", "fa"), ("シェ", "she"), ("ヴァ", "va"), ("ジョ", "jo"), ("ッ", ""), ("A", "A")],
    )
    def test_of_small_kana_belong_to_the_one_before(self, written, said):
        assert romaji(written) == said


class TestAlphabets:
    @pytest.mark.parametrize(
        ("written", "heard"),
        [
            ("삼", "sam"),
            ("꽃", "kkot"),
            ("값", "gaps"),
            ("의", "ui"),
            ("ק", "k"),
            ("ץ", "ts"),
            ("شركة", "shrka"),
            ("ژ", "zh"),
            ("ख", "k"),
            ("щука", "shchuka"),
            ("юг", "yug"),
            ("ёлка", "elka"),
            ("ψυχη", "psyhi"),
            ("θεος", "theos"),
        ],
    )
    def test_are_spelt_letter_by_letter(self, written, heard):
        assert spoken(written) == heard

    @given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяёєїўґ", min_size=1, max_size=10))
    def test_of_cyrillic_letters_nothing_stays(self, word):
        assert transliterated(word).isascii()
        assert is_heard(word)

    @given(st.text("αβγδεζηθικλμνξοπρσςτυφχψω", min_size=1, max_size=10))
    def test_of_greek_letters_nothing_stays(self, word):
        assert transliterated(word).isascii()
        assert is_heard(word)

    @given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=20))
    def test_leave_latin_letters_as_they_are(self, text):
        assert spoken(text) == transliterated(text) == latin_looking(text) == text

    @pytest.mark.parametrize("word", ["токем", "нос", "вор"])
    def test_with_twins_throughout_can_be_read_as_latin_capitals(self, word):
        assert twin(word).isascii()

    @pytest.mark.parametrize("word", ["газпром", "юг", "subaru", ""])
    def test_with_another_letter_have_no_twin(self, word):
        assert twin(word) == ""

    @pytest.mark.parametrize("text", ["삼성", "газпром", "ελλην", "أرامكو", "אלביט", "टाटा"])
    def test_that_are_heard_make_parts_that_are(self, text):
        assert {part.script for part in named(text).parts} in ({"heard"}, {"other"})

    def test_that_are_heard_lie_in_stated_ranges(self):
        assert {bool(is_heard(sign)) for sign in "абαאبक한"} == {True}
        assert {bool(is_heard(sign)) for sign in "aア三ไ7"} == {False}
        assert "\u0400-\u052f" in HEARD


class TestPlurals:
    @pytest.mark.parametrize(
        ("word", "one"),
        [("magnets", "magnet"), ("technologies", "technology"), ("glass", "glass"), ("gas", "gas"), ("ties", "tie")],
    )
    def test_are_taken_off_english_words(self, word, one):
        assert singular(word) == one

    @given(WORD)
    def test_never_leave_nothing(self, word):
        assert singular(word)
