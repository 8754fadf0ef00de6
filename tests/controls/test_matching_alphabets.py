"""Words of Hangul, Arabic, Hebrew, Devanagari, Cyrillic and Greek: how they sound, and what they are compared by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.alphabets import bones, coarse, consonants, is_heard, quiet, rough, spoken, syllable_bones
from controls.matching.parts import named
from controls.matching.rarity import Rarity
from controls.matching.scoring import compare
from controls.matching.verdicts import CEILINGS, Band, Verdict

HITS = {Verdict.SAME, Verdict.PROBABLE, Verdict.POSSIBLE}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("삼성", "samseong"),
        ("카카오", "kakao"),
        ("없", "eops"),
        ("أرامكو", "aramku"),
        ("سابك", "sabk"),
        ("אלביט", "albit"),
        ("टाटा", "tata"),
        ("газпром", "gazprom"),
        ("холдинг", "holding"),
        ("έλλην", "ellin"),
        ("йод", "yod"),
        ("latin", "latin"),
        ("ไทย", "ไทย"),
    ],
)
def test_words_in_latin_letters(written, said):
    assert spoken(written) == said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("skydio", "skaidio"),
        ("lockheed", "lokhid"),
        ("pharma", "farma"),
        ("axient", "aksient"),
        ("general", "geneeral"),
        ("kogyo", "kogio"),
    ],
)
def test_spellings_of_one_sound_have_the_same_consonants(one, other):
    assert bones(one) == bones(other)


@pytest.mark.parametrize(("one", "other"), [("rafael", "leidos"), ("boeing", "samsung"), ("echodyne", "echostar")])
def test_other_words_have_others(one, other):
    assert bones(one) != bones(other)


def test_the_first_vowel_counts_as_one_of_any_kind():
    assert bones("exelis")[0] == bones("axelis")[0] == "a"
    assert bones("xelis")[0] != "a"


def test_f_is_told_from_p_only_where_scripts_do():
    assert consonants("fanuc") != consonants("panuc")
    assert bones("fanuc") == bones("panuc") == coarse(consonants("fanuc"))


def test_an_r_before_a_consonant_may_be_silent():
    assert quiet("enerbility") == quiet("enebility")
    assert bones("enerbility") != bones("enebility")


def test_vowels_stay_where_letters_are_made_one():
    assert rough("wei") == rough("vei") != rough("wai")
    assert rough("steel") == rough("stil")


def test_foreign_names_in_chinese_syllables_have_the_consonants_of_the_name():
    assert syllable_bones("斯凯迪奥") == consonants("skydio")
    assert syllable_bones("萨罗尼克") == consonants("saronic")
    assert syllable_bones("三菱") != consonants("mitsubishi")


@given(st.text(max_size=30))
def test_any_text_can_be_spoken(text):
    assert isinstance(bones(spoken(text)), str)
    assert isinstance(syllable_bones(text), str)


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8))
def test_every_hangul_syllable_is_spelt_in_latin_letters(text):
    assert spoken(text).isascii()
    assert is_heard(text)


class TestNames:
    @pytest.mark.parametrize(
        ("asked", "known"),
        [
            ("두산에너빌리티", "Doosan Enerbility Co., Ltd."),
            ("셀트리온", "Celltrion, Inc."),
            ("Генерал Динамикс", "General Dynamics"),
            ("Северсталь", "Severstal"),
            ("ПАО «Газпром»", "Gazprom PJSC"),
            ("أوراسكوم", "Orascom"),
            ("टाटा मोटर्स", "Tata Motors Limited"),
            ("בנק לאומי", "Bank Leumi"),
            ("Μυτιληναίος", "Mytilineos"),
            ("斯凯迪奥公司", "Skydio, Inc."),
            ("ローム株式会社", "ROHM Co., Ltd."),
            ("Di Jie En Ji Shu", "迪杰恩技术公司"),
        ],
    )
    def test_are_heard_across_scripts_and_never_the_same_by_that_alone(self, asked, known):
        score = compare(asked, known, Rarity())

        assert score.verdict in HITS - {Verdict.SAME}
        assert score.band is Band.ROMANISED
        assert score.value <= CEILINGS[Band.ROMANISED]

    @pytest.mark.parametrize(
        ("asked", "known"),
        [
            ("현대자동차", "Hino Motors, Ltd."),
            ("Аэрофлот", "Aerkomm Inc."),
            ("أرامكو", "Aerkomm Inc."),
            ("टाटा मोटर्स", "TATRA TRUCKS a.s."),
            ("אל על", "AEVEX Aerospace"),
            ("大林組", "Droence Aerospace"),
            ("奥特斯公司", "adidas AG"),
            ("株式会社クボタ", "Cubatsu Technologies Group"),
        ],
    )
    def test_of_others_are_told_apart(self, asked, known):
        assert compare(asked, known, Rarity()).verdict not in HITS

    def test_keep_the_letters_they_are_written_in(self):
        assert [part.text for part in named("Алмаз-Антей").parts] == ["алмаз", "антей"]
        assert {part.script for part in named("Алмаз-Антей").parts} == {"heard"}

    def test_with_other_vowel_signs_are_not_equal(self):
        assert named("टाटा").whole != named("टीटी").whole

    def test_of_scripts_not_known_here_are_equal_or_nothing(self):
        assert compare("การบินไทย", "การบินไทย", Rarity()).verdict is Verdict.SAME
        assert compare("การบินไทย", "Thai Airways", Rarity()).verdict is Verdict.UNRELATED


class TestSpacesBetweenKana:
    @pytest.mark.parametrize(
        "spaced", ["パナソニック ホールディングス", "パナソニック・ホールディングス", "ナ カ ラ イ テ ス ク"]
    )
    def test_make_no_other_name(self, spaced):
        assert compare(spaced, spaced.replace(" ", "").replace("・", ""), Rarity()).verdict is Verdict.SAME

    def test_tell_where_one_word_ends(self):
        assert [part.text for part in named("ハンティントン インガルス").parts] == ["ハンティントン", "インガルス"]

    def test_are_no_part_of_a_word_that_the_glossary_knows(self):
        assert [part.meaning for part in named("ナカライ テスク").parts] == ["nacalai tesque"]

    def test_between_chinese_characters_say_nothing(self):
        assert named("三 菱 電 機").parts == named("三菱電機").parts
