"""Kana, romaji and pinyin: what sounds alike is told from what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.scripts import VARIANTS, folded
from controls.matching.sounds import READINGS, is_han, is_kana, one_spelling, pinyin, romaji, skeleton

KANA = st.text(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンガギグゲゴバビブベボーッャュョ",
    max_size=12,
)


class TestKana:
    @pytest.mark.parametrize(
        ("kana", "spelt"),
        [
            ("ナカライテスク", "nakaraitesuku"),
            ("スバル", "subaru"),
            ("エアロスペース", "earosupesu"),
            ("シャープ", "shapu"),
            ("ジャパン", "japan"),
            ("チャージャ", "chaja"),
            ("マッチ", "macchi"),
            ("ファナック", "fanakku"),
            ("ディフェンス", "difensu"),
            ("ヴィッツ", "vittsu"),
            ("ニッポン", "nippon"),
            ("キョウト", "kyouto"),
            ("", ""),
        ],
    )
    def test_are_spelt_by_hepburn_without_marks_of_length(self, kana, spelt):
        assert romaji(kana) == spelt

    def test_are_told_from_other_characters(self):
        assert is_kana("スバル")
        assert not is_kana("スバル工業")
        assert not is_kana("")
        assert is_han("工业")
        assert not is_han("スバル")

    @given(KANA)
    def test_any_run_of_them_comes_out_in_latin_letters(self, kana):
        assert romaji(kana).isascii()


class TestRomaji:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("kogyo", "kougyou"),
            ("kogyo", "kohgyoh"),
            ("kogyo", "koogyoo"),
            ("mitsuishi", "mituisi"),
            ("shinbashi", "shimbashi"),
            ("shinbashi", "sinbasi"),
            ("kawaju", "kawajyu"),
            ("fuji", "huzi"),
            ("chiyoda", "tiyoda"),
            ("shashin", "syasin"),
            ("denchi", "denti"),
            ("jun'ichi", "junichi"),
            ("nippon", "nipon"),
        ],
    )
    def test_has_one_spelling_of_many(self, one, other):
        assert one_spelling(one) == one_spelling(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("kogyo", "koyo"), ("fujikura", "fujikawa"), ("oki", "aoki"), ("yashima", "yajima")]
    )
    def test_keeps_other_words_apart(self, one, other):
        assert one_spelling(one) != one_spelling(other)


class TestConsonants:
    @pytest.mark.parametrize(
        ("word", "kana"),
        [
            ("nacalai", "ナカライ"),
            ("tesque", "テスク"),
            ("subaru", "スバル"),
            ("leda", "レダ"),
            ("tesla", "テスラ"),
            ("sharp", "シャープ"),
            ("machinery", "マシナリ"),
        ],
    )
    def test_are_those_that_japanese_hear(self, word, kana):
        heard, said = skeleton(word), skeleton(romaji(kana))

        assert heard == said or abs(len(heard) - len(said)) <= 1

    @pytest.mark.parametrize(("one", "other"), [("nacalai", "hitachi"), ("tokin", "subaru"), ("sagami", "komatsu")])
    def test_of_other_words_are_others(self, one, other):
        assert skeleton(one) != skeleton(other)


class TestPinyin:
    @pytest.mark.parametrize(
        ("han", "syllables"),
        [
            ("攻卫", ["gong", "wei"]),
            ("龙德", ["long", "de"]),
            ("华为", ["hua", "wei"]),
            ("北京", ["bei", "jing"]),
            ("女", ["nv"]),
            ("スバル", []),
            ("", []),
        ],
    )
    def test_is_the_first_reading_without_tones(self, han, syllables):
        assert pinyin(han) == syllables

    def test_of_traditional_characters_is_that_of_the_simplified(self):
        assert pinyin(folded("龍德造船")) == pinyin("龙德造船")

    def test_table_has_simplified_characters_only_and_many(self):
        assert len(READINGS) > 15_000
        assert not set(READINGS) & set(VARIANTS)
        assert all(reading.isascii() and reading.isalpha() for reading in READINGS.values())


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_a_spelling_made_one_stays_within_latin_letters_and_is_never_much_longer(word):
    assert len(one_spelling(word)) <= 2 * len(word)
    assert set(skeleton(word)) <= set("abcdefghijklmnopqrstuvwxyzC")
