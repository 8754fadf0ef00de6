"""Which articles tell one story: the machine suggests pairs, people join, split and dismiss."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from news.ingest import stories as alike
from news.models import Article, ArticlePiece, Standing, Story, StoryPair
from news.services import many_rows

# An article is held against so many others, and paired with so many.
_MOST_COMPARED, _MOST_PAIRS = 8, 3
# Of a piece that more articles of a week share, these are looked at: it is a word of the trade, and points to nothing.
_COMMON = 100
_FEWEST_SHARED = 2
SHARED_NAME = "shared name"
_SHARING = """
SELECT article, other FROM (
  SELECT article, other, row_number() OVER (PARTITION BY article ORDER BY count(*) DESC, other DESC) AS place
  FROM unnest(%(articles)s::bigint[], %(keys)s::int[]) AS asked(article, key)
  CROSS JOIN LATERAL (
    SELECT article_id AS other FROM news_articlepiece WHERE news_articlepiece.key = asked.key
    ORDER BY news_articlepiece.key DESC, article_id DESC LIMIT %(common)s
  ) AS near
  WHERE other <> article
  GROUP BY article, other HAVING count(*) >= %(least)s
) AS ranked WHERE place <= %(most)s
"""


class StoryRefused(Exception):
    """The act contradicts what was decided. The message is fit for the user."""


@dataclass(frozen=True)
class _Other:
    """An article that another one is held against."""

    pk: int
    source: int
    story: alike.Story


@transaction.atomic(savepoint=False)
def suggest(*, articles: Sequence[Article], at: datetime) -> int:
    """Pairs of articles of different sources that seem to tell one story; how many were found.

    In six statements whatever is asked for. What a person decided of a pair stays decided.
    """
    if not articles:
        return 0
    told = {article.pk: _told(article) for article in articles}
    _keep_keys(told)
    closest = _closest(told)
    others = _others({pk for found in closest.values() for pk in found})
    pairs: dict[tuple[int, int], StoryPair] = {}
    for article in articles:
        found = [
            (alike.same_story(told[article.pk], other.story), other)
            for other in (others[pk] for pk in closest.get(article.pk, ()) if pk in others)
            if other.source != article.source_id
        ]
        likely = sorted(((hint, other.pk) for hint, other in found if hint), key=lambda each: -each[0].likeness)
        for hint, other in likely[:_MOST_PAIRS]:
            one, two = sorted((article.pk, other))
            pair = StoryPair(earlier_id=one, later_id=two, likeness=hint.likeness, reason=hint.reason, made_at=at)
            pairs.setdefault((one, two), pair)
    StoryPair.objects.bulk_create(pairs.values(), ignore_conflicts=True)
    return len(pairs)


def ask(*, pairs: Iterable[tuple[int, int]], at: datetime) -> None:
    """Ask a person about pairs of articles that bear one name. In one statement."""
    rows = [
        StoryPair(earlier_id=earlier, later_id=later, likeness=1.0, reason=SHARED_NAME, made_at=at)
        for earlier, later in pairs
    ]
    StoryPair.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def join(*, articles: Collection[Article], by: str, at: datetime) -> Story:
    """Say that articles tell one story. Those that belonged to stories bring all of these along."""
    keys = {article.pk for article in articles}
    if len(keys) < 2:
        raise StoryRefused(_("A story takes two articles or more."))
    held = list(Article.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    stories = sorted({article.story_id for article in held if article.story_id})
    story = Story.objects.get(pk=stories[0]) if stories else Story.objects.create(made_at=at, made_by=by)
    Article.objects.filter(story__in=stories[1:]).update(story=story)
    Article.objects.filter(pk__in=keys).update(story=story)
    Story.objects.filter(pk__in=stories[1:]).delete()
    members = list(story.articles.order_by("pk").values_list("pk", flat=True))
    between = StoryPair.objects.filter(earlier__in=members, later__in=members, standing=Standing.SUGGESTED)
    between.update(standing=Standing.CONFIRMED, decided_by=by, decided_at=at)
    return story


@transaction.atomic
def split(*, article: Article, by: str, at: datetime) -> Article:
    """Take an article out of its story, for good: the pairs with those that stay are not suggested again."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    story = article.story
    if story is None:
        raise StoryRefused(_("The article belongs to no story."))
    rest = list(story.articles.exclude(pk=article.pk).order_by("pk").values_list("pk", flat=True))
    _reject(pairs=[(min(article.pk, pk), max(article.pk, pk)) for pk in rest], by=by, at=at)
    article.story = None
    article.save(update_fields=["story"])
    if len(rest) < 2:
        story.delete()
    return article


@transaction.atomic
def dismiss(*, pair: StoryPair, by: str, at: datetime) -> StoryPair:
    """Say that two articles do not tell one story. It is not suggested again."""
    pair = StoryPair.objects.select_for_update().get(pk=pair.pk)
    if pair.standing != Standing.SUGGESTED:
        raise StoryRefused(_("Somebody has decided this already."))
    pair.standing, pair.decided_by, pair.decided_at = Standing.REJECTED, by, at
    pair.save(update_fields=["standing", "decided_by", "decided_at"])
    return pair


def _reject(*, pairs: Sequence[tuple[int, int]], by: str, at: datetime) -> None:
    """Keep that pairs are two stories each, those among them that nobody had suggested too."""
    decided = {"standing": Standing.REJECTED, "decided_by": by, "decided_at": at}
    rows = [
        StoryPair(earlier_id=earlier, later_id=later, likeness=0.0, reason="split", made_at=at, **decided)
        for earlier, later in pairs
    ]
    StoryPair.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["earlier", "later"],
        update_fields=["standing", "decided_by", "decided_at"],
    )


def _told(article: Article) -> alike.Story:
    return alike.Story(article.title, article.summary, article.day, frozenset(article.about))


def _keep_keys(told: Mapping[int, alike.Story]) -> None:
    rows = [{"key": key, "article_id": pk} for pk, story in told.items() for key in alike.keys_of(story)]
    many_rows.insert(model=ArticlePiece, rows=rows, or_ignore=True)


def _closest(told: Mapping[int, alike.Story]) -> dict[int, list[int]]:
    """The articles that share most of each one's pieces. It costs what a few days bring, not what the archive holds."""
    asked = [(pk, key) for pk, story in told.items() for key in alike.keys_to_ask(story)]
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        values = {"articles": [pk for pk, _key in asked], "keys": [key for _pk, key in asked]}
        # Each piece is looked up by itself. A planner that takes the table for small would read it whole for each.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_SHARING, {**values, "common": _COMMON, "least": _FEWEST_SHARED, "most": _MOST_COMPARED})
        for article, other in cursor.fetchall():
            found[article].append(other)
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found


def _others(keys: Collection[int]) -> dict[int, _Other]:
    rows = Article.objects.filter(pk__in=keys).exclude(state=Article.State.REJECTED)
    return {
        pk: _Other(pk, source, alike.Story(title, summary, day, frozenset(about)))
        for pk, source, title, summary, day, about in rows.values_list(
            "pk", "source_id", "title", "summary", "day", "about"
        )
    }
