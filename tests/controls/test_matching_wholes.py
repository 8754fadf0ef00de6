"""Full legal names and short ones, trades in two languages, slips in names of groups, initials, two meanings."""

import pytest

from controls.matching.rarity import Rarity
from controls.matching.scoring import compare
from controls.matching.verdicts import Verdict
from tests.controls.matching_seed import rarity


def verdict(one, other, counts=None):
    return compare(one, other, counts or Rarity()).verdict


@pytest.mark.parametrize("form", ["Corporation", "Ltd", "Company"])
def test_a_name_with_its_legal_form_is_not_short_for_one_with_a_word_more(form):
    assert verdict(f"Zorblat {form}", "Zorblat Engineering Inc.") is Verdict.POSSIBLE
    assert verdict("Zorblat", "Zorblat Engineering Inc.") in (Verdict.PROBABLE, Verdict.POSSIBLE)


@pytest.mark.parametrize("word", ["Holdings", "International", "Global"])
def test_a_parent_is_told_by_a_word_that_says_little_else(word):
    assert verdict("Zorblat Ltd", f"Zorblat {word} Ltd") is Verdict.POSSIBLE
    assert verdict("Zorblat", f"Zorblat {word} Ltd") in (Verdict.PROBABLE, Verdict.SAME)


def test_a_trade_named_in_two_languages_by_other_words_leaves_it_open():
    assert verdict("豊和工業", "Howa Machinery", rarity()) is Verdict.POSSIBLE
    assert verdict("Howa Industries", "Howa Machinery", rarity()) is Verdict.SIBLING


def test_a_trade_of_a_group_named_otherwise_does_not():
    assert verdict("三菱電機", "Mitsubishi Shipbuilding", rarity()) is Verdict.SIBLING


@pytest.mark.parametrize("house", ["Mitsubshi", "General Dynaimcs", "Kawasakki", "Sumitmo"])
def test_the_name_of_a_group_with_a_slip_is_still_that_of_a_group(house):
    right = {"Mitsubshi": "Mitsubishi", "General Dynaimcs": "General Dynamics", "Kawasakki": "Kawasaki"}
    known = right.get(house, "Sumitomo")

    assert verdict(house, f"{known} Engineering") is Verdict.SIBLING


def test_a_word_with_two_meanings_and_a_slip_leaves_neither_over():
    assert verdict("MHI Loitec", "MHI Logitec Co., Ltd.", rarity()) is Verdict.PROBABLE


def test_a_slip_in_a_word_that_says_little_is_a_slip():
    assert verdict("Leda Group Holdnigs", "Leda Group Holdings Co., Ltd.", rarity()) in (
        Verdict.PROBABLE,
        Verdict.POSSIBLE,
    )


def test_three_initials_make_no_hit_and_four_may():
    assert verdict("KTX", "Karo Tamen Xanadu") is Verdict.UNRELATED
    assert verdict("KTXV", "Karo Tamen Xanadu Verdun") is Verdict.POSSIBLE


@pytest.mark.parametrize(("one", "other"), [("Merck", "Merce"), ("Deere", "Deare"), ("Tokin", "Token")])
def test_another_letter_in_a_word_of_five_is_another_word(one, other):
    assert verdict(one, other) is Verdict.UNRELATED


@pytest.mark.parametrize(("one", "other"), [("Tokin", "Tokni"), ("Tokin", "Tolkin"), ("Skydio", "Skydia")])
def test_other_slips_are_slips(one, other):
    assert verdict(one, other) is Verdict.PROBABLE


def test_pinyin_by_syllables_is_heard_whatever_the_words_mean():
    assert verdict("Luo Ke Xi De Ma Ding", "洛克希德·马丁公司") is Verdict.PROBABLE
    assert verdict("San Ling Zhong Gong Wu Liu Ji Shu", "三菱重工物流技术株式会社") is Verdict.PROBABLE
    assert verdict("San Ling Zhong Gong Hai Shi Ji Shu", "三菱重工物流技术株式会社") is not Verdict.PROBABLE


def test_kana_without_marks_of_long_vowels_mean_the_same():
    assert verdict("IHIエアロスペス", "IHIエアロスペース", rarity()) in (Verdict.SAME, Verdict.PROBABLE)
