"""Facts in the reader's language where they have words in it; else in their own, marked as what it is."""

from collections.abc import Mapping
from typing import Any, Self

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = {"en": "en", "zh": "zh-Hans", "ja": "ja"}
# The interface's words for lists that have no name of their own on file in the reader's language; docs/glossary.md.
LISTS = {
    "cn-export-control-list": _("Export Control List"),
    "cn-watch-list": _("Watch List"),
    "cn-unreliable-entity-list": _("Unreliable Entity List"),
}


class Said(str):
    """Words of a fact, with the language they are in: en, zh-Hans or ja. Plain text that a template draws marked."""

    lang: str

    def __new__(cls, text: str, lang: str = "en") -> Self:
        words = super().__new__(cls, text)
        words.lang = lang
        return words

    @property
    def attribute(self) -> SafeString:
        """` lang="…"` for the element around it; nothing for English on an English page."""
        return SafeString("" if not self or (self.lang == "en" and speaks_english()) else f' lang="{self.lang}"')

    def __html__(self) -> SafeString:
        mark = self.attribute
        return SafeString(f"<span{mark}>{escape(str(self))}</span>" if mark else escape(str(self)))


def speaks_english() -> bool:
    return (get_language() or "en").startswith("en")


def in_english(text: object) -> SafeString:
    """A fact in English as HTML, marked where the page is in another language. What is HTML already stays as it is."""
    words = "" if text is None else text if isinstance(text, SafeString) else str(text)
    inner = conditional_escape(words)
    return SafeString(f'<span lang="en">{inner}</span>') if inner and not speaks_english() else SafeString(inner)


def wording(fact: Any) -> Said:
    """The name or title of a fact, a row or a mapping with name_en or title_en and the same in zh and ja.

    In the reader's language where it is on file, else in English, else in whatever there is.
    """
    known = {language: words for language in LANGUAGES if (words := _words(fact, language))}
    wanted = (get_language() or "en").partition("-")[0]
    language = next((each for each in (wanted, *LANGUAGES) if each in known), "en")
    return Said(known.get(language, ""), LANGUAGES[language])


def list_name(key: str, *, en: str, zh: str = "", ja: str = "") -> Said:
    """The name of an entity list: on file in the reader's language, else in the interface's words, else in English."""
    said = wording({"name_en": en, "name_zh": zh, "name_ja": ja})
    if said.lang == "en" and not speaks_english() and key in LISTS:
        return Said(str(LISTS[key]), get_language() or "en")
    return said


def _words(fact: Any, language: str) -> str:
    for name in (f"name_{language}", f"title_{language}"):
        words = fact.get(name) if isinstance(fact, Mapping) else getattr(fact, name, "")
        if words:
            return str(words)
    return ""
