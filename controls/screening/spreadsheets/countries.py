"""Countries as people write them in files: two letters, or the name in English, Chinese, Japanese or German (CLDR)."""

import unicodedata
from functools import cache

from babel import Locale

_LANGUAGES = ("en", "zh", "zh_Hant", "ja", "de")
# Written every day, and no name of the CLDR.
_OFTEN = {
    "USA": "US", "U.S.A.": "US", "U.S.": "US", "UK": "GB", "U.K.": "GB", "PRC": "CN", "P.R. China": "CN",
    "P.R.China": "CN", "PR China": "CN", "中华人民共和国": "CN", "中華人民共和國": "CN", "中華人民共和国": "CN",
    "中国大陆": "CN", "Mainland China": "CN", "日本国": "JP", "Republic of Korea": "KR", "Korea": "KR",
    "Russian Federation": "RU", "Viet Nam": "VN", "UAE": "AE", "台湾": "TW", "台灣": "TW", "Hong Kong": "HK",
    "香港": "HK", "Macau": "MO", "澳门": "MO", "米国": "US", "アメリカ": "US", "英国": "GB", "韩国": "KR", "韓国": "KR",
}  # fmt: skip


def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country as written; empty for nothing, None for what is not understood."""
    plain = _plain(text)
    return _names().get(plain) if plain else ""


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"):
                found.setdefault(_plain(name), code)
                found[_plain(code)] = code
    return found | {_plain(name): code for name, code in _OFTEN.items()}


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
