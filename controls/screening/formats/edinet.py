"""Japan's EDINET code list: who files reports with the Financial Services Agency, in Japanese, kana and English.

EdinetcodeDlInfo.csv in CP932 (Shift-JIS with Microsoft's additions), read from the documentation of EDINET: a first
line with the day and the number of rows, then the headings. Not a list of parties: its rows are names with evidence.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from controls.screening.formats.lines import cells, headings, lines
from controls.screening.formats.rows import LONGEST_ID, Broken, RowError, Unreadable, needed, text

_ENCODING = "cp932"
_LONGEST = 300  # signs of a name
_CODE, _NAME, _ENGLISH, _KANA, _NUMBER = (
    *("EDINETコード", "提出者名", "提出者名(英字)", "提出者名(ヨミ)"),
    "提出者法人番号",
)
_COLUMNS = (
    *(_CODE, "提出者種別", "上場区分", "連結の有無", "資本金", "決算日", _NAME, _ENGLISH, _KANA, "所在地"),
    *("提出者業種", "証券コード", _NUMBER),
)
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_COUNT = re.compile(r"(\d+)件")
_CORPORATE_NUMBER = re.compile(r"[1-9][0-9]{12}")


@dataclass(frozen=True, slots=True)
class Filer:
    """One company of the list. Empty: the list does not say. `corporate_number` has its check digit right."""

    line: int
    code: str
    name: str
    kana: str
    english: str
    corporate_number: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """The day that the list names in its first line, and its rows."""

    drawn_up_on: date
    rows: Iterator[Filer | RowError]


def read(stream: BinaryIO) -> CodeList:
    """The code list. Raises Broken where it does not begin like one; its rows raise it where the file breaks off."""
    rows = cells(lines(stream, _ENCODING))
    line, first = next(rows, (1, []))
    words = [_plain(cell) for cell in first]
    if not words or words[0] != "ダウンロード実行日":
        raise Broken(line, "The first line does not begin with ダウンロード実行日.")
    day = _DAY.search(" ".join(words))
    if day is None:
        raise Broken(line, "The first line names no day, such as 2026年11月20日現在.")
    try:
        drawn_up_on = date(*(int(part) for part in day.groups()))
    except ValueError as error:
        raise Broken(line, f"The first line names a day that is none: {day[0]}.") from error
    counted = next((int(found[1]) for word in words if (found := _COUNT.fullmatch(word))), None)
    line, second = next(rows, (line, []))
    columns = headings(line, [_plain(heading) for heading in second], _COLUMNS, _COLUMNS)
    return CodeList(drawn_up_on, _filers(rows, columns, counted))


def _filers(
    rows: Iterator[tuple[int, list[str]]], columns: list[str], counted: int | None
) -> Iterator[Filer | RowError]:
    line, read = 2, 0
    for line, values in rows:
        read += 1
        try:
            yield _filer(line, columns, values)
        except Unreadable as error:
            yield RowError(line, str(error))
    if counted is not None and counted != read:
        yield RowError(line, f"The first line says {counted:,} rows, the file has {read:,}.")


def _filer(line: int, columns: list[str], values: list[str]) -> Filer:
    if len(values) != len(columns):
        raise Unreadable(f"{len(values)} cells where there are {len(columns)} headings.")
    row = dict(zip(columns, values, strict=True))
    number = text(row[_NUMBER], _NUMBER, LONGEST_ID)
    if number and not is_corporate_number(number):
        raise Unreadable(f"{_NUMBER}: {number} is no corporate number.")
    return Filer(
        line=line,
        code=needed(row[_CODE], _CODE, LONGEST_ID),
        name=needed(row[_NAME], _NAME, _LONGEST),
        kana=text(row[_KANA], _KANA, _LONGEST),
        english=text(row[_ENGLISH], _ENGLISH, _LONGEST),
        corporate_number=number,
    )


def is_corporate_number(number: str) -> bool:
    """Thirteen digits of which the first is the check digit (Ministry of Finance Ordinance No. 70 of 2014, art. 2)."""
    if not _CORPORATE_NUMBER.fullmatch(number):
        return False
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number[1:])))
    return int(number[0]) == 9 - total % 9


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()
