"""Words taken out and put in: readable, exact, and the same from both directions."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import controls
from controls.diffing import ADDED, KEPT, REMOVED, Run, compare, likeness, words_of
from controls.diffing.words import rarity

# Few letters, so that the texts share something; Chinese, Latin, digits, marks and a sign beyond the basic plane.
TEXTS = st.text("稀土的提炼技术、（）。 ab1.9%-'\n𠀀ü", max_size=40)
ANY = st.text(max_size=60)


def marked(old, new):
    """The comparison on one line: [-taken out-] {+put in+}."""
    marks = {KEPT: "{}", REMOVED: "[-{}-]", ADDED: "{{+{}+}}"}
    return "".join(marks[run.kind].format(run.text) for run in compare(old, new))


def test_words_codes_numbers_and_formulas_stay_whole():
    said = words_of("含镝1C905.a.4的Nd2Fe14B，纯度≥99.9%（083201J，12:01）")
    expected = ["1C905.a.4", "Nd2Fe14B", "99.9%", "083201J", "12:01"]
    assert [word for word in said if len(word) > 1] == expected
    assert {"含", "镝", "的", "，", "≥"} <= set(said)


def test_hyphens_part_words_and_apostrophes_do_not():
    assert words_of("rare-earth firm's") == ["rare", "-", "earth", " ", "firm's"]


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("", "", ""),
        ("", "new", "{+new+}"),
        ("gone", "", "[-gone-]"),
        ("the same", "the same", "the same"),
        ("083201J", "083201X", "[-083201J-]{+083201X+}"),
        ("053302J", "083201J", "[-053302J-]{+083201J+}"),
        ("99 percent purity", "99.9 percent purity", "[-99-]{+99.9+} percent purity"),
        ("稀土的提炼、加工、利用技术", "稀土萃取分离工艺技术", "稀土[-的提炼、加工、利用-]{+萃取分离工艺+}技术"),
        ("钕铁硼磁体制备技术", "钐钴、钕铁硼、铈磁体制备技术", "{+钐钴、+}钕铁硼{+、铈+}磁体制备技术"),
        (
            "Production of rare-earth alloys and products made of them",
            "Production of rare-earth metals and alloys",
            "Production of rare-earth [-alloys and products made of them-]{+metals and alloys+}",
        ),
    ],
)
def test_a_reader_sees(old, new, seen):
    assert marked(old, new) == seen


def test_a_crumb_between_two_changes_is_not_kept():
    # "and" alone would tear the sentence into five pieces.
    assert marked("leaching and roasting", "milling and casting") == "[-leaching and roasting-]{+milling and casting+}"
    assert marked("甲乙的丙丁", "戊己的庚辛") == "[-甲乙的丙丁-]{+戊己的庚辛+}"


def test_a_word_that_says_something_is_kept_between_two_changes():
    assert marked("old magnets here", "new magnets there") == "[-old-]{+new+} magnets [-here-]{+there+}"


@given(TEXTS, TEXTS)
def test_kept_and_removed_are_the_old_text_kept_and_added_the_new(old, new):
    runs = compare(old, new)
    assert "".join(run.text for run in runs if run.kind != ADDED) == old
    assert "".join(run.text for run in runs if run.kind != REMOVED) == new


@given(ANY)
def test_any_text_in_words_is_itself_again(text):
    assert "".join(words_of(text)) == text
    assert compare(text, text) == ([Run(KEPT, text)] if text else [])


@given(ANY, ANY)
def test_any_two_texts_can_be_compared(old, new):
    runs = compare(old, new)
    assert "".join(run.text for run in runs if run.kind != ADDED) == old
    assert "".join(run.text for run in runs if run.kind != REMOVED) == new


@given(TEXTS, TEXTS)
def test_turned_round_only_the_kinds_are_turned_round(old, new):
    turned = {KEPT: KEPT, ADDED: REMOVED, REMOVED: ADDED}
    there = sorted((run.kind, run.text) for run in compare(old, new))
    back = sorted((turned[run.kind], run.text) for run in compare(new, old))
    assert there == back


@given(TEXTS, TEXTS)
def test_runs_are_as_long_as_they_can_be_and_removals_come_first(old, new):
    kinds = [run.kind for run in compare(old, new)]
    for before, after in zip(kinds, kinds[1:], strict=False):
        assert before != after
        assert (before, after) != (ADDED, REMOVED)
    assert all(run.text for run in compare(old, new))


@given(TEXTS, TEXTS)
def test_no_word_is_torn_apart(old, new):
    runs = compare(old, new)
    assert [word for run in runs if run.kind != ADDED for word in words_of(run.text)] == words_of(old)
    assert [word for run in runs if run.kind != REMOVED for word in words_of(run.text)] == words_of(new)


def test_long_texts_that_share_nothing_but_the_alphabet_are_compared():
    signs = "稀土的提炼加工利用技术"
    old = "".join(signs[place * place % 11] for place in range(20_000))
    new = "".join(signs[place * 7 % 11] for place in range(20_000))
    runs = compare(old, new)
    assert "".join(run.text for run in runs if run.kind != ADDED) == old


@given(TEXTS, TEXTS)
def test_likeness_is_a_share_and_the_same_from_both_sides(old, new):
    assert 0 <= likeness(old, new) <= 1
    assert likeness(old, new) == pytest.approx(likeness(new, old))


@given(TEXTS)
def test_a_text_is_wholly_like_itself(text):
    assert likeness(text, text) == pytest.approx(1)


def test_likeness_does_not_hear_case_spaces_and_punctuation():
    assert likeness("Rare-Earth metals", "rare earth, METALS") == pytest.approx(1)
    assert likeness("", "…") == likeness("，", "。") == 1
    assert likeness("metals", "…") == 0


def test_words_that_stand_everywhere_weigh_less():
    weights = rarity(["稀土萃取技术", "稀土磁体技术", "稀土合金技术"])
    assert weights["稀"] == weights["技"] < weights["萃"]
    texts = ("稀土萃取技术", "稀土磁体技术")
    assert likeness(*texts, weights) < likeness(*texts)


def test_the_points_of_the_seed_come_out_whole():
    seed = (Path(controls.__file__).parent / "seed/control_points.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(seed)))
    texts = [row[column] for row in rows for column in ("text_en", "text_zh") if row[column]]
    assert len(texts) > 20
    for old in texts:
        for new in texts:
            assert "".join(run.text for run in compare(old, new) if run.kind != ADDED) == old
