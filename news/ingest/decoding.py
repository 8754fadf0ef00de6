"""From bytes to text: what the byte mark, the header and the document say, in this order, each of them tried strictly.

Sources declare gb2312 and send GBK, declare Shift_JIS and send cp932, declare UTF-8 and send either. A wrong guess
gives text that looks like text and is none, so that a guess must also look like a language.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from news.ingest.types import Flag, SourceUnreadable

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# XML that begins without a mark in two bytes a character.
WIDE = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"))
# What a name on the web means: the larger set that browsers read under it (WHATWG Encoding Standard). Names that are
# not here are not followed; Python also knows codecs that are no character sets.
NAMES = {
    name: codec
    for codec, names in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
        "gb18030": "gb18030 gb2312 gbk gb-2312-80 gb2312-80 x-gbk euc-cn chinese csgb2312 iso-ir-58",
        "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5",
        "cp932": "shift-jis shift_jis sjis x-sjis ms-kanji windows-31j cp932 ms932",
        "euc_jp": "euc-jp x-euc-jp",
        "iso2022_jp": "iso-2022-jp",
        "cp949": "euc-kr ks-c-5601-1987 korean windows-949 cp949",
        "cp1252": "iso-8859-1 latin1 latin-1 iso8859-1 us-ascii ascii windows-1252 cp1252",
        "cp1254": "iso-8859-9 latin5 windows-1254",
        "cp874": "tis-620 iso-8859-11 windows-874",
        "koi8_r": "koi8-r koi8",
        "koi8_u": "koi8-u",
        **{f"cp{page}": f"windows-{page} cp{page}" for page in (1250, 1251, 1253, 1255, 1256, 1257, 1258)},
        **{f"iso8859_{part}": f"iso-8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    }.items()
    for name in names.split()
}
HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
DECLARATION = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)["']|<meta[^>]{0,400}?\bcharset\s*=\s*["']?([\w.:-]+)""",
    re.IGNORECASE,
)
DECLARED_WITHIN = 8192
# A guess must look like a language: so much of what is not ASCII must be in daily use there.
PLAUSIBLE = 0.7
# So much of a text is enough to tell.
SAMPLED = 100_000


@dataclass(frozen=True)
class Decoded:
    """A text and the encoding that gave it."""

    text: str
    encoding: str
    flags: frozenset[Flag] = frozenset()


def decode(body: bytes, *, content_type: str = "") -> Decoded:
    """The text of a body. Raises SourceUnreadable when it is empty or no encoding gives a text."""
    if not body.strip(b"\x00\t\n\r "):
        raise SourceUnreadable("The answer is empty")
    for mark, codec in (*MARKS, *WIDE):
        if body.startswith(mark):
            return _strictly(body, codec) or _unreadable(body, f"The answer is marked as {codec} and is none")
    named = [NAMES[name] for name in _named(body, content_type) if name in NAMES]
    mismatch = frozenset({Flag.ENCODING_MISMATCH} if named and named[0] != "utf-8" else ())
    if not body.isascii() and (found := _strictly(body, "utf-8")):
        # Hardly any text in another encoding is also valid UTF-8.
        return Decoded(found.text, "utf-8", found.flags | mismatch)
    for place, codec in enumerate(named or ["utf-8"]):
        if found := _strictly(body, codec):
            return Decoded(found.text, codec, found.flags | {Flag.ENCODING_MISMATCH} if place else found.flags)
    flag = Flag.ENCODING_MISMATCH if named else Flag.ENCODING_GUESSED
    if found := _guessed(body):
        return Decoded(found.text, found.encoding, found.flags | {flag})
    return _unreadable(body, "The answer is in no encoding that we know")


def _named(body: bytes, content_type: str) -> list[str]:
    """The names of encodings that the header and the document give, in this order."""
    header = HEADER.search(content_type)
    names: list[str] = [header[1]] if header else []
    if declared := DECLARATION.search(body[:DECLARED_WITHIN]):
        names.append((declared[1] or declared[2]).decode("ascii"))
    return [name.lower().replace("_", "-") for name in names]


def _strictly(body: bytes, codec: str) -> Decoded | None:
    """The text by one codec without any repair; a last character that is cut off is left out and marked."""
    try:
        return Decoded(body.decode(codec), codec)
    except UnicodeDecodeError as error:
        cut = error.start >= len(body) - 3 and ("unexpected end" in error.reason or "incomplete" in error.reason)
        if not cut or error.start == 0:
            return None
        return Decoded(body[: error.start].decode(codec), codec, frozenset({Flag.CUT_OFF}))


def _guessed(body: bytes) -> Decoded | None:
    """The best of the encodings that sources use without saying so, if it gives a text that looks like a language."""
    trials: tuple[tuple[str, Callable[[str], bool]], ...] = (("gb18030", _is_chinese), ("cp932", _is_japanese))
    best, found = PLAUSIBLE, None
    for codec, usual in trials:
        trial = _strictly(body, codec)
        if trial and (share := _share(trial.text, usual)) >= best:
            best, found = share, trial
    if not found and _stands_alone(body):
        return _strictly(body, "cp1252")
    return found


def _share(text: str, usual: Callable[[str], bool]) -> float:
    """How much of the text beyond ASCII is usual."""
    foreign = [letter for letter in text[:SAMPLED] if letter > "\x7f"] or [letter for letter in text if letter > "\x7f"]
    return sum(map(usual, foreign)) / len(foreign) if foreign else 0.0


def _is_chinese(letter: str) -> bool:
    """Punctuation or one of the 3,755 characters of the first level of GB 2312."""
    code = letter.encode("gb2312", "ignore")
    return len(code) == 2 and (0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7)


def _is_japanese(letter: str) -> bool:
    """Punctuation, kana or one of the 2,965 characters of the first level of JIS X 0208."""
    code = letter.encode("euc_jp", "ignore")
    return len(code) == 2 and (0xA1 <= code[0] <= 0xA5 or 0xB0 <= code[0] <= 0xCF)


def _stands_alone(body: bytes) -> bool:
    """Whether bytes beyond ASCII stand between ASCII ones, as accents and quotation marks of Latin text do."""
    runs = re.findall(rb"[\x80-\xff]+", body)
    return bool(runs) and sum(len(run) == 1 for run in runs) >= 0.8 * len(runs)


def _unreadable(body: bytes, why: str) -> Decoded:
    raise SourceUnreadable(why, body[:320].decode("ascii", "backslashreplace"))
