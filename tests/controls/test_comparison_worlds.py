"""Invented catalogues of which everything is known, and the same ones with rows missing on file.

The truth is written down edition by edition, as the authority would. What a comparison says of the rows on file must be
true, or be that it is not certain: it may never say more than the rows do.
"""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.editions import Catalogue, Edition, Entry, Totals, first_day
from controls.models.catalogue_comparisons import FateLabel, compare_editions

ITEMS = ("ash", "bog", "cob", "dun")
OTHER = {"prohibited": "restricted", "restricted": "prohibited"}
WAYS = st.sampled_from(["keep", "keep", "modify", "move", "delete", "add"])
PARTS = st.sampled_from(["prohibited", "restricted"])


class World:
    """Editions in the order of their days, what really stands in each, and every row that the authority printed."""

    def __init__(self):
        self.editions, self.rows, self.truth = [], [], {}
        self.ever = set()

    def __repr__(self):
        """What a failing example shows."""
        return f"World({[(each.key, each.final, each.whole) for each in self.editions]}, {self.rows})"

    def publish(self, acts, *, final=True, whole=False, complete=True):
        """Put an edition on record after all others. `acts` say what it does to each item, and its part if added."""
        base = next((each for each in reversed(self.editions) if each.final), None)
        key = f"e{len(self.editions)}"
        day = date(2000 + len(self.editions), 1, 1)
        after, rows = self._acted(key, acts, self.truth.get(base.key, {}) if base else {}, whole=whole or base is None)
        counted = Counter(how for row in rows for how in row.counted)
        listed = sum(row.change != "deleted" for row in rows)
        stated = Totals(counted["deleted"], counted["added"], counted["modified"], total=listed if whole else None)
        if not complete:
            stated = Totals(99, 99, 99, total=99)
        edition = Edition(key, final, whole or base is None, day, day if final else None, base and base.key, stated)
        if base is None and complete:
            edition = Edition(key, final, True, day, day if final else None, None, Totals(total=listed))
        self.editions.append(edition)
        self.rows += rows
        self.truth[key] = after
        if final:
            self.ever |= set(after)
        return edition

    def _acted(self, key, acts, before, *, whole):
        after, rows = dict(before), []
        for item, (way, part) in acts.items():
            row = self._row(key, item, way, part, before, after)
            if row is None and whole and item in after:
                row = Entry(f"{key}-{item}", item, key, after[item][0], "unchanged")
            if row is not None:
                rows.append(row)
        return after, rows

    def _row(self, key, item, way, part, before, after):
        """One line of an edition; None where it does nothing to the item. Nothing comes back that was deleted."""
        if item not in before:
            if way != "add" or item in self.ever:
                return None
            after[item] = part, key
            return Entry(f"{key}-{item}", item, key, part, "added")
        stood, _text = before[item]
        if way == "delete":
            del after[item]
            return Entry(f"{key}-{item}", item, key, stood, "deleted")
        if way == "modify":
            after[item] = stood, key
            return Entry(f"{key}-{item}", item, key, stood, "modified")
        if way == "move":
            after[item] = OTHER[stood], key
            return Entry(f"{key}-{item}", item, key, OTHER[stood], "moved", counted_as=("deleted", "modified"))
        return None

    def catalogue(self, *, but=()):
        """What is on file, without the rows at these places."""
        return Catalogue(
            tuple(self.editions), tuple(row for place, row in enumerate(self.rows) if place not in set(but))
        )

    def right(self, old, new):
        """What really became of every item, by comparing the two lists."""
        before, after = self.truth[old.key], self.truth[new.key]
        return {item: _fate(before.get(item), after.get(item)) for item in {*before, *after}}


def _fate(before, after):
    if before is None:
        return "added"
    if after is None:
        return "deleted"
    if before[0] != after[0]:
        return "moved"
    return "unchanged" if before[1] == after[1] else "modified"


@st.composite
def worlds(draw, *, drafts=False):
    made = World()
    made.publish({item: (draw(st.sampled_from(["add", "keep"])), draw(PARTS)) for item in ITEMS})
    for _ in range(draw(st.integers(1, 4))):
        acts = {item: (draw(WAYS), draw(PARTS)) for item in ITEMS}
        final = not drafts or draw(st.booleans())
        made.publish(acts, final=final, whole=draw(st.booleans()))
    return made


def told(catalogue, old, new):
    return {row.item: row.fate for row in compare_editions(catalogue, old, new, [])}


def in_order(world):
    return [(old, new) for place, old in enumerate(world.editions) for new in world.editions[place:]]


@given(world=worlds())
@settings(max_examples=120, deadline=None)
def test_with_every_row_on_file_every_comparison_of_finals_tells_the_truth(world):
    catalogue = world.catalogue()
    for old, new in in_order(world):
        said, right = told(catalogue, old, new), world.right(old, new)
        assert set(said) >= set(right), (old.key, new.key)
        for item, fate in said.items():
            assert fate == right.get(item, "unchanged"), (old.key, new.key, item)


@given(world=worlds(), data=st.data())
@settings(max_examples=150, deadline=None)
def test_with_rows_missing_a_comparison_of_finals_says_nothing_that_is_not_true(world, data):
    but = data.draw(st.sets(st.integers(0, max(0, len(world.rows) - 1)), max_size=len(world.rows)))
    catalogue = world.catalogue(but=but)
    for old, new in in_order(world):
        right = world.right(old, new)
        for item, fate in told(catalogue, old, new).items():
            assert fate in (right.get(item, "unchanged"), "unknown"), (old.key, new.key, item, fate)


@given(world=worlds(drafts=True), data=st.data())
@settings(max_examples=150, deadline=None)
def test_with_drafts_among_them_a_comparison_says_nothing_that_is_not_true(world, data):
    but = data.draw(st.sets(st.integers(0, max(0, len(world.rows) - 1)), max_size=2))
    catalogue = world.catalogue(but=but)
    for old, new in in_order(world):
        right = world.right(old, new)
        for item, fate in told(catalogue, old, new).items():
            assert fate in (right.get(item, "unchanged"), "unknown"), (old.key, new.key, item, fate)


@given(world=worlds(drafts=True), data=st.data())
@settings(max_examples=100, deadline=None)
def test_every_item_that_stands_in_either_view_is_told_exactly_once(world, data):
    but = data.draw(st.sets(st.integers(0, max(0, len(world.rows) - 1)), max_size=4))
    catalogue = world.catalogue(but=but)
    for old, new in in_order(world):
        rows = compare_editions(catalogue, old, new, [])
        standing = {
            item for edition in (old, new) for item, stand in catalogue.view(edition).items() if stand.code != "ended"
        }
        assert sorted(row.item for row in rows) == sorted(standing)


@given(world=worlds(drafts=True), data=st.data())
@settings(max_examples=60, deadline=None)
def test_rows_come_in_the_order_of_their_fates(world, data):
    but = data.draw(st.sets(st.integers(0, max(0, len(world.rows) - 1)), max_size=3))
    for old, new in in_order(world):
        places = [FateLabel.values.index(row.fate) for row in compare_editions(world.catalogue(but=but), old, new, [])]
        assert places == sorted(places)


@given(world=worlds(drafts=True))
@settings(max_examples=60, deadline=None)
def test_an_edition_with_itself_has_changed_nothing(world):
    for edition in world.editions:
        assert set(told(world.catalogue(), edition, edition).values()) <= {"unchanged"}


@given(world=worlds(), more=st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_what_a_later_edition_does_leaves_an_earlier_comparison_as_it_was(world, more):
    """A page that was cited must not change because the catalogue went on."""
    before = {(old.key, new.key): told(world.catalogue(), old, new) for old, new in in_order(world)}
    later = World()
    later.editions, later.rows, later.truth = list(world.editions), list(world.rows), dict(world.truth)
    later.ever = set(world.ever)
    later.publish({item: ("modify" if place <= more else "delete", "restricted") for place, item in enumerate(ITEMS)})
    catalogue = later.catalogue()
    for (old, new), said in before.items():
        assert told(catalogue, catalogue.by_key[old], catalogue.by_key[new]) == said


class TestWhatRowsDoNotSay:
    """The same, one case at a time, in the words of the rule that it would break."""

    def test_an_item_untouched_by_complete_editions_is_unchanged(self):
        world = World()
        first = world.publish({"ash": ("add", "prohibited")})
        world.publish({"bog": ("add", "prohibited")})
        last = world.publish({"cob": ("add", "restricted")})

        assert told(world.catalogue(), first, last) == {"ash": "unchanged", "bog": "added", "cob": "added"}

    def test_silence_of_an_edition_of_which_rows_are_missing_is_not_certainty(self):
        world = World()
        first = world.publish({"ash": ("add", "prohibited")})
        last = world.publish({"bog": ("add", "prohibited")}, complete=False)

        assert told(world.catalogue(), first, last) == {"ash": "unknown", "bog": "added"}

    def test_an_edition_between_whose_row_is_missing_leaves_the_wording_uncertain(self):
        """The last edition says that it left the item as it was; the one before it may have changed it."""
        world = World()
        first = world.publish({"ash": ("add", "prohibited")})
        world.publish({"ash": ("modify", "")})
        last = world.publish({"ash": ("keep", "")}, whole=True)
        hidden = [place for place, row in enumerate(world.rows) if row.edition == "e1"]

        assert world.right(first, last) == {"ash": "modified"}
        assert told(world.catalogue(but=hidden), first, last) == {"ash": "unknown"}

    @pytest.mark.parametrize(("on_file", "fate"), [(True, "deleted"), (False, "unknown")])
    def test_what_a_draft_added_is_gone_only_where_all_additions_of_the_final_are_on_file(self, on_file, fate):
        world = World()
        world.publish({"ash": ("add", "prohibited")})
        draft = world.publish({"bog": ("add", "prohibited")}, final=False)
        last = world.publish({"cob": ("add", "prohibited")}, complete=on_file)

        assert told(world.catalogue(), draft, last)["bog"] == fate

    def test_a_final_that_modified_an_item_says_nothing_of_how_its_draft_had_worded_it(self):
        world = World()
        world.publish({"ash": ("add", "prohibited")})
        draft = world.publish({"ash": ("modify", "")}, final=False)
        last = world.publish({"ash": ("modify", "")})

        assert told(world.catalogue(), draft, last) == {"ash": "unknown"}

    def test_an_item_that_a_final_added_may_have_stood_in_a_draft_of_which_rows_are_missing(self):
        world = World()
        world.publish({"ash": ("add", "prohibited")})
        draft = world.publish({"bog": ("add", "prohibited")}, final=False)
        last = world.publish({"bog": ("add", "prohibited")})
        hidden = [place for place, row in enumerate(world.rows) if row.edition == draft.key]

        assert told(world.catalogue(but=hidden), draft, last)["bog"] == "unknown"

    @pytest.mark.parametrize(("old", "new", "fate"), [(0, 1, "added"), (1, 2, "deleted"), (0, 2, None)])
    def test_an_item_that_came_and_went_is_told_only_where_it_stood(self, old, new, fate):
        world = World()
        world.publish({"ash": ("add", "prohibited")})
        world.publish({"bog": ("add", "restricted")})
        world.publish({"bog": ("delete", "")})

        assert told(world.catalogue(), world.editions[old], world.editions[new]).get("bog") == fate

    def test_a_draft_that_came_to_nothing_is_no_event_between_two_finals(self):
        world = World()
        first = world.publish({"ash": ("add", "prohibited"), "bog": ("add", "prohibited")})
        world.publish({"ash": ("delete", ""), "bog": ("modify", "")}, final=False)
        last = world.publish({"cob": ("add", "prohibited")})

        assert told(world.catalogue(), first, last) == {"ash": "unchanged", "bog": "unchanged", "cob": "added"}

    def test_an_item_that_moved_and_came_back_is_not_called_moved(self):
        world = World()
        first = world.publish({"ash": ("add", "prohibited")})
        world.publish({"ash": ("move", "")})
        last = world.publish({"ash": ("move", "")})

        assert told(world.catalogue(), first, last) == {"ash": "modified"}

    @pytest.mark.parametrize(
        ("codes", "fate"),
        [(("990001J", "990002J"), "recoded"), (("990001J", ""), "unchanged"), (("", "990002J"), "unchanged")],
    )
    def test_a_code_that_was_not_seen_is_not_another_code(self, codes, fate):
        days = [date(2001, 1, 1), date(2002, 1, 1)]
        finals = [Edition(f"e{n}", True, True, day, day, official=Totals(total=1)) for n, day in enumerate(days)]
        rows = [
            Entry(f"e{n}-ash", "ash", f"e{n}", "prohibited", change, code)
            for n, (change, code) in enumerate(zip(("listed", "unchanged"), codes, strict=True))
        ]

        assert told(Catalogue(tuple(finals), tuple(rows)), *finals) == {"ash": fate}

    def test_a_row_of_which_reports_break_off_is_not_certain(self):
        world = World()
        first = world.publish({"ash": ("add", "prohibited")})
        last = world.publish({"ash": ("modify", "")})
        unclear = [
            Entry(row.key, row.item, row.edition, row.part, row.change, outcome_known=row.edition != last.key)
            for row in world.rows
        ]

        assert told(Catalogue(tuple(world.editions), tuple(unclear)), first, last) == {"ash": "unknown"}

    def test_editions_count_by_their_first_day_and_not_by_their_publication(self):
        early = Edition("early", True, True, date(2001, 1, 1), date(2001, 6, 1), official=Totals(total=1))
        late = Edition("late", True, True, date(2001, 2, 1), date(2001, 3, 1), official=Totals(total=0))
        rows = (Entry("early-ash", "ash", "early", "prohibited", "added"),)

        assert first_day(late) < first_day(early)
        assert told(Catalogue((early, late), rows), late, early) == {"ash": "added"}
