"""What a workbook's zip holds, looked at before anything of it is used: size, names, macros, links, passwords."""

import re
import zipfile
import zlib
from pathlib import PurePosixPath

from controls.screening.spreadsheets.rows import FileRefused, Kept

MOST_ENTRIES = 500
MOST_UNPACKED = 314_572_800  # bytes of all parts together, 300 MB: 100,000 rows of 20 columns take a third of it
MOST_STRINGS = 67_108_864  # bytes of the table of shared texts, which is held in memory
_PORTION = 262_144
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a compound file: the old .xls, and every workbook with a password
_ZIP = b"PK\x03\x04"
_UNSAFE = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]")
# An XML declaration of entities, in the two widths in which parsers accept it.
_DECLARATIONS = tuple(text.encode(name) for text in ("<!DOCTYPE", "<!ENTITY") for name in ("utf-8", "utf-16-le"))


def is_package(head: bytes) -> bool:
    """Whether these first bytes are those of a workbook, new or old, rather than of a text."""
    return head.startswith((_ZIP, _OLE, b"PK\x05\x06"))


def check_package(file: Kept) -> None:
    """Refuse what is no plain workbook. Each part is unpacked once in portions and thrown away, so sizes are real."""
    file.seek(0)
    if file.read(len(_OLE)) == _OLE:
        raise FileRefused(
            "The workbook is protected by a password, or in the old format .xls. Save it as .xlsx without a password."
        )
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            _check_names(package.infolist())
            _check_sizes(package)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise FileRefused("The workbook is damaged: its parts cannot be unpacked. Save it again.") from error


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MOST_ENTRIES:
        raise FileRefused(f"The workbook holds {len(names):,} parts; at most {MOST_ENTRIES} are unpacked.")
    if any(_UNSAFE.search(entry.orig_filename) for entry in entries) or len(set(names)) < len(names):
        raise FileRefused("The workbook holds a part whose name leads out of it or stands twice. Save it again.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("The workbook is protected by a password. Save it without one.")
    if "xl/workbook.xml" not in names:
        raise FileRefused("This is a zip file, but no workbook in the format .xlsx.")
    if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        raise FileRefused("The workbook holds macros. Save it as .xlsx, which holds none.")
    if any(name.lower().startswith("xl/externallinks/") for name in names):
        raise FileRefused("The workbook links to other files. Break the links (Data, Edit Links) and save it again.")


def _check_sizes(package: zipfile.ZipFile) -> None:
    declared = sum(entry.file_size for entry in package.infolist())
    if declared > MOST_UNPACKED:
        raise FileRefused(_too_large(declared))
    unpacked = 0
    for entry in package.infolist():
        with package.open(entry) as part:
            before, size = b"", 0
            while portion := part.read(_PORTION):
                if not size and portion.startswith(_ZIP):
                    raise FileRefused("The workbook holds another zip file. Remove what is embedded in it.")
                size, unpacked = size + len(portion), unpacked + len(portion)
                if unpacked > MOST_UNPACKED:
                    raise FileRefused(_too_large(unpacked))
                if any(sign in before + portion for sign in _DECLARATIONS):
                    raise FileRefused("The workbook declares entities of its own in XML, which no program writes.")
                before = portion[-32:]
        if entry.filename.lower() == "xl/sharedstrings.xml" and size > MOST_STRINGS:
            raise FileRefused(f"The texts of the workbook are {size // 1_048_576} MB. Send it as CSV.")
        if entry.filename == "[Content_Types].xml" and b"macroenabled" in package.read(entry).lower():
            raise FileRefused("The workbook may hold macros. Save it as .xlsx, which holds none.")


def _too_large(size: int) -> str:
    return (
        f"Unpacked, the workbook is {size // 1_048_576:,} MB or more; at most {MOST_UNPACKED // 1_048_576} MB are "
        "unpacked. Send it as CSV, or in parts."
    )
