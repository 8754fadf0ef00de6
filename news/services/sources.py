"""Sources: how they are asked, changed by people at the desk and brought up to date by the seed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from controls.models import Authority
from news.ingest.formats import FORMATS
from news.models import Source
from news.services.seeding import Loaded, SeedRefused, SeedRow, read_table


def _text(cell: str) -> str:
    return cell


def _words(cell: str) -> list[str]:
    return cell.split()


def _number(cell: str) -> int:
    return int(cell)


def _number_or_none(cell: str) -> int | None:
    return int(cell) if cell else None


def _time_or_none(cell: str) -> time | None:
    return time.fromisoformat(cell) if cell else None


def _yes_no(cell: str) -> bool:
    if cell not in ("0", "1"):
        raise ValueError(f"{cell!r} is neither 1 (yes) nor 0 (no)")
    return cell == "1"


# The columns of the table and how a cell of each is read; `key` names the row, `authority` is looked up.
READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("name", "tier", "parser", "url", "form", "form_type", "accept", "zone", "licence"), _text),
    **dict.fromkeys(("off_reason", "terms", "robots_note", "known_failures", "evidence"), _text),
    **dict.fromkeys(("hosts", "languages"), _words),
    **dict.fromkeys(("announces_notices", "publishes", "enabled"), _yes_no),
    **dict.fromkeys(("rank", "fewest_items", "rhythm", "jitter", "gap"), _number),
    **dict.fromkeys(("quiet_from", "quiet_to"), _time_or_none),
    "quiet_rhythm": _number_or_none,
}
COLUMNS = ("key", "authority", *READERS)
# These belong together: whoever switched a source on or off has said why, and quiet hours are two.
TOGETHER = (("enabled", "off_reason"), ("quiet_from", "quiet_to", "quiet_rhythm"))


# What decides when a source is asked, and what decides how its answer is read.
ASKED = {"enabled", "url", "form", "hosts", "parser", "rhythm", "jitter", "quiet_from", "quiet_to", "quiet_rhythm"}
READ = {"url", "form", "parser", "zone"}


@transaction.atomic
def load(*, table: Path, at: datetime) -> Loaded:
    """Bring the sources to what a table says. What a person changed since the last load stays as that person left it.

    A source that is not in the table stays. Raises SeedRefused, with nothing loaded. `at` is when new sources may be
    asked for the first time.
    """
    loaded, problems = Loaded(), list[str]()
    authorities = dict(Authority.objects.values_list("key", "pk"))
    known = {source.key: source for source in Source.objects.select_for_update()}
    for row in read_table(table=table, columns=COLUMNS):
        try:
            values = _values(row, authorities)
            source = known.get(row["key"])
            if source is None:
                source = Source(key=row["key"], next_at=at, **values)
            _bring(source, values, loaded, at)
        except (ValueError, ValidationError) as error:
            problems.append(f"{table.name}, line {row.line} ({row['key']}): {_words_of(error)}")
    if problems:
        raise SeedRefused(problems)
    return loaded


def _words_of(error: ValueError | ValidationError) -> str:
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        return "; ".join(f"{name}: {' '.join(found)}" for name, found in error.message_dict.items())
    return str(error)


def _values(row: SeedRow, authorities: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a source by a row of the table. Raises ValueError in words."""
    values: dict[str, Any] = {}
    for name, read in READERS.items():
        try:
            values[name] = read(row[name])
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    if row["authority"] and row["authority"] not in authorities:
        raise ValueError(f"authority: {row['authority']!r} is not in the register")
    return {**values, "authority_id": authorities.get(row["authority"])}


def _bring(source: Source, values: Mapping[str, Any], loaded: Loaded, at: datetime) -> None:
    """Set what the seed says where nobody set anything else, and remember what the seed said."""
    said = {name: _kept_form(value) for name, value in values.items()}
    by_hand = _by_hand(source)
    moved = [name for name, value in values.items() if name not in by_hand and getattr(source, name) != value]
    loaded.kept += [
        f"{source.key}: {name}" for name in sorted(by_hand) if _kept_form(getattr(source, name)) != said[name]
    ]
    for name in moved:
        setattr(source, name, values[name])
    if source.enabled and (source.pk is None or "enabled" in moved):
        source.on_since = at
    if source.pk and READ.intersection(moved):
        source.addresses.all().delete()
    if source.pk is None:
        loaded.added.append(source.key)
    elif moved:
        loaded.changed.append(source.key)
    else:
        loaded.unchanged += 1
    if source.pk is None or moved or source.seeded != said:
        source.seeded = said
        check(source=source)
        source.save()


def _by_hand(source: Source) -> set[str]:
    """Columns in which a source is not what the seed said last, with those that belong to them."""
    changed = {name for name, said in source.seeded.items() if _kept_form(getattr(source, name)) != said}
    for group in TOGETHER:
        if changed.intersection(group):
            changed |= set(group)
    return changed


def _kept_form(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, time) else value


def faults(*, zone: str, parser: str, enabled: bool, url: str, hosts: Sequence[str]) -> dict[str, str]:
    """Why a source cannot be asked like this, by column; empty when it can."""
    found = {}
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found["zone"] = _("“%(zone)s” is no time zone.") % {"zone": zone}
    if enabled and parser not in FORMATS:
        found["parser"] = _("No parser reads “%(name)s” yet.") % {"name": parser}
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if host not in hosts:
        found["url"] = _("The host of this address is not among those that may be asked.")
    return found


def check(*, source: Source) -> None:
    """Raises ValidationError in words for a source that cannot be asked as its row says."""
    found = faults(zone=source.zone, parser=source.parser, enabled=source.enabled, url=source.url, hosts=source.hosts)
    if found:
        raise ValidationError(found)
    source.full_clean()


@transaction.atomic
def register(*, at: datetime, **columns: Any) -> Source:
    """Put a new source on record. Raises ValidationError. It is asked for the first time at `at`, if it is on."""
    source = Source(next_at=at, **columns)
    source.on_since = at if source.enabled else None
    check(source=source)
    source.save()
    return source


@transaction.atomic
def amend(*, source: Source, fields: Mapping[str, Any], at: datetime) -> Source:
    """Change how a source is asked. Raises ValidationError. Where that changes what is asked or when, it begins anew.

    A source that had ended is asked again when it gets another address or is switched on.
    """
    kept = Source.objects.select_for_update().get(pk=source.pk)
    changed = {name for name, value in fields.items() if getattr(kept, name) != value}
    for name in changed:
        setattr(kept, name, fields[name])
    if kept.enabled:
        kept.off_reason = ""
    if changed & {"url", "enabled"}:
        kept.ended_at, kept.gone_at, kept.moved_to = None, None, ""
        kept.on_since = at
    if changed & ASKED:
        kept.next_at = at
    if changed & READ:
        # The same bytes may mean something else now.
        kept.addresses.all().delete()
    check(source=kept)
    kept.save()
    return kept


@transaction.atomic
def switch_off(*, source: Source, reason: str) -> Source:
    """Ask a source no more until somebody switches it on. Raises ValidationError without a reason."""
    kept = Source.objects.select_for_update().get(pk=source.pk)
    kept.enabled, kept.off_reason = False, reason
    kept.full_clean()
    kept.save(update_fields=["enabled", "off_reason"])
    return kept


@transaction.atomic
def switch_on(*, source: Source, at: datetime) -> Source:
    """Ask a source by the clock, from now on, also one that had ended. Raises ValidationError where that is no use."""
    kept = amend(source=source, fields={"enabled": True}, at=at)
    if kept.ended_at:
        kept.ended_at, kept.gone_at, kept.next_at, kept.on_since = None, None, at, at
        kept.save(update_fields=["ended_at", "gone_at", "next_at", "on_since"])
    return kept
