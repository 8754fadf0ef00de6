"""What names of words that say little are worth, how much words say, and how facts and steps add up."""

import math
import re
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.facts import MOST_BY_FACTS, NOTHING, Facts, numbers_of, with_facts
from controls.matching.glossary import GLOSSARY
from controls.matching.parts import Part, named
from controls.matching.rarity import Rarity, rarity_of
from controls.matching.scoring import as_written, compare
from controls.matching.steps import SENTENCES, Step
from controls.matching.verdicts import CEILINGS, POSSIBLE, Band, Score, Verdict, verdict_of
from tests.controls.matching_seed import names, rarity

TEXTS = [text for _entity, text, _language, _kind in names()]
PARTS = list(dict.fromkeys(part for text in TEXTS for part in named(text).parts))
LIGHT = sorted(form for form, meaning in GLOSSARY.items() if meaning.kind == "light")
LIGHT_NAMES = st.lists(st.sampled_from(LIGHT), min_size=1, max_size=3).map(" ".join)
ON_FILE = st.sampled_from(TEXTS)
SCORES = st.builds(
    lambda value, band: Score(value, verdict_of(value), band, (Step("equal", "a", "a", value),)),
    st.floats(0, 1).map(lambda value: round(value, 4)),
    st.sampled_from(Band),
)
FACTS = st.builds(
    Facts,
    country=st.sampled_from(["", "JP", "DE", "cn"]),
    numbers=st.frozensets(
        st.tuples(st.sampled_from(["", "jp-corporate-number", "duns"]), st.sampled_from(["5011101055555", "1234567"])),
        max_size=2,
    ),
    address=st.sampled_from(["", "1 Sagami Street, Tokyo", "Sagami Street 1 Tokyo", "5 Quux Road, Kyoto"]),
)


class TestNamesOfLittleWords:
    """Names of which no word says much are compared like others, whatever is shared."""

    @settings(max_examples=150)
    @given(LIGHT_NAMES, LIGHT_NAMES)
    def test_have_a_value_with_its_reasons(self, one, other):
        score = compare(one, other, Rarity())

        assert score.steps
        assert sum(step.points for step in score.steps) == pytest.approx(score.value, abs=0.002)

    @settings(max_examples=80)
    @given(LIGHT_NAMES, ON_FILE)
    def test_are_never_the_same_as_a_name_on_file(self, one, other):
        assert compare(one, other, rarity()).verdict is not Verdict.SAME

    @pytest.mark.parametrize(
        ("one", "other"), [("Group Holdings", "グループホールディングス"), ("The Group", "集团"), ("集団", "Group")]
    )
    def test_say_what_they_share_where_they_share_nothing_else(self, one, other):
        kinds = [step.kind for step in compare(one, other, Rarity()).steps]

        assert "meaning" in kinds

    @pytest.mark.parametrize(
        ("acronym", "words"),
        [("For", "Future Operations Recorded"), ("And", "Alpha Nova Dynamics"), ("The", "Tokyo Heat Engines")],
    )
    def test_that_are_initials_of_others_are_told_as_initials(self, acronym, words):
        (step,) = compare(acronym, words, Rarity()).steps

        assert (step.kind, step.query) == ("initials", acronym)

    def test_are_not_told_beside_words_that_say_more(self):
        steps = compare("Sagami and Quux Group", "Quux and Sagami Group", Rarity()).steps

        assert {step.query for step in steps if step.query} == {"Sagami", "Quux"}


class TestHowMuchAWordSays:
    @settings(max_examples=60)
    @given(st.sampled_from(PARTS))
    def test_is_something_and_never_more_than_all(self, part):
        assert 0 < rarity().weight(part) <= 1

    @settings(max_examples=60)
    @given(st.sampled_from([part for part in PARTS if part.kind == "word"]))
    def test_is_no_more_where_it_is_known_than_where_it_is_not(self, part):
        assert rarity().weight(part) <= Rarity().weight(part)

    @pytest.mark.parametrize("kind", ["light", "trade", "place", "house"])
    def test_is_less_of_a_common_kind_than_of_a_name_of_its_own(self, kind):
        assert Rarity().weight(Part("x", "latin", kind=kind)) < Rarity().weight(Part("x", "latin"))

    @given(st.integers(1, 50), st.integers(1, 50))
    def test_falls_with_the_number_of_those_who_have_it(self, one, other):
        few, many = sorted((one, other))
        counted = Rarity(entities=100)
        counted.counts.update({"few": few, "many": many})

        assert counted.weight(Part("few", "latin")) >= counted.weight(Part("many", "latin"))

    def test_of_a_word_that_everybody_has_is_a_fifth(self):
        counted = Rarity(entities=100)
        counted.counts["quux"] = 100

        assert counted.weight(Part("quux", "latin")) == pytest.approx(0.2)

    def test_goes_by_the_logarithm(self):
        counted = Rarity(entities=99)
        counted.counts["quux"] = 9

        assert counted.weight(Part("quux", "latin")) == pytest.approx(0.2 + 0.8 * (1 - math.log(10) / math.log(100)))

    def test_is_that_of_a_group_where_three_entities_begin_with_it(self):
        told = rarity_of((str(at), named(f"Zellfeld {word}")) for at, word in enumerate(["Ost", "Quux", "Vex"]))

        assert told.is_house(named("Zellfeld").parts[0])
        assert not told.is_house(named("Quux").parts[0])

    def test_is_not_that_of_a_group_where_one_entity_has_three_such_names(self):
        told = rarity_of([("a", named(f"Zellfeld {word}")) for word in ("Ost", "Quux", "Vex")])

        assert not told.is_house(named("Zellfeld").parts[0])

    def test_is_counted_by_meaning_whatever_the_language(self):
        told = rarity_of([("a", named("三菱重工")), ("b", named("Mitsubishi Heavy Industries"))])

        assert {told.counts[part.key] for part in named("三菱重工").parts} == {2}

    def test_is_counted_without_plural(self):
        told = rarity_of([("a", named("Quux Widgets")), ("b", named("Vex Widget"))])

        assert told.counts[named("Widget").parts[0].key] == 2


class TestFacts:
    @given(SCORES, FACTS)
    def test_that_one_side_lacks_move_nothing(self, score, facts):
        assert with_facts(score, facts, NOTHING) == with_facts(score, NOTHING, facts) == score

    @given(SCORES, FACTS, FACTS)
    def test_add_no_more_than_is_said_beforehand_but_for_numbers(self, score, one, other):
        moved = with_facts(score, one, other)

        assert moved.value <= score.value + MOST_BY_FACTS + 1e-9 or "number" in {step.kind for step in moved.steps}

    @given(SCORES, FACTS, FACTS)
    def test_say_each_move_in_a_step(self, score, one, other):
        moved = with_facts(score, one, other)

        assert moved.value == score.value or len(moved.steps) > len(score.steps)

    @given(SCORES, FACTS, FACTS)
    def test_keep_the_steps_of_the_names_first(self, score, one, other):
        assert with_facts(score, one, other).steps[: len(score.steps)] == score.steps

    @given(SCORES, FACTS, FACTS)
    def test_leave_the_band_of_the_evidence(self, score, one, other):
        assert with_facts(score, one, other).band is score.band

    @given(FACTS, FACTS)
    def test_but_numbers_make_no_hit_of_a_sibling(self, one, other):
        sibling = Score(0.65, Verdict.SIBLING, Band.SAME_SCRIPT, ())
        moved = with_facts(sibling, one, other)

        assert moved.value <= 0.65 or "number" in {step.kind for step in moved.steps}

    @pytest.mark.parametrize(
        "number", ["5011101055555", "5011-1010-55555", " 5011 1010 55555 ", "５０１１１０１０５５５５５"]
    )
    def test_of_a_number_are_the_same_however_it_is_written(self, number):
        assert numbers_of(Facts(numbers=frozenset({("", number)}))) == {"5011101055555"}

    @pytest.mark.parametrize("number", ["", "12", "12345", "---"])
    def test_of_a_short_number_are_none(self, number):
        assert numbers_of(Facts(numbers=frozenset({("", number)}))) == set()


class TestSteps:
    @pytest.mark.parametrize("kind", sorted(set(SENTENCES) - {"fold"}))
    def test_say_every_word_that_their_sentence_asks_for(self, kind):
        wanted = {field for _text, field, _spec, _conversion in Formatter().parse(SENTENCES[kind]) if field}
        said = Step(kind, "ASKED", "KNOWN").said()

        assert {name for name, word in (("query", "ASKED"), ("candidate", "KNOWN")) if word in said} == wanted

    @pytest.mark.parametrize("kind", sorted(set(SENTENCES) - {"fold"}))
    def test_say_a_dash_for_a_word_that_is_missing(self, kind):
        assert Step(kind).said() == re.sub(r"\{\w+\}", "–", SENTENCES[kind])

    def test_of_folding_say_each_pair_of_forms(self):
        assert Step("fold", "機業", "机业").said() == "equal after 機→机, 業→业"

    def test_never_call_a_name_clear(self):
        assert not [kind for kind, sentence in SENTENCES.items() if re.search(r"\bclear", sentence)]

    @settings(max_examples=60)
    @given(ON_FILE, ON_FILE)
    def test_have_words_that_stand_in_the_names(self, one, other):
        for step in compare(one, other, rarity()).steps:
            if step.kind in ("equal", "slip", "spelling"):
                # A dot between Chinese characters is no part of a word: 洛克希德·马丁 is one.
                assert all(word in one or word in one.replace("·", "") for word in step.query.split(" "))
                assert all(word in other or word in other.replace("·", "") for word in step.candidate.split(" "))

    @settings(max_examples=60)
    @given(ON_FILE, ON_FILE)
    def test_written_twice_are_written_once(self, one, other):
        score = compare(one, other, rarity())

        assert as_written(score, one, other).value == score.value


class TestClasses:
    @settings(max_examples=80)
    @given(ON_FILE, ON_FILE)
    def test_of_siblings_and_the_unrelated_are_no_hits_by_their_values(self, one, other):
        score = compare(one, other, rarity())

        assert score.verdict not in (Verdict.SIBLING, Verdict.UNRELATED) or score.value < POSSIBLE

    @settings(max_examples=80)
    @given(ON_FILE, ON_FILE)
    def test_are_of_a_value_that_the_band_allows(self, one, other):
        score = compare(one, other, rarity())

        assert score.value <= CEILINGS[score.band]

    @pytest.mark.parametrize("value", [0.0, 0.69, 0.7, 0.84, 0.85, 0.94, 0.95, 1.0])
    def test_begin_where_the_page_says(self, value):
        begins = {0.95: Verdict.SAME, 0.85: Verdict.PROBABLE, 0.7: Verdict.POSSIBLE, 0.0: Verdict.UNRELATED}

        assert verdict_of(value) is next(verdict for least, verdict in begins.items() if value >= least)
