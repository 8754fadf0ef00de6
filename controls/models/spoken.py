"""Facts in the reader's language where they have words in it; else in their own, marked as what it is."""

from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.utils import translation
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = {"en": "en", "zh": "zh-Hans", "ja": "ja"}
# The interface's words for what has no name of its own on file in the reader's language; docs/glossary.md.
INTERFACE = {
    "cn-export-control-list": _("Export Control List"),
    "cn-watch-list": _("Watch List"),
    "cn-unreliable-entity-list": _("Unreliable Entity List"),
    "Sc": _("Scandium"),
    "Y": _("Yttrium"),
    "La": _("Lanthanum"),
    "Ce": _("Cerium"),
    "Pr": _("Praseodymium"),
    "Nd": _("Neodymium"),
    "Pm": _("Promethium"),
    "Sm": _("Samarium"),
    "Eu": _("Europium"),
    "Gd": _("Gadolinium"),
    "Tb": _("Terbium"),
    "Dy": _("Dysprosium"),
    "Ho": _("Holmium"),
    "Er": _("Erbium"),
    "Tm": _("Thulium"),
    "Yb": _("Ytterbium"),
    "Lu": _("Lutetium"),
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


def as_stored() -> translation.override:
    """While this lasts, words are those that the register keeps: English, whoever reads what at the moment."""
    return translation.override(settings.LANGUAGE_CODE)


def speaks_english() -> bool:
    return (get_language() or "en").startswith("en")


def in_english(text: object) -> SafeString:
    """A fact in English as HTML, marked where the page is in another language; what says its language keeps that."""
    if isinstance(text, Said):
        return text.__html__()
    words = "" if text is None else text if isinstance(text, SafeString) else str(text)
    inner = conditional_escape(words)
    return SafeString(f'<span lang="en">{inner}</span>') if inner and not speaks_english() else SafeString(inner)


def wording(fact: Any) -> Said:
    """The name or title of a fact, or of a mapping with name_en or title_en and the same in zh and ja.

    In the reader's language where it is on file, else in the interface's words, else in English, else in whatever
    there is. The interface knows words by `key` or `symbol`.
    """
    known = {
        language: words for language in LANGUAGES if (words := _words(fact, f"name_{language}", f"title_{language}"))
    }
    wanted = (get_language() or "en").partition("-")[0]
    ours = INTERFACE.get(_words(fact, "key", "symbol"))
    if wanted not in known and ours is not None:
        return Said(str(ours), LANGUAGES.get(wanted, "en"))
    language = next((each for each in (wanted, *LANGUAGES) if each in known), "en")
    return Said(known.get(language, ""), LANGUAGES[language])


def _words(fact: Any, *names: str) -> str:
    """The first of these columns that says anything."""
    found = (fact.get(name) if isinstance(fact, Mapping) else getattr(fact, name, "") for name in names)
    return next((str(words) for words in found if words), "")


def list_name(key: str, *, en: str, zh: str = "", ja: str = "") -> Said:
    """The name of an entity list by its columns, for rows that are no models."""
    return wording({"key": key, "name_en": en, "name_zh": zh, "name_ja": ja})


def titles(fact: Any) -> dict[str, str]:
    """`title` in the reader's language, and `title_zh` beside it where that is another one."""
    title = wording(fact)
    chinese = _words(fact, "title_zh", "name_zh")
    return {"title": title, "title_zh": "" if title.lang == "zh-Hans" else chinese}
