"""Who counts: days, lists, kinds, numbers and facts of parties, one by one and together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.candidates import Candidates
from controls.matching.facts import Facts
from controls.matching.index import Index, Party, Question, Span, Spelling
from controls.matching.verdicts import Verdict
from ops.made_names import Made

DAY = date(2026, 2, 24)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
NAME = (Spelling("Sagami Works", "en", "legal"),)
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 1))
SPANS = st.lists(st.builds(Span, st.sampled_from("abc"), DAYS, DAYS), max_size=4)


def found(index, name="Sagami Works", *, facts=Facts(), person=None, lists=None, on=DAY, threshold=0.7):  # noqa: B008 - never changed
    question = Question(name, facts, person, lists, on)
    return index.screen(question, threshold=threshold, limit=10, below=0).hits


def keys(index, *args, **kwargs):
    return [each.key for each in found(index, *args, **kwargs)]


class TestDays:
    @pytest.mark.parametrize(
        ("spans", "on", "counts"),
        [
            ([], DAY, False),
            ([Span("a", None, None)], DAY, True),
            ([Span("a", DAY, None)], BEFORE, False),
            ([Span("a", DAY, None)], DAY, True),
            ([Span("a", DAY, None)], AFTER, True),
            ([Span("a", None, DAY)], BEFORE, True),
            ([Span("a", None, DAY)], DAY, False),
            ([Span("a", DAY, AFTER)], DAY, True),
            ([Span("a", DAY, AFTER)], AFTER, False),
            ([Span("a", DAY, DAY)], DAY, False),
            ([Span("a", None, BEFORE), Span("a", AFTER, None)], DAY, False),
            ([Span("a", None, BEFORE), Span("b", DAY, None)], DAY, True),
            ([Span("a", DAY, None)], date.min, False),
            ([Span("a", None, None)], date.min, True),
            ([Span("a", None, None)], date.max, True),
            ([Span("a", date.min, date.max)], date.max, False),
        ],
    )
    def test_one_span_that_covers_the_day_is_enough(self, spans, on, counts):
        index = Index.build([Party("x", False, NAME, Facts(), tuple(spans))])

        assert keys(index, on=on) == (["x"] if counts else [])

    @given(
        st.lists(SPANS, max_size=4),
        st.dates(date(2026, 1, 1), date(2026, 3, 1)),
        st.none() | st.sets(st.sampled_from("abcd")),
    )
    def test_it_is_said_of_each_party_by_its_own_spans(self, spans, on, lists):
        parties = [Party(f"{at}", False, NAME, Facts(), tuple(each)) for at, each in enumerate(spans)]
        asked = None if lists is None else frozenset(lists)
        expected = [
            party.key
            for party in parties
            if any(span.covers(on) and (asked is None or span.list_key in asked) for span in party.spans)
        ]

        assert keys(Index.build(parties), on=on, lists=asked) == expected


class TestNumbers:
    @pytest.mark.parametrize(
        ("asked", "known", "same"),
        [
            (("", "5011101055555"), ("jp", "5011101055555"), True),
            (("jp", "5011101055555"), ("jp", "5011101055555"), True),
            (("jp", "5011101055555"), ("", "5011101055555"), True),
            (("jp", "5011101055555"), ("cn", "5011101055555"), False),
            (("", "5011-1010 5555.5"), ("jp", "5011101055555"), True),
            (("", "５０１１１０１０５５５５５"), ("jp", "5011101055555"), True),
            (("", "91310000abc"), ("cn", "91310000ABC"), True),
            (("", "12345"), ("jp", "12345"), False),
            (("", "123456"), ("jp", "123456"), True),
            (("", ""), ("jp", ""), False),
        ],
    )
    def test_make_a_hit_where_they_are_the_same(self, asked, known, same):
        index = Index.build([Party("x", False, NAME, Facts("JP", frozenset({known})), (Span("a", None, None),))])
        hits = found(index, "Oxford Instruments", facts=Facts(numbers=frozenset({asked})))

        assert [each.key for each in hits] == (["x"] if same else [])
        expected = Verdict.SAME if asked[0] and known[0] else Verdict.PROBABLE  # the names are not alike
        assert all(each.score.verdict is expected for each in hits)

    def test_of_two_parties_find_both(self):
        number = frozenset({("jp", "5011101055555")})
        index = Index.build(
            Party(key, person, NAME, Facts("", number), (Span("a", None, None),))
            for key, person in (("x", False), ("y", True))
        )

        assert keys(index, "Oxford", facts=Facts(numbers=number)) == ["x", "y"]
        assert keys(index, "Oxford", facts=Facts(numbers=number), person=True) == ["y"]

    def test_find_a_party_without_any_name_alike_by_its_first_name(self):
        names = (Spelling("Sagami", "en", "legal"), Spelling("Musashi", "en", "legal"))
        number = frozenset({("jp", "5011101055555")})
        index = Index.build([Party("x", False, names, Facts("", number), (Span("a", None, None),))])

        assert found(index, "Oxford", facts=Facts(numbers=number))[0].name.text == "Sagami"

    def test_of_a_party_without_names_find_nothing_to_show(self):
        number = frozenset({("jp", "5011101055555")})
        index = Index.build([Party("x", False, (), Facts("", number), (Span("a", None, None),))])

        assert keys(index, "Oxford", facts=Facts(numbers=number)) == []


class TestFacts:
    @pytest.mark.parametrize(
        ("facts", "hit"),
        [
            (Facts(), True),
            (Facts("JP"), True),
            (Facts("jp"), True),
            (Facts("US"), True),
            (Facts("US", frozenset({("jp", "9999999999999")})), False),
        ],
    )
    def test_that_speak_against_a_name_take_it_from_the_hits(self, facts, hit):
        known = Facts("JP", frozenset({("jp", "5011101055555")}))
        index = Index.build([Party("x", False, NAME, known, (Span("a", None, None),))])

        assert bool(keys(index, facts=facts, threshold=0.8)) is hit

    def test_can_lift_a_name_to_the_threshold(self):
        index = Index.build(
            [Party("x", False, NAME, Facts("JP", frozenset(), "1-2-3 Nishi Shinjuku Tokyo"), (Span("a", None, None),))]
        )
        alone = found(index, "Sagamy Works")[0].score.value
        both = Facts("JP", frozenset(), "1-2-3 Nishi Shinjuku, Tokyo")

        assert keys(index, "Sagamy Works", threshold=alone + 0.01) == []
        assert keys(index, "Sagamy Works", facts=both, threshold=alone + 0.01) == ["x"]


class TestMany:
    PARTIES = Made(seed=9).parties(120)
    INDEX = Index.build(PARTIES)

    def questions(self):
        made = Made(seed=10)
        return [Question(made.question(kind, self.PARTIES), Facts(), None, None, DAY) for kind in range(40)]

    def one_by_one(self):
        return [self.INDEX.screen(each, threshold=0.7, limit=5, below=5) for each in self.questions()]

    def test_questions_have_the_answers_that_each_has_alone(self):
        assert list(self.INDEX.screen_many(self.questions(), threshold=0.7, limit=5, below=5)) == self.one_by_one()

    def test_a_question_that_comes_again_is_answered_once(self, monkeypatch):
        asked = []
        find = Candidates.find

        def counted(candidates, wanted, **given_):
            asked.extend(each.name.written for each in wanted)
            return find(candidates, wanted, **given_)

        monkeypatch.setattr(Candidates, "find", counted)
        questions = self.questions()[:3]

        answers = list(self.INDEX.screen_many([*questions, *questions] * 30, threshold=0.7, limit=5, below=5))

        assert len(answers) == 180
        assert answers[:3] == answers[3:6] == answers[-3:]
        assert asked == [question.name for question in questions]

    def test_no_questions_have_no_answers(self):
        assert list(self.INDEX.screen_many([], threshold=0.7, limit=5, below=5)) == []

    def test_threads_that_share_an_index_get_the_same_answers(self):
        expected = self.one_by_one()
        fresh = Index.build(self.PARTIES)

        def ask(question):
            return fresh.screen(question, threshold=0.7, limit=5, below=5)

        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(ask, self.questions())) == expected

    def test_what_was_asked_before_changes_no_answer(self):
        expected = self.one_by_one()

        assert self.one_by_one() == expected
        assert (
            list(
                reversed(
                    [self.INDEX.screen(each, threshold=0.7, limit=5, below=5) for each in reversed(self.questions())]
                )
            )
            == expected
        )

    @pytest.mark.parametrize("days", range(0, 80, 8))
    def test_who_counts_is_kept_for_so_many_days_and_no_more(self, days):
        on = DAY + timedelta(days=days)

        for each in range(40):
            keys(self.INDEX, on=on + timedelta(days=each))

        assert len(self.INDEX._counting) <= 32
