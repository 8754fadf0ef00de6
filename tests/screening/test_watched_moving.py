"""What differs between any two states of matches is told in full, never twice, and leads from one to the other."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from controls.screening.standing import CLASS, GONE, NEW_HIT, SCORE, STATE, Match, moving

LISTING = {"key": "l-1", "list": "cn", "state": "in_force", "since": "2026-01-01", "until": None, "effect": "barred"}
STANDINGS = (
    (),
    (LISTING,),
    ({**LISTING, "state": "suspended"},),
    (LISTING, {**LISTING, "key": "l-2"}),
    ({**LISTING, "list_name": "In other words"},),
)
SUBJECTS = ("entity:a", "entity:b", "party:x/1")


@st.composite
def states(draw):
    """Some entries, each near or a hit."""
    found = {}
    for subject in draw(st.sets(st.sampled_from(SUBJECTS))):
        score = draw(st.sampled_from([0.4, 0.72, 0.725, 0.9, 0.96]))
        verdict = {0.4: "sibling", 0.72: "possible", 0.725: "possible", 0.9: "probable", 0.96: "same"}[score]
        found[subject] = Match(
            subject, subject.upper(), "A Ltd", "en", score, verdict, "folded", score >= 0.7,
            draw(st.sampled_from(STANDINGS)),
        )  # fmt: skip
    return found


ENTRIES = st.none() | st.sets(st.sampled_from(SUBJECTS))


def of_hits(found):
    """What is said of the hits, as far as anybody is told of it."""
    return {subject: (match.verdict, match.states) for subject, match in found.items() if match.hit}


@given(states(), states(), ENTRIES)
def test_applying_what_is_told_leads_from_one_state_to_the_other(before, after, entries):
    told = of_hits(before)
    for each in moving(before, after, entries=entries):
        if each.after is not None and each.after.hit:
            told[each.subject] = (each.after.verdict, each.after.states)
        else:
            del told[each.subject]

    assert told == of_hits(after)


@given(states(), states(), ENTRIES)
def test_nothing_is_told_twice_and_each_kind_has_its_sides(before, after, entries):
    found = moving(before, after, entries=entries)

    assert len({(each.subject, each.kind) for each in found}) == len(found)
    for each in found:
        was, now = before.get(each.subject), after.get(each.subject)
        assert (each.before, each.after) == (was, now)
        was_hit, is_hit = was is not None and was.hit, now is not None and now.hit
        assert {
            NEW_HIT: is_hit and not was_hit,
            GONE: was_hit and not is_hit,
            CLASS: was_hit and is_hit and was.verdict != now.verdict,
            SCORE: was_hit and is_hit and was.verdict == now.verdict and was.score != now.score,
            STATE: was_hit and is_hit and was.states != now.states,
        }[each.kind]


@given(states(), ENTRIES)
def test_what_is_as_it_was_is_no_news(state, entries):
    assert moving(state, state, entries=entries) == []
    assert moving(state, {key: replace(match, label="Another") for key, match in state.items()}, entries=entries) == []


@given(states(), states())
def test_there_and_back_are_told_with_their_sides_the_other_way_round(before, after):
    there = {(each.subject, each.kind): (each.before, each.after) for each in moving(before, after)}
    back = {(each.subject, each.kind): (each.after, each.before) for each in moving(after, before)}

    turned = {NEW_HIT: GONE, GONE: NEW_HIT}
    assert {(subject, turned.get(kind, kind)): sides for (subject, kind), sides in there.items()} == back


@given(states(), states())
def test_entries_are_told_in_the_order_of_their_keys(before, after):
    told = [each.subject for each in moving(before, after)]

    assert told == sorted(told)


@given(states(), states(), st.sets(st.sampled_from(SUBJECTS)))
def test_of_entries_that_did_not_move_themselves_a_score_alone_is_never_told(before, after, entries):
    found = moving(before, after, entries=entries)

    assert not [each for each in found if each.kind == SCORE and each.subject not in entries]
    told = {(each.subject, each.kind) for each in found}
    assert told <= {(each.subject, each.kind) for each in moving(before, after)}
