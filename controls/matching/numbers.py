"""Numbers by which people cite: notices in every spelling, and codes without the spaces and dots that people vary."""

import re

from controls.matching.scripts import folded

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NUMBER = r"(?P<number>[1-9]\d{0,2})"
_MARK = r"(?:no\.?|nos\.?|num\.?|number|#)"
# What may stand before a number that has no year.
_ISSUED = r"(?:announcement|notice|decree|order|mofcom|gacc|uel|miit|公告|商务部公告|海关总署公告|通知|令)"
# Each way to write year and number; what is folded is in small letters and of half width.
_SPELLINGS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_YEAR}\s*年?\s*第\s*{_NUMBER}\s*号",  # 2026年第12号
        rf"第\s*{_NUMBER}\s*号\s*[(\[〔]?\s*{_YEAR}\s*年?",  # 第12号(2026年)
        rf"(?<!\d){_YEAR}[\s,;:)\]〕]*{_MARK}\s*{_NUMBER}(?![\d.])",  # 2026 No. 12, (2026) No. 12
        rf"{_MARK}\s*{_NUMBER}\s*(?:of|in|/|,|\(|\[|〔)?\s*{_YEAR}(?!\d)",  # No. 12 of 2026, No. 12/2026
        rf"(?<![\d/.-]){_NUMBER}\s*/\s*{_YEAR}(?![\d/.-])",  # 12/2026
        rf"(?<![\d/.])(?<!\d-){_YEAR}\s*[-/]\s*0*{_NUMBER}(?![\d/.-]*\d)",  # 2026-12, mofcom-2026-12, 2026/12
        rf"[〔\[(]\s*{_YEAR}\s*[)\]〕]\s*第?\s*{_NUMBER}\s*号?(?!\d)",  # [2026] 12
    )
]
_BARE = re.compile(rf"^\s*(?:{_ISSUED}\s*)?(?:{_MARK}\s*{_NUMBER}|第\s*{_NUMBER.replace('number', 'other')}\s*号)\s*$")
_SIGNS = re.compile(r"[\s.\-_/·]+")
_CODE = re.compile(r"(?=[0-9a-z.]*\d)[0-9a-z]+(?:\.[0-9a-z]+)*")


def notice_numbers(text: str) -> list[str]:
    """The notices that a text cites, each as year/number: 2026/12. A number that stands alone, without its year: /12.

    Read in English, Chinese and Japanese spellings, of any width: "MOFCOM 2026 No. 12", "商务部公告2026年第12号",
    "Announcement No. 12 of 2026", "2026-12", "12/2026". A whole date is no number.
    """
    plain = folded(text)
    found = [f"{match['year']}/{match['number']}" for spelling in _SPELLINGS for match in spelling.finditer(plain)]
    alone = _BARE.match(plain) if not found else None
    if alone:
        found = [f"/{alone['number'] or alone['other']}"]
    return list(dict.fromkeys(found))


def compact(text: str) -> str:
    """A text without spaces, dots, hyphens and slashes, folded: what is left when people vary only those."""
    return _SIGNS.sub("", folded(text))


def codes_in(text: str) -> list[str]:
    """Words of a text that may be control codes, customs or register numbers: a digit and at least four signs."""
    return [code for code in _CODE.findall(folded(text)) if len(code) >= 4]


def parents_of(code: str) -> list[str]:
    """A dotted code and the codes above it, the longest first: 1c902.a.4, 1c902.a, 1c902."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def are_one_line(one: str, other: str) -> bool:
    """Whether one of two codes stands above the other: 1C902 above 1C902.a, the heading 8505 above 850511."""
    plain, rest = folded(one).strip(), folded(other).strip()
    if plain in parents_of(rest) or rest in parents_of(plain):
        return True
    short, long = sorted((compact(one), compact(other)), key=len)
    return long.isdigit() and long.startswith(short)
