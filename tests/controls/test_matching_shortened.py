"""Short names: those that break off where the other goes on with "and", a place or a kind of body; never a sister."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.evaluation import SHORT, by_class, hits, index_of, names_on_file, pairs_in
from controls.matching.facts import Facts
from controls.matching.index import Question
from controls.matching.parts import named
from controls.matching.rarity import Rarity
from controls.matching.scoring import compare
from controls.matching.shortened import BODY, CUT, LEAST, LIST, MOST, PLACE, own_keys, short_keys, shortened
from controls.matching.verdicts import POSSIBLE, PROBABLE, Verdict
from controls.matching.wholes import asked_keys, kept_keys
from tests.controls.matching_seed import SEED, names, rarity

DAY = date(2026, 1, 1)
NAMES = names_on_file(SEED / "names.csv")
INDEX = index_of(NAMES)
PAIRS = [pair for pair in pairs_in(Path(__file__).parent.parent / "golden/companies.csv") if pair.kind == SHORT]
ONE = [pair for pair in PAIRS if pair.truth == "one"]
SHORTS = [
    ("National Defense Academy", "National Defense Academy of Japan", PLACE),
    ("Institute of Science", "Institute of Science Tokyo", PLACE),
    ("Boeing Defense", "Boeing Defense, Space & Security", LIST),
    ("Boeing Defense and Space", "Boeing Defense, Space & Security", LIST),
    ("Fujitsu Defense", "Fujitsu Defense & National Security, Ltd.", LIST),
    ("Fujitsu Defense", "富士通防卫与国家安全株式会社", LIST),
    ("三菱重工エンジン", "Mitsubishi Heavy Industries Engine & Turbocharger, Ltd.", LIST),
    ("MHI Marine Machinery", "Mitsubishi Heavy Industries Marine Machinery & Equipment Co., Ltd.", LIST),
    ("Air Systems Research", "Air Systems Research Center", BODY),
    ("防衛大", "防衛大学校", CUT),
    ("東京科学大", "东京科学大学", CUT),
]
SISTERS = [
    ("Mitsubishi Electric", "Mitsubishi Electric Engineering Company, Limited"),
    ("Mitsubishi Electric", "Mitsubishi Electric Defense and Space Technologies Corporation"),
    ("Mitsubishi Electric", "Mitsubishi Heavy Industries, Ltd."),
    ("Mitsubishi Heavy Industries", "Mitsubishi Heavy Industries Engine & Turbocharger, Ltd."),
    ("三菱重工業", "三菱重工エンジン＆ターボチャージャ株式会社"),
    ("Boeing", "Boeing Defense, Space & Security"),
    ("Boeing Security", "Boeing Defense, Space & Security"),
    ("Raytheon Missile Systems", "Raytheon Missiles & Defense"),
    ("Boeing Defense Inc.", "Boeing Defense, Space & Security"),
    ("BAE Systems Australia", "BAE Systems, Inc."),
    ("BAE Systems", "BAE Systems Australia Limited"),
    ("Mitsubishi Electric", "Mitsubishi Electric Europe"),
    ("General Dynamics European Land Systems", "General Dynamics Land Systems"),
]


@pytest.mark.parametrize(("short", "whole", "kind"), SHORTS)
class TestAShortName:
    def test_is_possible_and_a_step_says_why(self, short, whole, kind):
        score = compare(short, whole, rarity())

        assert score.verdict is Verdict.POSSIBLE
        assert POSSIBLE <= score.value < PROBABLE
        assert [step.kind for step in score.steps if step.kind.startswith("short")] == [kind]
        assert "may be a short name" in " ".join(step.said() for step in score.steps)

    def test_is_so_from_both_sides(self, short, whole, kind):
        one, other = compare(short, whole, rarity()), compare(whole, short, rarity())

        assert (one.value, one.verdict, one.band) == (other.value, other.verdict, other.band)

    def test_has_steps_whose_points_come_to_its_score(self, short, whole, kind):
        score = compare(short, whole, rarity())

        assert sum(step.points for step in score.steps) == pytest.approx(score.value, abs=0.001)

    def test_comes_up_by_a_key_from_both_sides(self, short, whole, kind):
        one, other = named(short), named(whole)

        assert dict(asked_keys(one)).keys() & kept_keys(other, person=False)
        assert dict(asked_keys(other)).keys() & kept_keys(one, person=False)
        assert own_keys(one) & short_keys(other)

    def test_is_nothing_of_the_kind_with_a_legal_form(self, short, whole, kind):
        weight = rarity().weight

        assert shortened(named(short), named(whole), weight) == kind
        assert shortened(named(f"{short} Ltd."), named(whole), weight) == ""


@pytest.mark.parametrize(("asked", "known"), SISTERS)
def test_a_sister_stays_one(asked, known):
    score = compare(asked, known, rarity())

    assert shortened(named(asked), named(known), rarity().weight) == ""
    assert score.verdict is Verdict.SIBLING
    assert score.value < POSSIBLE


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("Air Systems", "Air Systems Research Center"),  # more than the kind of body
        ("Systems Research", "Systems Research Center"),  # two words of trade are anybody's
        ("Bank", "Bank of Japan"),  # one word
        ("防衛", "防衛大学校"),  # not cut within a word
        ("防衛大学", "防衛大学校"),  # another word
        ("三五实", "三五实验室"),  # nobody shortens a laboratory so
        ("Saronic Chemicals", "Saronic Chemicals & SKC Polyurethanes"),  # what follows is another's name
        ("Boeing", "Airbus & Boeing"),
    ],
)
def test_other_ends_are_none_of_a_short_name(asked, known):
    assert shortened(named(asked), named(known), rarity().weight) == ""


def test_a_place_left_out_counts_only_where_the_other_words_tell():
    known = named("National Defense Academy of Japan")

    assert shortened(named("National Defense Academy"), known, Rarity().weight) == PLACE
    assert shortened(named("National Defense Academy"), known, lambda part: 0.1) == ""


def test_the_labelled_short_names_are_all_found_and_no_sister_is():
    tally = by_class(PAIRS, INDEX)[SHORT]

    assert tally.asked >= 20
    assert tally.found == tally.asked
    assert tally.wrong == 0
    assert len(PAIRS) - len(ONE) >= 10


@pytest.mark.parametrize("pair", ONE, ids=lambda pair: pair.asked)
def test_a_labelled_short_name_finds_its_entity_first(pair):
    assert hits(INDEX, pair.asked)[:1] == [pair.entity]


def test_the_country_lifts_no_sister_but_a_short_name_needs_none():
    def best(asked, country):
        question = Question(asked, Facts(country), person=False, lists=None, on=DAY)
        return INDEX.screen(question, threshold=POSSIBLE, limit=5, below=0).hits

    assert best("Mitsubishi Electric", "JP") == ()
    assert best("Fujitsu Defense", "")[0].key == "fujitsu-defense-national-security-ltd"


@given(st.sampled_from(sorted({text for _entity, text, _language, _kind in names()})), st.data())
def test_no_pair_of_any_names_is_short_without_sharing_a_beginning(one, data):
    other = data.draw(st.sampled_from([text for _entity, text, _language, _kind in names()]))
    kind = shortened(named(one), named(other), rarity().weight)

    assert not kind or named(one).said[0].key == named(other).said[0].key


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_are_judged_and_alike_from_both_sides(one, other):
    assert shortened(named(one), named(other), Rarity().weight) == shortened(named(other), named(one), Rarity().weight)


def test_what_a_short_name_can_score_is_between_possible_and_probable():
    assert POSSIBLE <= LEAST < MOST < PROBABLE
