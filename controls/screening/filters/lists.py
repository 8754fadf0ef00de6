"""What one may ask of the lists that are screened: those of the register and those imported beside it, together."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery

from controls.screening.models import ImportedList, ListVersion
from controls.screening.services import listed
from controls.screening.services.sources import SOURCES


@dataclass(frozen=True, slots=True)
class ScreenedList:
    """A list with what was in use of it on a day. `imported` is None for a list of the register."""

    searched: dict[str, Any]
    imported: ImportedList | None = None
    version: ListVersion | None = None
    waiting: tuple[ListVersion, ...] = ()

    @property
    def key(self) -> str:
        return self.imported.key if self.imported else self.searched["list"]

    @property
    def held_back(self) -> bool:
        """Whether a newer file waits for a person, so that what is in use may be old."""
        return any(version.state == ListVersion.State.HELD_BACK for version in self.waiting)


def screened_lists(*, on: date) -> list[ScreenedList]:
    """Every list, those of the register first, then the imported ones by key; also those with nothing in use."""
    own = [
        ScreenedList(each) for source in SOURCES if source.PREFIX != listed.PREFIX for each in source.searched(on=on)
    ]
    return [*own, *imported_lists(on=on)]


def imported_lists(*, on: date, key: str | None = None) -> list[ScreenedList]:
    """The imported lists in four queries, however many there are."""
    used = {each["list"]: each for each in listed.searched(on=on)}
    newest = ListVersion.objects.in_use(on=on).filter(imported_list=OuterRef("pk")).values("pk")[:1]
    rows = ImportedList.objects.annotate(used=Subquery(newest)).order_by("key")
    if key is not None:
        rows = rows.filter(key=key)
    opened = Prefetch("versions", ListVersion.objects.open().newest_first(), to_attr="waiting_versions")
    found: list[Any] = list(rows.prefetch_related(opened))
    versions = ListVersion.objects.in_bulk([row.used for row in found if row.used])
    return [
        ScreenedList(used.get(row.key, {}), row, versions.get(row.used), tuple(row.waiting_versions)) for row in found
    ]
