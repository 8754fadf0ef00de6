"""What a value is worth: never more than the raw one, never out of its class, and near the share of true pairs."""

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.calibration import TABLE, calibrated
from controls.matching.evaluation import pairs_in
from controls.matching.scoring import compare
from controls.matching.verdicts import CEILINGS, POSSIBLE, PROBABLE, SAME, Band, Verdict, verdict_of
from tests.controls.matching_seed import rarity

PAIRS = pairs_in(Path(__file__).parent.parent / "golden/companies.csv")
CLASSES = {Verdict.POSSIBLE: (POSSIBLE, PROBABLE), Verdict.PROBABLE: (PROBABLE, SAME), Verdict.SAME: (SAME, 1.0)}


@pytest.mark.parametrize("band", Band)
def test_every_band_has_a_table_from_the_first_hit_to_certainty(band):
    assert TABLE[band][0][0] == POSSIBLE
    assert TABLE[band][-1][0] == 1.0
    assert TABLE[band] == sorted(TABLE[band])


@given(st.sampled_from(list(Band)), st.floats(0, 1), st.floats(0, 1))
def test_more_is_never_worth_less(band, one, other):
    low, high = sorted((one, other))

    assert calibrated(band, low) <= calibrated(band, high)


@given(st.sampled_from(list(Band)), st.floats(0, 1))
def test_a_value_is_never_raised(band, raw):
    assert calibrated(band, raw) <= raw + 1e-12


@given(st.sampled_from(list(Band)), st.integers(0, 10_000))
def test_no_class_is_left(band, steps):
    raw = steps / 10_000
    ceiling = min(raw, CEILINGS[band])
    allowed = raw if ceiling < POSSIBLE else ceiling

    assert verdict_of(round(calibrated(band, allowed), 4)) is verdict_of(allowed) or 0.84 < allowed < 0.85


def shares():
    """The hits among golden pairs by band and class: the mean value, and the share that is one company."""
    found = defaultdict(list)
    for pair in PAIRS:
        score = compare(pair.asked, pair.on_record, rarity())
        if score.verdict in CLASSES:
            found[score.band, score.verdict].append((score.value, pair.truth == "one"))
    for (band, verdict), each in found.items():
        if len(each) >= 10:
            share = (sum(true for _value, true in each) + 1) / (len(each) + 2)
            yield band, verdict, sum(value for value, _true in each) / len(each), share


def test_a_value_is_near_the_share_of_true_pairs_or_as_near_as_its_class_allows():
    found = list(shares())

    assert len(found) >= 4
    for band, verdict, value, share in found:
        low, high = CLASSES[verdict]
        assert abs(value - min(max(share, low), high)) < 0.08, (band, verdict, value, share)


def test_what_is_no_hit_keeps_its_value():
    assert calibrated(Band.SAME_SCRIPT, 0.65) == 0.65


def test_a_step_says_that_a_value_was_lowered():
    score = compare("BAE Systems plc", "BAE Systems, Inc.", rarity())

    assert score.steps[-1].said() == "of labelled pairs with such evidence fewer are one company"
    assert score.steps[-1].points == pytest.approx(-0.1)
