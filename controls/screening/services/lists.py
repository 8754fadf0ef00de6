"""Lists of others: importing a version, holding it back, and bringing it into use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.models import EntityList
from controls.screening.formats import RowError
from controls.screening.models import ImportedList, ListVersion
from controls.screening.services import list_staging
from controls.screening.services.list_staging import Tell

State = ListVersion.State

# Above these a person has to look: a list that shrinks like that, or that says something else under the same ids, is
# more often a broken file than the law.
MOST_REMOVED = MOST_REPLACED = 0.15
MOST_GROWTH = 2.0
_DESCRIBED = ("name", "url", "terms", "owner", "expected_count", "complete", "verified_on")


class ListRefused(Exception):
    """Nothing was imported, or decided. The message is fit for the user; `errors` are those of the file, by line."""

    def __init__(self, message: str, errors: Sequence[RowError] = (), error_count: int = 0) -> None:
        super().__init__(message)
        self.errors, self.error_count = list(errors), error_count


@dataclass(frozen=True, slots=True)
class Import:
    """What became of a file. `known` when this very file was imported before, and nothing was written."""

    version: ListVersion
    known: bool = False


def _nobody(_bytes: int) -> None:
    """Hears the progress when nobody wants to."""


def import_list(
    *,
    key: str,
    stream: BinaryIO,
    by: str,
    at: datetime,
    form: str = "",
    name: str = "",
    file_name: str = "",
    preview: bool = False,
    keep: bool = True,
    tell: Tell = _nobody,
) -> Import:
    """Read a file as the next version of a list: all of it or nothing.

    It is in use at once, unless `preview` asks to wait for a person, or it looks broken and is held back. Without
    `keep` everything is read and compared, and nothing written. Raises ListRefused with every error by line; a refused
    file leaves a version that says why, when its list is on record.
    """
    digest, size = list_staging.digest_of(stream=stream)
    try:
        with transaction.atomic():
            found = _list(key, form, name)
            known = _known(found, digest)
            if known is not None:
                return Import(known, known=True)
            version = _version(found, form, digest, size, file_name[-200:], by, at)
            _stage(version, stream, tell, preview=preview)
            transaction.set_rollback(not keep)
        return Import(version)
    except ListRefused as refusal:
        if keep and refusal.errors:
            _note_refusal(key, form, digest, size, file_name[-200:], by, at, refusal)
        raise


@transaction.atomic
def publish(*, version: ListVersion, by: str, at: datetime) -> ListVersion:
    """Bring a version into use that waited for confirmation. One that is held back needs a reason as well."""
    version = _open(version)
    version.reason = _compared(version)
    if version.reason:
        raise ListRefused(_("%(doubts)s Say why it may be used.") % {"doubts": version.reason})
    return _publish(version, by, at)


@transaction.atomic
def publish_held_back(*, version: ListVersion, reason: str, by: str, at: datetime) -> ListVersion:
    """Bring a version into use that was held back, on somebody's word that it is right."""
    version = _open(version)
    if not reason.strip():
        raise ListRefused(_("Say why this version may be used although it was held back."))
    version.decision_reason, doubts = reason.strip(), _compared(version)
    version.reason = version.reason or doubts
    return _publish(version, by, at)


@transaction.atomic
def discard(*, version: ListVersion, reason: str, by: str, at: datetime) -> ListVersion:
    """Refuse a version that waits or is held back. What is in use stays in use."""
    version = _open(version)
    if not reason.strip():
        raise ListRefused(_("Say why this version is not used."))
    version.waiting.all().delete()
    version.state, version.reason = State.REFUSED, version.reason or reason.strip()
    version.decision_reason, version.decided_by, version.decided_at = reason.strip(), by, at
    version.save()
    return version


@transaction.atomic
def describe(*, imported_list: ImportedList, fields: Mapping[str, Any]) -> ImportedList:
    """Say what is known of a list: its name, address, terms, who keeps it, and whether it is complete."""
    found = ImportedList.objects.select_for_update().get(pk=imported_list.pk)
    for column in fields:
        if column not in _DESCRIBED:
            raise ListRefused(_("%(field)s is not changed by hand.") % {"field": column})
        setattr(found, column, fields[column])
    found.save()
    return found


def _list(key: str, form: str, name: str) -> ImportedList:
    """The list, held until the transaction ends: two files of one list take turns."""
    found = ImportedList.objects.select_for_update().filter(key=key).first()
    if found is not None:
        return found
    if not form or not name.strip():
        raise ListRefused(_("There is no list “%(key)s” yet: give its name and its format.") % {"key": key})
    if EntityList.objects.filter(key=key).exists():
        raise ListRefused(_("The register itself has a list “%(key)s”: choose another key.") % {"key": key})
    new = ImportedList(key=key, name=name.strip(), form=form)
    try:
        new.full_clean(validate_unique=False)
    except ValidationError as error:
        told = [f"{field}: {' '.join(words)}" for field, words in error.message_dict.items()]
        raise ListRefused(" ".join(told)) from error
    # Somebody else may bring the same list at this very moment: the second one waits, and finds the first one's.
    ImportedList.objects.get_or_create(key=key, defaults={"name": new.name, "form": form})
    return ImportedList.objects.select_for_update().get(key=key)


def _known(found: ImportedList, digest: str) -> ListVersion | None:
    """The version that is this very file, where it is in use or waits for a person."""
    newest = found.versions.published().newest_first().first()
    waiting = found.versions.open().filter(digest=digest).newest_first().first()
    return newest if newest is not None and newest.digest == digest else waiting


def _version(
    found: ImportedList, form: str, digest: str, size: int, file_name: str, by: str, at: datetime
) -> ListVersion:
    newest = found.versions.newest_first().first()
    version = ListVersion(
        imported_list=found,
        number=newest.number + 1 if newest else 1,
        form=form or found.form,
        file_name=file_name,
        digest=digest,
        size=size,
        state=State.WAITING,
        imported_at=at,
        imported_by=by,
    )
    version.save()
    return version


def _stage(version: ListVersion, stream: BinaryIO, tell: Tell, *, preview: bool) -> None:
    reading = list_staging.stage(version=version, stream=stream, tell=tell)
    if not reading.error_count and not reading.count:
        reading.refuse(1, "The file holds no party.")
    if reading.error_count:
        message = _("%(file)s was refused, nothing was imported; %(count)d errors.")
        words = {"file": version.file_name or version.imported_list.key, "count": reading.error_count}
        raise ListRefused(message % words, reading.errors, reading.error_count)
    version.count, version.skipped = reading.count, dict(reading.skipped)
    version.reason = _compared(version)
    if version.reason:
        version.state = State.HELD_BACK
    if version.reason or preview:
        version.save()
    else:
        _publish(version, version.imported_by, version.imported_at)


def _compared(version: ListVersion) -> str:
    """Count anew what the version changes in what is in use; why a person has to look at it, empty for nothing."""
    version.added, version.changed, version.removed = list_staging.changes(version=version)
    return "\n".join(_doubts(version))


def _doubts(version: ListVersion) -> Iterator[str]:
    """In English, as they are kept: a page says them in its reader's language."""
    found = version.imported_list
    used = found.versions.published().newest_first().first()
    before = used.count if used else found.expected_count or 0
    missing = version.removed if used else max(before - version.count, 0)
    yield from _doubts_of(version, before=before, missing=missing)
    earlier = found.versions.published().filter(digest=version.digest).newest_first().first()
    if earlier is not None:
        yield f"The file is that of version {earlier.number}: an older state of the list was served again."


def _doubts_of(version: ListVersion, *, before: int, missing: int) -> Iterator[str]:
    """What the counts alone say, against `before` entries in use of which `missing` are in the file no more."""
    words = {"before": before, "now": version.count, "missing": missing, "changed": version.changed}
    if before and missing > MOST_REMOVED * before:
        yield "{missing} of {before} entries would vanish; the file has {now}.".format(**words)
    elif before and version.changed + missing > MOST_REPLACED * before:
        yield (
            "{changed} of {before} entries would say something else under the same id, and {missing} would vanish."
        ).format(**words)
    if before and version.count > MOST_GROWTH * before:
        yield "The file has {now} entries where there are {before}: more than twice as many.".format(**words)


def _open(version: ListVersion) -> ListVersion:
    """The version, held, and still to be decided. The list is held first, as by an import."""
    ImportedList.objects.select_for_update().get(pk=version.imported_list_id)
    found = ListVersion.objects.select_for_update(of=("self",)).select_related("imported_list").get(pk=version.pk)
    if found.state not in (State.WAITING, State.HELD_BACK):
        raise ListRefused(
            _("%(version)s is decided: %(state)s.") % {"version": found, "state": found.get_state_display()}
        )
    return found


def _publish(version: ListVersion, by: str, at: datetime) -> ListVersion:
    newer = ListVersion.objects.published().filter(imported_list=version.imported_list_id, number__gt=version.number)
    if newer.exists():
        raise ListRefused(_("A newer version of this list is in use. Import the file again."))
    list_staging.bring_into_use(version=version)
    version.state, version.published_on = State.PUBLISHED, timezone.localtime(at).date()
    version.decided_by, version.decided_at = by, at
    version.save()
    return version


def _note_refusal(
    key: str, form: str, digest: str, size: int, file_name: str, by: str, at: datetime, refusal: ListRefused
) -> None:
    with transaction.atomic():
        found = ImportedList.objects.select_for_update().filter(key=key).first()
        if found is None:
            return
        version = _version(found, form, digest, size, file_name, by, at)
        version.state, version.reason = State.REFUSED, str(refusal)
        version.errors = [[error.line, error.message] for error in refusal.errors]
        version.error_count = refusal.error_count
        version.save()
