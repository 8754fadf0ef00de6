"""Which control point answers to which, and what became of the items of a list."""

import csv
from io import StringIO
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import controls
from controls.diffing import Pair, Standing, align, compare_lists, moved
from controls.diffing.lists import FATES
from controls.diffing.points import SAME, _assign

WORDS = st.sampled_from(["磁体", "萃取", "合金", "稀土", "技术", "metals", "alloys", "process"])
POINTS = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(lambda words: {"en": " ".join(words)}), max_size=5)
TABLES = st.integers(0, 4).flatmap(
    lambda columns: st.lists(st.lists(st.floats(0, 1), min_size=columns, max_size=columns), max_size=4)
)


def points_of(version):
    seed = (Path(controls.__file__).parent / "seed/control_points.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(StringIO(seed))
    return [{"en": row["text_en"], "zh": row["text_zh"]} for row in rows if row["version"] == version]


def test_refining_from_2008_to_2023_magnets_and_oxyborate_are_new():
    old, new = points_of("2008-09-16-053302j"), points_of("2023-12-21-083201j")
    pairs = align(old, new)
    answers = {pair.new: pair.old for pair in pairs if pair.new is not None}
    assert answers == {0: 0, 1: 4, 2: None, 3: None}  # separation, metals and alloys; magnets, calcium oxyborate
    assert {pair.old for pair in pairs if pair.new is None} == {1, 2, 3, 5}


def test_the_draft_has_the_same_four_points_as_the_final():
    draft, final = points_of("2022-12-30-213301j"), points_of("2023-12-21-083201j")
    assert [(pair.old, pair.new) for pair in align(draft, final)] == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert all(pair.likeness == pytest.approx(1) for pair in align(draft, final))


def test_points_are_paired_across_languages_only_where_both_have_one():
    assert align([{"en": "magnets", "zh": ""}], [{"zh": "磁体", "en": ""}]) == [Pair(0, None), Pair(None, 0)]
    assert align([{"en": "x", "zh": "磁体制备"}], [{"zh": "磁体制备", "en": "y"}])[0].old == 0


def test_a_gone_point_stands_where_it_stood():
    old = [{"en": "separation"}, {"en": "purity"}, {"en": "magnets"}]
    new = [{"en": "separation"}, {"en": "magnets"}]
    assert [(pair.old, pair.new) for pair in align(old, new)] == [(0, 0), (1, None), (2, 1)]


def test_points_in_another_order_are_paired_and_called_moved():
    old = [{"en": "separation"}, {"en": "alloys"}, {"en": "magnets"}]
    new = [{"en": "magnets"}, {"en": "separation"}, {"en": "alloys"}]
    pairs = align(old, new)
    assert [(pair.old, pair.new) for pair in pairs] == [(2, 0), (0, 1), (1, 2)]
    assert moved(pairs) == {0}
    assert moved(align(old, old)) == set()


def test_the_pairing_is_the_best_in_all_not_the_first_that_fits():
    # Greedily, the first point would take the second's only partner.
    old = [{"en": "aa bb cc dd"}, {"en": "aa bb cc dd ee ff gg hh"}]
    new = [{"en": "aa bb cc dd ee"}, {"en": "aa bb"}]
    assert {(pair.old, pair.new) for pair in align(old, new)} == {(0, 1), (1, 0)}


@given(POINTS, POINTS)
def test_each_point_is_in_exactly_one_pair(old, new):
    pairs = align(old, new)
    assert sorted(pair.old for pair in pairs if pair.old is not None) == list(range(len(old)))
    assert [pair.new for pair in pairs if pair.new is not None] == list(range(len(new)))
    assert all(pair.likeness >= SAME for pair in pairs if pair.old is not None and pair.new is not None)


@given(POINTS)
def test_the_same_points_answer_to_themselves(points):
    shared = [(pair.old, pair.new) for pair in align(points, points)]
    assert len(shared) == len(points)
    assert all(points[old] == points[new] for old, new in shared)


@settings(deadline=None)
@given(TABLES)
def test_no_other_pairing_shares_more(table):
    columns = len(table[0]) if table else 0
    table = [row[:columns] for row in table]

    def worth(answers):
        return sum(
            table[row][column]
            for row, column in enumerate(answers)
            if column is not None and table[row][column] >= SAME
        )

    found = _assign(table)
    used = [column for column in found if column is not None]
    assert len(used) == len(set(used))
    places = [*range(columns), *([None] * len(table))]
    best = max((worth(answers) for answers in permutations(places, len(table))), default=0)
    assert worth(found) == pytest.approx(best)


A, B = Standing("prohibited", "083201J", "old"), Standing("prohibited", "083201J", "new")
GONE = Standing("prohibited", "083201J", "old", listed=False)


@pytest.mark.parametrize(
    ("before", "after", "modified", "fate"),
    [
        (None, B, None, "added"),
        (GONE, B, None, "added"),
        (A, None, None, "deleted"),
        (A, GONE, None, "deleted"),
        (A, A, None, "unchanged"),
        (A, B, True, "modified"),
        (A, B, False, "unchanged"),
        (A, B, None, "unknown"),
        (A, Standing("restricted", "083201X", "new"), False, "moved"),
        (A, Standing("prohibited", "093201J", "new"), False, "recoded"),
        (A, Standing("prohibited", "093201J", "new"), True, "modified"),
        (A, Standing("prohibited", "", "new"), False, "unchanged"),
        (A, Standing("prohibited", "083201J", "old", known=False), None, "unknown"),
        (Standing("prohibited", known=False), B, None, "unknown"),
        (GONE, None, None, "unchanged"),
        (Standing("prohibited"), Standing("prohibited"), None, "unknown"),
    ],
)
def test_the_fate_of_an_item(before, after, modified, fate):
    old = {"item": before} if before else {}
    new = {"item": after} if after else {}
    told = compare_lists(old, new, modified={"item": modified} if modified is not None else {})
    assert told.get("item", "unchanged") == fate
    assert fate in FATES


def test_every_item_of_either_edition_has_a_fate():
    told = compare_lists({"a": A, "b": A}, {"b": A, "c": B}, modified={})
    assert told == {"a": "deleted", "b": "unchanged", "c": "added"}
