"""Receipts: one text for one content, and a digest that no change survives."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.screening.receipts import canonical, digest_of, is_whole, sealed

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_the_canonical_text_says_the_value_and_nothing_else(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(max_size=8), st.integers(), max_size=6))
def test_the_order_of_keys_makes_no_other_text(value):
    turned = dict(reversed(value.items()))

    assert canonical(turned) == canonical(value)


def test_names_stand_in_their_own_script():
    assert canonical({"name": "住友重機械工業"}) == '{"name":"住友重機械工業"}'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_in_json_is_refused(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"score": number})


def test_a_sealed_receipt_is_whole():
    assert is_whole(sealed({"number": "S-2026-11-21-000001", "previous": ""}))


def test_a_receipt_is_not_whole_when_a_value_has_changed():
    receipt = sealed({"number": "S-2026-11-21-000001", "score": 0.98, "previous": ""})

    assert not is_whole({**receipt, "score": 0.89})


def test_a_receipt_is_not_whole_when_a_key_was_added():
    assert not is_whole({**sealed({"number": "S-1", "previous": ""}), "approved": True})


def test_a_receipt_without_a_digest_is_not_whole():
    assert not is_whole({"number": "S-1", "previous": ""})


def test_the_digest_of_the_one_before_is_part_of_the_receipt():
    first, other = sealed({"number": "S-2", "previous": ""}), sealed({"number": "S-2", "previous": digest_of({})})

    assert first["digest"] != other["digest"]
