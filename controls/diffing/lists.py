"""What became of each item between two editions of a list, from what each of them says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Fate = Literal["added", "deleted", "moved", "modified", "recoded", "unchanged", "unknown"]
# The order in which a reader wants to hear of them.
FATES: tuple[Fate, ...] = ("added", "deleted", "moved", "modified", "recoded", "unchanged", "unknown")


@dataclass(frozen=True, slots=True)
class Standing:
    """An item in one edition. `text` names whose wording applies, empty when none is on file.

    `known` is false where the edition may or may not hold the item, `listed` where it is known not to.
    """

    part: str
    code: str = ""
    text: str = ""
    listed: bool = True
    known: bool = True


def compare_lists(
    old: Mapping[str, Standing], new: Mapping[str, Standing], *, modified: Mapping[str, bool | None]
) -> dict[str, Fate]:
    """The fate of every item that either edition names, by its key.

    `modified` says of items whose wording in the two editions is not the same version whether it differs; None and a
    missing item: nobody knows. An item that an edition does not name at all was not in it, as far as is on file.
    """
    return {item: _fate(old.get(item), new.get(item), modified.get(item)) for item in sorted({*old, *new})}


def _fate(before: Standing | None, after: Standing | None, modified: bool | None) -> Fate:
    if not all(standing.known for standing in (before, after) if standing is not None):
        return "unknown"
    was, stands = before is not None and before.listed, after is not None and after.listed
    if not was:
        return "added" if stands else "unchanged"
    if not stands:
        return "deleted"
    assert before is not None and after is not None
    if before.part != after.part:
        return "moved"
    return _in_place(before, after, modified)


def _in_place(before: Standing, after: Standing, modified: bool | None) -> Fate:
    if before.text and before.text == after.text:
        return "unchanged"
    if modified is None:
        return "unknown"
    if modified:
        return "modified"
    return "recoded" if before.code and after.code and before.code != after.code else "unchanged"
