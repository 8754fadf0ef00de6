"""What an index keeps of names: postings, the parts of names, the names themselves and how rare their words are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching import records
from controls.matching.likeness import likeness
from controls.matching.parts import Part, named
from controls.matching.postings import Postings, Rows, key_of, pairs_of
from controls.matching.rarity import rarity_of
from controls.matching.records import rarity_in, read
from controls.matching.vocabulary import Vocabulary
from controls.matching.wholes import asked_keys, kept_keys
from ops.made_names import Made
from tests.controls.matching_seed import names

TEXTS = [text for _entity, text, _language, _kind in names()]
PARTS = list(dict.fromkeys(part for text in TEXTS for part in named(text).parts))
VOCABULARY = Vocabulary.of(PARTS)
RECORDS = read((text, False) for text in TEXTS)
ROWS = st.lists(st.lists(st.integers(0, 20), max_size=6), max_size=12)


def alike(part, vocabulary=VOCABULARY):
    (found,) = vocabulary.alike([part])
    return dict(zip((vocabulary.parts[number].text for number in found.numbers), found.asked.tolist(), strict=True))


def latin(text):
    return Part(text, "latin")


def written_as_one(vocabulary, *texts):
    (found,) = vocabulary.written_as_one([tuple(map(latin, texts))])
    return found.tolist()


class TestRows:
    @given(ROWS)
    def test_come_out_as_they_went_in(self, given_rows):
        rows = Rows.of(given_rows)

        assert [rows.row(at) for at in range(len(rows))] == given_rows
        assert rows.owners().tolist() == [at for at, row in enumerate(given_rows) for _each in row]

    @given(ROWS, st.data())
    def test_some_of_them_one_after_another(self, given_rows, data):
        rows = Rows.of(given_rows)
        chosen = data.draw(st.lists(st.integers(0, len(given_rows) - 1), max_size=5) if given_rows else st.just([]))
        numbers, counts = rows.spread(np.array(chosen, dtype=np.int64))

        assert numbers.tolist() == [number for at in chosen for number in given_rows[at]]
        assert counts.tolist() == [len(given_rows[at]) for at in chosen]

    @given(ROWS)
    def test_turned_they_say_in_which_rows_a_number_stands(self, given_rows):
        turned = Rows.of(given_rows).turned(21)

        for number in range(21):
            assert turned.row(number) == [at for at, row in enumerate(given_rows) for each in row if each == number]


class TestPostings:
    POSTINGS = Postings.of(*pairs_of([([5, 7], 0), ([7], 1), ([], 2), ([9, 5], 3)]))

    def test_find_the_places_of_keys(self):
        assert self.POSTINGS.find([7]).tolist() == [0, 1]
        assert self.POSTINGS.find([9, 5]).tolist() == [3, 0, 3]
        assert self.POSTINGS.find([4, 100]).tolist() == []
        assert self.POSTINGS.find([]).tolist() == []

    def test_say_by_which_key_a_place_was_found(self):
        places, by = self.POSTINGS.find_each([1, 9, 7])

        assert list(zip(places.tolist(), by.tolist(), strict=True)) == [(3, 1), (0, 2), (1, 2)]

    def test_of_nothing_find_nothing(self):
        empty = Postings.of(*pairs_of([]))

        assert empty.find([1]).tolist() == []
        assert empty.find_each([1])[1].tolist() == []

    def test_give_back_the_keys_of_a_place(self):
        kept = self.POSTINGS.by_place(4)

        assert [sorted(kept.of(place)) for place in range(4)] == [[5, 7], [7], [], [5, 9]]

    def test_a_key_is_the_same_number_in_every_process(self):
        assert key_of("whole", "subaru") == 1439003631
        assert key_of("text", "\ud800") != key_of("text", "")


class TestPartsThatAreAlike:
    def test_hold_all_that_have_a_likeness_and_how_like_they_are(self):
        for part in PARTS[::9]:
            likes = {(other.text, degree) for other in PARTS if (degree := likeness(part, other).degree)}
            (found,) = VOCABULARY.alike([part])
            said = {
                (VOCABULARY.parts[number].text, degree)
                for number, degree in zip(found.numbers, found.asked.tolist(), strict=True)
            }

            assert likes <= said

    @pytest.mark.parametrize(
        ("asked", "known"),
        [("sabaru", "subaru"), ("ubaru", "subaru"), ("aerovironmant", "aerovironment"), ("skydoi", "skydio")],
    )
    def test_a_slip_is_found(self, asked, known):
        vocabulary = Vocabulary.of([latin(known), latin("widget")])

        assert alike(latin(asked), vocabulary)[known] == likeness(latin(asked), latin(known)).degree > 0.8

    def test_a_sound_is_looked_for_in_other_scripts_only(self):
        vocabulary = Vocabulary.of([latin("nacalai"), Part("ナカライ", "kana")])

        assert alike(Part("ナカライ", "kana"), vocabulary)["nacalai"] > 0.8
        assert alike(latin("nakarai"), vocabulary).keys() == {"ナカライ"}

    def test_pieces_alone_speak_a_little(self):
        vocabulary = Vocabulary.of([latin("aerovironment"), latin("widget")])

        assert 0 < alike(latin("environmental"), vocabulary)["aerovironment"] < 0.5

    def test_one_of_several_that_a_longer_one_is_speaks_by_its_length(self):
        vocabulary = Vocabulary.of([latin("vironment")])
        (found,) = vocabulary.alike([latin("aerovironment")])

        assert found.known.tolist() == [0.99]
        assert found.asked.tolist() == [pytest.approx(0.99 * 9 / 13)]

    def test_words_written_as_one_are_found_also_with_a_slip(self):
        vocabulary = Vocabulary.of([latin("widget"), latin("aerovironment")])

        assert written_as_one(vocabulary, "aero", "vironment") == [1]
        assert written_as_one(vocabulary, "aero", "vironmant") == [1]
        assert written_as_one(vocabulary, "heavy", "widget") == []

    def test_what_is_kept_of_questions_is_bounded(self, monkeypatch):
        monkeypatch.setattr("controls.matching.vocabulary._KEPT", 3)
        vocabulary = Vocabulary.of([latin("widget")])

        for number in range(10):
            vocabulary.alike([latin(f"widget{number}")])

        assert len(vocabulary._kept) <= 3

    def test_numbers_are_alike_only_when_equal(self):
        vocabulary = Vocabulary.of([Part("1234", "latin", kind="number"), Part("1235", "latin", kind="number")])

        assert alike(Part("1234", "latin", kind="number"), vocabulary) == {"1234": 1.0}


class TestRecords:
    def test_a_name_is_what_it_was(self):
        for place, text in enumerate(TEXTS):
            assert RECORDS.named(place) == named(text)

    def test_each_part_is_kept_once(self):
        assert len(set(RECORDS.vocabulary.parts)) == len(RECORDS.vocabulary.parts) == len(PARTS)

    def test_those_of_earlier_records_are_not_read_again(self, monkeypatch):
        monkeypatch.setattr(records, "named", None)
        monkeypatch.setattr(records, "kept_keys", None)
        again = read(((text, False) for text in reversed(TEXTS)), RECORDS)

        assert [again.named(place) for place in range(3)] == [named(text) for text in TEXTS[:-4:-1]]
        assert sorted(again.keys.keys.tolist()) == sorted(RECORDS.keys.keys.tolist())

    def test_a_name_of_a_person_is_not_taken_from_that_of_a_company(self):
        company = read([("Ann Lee", False)])

        assert len(read([("Ann Lee", True)], company).keys.keys) > len(company.keys.keys)

    def test_of_nothing_are_nothing(self):
        assert len(read([])) == 0

    def test_count_words_as_the_slow_way_does(self):
        parties = Made(seed=3).parties(150)
        owned = [(at, name.text) for at, party in enumerate(parties) for name in party.names]
        owners = np.array([-1 if parties[at].person else at for at, _text in owned], dtype=np.int64)
        fast = rarity_in(read((text, False) for _at, text in owned), owners)
        slow = rarity_of((str(at), named(text)) for at, text in owned if not parties[at].person)

        assert fast == slow


class TestKeysOfWholeNames:
    @pytest.mark.parametrize("text", TEXTS[::10])
    def test_every_name_is_found_by_itself(self, text):
        asked = {key for key, _share in asked_keys(named(text))}

        assert asked & kept_keys(named(text), person=False)

    def test_a_person_is_found_by_the_words_in_any_order(self):
        asked = {key for key, _share in asked_keys(named("Putin Vladimir"))}

        assert asked & kept_keys(named("Vladimir Putin"), person=True)
        assert not asked & kept_keys(named("Vladimir Putin"), person=False)

    @given(st.text(max_size=60))
    def test_no_share_is_more_than_all(self, text):
        assert all(0 < share <= 1 for _key, share in asked_keys(named(text)))
