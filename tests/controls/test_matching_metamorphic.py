"""What must change nothing: the order of things, the dress of a name, and who else stands beside a party."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.facts import NOTHING, Facts
from controls.matching.index import Index, Party, Question, Span, Spelling
from controls.matching.parts import named
from controls.matching.persons import compare_persons
from controls.matching.rarity import rarity_of
from controls.matching.scoring import compare
from controls.matching.scripts import VARIANTS, folded
from controls.matching.verdicts import POSSIBLE, Band, Verdict
from tests.controls.matching_seed import names, rarity

TEXTS = [text for _entity, text, _language, _kind in names()]
BY_LANGUAGE = {
    spoken: [text for _entity, text, language, _kind in names() if language == spoken]
    for spoken in ("en", "ja", "zh-Hans")
}
ON_FILE, ENGLISH, JAPANESE, CHINESE = (st.sampled_from(texts) for texts in (TEXTS, *BY_LANGUAGE.values()))
RELATED = {}
for at, (_entity, text, *_rest) in enumerate(names()):
    RELATED[text] = [each for _entity, each, *_rest in names()[max(at - 3, 0) : at + 4]]
for at, text in enumerate(sorted(TEXTS)):
    RELATED[text] += sorted(TEXTS)[max(at - 3, 0) : at + 4]
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"}
OTHER_FORMS = {plain: form for form, plain in sorted(VARIANTS.items()) if folded(form) == plain}
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"]
DAY = date(2026, 2, 24)
SPANS = (Span("watch", None, None),)


def verdict(one, other):
    return compare(one, other, rarity()).verdict


def is_han(sign):
    return "\u4e00" <= sign <= "\u9fff"


def strewn(text, sign, draw):
    """A text with a sign at some of its places."""
    places = draw(st.sets(st.integers(1, max(len(text) - 1, 1)), max_size=3))
    return "".join(f"{sign if at in places else ''}{letter}" for at, letter in enumerate(text))


def near(pool):
    """A name of the pool, and one that stands beside it in the register or begins like it: often of the same group."""
    return pool.flatmap(lambda text: st.tuples(st.just(text), st.sampled_from(RELATED[text])))


class TestTheDressOfAName:
    """Each change to the name asked for leaves the class of any pair as it is."""

    @settings(max_examples=60)
    @given(near(ON_FILE))
    def test_full_width_changes_no_class(self, pair):
        one, other = pair
        assert verdict("".join(WIDE.get(sign, sign) for sign in one), other) == verdict(one, other)

    @settings(max_examples=60)
    @given(near(ENGLISH))
    def test_capitals_change_no_class(self, pair):
        one, other = pair
        assert verdict(one.upper(), other) == verdict(one, other)

    @settings(max_examples=60)
    @given(near(CHINESE))
    def test_other_forms_of_characters_change_no_class(self, pair):
        one, other = pair
        assert verdict("".join(OTHER_FORMS.get(sign, sign) for sign in one), other) == verdict(one, other)

    @settings(max_examples=60)
    @given(near(ON_FILE), st.sampled_from(INVISIBLE), st.data())
    def test_signs_that_nobody_sees_change_no_class(self, pair, sign, data):
        one, other = pair
        assert verdict(strewn(one, sign, data.draw), other) == verdict(one, other)

    @settings(max_examples=60)
    @given(near(st.sampled_from([text for text in BY_LANGUAGE["zh-Hans"] if all(map(is_han, text))])), st.data())
    def test_spaces_between_chinese_characters_change_no_class(self, pair, data):
        one, other = pair
        assert verdict(strewn(one, " ", data.draw), other) == verdict(one, other)

    @settings(max_examples=60)
    @given(near(ON_FILE), st.sampled_from([" ", "  ", "\u3000", "\t", "\n", "\u00a0"]))
    def test_spaces_around_a_name_change_no_class(self, pair, space):
        one, other = pair
        assert verdict(f"{space}{one}{space}", other) == verdict(one, other)

    @settings(max_examples=60)
    @given(near(ENGLISH))
    def test_more_spaces_between_words_change_no_class(self, pair):
        one, other = pair
        assert verdict(one.replace(" ", "  "), other) == verdict(one, other)

    @settings(max_examples=60)
    @given(near(JAPANESE))
    def test_hiragana_for_katakana_change_no_class(self, pair):
        one, other = pair
        small = "".join(chr(ord(sign) - 0x60) if "\u30a1" <= sign <= "\u30f6" else sign for sign in one)

        assert verdict(small, other) == verdict(one, other)

    @settings(max_examples=60)
    @given(JAPANESE, st.sampled_from(["株式会社{}", "{}株式会社", "{}㈱", "㈱{}", "(株){}"]))
    def test_a_legal_form_at_either_end_leaves_a_name_the_same_as_itself(self, text, form):
        bare = text.replace("株式会社", "").strip()

        assert verdict(form.format(bare), bare) == Verdict.SAME

    @settings(max_examples=60)
    @given(ON_FILE)
    def test_no_dress_takes_a_name_from_itself(self, text):
        dressed = "".join(WIDE.get(OTHER_FORMS.get(sign, sign), OTHER_FORMS.get(sign, sign)) for sign in text.upper())

        assert verdict(f"\ufeff {dressed}\u200b", text) == Verdict.SAME


class TestTheSides:
    @settings(max_examples=80)
    @given(near(ON_FILE))
    def test_exchanged_turn_every_step_and_nothing_else(self, pair):
        one, other = pair
        here, there = compare(one, other, rarity()), compare(other, one, rarity())

        assert (here.value, here.verdict, here.band) == (there.value, there.verdict, there.band)
        assert sorted(map(repr, here.steps)) == sorted(repr(step.turned()) for step in there.steps)

    @settings(max_examples=60)
    @given(near(ON_FILE))
    def test_the_points_of_the_steps_come_to_the_value(self, pair):
        one, other = pair
        score = compare(one, other, rarity())

        assert sum(step.points for step in score.steps) == pytest.approx(score.value, abs=0.002)

    @settings(max_examples=60)
    @given(near(ON_FILE))
    def test_an_alias_is_worth_no_more_than_a_name_of_its_own(self, pair):
        one, other = pair
        own, alias = compare(one, other, rarity()), compare(one, other, rarity(), alias=True)

        assert alias.value <= min(own.value, 0.98)
        assert alias.verdict == own.verdict

    @settings(max_examples=60)
    @given(st.lists(st.sampled_from(["Anna", "Lee", "Vladimir", "Putin", "Li", "Zellfeld"]), min_size=2, max_size=4))
    def test_the_order_of_the_names_of_a_person_leaves_a_hit_a_hit(self, words):
        turned = compare_persons(" ".join(reversed(words)), " ".join(words))

        assert turned.value >= POSSIBLE

    @settings(max_examples=60)
    @given(st.lists(st.sampled_from(["Anna", "Lee", "Vladimir", "Putin", "Rösler"]), min_size=1, max_size=4))
    def test_the_dress_of_a_person_changes_no_class(self, words):
        name = " ".join(words)

        assert compare_persons(name.upper(), "Anna Putin").verdict == compare_persons(name, "Anna Putin").verdict


WORDS = [
    "Sagami",
    "Zellerfeld",
    "Ostwall",
    "Widget",
    "Works",
    "Quux",
    "Kombinat",
    "Mitsubishi",
    "Heavy",
    "重工",
    "三菱",
]
party_names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(" ".join)
spans = st.lists(
    st.builds(
        Span,
        st.sampled_from(["watch", "control"]),
        st.none() | st.dates(DAY - timedelta(9), DAY + timedelta(9)),
        st.none() | st.dates(DAY - timedelta(9), DAY + timedelta(9)),
    ),
    min_size=1,
    max_size=2,
).map(tuple)


@st.composite
def some_parties(draw):
    found = []
    for number in range(draw(st.integers(1, 7))):
        spelt = tuple(
            Spelling(text, "", draw(st.sampled_from(["legal", "alias"])))
            for text in draw(st.lists(party_names, min_size=1, max_size=2, unique=True))
        )
        facts = Facts(country=draw(st.sampled_from(["", "JP"])))
        found.append(Party(f"party:{number}", draw(st.booleans()), spelt, facts, draw(spans)))
    return found


questions = st.builds(
    Question,
    party_names,
    st.builds(Facts, country=st.sampled_from(["", "JP", "DE"])),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, frozenset({"watch"}), frozenset({"watch", "control"})]),
    st.dates(DAY - timedelta(9), DAY + timedelta(9)),
)


def answer(index, question, **given_):
    return index.screen(question, **{"threshold": POSSIBLE, "limit": 50, "below": 50, **given_})


class TestAnIndexOfAnyParties:
    @settings(max_examples=30)
    @given(some_parties(), questions, st.integers())
    def test_answers_the_same_in_whatever_order_they_came(self, parties, question, seed):
        shuffled = random.Random(seed).sample(parties, len(parties))

        assert answer(Index.build(shuffled), question) == answer(Index.build(parties), question)

    @settings(max_examples=30)
    @given(some_parties(), some_parties(), questions)
    def test_answers_the_same_when_built_upon_an_earlier_one(self, before, after, question):
        assert answer(Index.build(after, earlier=Index.build(before)), question) == answer(Index.build(after), question)

    @settings(max_examples=30)
    @given(some_parties(), questions)
    def test_shows_only_whom_a_list_asked_for_names_on_the_day(self, parties, question):
        screened = answer(Index.build(parties), question)
        counting = {
            each.key
            for each in parties
            if any(
                span.covers(question.on) and (question.lists is None or span.list_key in question.lists)
                for span in each.spans
            )
        }

        assert {found.key for found in (*screened.hits, *screened.below)} <= counting

    @settings(max_examples=30)
    @given(some_parties(), questions)
    def test_shows_nobody_twice(self, parties, question):
        screened = answer(Index.build(parties), question)
        shown = [found.key for found in (*screened.hits, *screened.below)]

        assert len(shown) == len(set(shown))

    @settings(max_examples=30)
    @given(some_parties(), questions)
    def test_has_its_hits_and_those_below_by_their_values(self, parties, question):
        screened = answer(Index.build(parties), question)

        for shown in (screened.hits, screened.below):
            assert list(shown) == sorted(shown, key=lambda found: (-found.score.value, found.key))

    @settings(max_examples=30)
    @given(some_parties(), questions)
    def test_shows_each_by_a_name_that_is_its_own(self, parties, question):
        spelt = {each.key: each.names for each in parties}
        screened = answer(Index.build(parties), question)

        assert all(found.name in spelt[found.key] for found in (*screened.hits, *screened.below))

    @settings(max_examples=30)
    @given(some_parties(), questions)
    def test_has_no_sibling_and_nobody_unrelated_among_the_hits(self, parties, question):
        hits = answer(Index.build(parties), question, threshold=0.1).hits

        assert not {found.score.verdict for found in hits} & {Verdict.SIBLING, Verdict.UNRELATED}

    @settings(max_examples=30)
    @given(some_parties(), party_names)
    def test_finds_every_company_by_its_own_name(self, parties, text):
        own = Party("party:own", False, (Spelling(text, "", "legal"),), NOTHING, SPANS)
        hits = answer(Index.build([*parties, own]), Question(text, NOTHING, None, None, DAY)).hits

        assert ("party:own", 1.0) in [(found.key, found.score.value) for found in hits]


class TestWhoElseStandsBeside:
    OTHERS = [
        Party(f"other:{at:02}", False, (Spelling(f"Zq{at}xv Kjw{at}", "", "legal"),), NOTHING, SPANS)
        for at in range(40)
    ]

    @settings(max_examples=20)
    @given(party_names)
    def test_leaves_a_name_that_is_the_same_the_same(self, text):
        own = Party("party:own", False, (Spelling(text, "", "legal"),), NOTHING, SPANS)
        question = Question(text, NOTHING, None, None, DAY)

        assert answer(Index.build([own]), question).hits == answer(Index.build([own, *self.OTHERS]), question).hits

    @settings(max_examples=20)
    @given(party_names)
    def test_says_no_more_of_a_name_by_being_persons(self, text):
        own = Party("party:own", False, (Spelling(f"{text} Quux", "", "legal"),), NOTHING, SPANS)
        people = [Party(f"person:{at}", True, (Spelling(text, "", "legal"),), NOTHING, SPANS) for at in range(9)]
        question = Question(text, NOTHING, False, None, DAY)

        assert answer(Index.build([own]), question) == answer(Index.build([own, *people]), question)

    @settings(max_examples=20)
    @given(party_names)
    def test_counts_an_entity_once_however_many_names_it_has(self, text):
        once = rarity_of([("a", named(text)), ("b", named("Quux"))])
        often = rarity_of([("a", named(text)), ("a", named(f"{text} Ltd")), ("b", named("Quux"))])

        assert once == often


def test_a_band_of_folding_is_said_where_forms_of_characters_differ():
    assert compare("三菱電機", "三菱电机", rarity()).band is Band.FOLDED
