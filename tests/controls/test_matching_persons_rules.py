"""The rules for persons one by one: what may be left out, what a letter says, and what makes somebody else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.persons import compare_persons, readings
from controls.matching.steps import SENTENCES
from controls.matching.verdicts import CEILINGS, POSSIBLE, PROBABLE, SAME, Band, Verdict, verdict_of

GIVEN = st.sampled_from(["Anna", "Vladimir", "Oskar", "Yusuf", "Ingrid", "Tomasz"])
FAMILY = st.sampled_from(["Zellfeld", "Putin", "Rösler", "Haddad", "Nowak", "Quiroga"])
OTHER = st.sampled_from(["Brandt", "Chukwu", "Eklund", "Farkas"])
TITLES = ["Mr", "Mrs.", "Dr.", "Prof.", "Sir", "Gen.", "Jr.", "Hon."]
PARTICLES = ["van", "von", "de", "al", "bin", "del"]
PATRONYMICS = ["Ivanovich", "Sergeyevich", "Petrovna", "Ilinichna"]
HITS = {Verdict.SAME, Verdict.PROBABLE, Verdict.POSSIBLE}
CHINESE = [("王宏达", "Wang Hongda"), ("欧阳锋", "Ouyang Feng"), ("习近平", "Xi Jinping"), ("李伟", "Li Wei")]


def verdict(one, other):
    return compare_persons(one, other).verdict


def kinds(one, other):
    return [step.kind for step in compare_persons(one, other).steps]


class TestWhatMayBeLeftOut:
    @given(GIVEN, FAMILY, st.sampled_from(TITLES))
    def test_a_title_says_nothing_wherever_it_stands(self, given_name, family, title):
        name = f"{given_name} {family}"

        assert verdict(f"{title} {name}", name) == verdict(f"{name}, {title}", name) == Verdict.SAME

    @given(GIVEN, FAMILY, st.sampled_from(PARTICLES))
    def test_a_particle_may_be_missing(self, given_name, family, particle):
        assert verdict(f"{given_name} {particle} {family}", f"{given_name} {family}") in HITS

    @given(GIVEN, FAMILY, st.sampled_from(PATRONYMICS))
    def test_a_patronymic_may_be_missing_on_either_side(self, given_name, family, patronymic):
        short, full = f"{given_name} {family}", f"{given_name} {patronymic} {family}"

        assert verdict(short, full) == verdict(full, short)
        assert verdict(short, full) in HITS

    @given(GIVEN, FAMILY, OTHER)
    def test_another_name_that_only_one_has_leaves_it_open(self, given_name, family, middle):
        score = compare_persons(f"{given_name} {middle} {family}", f"{given_name} {family}")

        assert score.verdict is Verdict.POSSIBLE
        assert "only_query" in {step.kind for step in score.steps}

    @given(GIVEN, FAMILY, st.sampled_from([", ", " ,", " - ", ".", "  ", "\t", "\u3000"]))
    def test_signs_between_names_say_nothing(self, given_name, family, sign):
        assert verdict(f"{given_name}{sign}{family}", f"{given_name} {family}") is Verdict.SAME


class TestTheOrder:
    @given(GIVEN, FAMILY)
    def test_is_free(self, given_name, family):
        assert verdict(f"{family}, {given_name}", f"{given_name} {family}") is Verdict.SAME

    @given(GIVEN, FAMILY)
    def test_that_is_another_is_said_and_costs_a_little(self, given_name, family):
        score = compare_persons(f"{family} {given_name}", f"{given_name} {family}")

        assert "order" in {step.kind for step in score.steps}
        assert SAME <= score.value < 1

    @given(GIVEN, FAMILY)
    def test_that_is_the_same_is_not_said(self, given_name, family):
        assert "order" not in kinds(f"{given_name} {family}", f"{given_name} {family}")


class TestALetter:
    @given(GIVEN, FAMILY)
    def test_may_stand_for_a_name_but_is_never_more_than_possible(self, given_name, family):
        assert verdict(f"{given_name[0]}. {family}", f"{given_name} {family}") is Verdict.POSSIBLE

    @given(GIVEN, FAMILY)
    def test_of_another_name_makes_another_person(self, given_name, family):
        assert verdict(f"X. {family}", f"{given_name} {family}") not in HITS

    @given(GIVEN)
    def test_alone_is_nobody(self, given_name):
        assert compare_persons(given_name[0], f"{given_name} Zellfeld").value == 0

    @given(GIVEN, FAMILY)
    def test_is_said_to_be_the_first_of_a_name(self, given_name, family):
        assert "initial" in kinds(f"{given_name[0]} {family}", f"{given_name} {family}")


class TestWhatMakesSomebodyElse:
    @given(GIVEN, FAMILY, OTHER)
    def test_another_family_name_does(self, given_name, family, other):
        assert verdict(f"{given_name} {family}", f"{given_name} {other}") is Verdict.UNRELATED

    @given(GIVEN, FAMILY, OTHER)
    def test_another_given_name_does(self, given_name, family, other):
        assert verdict(f"{given_name} {family}", f"{other} {family}") is Verdict.UNRELATED

    @given(GIVEN, FAMILY)
    def test_one_name_alone_is_nobody_in_particular(self, given_name, family):
        assert compare_persons(family, f"{given_name} {family}").value < POSSIBLE

    @given(GIVEN, FAMILY, OTHER)
    def test_what_differs_is_named_on_its_side(self, given_name, family, other):
        steps = compare_persons(f"{given_name} {family}", f"{given_name} {other}").steps
        (differs,) = [step for step in steps if step.kind == "differs"]

        assert differs.candidate == other.lower()
        assert differs.query != differs.candidate

    @pytest.mark.parametrize(
        ("one", "other"), [("王宏达", "王伟"), ("习近平", "毛泽东"), ("李伟", "李强"), ("Wang Hongda", "Wang Wei")]
    )
    def test_other_characters_do(self, one, other):
        assert verdict(one, other) not in {Verdict.SAME, Verdict.PROBABLE}


class TestChineseNames:
    @pytest.mark.parametrize(("written", "spelt"), CHINESE)
    def test_are_heard_in_pinyin_and_never_the_same_by_that(self, written, spelt):
        assert verdict(written, spelt) is Verdict.PROBABLE

    @pytest.mark.parametrize(("written", "spelt"), CHINESE)
    def test_may_have_the_family_name_last(self, written, spelt):
        assert verdict(written, " ".join(reversed(spelt.split()))) is Verdict.PROBABLE

    @pytest.mark.parametrize(("written", "spelt"), CHINESE)
    def test_are_the_same_in_capitals_of_full_width(self, written, spelt):
        wide = "".join(chr(ord(sign) + 0xFEE0) if sign != " " else sign for sign in spelt.upper())

        assert compare_persons(written, wide).value == compare_persons(written, spelt).value

    @pytest.mark.parametrize(("written", "spelt"), CHINESE)
    def test_in_characters_are_the_same_as_themselves_with_spaces(self, written, spelt):
        assert verdict(f"{written[0]} {written[1:]}", written) is Verdict.SAME

    def test_of_traditional_characters_are_those_of_simplified_ones(self):
        score = compare_persons("習近平", "习近平")

        assert (score.verdict, score.band) == (Verdict.SAME, Band.FOLDED)

    @pytest.mark.parametrize("written", ["王", "李伟", "王宏达", "欧阳修文"])
    def test_are_read_with_a_family_name_of_one_character_and_of_two(self, written):
        found = readings(written)

        assert len(found) == (2 if len(written) > 2 else 1)
        assert len({"".join(words) for words in found}) == 1


class TestOtherScripts:
    @pytest.mark.parametrize(
        ("written", "spelt"),
        [("Владимир Путин", "Vladimir Putin"), ("Αννα Παππα", "Anna Pappa"), ("タロウ アソウ", "Taro Aso")],
    )
    def test_are_heard_and_at_most_probable(self, written, spelt):
        score = compare_persons(written, spelt)

        assert score.verdict in HITS - {Verdict.SAME}
        assert score.band is Band.ROMANISED

    @pytest.mark.parametrize(("one", "other"), [("Rösler", "Rosler"), ("José", "Jose"), ("Łukasz", "Lukasz")])
    def test_accents_make_nobody_else(self, one, other):
        assert verdict(f"{one} Nowak", f"{other} Nowak") in HITS


ANYBODY = st.lists(
    st.sampled_from(
        ["Anna", "Zellfeld", "J", "van", "王宏达", "Иван", "Dr.", "Ivanovich", "李", "Lee", "Li", "タロウ"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


class TestAnyTwoPersons:
    @settings(max_examples=80)
    @given(ANYBODY, ANYBODY)
    def test_have_the_class_of_their_value(self, one, other):
        score = compare_persons(one, other)

        assert score.verdict is verdict_of(score.value)

    @settings(max_examples=80)
    @given(ANYBODY, ANYBODY)
    def test_have_no_more_than_their_band_allows(self, one, other):
        score = compare_persons(one, other)

        assert score.value <= CEILINGS[score.band]

    @settings(max_examples=80)
    @given(ANYBODY, ANYBODY)
    def test_are_never_siblings(self, one, other):
        assert verdict(one, other) is not Verdict.SIBLING

    @settings(max_examples=80)
    @given(ANYBODY, ANYBODY)
    def test_have_steps_that_can_be_said(self, one, other):
        assert {step.kind for step in compare_persons(one, other).steps} <= set(SENTENCES)

    @settings(max_examples=80)
    @given(ANYBODY, ANYBODY)
    def test_have_steps_that_turn_when_the_sides_are_exchanged(self, one, other):
        here, there = kinds(one, other), [step.turned().kind for step in compare_persons(other, one).steps]

        assert sorted(here) == sorted(there)

    @settings(max_examples=80)
    @given(ANYBODY, ANYBODY, st.sampled_from(TITLES))
    def test_are_not_told_apart_by_a_title(self, one, other, title):
        assert compare_persons(f"{title} {one}", other).value <= max(compare_persons(one, other).value, PROBABLE)
