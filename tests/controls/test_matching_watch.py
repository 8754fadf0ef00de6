"""Counterparties asked the other way round: what a full run finds after a change, and nothing compared in vain."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.facts import Facts, numbers_of
from controls.matching.index import Index, Party, Question, Span, Spelling, is_hit
from controls.matching.watch import Moved, Watch, Watched, in_full, pairs

TODAY = date(2026, 11, 21)
SPANS = (Span("cn-test-list", date(2026, 1, 1), None),)
WORDS = (
    "Subaru",
    "Zellerfeld",
    "Ostwall",
    "Mitsubishi",
    "Heavy",
    "Industries",
    "Trading",
    "磁材",
    "重工",
    "Yorii",
    "Yori",
)
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(" ".join)
# A ground of other entities, so that a few that come and go move the rarity of words no more than in a register.
GROUND = [
    Party(f"entity:ground-{n}", False, (Spelling(f"Groundling{n} Quux{n}", "en", "as_listed"),), Facts(), SPANS)
    for n in range(60)
]


@st.composite
def parties(draw, number):
    facts = Facts(country=draw(st.sampled_from(["", "JP", "DE"])), numbers=frozenset(draw(numbers)))
    spelt = tuple(
        Spelling(text, "en", "as_listed") for text in draw(st.lists(names, min_size=1, max_size=2, unique=True))
    )
    return Party(f"entity:{number}", draw(st.sampled_from([False, False, True])), spelt, facts, SPANS)


numbers = st.lists(st.sampled_from([("jp", "9876543210123"), ("", "1234567890")]), max_size=1)
registers = st.tuples(*(parties(number) for number in range(6)))
watched = st.lists(
    st.builds(
        Watched,
        key=st.integers(1, 30),
        names=st.lists(names, min_size=1, max_size=2, unique=True).map(tuple),
        facts=st.builds(Facts, country=st.sampled_from(["", "JP"]), numbers=numbers.map(frozenset)),
        person=st.sampled_from([None, None, False, True]),
        lists=st.none() | st.just(frozenset({"cn-test-list"})),
    ),
    unique_by=lambda each: each.key,
    min_size=1,
    max_size=8,
)


def classes(found):
    return {key: str(each.score.verdict) for key, each in found.items() if is_hit(each.score, 0.7)}


def whole_run(index, watch):
    return {
        each.key: classes(in_full(index, each, on=TODAY, threshold=0.7, most=100, below=0))
        for each in watch.watched.values()
    }


def moved_between(before, after):
    """Entries that are not what they were, with the names and numbers of both sides."""
    known = {each.key: each for each in before}
    found = []
    for now in after:
        was = known[now.key]
        if was != now:
            spelt = {name.text for party in (was, now) for name in party.names}
            found.append(
                Moved(
                    now.key, tuple(sorted(spelt)), frozenset(numbers_of(was.facts) | numbers_of(now.facts)), now.person
                )
            )
    return found


@settings(max_examples=25)
@given(registers, registers, watched, st.sets(st.integers(0, 5)))
def test_following_a_change_gives_the_hits_of_a_full_run(first, second, given_watched, moving):
    """Of entries that moved exactly those; of others those that stood, as they are by the new counting of words.

    A pair that did not stand and did not move is left to the next full run: a change moves how much words say a little.
    """
    before, after = list(first), [second[n] if n in moving else first[n] for n in range(6)]
    old, new = Index.build([*GROUND, *before]), Index.build([*GROUND, *after])
    watch = Watch(given_watched, new)
    moved = moved_between(before, after)
    standing, full = whole_run(old, watch), whole_run(new, watch)

    compared = pairs(new, watch, moved, standing, on=TODAY, threshold=0.7)

    followed = {key: classes(compared.found.get(key, {})) for key in standing}
    subjects = {each.key for each in moved}
    for key, found in full.items():
        expected = {subject: verdict for subject, verdict in found.items() if subject in subjects | set(standing[key])}
        assert followed[key] == expected


def test_a_trade_named_in_two_scripts_is_found_whether_or_not_more_is_shown():
    """What it is lifted to is more than what speaks for the name: that must leave nobody out."""
    entry = Party("entity:2", False, (Spelling("Zellerfeld 磁材", "en", "as_listed"),), Facts(), SPANS)
    index = Index.build([*GROUND, entry])
    watch = [Watched(1, ("Zellerfeld Heavy",), Facts(), None, None)]

    (alone,) = index.compare(next(watch[0].questions(TODAY)), ["entity:2"])
    for below in (0, 1, 30):
        found = in_full(index, watch[0], on=TODAY, threshold=0.7, most=100, below=below)
        assert found["entity:2"].score.value == alone.score.value >= 0.7
    assert Watch(watch, index).near(Moved("entity:2", ("Zellerfeld 磁材",)), threshold=0.7) == {1}


def company(key, *texts, **facts):
    return Party(
        f"entity:{key}", False, tuple(Spelling(text, "en", "as_listed") for text in texts), Facts(**facts), SPANS
    )


def somebody(key, *texts, person=None, **facts):
    return Watched(key, texts, Facts(**facts), person, None)


def near(party, *watched, threshold=0.7):
    index = Index.build([*GROUND, party])
    moved = Moved(party.key, tuple(name.text for name in party.names), frozenset(numbers_of(party.facts)), party.person)
    return Watch(watched, index).near(moved, threshold=threshold)


def test_a_name_finds_whom_it_may_concern_and_nobody_else():
    others = [somebody(number, f"Hagakure{number} Yrvol{number}") for number in range(2, 40)]

    assert near(company("a", "Zellerfeld Magnetwerke GmbH"), somebody(1, "Zellerfeld Magnetwerke"), *others) == {1}


@pytest.mark.parametrize("name", ["ZELLERFELD  MAGNETWERKE", "Zellerfeld Magnetwerk", "Magnetwerke Zellerfeld AG"])
def test_other_spellings_are_near(name):
    assert near(company("a", "Zellerfeld Magnetwerke GmbH"), somebody(1, name)) == {1}


def test_any_of_several_names_is_enough():
    assert near(company("a", "Quux", "Zellerfeld Magnetwerke"), somebody(1, "Ostwall", "Zellerfeld Magnetwerke")) == {1}


def test_a_number_is_enough():
    party = company("a", "Zellerfeld", numbers=frozenset({("jp", "9876543210123")}))

    assert near(party, somebody(1, "Ostwall", numbers=frozenset({("", "9876543210123")}))) == {1}


def test_a_person_is_near_in_any_order_of_names():
    party = replace(company("a", "Ivan Petrovich Zellerfeld"), person=True)

    assert near(party, somebody(1, "Zellerfeld Ivan"), somebody(2, "Zellerfeld, I.", person=True)) >= {1}


def test_as_many_as_are_alike_are_near():
    """No limit cuts off the last of many customers that one name may concern."""
    alike = [somebody(number, f"Zellerfeld Magnetwerke {number}") for number in range(1, 301)]

    assert near(company("a", "Zellerfeld Magnetwerke"), *alike) == set(range(1, 301))


def test_nobody_is_compared_twice_with_one_entry():
    party = company("a", "Zellerfeld Magnetwerke")
    index = Index.build([*GROUND, party])
    watch = Watch([somebody(1, "Zellerfeld Magnetwerke")], index)
    moved = [Moved(party.key, ("Zellerfeld Magnetwerke",))] * 3

    compared = pairs(index, watch, moved, {1: [party.key]}, on=TODAY, threshold=0.7)

    assert compared.pairs == 1


def test_an_entry_that_is_gone_is_asked_for_and_not_found():
    index = Index.build(GROUND)
    watch = Watch([somebody(1, "Zellerfeld Magnetwerke")], index)

    compared = pairs(index, watch, [], {1: ["entity:gone"]}, on=TODAY, threshold=0.7)

    assert (compared.asked, compared.found) == ({1: {"entity:gone"}}, {1: {}})


def test_an_index_compares_by_key_whoever_it_is():
    index = Index.build([*GROUND, company("a", "Zellerfeld"), company("b", "Ostwall")])
    question = Question("Zellerfeld", Facts(), None, None, TODAY)

    found = {each.key: each.score.value for each in index.compare(question, ["entity:a", "entity:b", "entity:none"])}

    assert found["entity:a"] == 1.0
    assert found["entity:b"] < 0.7
    assert set(found) == {"entity:a", "entity:b"}
    assert index.compare(replace(question, on=date(2020, 1, 1)), ["entity:a"]) == []


@pytest.mark.parametrize(("after", "until", "turned"), [(0, 1, True), (1, 2, False), (-2, -1, False), (8, 9, True)])
def test_an_index_knows_who_begins_and_ends_between_two_days(after, until, turned):
    span = Span("cn-test-list", TODAY + timedelta(days=1), TODAY + timedelta(days=9))
    index = Index.build([*GROUND, replace(company("a", "Zellerfeld"), spans=(span,))])

    found = list(index.turning(TODAY + timedelta(days=after), TODAY + timedelta(days=until)))

    assert [each.key for each in found] == (["entity:a"] if turned else [])


def test_an_index_gives_a_party_by_its_key():
    party = company("a", "Zellerfeld")
    index = Index.build([party])

    assert (index.party("entity:a"), index.party("entity:b")) == (party, None)
