"""Which articles tell one story: the machine suggests pairs, people join, split and dismiss."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from news.ingest import stories as alike
from news.models import Article, Standing, Story, StoryPair

# An article is held against so many others, and paired with so many.
_MOST_COMPARED, _MOST_PAIRS = 8, 3
# Pieces that so many articles of a few days share are words of the trade, and point to nothing.
_COMMON = 200
_FEWEST_SHARED = 2
SHARED_NAME = "shared name"


class StoryRefused(Exception):
    """The act contradicts what was decided. The message is fit for the user."""


@dataclass(frozen=True)
class _Other:
    """An article that another one is held against."""

    pk: int
    source: int
    story: alike.Story


def suggest(*, articles: Sequence[Article], at: datetime) -> int:
    """Pairs of articles of different sources that seem to tell one story; how many were found.

    In three statements whatever is asked for. What a person decided of a pair stays decided.
    """
    asked = {article.pk: set(alike.keys_to_ask(_told(article))) for article in articles}
    shared = _sharing(set().union(*asked.values()))
    closest = {pk: _closest(pk, keys, shared) for pk, keys in asked.items()}
    others = _others({pk for found in closest.values() for pk in found})
    pairs: dict[tuple[int, int], StoryPair] = {}
    for article in articles:
        told = _told(article)
        found = [
            (alike.same_story(told, other.story), other)
            for other in (others[pk] for pk in closest[article.pk] if pk in others)
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


def _sharing(keys: Collection[int]) -> dict[int, list[int]]:
    """The articles under each of these keys. What comes back grows with what a few days bring, not with the archive."""
    under: dict[int, list[int]] = defaultdict(list)
    rows = Article.objects.filter(pieces__overlap=list(keys)) if keys else Article.objects.none()
    for pk, pieces in rows.values_list("pk", "pieces"):
        for key in pieces:
            if key in keys:
                under[key].append(pk)
    return under


def _closest(pk: int, keys: Collection[int], under: dict[int, list[int]]) -> list[int]:
    """The articles that share most of the keys, without those that everybody shares."""
    shared = Counter(other for key in keys if len(under.get(key, ())) <= _COMMON for other in under.get(key, ()))
    del shared[pk]
    return [other for other, count in shared.most_common(_MOST_COMPARED) if count >= _FEWEST_SHARED]


def _others(keys: Collection[int]) -> dict[int, _Other]:
    rows = Article.objects.filter(pk__in=keys).exclude(state=Article.State.REJECTED)
    return {
        pk: _Other(pk, source, alike.Story(title, summary, day, frozenset(about)))
        for pk, source, title, summary, day, about in rows.values_list(
            "pk", "source_id", "title", "summary", "day", "about"
        )
    }
