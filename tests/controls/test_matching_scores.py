"""Two names of companies, a value, a class and the steps: the golden pairs, and what holds for any names."""

import csv
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.parts import named
from controls.matching.rarity import Rarity
from controls.matching.scoring import compare
from controls.matching.steps import SENTENCES
from controls.matching.verdicts import CEILINGS, POSSIBLE, PROBABLE, SAME, Band, Verdict, verdict_of
from tests.controls.matching_seed import names, rarity

GOLDEN = Path(__file__).parent.parent / "golden/companies.csv"
PAIRS = list(csv.DictReader(GOLDEN.read_text(encoding="utf-8").splitlines()))
ON_FILE = st.sampled_from([text for _entity, text, _language, _kind in names()])
WORDS = st.lists(
    st.sampled_from(
        ["Mitsubishi", "重工", "エンジン", "Electric", "Sagami", "三菱", "Co.", "株式会社", "E&S", "7", "機業", "삼성"]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


def wide(text):
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['asked']} – {pair['on_record']}")
def test_the_verdict_is_the_one_we_stand_for(pair):
    score = compare(pair["asked"], pair["on_record"], rarity())

    assert score.verdict == pair["verdict"], (pair["why"], [step.said() for step in score.steps])


def test_the_golden_pairs_speak_of_every_verdict_and_none_stands_twice():
    assert set(Counter(pair["verdict"] for pair in PAIRS)) == set(Verdict)
    assert len({(pair["asked"], pair["on_record"]) for pair in PAIRS}) == len(PAIRS)


class TestTheGoldenPairsAsAWhole:
    """`truth` says what the two are (one company, siblings, unrelated), whatever letters can tell of it."""

    def verdicts(self, truth):
        return [compare(pair["asked"], pair["on_record"], rarity()).verdict for pair in PAIRS if pair["truth"] == truth]

    def test_there_are_enough_of_each(self):
        truths = Counter(pair["truth"] for pair in PAIRS)

        assert len(PAIRS) >= 600
        assert truths["sibling"] >= 120
        assert truths["unrelated"] >= 100
        assert set(truths) == {"one", "sibling", "unrelated"}

    def test_nearly_all_of_one_company_are_hits_though_some_names_are_coined(self):
        found = self.verdicts("one")
        hits = [verdict for verdict in found if verdict in (Verdict.SAME, Verdict.PROBABLE, Verdict.POSSIBLE)]

        assert len(hits) / len(found) >= 0.93

    def test_no_sibling_is_called_the_same_or_probable(self):
        assert not {Verdict.SAME, Verdict.PROBABLE} & set(self.verdicts("sibling"))

    def test_hardly_any_other_company_is_a_hit(self):
        found = Counter(self.verdicts("unrelated"))

        assert found[Verdict.SAME] == 0
        assert found[Verdict.PROBABLE] <= 1  # Applied Industrial Technologies, a listed Applied Technologies Group
        assert found[Verdict.POSSIBLE] / found.total() <= 0.04


class TestEveryNameOnFile:
    """Each name asked for against all that the register holds, its own entity's names by which it stands left out."""

    def best(self, asked, entity, *, own):
        scores = [
            (compare(asked, text, rarity()).value, other == entity)
            for other, text, _language, _kind in names()
            if own or other != entity or named(text).whole != named(asked).whole
        ]
        return max(scores)

    def test_japanese_names_rank_first_by_the_names_in_other_languages(self):
        several = Counter(entity for entity, _text in {(entity, named(text).whole) for entity, text, *_ in names()})
        asked = [
            (entity, text) for entity, text, language, _kind in names() if language == "ja" and several[entity] > 1
        ]
        first = [self.best(text, entity, own=False) for entity, text in asked]

        assert len(asked) > 40
        assert sum(value >= POSSIBLE and right for value, right in first) / len(first) >= 0.88
        assert not [asked[place] for place, (value, right) in enumerate(first) if value >= POSSIBLE and not right]

    def test_japanese_names_rank_first_by_all_names(self):
        asked = [(entity, text) for entity, text, language, _kind in names() if language == "ja"]

        assert [text for entity, text in asked if self.best(text, entity, own=True) != (1.0, True)] == []


class TestTheSteps:
    def said(self, one, other, **how):
        return [step.said() for step in compare(one, other, rarity(), **how).steps]

    def test_name_the_legal_forms_set_aside(self):
        assert self.said("㈱三井E&S", "三井E&S株式会社")[0] == "legal form set aside: (株) ↔ 株式会社"

    def test_name_the_forms_of_characters(self):
        assert self.said("三菱電機工業", "三菱电机工业") == ["equal after 電→电, 機→机, 業→业"]

    def test_name_what_is_shared_and_what_differs(self):
        assert self.said("Mitsubishi Heavy Industries Shipbuilding", "Mitsubishi Heavy Industries Electric") == [
            "shares Mitsubishi",
            "shares Heavy Industries",
            "differs in Shipbuilding ↔ Electric",
        ]

    def test_keep_each_word_on_its_side(self):
        there = self.said("Mitsubishi Electric", "Mitsubishi Electric Engineering")
        back = self.said("Mitsubishi Electric Engineering", "Mitsubishi Electric")

        assert there[-1] == "only the name on record has Engineering"
        assert back[-1] == "only the name asked for has Engineering"

    def test_name_meanings_sounds_and_slips(self):
        assert "the same meaning: アビエーション ↔ Aviation" in self.said("伊藤忠アビエーション", "Itochu Aviation")
        assert "sounds alike: ロメルト ↔ Romelt" in self.said("ロメルト", "Romelt")
        assert "spelt in pinyin: Gong Wei ↔ 攻卫" in self.said("Gong Wei", "攻卫")
        assert "a slip of the pen apart: Skydoi ↔ Skydio" in self.said("Skydoi", "Skydio")
        assert "written apart and together: Terra Sky ↔ Terrasky" in self.said("Terra Sky Labs", "Terrasky Lab")
        assert "initials: KTX ↔ Karo Tamen Xanadu" in self.said("KTX", "Karo Tamen Xanadu")

    def test_say_when_letters_only_look_latin(self):
        assert self.said("SUB\u0430RU", "SUBARU")[0].startswith("letters of another alphabet")

    def test_say_when_the_legal_forms_are_of_two_countries(self):
        assert "legal forms of different countries: plc ↔ inc" in self.said("BAE Systems plc", "BAE Systems, Inc.")

    def test_say_when_the_name_on_record_is_an_alias(self):
        assert self.said("JAXA", "JAXA", alias=True)[-1] == "the name on record is an alias: JAXA"

    def test_say_when_a_text_is_too_long_for_a_name(self):
        assert "longer than a name: only its beginning was compared" in self.said("Widget " * 300, "Widget")

    @pytest.mark.parametrize("alias", [False, True])
    def test_count_up_to_the_value(self, alias):
        wrong = [
            (pair["asked"], pair["on_record"])
            for pair in PAIRS
            if (score := compare(pair["asked"], pair["on_record"], rarity(), alias=alias)).value
            != pytest.approx(sum(step.points for step in score.steps), abs=0.001)
        ]

        assert wrong == []

    def test_take_off_what_only_one_name_has(self):
        steps = compare("Oshkosh Corporation", "Oshkosh Defense, LLC", rarity()).steps

        assert [(step.kind, step.points < 0) for step in steps[-2:]] == [("only_candidate", True), ("calibrated", True)]

    def test_say_a_word_of_a_folded_name_as_it_is_written(self):
        assert "the same meaning: 豊和 ↔ Howa" in self.said("豊和工業株式会社", "Howa Machinery, Ltd.")

    def test_each_have_a_sentence(self):
        assert all("{" not in sentence.format(query="a", candidate="b") for sentence in SENTENCES.values())


class TestTheBands:
    @pytest.mark.parametrize(
        ("one", "other", "alias", "band"),
        [
            ("Sagami Ltd", "SAGAMI", False, Band.SAME_SCRIPT),
            ("三菱電機", "三菱电机", False, Band.FOLDED),
            ("伊藤忠アビエーション", "Itochu Aviation", False, Band.ROMANISED),
            ("Sagami", "Sagami", True, Band.ALIAS),
            ("伊藤忠アビエーション", "Itochu Aviation", True, Band.ROMANISED),
        ],
    )
    def test_tell_the_kind_of_evidence(self, one, other, alias, band):
        score = compare(one, other, rarity(), alias=alias)

        assert score.band is band
        assert score.value <= CEILINGS[band]

    def test_rank_equality_after_folding_above_likeness_by_sound(self):
        assert CEILINGS[Band.SAME_SCRIPT] > CEILINGS[Band.FOLDED] > CEILINGS[Band.ALIAS] > CEILINGS[Band.ROMANISED]

    def test_by_sound_alone_never_make_the_same_name(self):
        assert CEILINGS[Band.ROMANISED] < SAME


@given(ON_FILE | WORDS, ON_FILE | WORDS)
def test_exchanging_the_names_changes_the_sides_of_the_steps_only(one, other):
    there, back = compare(one, other, rarity()), compare(other, one, rarity())

    assert (there.value, there.verdict, there.band) == (back.value, back.verdict, back.band)
    assert [step.turned() for step in there.steps] == list(back.steps)


@given(ON_FILE | WORDS, ON_FILE | WORDS)
def test_width_case_and_outer_spaces_make_no_difference(one, other):
    plain = compare(one, other, rarity())

    for written in (wide(one), one.upper(), one.lower(), f" \u3000{one}\t", "\u200b".join(one)):
        assert compare(written, other, rarity()).value == plain.value


@given(ON_FILE)
def test_every_name_on_file_is_the_same_as_itself(text):
    score = compare(text, text, rarity())

    assert score.verdict is Verdict.SAME
    assert score.value == 1


@given(ON_FILE | WORDS, ON_FILE | WORDS)
def test_the_class_goes_with_the_value(one, other):
    score = compare(one, other, rarity())

    if score.verdict in (Verdict.SIBLING, Verdict.UNRELATED):
        assert score.value < POSSIBLE
    else:
        assert score.verdict is verdict_of(score.value)
        assert score.value >= POSSIBLE


@settings(max_examples=300)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_have_a_value_and_a_reason(one, other):
    score = compare(one, other, Rarity())

    assert 0 <= score.value <= 1
    assert all(step.said() for step in score.steps)


@pytest.mark.parametrize("text", ["", " ", "...", "\u200b", "&", "\u0301"])
def test_nothing_is_nobody(text):
    assert compare(text, "Sagami", rarity()).value == 0
    assert compare(text, text, rarity()).verdict is Verdict.UNRELATED


def test_the_classes_begin_where_they_are_said_to():
    assert [verdict_of(value) for value in (SAME, PROBABLE, POSSIBLE, POSSIBLE - 0.01)] == [
        Verdict.SAME,
        Verdict.PROBABLE,
        Verdict.POSSIBLE,
        Verdict.UNRELATED,
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a ",
        "ab ",
        "三",
        "三菱",
        "エ",
        "エアロ",
        "co ",
        "(株)",
        "\u0301",
        "1 ",
        "😀",
        "\u0430a ",
        "-",
        "l3 ",
        "\u202e",
    ],
)
def test_ten_thousand_hostile_characters_take_no_time(piece):
    text = (piece * 10_000)[:10_000]
    start = time.process_time()

    compare(text, "Mitsubishi Heavy Industries Shipbuilding Co.", rarity())
    compare(text, text[1:] + "x", rarity())

    assert time.process_time() - start < 2


def test_no_two_entities_of_the_seed_are_called_the_same():
    """But for two that differ in their legal form only."""
    texts = [(entity, text) for entity, text, language, kind in names() if language == "en" and kind == "as_listed"]
    taken = {
        (one, other)
        for place, (one, text) in enumerate(texts)
        for other, against in texts[place + 1 :]
        if one != other and compare(text, against, rarity()).value >= PROBABLE
    }

    assert taken == {("techinsights-europe-limited", "techinsights-europe-sp-zo-o")}
