"""What lets a name be left out: no name scores more than is said beforehand that it can, nor is any lost by it."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.facts import MOST_BY_FACTS, NOTHING, Facts, with_facts
from controls.matching.index import Index, Party, Question, Span, Spelling
from controls.matching.parts import named
from controls.matching.persons import compare_persons
from controls.matching.respelling import respelt
from controls.matching.scoring import compare_named
from controls.matching.verdicts import POSSIBLE
from tests.controls.matching_seed import Kept, names

TEXTS = [text for _entity, text, _language, _kind in names()]
WORDS = sorted({word for text in TEXTS for word in text.split()})
SPANS = (Span("watch", None, None),)
DAY = date(2026, 2, 24)
ROUNDING = 0.005  # sums are of thousandths
TELLING = 0.2  # what scores less is nothing that anybody sees
PEOPLE = ["Vladimir", "Putin", "Anna", "Lee", "Li", "王宏达", "Владимир", "Filip", "Philip", "Kim", "Путин"]
CHANCE = random.Random(7)
MADE = [" ".join(CHANCE.sample(WORDS, CHANCE.randint(1, 3))) for _each in range(250)]
KEYS = [f"party:{at:03}" for at in range(len(MADE))]

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
persons = st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=2, unique=True).map(" ".join)
facts = st.builds(
    Facts, country=st.sampled_from(["", "JP", "DE"]), address=st.sampled_from(["", "1 Sagami Street, Tokyo"])
)


@st.composite
def asked_and_known(draw):
    """A name of words on file, and another made of it: other words, another order, another spelling."""
    known = draw(words)
    parts = known.split()
    how = draw(st.sampled_from(["order", "one word", "another word", "one word less", "respelt", "unrelated"]))
    if how == "order":
        return " ".join(draw(st.permutations(parts))), known
    if how == "one word":
        return "".join(parts), known
    if how == "another word":
        return " ".join([*parts[:-1], draw(st.sampled_from(WORDS))]), known
    if how == "one word less":
        return " ".join(parts[1:]) or known, known
    if how == "respelt":
        return draw(st.sampled_from([known, *(other for _kind, _rule, other in respelt(known))])), known
    return draw(words), known


def most_of(kept, asked, place, size):
    return {each.place: each.most for each in kept.find(asked, limit=size)}.get(place, 0.0)


class TestWhatANameCanScoreAtMost:
    @settings(max_examples=60)
    @given(asked_and_known(), st.lists(words, max_size=4))
    def test_is_no_less_than_what_it_scores_among_any_others(self, pair, others):
        asked, known = pair
        kept = Kept([known, *others])

        value = compare_named(named(asked), named(known), kept.rarity).value

        assert value < TELLING or most_of(kept, asked, 0, 1 + len(others)) >= value - ROUNDING

    @settings(max_examples=60)
    @given(asked_and_known())
    def test_is_no_less_when_the_sides_are_exchanged(self, pair):
        known, asked = pair
        kept = Kept([known])

        value = compare_named(named(asked), named(known), kept.rarity).value

        assert value < TELLING or most_of(kept, asked, 0, 1) >= value - ROUNDING

    @settings(max_examples=60)
    @given(persons, persons)
    def test_is_no_less_than_what_a_person_scores_who_is_a_hit(self, asked, known):
        kept = Kept([known, "Ann Lee"], person=True)
        value = compare_persons(asked, known).value

        assert value < POSSIBLE or most_of(kept, asked, 0, 2) >= min(value, 1) - ROUNDING

    @pytest.mark.parametrize(("asked", "known"), [("Vladimir Lee", "Vladimir Li"), ("Kim Filip", "Philip Kim")])
    def test_counts_two_spellings_of_a_short_name(self, asked, known):
        kept = Kept([known, "Ann Dee"], person=True)

        assert most_of(kept, asked, 0, 2) >= compare_persons(asked, known).value > POSSIBLE

    @settings(max_examples=40)
    @given(asked_and_known(), facts, facts)
    def test_with_what_other_facts_can_add_is_no_less_than_the_score_with_facts(self, pair, one, other):
        asked, known = pair
        kept = Kept([known])
        score = with_facts(compare_named(named(asked), named(known), kept.rarity), one, other)

        assert score.value < TELLING or most_of(kept, asked, 0, 1) + MOST_BY_FACTS >= score.value - ROUNDING

    @settings(max_examples=40)
    @given(words, st.lists(words, min_size=1, max_size=5))
    def test_is_never_more_than_certainty(self, asked, known):
        assert all(0 < each.most <= 1 for each in Kept(known).find(asked, limit=9))

    @pytest.mark.parametrize(
        ("asked", "known"),
        [
            ("Lockheed Intermational", "Lockheed International"),
            ("Lockheed International", "Lockheed Intermational"),
            ("Coproration Taiwan Cubic", "Corporation Taiwan Cubic"),
            ("Zellerfeld Hodlings", "Zellerfeld Holdings"),
        ],
    )
    def test_counts_a_slip_in_a_word_that_says_next_to_nothing(self, asked, known):
        kept = Kept([known, "Widget Works"])
        value = compare_named(named(asked), named(known), kept.rarity).value

        assert most_of(kept, asked, 0, 2) >= value - ROUNDING > POSSIBLE


class TestTheNamesThatAreFound:
    @settings(max_examples=40)
    @given(words, st.lists(words, min_size=2, max_size=8))
    def test_with_a_smaller_limit_are_the_first_of_those_with_a_larger(self, asked, known):
        kept = Kept(known)

        assert kept.find(asked, limit=2) == kept.find(asked, limit=8)[:2]

    @settings(max_examples=40)
    @given(words, st.lists(words, min_size=2, max_size=8), st.floats(0, 1))
    def test_with_a_least_are_those_that_can_reach_it(self, asked, known, least):
        kept = Kept(known)
        every = kept.find(asked, limit=9)

        assert {each.place for each in kept.find(asked, limit=9, least=least)} >= {
            each.place for each in every if each.most >= least + ROUNDING and each.most < 1
        }

    @settings(max_examples=40)
    @given(words, st.lists(words, min_size=2, max_size=8))
    def test_are_each_there_once(self, asked, known):
        places = [each.place for each in Kept(known).find(asked, limit=99)]

        assert len(places) == len(set(places))

    @settings(max_examples=40)
    @given(st.lists(words, min_size=2, max_size=8))
    def test_hold_each_name_that_is_asked_for_itself(self, known):
        kept = Kept(known)

        assert all(most_of(kept, text, place, 9) == 1 for place, text in enumerate(known) if named(text).whole)


class TestAnIndex:
    """The same for whole answers: what is left out beforehand is no hit when it is compared."""

    INDEX = Index.build(
        Party(key, False, (Spelling(text, "", "legal"),), NOTHING, SPANS) for key, text in zip(KEYS, MADE, strict=True)
    )

    def question(self, text, found=NOTHING):
        return Question(text, found, None, None, DAY)

    def hits(self, question, limit=300, below=0):
        return [
            (each.key, each.score)
            for each in self.INDEX.screen(question, threshold=POSSIBLE, limit=limit, below=below).hits
        ]

    @settings(max_examples=20)
    @given(st.sampled_from(MADE), st.sampled_from(WORDS))
    def test_has_all_the_hits_that_comparing_with_everybody_has(self, text, word):
        question = self.question(f"{text} {word}")
        of_all = self.INDEX.compare(question, KEYS)
        high = {each.key for each in of_all if each.score.value >= POSSIBLE}

        assert {key for key, _score in self.hits(question)} <= high
        assert high - {key for key, _score in self.hits(question)} <= {
            each.key for each in of_all if each.score.verdict in ("sibling", "unrelated")
        }

    @settings(max_examples=20)
    @given(st.sampled_from(MADE))
    def test_gives_each_hit_the_score_that_comparing_gives_it(self, text):
        question = self.question(text)
        compared = {each.key: each.score for each in self.INDEX.compare(question, KEYS)}

        assert self.hits(question)
        assert all(compared[key] == score for key, score in self.hits(question))

    @settings(max_examples=20)
    @given(st.sampled_from(MADE), st.integers(1, 5))
    def test_with_a_limit_has_the_best_of_the_hits(self, text, limit):
        question = self.question(text)

        assert self.hits(question, limit=limit) == self.hits(question)[:limit]

    @settings(max_examples=20)
    @given(st.sampled_from(MADE), st.integers(0, 9))
    def test_has_the_same_hits_however_many_it_shows_below(self, text, below):
        question = self.question(text)

        assert self.hits(question, below=below) == self.hits(question)

    @settings(max_examples=15)
    @given(st.sampled_from(MADE), st.floats(0.5, 1))
    def test_with_a_higher_threshold_has_no_other_hits(self, text, threshold):
        question = self.question(text)
        low = self.INDEX.screen(question, threshold=0.5, limit=300, below=0).hits
        high = self.INDEX.screen(question, threshold=threshold, limit=300, below=0).hits

        assert high == tuple(each for each in low if each.score.value >= threshold)
