"""What differs between two states of matches: hits that come, go, or change; and nothing that is no news."""

from dataclasses import replace

import pytest

from controls.screening.standing import Match, moving

LISTING = {
    "key": "l-1",
    "list": "cn",
    "state": "in_force",
    "since": "2026-01-01",
    "until": None,
    "effect": "prohibited",
}
HIT = Match("entity:a", "A", "A Ltd", "en", 0.96, "same", "same_script", True, (LISTING,))
NEAR = replace(HIT, score=0.6, verdict="sibling", hit=False)


def kinds(before, after, **options):
    return [
        each.kind
        for each in moving(
            {before.subject: before} if before else {}, {after.subject: after} if after else {}, **options
        )
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, HIT, ["new_hit"]),
        (NEAR, HIT, ["new_hit"]),
        (HIT, None, ["gone"]),
        (HIT, NEAR, ["gone"]),
        (HIT, HIT, []),
        (None, NEAR, []),
        (NEAR, None, []),
        (NEAR, replace(NEAR, score=0.3), []),
        (HIT, replace(HIT, score=0.9, verdict="probable"), ["class"]),
        (HIT, replace(HIT, score=0.98), ["score"]),
        (HIT, replace(HIT, score=0.965), []),
        (HIT, replace(HIT, standing=({**LISTING, "state": "suspended"},)), ["state"]),
        (HIT, replace(HIT, standing=({**LISTING, "until": "2026-12-31"},)), ["state"]),
        (HIT, replace(HIT, standing=({**LISTING, "effect": "extra_review"},)), ["state"]),
        (HIT, replace(HIT, standing=(LISTING, {**LISTING, "key": "l-2"})), ["state"]),
        (HIT, replace(HIT, standing=({**LISTING, "list_name": "Other words"},)), []),
        (HIT, replace(HIT, label="Another label"), []),
        (HIT, replace(HIT, score=0.9, verdict="probable", standing=()), ["class", "state"]),
    ],
)
def test_what_is_told_of_an_entry(before, after, told):
    assert kinds(before, after) == told


def test_a_score_that_moved_by_itself_is_no_news():
    """Some other entry came or went, and with it how much a word says."""
    moved = replace(HIT, score=0.98)

    assert kinds(HIT, moved, entries={"entity:b"}) == []
    assert kinds(HIT, moved, entries={"entity:a"}) == ["score"]


def test_a_class_that_moved_by_itself_is():
    assert kinds(HIT, replace(HIT, score=0.9, verdict="probable"), entries={"entity:b"}) == ["class"]


def test_both_sides_are_told_in_the_order_of_entries():
    other = replace(HIT, subject="entity:b", label="B")

    found = moving({"entity:b": other}, {"entity:a": HIT})

    assert [(each.subject, each.label, each.before, each.after) for each in found] == [
        ("entity:a", "A", None, HIT),
        ("entity:b", "B", other, None),
    ]


def test_a_match_as_json_is_the_match_again():
    text = HIT.as_json()

    assert Match(**{**text, "standing": tuple(text["standing"])}) == HIT
