"""In which encoding a text file is written: a mark at its start, else strict UTF-8, else the most plausible reading.

The two-byte encodings of East Asia fit each other's bytes, so that decoding without an error proves nothing. Their
standards put the characters in common use first (level 1 of GB 2312, of JIS X 0208 and of Big5; the Hangul rows of
KS X 1001). A right reading has hardly a character outside them, so each such character speaks against a reading. When
another reading is hardly worse than the best nobody is told that one of them is right: the reader chooses.
"""

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from controls.screening.spreadsheets.rows import FileRefused, Kept

PORTION = 262_144  # bytes
_SAMPLE = 65_536  # bytes of lines that are not plain ASCII
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_BROKEN = 0.05  # share of characters that may be none at all: one broken row must not hide how the others are written
_PLAUSIBLE = 0.7  # share of characters in common use, below which a reading is a guess
_LEAD, _LEAD_SHARE = 2, 0.01  # uncommon characters, and their share, that a worse reading has more than the best
_NO_TEXT = "The file is no text. Send CSV, or a workbook that ends in .xlsx."
# No text has them, but for a few that slipped in.
_STRAY = 4
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f]")
# What a user may choose, with the name that programs show.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "gb18030": "GB18030 (GBK, GB2312)",
    "cp932": "Shift-JIS (CP932)",
    "big5hkscs": "Big5",
    "cp949": "EUC-KR (CP949)",
    "euc_jp": "EUC-JP",
    "cp1252": "Windows-1252 (Western European)",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the file: how many of its characters beyond ASCII are in common use, and how many are not."""

    encoding: str
    usual: int
    rare: int
    sample: str

    @property
    def plausible(self) -> float:
        """The share of characters in common use, 0 to 1."""
        return self.usual / (self.usual + self.rare) if self.usual + self.rare else 0.0


@dataclass(frozen=True, slots=True)
class Text:
    """How a text file is to be read. `rivals` are readings about as good; with any, the user is asked."""

    encoding: str
    why: str
    digest: str  # SHA-256 of the whole file, in hexadecimal
    size: int  # bytes
    mark: int = 0  # bytes of the mark at the start
    rivals: tuple[Reading, ...] = field(default=())


def recognise(file: Kept, *, chosen: str = "", most: int) -> Text:
    """Read the file once, from its start, and say how to decode it. `chosen` settles what is ambiguous.

    Raises FileRefused for a file that is empty, larger than `most` bytes, or no text.
    """
    seen = _look(file, most=most)
    if not seen.size:
        raise FileRefused("The file is empty.")
    if seen.head.startswith(_UTF32):
        raise FileRefused("The file is written in UTF-32, which is not read. Save it as UTF-8.")
    digest = seen.digest.hexdigest()
    for mark, encoding in _MARKS:
        if seen.head.startswith(mark):
            return Text(encoding, f"a byte order mark says {ENCODINGS[encoding]}", digest, seen.size, mark=len(mark))
    encoding, why, rivals = (chosen, "chosen by you", ()) if chosen else _guessed(seen)
    return Text(encoding, why, digest, seen.size, rivals=rivals)


def _guessed(seen: "_Seen") -> tuple[str, str, tuple[Reading, ...]]:
    """The encoding, why, and the readings that are about as good."""
    if seen.has_nul and (wide := _utf16(seen.head)):
        return wide, "every other byte is zero, as in UTF-16", ()
    if len(_CONTROL.findall(seen.head.decode("latin-1"))) > max(_STRAY, len(seen.head) // 100):
        raise FileRefused(_NO_TEXT)
    if seen.is_utf8:
        return "utf-8", "every byte fits UTF-8", ()
    readings = sorted(_trials(bytes(seen.sample)), key=lambda reading: -reading.plausible)
    if not readings:
        raise FileRefused("The file is not text in any encoding that is read. Save it as UTF-8.")
    best = readings[0]
    lead = _LEAD + _LEAD_SHARE * (best.usual + best.rare)
    rivals = tuple(r for r in readings[1:] if r.rare - best.rare < lead and r.plausible > _PLAUSIBLE)
    if best.plausible < _PLAUSIBLE or rivals:
        return best.encoding, "several encodings fit", (best, *rivals)
    return best.encoding, f"{best.plausible:.0%} of its characters are in common use when read so", ()


class _Seen:
    """What one pass over the bytes shows."""

    def __init__(self) -> None:
        self.digest, self.size, self.head = hashlib.sha256(), 0, b""
        self.is_utf8, self.has_nul, self.sample = True, False, bytearray()


def _look(file: Kept, *, most: int) -> _Seen:
    seen, utf8 = _Seen(), codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    while portion := file.read(PORTION):
        seen.size += len(portion)
        if seen.size > most:
            raise FileRefused(f"The file is larger than {most // 1_048_576} MB.")
        seen.digest.update(portion)
        seen.head = seen.head or portion[:4096]
        seen.has_nul = seen.has_nul or b"\0" in portion
        if seen.is_utf8:
            try:
                utf8.decode(portion)
            except UnicodeDecodeError:
                seen.is_utf8 = False
        if len(seen.sample) < _SAMPLE and not portion.isascii():
            seen.sample += _unusual(portion)[:_SAMPLE]
    seen.is_utf8 = seen.is_utf8 and not utf8.getstate()[0]
    return seen


def _unusual(portion: bytes) -> bytes:
    """Its lines that say something about the encoding. The first and the last may be cut, so they count only alone."""
    lines = portion.split(b"\n")
    inner = lines[:-1] if len(lines) > 1 else lines
    return b"\n".join(line for line in inner if not line.isascii()) or b"\n".join(lines)


def _utf16(head: bytes) -> str:
    """Line ends and separators have their zero byte after them in one order of bytes, before them in the other.

    Empty for a text with a few stray NUL bytes, which cost the rows that hold them. Raises FileRefused for what is
    no text at all.
    """
    signs = b"\n,;\t"
    pairs = {name: sum(head.count(chr(sign).encode(name)) for sign in signs) for name in ("utf-16-le", "utf-16-be")}
    best = max(pairs, key=lambda name: pairs[name])
    if pairs[best] and pairs[best] * 2 >= sum(head.count(sign) for sign in signs):
        if "\0" in (decoded := head.decode(best, "replace")) or _CONTROL.search(decoded):
            raise FileRefused(_NO_TEXT)
        return best
    if head.count(0) * 10 < len(head):
        return ""
    raise FileRefused(_NO_TEXT)


def _trials(sample: bytes) -> list[Reading]:
    found = []
    for encoding, count in _COUNTS.items():
        text = sample.decode(encoding, "replace")
        unusual = sum(1 for character in text if not character.isascii())
        if text.count("\ufffd") <= 1 + unusual * _BROKEN:
            found.append(Reading(encoding, *count(text), text[:80]))
    return found


def _two_bytes(encoding: str, usual: Callable[[int, int], bool]) -> Callable[[str], tuple[int, int]]:
    """Counts characters that stand where the encoding's standard puts those in common use, and all others."""

    def count(text: str) -> tuple[int, int]:
        codes = [character.encode(encoding, "replace") for character in text if not character.isascii()]
        good = sum(1 for code in codes if len(code) == 2 and usual(code[0], code[1]))
        return good, len(codes) - good

    return count


def _western(text: str) -> tuple[int, int]:
    """Counts letters with a sign that stand beside a plain letter, as in Müller and São, and all others."""
    good = rest = 0
    for place, character in enumerate(text):
        if not character.isascii():
            beside = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
            fits = character.isalpha() and character not in "ƒªº" and any(c.isascii() and c.isalpha() for c in beside)
            good, rest = good + fits, rest + (not fits)
    return good, rest


_COUNTS: dict[str, Callable[[str], tuple[int, int]]] = {
    # Level 1 of GB 2312 (rows 16 to 55) and its punctuation and full-width letters (rows 1 and 3).
    "gb18030": _two_bytes("gb18030", lambda a, b: b >= 0xA1 and (0xB0 <= a <= 0xD7 or a in (0xA1, 0xA3))),
    # Punctuation, full-width letters, kana, and level 1 of JIS X 0208 (rows 16 to 47).
    "cp932": _two_bytes("cp932", lambda a, _b: 0x81 <= a <= 0x83 or 0x88 <= a <= 0x98),
    # Punctuation and the 5,401 characters in common use.
    "big5hkscs": _two_bytes("big5hkscs", lambda a, _b: 0xA1 <= a <= 0xC6),
    # The rows of Hangul in KS X 1001, and its punctuation.
    "cp949": _two_bytes("cp949", lambda a, b: b >= 0xA1 and (0xB0 <= a <= 0xC8 or a == 0xA1)),
    # Kana, full-width letters, punctuation, and level 1 of JIS X 0208.
    "euc_jp": _two_bytes("euc_jp", lambda a, _b: a in (0xA1, 0xA3, 0xA4, 0xA5) or 0xB0 <= a <= 0xCF),
    "cp1252": _western,
}
