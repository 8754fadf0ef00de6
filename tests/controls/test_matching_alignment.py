"""Parts of two names put beside each other."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.alignment import align
from controls.matching.parts import named
from controls.matching.rarity import Rarity

WEIGHT = Rarity().weight
NAMES = st.lists(
    st.sampled_from(
        ["Terra", "Sky", "TerraSky", "Heavy Industries", "重工", "三菱", "Mitsubishi", "TS", "攻卫", "Gong Wei"]
    ),
    max_size=6,
).map(" ".join)


def aligned(one, other):
    return align(named(one).parts, named(other).parts, WEIGHT)


def pairs(one, other):
    return [
        (" ".join(part.text for part in pair.one), " ".join(part.text for part in pair.other), pair.likeness.kind)
        for pair in aligned(one, other).pairs
    ]


class TestPairs:
    def test_are_in_the_order_of_the_first_name(self):
        assert pairs("Alpha Beta Gamma", "Gamma Alpha Beta") == [
            ("alpha", "alpha", "equal"),
            ("beta", "beta", "equal"),
            ("gamma", "gamma", "equal"),
        ]

    def test_take_each_part_once(self):
        found = aligned("Alpha Alpha", "Alpha")

        assert len(found.pairs) == 1
        assert [part.text for part in found.one_left] == ["alpha"]
        assert found.other_left == ()

    def test_take_what_is_most_alike_first(self):
        assert pairs("Herstal Herstel", "Herstel") == [("herstel", "herstel", "equal")]

    def test_leave_over_what_has_no_counterpart(self):
        found = aligned("Alpha Beta", "Alpha Gamma")

        assert [part.text for part in found.one_left] == ["beta"]
        assert [part.text for part in found.other_left] == ["gamma"]


class TestWordsWrittenAsOne:
    @pytest.mark.parametrize(
        ("one", "other", "kind"),
        [
            ("AeroVironment X", "Aero Vironment X", "joined"),
            ("Nord See Werk X", "Nordseewerk X", "joined"),
            ("Nordseewerke X", "Nord See Werk X", "joined"),
            ("Gong Wei X", "攻卫X", "pinyin"),
            ("KTX X", "Karo Tamen Xanadu X", "initials"),
        ],
    )
    def test_are_put_beside_their_parts_on_either_side(self, one, other, kind):
        assert kind in [found for _one, _other, found in pairs(one, other)]
        assert kind in [found for _one, _other, found in pairs(other, one)]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("KT X", "Karo Tamen X"),  # two letters are no acronym
            ("KTX", "Karo Xanadu Tamen"),
            ("Nordwerk", "Nord See Werk"),
            ("Gong Wei", "攻防"),
        ],
    )
    def test_are_not_when_they_are_other_words(self, one, other):
        assert not {"joined", "initials", "pinyin"} & {kind for _one, _other, kind in pairs(one, other)}

    def test_need_neighbours(self):
        assert pairs("TerraSky", "Terra Widget Sky") == []


@given(NAMES, NAMES)
def test_nothing_is_lost_and_nothing_is_used_twice(one, other):
    found = aligned(one, other)
    first = [part for pair in found.pairs for part in pair.one] + list(found.one_left)
    second = [part for pair in found.pairs for part in pair.other] + list(found.other_left)

    assert sorted(map(repr, first)) == sorted(map(repr, named(one).parts))
    assert sorted(map(repr, second)) == sorted(map(repr, named(other).parts))


@given(NAMES)
def test_a_name_beside_itself_leaves_nothing_over(name):
    found = aligned(name, name)

    assert not found.one_left
    assert not found.other_left
    assert all(pair.likeness.degree == 1 for pair in found.pairs)


def test_names_of_as_many_parts_as_are_compared_take_no_time():
    one = " ".join(f"{'ab' * number}c" for number in range(1, 41))
    other = " ".join(f"{'ba' * number}c" for number in range(1, 41))
    start = time.process_time()

    aligned(one, other)

    assert time.process_time() - start < 1
