"""What the catalogue says on a day, computed from its editions: the one place where it is explained.

Pure: values in, values out. Only finals are law; a draft is shown and never counts. An edition is either a whole list
or a list of changes, and of most editions only some rows are on file: where a row would decide and none is on file, the
answer is *to be confirmed*, never a guess. Days are Beijing calendar days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property

from controls.states import ENDED, IN_FORCE, SCHEDULED, TO_BE_CONFIRMED, gettext_noop

# Stands in a draft only, whatever the day.
NOT_LAW = "not_law"
CODES = (IN_FORCE, SCHEDULED, TO_BE_CONFIRMED, ENDED, NOT_LAW)

PROHIBITED, RESTRICTED = "prohibited", "restricted"
PARTS = (PROHIBITED, RESTRICTED)
LETTERS = {"J": PROHIBITED, "X": RESTRICTED}

LISTED, ADDED, MODIFIED, MOVED = "listed", "added", "modified", "moved"
DELETED, UNCHANGED, UNKNOWN = "deleted", "unchanged", "unknown"
# Changes that only an item can undergo which stood in the final before.
STOOD_BEFORE = (MODIFIED, MOVED, DELETED, UNCHANGED)

NOTE_DELETED = gettext_noop("Deleted by the edition published on %(published)s.")
NOTE_ABSENT = gettext_noop("Not in the edition published on %(published)s, of which every item is on file.")
NOTE_NOT_ON_FILE = gettext_noop(
    "Whether the edition published on %(published)s keeps it is not on file: neither in force nor free until confirmed."
)
NOTE_UNCLEAR = gettext_noop(
    "What the edition published on %(published)s made of it is not certain: neither in force nor free until confirmed."
)
NOTE_IMPLIED = gettext_noop(
    "Known from the edition published on %(published)s, which changed it; its earlier text is not on file."
)
NOTE_MOVED_TO_X = gettext_noop("Moved from the prohibited to the restricted part: the ban became a licence.")
NOTE_MOVED_TO_J = gettext_noop("Moved from the restricted to the prohibited part: the licence became a ban.")
NOTE_SCHEDULED = gettext_noop("Published on %(published)s; the first day is %(date)s.")
NOTE_NOT_LAW = gettext_noop("Stands only in the draft published on %(published)s. A draft is never law.")


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of an edition: items deleted, added and modified by it, and items afterwards by part. None: not known."""

    deleted: int | None = None
    added: int | None = None
    modified: int | None = None
    total: int | None = None
    prohibited: int | None = None
    restricted: int | None = None

    def as_dict(self) -> dict[str, int | None]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class Edition:
    """One edition as far as it matters for states and sums. `by_part` holds (deleted, added) of each part."""

    key: str
    final: bool
    whole: bool
    published_on: date
    effective_from: date | None
    based_on: str | None = None
    official: Totals = field(default_factory=Totals)
    by_part: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in one edition. `key` names the version on file."""

    key: str
    item: str
    edition: str
    part: str
    change: str
    code: str = ""
    counted_as: tuple[str, ...] = ()
    outcome_known: bool = True
    predecessor_code: str = ""

    @property
    def counted(self) -> tuple[str, ...]:
        """How the authority counts the change: a move is a deletion here and a modification there."""
        return self.counted_as or (self.change,)


@dataclass(frozen=True, slots=True)
class Stand:
    """What an item is on a day. `entry` is the version whose text applies, empty when none is on file.

    `since` is the first day of this state in this part, `until` the day on which a scheduled one begins. `edition` is
    the one that decides. `note` is an English sentence to be translated and filled with `note_params`.
    """

    code: str
    since: date
    part: str = ""
    label: str = ""
    entry: str = ""
    edition: str = ""
    until: date | None = None
    note: str = ""
    note_params: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalogue:
    """All editions with all entries on file."""

    editions: tuple[Edition, ...]
    entries: tuple[Entry, ...]

    @cached_property
    def by_key(self) -> dict[str, Edition]:
        return {edition.key: edition for edition in self.editions}

    @cached_property
    def finals(self) -> list[Edition]:
        """Editions that are law, by their first day."""
        return sorted((each for each in self.editions if each.final), key=first_day)

    @cached_property
    def of_item(self) -> dict[str, dict[str, Entry]]:
        """Entries by item and edition."""
        found: dict[str, dict[str, Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.item, {})[entry.edition] = entry
        return found

    @cached_property
    def complete(self) -> set[str]:
        """Keys of editions of which as many rows are on file as the authority counts."""
        return {edition.key for edition in self.editions if self._is_complete(edition)}

    def changes_held(self, edition: Edition) -> dict[str, int]:
        """How many of the changes of each kind are on file, counted as the authority counts them."""
        counted = [how for entry in self.entries if entry.edition == edition.key for how in entry.counted]
        return {kind: counted.count(kind) for kind in (DELETED, ADDED, MODIFIED)}

    def held(self, edition: Edition) -> Totals:
        """The counts over the rows on file: those of the edition, and those that it leaves as they were."""
        standing = [stand for stand in self.view(edition).values() if stand.code == IN_FORCE and stand.entry]
        parts = {part: sum(stand.part == part for stand in standing) for part in PARTS}
        return Totals(**self.changes_held(edition), total=len(standing), **parts)

    def stand(self, item: str, *, on: date) -> Stand | None:
        """What an item is on a day; None when nothing published by that day names it."""
        entries = self.of_item.get(item, {})
        stand = self._walk(entries, [edition for edition in self.finals if first_day(edition) <= on])
        return stand or self._ahead(entries, on)

    def view(self, edition: Edition) -> dict[str, Stand]:
        """The whole list as an edition leaves it, by item: what stands, what it deletes, and what is not on file.

        A draft is read as if it followed the final that it would change.
        """
        line = [each for each in self.finals if first_day(each) <= (edition.effective_from or edition.published_on)]
        if not edition.final:
            line.append(edition)
        found = {item: self._walk(entries, line) for item, entries in self.of_item.items()}
        return {
            item: stand
            for item, stand in found.items()
            if stand is not None and (stand.code != ENDED or stand.edition == edition.key)
        }

    def derived(self, edition: Edition) -> Totals:
        """Items afterwards where the authority stated no number: from an edition nearby, by its stated changes."""
        found = {
            name: None if getattr(edition.official, name) is not None else self._derived(edition, name)
            for name in ("total", *PARTS)
        }
        return Totals(**found)

    def _is_complete(self, edition: Edition) -> bool:
        stated = edition.official.as_dict()
        if edition.whole:
            listed = [entry for entry in self.entries if entry.edition == edition.key and entry.change != DELETED]
            return stated["total"] is not None and len(listed) == stated["total"]
        held = self.changes_held(edition)
        return all(stated[kind] == held[kind] for kind in held)

    def _walk(self, entries: Mapping[str, Entry], line: Iterable[Edition]) -> Stand | None:
        stand: Stand | None = None
        for edition in line:
            entry = entries.get(edition.key)
            if entry is not None:
                stand = _by_entry(stand, edition, entry)
            elif stand is not None:
                stand = _without_entry(stand, edition, complete=edition.key in self.complete)
            else:
                stand = self._implied(entries, edition)
        return stand

    def _implied(self, entries: Mapping[str, Entry], edition: Edition) -> Stand | None:
        """An item that the next final changed stood in this one, although no row of it is on file."""
        for later in self.finals:
            entry = entries.get(later.key)
            if entry is None or later.based_on != edition.key or entry.change not in STOOD_BEFORE:
                continue
            return Stand(
                IN_FORCE,
                first_day(edition),
                part=_part_before(entry),
                label=entry.predecessor_code,
                edition=edition.key,
                note=NOTE_IMPLIED,
                note_params={"published": later.published_on},
            )
        return None

    def _ahead(self, entries: Mapping[str, Entry], on: date) -> Stand | None:
        """Published and not yet law: a final before its first day, or a draft."""
        known = [self.by_key[key] for key in entries if self.by_key[key].published_on <= on]
        for edition in sorted(known, key=lambda each: (not each.final, each.published_on)):
            entry = entries[edition.key]
            stand = Stand(
                NOT_LAW, edition.published_on, entry.part, entry.code, entry.key, edition.key, None, NOTE_NOT_LAW,
                {"published": edition.published_on},
            )  # fmt: skip
            if edition.final:
                days = {"published": edition.published_on, "date": first_day(edition)}
                return replace(stand, code=SCHEDULED, until=first_day(edition), note=NOTE_SCHEDULED, note_params=days)
            return stand
        return None

    def _derived(self, edition: Edition, name: str) -> int | None:
        forward = self._from_base(edition, name)
        return forward if forward is not None else self._from_next(edition, name)

    def _from_base(self, edition: Edition, name: str) -> int | None:
        base, change = self.by_key.get(edition.based_on or ""), _net(edition, name)
        if base is None or change is None:
            return None
        stated: int | None = getattr(base.official, name)
        before = stated if stated is not None else self._from_base(base, name)
        return None if before is None else before + change

    def _from_next(self, edition: Edition, name: str) -> int | None:
        for later in self.finals:
            change = _net(later, name)
            if later.based_on == edition.key and change is not None:
                stated: int | None = getattr(later.official, name)
                after = stated if stated is not None else self._from_next(later, name)
                return None if after is None else after - change
        return None


def first_day(edition: Edition) -> date:
    """The day from which an edition counts; of a draft the day of publication."""
    return edition.effective_from or edition.published_on


def _net(edition: Edition, name: str) -> int | None:
    """By how much an edition changes the number of items, in all or in one part."""
    whole = (edition.official.deleted, edition.official.added)
    deleted, added = whole if name == "total" else edition.by_part.get(name, (None, None))
    return None if deleted is None or added is None else added - deleted


def _by_entry(stand: Stand | None, edition: Edition, entry: Entry) -> Stand:
    """The stand from the first day of an edition that has a row of the item on file."""
    days, begins = {"published": edition.published_on}, first_day(edition)
    if entry.change == UNKNOWN or not entry.outcome_known:
        note = NOTE_NOT_ON_FILE if entry.change == UNKNOWN else NOTE_UNCLEAR
        text = stand.entry if stand else ""
        return Stand(TO_BE_CONFIRMED, begins, entry.part, entry.code, text, edition.key, note=note, note_params=days)
    if entry.change == DELETED:
        return Stand(ENDED, begins, entry.part, entry.code, entry.key, edition.key, note=NOTE_DELETED, note_params=days)
    moved = {PROHIBITED: NOTE_MOVED_TO_J, RESTRICTED: NOTE_MOVED_TO_X}[entry.part] if entry.change == MOVED else ""
    if stand is not None and stand.code == IN_FORCE and stand.part == entry.part:
        begins = stand.since
    return Stand(IN_FORCE, begins, entry.part, entry.code, entry.key, edition.key, note=moved)


def _without_entry(stand: Stand, edition: Edition, *, complete: bool) -> Stand:
    """The stand from the first day of an edition that has no row of the item on file."""
    days = {"published": edition.published_on}
    changed = replace(stand, since=first_day(edition), edition=edition.key, note_params=days)
    if stand.code == ENDED or (complete and not edition.whole):
        return stand
    if complete:
        return replace(changed, code=ENDED, note=NOTE_ABSENT)
    return stand if stand.code == TO_BE_CONFIRMED else replace(changed, code=TO_BE_CONFIRMED, note=NOTE_NOT_ON_FILE)


def _part_before(entry: Entry) -> str:
    """The part in which an item stood before a change: the letter of its code says it, else the part itself."""
    if entry.predecessor_code:
        return LETTERS[entry.predecessor_code[-1]]
    if entry.change != MOVED:
        return entry.part
    return PROHIBITED if entry.part == RESTRICTED else RESTRICTED
