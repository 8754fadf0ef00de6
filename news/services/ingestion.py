"""From what a source said to articles: new ones, edits as versions, and nothing twice.

A reading is stored whole or not at all, in a fixed number of statements whatever it holds. Nothing here opens a
connection, and nothing changes a fact of the register.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import connection, transaction

from news.ingest.formats import FORMATS
from news.ingest.normalise import fold, version_of
from news.ingest.types import Flag, Item, Reading
from news.models import Article, ArticleVersion, FetchRun, Source
from news.services import events, found, many_rows, mentions, naming, stories, telling
from news.services.naming import Sighting

# Any constant will do; whoever stores takes this lock, so that two who bring the same item find each other's.
_STORE_LOCK = 0x4E455753
_SUREST = (Source.Tier.OFFICIAL, Source.Tier.ASSOCIATION, Source.Tier.TRADE_PRESS, Source.Tier.AGGREGATOR)
_TOLD = (
    "source_id", "state", "title", "received_title", "url", "language", "kind", "author", "summary", "details",
    "published_raw", "published_at", "published_on", "precision", "updated_at", "updated_on", "flags", "shown_at",
    "day", "digest", "version_count",
)  # fmt: skip
Mark = Article.Mark
State = Article.State


@dataclass(frozen=True)
class Stored:
    """What a reading brought. `article_ids` are those of new and changed articles, `notices` those for the desk."""

    added: int = 0
    changed: int = 0
    known: int = 0
    notices: int = 0
    article_ids: tuple[int, ...] = ()


@dataclass
class _Work:
    """What is to be written for one reading."""

    source: Source
    run: FetchRun | None
    at: datetime
    versions: list[ArticleVersion] = field(default_factory=list)
    touched: dict[int, Article] = field(default_factory=dict)
    changed: list[Article] = field(default_factory=list)


@transaction.atomic
def store(*, source: Source, reading: Reading, run: FetchRun | None, at: datetime) -> Stored:
    """Keep what a source said, as it stood at `at`. Safe to repeat, and safe when several do it at once.

    An item that is known is found by any of its names; an edit becomes a version. What a person rejected stays
    rejected. Names that lead to two articles merge nothing: a person is asked.
    """
    _take_turn()
    work = _Work(source, run, at)
    items = [_kept(item, source) for item in reading.items]
    sightings = naming.recognise(items=fold(items, identity=FORMATS[source.parser].identity), source=source)
    known = _held(sightings)
    for pk, seen in _by_article(sightings).items():
        _meet(known[pk], seen, work)
    new = [sighting for sighting in sightings if sighting.article is None]
    added = _add(new, work)
    _write(work)
    naming.keep(named=[(_pk(sighting), sighting.unknown) for sighting in sightings], at=at)
    Article.objects.filter(pk__in=list(known), seen_at__lt=at).update(seen_at=at)
    stories.ask(pairs=_clashes(sightings), at=at)
    fresh = [*added, *work.changed]
    mentions.link(articles=fresh, at=at)
    stories.suggest(articles=fresh, at=at)
    events.join_articles(article_ids=[article.pk for article in fresh])
    notices = found.note(articles=fresh, at=at)
    return Stored(
        added=len(added),
        changed=len(work.changed),
        known=len(known) - len(work.changed),
        notices=notices,
        article_ids=tuple(article.pk for article in fresh),
    )


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_STORE_LOCK])


def _kept(item: Item, source: Source) -> Item:
    """An item without what the licence of its source does not allow to keep."""
    return item if source.keeps_summary else replace(item, summary="", flags=item.flags - {Flag.TEXT_CUT})


def _pk(sighting: Sighting) -> int:
    if sighting.article is None:
        raise ValueError("The item has no article yet.")
    return sighting.article


@dataclass
class _Known:
    """An article on record, held until the transaction ends, and the digests of all its versions."""

    article: Article
    digests: set[str]


def _held(sightings: Iterable[Sighting]) -> dict[int, _Known]:
    wanted = {sighting.article for sighting in sightings if sighting.article is not None}
    held = Article.objects.select_for_update(of=("self",)).filter(pk__in=wanted).select_related("source")
    known = {article.pk: _Known(article, {article.digest}) for article in held.order_by("pk")}
    for pk, digest in ArticleVersion.objects.filter(article_id__in=wanted).values_list("article_id", "digest"):
        known[pk].digests.add(digest)
    return known


def _by_article(sightings: Iterable[Sighting]) -> dict[int, list[Item]]:
    """The items that are the same known article, all their versions, the newest of the surest name first."""
    told: dict[int, list[Item]] = defaultdict(list)
    for sighting in sightings:
        if sighting.article is not None:
            told[sighting.article] += (sighting.folded.item, *sighting.folded.earlier)
    return told


def _meet(known: _Known, items: Sequence[Item], work: _Work) -> None:
    """Hold what a reading says of a known article against it. Other sources only add names to it, unless surer."""
    article, current = known.article, items[0]
    takes_over = _is_surer(work.source, article.source)
    if article.source_id != work.source.pk and not takes_over:
        return
    for item in reversed(items[1:]):
        _keep_version(known, item, work)
    digest = version_of(current)
    if digest == article.digest and not takes_over:
        _mark(article, work, older=False)
    elif (digest in known.digests or telling.is_older(item=current, article=article)) and not takes_over:
        _keep_version(known, current, work)
        _mark(article, work, older=True)
    else:
        _keep_version(known, current, work)
        _change(article, current, work)


def _is_surer(source: Source, other: Source) -> bool:
    """Whether a source is to be followed rather than another: by its kind, then one that announces notices."""
    one, two = ((_SUREST.index(Source.Tier(each.tier)), not each.announces_notices) for each in (source, other))
    return one < two


def _keep_version(known: _Known, item: Item, work: _Work) -> None:
    """A version that has not been seen before, under the next number."""
    if version_of(item) in known.digests:
        return
    known.article.version_count += 1
    known.digests.add(version_of(item))
    number = known.article.version_count
    work.versions.append(telling.version(article=known.article, number=number, item=item, run=work.run, at=work.at))
    work.touched[known.article.pk] = known.article


def _mark(article: Article, work: _Work, *, older: bool) -> None:
    """Say that a source serves an older version again, or that it no longer does."""
    if older != (Mark.OLDER in article.flags):
        marks = {*article.flags, Mark.OLDER} if older else set(article.flags) - {Mark.OLDER}
        article.flags = sorted(str(mark) for mark in marks)
        work.touched[article.pk] = article


def _change(article: Article, item: Item, work: _Work) -> None:
    """Let an article say what the item says. A time that counted from the first reading stays where it was."""
    told = telling.columns(item=item, arrived_at=article.arrived_at)
    marks = {str(Mark.EDITED)} & set(article.flags)
    if Flag.RELATIVE in item.published.flags and article.published_on:
        told |= telling.dates_of(article=article)
        told["flags"] = sorted(set(told["flags"]) - ({Flag.RELATIVE} - set(article.flags)))
    if article.state == State.PUBLISHED:
        marks |= {str(Mark.EDITED)} if work.source.tier != Source.Tier.OFFICIAL else set()
    elif article.source_id != work.source.pk:
        article.state = State.PUBLISHED if work.source.publishes and not article.decided_by else State.PENDING
    for name, value in told.items():
        setattr(article, name, value)
    article.flags = sorted({*told["flags"], *marks})
    article.source = work.source
    work.touched[article.pk] = article
    work.changed.append(article)


def _add(sightings: Sequence[Sighting], work: _Work) -> list[Article]:
    """Articles that nobody knew, with every version that the reading holds of them."""
    state = State.PUBLISHED if work.source.publishes else State.PENDING
    articles = [
        Article(
            pk=pk,
            source=work.source,
            state=state,
            arrived_at=work.at,
            seen_at=work.at,
            version_count=1 + len(sighting.folded.earlier),
            **telling.columns(item=sighting.folded.item, arrived_at=work.at),
        )
        for pk, sighting in zip(many_rows.numbers(model=Article, count=len(sightings)), sightings, strict=True)
    ]
    many_rows.insert(model=Article, rows=articles)
    for sighting, article in zip(sightings, articles, strict=True):
        sighting.article = article.pk
        oldest_first = (*reversed(sighting.folded.earlier), sighting.folded.item)
        work.versions += [
            telling.version(article=article, number=number, item=item, run=work.run, at=work.at)
            for number, item in enumerate(oldest_first, start=1)
        ]
    return articles


def _clashes(sightings: Iterable[Sighting]) -> list[tuple[int, int]]:
    """Pairs of articles to which the names of one item lead, on record or within this reading."""
    pairs: dict[tuple[int, int], None] = {}
    first: dict[bytes, int] = {}
    for sighting in sightings:
        one = _pk(sighting)
        others = [*sighting.others, *(first.setdefault(name.digest, one) for name in sighting.unknown)]
        pairs |= {(min(one, other), max(one, other)): None for other in others if other != one}
    return list(pairs)


def _write(work: _Work) -> None:
    """The edits and the versions, each in one statement."""
    many_rows.insert(model=ArticleVersion, rows=work.versions)
    rows = [{"id": pk, **{name: getattr(row, name) for name in _TOLD}} for pk, row in work.touched.items()]
    many_rows.update(model=Article, rows=rows)
