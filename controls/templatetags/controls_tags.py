"""Links that keep the day, forms that keep the question, and days since."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi

from controls.filters.questions import READ_BACK
from controls.models.labels import language_tag
from controls.models.spoken import Said, in_english, wording

register = template.Library()

_CJK = r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
_HAN = re.compile(rf"{_CJK}(?:[…、，。·\s]*{_CJK})*")
_KANA = re.compile(r"[\u3041-\u30ff]")


@register.simple_tag(takes_context=True)
def url_as_of(context: Context, name: str, query: str = "", **parts: Any) -> str:
    """The address of a page, with the day and the revision that the present page speaks for when they are not now's."""
    path = reverse(name, kwargs=parts or None)
    as_of = context.get("as_of")
    day = "" if as_of is None or as_of == context.get("today") else f"as_of={as_of.isoformat()}"
    back = f"revision={context['revision']}" if context.get("newest_revision") and name in READ_BACK else ""
    asked = "&".join(part for part in (query, day, back) if part)
    return f"{path}?{asked}" if asked else path


@register.simple_tag(takes_context=True)
def same_page_now(context: Context) -> str:
    """The present page and question, as the register answers it now."""
    query = context["request"].GET.copy()
    query.pop("revision", None)
    path: str = context["request"].path
    return f"{path}?{query.urlencode()}" if query else path


@register.simple_tag(takes_context=True)
def same_page_today(context: Context) -> str:
    """The present page and question, for today."""
    query = context["request"].GET.copy()
    query.pop("as_of", None)
    query.pop("page", None)
    path: str = context["request"].path
    return f"{path}?{query.urlencode()}" if query else path


@register.simple_tag(takes_context=True)
def same_page_printed(context: Context) -> str:
    """The present page and question as a PDF; what is printed names its day, so the address does."""
    request = context["request"]
    query = request.GET.copy()
    if (question := getattr(request, "question", None)) is not None:
        query["as_of"] = question.day.isoformat()
    query["print"] = "pdf"
    path: str = request.path
    return f"{path}?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def keep_parameters(context: Context, *besides: str) -> SafeString:
    """Hidden fields with the present question, for a form that changes one part of it (the day, unless named)."""
    left_out = set(besides) | {"as_of", "page"} if not besides else set(besides) | {"page"}
    kept = [
        (name, value)
        for name, values in context["request"].GET.lists()
        if name not in left_out
        for value in values
        if value
    ]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.simple_tag(takes_context=True)
def html_language(context: Context) -> SafeString:
    """Attributes of <html>: the language of the interface, its direction, and the colours where they were chosen."""
    theme = context.get("theme")
    colours = format_html(' data-theme="{}"', theme) if theme else ""
    direction = "rtl" if get_language_bidi() else "ltr"
    return format_html('lang="{}" dir="{}"{}', language_tag(get_language() or ""), direction, colours)


@register.filter
def english(text: object) -> SafeString:
    """A fact in English, marked as English where the page is in another language. Escaped; nothing for nothing."""
    return in_english(text)


@register.filter
def spoken(fact: Any) -> Said:
    """The name or title of a fact in the reader's language where it has one, else in English; drawn marked."""
    return wording(fact)


@register.filter
def plain(words: object) -> str:
    """Words of a fact without a mark, for attributes and for what can hold no element: <title>, <option>, SVG."""
    return str(words)


@register.simple_tag
def lang_named(lang: str) -> SafeString:
    """` lang="…"` by its name; a fact without one is English."""
    return Said("x", lang or "en").attribute


@register.simple_tag
def lang_of(words: object) -> SafeString:
    """` lang="…"` of an element that holds nothing but the words of a fact, drawn `|plain`; nothing for our own."""
    return words.attribute if isinstance(words, Said) else SafeString("")


@register.filter
def away(days: int) -> int:
    """How many days, whichever way."""
    return abs(days)


@register.filter
def han(text: str) -> SafeString:
    """An English sentence that quotes others: Chinese words marked as Chinese, those with kana as Japanese.

    Everything is escaped.
    """
    return SafeString(_HAN.sub(_marked, conditional_escape(text)))


@register.simple_tag
def marked(pieces: Iterable[Mapping[str, Any]], language: str) -> SafeString:
    """A text cut into pieces (text, marked), with <mark> around those that answer a question. Everything is escaped.

    Words of other scripts in an English text, or in one without a language, are marked as what they are.
    """
    quoting = language in ("", "en")
    shown = [(piece["marked"], han(piece["text"]) if quoting else escape(piece["text"])) for piece in pieces]
    return SafeString("".join(f"<mark>{text}</mark>" if answers else text for answers, text in shown))


def _marked(found: re.Match[str]) -> str:
    return f'<span lang="{"ja" if _KANA.search(found[0]) else "zh-Hans"}">{found[0]}</span>'
