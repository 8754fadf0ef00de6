"""What the catalogue says on a day: drafts never count, silence is no freedom, and sums follow from stated numbers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls import editions
from controls.editions import Catalogue, Edition, Entry, Totals

A, B, C, D = date(2008, 1, 1), date(2012, 1, 1), date(2016, 1, 1), date(2020, 1, 1)
LATE = date(2030, 1, 1)
DAY = timedelta(days=1)


def final(key, first, *, whole=False, published=None, based_on=None, **counts):
    by_part = counts.pop("by_part", {})
    return Edition(key, True, whole, published or first, first, based_on, Totals(**counts), by_part)


def draft(key, published, *, whole=True, based_on=None):
    return Edition(key, False, whole, published, None, based_on)


def entry(edition, change="listed", *, item="one", part="prohibited", code="", **more):
    return Entry(f"{edition}-{item}", item, edition, part, change, code, **more)


def stand(finals, entries, on, item="one"):
    return Catalogue(tuple(finals), tuple(entries)).stand(item, on=on)


def code(finals, entries, on, item="one"):
    found = stand(finals, entries, on, item)
    return found.code if found else None


class TestAnItemInOneEdition:
    def test_is_nothing_before_the_edition_is_published(self):
        assert stand([final("a", A)], [entry("a")], A - DAY) is None

    def test_is_in_force_from_the_first_day_on(self):
        found = stand([final("a", A)], [entry("a", code="050901J")], A)

        assert (found.code, found.part, found.label, found.since) == ("in_force", "prohibited", "050901J", A)
        assert (found.entry, found.edition, found.note) == ("a-one", "a", "")

    def test_is_scheduled_between_publication_and_first_day(self):
        published = A - 40 * DAY
        found = stand([final("a", A, published=published)], [entry("a")], A - DAY)

        assert (found.code, found.since, found.until) == ("scheduled", published, A)
        assert found.note_params == {"published": published, "date": A}

    def test_is_not_named_by_an_edition_that_has_another_item(self):
        assert stand([final("a", A)], [entry("a", item="other")], LATE) is None


class TestADraft:
    @pytest.mark.parametrize("on", [B, C, LATE])
    def test_alone_is_never_law(self, on):
        found = stand([draft("d", B)], [entry("d", "added")], on)

        assert (found.code, found.since, found.note) == ("not_law", B, editions.NOTE_NOT_LAW)

    def test_says_nothing_before_it_is_published(self):
        assert stand([draft("d", B)], [entry("d", "added")], B - DAY) is None

    @pytest.mark.parametrize("change", ["deleted", "modified", "moved", "unknown"])
    def test_changes_nothing_of_what_the_finals_say(self, change):
        entries = [entry("a"), entry("d", change, counted_as=("deleted",) if change == "moved" else ())]

        assert stand([final("a", A), draft("d", B)], entries, LATE) == stand([final("a", A)], entries[:1], LATE)

    def test_does_not_make_an_edition_of_finals_incomplete(self):
        finals = [final("a", A), draft("d", B), final("c", C, deleted=0, added=0, modified=0, based_on="a")]

        assert code(finals, [entry("a")], LATE) == "in_force"

    def test_gives_way_to_a_final_that_is_published_and_not_yet_law(self):
        finals = [draft("d", A), final("c", C, published=B)]
        entries = [entry("d", "added"), entry("c", "added")]

        assert code(finals, entries, A) == "not_law"
        assert code(finals, entries, B) == "scheduled"
        assert code(finals, entries, C) == "in_force"


class TestALaterEdition:
    def test_that_deletes_it_ends_it(self):
        found = stand([final("a", A), final("b", B)], [entry("a"), entry("b", "deleted")], B)

        assert (found.code, found.since, found.note) == ("ended", B, editions.NOTE_DELETED)
        assert code([final("a", A), final("b", B)], [entry("a"), entry("b", "deleted")], B - DAY) == "in_force"

    def test_that_modifies_it_keeps_the_first_day_of_the_ban_and_brings_the_new_text(self):
        found = stand(
            [final("a", A), final("b", B)], [entry("a", code="053302J"), entry("b", "modified", code="083201J")], B
        )

        assert (found.since, found.label, found.entry) == (A, "083201J", "b-one")

    @pytest.mark.parametrize(
        ("before", "after", "note"),
        [
            ("prohibited", "restricted", editions.NOTE_MOVED_TO_X),
            ("restricted", "prohibited", editions.NOTE_MOVED_TO_J),
        ],
    )
    def test_that_moves_it_begins_a_new_state_and_says_so(self, before, after, note):
        entries = [entry("a", part=before), entry("b", "moved", part=after, counted_as=("deleted", "modified"))]
        found = stand([final("a", A), final("b", B)], entries, B)

        assert (found.code, found.part, found.since, found.note) == ("in_force", after, B, note)

    def test_that_is_whole_and_not_all_on_file_leaves_it_to_be_confirmed(self):
        found = stand([final("a", A), final("b", B, whole=True, total=134)], [entry("a")], LATE)

        assert (found.code, found.since, found.note) == ("to_be_confirmed", B, editions.NOTE_NOT_ON_FILE)
        assert (found.entry, found.edition) == ("a-one", "b")

    def test_that_is_whole_and_all_on_file_ends_what_it_does_not_name(self):
        entries = [entry("a"), entry("b", item="other")]
        found = stand([final("a", A), final("b", B, whole=True, total=1)], entries, B)

        assert (found.code, found.note) == ("ended", editions.NOTE_ABSENT)

    def test_that_lists_changes_and_is_all_on_file_leaves_it_as_it_was(self):
        changes = final("b", B, deleted=1, added=0, modified=0)
        entries = [entry("a"), entry("b", "deleted", item="other")]

        assert stand([final("a", A), changes], entries, B) == stand([final("a", A)], entries[:1], B)

    @pytest.mark.parametrize("stated", [{"deleted": 2}, {"added": 1}, {"modified": 1}])
    def test_that_lists_changes_of_which_one_is_missing_leaves_it_to_be_confirmed(self, stated):
        changes = final("b", B, **({"deleted": 1, "added": 0, "modified": 0} | stated))

        assert code([final("a", A), changes], [entry("a"), entry("b", "deleted", item="other")], B) == "to_be_confirmed"

    def test_whose_counts_nobody_saw_is_not_complete(self):
        assert code([final("a", A), final("b", B)], [entry("a")], B) == "to_be_confirmed"

    def test_that_says_so_again_confirms_it(self):
        finals = [final("a", A), final("b", B, whole=True), final("c", C, whole=True)]

        assert code(finals, [entry("a"), entry("c")], B) == "to_be_confirmed"
        assert code(finals, [entry("a"), entry("c")], C) == "in_force"

    def test_does_not_revive_what_ended(self):
        finals = [final("a", A), final("b", B), final("c", C, whole=True)]

        assert code(finals, [entry("a"), entry("b", "deleted")], LATE) == "ended"

    def test_can_add_again_what_was_deleted(self):
        finals = [final("a", A), final("b", B), final("c", C)]
        found = stand(finals, [entry("a"), entry("b", "deleted"), entry("c", "added")], LATE)

        assert (found.code, found.since) == ("in_force", C)

    @pytest.mark.parametrize(
        ("more", "note"),
        [
            ({"change": "unknown"}, editions.NOTE_NOT_ON_FILE),
            ({"change": "deleted", "outcome_known": False}, editions.NOTE_UNCLEAR),
            ({"change": "modified", "outcome_known": False}, editions.NOTE_UNCLEAR),
        ],
    )
    def test_that_is_not_certain_about_it_leaves_it_to_be_confirmed(self, more, note):
        found = stand([final("a", A), final("b", B)], [entry("a"), entry("b", **more)], LATE)

        assert (found.code, found.since, found.note, found.entry) == ("to_be_confirmed", B, note, "a-one")


class TestAnItemKnownFromALaterChange:
    FINALS = [final("a", A), final("b", B, based_on="a")]

    @pytest.mark.parametrize("change", editions.STOOD_BEFORE)
    def test_stood_in_the_final_that_was_changed(self, change):
        found = stand(self.FINALS, [entry("b", change)], A)

        assert (found.code, found.since, found.entry, found.note) == ("in_force", A, "", editions.NOTE_IMPLIED)
        assert found.note_params == {"published": B}

    @pytest.mark.parametrize("change", ["added", "listed", "unknown"])
    def test_that_is_new_or_unclear_did_not(self, change):
        assert stand(self.FINALS, [entry("b", change)], A) is None

    def test_that_moved_stood_in_the_other_part(self):
        moved = entry("b", "moved", part="restricted", counted_as=("deleted",))

        assert stand(self.FINALS, [moved], A).part == "prohibited"

    @pytest.mark.parametrize(("before", "part"), [("085001J", "prohibited"), ("085001X", "restricted")])
    def test_stood_where_the_letter_of_its_code_says(self, before, part):
        found = stand(self.FINALS, [entry("b", "deleted", predecessor_code=before)], A)

        assert (found.part, found.label) == (part, before)

    def test_is_not_thought_back_further_than_one_edition(self):
        finals = [final("a", A), final("b", B, based_on="a"), final("c", C, based_on="b")]

        assert stand(finals, [entry("c", "modified")], A) is None
        assert code(finals, [entry("c", "modified")], B) == "in_force"


class TestTheWholeList:
    def test_of_a_delta_holds_what_it_leaves_and_what_it_changes(self):
        finals = [final("a", A, whole=True), final("b", B, deleted=1, added=1, modified=0, based_on="a")]
        entries = [
            entry("a", item="stays"), entry("a", item="goes"),
            entry("b", "deleted", item="goes"), entry("b", "added", item="comes"),
        ]  # fmt: skip
        catalogue = Catalogue(tuple(finals), tuple(entries))

        found = catalogue.view(finals[1])

        assert {item: each.code for item, each in found.items()} == {
            "stays": "in_force", "goes": "ended", "comes": "in_force",
        }  # fmt: skip
        assert found["stays"].entry == "a-stays"

    def test_forgets_what_an_earlier_edition_deleted(self):
        finals = [final("a", A), final("b", B), final("c", C, deleted=0, added=0, modified=0)]
        catalogue = Catalogue(tuple(finals), (entry("a"), entry("b", "deleted")))

        assert catalogue.view(finals[2]) == {}

    def test_of_an_early_edition_knows_nothing_of_later_ones(self):
        finals = [final("a", A), final("b", B)]
        catalogue = Catalogue(tuple(finals), (entry("a", code="053302J"), entry("b", "modified", code="083201J")))

        assert catalogue.view(finals[0])["one"].label == "053302J"

    def test_of_a_draft_is_the_list_that_it_would_have_left(self):
        known = [final("a", A), draft("d", B, whole=False)]
        catalogue = Catalogue(tuple(known), (entry("a"), entry("d", "added", item="new")))

        found = catalogue.view(known[1])

        assert found["new"].code == "in_force"
        assert found["one"].code == "to_be_confirmed"
        assert catalogue.stand("new", on=LATE).code == "not_law"


class TestCounting:
    def test_counts_a_move_as_the_authority_does(self):
        edition = final("b", B)
        moved = entry("b", "moved", counted_as=("deleted", "modified"))
        catalogue = Catalogue((edition,), (moved, entry("b", "added", item="two")))

        assert catalogue.changes_held(edition) == {"deleted": 1, "added": 1, "modified": 1}

    def test_counts_standing_items_by_part_and_leaves_out_those_without_a_text(self):
        finals = [final("a", A), final("b", B, based_on="a")]
        entries = (
            entry("a", item="one"), entry("a", item="two", part="restricted"), entry("b", "deleted", item="implied"),
        )  # fmt: skip
        held = Catalogue(tuple(finals), entries).held(finals[0])

        assert (held.total, held.prohibited, held.restricted) == (2, 1, 1)

    @pytest.mark.parametrize(
        ("counts", "held", "complete"),
        [
            ({"deleted": 1, "added": 0, "modified": 0}, [("b", "deleted")], True),
            ({"deleted": 1, "added": 1, "modified": 0}, [("b", "deleted")], False),
            ({"deleted": 0, "added": 0, "modified": 0}, [], True),
            ({"deleted": None, "added": 0, "modified": 0}, [], False),
            ({"deleted": 0, "added": 0, "modified": 0}, [("b", "deleted")], False),
        ],
    )
    def test_a_list_of_changes_is_complete_when_all_its_counts_are_held(self, counts, held, complete):
        edition = final("b", B, **counts)
        catalogue = Catalogue((edition,), tuple(entry(*each) for each in held))

        assert (edition.key in catalogue.complete) is complete

    @pytest.mark.parametrize(("total", "complete"), [(1, True), (2, False), (None, False)])
    def test_a_whole_list_is_complete_when_as_many_items_are_held(self, total, complete):
        edition = final("a", A, whole=True, total=total)

        assert ("a" in Catalogue((edition,), (entry("a"),)).complete) is complete


class TestSums:
    FIRST = final("a", A, whole=True)
    SECOND = final(
        "b", B, based_on="a", deleted=9, added=23, total=164, by_part={"prohibited": (4, 0), "restricted": (5, 23)}
    )
    THIRD = final(
        "c", C, based_on="b", deleted=34, added=4, total=134, prohibited=24, restricted=110,
        by_part={"prohibited": (6, 1), "restricted": (28, 3)},
    )  # fmt: skip
    FOURTH = final("d", D, based_on="c", deleted=3, added=1, by_part={"prohibited": (1, 0), "restricted": (2, 1)})
    ALL = Catalogue((FIRST, SECOND, THIRD, FOURTH), ())

    @pytest.mark.parametrize(
        ("edition", "total", "prohibited", "restricted"),
        [(FIRST, 150, 33, 117), (SECOND, None, 29, 135), (THIRD, None, None, None), (FOURTH, 132, 23, 109)],
    )
    def test_follow_forwards_and_backwards_and_never_replace_a_stated_number(
        self, edition, total, prohibited, restricted
    ):
        found = self.ALL.derived(edition)

        assert (found.total, found.prohibited, found.restricted) == (total, prohibited, restricted)
        assert (found.deleted, found.added, found.modified) == (None, None, None)

    def test_end_where_a_number_is_missing(self):
        broken = replace(self.SECOND, official=Totals(added=23))

        found = Catalogue((self.FIRST, broken), ()).derived(self.FIRST)

        assert found == Totals()

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6), st.integers(60, 200))
    def test_are_the_same_from_either_end(self, changes, start):
        """Forwards from a stated beginning, backwards from a stated end: both give every number between."""
        numbers = [start]
        for deleted, added in changes:
            numbers.append(numbers[-1] - deleted + added)

        def line(stated):
            return tuple(
                Edition(
                    str(place), True, False, A + place * DAY, A + place * DAY, str(place - 1) if place else None,
                    Totals(
                        *(changes[place - 1] if place else (None, None)),
                        total=numbers[place] if place == stated else None,
                    ),
                )
                for place in range(len(numbers))
            )  # fmt: skip

        for stated in (0, len(changes)):
            known = line(stated)
            found = [Catalogue(known, ()).derived(edition).total for edition in known]
            found[stated] = numbers[stated]
            assert found == numbers


# ---- An independent replay: the rule once more, edition by edition, as a person with paper and pencil would apply it.

CHANGES = ["listed", "added", "modified", "moved", "deleted", "unchanged", "unknown"]
# Per edition: is it a draft, is it a whole list, are all its rows on file, and what it says of the item (None: no row).
histories = st.lists(
    st.tuples(
        st.booleans(), st.booleans(), st.booleans(), st.none() | st.sampled_from(CHANGES),
        st.sampled_from(editions.PARTS), st.booleans(),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def built(history):
    """Editions a year apart, each published 30 days before its first day, and the rows of the item."""
    known, rows, base = [], [], None
    for place, (is_draft, whole, complete, change, part, certain) in enumerate(history):
        key, first = str(place), A + place * 365 * DAY
        row = None
        if change:
            how = ("deleted", "modified") if change == "moved" else ()
            row = Entry(f"{key}-one", "one", key, part, change, "", how, certain)
            rows.append(row)
        counted = row.counted if row else ()
        listed = int(row is not None and row.change != "deleted")
        counts = Totals(
            *(counted.count(kind) for kind in ("deleted", "added", "modified")), total=listed
        ) if complete else Totals()  # fmt: skip
        known.append(Edition(key, not is_draft, whole, first - 30 * DAY, None if is_draft else first, base, counts))
        base = base if is_draft else key
    return known, rows


def ruled(known, rows, day):
    """What the finals that had begun by the day make of the item, or None."""
    of = {row.edition: row for row in rows}
    law = [each for each in known if each.final]
    state = None
    for place, edition in enumerate(law):
        if edition.effective_from > day:
            break
        row = of.get(edition.key)
        following = of.get(law[place + 1].key) if place + 1 < len(law) else None
        complete = edition.official.deleted is not None
        if row is not None:
            state = "ended" if row.change == "deleted" else "in_force"
            state = state if row.outcome_known and row.change != "unknown" else "to_be_confirmed"
        elif state is None:
            state = "in_force" if following and following.change in editions.STOOD_BEFORE else None
        elif complete:
            state = "ended" if edition.whole else state
        else:
            state = "to_be_confirmed" if state == "in_force" else state
    return state


def replayed(known, rows, day):
    """The code of the item on a day, or None."""
    if state := ruled(known, rows, day):
        return state
    named = {row.edition for row in rows}
    seen = [each for each in known if each.key in named and each.published_on <= day]
    if any(each.final for each in seen):
        return "scheduled"
    return "not_law" if seen else None


@settings(max_examples=500, deadline=None)
@given(histories, st.integers(-60, 365 * 7))
def test_five_hundred_histories_agree_with_an_independent_replay(history, days):
    known, rows = built(history)
    day = A + days * DAY

    found = Catalogue(tuple(known), tuple(rows)).stand("one", on=day)

    assert (found.code if found else None) == replayed(known, rows, day)


@settings(max_examples=200, deadline=None)
@given(histories, st.integers(-60, 365 * 7))
def test_taking_the_drafts_out_changes_nothing_that_is_law(history, days):
    known, rows = built(history)
    day = A + days * DAY
    finals = tuple(each for each in known if each.final)
    of_finals = tuple(row for row in rows if row.edition in {each.key for each in finals})

    with_drafts = Catalogue(tuple(known), tuple(rows)).stand("one", on=day)
    without = Catalogue(finals, of_finals).stand("one", on=day)

    assert with_drafts == without or (without is None and with_drafts.code == "not_law")


@settings(max_examples=200, deadline=None)
@given(histories, st.integers(-60, 365 * 7))
def test_a_state_has_begun_and_says_why_unless_it_is_plainly_in_force(history, days):
    known, rows = built(history)
    day = A + days * DAY

    found = Catalogue(tuple(known), tuple(rows)).stand("one", on=day)

    if found is not None:
        assert found.since <= day
        assert found.code in editions.CODES
        assert found.code == "in_force" or found.note
        assert found.part in editions.PARTS
