"""Facts among the words of a page: marked with their own language, so that nobody takes them for words of the page."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from controls.templatetags.controls_tags import han

register = template.Library()

_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_OTHERS = re.compile(r"[A-Za-z]")


@register.filter
def fact(text: object, language: str = "") -> SafeString:
    """A name, a title, a quotation: in an element with its language, as far as that is given or its script tells.

    Latin letters make it English, unless `language` says otherwise; words of other scripts in it are marked apart.
    """
    if not text:
        return SafeString("")
    words = str(text)
    if language and language != "en":
        return format_html('<span lang="{}">{}</span>', language, words)
    if not _OTHERS.search(words):
        for script, tongue in ((_KANA, "ja"), (_HANGUL, "ko"), (_CHINESE, "zh-Hans")):
            if script.search(words):
                return format_html('<span lang="{}">{}</span>', tongue, words)
    return format_html('<span lang="en">{}</span>', han(words))


@register.filter
def own_words(text: object) -> SafeString:
    """What a person or a file said freely, in a language that nobody knows: marked as of no known language."""
    return format_html('<span lang="">{}</span>', han(str(text))) if text else SafeString("")


@register.filter
def paragraphs(text: SafeString) -> SafeString:
    """Line breaks of a text that is marked already."""
    return SafeString(conditional_escape(text).replace("\n", "<br>"))
