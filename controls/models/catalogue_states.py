"""How catalogue items stand on a day, in words; and whose control points apply where a version only repeats them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from controls import editions
from controls.models.catalogue import CatalogueItem, CatalogueRevision
from controls.models.catalogue_versions import ControlPoint, ItemVersion


class CatalogueState(models.TextChoices):
    """What a catalogue item can be on a day; computed, never stored."""

    IN_FORCE = editions.IN_FORCE, _("In force")
    SCHEDULED = editions.SCHEDULED, _("Scheduled")
    TO_BE_CONFIRMED = editions.TO_BE_CONFIRMED, _("To be confirmed")
    ENDED = editions.ENDED, _("Ended")
    NOT_LAW = editions.NOT_LAW, _("Draft only, not law")


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """What an item is on a day. `badge` is the part while in force, else the state; `version` is whose text applies.

    `version_code` is the code under which it stands, empty where none was seen.
    """

    code: str
    badge: str
    since: date
    until: date | None
    part: str
    version_code: str
    version: str
    edition: str
    note: str

    @property
    def label(self) -> str:
        """The word on the badge."""
        return str(dict(ItemVersion.Part.choices).get(self.badge) or CatalogueState(self.badge).label)


def whole_catalogue() -> editions.Catalogue:
    """All editions and versions on file as values, in two queries."""
    revisions = CatalogueRevision.objects.select_related("based_on").order_by("published_on", "key")
    versions = ItemVersion.objects.select_related("item", "revision").order_by("revision__published_on", "key")
    return editions.Catalogue(
        tuple(revision.value() for revision in revisions), tuple(version.entry() for version in versions)
    )


def of_item(item: CatalogueItem, catalogue: editions.Catalogue, *, on: date) -> ItemStanding | None:
    """The standing of an item on a day; None when nothing published by that day names it."""
    return in_words(catalogue.stand(item.key, on=on))


def about_rare_earths(*, on: date) -> list[tuple[CatalogueItem, ItemStanding]]:
    """Items about rare earths that bind on a day or may: bans first. The catalogue names no single element."""
    items = CatalogueItem.objects.filter(rare_earth=CatalogueItem.RareEarth.YES).with_versions()
    catalogue = whole_catalogue()
    found = [(item, standing) for item in items if (standing := of_item(item, catalogue, on=on)) is not None]
    open_ones = [each for each in found if each[1].code not in (editions.ENDED, editions.NOT_LAW)]
    return sorted(open_ones, key=lambda each: (each[1].code, each[1].part, each[1].version_code or "~", each[0].key))


def in_words(stand: editions.Stand | None) -> ItemStanding | None:
    """A stand with its note in the reader's language."""
    if stand is None:
        return None
    days = {name: date_format(day) for name, day in stand.note_params.items()}
    return ItemStanding(
        code=stand.code,
        badge=stand.part if stand.code == editions.IN_FORCE else stand.code,
        since=stand.since,
        until=stand.until,
        part=stand.part,
        version_code=stand.label,
        version=stand.entry,
        edition=stand.edition,
        note=gettext(stand.note) % days if stand.note else "",
    )


def points_of(version: ItemVersion, among: Iterable[ItemVersion]) -> list[ControlPoint]:
    """The control points that apply: the version's own, or those of the versions before that it leaves as they were.

    `among` are the item's versions with their points; no further query.
    """
    known = {each.pk: each for each in among}
    found: ItemVersion | None = version
    while found is not None and found.points_known == ItemVersion.Points.SAME:
        found = known.get(found.predecessor_id or 0)
    return sorted(found.points.all(), key=lambda point: point.position) if found else []
