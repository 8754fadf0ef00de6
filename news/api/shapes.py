"""The shape of articles and sources in the API: plain dictionaries from values that are already fetched."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from news.models import Article, ArticleName, ArticleVersion, FetchRun, Mention, Source

Shape = dict[str, Any]


def source_brief(row: Source) -> Shape:
    return {"id": row.key, "name": row.name, "type": row.tier, "licence": row.licence}


def article(row: Article, *, root: str) -> Shape:
    """One article. The source's own words are left out where its licence does not allow to pass them on."""
    return {
        "id": row.pk,
        "source": source_brief(row.source),
        "title": row.title,
        "link": row.url or None,
        "language": row.language or None,
        "kind": row.kind or None,
        "own_summary": row.own_summary or None,
        "summary": (row.summary or None) if row.source.keeps_summary else None,
        "day": row.day,
        "published": {
            "at": row.published_at,
            "on": row.published_on,
            "precision": row.precision,
            "as_given": row.published_raw or None,
        },
        "arrived_at": row.arrived_at,
        "versions": row.version_count,
        "flags": sorted(row.flags),
        "about": sorted(row.about),
        "story": row.story_id,
        "url": root + reverse("news:article-detail", kwargs={"number": row.pk}),
    }


def version(row: ArticleVersion, *, keeps_summary: bool) -> Shape:
    return {
        "number": row.number,
        "seen_at": row.seen_at,
        "run": row.run.number if row.run else None,
        "title": row.title,
        "summary": (row.summary or None) if keeps_summary else None,
        "link": row.url or None,
        "published_as_given": row.published_raw or None,
        "flags": sorted(row.flags),
        "digest": row.digest,
    }


def name(row: ArticleName) -> Shape:
    return {"kind": row.kind, "scope": row.scope or None, "value": row.value, "seen_at": row.seen_at}


def mention(row: Mention) -> Shape:
    return {
        "reference": row.reference,
        "words": row.words,
        "method": row.method,
        "likeness": row.likeness,
        "standing": row.standing,
    }


def article_in_full(
    row: Article,
    *,
    versions: Iterable[ArticleVersion],
    names: Iterable[ArticleName],
    mentions: Iterable[Mention],
    also: Iterable[int],
    root: str,
) -> Shape:
    """An article with its history, the names it is known by, its mentions, and others that tell the same story."""
    return {
        **article(row, root=root),
        "history": [version(each, keeps_summary=row.source.keeps_summary) for each in versions],
        "names": [name(each) for each in names],
        "mentions": [mention(each) for each in mentions],
        "also": list(also),
    }


def source(
    row: Source, *, state: str, nothing_new_since: datetime | None, runs: Iterable[FetchRun], root: str
) -> Shape:
    """One source with how it answers and its last runs, the newest first."""
    return {
        **source_brief(row),
        "authority": {"id": row.authority.key, "name": row.authority.name_en} if row.authority else None,
        "link": row.url,
        "languages": row.languages,
        "state": state,
        "off_reason": row.off_reason or None,
        "rhythm_minutes": row.rhythm,
        "asked_at": row.asked_at,
        "read_at": row.read_at,
        "new_at": row.new_at,
        "nothing_new_since": nothing_new_since,
        "next_at": row.next_at,
        "failures": row.failures,
        "trouble": row.trouble or None,
        "trouble_since": row.trouble_since,
        "ended_at": row.ended_at,
        "moved_to": row.moved_to or None,
        "runs": [run(each) for each in runs],
        "url": root + reverse("news:source-detail", kwargs={"key": row.key}),
    }


def run(row: FetchRun) -> Shape:
    return {
        "id": row.number,
        "started_at": row.started_at,
        "seconds": row.seconds,
        "outcome": row.outcome,
        "reason": row.reason or None,
        "status": row.status,
        "bytes": row.size,
        "items": row.items,
        "added": row.added,
        "changed": row.changed,
        "flags": sorted(row.flags),
    }
