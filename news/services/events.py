"""Events: reported happenings. They are brought by a reviewed table, mended by hand, and joined to articles."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from controls.models import Notice
from controls.services.seeding.columns import Problem
from news.ingest.links import canonical, readable_link
from news.models import Article, ArticleName, NewsEvent
from news.services import event_rows, references

# Any constant will do: two loads at once would both find the same events missing.
_LOAD_LOCK = 0x4556454E
_SAID = (
    *("date_text", "precision", "headline", "outlet", "url", "second_url", "event_type", "jurisdictions", "materials"),
    *("parties", "announcement", "about", "figures", "confidence", "scope", "note"),
)


class EventsRefused(Exception):
    """The table cannot be loaded, and nothing of it was. `problems` holds every reason found."""

    def __init__(self, *, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


class EventRefused(Exception):
    """What was typed is no event. `faults` says in words what is wrong with which field."""

    def __init__(self, *, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {words}" for name, words in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how many events were added, changed and left as they were, and those that a person changed."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    joined: int = 0


def _silent(_text: str) -> None:
    """Nobody listens."""


@transaction.atomic
def load(*, directory: Path, keep: bool = True, tell: Callable[[str], None] = _silent) -> Loaded:
    """Bring events to what the folder's events.csv says. Raises EventsRefused and changes nothing otherwise.

    A missing event is added and one that differs is brought in step, unless a person changed it since the table last
    brought it: that one is left and named. An event that is no longer in the table stays. `keep=False` takes it back.
    """
    rows, problems = event_rows.read(directory=directory)
    named = [reference for row in rows if not problems for reference in row["about"]]
    missing = set(references.unknown(references=named))
    problems += [
        row.problem("about", f"no {each.partition(':')[0]} '{each.partition(':')[2]}'")
        for row in rows
        if not problems
        for each in row["about"]
        if each in missing
    ]
    if problems:
        raise EventsRefused(problems=problems)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOAD_LOCK])
    tell(f"events.csv: {len(rows)} rows")
    present = {event.key: event for event in NewsEvent.objects.select_related("notice")}
    notices = {notice.key: notice for notice in Notice.objects.filter(key__in={row["notice"] for row in rows})}
    report = Loaded()
    for row in rows:
        _settle(event_rows.fields(row=row), present, notices, report)
    joined = join_articles()
    if not keep:
        transaction.set_rollback(True)
    return Loaded(report.counts, report.kept, joined)


def _settle(
    said: dict[str, Any], present: Mapping[str, NewsEvent], notices: Mapping[str, Notice], report: Loaded
) -> None:
    """Bring one event in step with its row, or leave it as a person set it."""
    event, digest = present.get(said["key"]), _digest(said)
    now = _digest(_says(event)) if event else ""
    if event and now not in (digest, event.seeded):
        report.kept.append(event.key)
        return
    report.counts["added" if event is None else "unchanged" if now == digest else "changed"] += 1
    if event is None or (now, event.seeded) != (digest, digest):
        _write(event or NewsEvent(), said | {"notice": notices.get(said["notice"]), "seeded": digest})


def save(
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
        event.day = event_rows.dated(event.date_text, event.precision)
    except ValueError as error:
        faults["date_text"] = str(error)
    try:
        event.full_clean(exclude=["day", "articles"])
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
    event.day = event_rows.dated(event.date_text, event.precision)
    event.save()


@transaction.atomic
def join_articles(*, article_ids: Iterable[int] | None = None) -> int:
    """Join events to the articles that stand at their addresses or announce their notice; how many were joined.

    Of the articles given, or of all. What is joined already stays as it is.
    """
    wanted: dict[tuple[str, str], set[int]] = {}
    for pk, url, second, notice in NewsEvent.objects.values_list("pk", "url", "second_url", "notice__key"):
        for name in _names(url, second, notice):
            wanted.setdefault(name, set()).add(pk)
    names = ArticleName.objects.filter(value__in={value for _kind, value in wanted}, kind__in={k for k, _v in wanted})
    if article_ids is not None:
        names = names.filter(article__in=list(article_ids))
    pairs = {
        (event, article)
        for kind, value, article in names.values_list("kind", "value", "article_id")
        for event in wanted.get((kind, value), ())
    }
    through = NewsEvent.articles.through
    before = set(through.objects.filter(newsevent__in={e for e, _a in pairs}).values_list("newsevent_id", "article_id"))
    through.objects.bulk_create(
        [through(newsevent_id=event, article_id=article) for event, article in sorted(pairs - before)],
        ignore_conflicts=True,
    )
    return len(pairs - before)


def _names(url: str, second: str, notice: str | None) -> list[tuple[str, str]]:
    """The names under which an article on this event may be known."""
    kinds = ArticleName.Kind
    found = [(kinds.NOTICE.value, notice)] if notice else []
    for each in (url, second):
        if link := readable_link(each, base=each) if each else "":
            found += [(kinds.ADDRESS.value, canonical(link)), (kinds.RECEIVED.value, each)]
    return found


def _says(event: NewsEvent) -> dict[str, Any]:
    said = {name: getattr(event, name) for name in _SAID}
    return said | {"key": event.key, "notice": event.notice.key if event.notice else ""}


def _digest(said: Mapping[str, Any]) -> str:
    """SHA-256 of what an event says, whatever holds it."""
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
