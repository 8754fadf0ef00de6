"""What the words of a notice tell of the parties that it names: their country, the language of a name, their kind.

Guesses for the person who checks a draft; where the words do not tell, nothing is said.
"""

import re
import unicodedata

COUNTRIES = {
    "日本": "JP", "美国": "US", "台湾": "TW", "韩国": "KR", "英国": "GB", "德国": "DE", "法国": "FR", "荷兰": "NL",
    "加拿大": "CA", "澳大利亚": "AU", "印度": "IN", "俄罗斯": "RU", "新加坡": "SG", "以色列": "IL", "捷克": "CZ",
    "立陶宛": "LT", "波兰": "PL", "意大利": "IT", "比利时": "BE", "瑞典": "SE", "瑞士": "CH", "乌克兰": "UA",
    "Japanese": "JP", "American": "US", "U.S.": "US", "Taiwanese": "TW", "South Korean": "KR", "British": "GB",
}  # fmt: skip
UNIVERSITY = re.compile(r"大学|university|institute of (?:science|technology)", re.I)
GOVERNMENT = re.compile(r"(?:省|厅|庁|局|自卫队|自衛隊)$|ministry|agency|bureau|department of", re.I)
COMPANY = re.compile(
    r"株式会社|有限会社|公司|\b(?:inc|ltd|llc|llp|corp|corporation|company|co|limited|gmbh|s\.?r\.?o|plc)\b", re.I
)
KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LATIN = re.compile(r"[A-Za-z]")


def country_in(words: str) -> str:
    """The one country (ISO 3166-1 alpha-2) that words name; empty where they name none or several."""
    found = {code for word, code in COUNTRIES.items() if word in words}
    return found.pop() if len(found) == 1 else ""


def language_of(name: str) -> str:
    """The language tag of a name by its script: ja by kana, ko by Hangul, zh-Hans by signs alone, en by letters."""
    plain = unicodedata.normalize("NFKC", name)
    for pattern, tag in ((KANA, "ja"), (HANGUL, "ko"), (HAN, "zh-Hans"), (LATIN, "en")):
        if pattern.search(plain):
            return tag
    return "und"


def kind_of(*names: str) -> str:
    """What the names say a party is: "university", "government_body", "company"; empty where they do not say."""
    plain = [unicodedata.normalize("NFKC", name) for name in names]
    for pattern, kind in ((COMPANY, "company"), (UNIVERSITY, "university"), (GOVERNMENT, "government_body")):
        if any(pattern.search(name) for name in plain):
            return kind
    return ""
