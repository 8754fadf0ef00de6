"""Which font draws which sign.

Latin letters are drawn by an embedded font. Chinese, Japanese and Korean are named by Adobe's standard collections:
each reader of PDF draws them with a font of its own, in the national form that the language asks for, and the file
stays small.
"""

from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

LATIN, BOLD = "Vera", "VeraBd"
_BY_LANGUAGE = {"zh-Hans": "STSong-Light", "zh-Hant": "MSung-Light", "ja": "HeiseiKakuGo-W5", "ko": "HYGothic-Medium"}
_OTHERS = "HeiseiKakuGo-W5"
_HANGUL = range(0xAC00, 0xD7A4)
# Signs that no collection has, and what is drawn instead.
_INSTEAD = str.maketrans({"↔": "⇔", "⟨": "〈", "⟩": "〉", "\N{NO-BREAK SPACE}": " "})


def ready() -> frozenset[int]:
    """Make the fonts known to the library, once for each process. Gives the signs that the embedded font has."""
    if LATIN not in pdfmetrics.getRegisteredFontNames():
        for name in {*_BY_LANGUAGE.values()}:
            pdfmetrics.registerFont(UnicodeCIDFont(name))
        for name in (LATIN, BOLD):
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
        pdfmetrics.registerFontFamily(LATIN, normal=LATIN, bold=BOLD, italic=LATIN, boldItalic=BOLD)
    return frozenset(pdfmetrics.getFont(LATIN).face.charToGlyph)


def runs(text: str, *, language: str, bold: bool) -> list[tuple[str, str]]:
    """The text in pieces, each with the name of its font. What nothing can draw stands as its number: (U+2070E)."""
    known = ready()

    def font(sign: str) -> str:
        if ord(sign) in known:
            return BOLD if bold else LATIN
        if ord(sign) in _HANGUL:
            return _BY_LANGUAGE["ko"]
        return _BY_LANGUAGE.get(language, _OTHERS)

    drawn = "".join(sign if ord(sign) < 0x10000 else f"(U+{ord(sign):X})" for sign in text.translate(_INSTEAD))
    return [(name, "".join(signs)) for name, signs in groupby(drawn, key=font)]
