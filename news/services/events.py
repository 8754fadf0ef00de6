"""Events: reported happenings. They are brought by a reviewed table, mended by hand, and joined to articles."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from controls.models import Notice
from controls.services.history import FactRefused
from news.ingest.links import canonical, readable_link
from news.models import Article, ArticleName, NewsEvent
from news.services import event_rows, references
from news.services.naming import FullName
from news.services.seeding import Loaded, SeedRefused

# Any constant will do: two loads at once would both find the same events missing.
_LOAD_LOCK = 0x4556454E
_SAID = (
    *("date_text", "precision", "headline", "outlet", "url", "second_url", "event_type", "jurisdictions", "materials"),
    *("parties", "announcement", "about", "figures", "confidence", "scope", "note"),
)


class EventRefused(FactRefused):
    """What was typed is no event. `faults` says in words what is wrong with which field."""

    def __init__(self, *, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(f"{name}: {words}" for name, words in faults.items()))
        self.faults = dict(faults)


@transaction.atomic
def load(*, table: Path, at: datetime) -> Loaded:
    """Bring events to what a table says, and join them to the articles that stand at their addresses.

    A missing event is added and one that differs is brought in step, unless a person changed it since the table last
    brought it: that one is left and named. An event that is no longer in the table stays. Raises SeedRefused and
    changes nothing otherwise. Events keep no time of loading: `at` is for what loads like this do.
    """
    rows, problems = event_rows.read(directory=table.parent)
    missing = set(references.unknown(references=[each for row in rows for each in row["about"] or ()]))
    problems += [
        row.problem("about", f"{each} is not on record")
        for row in rows
        for each in row["about"] or ()
        if each in missing
    ]
    if problems:
        raise SeedRefused([str(problem) for problem in problems])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOAD_LOCK])
    present = {event.key: event for event in NewsEvent.objects.select_related("notice")}
    notices = {notice.key: notice for notice in Notice.objects.filter(key__in={row["notice"] for row in rows})}
    loaded = Loaded()
    for row in rows:
        _settle(event_rows.fields(row=row), present, notices, loaded)
    join_articles()
    return loaded


def _settle(
    said: dict[str, Any], present: Mapping[str, NewsEvent], notices: Mapping[str, Notice], loaded: Loaded
) -> None:
    """Bring one event in step with its row, or leave it as a person set it."""
    event, digest = present.get(said["key"]), _digest(said)
    now = _digest(_says(event)) if event else ""
    if event is None:
        loaded.added.append(said["key"])
    elif now == digest:
        loaded.unchanged += 1
    elif now == event.seeded:
        loaded.changed.append(event.key)
    else:
        loaded.kept.append(event.key)
        return
    if event is None or (now, event.seeded) != (digest, digest):
        _write(event or NewsEvent(), said | {"notice": notices.get(said["notice"]), "seeded": digest})


def mend(
    *, event: NewsEvent | None = None, fields: Mapping[str, Any], articles: Iterable[Article] | None = None
) -> NewsEvent:
    """Add an event or change one, by hand. `fields` are columns of the event; `articles` take the place of its own.

    Raises EventRefused when a column is wrong, the date is not as exact as its precision says, or `about` names a
    fact that is not on record.
    """
    mended = event or NewsEvent()
    for name, value in fields.items():
        setattr(mended, name, value)
    faults = _faults(mended)
    if faults:
        raise EventRefused(faults=faults)
    with transaction.atomic():
        _write(mended, {})
        if articles is not None:
            mended.articles.set(articles)
    return mended


def _faults(event: NewsEvent) -> dict[str, str]:
    faults: dict[str, str] = {}
    try:
        event.day = event_rows.dated(text=event.date_text, precision=event.precision)
    except ValueError as error:
        faults["date_text"] = str(error)
    try:
        event.full_clean(exclude=["day", "articles", "jurisdictions"])
    except ValidationError as refusal:
        faults |= {name: " ".join(said) for name, said in refusal.message_dict.items()}
    if event.notice and f"notice:{event.notice.key}" not in event.about:
        event.about = [f"notice:{event.notice.key}", *event.about]
    if unknown := references.unknown(references=event.about):
        faults["about"] = f"Not on record: {', '.join(unknown)}."
    return faults


def _write(event: NewsEvent, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(event, name, value)
    event.day = event_rows.dated(text=event.date_text, precision=event.precision)
    event.save()


def join_articles(*, article_ids: Iterable[int] | None = None) -> int:
    """Join events to the articles that stand at their addresses or announce their notice; how many were joined.

    Of the articles given, or of all. What is joined already stays as it is.
    """
    wanted: dict[bytes, set[int]] = {}
    given = None if article_ids is None else list(article_ids)
    if given == []:
        return 0
    for pk, url, second, notice in NewsEvent.objects.values_list("pk", "url", "second_url", "notice__key"):
        for name in _names(url, second, notice):
            wanted.setdefault(name.digest, set()).add(pk)
    names = ArticleName.objects.filter(digest__in=list(wanted))
    if given is not None:
        names = names.filter(article__in=given)
    pairs = {
        (event, article)
        for digest, article in names.values_list("digest", "article_id")
        for event in wanted[bytes(digest)]
    }
    through = NewsEvent.articles.through
    before = set(through.objects.filter(newsevent__in={e for e, _a in pairs}).values_list("newsevent_id", "article_id"))
    through.objects.bulk_create(
        [through(newsevent_id=event, article_id=article) for event, article in sorted(pairs - before)],
        ignore_conflicts=True,
    )
    return len(pairs - before)


def _names(url: str, second: str, notice: str | None) -> list[FullName]:
    """The names under which an article on this event may be known."""
    found = [FullName(ArticleName.Kind.NOTICE, "", notice)] if notice else []
    for each in (url, second):
        if link := readable_link(each, base=each) if each else "":
            found += [
                FullName(ArticleName.Kind.ADDRESS, "", canonical(link)),
                FullName(ArticleName.Kind.RECEIVED, "", each),
            ]
    return found


def _says(event: NewsEvent) -> dict[str, Any]:
    said = {name: getattr(event, name) for name in _SAID}
    return said | {"key": event.key, "notice": event.notice.key if event.notice else ""}


def _digest(said: Mapping[str, Any]) -> str:
    """SHA-256 of what an event says, whatever holds it."""
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
