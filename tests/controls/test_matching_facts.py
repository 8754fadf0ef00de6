"""Country, number and address move the score of two names, and say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.facts import Facts, with_facts
from controls.matching.scoring import compare
from controls.matching.steps import Step
from controls.matching.verdicts import Band, Score, Verdict, verdict_of
from tests.controls.matching_seed import rarity

NUMBERS = st.frozensets(st.tuples(st.sampled_from(["", "lei", "edinet"]), st.sampled_from(["123456", "999999", "1"])))
FACTS = st.builds(
    Facts,
    country=st.sampled_from(["", "JP", "us", "DE"]),
    numbers=NUMBERS,
    address=st.sampled_from(["", "1-2 Minato, Tokyo", "東京都港区1-2", "Tokyo Minato 1"]),
)


def names(one, other):
    return compare(one, other, rarity())


def numbers(*pairs):
    return Facts(numbers=frozenset(pairs))


class TestNothingKnown:
    @given(FACTS)
    def test_moves_nothing(self, facts):
        score = names("Saronic", "Saronic Technologies")

        assert with_facts(score, Facts(), facts) == score
        assert with_facts(score, facts, Facts()) == score


class TestNumbers:
    def test_in_common_make_the_same_company_whatever_the_names(self):
        score = with_facts(names("Acme", "Widget"), numbers(("lei", "5493 00AB")), numbers(("LEI", "549300ab")))

        assert score.verdict is Verdict.SAME
        assert score.value == 0.99
        assert score.steps[-1].said() == "the same number in a register: 549300ab"

    def test_of_an_unknown_register_may_be_in_common(self):
        score = with_facts(
            names("Saronic", "Saronic Technologies"), numbers(("", "549300")), numbers(("lei", "549300"))
        )

        assert (score.verdict, score.value) == (Verdict.SAME, 0.99)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Acme", "Widget"), ("Mitsubishi Electric", "Mitsubishi Electric Engineering Company, Limited")],
    )
    def test_of_an_unknown_register_are_only_probable_where_the_names_are_not_alike(self, one, other):
        score = with_facts(names(one, other), numbers(("", "549300")), numbers(("lei", "549300")))

        assert score.verdict is Verdict.PROBABLE
        assert sum(step.points for step in score.steps[len(names(one, other).steps) :]) == pytest.approx(
            score.value - names(one, other).value
        )

    def test_in_another_country_are_only_probable_and_both_steps_are_told(self):
        score = with_facts(
            names("Toyota Boshoku", "Ondarra Quarzitwerke"),
            Facts("JP", frozenset({("", "123456")})),
            Facts("AT", frozenset({("", "123456")})),
        )

        assert score.verdict is Verdict.PROBABLE
        assert score.value == pytest.approx(0.89)
        assert [step.kind for step in score.steps[-2:]] == ["number", "country_differs"]

    @pytest.mark.parametrize("name", ["Acme", "Widget"])
    def test_of_one_register_in_another_country_are_probable_too_whatever_the_names(self, name):
        one, other = (Facts(land, frozenset({("lei", "5493001")})) for land in ("JP", "AT"))

        assert with_facts(names(name, "Widget"), one, other).verdict is Verdict.PROBABLE

    def test_of_several_that_of_a_known_register_counts(self):
        found = numbers(("", "111111"), ("lei", "999999"))

        assert with_facts(names("Acme", "Widget"), found, found).steps[-1].query == "999999"
        assert with_facts(names("Acme", "Widget"), found, found).verdict is Verdict.SAME

    def test_in_common_tell_the_country_and_the_address_besides(self):
        known = Facts("JP", frozenset({("lei", "549300")}), "2-1 Minato, Tokyo")
        score = with_facts(names("Acme", "Widget"), known, known)

        assert [step.kind for step in score.steps[-4:]] == ["number", "country", "address", "at_most"]
        assert (score.value, score.verdict) == (0.99, Verdict.SAME)

    @pytest.mark.parametrize(
        ("one", "other"), [(("lei", "12345"), ("lei", "12345")), (("lei", "123456"), ("duns", "123456"))]
    )
    def test_too_short_or_of_two_registers_prove_nothing(self, one, other):
        assert with_facts(names("Acme", "Widget"), numbers(one), numbers(other)).verdict is Verdict.UNRELATED

    def test_that_differ_take_away(self):
        score = with_facts(names("Skydio", "Skydio, Inc."), numbers(("lei", "123456")), numbers(("lei", "654321")))

        assert score.value == 0.8
        assert score.verdict is Verdict.POSSIBLE
        assert score.steps[-1] == Step("number_differs", "123456", "654321", -0.2)


class TestCountries:
    def test_that_differ_take_away_and_say_so(self):
        score = with_facts(names("Skydio", "Skydio, Inc."), Facts(country="de"), Facts(country="US"))

        assert score.value == 0.9
        assert score.steps[-1].said() == "another country: DE ↔ US"

    def test_in_common_add_a_little(self):
        plain = names("Saronic", "Saronic Technologies")
        score = with_facts(plain, Facts(country="US"), Facts(country="us"))

        assert score.value == pytest.approx(plain.value + 0.02)
        assert score.steps[-1].said() == "the same country: US"

    def test_in_common_make_no_sibling_a_hit(self):
        plain = names("Mitsubishi Electric", "Mitsubishi Electric Engineering")
        score = with_facts(plain, Facts(country="JP"), Facts(country="JP"))

        assert (score.value, score.verdict) == (plain.value, Verdict.SIBLING)


class TestAddresses:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("2-1 Minato, Tokyo", "Tokyo, Minato 2-1"),
            ("東京都港区芝1丁目", "东京都港区芝１丁目2"),
            ("1 Main St, Reno", "1 MAIN ST RENO NV"),
        ],
    )
    def test_alike_add_a_little(self, one, other):
        score = with_facts(names("Saronic", "Saronic Technologies"), Facts(address=one), Facts(address=other))

        assert score.steps[-1].kind == "address"

    @pytest.mark.parametrize(
        ("one", "other"), [("Tokyo", "Tokyo"), ("1 Main St, Reno", "9 Elm Road, Boise"), ("", "x")]
    )
    def test_of_one_word_or_not_alike_say_nothing(self, one, other):
        plain = names("Saronic", "Saronic Technologies")

        assert with_facts(plain, Facts(address=one), Facts(address=other)) == plain


@given(st.sampled_from(["Skydio", "Saronic", "Mitsubishi Electric", "Acme"]), FACTS, FACTS)
def test_exchanging_the_sides_moves_the_same(name, one, other):
    plain = names(name, "Saronic Technologies")

    assert with_facts(plain, one, other).value == with_facts(plain, other, one).value


@given(st.floats(0, 1), FACTS, FACTS)
def test_the_class_goes_with_the_value_and_the_value_stays_within_bounds(value, one, other):
    plain = Score(round(value, 4), verdict_of(round(value, 4)), Band.SAME_SCRIPT, ())
    score = with_facts(plain, one, other)

    assert 0 <= score.value <= 1
    assert score.verdict is verdict_of(score.value)


@given(FACTS, FACTS)
def test_facts_alone_never_make_the_same_name(one, other):
    plain = names("Saronic", "Saronic Technologies")
    score = with_facts(plain, one, other)

    assert score.verdict is not Verdict.SAME or any(step.kind == "number" for step in score.steps)
