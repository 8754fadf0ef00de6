"""The index on disk between starts of the register, where SCREENING_INDEX_DIR names a place for it.

A snapshot only spares time: one that is missing, damaged, or of another state of the lists is built anew.
"""

import fcntl
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from controls.matching.index import Index, SnapshotRefused
from controls.screening.receipts import digest_of

logger = logging.getLogger(__name__)
_INDEX, _DIGESTS, _TURN = "screening.index", "screening.lists.json", "screening.lock"


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other process of this machine builds: whoever comes next finds the snapshot of the one before.

    Without a place for snapshots, or where nothing can be written, everybody builds for himself.
    """
    if not settings.SCREENING_INDEX_DIR:
        yield
        return
    folder = Path(settings.SCREENING_INDEX_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = (folder / _TURN).open("w")
    except OSError as reason:
        logger.warning("Processes cannot take turns in %s: %s", folder, reason)
        yield
        return
    with held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def load(*, token: tuple[Any, ...]) -> tuple[Index, dict[str, str]] | None:
    """The index of this very state of the lists with the digests of the lists, or nothing."""
    if not settings.SCREENING_INDEX_DIR:
        return None
    folder, state = Path(settings.SCREENING_INDEX_DIR), digest_of(token)
    if not (folder / _INDEX).exists():
        return None
    try:
        digests = json.loads((folder / _DIGESTS).read_text(encoding="utf-8"))
        if digests["token"] != state:
            return None
        return Index.load(folder / _INDEX, token=state), dict(digests["lists"])
    except (SnapshotRefused, OSError, ValueError, KeyError, TypeError) as reason:
        logger.warning("The snapshot of the index is built anew: %s", reason)
        return None


def save(*, token: tuple[Any, ...], index: Index, digests: dict[str, str]) -> None:
    """Keep an index for the next start. Where that fails the register works on, and says so in its log."""
    if not settings.SCREENING_INDEX_DIR:
        return
    folder, state = Path(settings.SCREENING_INDEX_DIR), digest_of(token)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        index.save(folder / _INDEX, token=state)
        draft = folder / f"{_DIGESTS}.{state[:16]}.part"
        draft.write_text(json.dumps({"token": state, "lists": digests}), encoding="utf-8")
        draft.replace(folder / _DIGESTS)
    except OSError as reason:
        logger.warning("The index could not be kept in %s: %s", folder, reason)
