"""What is said of names: the rules by which words left over tell companies apart, or leave it open."""

import pytest

from controls.matching.parts import named
from controls.matching.rarity import Rarity, rarity_of
from controls.matching.scoring import compare
from controls.matching.steps import SENTENCES, Step
from controls.matching.variation import changed_forms
from controls.matching.verdicts import Verdict

FEW = Rarity()
MANY = rarity_of((str(place), named(f"Qwertz Number{place}")) for place in range(50))


def verdict(one, other, rarity=FEW):
    return compare(one, other, rarity).verdict


class TestAWordOfOnesOwn:
    @pytest.mark.parametrize("word", ["Technologies", "Systems", "Engineering", "Widget"])
    def test_in_common_leaves_it_open_when_one_name_has_a_word_more(self, word):
        assert verdict("Zorblat Kenning", f"Zorblat Kenning {word}") in (Verdict.PROBABLE, Verdict.POSSIBLE)

    def test_in_common_makes_siblings_when_each_has_another_word(self):
        assert verdict("Zorblat Shipbuilding", "Zorblat Chemical") is Verdict.SIBLING
        assert verdict("Zorblat Kenning", "Zorblat Marvik") is Verdict.SIBLING

    def test_is_none_when_many_names_begin_with_it(self):
        assert verdict("Qwertz", "Qwertz Engineering") is Verdict.POSSIBLE
        assert verdict("Qwertz", "Qwertz Engineering", MANY) is Verdict.SIBLING


class TestTheNameOfAGroup:
    @pytest.mark.parametrize(
        "house", ["Mitsubishi", "三菱", "Hitachi", "日立", "Boeing", "General Dynamics", "IHI", "삼성"]
    )
    def test_in_common_makes_siblings_when_one_has_a_word_of_trade_more(self, house):
        assert verdict(house, f"{house} Engineering") is Verdict.SIBLING
        assert verdict(f"{house} Shipbuilding", f"{house} Engineering") is Verdict.SIBLING

    @pytest.mark.parametrize("house", ["Mitsubishi", "Hitachi", "Boeing"])
    def test_alone_is_the_same_as_itself_with_a_legal_form(self, house):
        assert verdict(house, f"{house}, Ltd.") is Verdict.SAME

    @pytest.mark.parametrize("word", ["Group", "Holdings", "International", "Company"])
    def test_with_a_word_that_says_next_to_nothing_is_probably_the_same(self, word):
        assert verdict("Zorblat", f"Zorblat {word} Ltd") in (Verdict.PROBABLE, Verdict.SAME)


class TestTradeAndPlace:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Applied Systems", "Advanced Systems"),
            ("Tokyo Electric", "Tokyo Gas"),
            ("Japan Airlines", "Japan Steel Works"),
            ("China Shipbuilding", "Korea Shipbuilding"),
            ("中国石油", "中国银行"),
        ],
    )
    def test_in_common_make_nothing_of_two_names(self, one, other):
        assert verdict(one, other) in (Verdict.UNRELATED, Verdict.SIBLING)

    def test_that_are_all_of_both_names_make_them_one(self):
        assert verdict("中国银行", "Bank of China") is Verdict.PROBABLE

    @pytest.mark.parametrize("place", ["Japan", "Korea", "USA", "Europe", "Taiwan"])
    def test_a_place_more_may_be_another_company(self, place):
        assert verdict("Zorblat", f"Zorblat {place}") in (Verdict.POSSIBLE, Verdict.SIBLING)


class TestNumbers:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Factory 301", "Factory 302"),
            ("第七研究所", "第八研究所"),
            ("Zorblat A1", "Zorblat A2"),
        ],
    )
    def test_that_differ_make_two(self, one, other):
        assert verdict(one, other) in (Verdict.SIBLING, Verdict.UNRELATED)

    def test_in_another_width_are_one(self):
        assert verdict("第３０１研究所", "第301研究所") is Verdict.SAME


class TestWhatIsNotComparable:
    def test_leaves_it_open_when_most_is_the_same(self):
        """A kana word and a Latin one that the glossary does not have may be translations."""
        score = compare(
            "ナカライテスクスバル相模トーキン青木ケンビ", "Nacalai Tesque Subaru Sagami Tokin Aoki Kwarz", FEW
        )

        assert score.verdict is Verdict.POSSIBLE

    def test_says_nothing_when_little_is(self):
        assert verdict("芒廷帕斯材料", "Zorblat Materials") is Verdict.UNRELATED


class TestLegalFormsOfCountries:
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            ("Zorblat plc", "Zorblat Inc", Verdict.POSSIBLE),
            ("Zorblat GmbH", "Zorblat Sp. z o.o.", Verdict.POSSIBLE),
            ("Zorblat GmbH", "Zorblat AG", Verdict.SAME),
            ("Zorblat GmbH", "Zorblat Ltd", Verdict.SAME),
            ("Zorblat株式会社", "Zorblat Inc.", Verdict.SAME),
            ("Zorblat plc", "Zorblat", Verdict.SAME),
        ],
    )
    def test_take_away_when_no_country_has_both(self, one, other, expected):
        assert verdict(one, other) is expected


class TestForms:
    @pytest.mark.parametrize(
        ("one", "other", "pairs"),
        [
            ("三菱電機", "三菱电机", [("電", "电"), ("機", "机")]),
            ("豊和工業", "丰和工业", [("豊", "丰"), ("業", "业")]),
            ("髙島屋", "高島屋", [("髙", "高")]),
            ("三菱", "三菱", []),
            ("東京株式會社", "東京株式会社", []),
            ("Widget", "ＷＩＤＧＥＴ", []),
        ],
    )
    def test_of_characters_that_differ_are_named(self, one, other, pairs):
        assert changed_forms(named(one), named(other)) == pairs


class TestSteps:
    @pytest.mark.parametrize("kind", SENTENCES)
    def test_of_every_kind_have_a_sentence_without_gaps(self, kind):
        assert Step(kind, "one", "other").said()
        assert "{" not in Step(kind).said()

    def test_turned_twice_are_themselves(self):
        for kind in SENTENCES:
            assert Step(kind, "one", "other", 0.5).turned().turned() == Step(kind, "one", "other", 0.5)

    def test_turned_keep_words_on_the_side_of_their_name(self):
        assert Step("only_query", query="gas").turned() == Step("only_candidate", candidate="gas")
