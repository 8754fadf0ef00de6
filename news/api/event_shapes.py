"""The shape of events in the API: plain dictionaries from values that are already fetched; no queries here."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from controls.api.columns import BETWEEN, Columns
from controls.api.shapes import Shape
from news.models import Article, NewsEvent
from news.models.moves import KINDS, Move


def event(row: NewsEvent, *, root: str) -> Shape:
    """One event. Needs its notice."""
    notice = row.notice
    return {
        "id": row.key,
        "day": row.day,
        "date": row.date_text,
        "precision": row.precision,
        "headline": row.headline,
        "outlet": row.outlet,
        "sources": [url for url in (row.url, row.second_url) if url],
        "type": row.event_type,
        "type_label": row.get_event_type_display(),
        "jurisdictions": row.jurisdictions,
        "materials": row.materials,
        "parties": row.parties,
        "announcement": row.announcement or None,
        "notice": {"id": notice.key, "number": notice.label, "published_on": notice.published_on} if notice else None,
        "about": row.about,
        "figures": row.figures or None,
        "confidence": row.confidence,
        "confidence_label": row.get_confidence_display(),
        "outcome_unknown": row.outcome_unknown,
        "scope": row.scope,
        "note": row.note or None,
        "url": root + reverse("news:event-detail", kwargs={"key": row.key}),
    }


def move(row: Move) -> Shape:
    """One change of a list, with the days to what is on record about it; null where that is unknown."""
    return {
        "kind": row.kind,
        "kind_label": str(KINDS[row.kind]),
        "notice": {"id": row.notice.key, "number": row.notice.label, "published_on": row.notice.published_on},
        "list": {"id": row.entity_list.key, "name": row.entity_list.name_en, "effect": row.entity_list.effect},
        "names": row.names,
        "announced_on": row.announced_on,
        "effective_from": row.effective_from,
        "until": row.until,
        "days_to_effect": row.days_to_effect,
        "first_event": row.event.key if row.event else None,
        "days_to_event": row.days_to_event,
        "first_article": row.article.url if row.article else None,
        "days_to_article": row.days_to_article,
        "recorded_on": row.recorded_on,
        "days_to_record": row.days_to_record,
    }


def whole(
    row: NewsEvent, *, moves: Iterable[Move], claims: Iterable[str], articles: Iterable[Article], root: str
) -> Shape:
    """One event with what hangs on it: changes of lists, claims about the same facts, articles."""
    return {
        **event(row, root=root),
        "moves": [move(each) for each in moves],
        "claims": list(claims),
        "articles": [
            {
                "title": each.title,
                "url": each.url or None,
                "source": each.source.name,
                "language": each.language or None,
                "published_on": each.published_on,
            }
            for each in articles
        ],
    }


def _plain(name: str) -> Callable[[Shape], Any]:
    return lambda row: row[name]


def _joined(name: str) -> Callable[[Shape], str]:
    return lambda row: BETWEEN.join(row[name])


_LISTS = ("sources", "jurisdictions", "materials", "parties", "about")
# In this order they stand in an export.
EVENT: Columns = {
    name: _joined(name) if name in _LISTS else _plain(name)
    for name in (
        *("id", "day", "date", "precision", "headline", "outlet", "sources", "type", "type_label", "jurisdictions"),
        *("materials", "parties", "announcement", "notice", "about", "figures", "confidence", "confidence_label"),
        *("outcome_unknown", "scope", "note", "url"),
    )
} | {
    "notice": lambda row: row["notice"]["id"] if row["notice"] else None,
    "outcome_unknown": lambda row: "true" if row["outcome_unknown"] else "false",
}
