"""Mentions: which facts articles name. A machine finds them, a person confirms or rejects, and is not overruled.

An article is *about* the facts of its mentions that are certain or confirmed. Suggestions are for curators.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from news.linking.known import Hit
from news.models import Article, Mention, Standing
from news.services import finding, many_rows

PORTION = 500  # articles that are linked in one transaction
_LONGEST_WORDS = 300  # characters of the words that are kept
_BY_MACHINE = (Standing.CERTAIN, Standing.SUGGESTED)
_SHOWN = (Standing.CERTAIN, Standing.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Linked:
    """How many articles were read, and how many mentions that added, changed and took away."""

    articles: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0

    def __add__(self, other: "Linked") -> "Linked":
        return Linked(
            self.articles + other.articles,
            self.added + other.added,
            self.changed + other.changed,
            self.gone + other.gone,
        )


@transaction.atomic
def link(*, articles: Sequence[Article], at: datetime) -> Linked:
    """Find what articles mention and write it down, with the same few statements however many articles there are.

    What a person decided stays. What the machine found before and no longer finds goes. Sets `about` and `linked_to` of
    the articles given. Twice the same is once.
    """
    if not articles:
        return Linked()
    loaded = finding.current()
    known: dict[int, dict[str, Mention]] = {article.pk: {} for article in articles}
    for mention in Mention.objects.filter(article__in=list(known)).order_by("pk"):
        known[mention.article_id][mention.reference] = mention
    added: list[Mention] = []
    changed: list[Mention] = []
    gone: list[int] = []
    for article in articles:
        before = known[article.pk]
        hits = {hit.reference: hit for hit in loaded.finder.find(article.title, read_summary(article=article))}
        for reference, hit in hits.items():
            _take(before, _mention(article, reference, hit, at), added, changed)
        gone += [m.pk for key, m in before.items() if m.pk and m.standing in _BY_MACHINE and key not in hits]
        article.about = sorted(
            key for key, m in before.items() if m.standing in _SHOWN and (key in hits or m.standing not in _BY_MACHINE)
        )
        article.linked_to = loaded.revision
    _write(articles, added, changed, gone)
    return Linked(len(articles), len(added), len(changed), len(gone))


def read_summary(*, article: Article) -> str:
    """What of an article is read beside its title: its source's words where they may be kept, and our own."""
    return "\n".join(part for part in (article.summary, article.own_summary) if part)


def _mention(article: Article, reference: str, hit: Hit, at: datetime) -> Mention:
    return Mention(
        article=article,
        reference=reference,
        words=hit.words[:_LONGEST_WORDS],
        method=hit.method,
        likeness=min(max(hit.likeness, 0.0), 1.0),
        standing=Standing.CERTAIN if hit.certain else Standing.SUGGESTED,
        found_at=at,
    )


def _take(before: dict[str, Mention], found: Mention, added: list[Mention], changed: list[Mention]) -> None:
    known = before.get(found.reference)
    if known is None:
        before[found.reference] = found
        added.append(found)
    elif known.standing in _BY_MACHINE and _said(known) != _said(found):
        known.words, known.method = found.words, found.method
        known.likeness, known.standing = found.likeness, found.standing
        changed.append(known)


def _said(mention: Mention) -> tuple[str, str, float, str]:
    return mention.words, mention.method, mention.likeness, mention.standing


def _write(articles: Iterable[Article], added: list[Mention], changed: list[Mention], gone: list[int]) -> None:
    # Another worker may have linked the same article at the same time.
    Mention.objects.bulk_create(added, ignore_conflicts=True)
    Mention.objects.bulk_update(changed, ["words", "method", "likeness", "standing"])
    Mention.objects.filter(pk__in=gone).delete()
    rows = [{"id": article.pk, "about": article.about, "linked_to": article.linked_to} for article in articles]
    many_rows.update(model=Article, rows=rows)


@transaction.atomic
def confirm(*, mention: Mention, by: str, at: datetime) -> Mention:
    """A person says that the article is about the fact."""
    return _decide(mention, Standing.CONFIRMED, by, at)


@transaction.atomic
def reject(*, mention: Mention, by: str, at: datetime) -> Mention:
    """A person says that the article is not about the fact. It stays on record, so that nothing suggests it again."""
    return _decide(mention, Standing.REJECTED, by, at)


def _decide(mention: Mention, standing: Standing, by: str, at: datetime) -> Mention:
    article = Article.objects.select_for_update().get(pk=mention.article_id)
    mention = Mention.objects.get(pk=mention.pk)
    mention.standing, mention.decided_by, mention.decided_at = standing, by, at
    mention.save(update_fields=["standing", "decided_by", "decided_at"])
    about = set(article.about) - {mention.reference}
    if standing == Standing.CONFIRMED:
        about.add(mention.reference)
    article.about = sorted(about)
    article.save(update_fields=["about"])
    return mention


def _nobody(_done: int, _all: int) -> None:
    """Hears the progress when nobody wants to."""


def relink(
    *,
    at: datetime,
    since: date | None,
    everything: bool = False,
    most: int | None = None,
    tell: Callable[[int, int], None] = _nobody,
) -> Linked:
    """Link articles again, from the newest back to `since` (None: all), after the register or the finder changed.

    Only those that were compared with an earlier revision, unless `everything`; at most `most`. Each portion is one
    transaction: who is stopped halfway goes on where it was. `tell` hears how many are done, and of how many.
    """
    revision = finding.current().revision
    waiting = Article.objects.all() if since is None else Article.objects.filter(day__gte=since)
    if not everything:
        waiting = waiting.filter(Q(linked_to=None) | Q(linked_to__lt=revision))
    keys = list(waiting.order_by("-shown_at", "-pk").values_list("pk", flat=True)[:most])
    total = Linked()
    for start in range(0, len(keys), PORTION):
        total += _relink(keys[start : start + PORTION], at)
        tell(min(start + PORTION, len(keys)), len(keys))
    return total


@transaction.atomic
def _relink(keys: Sequence[int], at: datetime) -> Linked:
    articles = list(Article.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    return link(articles=articles, at=at)
