"""Words of a result in the reader's language: why it matched, how sure that is, and what to do about it."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from controls.models import Effect
from controls.models.labels import BADGE_LABELS, ListingState, badge_of
from controls.models.spoken import list_name
from controls.templatetags.fact_tags import fact
from controls.views.countries import country_name
from controls.views.looks import TONES

# What each kind of step says above the words that it compares.
STEPS = {
    "form": _("Legal form set aside"),
    "form_differs": _("Legal forms of different countries"),
    "fold": _("Equal after forms of characters"),
    "lookalike": _("Letters of another alphabet read as Latin"),
    "alias": _("The name on record is an alias"),
    "whole": _("The same name"),
    "equal": _("Shared"),
    "meaning": _("The same meaning"),
    "spelling": _("Another spelling of one word"),
    "sound": _("Sounds alike"),
    "pinyin": _("Spelt in pinyin"),
    "slip": _("A slip of the pen apart"),
    "joined": _("Written apart and together"),
    "initials": _("Initials"),
    "initial": _("First letter of a name"),
    "order": _("The names of the person in another order"),
    "differs": _("Differs"),
    "only_query": _("Only in the name asked for"),
    "only_candidate": _("Only in the name on record"),
    "short_list": _("May be a short name: it breaks off before “and” or a comma"),
    "short_place": _("May be a short name: it only leaves out a place"),
    "short_body": _("May be a short name: it only leaves out what kind of body it is"),
    "short_cut": _("May be a short name: its last word is cut short"),
    "number": _("The same number in a register"),
    "number_differs": _("Another number of the same register"),
    "country": _("The same country"),
    "country_differs": _("Another country"),
    "address": _("The address is alike"),
    "cut": _("Longer than a name: only its beginning was compared"),
    "at_most": _("Evidence of this kind is no surer"),
    "calibrated": _("Of labelled pairs with such evidence fewer are one company"),
    "nothing": _("No part of the names is alike"),
}
CLASSES = {
    "same": _("the same name or number"),
    "probable": _("a probable match"),
    "possible": _("a possible match"),
    "sibling": _("a company of the same group, not this one"),
    "unrelated": _("another name"),
}
_KANA = re.compile(r"[\u3041-\u30ff\uff66-\uff9d]")
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CHINESE = {"CN": "zh-Hans", "SG": "zh-Hans", "TW": "zh-Hant", "HK": "zh-Hant", "MO": "zh-Hant", "JP": "ja"}


def language_of(text: str, country: str = "") -> str:
    """The language of a name for `lang`, as far as its script tells; Chinese characters alone leave it open."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    return _CHINESE.get(country, "und-Hani") if _HAN.search(text) else ""


def _is_east_asian(text: str) -> bool:
    return any(script.search(text) for script in (_HAN, _KANA, _HANGUL))


def steps(hit: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """The steps of a hit as rows of a table; `language` is that of the name asked for."""
    found = hit["matched_name"]["lang"]
    return [
        {
            "label": STEPS.get(step["kind"]) or fact(step["text"]),
            "query": step["query"],
            "query_lang": language if _is_east_asian(step["query"]) else "",
            "candidate": step["candidate"],
            "candidate_lang": found if _is_east_asian(step["candidate"]) else "",
            "points": step["points"],
        }
        for step in hit["steps"]
    ]


def entry(hit: dict[str, Any], *, language: str) -> dict[str, Any]:
    """A hit as the page shows it."""
    listing, state = hit["listing"], hit["state"]
    code = badge_of(state_code=state["code"], effect=listing["effect"])
    return {
        **hit,
        "tone": TONES[code],
        "badge": BADGE_LABELS[code],
        "is_watch": code == Effect.EXTRA_REVIEW,
        "class_label": _class_label(hit),
        "country_label": country_name(hit["entity"]["country"]),
        "since": date.fromisoformat(state["since"]),
        "rows": steps(hit, language),
        "others": [each for each in hit["listings"] if each["key"] != listing["key"]],
        "listings": [{**each, "state_label": _state(each["state"])} for each in hit["listings"]],
        "list_name": list_name(listing["list"], en=listing["list_name"]),
        "is_own": hit["key"].startswith("entity:"),
    }


def _class_label(hit: dict[str, Any]) -> str:
    """The class in words. What makes two parties the same, their names or a number, is known here by the steps."""
    if hit["class"] != "same":
        return str(CLASSES[hit["class"]])
    lifted = any(step["kind"] == "number" and step["points"] > 0 for step in hit["steps"])
    return gettext("the same number") if lifted else gettext("the same name")


def _state(state: dict[str, Any]) -> str:
    """The word for a state; a state that is not known any more keeps the word that it was answered with."""
    code = state["code"]
    return str(ListingState(code).label) if code in ListingState.values else state["label"]


def verdict(hits: int, *, decided: bool = False) -> str:
    """The answer in one line. Never that somebody is free to be dealt with. `decided`: a decision holds on each hit."""
    if not hits:
        return gettext("No entry found")
    if decided:
        words = ngettext("%(hits)s possible match, decided", "%(hits)s possible matches, all decided", hits)
        return words % {"hits": hits}
    words = ngettext("%(hits)s possible match to decide", "%(hits)s possible matches to decide", hits)
    return words % {"hits": hits}
