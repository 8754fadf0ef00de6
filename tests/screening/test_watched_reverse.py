"""The watch asked the other way round: whoever an index finds for a name is found for that name's entry as well."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.facts import Facts, numbers_of
from controls.matching.index import Index, Party, Span, Spelling, is_hit
from controls.matching.watch import Compared, Moved, Watch, Watched, anew, in_full, keep_best, kept, pairs

ON = date(2026, 11, 21)
THRESHOLD = 0.7
WORDS = ("Zellerfeld", "Ostwall", "Hagakure", "Quux", "Yrvol", "Magnet", "Keramik", "Trading", "Heavy Industries")
FORMS = ("", " GmbH", " Co., Ltd.", " Corporation", " AG")
NAMES = st.builds(
    lambda words, form: " ".join(words) + form,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True),
    st.sampled_from(FORMS),
)
NUMBERS = st.sampled_from(["", "9876543210123", "DE811907980"])
# Companies that nothing here is near to, so that words have a rarity.
CROWD = ("Ondarra Quarzitwerke", "Brixental Kupfer", "Mikage Shipping", "Tarnowitz Zink", "Selkirk Optics")


def facts(number):
    return Facts(numbers=frozenset({("", number)} if number else ()))


def party(key, *names, number="", person=False, first_day=None, last_day=None):
    return Party(
        f"entity:{key}",
        person,
        tuple(Spelling(name, "en", "as_listed") for name in names),
        facts(number),
        (Span("cn", first_day, last_day),),
    )


def watched(key, *names, number="", person=None, lists=None):
    return Watched(key, names, facts(number), person, lists)


def index_of(*parties):
    return Index.build([*(party(f"crowd-{place}", name) for place, name in enumerate(CROWD)), *parties])


def full(index, one):
    return in_full(index, one, on=ON, threshold=THRESHOLD, most=100, below=3)


def hits(index, one):
    return {key: each.score for key, each in full(index, one).items() if is_hit(each.score, THRESHOLD)}


@given(st.lists(NAMES, min_size=1, max_size=3), st.lists(st.tuples(NAMES, NUMBERS), min_size=1, max_size=4), NUMBERS)
@settings(max_examples=40)
def test_nobody_who_would_be_a_hit_in_full_is_missed(names, others, number):
    """The guarantee of the watch: the entry that moved finds everybody whom a full run finds for it."""
    index = index_of(party("moved", *names, number=number))
    everybody = [watched(place, name, number=own) for place, (name, own) in enumerate(others)]
    entry = Moved("entity:moved", tuple(names), frozenset(numbers_of(facts(number))))

    compared = pairs(index, Watch(everybody, index), [entry], {}, on=ON, threshold=THRESHOLD)

    for one in everybody:
        expected = hits(index, one).get("entity:moved")
        found = compared.found.get(one.key, {}).get("entity:moved")
        if expected is not None:
            assert found is not None
            assert found.score == expected
        elif found is not None:
            assert not is_hit(found.score, THRESHOLD)


@given(NAMES, NAMES)
@settings(max_examples=40)
def test_who_was_near_the_old_name_is_asked_about_the_new_one(old, new):
    """Whoever stood near a name that is no longer there has to be compared, or the hit would stay for ever."""
    before, after = index_of(party("moved", old)), index_of(party("moved", new))
    one = watched(1, old)
    assert "entity:moved" in hits(before, one)

    compared = pairs(after, Watch([one], after), [Moved("entity:moved", (old, new))], {}, on=ON, threshold=THRESHOLD)

    assert "entity:moved" in compared.asked[1]
    expected, found = full(after, one).get("entity:moved"), compared.found[1]["entity:moved"]
    assert found == expected if expected else not is_hit(found.score, THRESHOLD)


def test_those_far_from_every_name_are_not_compared():
    index = index_of(party("moved", "Zellerfeld Magnet GmbH"))
    everybody = [watched(1, "Zellerfeld Magnet"), watched(2, "Hagakure Trading"), watched(3, "Quux Yrvol")]

    near = Watch(everybody, index).near(Moved("entity:moved", ("Zellerfeld Magnet GmbH",)), threshold=THRESHOLD)

    assert near == {1}


def test_each_of_several_names_of_a_counterparty_is_asked():
    index = index_of(party("moved", "Zellerfeld Magnet GmbH"))
    one = watched(1, "Hagakure Trading", "Zellerfeld Magnet")

    assert Watch([one], index).near(Moved("entity:moved", ("Zellerfeld Magnet GmbH",)), threshold=THRESHOLD) == {1}
    assert full(index, one)["entity:moved"].score == full(index, watched(2, "Zellerfeld Magnet"))["entity:moved"].score


def test_an_entry_that_is_there_no_longer_is_asked_and_not_found():
    index = index_of()
    one = watched(1, "Zellerfeld Magnet")

    compared = pairs(
        index, Watch([one], index), [Moved("entity:gone", ("Zellerfeld Magnet",))], {}, on=ON, threshold=THRESHOLD
    )

    assert compared.asked == {1: {"entity:gone"}}
    assert compared.found == {1: {}}


def test_what_stands_is_compared_although_it_did_not_move():
    index = index_of(party("a", "Zellerfeld Magnet GmbH"), party("b", "Ostwall Keramik AG"))

    compared = pairs(
        index, Watch([watched(1, "Zellerfeld Magnet")], index), [], {1: ["entity:a"]}, on=ON, threshold=THRESHOLD
    )

    assert (compared.pairs, list(compared.found[1])) == (1, ["entity:a"])


def test_what_stands_of_somebody_who_is_not_watched_is_left_alone():
    index = index_of(party("a", "Zellerfeld Magnet GmbH"))

    compared = pairs(index, Watch([], index), [], {1: ["entity:a"]}, on=ON, threshold=THRESHOLD)

    assert (compared.pairs, compared.found) == (0, {})


def test_a_pair_that_stands_and_moves_is_compared_once():
    index = index_of(party("a", "Zellerfeld Magnet GmbH"))
    entry = Moved("entity:a", ("Zellerfeld Magnet GmbH", "Zellerfeld Magnet"))

    compared = pairs(
        index,
        Watch([watched(1, "Zellerfeld Magnet")], index),
        [entry, entry],
        {1: ["entity:a"]},
        on=ON,
        threshold=THRESHOLD,
    )

    assert compared.pairs == 1


@pytest.mark.parametrize(
    ("first_day", "last_day", "found"),
    [
        (None, None, True),
        (date(2026, 11, 21), None, True),
        (date(2026, 11, 22), None, False),
        (None, date(2026, 11, 21), False),
        (None, date(2026, 11, 22), True),
    ],
    ids=["always", "from today", "from tomorrow", "until yesterday", "until today"],
)
def test_only_entries_of_the_day_are_found(first_day, last_day, found):
    index = index_of(party("a", "Zellerfeld Magnet GmbH", first_day=first_day, last_day=last_day))
    one = watched(1, "Zellerfeld Magnet GmbH")

    assert ("entity:a" in anew(index, one, ["entity:a"], on=ON)) is found
    assert ("entity:a" in full(index, one)) is found


@pytest.mark.parametrize(("lists", "found"), [(None, True), (frozenset({"cn"}), True), (frozenset({"jp"}), False)])
def test_only_entries_of_the_lists_are_found(lists, found):
    index = index_of(party("a", "Zellerfeld Magnet GmbH"))

    assert ("entity:a" in anew(index, watched(1, "Zellerfeld Magnet", lists=lists), ["entity:a"], on=ON)) is found


def test_of_several_names_the_best_score_counts():
    index = index_of(party("a", "Zellerfeld Magnet GmbH"))
    weak, strong = watched(1, "Zellerfeld Magnet Keramik"), watched(1, "Zellerfeld Magnet GmbH")
    best = dict(anew(index, strong, ["entity:a"], on=ON))

    keep_best(best, anew(index, weak, ["entity:a"], on=ON).values())

    assert best["entity:a"] == anew(index, strong, ["entity:a"], on=ON)["entity:a"]


def test_all_hits_are_kept_and_only_so_many_below():
    index = index_of(*(party(f"a-{place}", f"Zellerfeld Magnet{form}") for place, form in enumerate(FORMS)))
    best = anew(index, watched(1, "Zellerfeld Magnet"), [f"entity:a-{place}" for place in range(len(FORMS))], on=ON)

    assert len(best) == len(FORMS)
    assert set(kept(best, threshold=THRESHOLD, below=0)) == set(hits(index, watched(1, "Zellerfeld Magnet")))
    assert len(kept(best, threshold=1.1, below=2)) == 2


def test_nothing_is_asked_of_keys_that_were_asked_before():
    index = index_of(party("a", "Zellerfeld Magnet GmbH"))
    compared = Compared({1: {"entity:a"}}, {}, 0)

    compared.take(index, watched(1, "Zellerfeld Magnet"), ["entity:a"], ON)

    assert (compared.pairs, compared.found) == (0, {})
