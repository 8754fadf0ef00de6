"""An index asked in every way it can be: by name, by number, by key, by the days on which lists turn; and kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.crowd import recombined
from controls.matching.evaluation import Labelled, NameOnFile
from controls.matching.facts import NOTHING, Facts
from controls.matching.index import Days, Index, Party, Question, Span, Spelling, is_hit
from controls.matching.rivalry import asked_of_all, own_scores, parties_of
from controls.matching.rivalry import tallied as tallied_of_all
from controls.matching.verdicts import POSSIBLE, Band, Score, Verdict
from tests.controls.matching_seed import names

DAY = date(2026, 2, 24)
NEXT = DAY + timedelta(days=1)
SPANS = (Span("watch", None, None),)
NUMBER = frozenset({("jp-corporate-number", "5011101055555")})
TEXTS = [text for _entity, text, _language, _kind in names()]
DATES = st.none() | st.dates(DAY - timedelta(5), DAY + timedelta(5))
SOME_SPANS = st.lists(st.builds(Span, st.sampled_from(["watch", "control"]), DATES, DATES), max_size=3).map(tuple)


def party(key, *texts, person=False, kind="legal", facts=NOTHING, spans=SPANS):
    return Party(key, person, tuple(Spelling(text, "", kind) for text in texts), facts, spans)


def asked(name, facts=NOTHING, person=None, lists=None, on=DAY):
    return Question(name, facts, person, lists, on)


def screen(index, question, threshold=POSSIBLE, limit=10, below=10):
    return index.screen(question, threshold=threshold, limit=limit, below=below)


INDEX = Index.build(
    [
        party("a", "Zellfeld Works Ltd.", facts=Facts(country="JP", numbers=NUMBER)),
        party("b", "Zellfeld Works", kind="alias"),
        party("c", "Quux Kombinat", "クウクス", facts=Facts(numbers=NUMBER), spans=(Span("control", DAY, NEXT),)),
        party("d", "Anna Zellfeld", person=True),
        party("e", "Zellfeld Ostwall Trading"),
    ]
)


class TestByKey:
    def test_gives_each_of_its_parties(self):
        assert [INDEX.party(key).key for key in "abcde"] == list("abcde")

    @pytest.mark.parametrize("key", ["", "0", "aa", "f", "\uffff"])
    def test_gives_none_where_there_is_none(self, key):
        assert INDEX.party(key) is None

    def test_compares_with_those_named_and_no_others(self):
        assert {found.key for found in INDEX.compare(asked("Zellfeld"), ["a", "e"])} == {"a", "e"}

    def test_compares_also_where_nothing_speaks_for_it(self):
        (found,) = INDEX.compare(asked("Vexilla"), ["a"])

        assert found.score.verdict is Verdict.UNRELATED

    def test_leaves_out_keys_that_are_not_there_and_those_that_do_not_count(self):
        assert INDEX.compare(asked("Quux Kombinat", on=NEXT), ["c", "zz"]) == []

    def test_compares_with_one_that_is_named_twice_once(self):
        assert len(INDEX.compare(asked("Zellfeld"), ["a", "a"])) == 1

    @pytest.mark.parametrize("key", "abde")
    def test_gives_the_score_that_screening_gives(self, key):
        question = asked("Zellfeld Works")
        screened = screen(INDEX, question)
        shown = {found.key: found for found in (*screened.hits, *screened.below)}

        assert key not in shown or INDEX.compare(question, [key]) == [shown[key]]

    def test_says_each_by_the_best_of_its_names(self):
        (found,) = INDEX.compare(asked("クウクス"), ["c"])

        assert found.name.text == "クウクス"


class TestByNumber:
    def test_finds_everybody_who_has_it(self):
        found = screen(INDEX, asked("Vexilla", Facts(numbers=NUMBER))).hits

        assert [each.key for each in found] == ["a", "c"]

    def test_does_not_find_one_that_no_list_names_on_the_day(self):
        found = screen(INDEX, asked("Vexilla", Facts(numbers=NUMBER), on=NEXT)).hits

        assert [each.key for each in found] == ["a"]

    def test_does_not_find_a_company_where_persons_are_asked_for(self):
        assert screen(INDEX, asked("Vexilla", Facts(numbers=NUMBER), person=True)).hits == ()

    def test_says_so_in_the_last_step(self):
        (found, *_others) = screen(INDEX, asked("Vexilla", Facts(numbers=NUMBER))).hits

        assert found.score.steps[-1].kind == "number"

    def test_finds_nobody_by_another_number_of_the_register(self):
        other = Facts(numbers=frozenset({("jp-corporate-number", "9999999999999")}))

        assert screen(INDEX, asked("Vexilla", other)).hits == ()


class TestByName:
    def test_has_the_bearer_of_a_name_before_one_who_has_it_as_an_alias(self):
        assert [found.key for found in screen(INDEX, asked("Zellfeld Works")).hits][:2] == ["a", "b"]

    def test_gives_an_alias_the_most_that_an_alias_is_worth(self):
        found = {each.key: each.score for each in screen(INDEX, asked("Zellfeld Works")).hits}

        assert (found["b"].value, found["b"].band) == (0.98, Band.ALIAS)

    def test_has_the_sister_below_and_not_among_the_hits(self):
        screened = screen(INDEX, asked("Zellfeld Quux Machinery"))

        assert "e" not in {found.key for found in screened.hits}

    @pytest.mark.parametrize("name", ["", " ", "...", "\u200b", "🚗"])
    def test_of_no_letters_finds_nobody(self, name):
        screened = screen(INDEX, asked(name))

        assert (screened.hits, screened.below) == ((), ())

    @pytest.mark.parametrize(("limit", "below"), [(0, 0), (0, 5), (1, 0), (2, 2)])
    def test_shows_no_more_than_asked_for(self, limit, below):
        screened = screen(INDEX, asked("Zellfeld Works"), limit=limit, below=below)

        assert len(screened.hits) <= limit
        assert len(screened.below) <= below

    def test_filters_by_list_before_it_counts_to_the_limit(self):
        many = [party(f"watch:{at:03}", "Zellfeld Works") for at in range(200)]
        own = party("zz", "Zellfeld Works", spans=(Span("control", None, None),))
        question = asked("Zellfeld Works", lists=frozenset({"control"}))

        assert [found.key for found in screen(Index.build([*many, own]), question, limit=1).hits] == ["zz"]

    def test_filters_by_kind_before_it_counts_to_the_limit(self):
        many = [party(f"a:{at:03}", "Anna Zellfeld") for at in range(200)]
        question = asked("Anna Zellfeld", person=True)

        assert [found.key for found in screen(Index.build([*many, INDEX.party("d")]), question, limit=1).hits] == ["d"]


class TestDays:
    @settings(max_examples=60)
    @given(st.lists(SOME_SPANS, max_size=4), st.dates(DAY - timedelta(6), DAY + timedelta(6)))
    def test_of_spans_are_those_that_each_span_covers(self, spans, on):
        found = Days.of(spans).covering(on, None, len(spans))

        assert found.tolist() == [any(span.covers(on) for span in of_one) for of_one in spans]

    @settings(max_examples=60)
    @given(
        st.lists(SOME_SPANS, max_size=4),
        st.dates(DAY - timedelta(6), DAY + timedelta(6)),
        st.sets(st.sampled_from(["watch", "control", "other"])).map(frozenset),
    )
    def test_count_on_the_lists_asked_for_only(self, spans, on, lists):
        found = Days.of(spans).covering(on, lists, len(spans))

        assert found.tolist() == [
            any(span.covers(on) and span.list_key in lists for span in of_one) for of_one in spans
        ]

    @settings(max_examples=40)
    @given(st.lists(SOME_SPANS, min_size=1, max_size=4), st.dates(DAY - timedelta(6), DAY + timedelta(6)))
    def test_on_which_somebody_begins_or_ceases_to_count_are_days_that_turn(self, spans, on):
        index = Index.build(party(f"p:{at}", "Quux", spans=each) for at, each in enumerate(spans))
        turning = {each.key for each in index.turning(on - timedelta(1), on)}
        moved = {
            f"p:{at}"
            for at, each in enumerate(spans)
            if {span.list_key for span in each if span.covers(on)}
            != {span.list_key for span in each if span.covers(on - timedelta(1))}
        }

        assert moved <= turning

    @settings(max_examples=40)
    @given(st.lists(SOME_SPANS, max_size=4))
    def test_that_are_none_turn_nobody(self, spans):
        index = Index.build(party(f"p:{at}", "Quux", spans=each) for at, each in enumerate(spans))

        assert list(index.turning(DAY, DAY)) == []


class TestKept:
    @settings(max_examples=10)
    @given(st.lists(st.tuples(st.sampled_from(TEXTS), st.booleans(), SOME_SPANS), max_size=5), st.sampled_from(TEXTS))
    def test_answers_as_it_did_before(self, tmp_path_factory, given_parties, text):
        index = Index.build(
            party(f"p:{at}", name, person=person, facts=Facts("JP", NUMBER, "1 Quux Road"), spans=spans)
            for at, (name, person, spans) in enumerate(given_parties)
        )
        path = tmp_path_factory.mktemp("kept") / "index"
        index.save(path, token="t")

        assert screen(Index.load(path, token="t"), asked(text)) == screen(index, asked(text))

    def test_answers_the_same_in_whatever_order_its_parties_came(self, tmp_path):
        parties = [INDEX.party(key) for key in "abcde"]
        for name, found in (("one", parties), ("other", parties[::-1])):
            Index.build(found).save(tmp_path / name, token="t")

        assert screen(Index.load(tmp_path / "one", token="t"), asked("Zellfeld")) == screen(
            Index.load(tmp_path / "other", token="t"), asked("Zellfeld")
        )


class TestHits:
    @given(st.floats(0, 1), st.sampled_from(Verdict), st.floats(0, 1))
    def test_reach_the_threshold_and_are_of_no_class_that_says_another(self, value, verdict, threshold):
        hit = is_hit(Score(value, verdict, Band.FOLDED, ()), threshold)

        assert hit == (value >= threshold and verdict not in (Verdict.SIBLING, Verdict.UNRELATED))


class TestCrowds:
    @pytest.mark.parametrize("number", [0, 1, 25])
    def test_have_so_many_names_and_none_twice(self, number):
        found = recombined(TEXTS, number)

        assert len(found) == len(set(found)) == number

    def test_begin_the_same_however_many_are_asked_for(self):
        assert recombined(TEXTS, 30)[:10] == recombined(TEXTS, 10)

    def test_hold_no_name_that_is_real(self):
        assert not set(recombined(TEXTS, 100)) & set(TEXTS)


class TestBesideOthers:
    NAMES = [NameOnFile("a", "Zellfeld Works", "en", "legal"), NameOnFile("b", "Quux Kombinat", "en", "legal")]
    ASKED = [Labelled("Zellfeld", "a", "cut: word"), Labelled("Quux Kombinat Ltd", "b", "form: more")]

    def test_every_question_is_scored_against_every_party(self):
        scores = own_scores(self.ASKED, parties_of(self.NAMES))

        assert [len(row) for row in scores] == [2, 2]
        assert scores[1][1] == 1

    def test_every_question_is_put_to_all(self):
        every = asked_of_all(self.ASKED, parties_of(self.NAMES))

        assert [row[1] for row in every["questions"]] == [[0, 1], [0, 1]]

    def test_answers_are_counted_by_the_class_of_the_question(self):
        tallies = tallied_of_all(self.ASKED, parties_of(self.NAMES), [[0.9, 0.9], [0.1, 0.8]], 0.7)

        assert {kind: (each.asked, each.found, each.first, each.wrong) for kind, each in tallies.items()} == {
            "cut": (1, 1, 0, 1),
            "form": (1, 1, 1, 0),
        }
