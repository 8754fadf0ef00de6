"""The index of this process: built from a revision of the register and the lists beside it, swapped whole.

No answer without it: whoever asks while nothing is loaded, or while it is built for longer than one may wait, is told
to come back. "Nothing found" is said only by an index that holds everything of its revision.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from controls.matching.index import Index, Party
from controls.matching.scoring import ALGORITHM
from controls.models import recorded
from controls.screening.receipts import digest_of
from controls.screening.services import listed, register, snapshots, unlisted
from controls.screening.services.sources import SOURCES, source_of

logger = logging.getLogger(__name__)
_TRIES = 3  # times that a moving register is read before one gives up for now
_MOST_DAYS = 100  # that are kept ready
_MOST_ENTRIES = 5_000  # about 10 MB
RETRY_AFTER = 5  # seconds


class IndexNotReady(Exception):
    """Nothing can be screened now. The message is fit for the user; it is never an answer that nobody was found."""

    retry_after = RETRY_AFTER


class NothingLoaded(IndexNotReady):
    """There is no list to screen against."""


@dataclass(frozen=True)
class Loaded:
    """An index with the versions of everything in it, and the SHA-256 of the parties on each list."""

    token: tuple[Any, ...]
    index: Index
    revision: int
    algorithm: str
    digests: dict[str, str]
    versions: dict[str, int]  # of the imported lists
    days: dict[date, "Day"] = field(default_factory=dict)
    entries: dict[tuple[str, date], dict[str, Any]] = field(default_factory=dict)

    def day(self, on: date) -> "Day":
        """What every answer for a day says, read once."""
        if on not in self.days:
            if len(self.days) >= _MOST_DAYS:
                self.days.clear()
            self.days[on] = _day(self.digests, on)
        return self.days[on]

    def described(self, *, keys: Collection[str], on: date) -> dict[str, dict[str, Any]]:
        """What is said of parties that were found, each read once per day; some queries for each source, or none.

        As long as nothing changes it stays true, and when something does, this index is no longer asked.
        """
        known = {key: self.entries[key, on] for key in keys if (key, on) in self.entries}
        missing: dict[str, list[str]] = defaultdict(list)
        for key in sorted(set(keys) - set(known)):
            missing[source_of(key=key).PREFIX].append(key)
        read = {
            key: entry
            for wanted in missing.values()
            for key, entry in source_of(key=wanted[0]).described(keys=wanted, on=on).items()
        }
        if len(self.entries) + len(read) > _MOST_ENTRIES:
            self.entries.clear()
        self.entries.update({(key, on): entry for key, entry in read.items()})
        return known | read


@dataclass(frozen=True, slots=True)
class Day:
    """The lists that were searched as of a day, and the rules in force on it that reach parties on no list."""

    searched: tuple[dict[str, Any], ...]
    notices: tuple[dict[str, Any], ...]


@dataclass
class _Held:
    loaded: Loaded | None = None
    building: Lock = field(default_factory=Lock)


_held = _Held()


def current() -> Loaded:
    """The index of what is on record now. One query when nothing has changed since the last question.

    Raises IndexNotReady when no list is loaded, or when another thread builds for longer than
    SCREENING_WAIT_SECONDS.
    """
    token = _token()
    loaded = _held.loaded
    if loaded is not None and loaded.token == token:
        return loaded
    if not _held.building.acquire(timeout=settings.SCREENING_WAIT_SECONDS):
        raise IndexNotReady("The index is being built. Nothing was screened; ask again in a few seconds.")
    try:
        loaded = _held.loaded
        if loaded is None or loaded.token != _token():
            with snapshots.turn():
                loaded = _renewed(loaded)
        return loaded
    finally:
        _held.building.release()


def warm() -> None:
    """Build the index before anybody asks. For a thread of its own; what hinders it is said in the log."""
    try:
        loaded = current()
        logger.info("The index of names is ready: %s parties, revision %s.", loaded.index.size, loaded.revision)
    except (IndexNotReady, DatabaseError) as reason:
        logger.warning("The index of names is not ready yet: %s", reason)
    finally:
        connection.close()


def warm_beside() -> None:
    """Build the index in a thread, unless one is building already."""
    if not _held.building.locked():
        Thread(target=warm, name="index", daemon=True).start()


def loaded_revision() -> int | None:
    """The revision that this process's index was built from; nothing while it has none."""
    return _held.loaded.revision if _held.loaded is not None else None


def is_loaded() -> bool:
    """Whether this process has an index; it may be of a revision that is no longer the newest."""
    return _held.loaded is not None


@contextmanager
def at(*, revision: int, versions: Mapping[str, int]) -> Iterator[Loaded]:
    """The index of the register as it stood at a revision, with these versions of lists, for questions asked inside.

    Raises RevisionUnknown, RecordedTimeNotReady and IndexNotReady.
    """
    with recorded.at(revision), listed.at(versions=versions):
        yield _built(earlier=None)


def forget() -> None:
    """Let go of the index: the next question builds it anew."""
    _held.loaded = None


def is_current(*, loaded: Loaded) -> bool:
    """Whether nothing has changed since this index was built. One query."""
    return loaded.token == _token()


def _token() -> tuple[Any, ...]:
    return (*(source.version() for source in SOURCES), ALGORITHM)


def _renewed(earlier: Loaded | None) -> Loaded:
    """The index of now, from its snapshot or built. Others may ask it while it is written to a file."""
    token = _token()
    if found := snapshots.load(token=token):
        loaded = _held.loaded = _loaded(token, *found)
        return loaded
    loaded = _held.loaded = _built(earlier=earlier)
    snapshots.save(token=loaded.token, index=loaded.index, digests=loaded.digests)
    return loaded


def _built(*, earlier: Loaded | None) -> Loaded:
    """Read until nothing has changed while reading: what is in the index is then what was on record at its token.

    What stands as it did in an earlier index is taken from there: a change of the register reads no imported list.
    """
    for _try in range(_TRIES):
        token = _token()
        stood = _stood(earlier, token)
        fresh = [party for source in SOURCES if source.PREFIX not in stood for party in source.parties()]
        if token == _token():
            same = [party for party in earlier.index.parties if _prefix(party) in stood] if earlier else []
            if not fresh and not same:
                raise NothingLoaded("No list is loaded; nothing can be screened.")
            made = Index.build([*same, *fresh], earlier=earlier.index if earlier else None)
            return _loaded(token, made, _digests_upon(earlier.digests if earlier else {}, same, fresh))
    raise IndexNotReady("The register is changing. Nothing was screened; ask again in a few seconds.")


def _stood(earlier: Loaded | None, token: tuple[Any, ...]) -> set[str]:
    """The sources that are at the version which an earlier index has of them, by their prefixes."""
    if earlier is None:
        return set()
    versions = zip(SOURCES, earlier.token, token, strict=False)
    return {source.PREFIX for source, was, now in versions if was == now}


def _prefix(party: Party) -> str:
    return party.key.partition(":")[0]


def _loaded(token: tuple[Any, ...], index: Index, digests: dict[str, str]) -> Loaded:
    return Loaded(token, index, _revision(token), ALGORITHM, digests, listed.versions())


def _day(digests: dict[str, str], on: date) -> Day:
    lists = [each for source in SOURCES for each in source.searched(on=on)]
    searched = [{**each, "digest": digests.get(each["list"], "")} for each in lists]
    return Day(tuple(searched), tuple(unlisted.rules(on=on)))


def _revision(token: tuple[Any, ...]) -> int:
    """The revision of the register that a token names."""
    versions = dict(zip((source.PREFIX for source in SOURCES), token, strict=False))
    revision, _digest = versions[register.PREFIX]
    return int(revision)


def _digests_upon(known: Mapping[str, str], same: Sequence[Party], fresh: Sequence[Party]) -> dict[str, str]:
    """The digests of all lists: known are those on which nobody stands who was read anew."""
    moved = _lists_of(fresh)
    kept = {key: known[key] for key in _lists_of(same) - moved if key in known}
    anew = [*fresh, *(party for party in same if any(span.list_key not in kept for span in party.spans))]
    return kept | {key: digest for key, digest in _digests(anew).items() if key not in kept}


def _lists_of(parties: Iterable[Party]) -> set[str]:
    return {span.list_key for party in parties for span in party.spans}


def _digests(parties: Iterable[Party]) -> dict[str, str]:
    """For each list the SHA-256 over everybody on it, as the index holds them, in the order of their keys."""
    on_list: dict[str, list[list[object]]] = defaultdict(list)
    for party in sorted(parties, key=lambda each: each.key):
        names = [[name.text, name.language, name.kind] for name in party.names]
        numbers = sorted(list(number) for number in party.facts.numbers)
        for span in party.spans:
            days = [day.isoformat() if day else None for day in (span.first_day, span.last_day)]
            on_list[span.list_key].append(
                [party.key, party.person, names, party.facts.country, numbers, party.facts.address, days]
            )
    return {key: digest_of(entries) for key, entries in on_list.items()}
