"""How facts look in rows: tones of badges, levels of evidence, and what a row of a list shows."""

from typing import Any

from django.core.cache import caches
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import conditional_escape as escape
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from controls import states
from controls.filters.questions import Question
from controls.models import Effect, EntityName, Grade, Identifier, Listing
from controls.models.labels import BADGE_LABELS, badge_of, written_day
from controls.models.listing_queries import ROW, ListingQuerySet
from controls.views.addresses import addresses
from controls.views.countries import country_name

TONES = {
    Effect.PROHIBITED: "ban",
    Effect.LICENCE_NEEDED: "licence",
    Effect.EXTRA_REVIEW: "watch",
    Effect.NONE_STATED: "plain",
    states.SCHEDULED: "scheduled",
    states.SUSPENDED: "paused",
    states.TO_BE_CONFIRMED: "unsure",
    states.STOPPED: "ended",
    states.ENDED: "ended",
}
# What weighs more for a shipment stands first.
WEIGHT = list(TONES)
EVIDENCE: dict[str, tuple[int, Any]] = {
    Grade.OFFICIAL_TEXT: (3, _("official text")),
    Grade.TWO_REPORTS: (2, _("2 agree")),
    Grade.ONE_REPORT: (1, _("1 report")),
    Grade.DISPUTED: (1, _("disputed")),
}


def evidence_bars(grade: str) -> SafeString:
    """One to three bars and the words beside them."""
    level, label = EVIDENCE[grade]
    bars = SafeString("".join(f"<b{' class=on' if bar < level else ''}></b>" for bar in range(3)))
    return format_html('<span class="ev"><i aria-hidden="true">{}</i>{}</span>', bars, label)


def badge(tone: str, label: str) -> SafeString:
    """What `_components/badge.html` draws, for places that draw many."""
    icon = f'<svg aria-hidden="true"><use href="{escape(static("img/icons.svg"))}#{tone}"/></svg>'
    return SafeString(f'<span class="b {tone}">{icon}{escape(label)}</span>')


def facet_option(facet: str, *, value: str, label: str, count: int, checked: bool, tone: str) -> dict[str, Any]:
    """One tick box of a facet with its count, and its finished `markup`: a page draws some fifty of them."""
    safe, ticked, zero = escape(value), " checked" if checked else "", "" if count else ' class="zero"'
    box = f'<input type="checkbox" id="f-{facet}-{safe}" name="{facet}" value="{safe}"{ticked}>'
    words = badge(tone, label) if tone else escape(label)
    markup = SafeString(f'<label{zero}>{box}{words}<span class="n">{count}</span></label>')
    return {"value": value, "label": label, "count": count, "checked": checked, "tone": tone, "markup": markup}


def listing_rows(listings: ListingQuerySet, question: Question, *, revision: int) -> list[dict[str, Any]]:
    """Rows of a list of listings, each with its finished `markup`.

    A row says the same wherever it stands as long as revision, day and language are the same, so it is drawn once and
    kept; the list itself then costs one query. Needs `with_state` only for rows that are not kept yet.
    """
    kept = caches["rows"]
    mark = f"{revision}:{question.day}:{question.day == question.today}:{get_language()}"
    keys = {pk: f"{mark}:{pk}" for pk in listings.values_list("pk", flat=True)}
    rows = kept.get_many(keys.values())
    missing = [pk for pk, key in keys.items() if key not in rows]
    if missing:
        asked = Listing.objects.filter(pk__in=missing).with_badge(on=question.day)
        drawn = {keys[row["pk"]]: row for row in _drawn(list(asked.values(*ROW)), question)}
        kept.set_many(drawn)
        rows |= drawn
    return [rows[key] for key in keys.values()]


def _drawn(found: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """Rows from the columns of listings: two more queries for all of them, and no model instances."""
    entities = {row["entity_id"] for row in found}
    japanese = _japanese_names(entities)
    numbers = dict(
        Identifier.objects.filter(entity__in=entities, scheme=Identifier.Scheme.JP_CORPORATE_NUMBER)
        .order_by("-value")
        .values_list("entity", "value")
    )
    entity_at = addresses("controls:entity-detail", question=question)
    notice_at = addresses("controls:notice-detail", question=question)
    template = get_template("controls/_listing_row.html")
    rows = []
    for row in found:
        code = badge_of(state_code=row["state_code"], effect=row["effect_code"])
        shown = {
            "pk": row["pk"],
            "key": row["key"],
            "url": entity_at(row["entity__key"]),
            "item_number": row["item_number"],
            "name": row["name_en"] or row["entity__name"],
            "names": _other_scripts(row["name_zh"], japanese.get(row["entity_id"], "")),
            "country": country_name(row["entity__country"]),
            "tone": TONES[code],
            "effect_label": str(BADGE_LABELS[code]),
            "state_code": row["state_code"],
            "listed_on": written_day(row["effective_from"]),
            "notice_label": row["notice__label"],
            "notice_url": notice_at(row["notice__key"]),
            "corporate_number": numbers.get(row["entity_id"], ""),
            "evidence": evidence_bars(row["evidence_grade"]),
        }
        rows.append(shown | {"markup": template.render({"row": shown})})
    return rows


def _japanese_names(entities: set[int]) -> dict[int, str]:
    """One Japanese name of each entity that has any: the legal one before a short one before an alias."""
    rank: dict[str, int] = {EntityName.Kind.LEGAL: 0, EntityName.Kind.SHORT: 1}
    names = EntityName.objects.filter(entity__in=entities, language=EntityName.Language.JA)
    best = sorted(names.values_list("entity", "kind", "text"), key=lambda name: (rank.get(name[1], 2), name[2]))
    return {entity: text for entity, _kind, text in reversed(best)}


def _other_scripts(chinese: str, japanese: str) -> list[dict[str, str]]:
    """The notice's Chinese wording, then the Japanese name where one is on file."""
    shown = [{"text": chinese, "lang": "zh-Hans"}, {"text": japanese, "lang": "ja"}]
    return [name for name in shown if name["text"]]
