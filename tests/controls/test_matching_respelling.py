"""Other spellings by stated rules: each rule on a name, and what holds for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.crowd import recombined
from controls.matching.respelling import RULES, respelt
from tests.controls.matching_seed import names

TEXTS = [text for _entity, text, _language, _kind in names()]


@pytest.mark.parametrize(
    ("kind", "rule", "text", "other"),
    [
        ("legal forms", "left out", "株式会社三井E&S", "三井E&S"),
        ("legal forms", "left out", "Skydio, Inc.", "Skydio"),
        ("legal forms", "left out", "MHI Maritech, Co., Ltd.", "MHI Maritech"),
        ("legal forms", "left out", "TCOM,Limited Partnership", "TCOM"),
        ("legal forms", "spelt otherwise", "日油株式会社", "日油㈱"),
        ("legal forms", "spelt otherwise", "株式会社SUBARU", "(株)SUBARU"),
        ("legal forms", "spelt otherwise", "HENSOLDT AG", "HENSOLDT Aktiengesellschaft"),
        ("legal forms", "at the other end", "TDK株式会社", "株式会社TDK"),
        ("width", "full width", "E&S", "Ｅ＆Ｓ"),
        ("width", "half-width kana", "ディフェンス", "ﾃﾞｨﾌｪﾝｽ"),
        ("kana", "hiragana", "エンジン", "えんじん"),
        ("kana", "no long vowels", "センサー", "センサ"),
        ("characters", "traditional", "三菱电机", "三菱電機"),
        ("characters", "simplified", "三菱電機", "三菱电机"),
        ("characters", "Japanese", "运输机工业", "運輸機工業"),
        ("spacing", "first words as one", "Red Cat Holdings, Inc.", "RedCat Holdings, Inc."),
        ("spacing", "first words as one", "ACSL Ltd.", "ACSL Ltd."),
        ("spacing", "space between characters", "株式会社三菱電機", "株式会社三菱 電機"),
        ("spacing", "space between kana", "エアロスペーステク", "エアロス ペーステク"),
        ("spacing", "no comma", "TCOM,Limited Partnership", "TCOM Limited Partnership"),
        ("transliteration", "Hepburn", "ナカライテスク株式会社", "Nakaraitesuku"),
        ("transliteration", "pinyin", "立方公司", "Li Fang"),
        ("transliteration", "Cyrillic letters", "Lockheed Martin", "Локхид Мартин"),
        ("signs", "and for &", "Gibbs&Cox, Inc.", "Gibbs and Cox, Inc."),
        ("signs", "a Cyrillic letter that looks Latin", "Skydio", "Skуdio"),
    ],
)
def test_a_rule_gives_one_spelling(kind, rule, text, other):
    assert RULES[kind][rule](text) == other


@pytest.mark.parametrize(
    ("rule", "change"),
    [("letter left out", -1), ("letter doubled", 1), ("letter next key", 0), ("letters exchanged", 0)],
)
def test_a_slip_changes_one_letter_of_the_longest_word_and_none_of_the_legal_form(rule, change):
    slipped = RULES["slips"][rule]("株式会社Skydio Robotics Corporation")

    assert len(slipped) == len("株式会社Skydio Robotics Corporation") + change
    assert slipped.startswith("株式会社Skydio R")
    assert slipped.endswith("s Corporation") or rule == "letter doubled"
    assert slipped != "株式会社Skydio Robotics Corporation"


def test_a_name_that_is_a_legal_form_stays_as_it_is():
    assert RULES["legal forms"]["left out"]("Inc.") == "Inc."


@given(st.text(max_size=40) | st.sampled_from(TEXTS))
def test_the_same_text_has_the_same_spellings_and_none_is_itself(text):
    found = list(respelt(text))

    assert found == list(respelt(text))
    assert text not in [spelling for _kind, _rule, spelling in found]


def test_every_rule_applies_to_a_name_on_file():
    used = {(kind, rule) for text in TEXTS for kind, rule, _spelling in respelt(text)}

    assert used == {(kind, rule) for kind, rules in RULES.items() for rule in rules}


class TestACrowd:
    def test_is_as_many_names_as_asked_for_none_twice_and_none_on_file(self):
        crowd = recombined(TEXTS, 3_000)

        assert len(set(crowd)) == len(crowd) == 3_000
        assert not set(crowd) & set(TEXTS)

    def test_is_the_same_for_the_same_names_and_another_in_another_turn(self):
        assert recombined(TEXTS, 200) == recombined(TEXTS, 200)
        assert len(set(recombined(TEXTS, 200)) & set(recombined(TEXTS, 200, turn=3))) < 20

    def test_has_words_of_no_real_name_before_its_words_of_trade(self):
        firsts = {name.split()[0] for name in recombined(TEXTS, 2_000)}
        words = {word for text in TEXTS for word in text.split() if len(word) > 4}

        assert not firsts & words

    def test_is_smaller_where_there_are_too_few_words(self):
        assert recombined([], 10) == []
        assert 0 < len(recombined(["Zorblat Works Ltd", "Quimby Foods Inc."], 100)) < 100

    def test_is_a_third_in_chinese_characters(self):
        wide = [name for name in recombined(TEXTS, 900) if not name.isascii()]

        assert 0.3 < len(wide) / 900 < 0.37
