"""The parameters of a question, as the description of the API tells them: read off the form that checks them."""

from datetime import date
from typing import Any

from django import forms
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from controls.filters.calendar import CalendarFilter
from controls.filters.catalogue import CatalogueFilter
from controls.filters.fields import FIRST_DAY, LAST_DAY, DayField, KeysField, TextField, WholeField
from controls.filters.measures import ItemFilter, MeasureFilter, TariffCodeFilter
from controls.filters.questions import Question
from controls.filters.search import SearchQuestion

# What a parameter means, and a value that the seed has rows for. A parameter without words here is a fault.
WORDS: dict[str, tuple[str, Any]] = {
    "as_of": (
        f"The day asked about, as a calendar day in Beijing from {FIRST_DAY} to {LAST_DAY}. Default: today in Beijing.",
        date(2026, 2, 24).isoformat(),
    ),
    "revision": (
        "What this register said when it stood at this revision, whatever it has learnt since. Default: what it says "
        "now.",
        1,
    ),
    "q": ("Text to look for: names in any script or spelling, a register's number, or a key.", "SUBARU"),
    "list": ("Key of an entity list. An unknown key is refused.", ["cn-watch-list"]),
    "notice": ("Key of a notice. An unknown key is refused.", ["mofcom-2026-12"]),
    "entity": ("Key of an entity. An unknown key is refused.", ["subaru-corporation"]),
    "effect": ("What stands on the badge on the day: the effect while in force, else the state.", ["extra_review"]),
    "state": ("State on the day.", ["in_force"]),
    "country": ("ISO 3166-1 alpha-2 of the entity. A country without entities here is refused.", ["JP"]),
    "listed_from": ("First day of the listing, at the earliest.", "2026-01-01"),
    "listed_to": ("First day of the listing, at the latest.", "2026-12-31"),
    "sort": ("Order of the rows; a minus in front turns it round. Default: the order of the notices.", "name"),
    "page": ("Page, counted from 1. A page beyond the last is refused.", 1),
    "page_size": ("Rows a page.", 50),
    "type": ("Kind of party.", ["company"]),
    "authority": ("Key of an authority. An unknown key is refused.", ["mofcom"]),
    "year": ("Year of the notice's number.", 2026),
    "action": ("What was done.", ["suspended"]),
    "subject_type": ("Kind of fact that changed.", ["listing-event"]),
    "about": ("A fact that the change concerns, as kind:key.", "entity:subaru-corporation"),
    "jurisdiction": ("Two letters of the jurisdiction. One without measures here is refused.", ["CN"]),
    "element": ("Symbol of a material.", ["Dy"]),
    "measure": ("Key of a measure. An unknown key is refused.", ["cn-2025-18"]),
    "form": ("In what form.", ["magnet"]),
    "verdict": ("This register's verdict.", ["wrong"]),
    "part": ("Part of the catalogue: a ban, or a licence.", ["prohibited"]),
    "industry": ("Industry, as the edition heads it, in English. An unknown one is refused.", ["Animal husbandry"]),
    "rare_earth": ("Is it about rare earths?", ["yes"]),
    "edition": ("Key of an edition in which the item is on file. An unknown key is refused.", ["2023-12-21"]),
    "kind": ("Draft or final.", ["final"]),
    "from": ("Key of the edition to compare. Default: the final before the other.", "2020-08-28"),
    "to": ("Key of the edition to compare it with. Default: the latest final.", "2023-12-21"),
    "item": ("Key or code of one item, to compare its control points.", "083201J"),
    "after": ("The last id that you have; 0 for the beginning.", 0),
    "limit": ("Rows in one answer, at most.", 100),
    "show": ("Group of counterparties wanted.", ["hits"]),
}
# The same parameter in other words, where it means something else.
WORDS_OF: dict[type[Question], dict[str, tuple[str, Any]]] = {
    MeasureFilter: {
        "q": ("Text to look for: in titles, numbers, scope and control codes, or a key.", "1C905"),
        "type": ("Kind of measure.", ["licence"]),
        "state": ("State of at least one clause on the day.", ["suspended"]),
    },
    CalendarFilter: {
        "kind": ("What happens on the day.", ["suspension_end"]),
        "from": ("First day wanted.", "2026-11-01"),
        "to": ("Last day wanted.", "2027-01-31"),
    },
    ItemFilter: {"q": ("Text to look for: in control codes and titles; or a whole customs number, or a key.", "1C905")},
    SearchQuestion: {
        "q": (
            "What to look for: a name, a code, a number, words, in any script. One letter or digit at least.",
            "1C902",
        ),
        "type": ("Kind of fact.", ["entity"]),
        "list": ("Key of an entity list: entities on it, its notices and itself.", ["cn-watch-list"]),
        "jurisdiction": ("Two letters of the jurisdiction. One without facts here is refused.", ["CN"]),
        "page_size": ("Rows a page.", 20),
    },
    CatalogueFilter: {
        "q": ("Text to look for: in titles, industries, codes and control points of any edition, or a key.", "083201J"),
        "state": ("State on the day, by the finals alone.", ["in_force"]),
    },
    TariffCodeFilter: {"q": ("Beginning of a customs number, or words of its description.", "2846")},
}
# Of a value that is no key, by the column in which it is looked up.
PATTERNS = {
    **dict.fromkeys(("country", "jurisdiction", "jurisdictions"), "^[A-Z]{2}$"),
    **dict.fromkeys(("industry_en", "materials"), r"\S"),
}
KEY = r"^[-.a-zA-Z0-9_]+$"
REFERENCE = (
    r"^(authority|catalogue-item|catalogue-revision|claim|clause|controlled-item|element|entity|entity-list|item-version"
    r"|listing|listing-event|measure|notice|source|suspension|tariff-code):[-.a-zA-Z0-9_]+$"
)


def parameters_of(question: type[Question], *, but: tuple[str, ...] = ()) -> list[OpenApiParameter]:
    """Every parameter that the question knows, with its limits."""
    return [
        _parameter(name, field, question.words.get(name) or WORDS_OF.get(question, {}).get(name) or WORDS[name])
        for name, field in question(query={}, today=FIRST_DAY).fields.items()
        if name not in but
    ]


def path_parameter(name: str, *, example: Any) -> OpenApiParameter:
    """The part of an address that names one fact."""
    schema: dict[str, Any] = {"type": "string", "pattern": KEY, "minLength": 1, "maxLength": 120}
    words = "Key of the fact: stable, and the same in every answer."
    if isinstance(example, int):
        schema = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
        words = "Id of the change, the article or whatever is asked for: never given twice."
    return OpenApiParameter(
        name,
        type=schema,
        location=OpenApiParameter.PATH,
        description=words,
        examples=[OpenApiExample(name, value=example)],
    )


def _parameter(name: str, field: forms.Field, told: tuple[str, Any]) -> OpenApiParameter:
    words, example = told
    repeatable = isinstance(field, KeysField)
    return OpenApiParameter(
        name,
        type=_schema(name, field),
        location=OpenApiParameter.QUERY,
        required=isinstance(field, TextField) and field.required,
        description=f"{words} May be repeated: any of the values." if repeatable else words,
        style="form" if repeatable else None,
        explode=True if repeatable else None,
        examples=[OpenApiExample(name, value=example)],
    )


def _schema(name: str, field: forms.Field) -> dict[str, Any]:
    if isinstance(field, DayField):
        return {"type": "string", "format": "date", "pattern": r"^20\d\d-\d\d-\d\d$|^2100-\d\d-\d\d$"}
    if isinstance(field, WholeField):
        schema = {"type": "integer", "minimum": field.least, "maximum": field.most}
        return {**schema, "default": field.default} if field.default or field.least == 0 else schema
    if isinstance(field, KeysField):
        closed = field.known and not field.pattern
        item: dict[str, Any] = {"type": "string", "enum": list(field.known)} if closed else _key(field)
        return {"type": "array", "items": item, "minItems": 1, "maxItems": field.most}
    if isinstance(field, forms.ChoiceField):
        options: Any = field.choices
        return {"type": "string", "enum": [value for value, _label in options], "default": "item_number"}
    if isinstance(field, TextField):
        pattern = REFERENCE if name == "about" else r"\S"
        if field.required:
            pattern = r"[a-zA-Z0-9]"
        return {"type": "string", "minLength": 1, "maxLength": field.max_length, "pattern": pattern}
    raise TypeError(f"The description has no words for a {type(field).__name__}.")


def _key(field: KeysField) -> dict[str, Any]:
    return {"type": "string", "pattern": field.pattern or PATTERNS.get(field.column, KEY)}
