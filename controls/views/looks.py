"""How facts look in rows: tones of badges, levels of evidence, and what a row of a list shows."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from controls import states
from controls.filters.questions import Question
from controls.models import Effect, EntityName, Grade, Listing
from controls.models.labels import BADGE_LABELS
from controls.views.addresses import address
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
EVIDENCE = {
    Grade.OFFICIAL_TEXT: (3, _("official text")),
    Grade.TWO_REPORTS: (2, _("2 agree")),
    Grade.ONE_REPORT: (1, _("1 report")),
    Grade.DISPUTED: (1, _("disputed")),
}


@lru_cache(maxsize=4000)
def _written_day(day: date, language: str) -> str:
    return date_format(day, "j M Y")


def written_day(day: date) -> str:
    """A day as readers write it. Rows repeat the same few days, so each is written once per language."""
    return _written_day(day, get_language() or "")


def evidence_bars(grade: str) -> SafeString:
    """One to three bars and the words beside them."""
    level, label = EVIDENCE[Grade(grade)]
    bars = SafeString("".join(f"<b{' class=on' if bar < level else ''}></b>" for bar in range(3)))
    return format_html('<span class="ev"><i aria-hidden="true">{}</i>{}</span>', bars, label)


def listing_row(listing: Listing, question: Question) -> dict[str, Any]:
    """One row of a list of listings. Needs `with_state` and `for_display`."""
    entity, notice = listing.entity, listing.notice
    return {
        "key": listing.key,
        "url": address("controls:entity-detail", question=question, key=entity.key),
        "item_number": listing.item_number,
        "name": listing.name_en or listing.name_zh,
        "names": other_scripts(listing),
        "country": country_name(entity.country),
        "list_label": listing.entity_list.name_en,
        "tone": TONES[listing.badge],
        "effect_label": BADGE_LABELS[listing.badge],
        "state_code": listing.state_code,
        "listed_on": written_day(listing.effective_from),
        "notice_label": notice.label,
        "notice_url": address("controls:notice-detail", question=question, key=notice.key),
        "corporate_number": next((i.value for i in entity.identifiers.all() if i.scheme == "jp-corporate-number"), ""),
        "evidence": evidence_bars(listing.evidence_grade),
    }


def other_scripts(listing: Listing) -> list[dict[str, str]]:
    """The notice's Chinese wording, then a Japanese name where one is on file (legal before short before alias)."""
    shown = [{"text": listing.name_zh, "lang": "zh-Hans"}] if listing.name_zh and listing.name_en else []
    rank = {EntityName.Kind.LEGAL: 0, EntityName.Kind.SHORT: 1}
    japanese = sorted(
        (name for name in listing.entity.names.all() if name.language == EntityName.Language.JA),
        key=lambda name: (rank.get(EntityName.Kind(name.kind), 2), name.text),
    )
    return shown + [{"text": name.text, "lang": "ja"} for name in japanese[:1]]
