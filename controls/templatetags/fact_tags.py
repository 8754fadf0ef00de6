"""Facts among the words of a page: marked with their own language, so that nobody takes them for words of the page."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from controls.models.spoken import in_english, speaks_english
from controls.templatetags.controls_tags import han

register = template.Library()

_SCRIPTS = {
    "ja": re.compile(r"[\u3041-\u30ff]"),
    "ko": re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"),
    "zh-Hans": re.compile(r"[\u3400-\u9fff\uf900-\ufaff]"),
}
_LATIN = re.compile(r"[A-Za-z]")


@register.filter
def fact(text: object, language: str = "") -> SafeString:
    """A name, a title, a quotation, marked with its language: the one that is said, else the one its script tells.

    Latin letters make it English, and words of other scripts in it are marked apart. Escaped; nothing for nothing.
    """
    words = "" if text is None else str(text)
    if words and language and not language.startswith("en"):
        return format_html('<span lang="{}">{}</span>', language, words)
    if not _LATIN.search(words):
        for language, script in _SCRIPTS.items():
            if script.search(words):
                return format_html('<span lang="{}">{}</span>', language, words)
    return in_english(han(words))


@register.filter
def own_words(text: object) -> SafeString:
    """What a person or a file said freely, in a language that nobody knows: marked as of none.

    Not on an English page, where it is taken for English as everything is that carries no mark.
    """
    words = han("" if text is None else str(text))
    return words if speaks_english() or not words else format_html('<span lang="">{}</span>', words)


@register.filter
def paragraphs(text: SafeString) -> SafeString:
    """Line breaks of a text that is marked already."""
    return SafeString(conditional_escape(text).replace("\n", "<br>"))
