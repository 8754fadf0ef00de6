"""Whole names: the keys by which they are kept and asked for, parts side by side, words apart and together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.alignment import align
from controls.matching.likeness import NONE, of_wholes, spoken_whole
from controls.matching.parts import MOST, Part, named
from controls.matching.postings import NO_KEYS, Kept, Postings, Rows, key_of, pairs_of
from controls.matching.rarity import Rarity
from controls.matching.records import rarity_in, read
from controls.matching.vocabulary import Vocabulary
from controls.matching.wholes import apart_keys, asked_apart, asked_keys, kept_keys, person_keys, whole_keys
from tests.controls.matching_seed import names, rarity

TEXTS = [text for _entity, text, _language, _kind in names()]
PARTS = list(dict.fromkeys(part for text in TEXTS for part in named(text).parts))
NAME = st.sampled_from(TEXTS)
PAIRS = st.lists(st.tuples(st.lists(st.integers(0, 30), max_size=4), st.integers(0, 9)), max_size=12)
WORDS = st.lists(st.sampled_from(["Sagami", "Widget", "重工", "三菱", "スバル", "Ltd.", "Holdings", "7"]), max_size=4)


class TestPostings:
    @given(PAIRS)
    def test_find_what_was_put_in_by_key(self, pairs):
        postings = Postings.of(*pairs_of(pairs))

        for key in range(31):
            assert postings.find([key]).tolist() == [place for keys, place in pairs for each in keys if each == key]

    @given(PAIRS)
    def test_have_their_keys_once_and_in_order(self, pairs):
        keys = Postings.of(*pairs_of(pairs)).keys.tolist()

        assert keys == sorted({key for found, _place in pairs for key in found})

    @given(PAIRS)
    def test_turned_round_have_the_keys_of_each_place(self, pairs):
        kept = Postings.of(*pairs_of(pairs)).by_place(10)

        for place in range(10):
            assert sorted(kept.of(place)) == sorted(key for keys, at in pairs if at == place for key in keys)

    @given(PAIRS, st.lists(st.integers(0, 40), max_size=6))
    def test_of_several_keys_find_those_of_each(self, pairs, keys):
        postings = Postings.of(*pairs_of(pairs))

        assert sorted(postings.find(keys).tolist()) == sorted(
            place for key in keys for place in postings.find([key]).tolist()
        )

    @given(PAIRS, st.lists(st.integers(0, 40), max_size=6))
    def test_say_of_each_place_a_key_that_leads_to_it(self, pairs, keys):
        postings = Postings.of(*pairs_of(pairs))
        places, by = postings.find_each(keys)

        assert all(
            place in postings.find([keys[at]]).tolist() for place, at in zip(places.tolist(), by.tolist(), strict=True)
        )

    def test_keep_the_order_in_which_places_came(self):
        assert Postings.of(*pairs_of([([1], 5), ([1], 2), ([1], 9)])).find([1]).tolist() == [5, 2, 9]

    def test_of_no_keys_have_none_of_any_place(self):
        assert len(NO_KEYS.rows) == 0
        assert Kept(np.array([4, 8]), Rows.of([[1, 0], []])).of(0) == [8, 4]
        assert Kept(np.array([4, 8]), Rows.of([[1, 0], []])).of(1) == []


class TestKeys:
    @given(st.text(max_size=20), st.text(max_size=20))
    def test_are_the_same_number_for_the_same_text_only_of_the_same_kind(self, kind, text):
        assert key_of(kind, text) == key_of(kind, text)
        assert 0 <= key_of(kind, text) < 2**32

    def test_of_two_kinds_differ(self):
        kinds = ["whole", "initials", "spoken", "apart", "person", "text", "spelt", "slip", "means"]

        assert len({key_of(kind, "subaru") for kind in kinds}) == len(kinds)

    def test_of_all_parts_on_file_lead_to_one_text_each(self):
        assert len({key_of("text", part.text) for part in PARTS}) == len({part.text for part in PARTS})


class TestKeysOfWholeNames:
    @given(NAME)
    def test_that_are_asked_for_hold_all_that_are_kept_whatever_the_script(self, text):
        name = named(text)

        assert {key for key, _share in whole_keys(name)} <= kept_keys(name, person=False)

    @given(NAME, st.sampled_from(["Ltd.", "GmbH", "Inc.", "Corporation"]))
    def test_are_the_same_with_a_legal_form_or_without(self, text, form):
        assert key_of("whole", named(f"{text} {form}").whole) in dict(whole_keys(named(text)))

    @given(NAME)
    def test_of_persons_hold_those_of_companies(self, text):
        assert kept_keys(named(text), person=False) <= kept_keys(named(text), person=True)

    @given(st.permutations(["Anna", "Maria", "Zellfeld"]))
    def test_of_persons_lead_to_each_other_in_any_order(self, words):
        assert dict(person_keys(named(" ".join(words)))).keys() & dict(person_keys(named("Anna Maria Zellfeld")))

    @pytest.mark.parametrize("text", ["Anna", "A B C D E F G", ""])
    def test_of_persons_are_none_for_one_word_and_for_too_many(self, text):
        assert list(person_keys(named(text))) == []

    @pytest.mark.parametrize(("text", "initials"), [("Zell Ost Quux", "zoq"), ("Zell and Ost Quux Vex", "zoqv")])
    def test_hold_the_initials_of_three_words_and_more(self, text, initials):
        assert key_of("initials", initials) in dict(whole_keys(named(text)))
        assert key_of("initials", initials) in dict(whole_keys(named(initials.upper())))

    @pytest.mark.parametrize("text", ["Zell Ost", "Zell Ost Quux Vex Ilm Oru Pax"])
    def test_hold_no_initials_of_fewer_or_many_more(self, text):
        assert key_of("initials", "".join(word[0] for word in text.lower().split())) not in dict(
            whole_keys(named(text))
        )

    def test_of_neighbours_lead_to_the_word_that_they_are_together(self):
        parts = named("Zeller Ostfeld").parts

        assert set(apart_keys(parts, "latin")) & set(apart_keys([Part("zellerostfeld", "latin")], "latin"))

    def test_of_a_latin_word_ask_for_other_scripts_only(self):
        word = Part("zellerostfeld", "latin")
        spelt = key_of("apart", word.spelling)

        assert asked_apart(word) & set(apart_keys([word], "kana")) - {spelt}
        assert not asked_apart(word) & set(apart_keys([word], "latin")) - {spelt}

    @given(NAME)
    def test_explain_no_more_than_all_of_both_names(self, text):
        assert {share for _key, share in asked_keys(named(text))} <= {1.0, 0.9, 0.8}


class TestNamesOnRecord:
    @settings(max_examples=30)
    @given(st.lists(st.tuples(WORDS.map(" ".join), st.booleans()), max_size=6))
    def test_are_read_as_they_would_be_alone(self, given_names):
        found = read(given_names)

        assert [found.named(place) for place in range(len(found))] == [named(text) for text, _person in given_names]

    @settings(max_examples=30)
    @given(
        st.lists(st.tuples(WORDS.map(" ".join), st.booleans()), max_size=6),
        st.lists(st.tuples(WORDS.map(" ".join), st.booleans()), max_size=6),
    )
    def test_have_the_same_keys_and_rows_when_read_upon_earlier_ones(self, before, after):
        upon, alone = read(after, read(before)), read(after)

        assert upon.vocabulary.parts == alone.vocabulary.parts
        assert [upon.rows.row(at) for at in range(len(upon))] == [alone.rows.row(at) for at in range(len(alone))]
        for one, other in ((upon.keys, alone.keys), (upon.vocabulary.exact, alone.vocabulary.exact)):
            assert one.keys.tolist() == other.keys.tolist()

    @settings(max_examples=30)
    @given(st.lists(WORDS.map(" ".join), max_size=6), st.data())
    def test_are_counted_for_the_owner_once_whatever_the_number_of_names(self, texts, data):
        owners = [data.draw(st.integers(-1, 2)) for _text in texts]
        counted = rarity_in(read((text, False) for text in texts), np.array(owners, dtype=np.int64))

        assert all(number <= counted.entities for number in counted.counts.values())
        assert counted.entities == len({owner for owner in owners if owner >= 0})

    def test_hold_the_marks_of_names_that_were_cut_or_look_like_latin(self):
        found = read([("Sub\u0430ru", False), ("Zell " * 600, False), ("Subaru", True)])

        assert found.lookalike.tolist() == [True, False, False]
        assert found.cut.tolist() == [False, True, False]
        assert found.person.tolist() == [False, False, True]
        assert len(found.rows.row(1)) == MOST


class TestTheVocabulary:
    VOCABULARY = Vocabulary.of(PARTS)

    def test_has_every_part_like_itself(self):
        for number, part in enumerate(PARTS):
            (found,) = self.VOCABULARY.alike([part])

            assert part.kind == "light" or number in found.numbers.tolist()

    def test_says_of_no_part_more_than_all(self):
        for part in PARTS[::5]:
            (found,) = self.VOCABULARY.alike([part])

            assert all(0 < share <= 1 for share in (*found.asked.tolist(), *found.known.tolist()))

    def test_names_no_part_twice(self):
        for part in PARTS[::5]:
            numbers = self.VOCABULARY.alike([part])[0].numbers.tolist()

            assert len(numbers) == len(set(numbers))

    def test_answers_the_same_whatever_was_asked_before(self):
        fresh = Vocabulary.of(PARTS)

        for part in reversed(PARTS[::9]):
            assert fresh.alike([part])[0].numbers.tolist() == self.VOCABULARY.alike([part])[0].numbers.tolist()

    def test_is_the_same_when_made_upon_an_earlier_one(self):
        upon = Vocabulary.of(PARTS[10:], Vocabulary.of(PARTS[: len(PARTS) // 2]))
        alone = Vocabulary.of(PARTS[10:])

        for part in PARTS[::11]:
            assert upon.alike([part])[0].numbers.tolist() == alone.alike([part])[0].numbers.tolist()


class TestWholes:
    @settings(max_examples=80)
    @given(NAME, NAME)
    def test_of_one_script_are_never_heard_as_one_word(self, one, other):
        first, second = named(one).parts, named(other).parts
        shared = {part.script for part in first} & {part.script for part in second}

        assert not shared or of_wholes(first, second) == NONE

    @settings(max_examples=80)
    @given(NAME, NAME)
    def test_are_as_like_from_either_side(self, one, other):
        first, second = named(one).parts, named(other).parts

        assert of_wholes(first, second) == of_wholes(second, first)

    def test_are_spoken_without_spaces_and_a_word_of_two_meanings_once(self):
        assert spoken_whole(named("Sagami Widget").parts) == "sagamiwidget"
        assert spoken_whole(named("MHI").parts) == "mhi"

    def test_written_in_pinyin_are_the_characters(self):
        assert of_wholes(named("攻卫迪").parts, named("Gong Wei Di").parts).kind == "pinyin"


class TestPuttingPartsBesideEachOther:
    @settings(max_examples=80)
    @given(NAME, NAME)
    def test_uses_every_part_once_at_most(self, one, other):
        first, second = named(one).parts, named(other).parts
        found = align(first, second, rarity().weight)

        assert sum(len(pair.one) for pair in found.pairs) + len(found.one_left) <= len(first)
        assert sum(len(pair.other) for pair in found.pairs) + len(found.other_left) <= len(second)

    @settings(max_examples=80)
    @given(NAME, NAME)
    def test_makes_no_pair_without_a_likeness(self, one, other):
        found = align(named(one).parts, named(other).parts, rarity().weight)

        assert all(0 < pair.likeness.degree <= 1 for pair in found.pairs)

    def test_of_nothing_pairs_nothing(self):
        found = align((), named("Sagami").parts, Rarity().weight)

        assert (found.pairs, found.one_left) == ((), ())
        assert [part.text for part in found.other_left] == ["sagami"]
