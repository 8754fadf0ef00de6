"""Facts in the reader's language where they have words in it; else in their own, marked as what it is."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

LANGUAGES = {"en": "en", "zh": "zh-Hans", "ja": "ja"}


class Said(NamedTuple):
    """Words of a fact and the language they are in: en, zh-Hans or ja."""

    text: str
    lang: str

    def marked(self) -> SafeString:
        """As HTML: with its language, unless the whole page is in it."""
        if not self.text or is_spoken(self.lang):
            return conditional_escape(self.text)
        return format_html('<span lang="{}">{}</span>', self.lang, self.text)


def is_spoken(lang: str) -> bool:
    """Whether the page is in a language, so that its words need no mark of their own."""
    return (get_language() or "en").split("-")[0] == lang.split("-")[0]


def in_english(text: object) -> SafeString:
    """A fact in English, marked as English where the page is in another language. Escaped."""
    return Said(conditional_escape("" if text is None else text), "en").marked()


def wording(fact: Any) -> Said:
    """The name or title of a fact, a row or a mapping with name_en or title_en and the same in zh and ja.

    In the reader's language where it is on file, else in English, else in whatever there is.
    """
    known = {language: words for language in LANGUAGES if (words := _words(fact, language))}
    wanted = next((language for language in LANGUAGES if is_spoken(language)), "en")
    language = next((each for each in (wanted, *LANGUAGES) if each in known), "en")
    return Said(known.get(language, ""), LANGUAGES[language])


def _words(fact: Any, language: str) -> str:
    for name in (f"name_{language}", f"title_{language}"):
        words = fact.get(name) if isinstance(fact, Mapping) else getattr(fact, name, "")
        if words:
            return str(words)
    return ""
