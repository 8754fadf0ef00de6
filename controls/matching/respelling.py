"""Other spellings of a name by stated rules, as people and machines make them: width, legal forms, scripts, slips.

The rules are the test material of the comparison and take nothing from it: they have their own patterns of legal forms
and their own tables of letters. Only the forms of Chinese characters and the readings come from the same tables.
Each rule gives one spelling, always the same, or the text as it was where it does not apply.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from zlib import crc32

from controls.matching.scripts import VARIANTS
from controls.matching.sounds import READINGS, romaji

_FORM_EAST = "株式会社|股份有限公司|有限公司|公司|国立研究開発法人"
_FORM_WEST = (
    r"Co\.,? ?Ltd\.?|Company, Limited|Company, Inc\.|Corporation|Corp\.?|Company|Limited Partnership|Private Limited|"
    r"Limited|Ltd\.?|Inc\.?|LLC|GmbH|AG|S\.p\.A\.|S\.r\.l\.|S\.A\.|B\.V\.|UAB|a\.s\.|spol\.s\.r\.o|KK|Sp zo\.o|Co\."
)
_FORM_FIRST, _FORM_LAST = re.compile(rf"^(?:{_FORM_EAST}) ?"), re.compile(rf" ?(?:{_FORM_EAST})$")
_FORM_WEST_LAST = re.compile(rf",? ?,?\b(?:{_FORM_WEST})$")
_SHORTER = {
    "株式会社": "㈱", "股份有限公司": "股份公司", "Corporation": "Corp.", "Co., Ltd.": "Co Ltd", "Co., Ltd": "Co Ltd",
    "Co.,Ltd": "Co Ltd", "Limited": "Ltd", "Inc.": "Incorporated", "LLC": "L.L.C.", "Ltd.": "Limited",
    "GmbH": "Gesellschaft mit beschränkter Haftung", "AG": "Aktiengesellschaft", "S.p.A.": "SpA", "S.r.l.": "SRL",
    "S.A.": "SA", "B.V.": "BV", "a.s.": "akciová společnost", "KK": "Kabushiki Kaisha",
}  # fmt: skip
_KANA = re.compile("[\u30a1-\u30fa\u30fc]")
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile("[A-Za-z]{6,}")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# English spellings of one sound, for the alphabets that have no other letter for it; in this order.
_ENGLISH = [
    ("tch", "ch"),
    ("ck", "k"),
    ("ph", "f"),
    ("qu", "kv"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ee", "i"),
]
_ENGLISH += [
    ("oo", "u"),
    ("w", "v"),
    ("x", "ks"),
    ("q", "k"),
    ("ch", "č"),
    ("sh", "š"),
    ("th", "t"),
    ("ts", "ц"),
    ("c", "k"),
]
_CYRILLIC = dict(zip("abvgdezijklmnoprstufhyčšц", "абвгдезижклмнопрстуфхычшц", strict=True)) | {"j": "дж", "y": "и"}
_ARABIC = dict(zip("abtjdrzsfqklmnhwyvpgiuošč", "ابتجدرزسفقكلمنهويفبغيووشتش"[:25], strict=True)) | {
    "č": "تش",
    "ц": "تس",
    "e": "",
}
_LOOK_LATIN = dict(zip("aceopxyACEHKMOPTX", "асеорхуАСЕНКМОРТХ", strict=True))
_ACCENTS = dict(zip("aeioucnsz", "áéíóúçñšž", strict=True))


_RARE = {"big5": b"\xc9\x40", "shift_jis": b"\x98\x9f", "gb2312": b"\xff"}  # where rare characters begin
_PREFERRED = (
    "機業術"  # frequent in names of companies, and so is a character of another meaning with their simplified form
)


def _forms_in(charset: str) -> dict[str, str]:
    """For each character, its form in a character set: Big5 has the traditional, Shift JIS the Japanese.

    A character stays that is frequent there (early in the set), since one form often stands for several (合 for 閤); of
    other forms the most frequent is taken.
    """
    groups: dict[str, list[str]] = {}
    for form, plain in VARIANTS.items():
        groups.setdefault(plain, [plain]).append(form)
    found = {}
    for forms in groups.values():
        known = sorted((form.encode(charset), form) for form in forms if form.encode(charset, "ignore"))
        preferred = [form for form in forms if form in _PREFERRED and form.encode(charset, "ignore")]
        for form in forms:
            stays = form.encode(charset, "ignore") and form.encode(charset) < _RARE[charset]
            found[form] = preferred[0] if preferred else form if stays or not known else known[0][1]
    return found


_BIG5, _SHIFT_JIS, _GB2312 = _forms_in("big5"), _forms_in("shift_jis"), _forms_in("gb2312")
_HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


def _without_form(text: str) -> str:
    """The name alone. A name that would be left with less than two characters stays as it is."""
    rest = _FORM_LAST.sub("", _FORM_FIRST.sub("", text))
    rest = _FORM_WEST_LAST.sub("", rest).strip(" ,")
    return rest if len(rest) > 1 else text


def _form_spelt(text: str) -> str:
    for form, other in _SHORTER.items():
        if text.endswith(form) and text != form:
            return f"{text[: -len(form)]}{other}"
        if form == "株式会社" and text.startswith(form):
            return f"(株){text[len(form) :]}"
    return text


def _form_moved(text: str) -> str:
    for form in ("株式会社", "国立研究開発法人"):
        if text.startswith(form):
            return f"{text[len(form) :]}{form}"
        if text.endswith(form):
            return f"{form}{text[: -len(form)]}"
    return text


def _wide(text: str) -> str:
    return "".join(
        chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else "\u3000" if sign == " " else sign for sign in text
    )


def _half(text: str) -> str:
    return "".join(_HALF.get(part, part) for sign in text for part in _apart(sign))


def _apart(kana: str) -> str:
    """A kana and its voicing mark as two signs, as half-width kana have them."""
    marks = {"\u3099": "ﾞ", "\u309a": "ﾟ"}
    return "".join(marks.get(sign, sign) for sign in unicodedata.normalize("NFD", kana)) if _KANA.match(kana) else kana


def _hiragana(text: str) -> str:
    return "".join(chr(ord(sign) - 0x60) if "\u30a1" <= sign <= "\u30f6" else sign for sign in text)


def _mapped(table: dict[str, str]) -> Callable[[str], str]:
    return lambda text: "".join(table.get(sign, sign) for sign in text)


def _spaced(text: str) -> str:
    """A space behind the second of four and more Chinese or Japanese characters: 三菱 電機."""
    bare = _without_form(text)
    return text.replace(bare, re.sub("^([\u4e00-\u9fff]{2})(?=[\u4e00-\u9fff\u30a1-\u30fc]{2})", r"\1 ", bare))


def _kana_spaced(text: str) -> str:
    """A space behind the fourth of eight and more katakana, as lists with narrow columns break them."""
    return re.sub("([\u30a1-\u30fc]{4})(?=[\u30a1-\u30fa][\u30a1-\u30fc]{3})", r"\1 ", text, count=1)


def _joined(text: str) -> str:
    """The first two Latin words of the name as one."""
    bare = _without_form(text)
    return text.replace(bare, re.sub("^([A-Za-z]{3,}) ([A-Za-z]{3,})", r"\1\2", bare))


def _hyphened(text: str) -> str:
    """A hyphen between the first two words of the name."""
    bare = _without_form(text)
    return text.replace(bare, re.sub("(?<=[a-z]) (?=[A-Z])", "-", bare, count=1))


def _slipped(how: str) -> Callable[[str], str]:
    """One slip in the longest Latin word of six letters and more, at a place that the name itself decides."""

    def slip(text: str) -> str:
        bare = _without_form(text)
        words = list(_WORD.finditer(bare))
        if not words:
            return text
        word = max(words, key=lambda match: len(match[0]))
        place = text.find(bare) + word.start() + 1 + crc32(f"{how} {text}".encode()) % (len(word[0]) - 2)
        return text[:place] + _SLIPS[how](text[place : place + 2]) + text[place + 2 :]

    return slip


def _next_key(letter: str) -> str:
    row = next(row for row in _KEYS if letter.lower() in row)
    place = row.index(letter.lower())
    other = row[place + 1] if place + 1 < len(row) else row[place - 1]
    return other.upper() if letter.isupper() else other


_SLIPS: dict[str, Callable[[str], str]] = {
    "left out": lambda two: two[1:],
    "doubled": lambda two: two[0] + two,
    "exchanged": lambda two: two[1] + two[0],
    "next key": lambda two: _next_key(two[0]) + two[1:],
}


def _romaji(text: str) -> str:
    """A name in katakana throughout, but for its legal form, in Hepburn."""
    bare = _without_form(text)
    return romaji(bare).title() if all(_KANA.match(sign) for sign in bare) else text


def _pinyin(text: str) -> str:
    """A name in Chinese characters throughout, but for its legal form, by its syllables."""
    bare = _without_form(text).replace("·", "")
    syllables = [READINGS.get(VARIANTS.get(sign, sign), "") for sign in bare]
    return " ".join(syllables).title() if all(syllables) and all(_HAN.match(sign) for sign in bare) else text


def _lettered(table: dict[str, str]) -> Callable[[str], str]:
    """A name in Latin letters without its legal form, sound by sound in another alphabet, as English spells them."""

    def spell(text: str) -> str:
        bare = _without_form(text)
        if not re.fullmatch("[A-Za-z -]+", bare):
            return text
        heard = bare.lower()
        for english, sound in _ENGLISH:
            heard = heard.replace(english, sound)
        heard = re.sub(r"([^aeiou])\1", r"\1", heard)
        if table is _ARABIC:  # words do not begin with a vowel that is not written
            heard = re.sub(r"\b[ei]+", "a", heard)
        return "".join(table.get(sign, sign) for sign in heard).title()

    return spell


def _one_swapped(table: dict[str, str]) -> Callable[[str], str]:
    """One letter of the longest word is another that looks like it."""

    def swap(text: str) -> str:
        words = re.findall("[A-Za-z]{4,}", _without_form(text))
        word = max(words, key=len, default="")
        sign = next((sign for sign in word[1:] if sign in table), "")
        return text.replace(word, word[0] + word[1:].replace(sign, table[sign], 1)) if sign else text

    return swap


def _once(text: str) -> str:
    return f"{text[:2]}\u200b{text[2:]}"


RULES: dict[str, dict[str, Callable[[str], str]]] = {
    "legal forms": {"left out": _without_form, "spelt otherwise": _form_spelt, "at the other end": _form_moved},
    "width": {"full width": _wide, "half-width kana": _half},
    "kana": {"hiragana": _hiragana, "no long vowels": _mapped({"ー": ""})},
    "characters": {"traditional": _mapped(_BIG5), "Japanese": _mapped(_SHIFT_JIS), "simplified": _mapped(_GB2312)},
    "case": {"capitals": str.upper, "small letters": str.lower},
    "spacing": {
        "first words as one": _joined,
        "space between characters": _spaced,
        "space between kana": _kana_spaced,
        "hyphen for space": _hyphened,
        "no comma": lambda text: re.sub(", ?", " ", text),
    },
    "slips": {f"letter {how}": _slipped(how) for how in ("left out", "doubled", "next key")}
    | {"letters exchanged": _slipped("exchanged")},
    "transliteration": {
        "Hepburn": _romaji,
        "pinyin": _pinyin,
        "Cyrillic letters": _lettered(_CYRILLIC),
        "Arabic letters": _lettered(_ARABIC),
    },
    "signs": {
        "a Cyrillic letter that looks Latin": _one_swapped(_LOOK_LATIN),
        "an accent": _one_swapped(_ACCENTS),
        "a zero-width space": _once,
        "and for &": lambda text: re.sub(r"(?<=\w) ?& ?(?=\w)", " and ", text),
    },
}


def respelt(text: str) -> Iterator[tuple[str, str, str]]:
    """Every other spelling of a name: the class of its rule, the rule, and the spelling."""
    for kind, rules in RULES.items():
        for rule, spell in rules.items():
            other = spell(text)
            if other != text:
                yield kind, rule, other
