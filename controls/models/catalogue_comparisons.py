"""Two versions of a catalogue item, and two editions of the catalogue, compared by meaning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

from controls import diffing, editions
from controls.diffing.lists import Fate
from controls.models.catalogue_states import points_of
from controls.models.catalogue_versions import ControlPoint, ItemVersion

PointFate = Literal["same", "moved", "reworded", "new", "gone", "only_here"]
LANGUAGES = ("en", "zh")


class FateLabel(models.TextChoices):
    """What became of an item between two editions."""

    ADDED = "added", _("added")
    DELETED = "deleted", _("deleted")
    MOVED = "moved", _("moved between the parts")
    MODIFIED = "modified", _("modified")
    RECODED = "recoded", _("another code, same text")
    UNCHANGED = "unchanged", _("unchanged")
    UNKNOWN = "unknown", _("not certain")


class PointLabel(models.TextChoices):
    """What became of a control point between two versions."""

    SAME = "same", _("the same")
    MOVED = "moved", _("the same, at another place")
    REWORDED = "reworded", _("reworded")
    NEW = "new", _("new")
    GONE = "gone", _("gone")
    ONLY_HERE = "only_here", _("no counterpart on file")


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A fact of two versions side by side. `language` is that of the words, empty for a code."""

    name: str
    old: str
    new: str
    language: str = ""

    @property
    def same(self) -> bool:
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class PointPair:
    """A control point and the one that answers to it. `runs` by language, where both sides have the wording.

    `fate` is `only_here` where the other version's points are not all on file: it may have one like it.
    """

    old: ControlPoint | None
    new: ControlPoint | None
    fate: PointFate
    runs: Mapping[str, list[diffing.Run]]


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """Two versions of one item. `points_known` says whether all control points of both are on file."""

    old: ItemVersion
    new: ItemVersion
    fields: list[FieldPair]
    points: list[PointPair]
    points_known: bool

    def count(self, fate: PointFate) -> int:
        return sum(pair.fate == fate for pair in self.points)

    @property
    def old_count(self) -> int:
        return sum(pair.old is not None for pair in self.points)

    @property
    def new_count(self) -> int:
        return sum(pair.new is not None for pair in self.points)

    @property
    def differs(self) -> bool | None:
        """Does the wording differ? None where it cannot be said, because points are missing on file."""
        if any(pair.fate in ("reworded", "new", "gone") for pair in self.points):
            return True
        return False if self.points_known else None


@dataclass(frozen=True, slots=True)
class ItemFate:
    """What became of an item between two editions, and how it stands in each; None: not in it, or not certain."""

    item: str
    fate: Fate
    old: editions.Stand | None
    new: editions.Stand | None


def compare_versions(old: ItemVersion, new: ItemVersion, among: Iterable[ItemVersion]) -> VersionComparison:
    """Two versions of an item, field by field and point by point. `among` are all its versions with their points."""
    known = list(among)
    before, after = points_of(old, known), points_of(new, known)
    whole = _all_on_file(old, known), _all_on_file(new, known)
    pairs = diffing.align([_texts(point) for point in before], [_texts(point) for point in after])
    overtaken = diffing.moved(pairs)
    rows = []
    for pair in pairs:
        left = before[pair.old] if pair.old is not None else None
        right = after[pair.new] if pair.new is not None else None
        fate = _point_fate(left, right, whole, moved=pair.new in overtaken)
        rows.append(PointPair(left, right, fate, _runs(left, right)))
    return VersionComparison(old, new, _fields(old, new), rows, all(whole))


def compare_editions(
    catalogue: editions.Catalogue, old: editions.Edition, new: editions.Edition, versions: Iterable[ItemVersion]
) -> list[ItemFate]:
    """What became of every item that either edition names. `versions` are all versions with their points."""
    before, after = catalogue.view(old), catalogue.view(new)
    by_key = {version.key: version for version in versions}
    modified = {item: _modified(item, before, after, catalogue, (old, new), by_key) for item in {*before, *after}}
    unseen = {item for item in after if item not in before and not _known_absent(item, catalogue, old, new)}
    lost = {item for item in before if item not in after and not _known_gone(item, catalogue, old, new)}
    fates = diffing.compare_lists(
        {item: _standing(stand) for item, stand in before.items()}
        | {item: diffing.Standing(part="", known=False) for item in unseen},
        {item: _standing(stand) for item, stand in after.items()}
        | {item: diffing.Standing(part="", known=False) for item in lost},
        modified={item: answer for item, answer in modified.items() if answer is not None},
    )
    order = list(FateLabel.values)
    rows = [ItemFate(item, fate, before.get(item), after.get(item)) for item, fate in fates.items()]
    listed = [row for row in rows if any(stand and stand.code != editions.ENDED for stand in (row.old, row.new))]
    return sorted(listed, key=lambda row: (order.index(row.fate), (row.new or row.old or _NOWHERE).label, row.item))


def _known_absent(item: str, catalogue: editions.Catalogue, old: editions.Edition, new: editions.Edition) -> bool:
    """An edition of which rows are missing may have held an item that no row names, unless a later one added it."""
    between = [
        entry
        for key, entry in catalogue.of_item[item].items()
        if editions.first_day(old) < editions.first_day(catalogue.by_key[key]) <= editions.first_day(new)
    ]
    # What a final adds was not in the final before it; a draft in between may have held it.
    added = old.final and any(entry.change == editions.ADDED for entry in between)
    return (old.key in catalogue.complete and old.whole) or added


def _known_gone(item: str, catalogue: editions.Catalogue, old: editions.Edition, new: editions.Edition) -> bool:
    """An edition between ended it; or it was new in a draft, and every addition since is on file without it.

    What a draft did not add stood in the final before it, and no row says that it was deleted.
    """
    law = catalogue.stand(item, on=editions.first_day(new))
    if law is not None and law.code == editions.ENDED:
        return True
    since = [
        edition
        for edition in catalogue.editions
        if (edition.final or edition.key == new.key)
        and editions.first_day(old) < editions.first_day(edition) <= editions.first_day(new)
    ]
    entry = catalogue.of_item[item].get(old.key)
    return (
        entry is not None
        and entry.change == editions.ADDED
        and all(
            edition.key in catalogue.complete
            or edition.official.added == catalogue.changes_held(edition)[editions.ADDED]
            for edition in since
        )
    )


_NOWHERE = editions.Stand(editions.ENDED, date.min)


def _modified(
    item: str,
    before: Mapping[str, editions.Stand],
    after: Mapping[str, editions.Stand],
    catalogue: editions.Catalogue,
    ends: tuple[editions.Edition, editions.Edition],
    versions: Mapping[str, ItemVersion],
) -> bool | None:
    """Does the wording differ between two editions? By the texts where they are on file, else by what editions say."""
    old, new = (versions.get(side[item].entry) if item in side else None for side in (before, after))
    among = [version for version in versions.values() if version.item.key == item]
    if old is not None and new is not None and (told := compare_versions(old, new, among).differs) is not None:
        return told
    entries = [
        entry
        for key, entry in catalogue.of_item.get(item, {}).items()
        if editions.first_day(ends[0]) < editions.first_day(catalogue.by_key[key]) <= editions.first_day(ends[1])
        and (catalogue.by_key[key].final or key == ends[1].key)
    ]
    # Finals say what they change of the finals before them, never what of a draft.
    changes = {entry.change for entry in entries} if ends[0].final else set()
    # An edition between, of which rows are missing, may have changed what the next one left as it was.
    between = {each.key for each in catalogue.finals if editions.first_day(ends[0]) < editions.first_day(each)
               <= editions.first_day(ends[1])}  # fmt: skip
    silent = between - {entry.edition for entry in entries} - catalogue.complete
    if changes & {editions.MODIFIED, editions.MOVED}:
        return True
    return False if changes and changes <= {editions.UNCHANGED} and not silent else None


def _standing(stand: editions.Stand) -> diffing.Standing:
    return diffing.Standing(
        part=stand.part,
        code=stand.label,
        text=stand.entry,
        listed=stand.code == editions.IN_FORCE,
        known=stand.code != editions.TO_BE_CONFIRMED,
    )


def _all_on_file(version: ItemVersion, among: Iterable[ItemVersion]) -> bool:
    known = {each.pk: each for each in among}
    found: ItemVersion | None = version
    while found is not None and found.points_known == ItemVersion.Points.SAME:
        found = known.get(found.predecessor_id or 0)
    return found is not None and found.points_known == ItemVersion.Points.ALL


def _texts(point: ControlPoint) -> dict[str, str]:
    return {"en": point.text_en, "zh": point.text_zh}


def _point_fate(
    old: ControlPoint | None, new: ControlPoint | None, whole: tuple[bool, bool], *, moved: bool
) -> PointFate:
    if old is None:
        return "new" if whole[0] else "only_here"
    if new is None:
        return "gone" if whole[1] else "only_here"
    before, after = _texts(old), _texts(new)
    if any(before[language] != after[language] for language in LANGUAGES if before[language] and after[language]):
        return "reworded"
    return "moved" if moved else "same"


def _runs(old: ControlPoint | None, new: ControlPoint | None) -> dict[str, list[diffing.Run]]:
    if old is None or new is None:
        return {}
    before, after = _texts(old), _texts(new)
    return {
        language: diffing.compare(before[language], after[language])
        for language in LANGUAGES
        if before[language] and after[language]
    }


def _fields(old: ItemVersion, new: ItemVersion) -> list[FieldPair]:
    return [
        FieldPair("code", old.code, new.code),
        FieldPair("part", old.part, new.part),
        FieldPair("title", old.title_en, new.title_en, "en"),
        FieldPair("title", old.title_zh, new.title_zh, "zh"),
        FieldPair("industry", old.industry_en, new.industry_en, "en"),
        FieldPair("industry", old.industry_zh, new.industry_zh, "zh"),
    ]
