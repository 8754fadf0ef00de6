"""Many asked for together have the answers that each has alone, in whatever script, order and company it is asked."""

import random
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching import index as index_module
from controls.matching.asking import neighbours
from controls.matching.candidates import Candidates, Wanted
from controls.matching.facts import NOTHING, Facts
from controls.matching.index import Index, Party, Question, Span, Spelling
from controls.matching.parts import Part, named
from controls.matching.persons import readings
from controls.matching.postings import key_in, key_of, kind_of
from controls.matching.rarity import rarity_of
from controls.matching.records import read
from controls.matching.respelling import respelt
from controls.matching.scoring import compare_named
from controls.matching.verdicts import POSSIBLE
from controls.matching.vocabulary import Vocabulary
from ops.made_names import Made
from tests.controls.matching_seed import names, rarity

DAY = date(2026, 2, 24)
SPANS = (Span("watch", None, None),)
CHANCE = random.Random(11)
PEOPLE = ["Vladimir Putin", "Путин Владимир", "王宏达", "Li Wei", "李伟", "Lee Wei", "Anna Maria van Dijk", "田中 一郎"]
ODD = [
    "",
    "   ",
    "!!!",
    "a",
    "株式会社",
    "Co., Ltd.",
    "1234",
    "\ud800",
    "ß" * 700,
    "A B C D E F G H I J",
    "MHI",
    "สยามทอง",
]
SEED = list(names())
# Names on file, and each of a few in every other spelling that a rule makes of it: all scripts that are known here.
SPELT = [other for _entity, text, _language, _kind in SEED[::6] for _kind_of, _rule, other in respelt(text)]
TEXTS = list(dict.fromkeys([*(text for _entity, text, _language, _kind in SEED), *SPELT, *PEOPLE, *ODD]))
CROWD = Made(seed=3).parties(400)


def on_file():
    by_entity = {}
    for entity, text, language, kind in SEED:
        by_entity.setdefault(entity, []).append(Spelling(text, language, kind))
    parties = [
        Party(entity, False, tuple(spelt), Facts("JP" if at % 3 else "US"), SPANS)
        for at, (entity, spelt) in enumerate(by_entity.items())
    ]
    people = [
        Party(f"person {at}", True, (Spelling(text, "", "alias"),), NOTHING, SPANS) for at, text in enumerate(PEOPLE)
    ]
    return [*parties, *people, *CROWD]


INDEX = Index.build(on_file())
texts = st.sampled_from(TEXTS) | st.text(max_size=30)
questions = st.builds(
    Question,
    name=texts,
    facts=st.sampled_from([NOTHING, Facts("JP"), Facts("US", frozenset({("made", "9000000000007")}), "1 Main Street")]),
    person=st.sampled_from([None, None, True, False]),
    lists=st.sampled_from([None, None, frozenset({"watch"}), frozenset({"made"})]),
    on=st.just(DAY),
)


def asked(text):
    return Question(text, NOTHING, None, None, DAY)


def many(found, **given_):
    return list(INDEX.screen_many(found, **{"threshold": POSSIBLE, "limit": 5, "below": 0, **given_}))


def brief(screened):
    return [
        [(each.key, each.score.value, each.score.verdict, each.score.band) for each in side]
        for side in (screened.hits, screened.below)
    ]


class TestAskedTogether:
    def test_all_scripts_have_the_answers_that_each_name_has_alone(self):
        chosen = [asked(text) for text in CHANCE.sample(TEXTS, 300)]

        assert many(chosen) == [INDEX.screen(each, threshold=POSSIBLE, limit=5, below=0) for each in chosen]

    def test_the_names_of_all_scripts_are_really_asked_for(self):
        for script in ("\u0430", "\u0627", "\u30ab", "\u4e00", "a", "\uff41"):
            assert any(script <= sign <= chr(ord(script) + 20) for text in TEXTS for sign in text), script

    @settings(max_examples=25, deadline=None)
    @given(st.lists(questions, max_size=12), st.floats(0.3, 1), st.integers(1, 9), st.integers(0, 5))
    def test_any_questions_have_the_answers_that_each_has_alone(self, found, threshold, limit, below):
        alone = [INDEX.screen(each, threshold=threshold, limit=limit, below=below) for each in found]

        assert many(found, threshold=threshold, limit=limit, below=below) == alone

    @settings(max_examples=15, deadline=None)
    @given(st.lists(questions, min_size=2, max_size=8, unique=True), st.randoms(use_true_random=False))
    def test_the_order_of_the_questions_changes_no_answer(self, found, chance):
        turned = found[:]
        chance.shuffle(turned)

        assert dict(zip(turned, many(turned, below=3), strict=True)) == dict(
            zip(found, many(found, below=3), strict=True)
        )

    @pytest.mark.parametrize("together", [1, 2, 7])
    def test_how_many_are_looked_for_together_changes_no_answer(self, together, monkeypatch):
        chosen = [asked(text) for text in TEXTS[:: len(TEXTS) // 40]]
        expected = many(chosen, below=3)
        monkeypatch.setattr(index_module, "_TOGETHER", together)

        assert many(chosen, below=3) == expected

    def test_answers_come_as_they_are_asked_for_and_questions_are_not_all_read_at_once(self):
        read_so_far = []

        def coming():
            for text in TEXTS[:200]:
                read_so_far.append(text)
                yield asked(text)

        next(INDEX.screen_many(coming(), threshold=POSSIBLE, limit=5, below=0))

        assert len(read_so_far) < 200

    @pytest.mark.parametrize("text", ODD)
    def test_what_is_no_name_has_an_answer_beside_names(self, text):
        assert many([asked("Subaru"), asked(text), asked("住友重機械工業")], below=2)[1] == INDEX.screen(
            asked(text), threshold=POSSIBLE, limit=5, below=2
        )


class TestNotTold:
    def test_scores_are_the_same_but_for_their_steps(self):
        chosen = [asked(text) for text in CHANCE.sample(TEXTS, 150)]
        told, brief_only = many(chosen, below=3), many(chosen, below=3, told=False)

        assert list(map(brief, told)) == list(map(brief, brief_only))
        assert any(screened.hits for screened in told)
        assert all(each.score.steps for screened in told for each in (*screened.hits, *screened.below))
        assert not any(each.score.steps for screened in brief_only for each in (*screened.hits, *screened.below))

    @settings(max_examples=40, deadline=None)
    @given(st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.booleans())
    def test_two_names_come_to_the_same(self, one, other, alias):
        told = compare_named(named(one), named(other), rarity(), alias=alias)
        silent = compare_named(named(one), named(other), rarity(), alias=alias, told=False)

        assert (silent.value, silent.verdict, silent.band) == (told.value, told.verdict, told.band)
        assert told.steps
        assert silent.steps == ()

    def test_facts_move_a_score_that_is_not_told(self):
        question = Question(SEED[0][1], Facts("XX"), None, None, DAY)
        told, silent = (many([question], told=each)[0].hits[0].score.value for each in (True, False))

        assert silent == told < many([asked(SEED[0][1])])[0].hits[0].score.value

    def test_a_name_that_stands_in_several_lists_is_found_in_each(self):
        twice = [Party(key, False, (Spelling("Sagami Works", "en", "legal"),), Facts(land), SPANS)
                 for key, land in (("a", "JP"), ("b", "US"), ("c", ""))]  # fmt: skip
        (found,) = Index.build(twice).screen_many(
            [Question("Sagami Works", Facts("JP"), None, None, DAY)], threshold=POSSIBLE, limit=5, below=0, told=False
        )

        assert {each.key: each.score.value for each in found.hits} == {"a": 1.0, "b": 0.9, "c": 1.0}


class TestVocabularyOfMany:
    PARTS = list(dict.fromkeys(part for text in TEXTS[::5] for part in named(text).parts))
    RUNS = list(dict.fromkeys(run for text in TEXTS[::9] for run in neighbours(named(text).parts)))

    def test_parts_asked_for_together_are_like_what_each_is_like_alone(self):
        known = [part for text in TEXTS[::3] for part in named(text).parts]
        together, alone = Vocabulary.of(dict.fromkeys(known)), Vocabulary.of(dict.fromkeys(known))

        for part, found in zip(self.PARTS, together.alike(self.PARTS), strict=True):
            (expected,) = alone.alike([part])
            assert found.numbers.tolist() == expected.numbers.tolist()
            assert found.asked.tolist() == expected.asked.tolist()
            assert found.known.tolist() == expected.known.tolist()

    def test_runs_asked_for_together_are_what_each_is_alone(self):
        known = dict.fromkeys(
            [*self.PARTS, *(Part("".join(part.text for part in run), "latin") for run in self.RUNS[::4])]
        )
        together, alone = Vocabulary.of(known), Vocabulary.of(known)
        found = [each.tolist() for each in together.written_as_one(self.RUNS)]

        assert found == [alone.written_as_one([run])[0].tolist() for run in self.RUNS]
        assert sum(map(bool, found)) > 5

    def test_nothing_asked_for_is_nothing_found(self):
        vocabulary = Vocabulary.of(self.PARTS)

        assert vocabulary.alike([]) == []
        assert vocabulary.written_as_one([]) == []

    def test_a_vocabulary_of_nothing_knows_nothing(self):
        assert [each.numbers.tolist() for each in Vocabulary.of([]).alike(self.PARTS[:3])] == [[], [], []]
        assert [each.tolist() for each in Vocabulary.of([]).written_as_one(self.RUNS[:3])] == [[], [], []]

    def test_a_part_asked_for_twice_is_looked_for_once(self, monkeypatch):
        vocabulary, asked_for = Vocabulary.of(self.PARTS), []
        look = Vocabulary._alike
        monkeypatch.setattr(Vocabulary, "_alike", lambda own, parts: asked_for.extend(parts) or look(own, parts))
        word = Part("zellerfeld", "latin")

        vocabulary.alike([word, self.PARTS[0], word])
        vocabulary.alike([word])

        assert asked_for == [word, self.PARTS[0]]

    def test_what_broke_off_halfway_leaves_no_trace_in_later_answers(self, monkeypatch):
        vocabulary = Vocabulary.of(self.PARTS)
        long = [part for part in self.PARTS if part.script == "latin" and len(part.text) > 8][:4]
        expected = [each.numbers.tolist() for each in Vocabulary.of(self.PARTS).alike(long)]
        at, calls = np.add.at, []

        def breaks(*given_):
            calls.append(at(*given_))
            if len(calls) == 2:
                raise MemoryError

        with monkeypatch.context() as patch:
            patch.setattr("controls.matching.vocabulary.np", _Breaking(breaks))
            with pytest.raises(MemoryError):
                vocabulary.alike(long)

        assert [each.numbers.tolist() for each in vocabulary.alike(long)] == expected


class _Breaking:
    """numpy with another way of adding."""

    def __init__(self, at):
        self.add = type("add", (), {"at": staticmethod(at)})

    def __getattr__(self, name):
        return getattr(np, name)


class TestCandidatesOfMany:
    def candidates(self, texts_, persons):
        found = read(zip(texts_, persons, strict=True))
        counts = rarity_of((str(place), found.named(place)) for place in range(len(found)))
        return Candidates(found.vocabulary, found.rows, found.keys, counts, np.array(persons, dtype=bool))

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(st.sampled_from(TEXTS), min_size=1, max_size=30),
        st.lists(st.tuples(st.sampled_from(TEXTS), st.floats(-0.1, 1)), min_size=1, max_size=8),
        st.randoms(use_true_random=False),
    )
    def test_are_those_that_each_name_has_alone(self, known, wanted, chance):
        persons = [chance.random() < 0.3 for _each in known]
        candidates = self.candidates(known, persons)
        masks = [None, np.array([chance.random() < 0.7 for _each in known])]
        all_wanted = [Wanted(named(text), least, chance.choice(masks)) for text, least in wanted]

        assert candidates.find(all_wanted, limit=9) == [candidates.find([each], limit=9)[0] for each in all_wanted]

    def test_where_nothing_is_on_record_there_are_none(self):
        assert self.candidates([], []).find([Wanted(named("Subaru"), 0.0)], limit=9) == [[]]

    def test_nobody_asked_for_is_nobody_found(self):
        assert self.candidates(["Subaru"], [False]).find([], limit=9) == []

    def test_persons_stand_among_companies_where_they_were(self):
        candidates = self.candidates(
            ["Anna Widget", "Widget Works", "Widget Anna", "Widget"], [True, False, True, False]
        )
        (found,) = candidates.find([Wanted(named("Anna Widget"), 0.0)], limit=9)

        assert {each.place for each in found} == {0, 1, 2, 3}
        assert [each.place for each in found][:2] == [0, 2]


class TestKeysMadeQuickly:
    @given(st.sampled_from(["text", "spelt", "bones plain"]), st.text(max_size=20))
    def test_are_those_of_kind_and_text(self, kind, text):
        assert key_in(kind_of(kind), text) == key_of(kind, text)

    @given(texts)
    def test_readings_are_the_same_each_time(self, text):
        assert readings(text) == readings(text)
        assert all(isinstance(word, str) for reading in readings(text) for word in reading)
