"""The file of a backup: a ZIP with the dump of the database and a manifest that says what must be in it.

The standard library only: a backup can be looked at where nothing of the register is installed. Nothing is unpacked to
a path that the file names.
"""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

FORMAT = "rare-earth-controls-register backup"
FORMAT_VERSION = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
NAME = re.compile(r"register-\d{8}T\d{6}Z-r\d+\.backup")
_AT_ONCE = 1024 * 1024
_MOST_MANIFEST = 16 * 1024 * 1024  # bytes
# What a manifest says, and of which type it is.
_SAYS: Mapping[str, type] = {
    "version": str,
    "made_at": str,
    "postgres": str,
    "migrations": list,
    "revision": int,
    "digest": str,
    "register": dict,
    "tables": dict,
    "left_out": list,
    "parts": dict,
}


class BackupRefused(Exception):
    """The file is no whole backup of a register. The message is fit for the user."""


@dataclass(frozen=True)
class Backup:
    """A file whose parts are all there and have the digests that its manifest says."""

    path: Path
    manifest: Mapping[str, Any]

    @contextmanager
    def dump(self) -> Iterator[IO[bytes]]:
        """The dump of the database, for reading."""
        with zipfile.ZipFile(self.path) as file, file.open(DUMP) as part:
            yield part


def name_of(*, at: datetime, revision: int) -> str:
    """The name of a file that is made at this moment: names sort as moments do."""
    return f"register-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-r{revision}.backup"


def write(path: Path, *, dump: Callable[[IO[bytes]], None], says: Mapping[str, Any]) -> Path:
    """Write a backup under a temporary name and rename it when it is whole; only the owner can read it.

    `dump` writes the dump of the database to the file that it is given; what it raises leaves no file behind.
    """
    half = path.with_name(path.name + ".part")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with os.fdopen(handle, "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as file:
                with file.open(DUMP, "w", force_zip64=True) as part:
                    measured = _Measured(part)
                    dump(measured)  # type: ignore[arg-type]  # it is only written to
                manifest = {
                    "format": FORMAT,
                    "format_version": FORMAT_VERSION,
                    **says,
                    "parts": {DUMP: measured.says()},
                }
                file.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False))
            raw.flush()
            os.fsync(raw.fileno())
        half.rename(path)
    finally:
        half.unlink(missing_ok=True)
    return path


class _Measured:
    """Passes on what is written, and counts and digests it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self.file.write(data)

    def says(self) -> dict[str, Any]:
        return {"bytes": self.size, "sha256": self.digest.hexdigest()}


def read(path: Path) -> Backup:
    """Look at the whole file. Raises BackupRefused when anything is missing, changed or foreign."""
    try:
        with zipfile.ZipFile(path) as file:
            manifest = _manifest(file, path)
            _check_parts(file, path, manifest)
    except FileNotFoundError as error:
        raise BackupRefused(f"There is no file {path}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BackupRefused(f"{path} is no backup of a register, or it is damaged or cut off: {error}.") from error
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {error.strerror or error}.") from error
    return Backup(path, manifest)


def _manifest(file: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    names = sorted(file.namelist())
    if names != sorted([DUMP, MANIFEST]):
        raise BackupRefused(f"{path} is no backup of a register: it holds {', '.join(names[:5]) or 'nothing'}.")
    if file.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
        raise BackupRefused(f"{path} is no backup of a register: its manifest is too long.")
    try:
        found = json.loads(file.read(MANIFEST).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BackupRefused(f"{path} is no backup of a register: its manifest is not JSON.") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise BackupRefused(f"{path} is no backup of a register: its manifest says so.")
    if found.get("format_version") != FORMAT_VERSION:
        raise BackupRefused(
            f"{path} has the format {found.get('format_version')!r}, this register reads {FORMAT_VERSION}."
            " Restore it with the version of the register that made it."
        )
    if missing := [name for name, kind in _SAYS.items() if not isinstance(found.get(name), kind)]:
        raise BackupRefused(f"The manifest of {path} does not say: {', '.join(missing)}.")
    return found


def _check_parts(file: zipfile.ZipFile, path: Path, manifest: Mapping[str, Any]) -> None:
    said = manifest["parts"].get(DUMP)
    if said is None:
        raise BackupRefused(f"The manifest of {path} does not say what {DUMP} must be.")
    digest, size = hashlib.sha256(), 0
    with file.open(DUMP) as part:
        while data := part.read(_AT_ONCE):
            digest.update(data)
            size += len(data)
    if said != {"bytes": size, "sha256": digest.hexdigest()}:
        raise BackupRefused(f"{path} is damaged: {DUMP} is not what its manifest says.")


def described(found: Backup) -> str:
    """In one line, what a backup holds."""
    says = found.manifest
    rows = sum(table["rows"] for table in says["tables"].values())
    return (
        f"{found.path.name}: whole; version {says['version']}, PostgreSQL {says['postgres']}, made {says['made_at']},"
        f" revision {says['revision']}, digest {says['digest'] or 'none'}, {rows:,} rows"
    )


def drop_old(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of a folder, and give those removed; 0 keeps all of them.

    Only files with names that `name_of` gives are counted or removed.
    """
    found = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_file())
    old = found[:-keep] if keep else []
    for path in old:
        path.unlink()
    return old
