"""Which notice moved which list, what was reported of it first, and when this register recorded it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from controls.models import Change, EntityList, ListingEvent, Notice
from news.models.articles import Article, Precision
from news.models.events import NewsEvent

LISTED = "listed"
KINDS: dict[str, str | Promise] = {LISTED: _("names added"), **dict(ListingEvent.Kind.choices)}
# What reports an act on names that are listed already, rather than talking of them.
_OF_ACTS = (NewsEvent.Type.SUSPENSION, NewsEvent.Type.LIST_REMOVAL)


@dataclass(frozen=True, slots=True)
class Move:
    """One change of a list: names added by a notice, or an act on the names of one.

    `event` and `article` are the first ones on record about it; None where none is. An article counts only when its
    source says on which day it came out. `recorded_on` is the day in Beijing on which this register recorded it.
    """

    kind: str
    notice: Notice
    entity_list: EntityList
    announced_on: date
    effective_from: date
    until: date | None
    names: int | None
    event: NewsEvent | None
    article: Article | None
    recorded_on: date | None

    @property
    def days_to_effect(self) -> int:
        """Days from the announcement to the first day on which it binds; below 0 when it reaches back."""
        return (self.effective_from - self.announced_on).days

    @property
    def days_to_event(self) -> int | None:
        """Days to the first report on record, where it is dated to the day; below 0 when it is dated before."""
        if self.event is None or self.event.precision != Precision.DAY:
            return None
        return (self.event.day - self.announced_on).days

    @property
    def days_to_article(self) -> int | None:
        if self.article is None or self.article.published_on is None:
            return None
        return (self.article.published_on - self.announced_on).days

    @property
    def days_to_record(self) -> int | None:
        return None if self.recorded_on is None else (self.recorded_on - self.announced_on).days


def moves(*, on: date, notices: Collection[str] | None = None) -> list[Move]:
    """Every change of a list announced by a day, the latest first, in five queries; of some notices alone, if given."""
    added = Notice.objects.published(on=on).exclude(entity_list=None).select_related("entity_list")
    acts = ListingEvent.objects.filter(announced_on__lte=on).exclude(target_notice__entity_list=None)
    acts = acts.select_related("target_notice__entity_list")
    if notices is not None:
        added, acts = added.filter(key__in=notices), acts.filter(target_notice__key__in=notices)
    listing = list(added.annotate(listed=Count("listings")).filter(listed__gt=0))
    acting = list(acts.order_by("announced_on", "pk"))
    keys = {notice.key for notice in listing} | {act.target_notice.key for act in acting}
    reports = _Reports(keys, on=on)
    recorded = _recorded(keys, [act.key for act in acting])
    found = [
        Move(
            LISTED, notice, _list_of(notice), notice.published_on, notice.effective_from, None, notice.listed,
            reports.event(notice.key), reports.article(notice.key), recorded.get(("notice", notice.key)),
        )
        for notice in listing
    ]  # fmt: skip
    for act in acting:
        target, later = act.target_notice, _next(act, acting)
        found.append(
            Move(
                act.kind, target, _list_of(target), act.announced_on, act.effective_from, act.until, act.stated_count,
                reports.event(target.key, first=act.announced_on, before=later, types=_OF_ACTS),
                reports.article(target.key, first=act.announced_on, before=later),
                recorded.get(("listing-event", act.key)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda move: (move.announced_on, move.notice.key, move.kind), reverse=True)


def _list_of(notice: Notice) -> EntityList:
    if notice.entity_list is None:
        raise ValueError(f"{notice} is on no list: the query should have left it out.")
    return notice.entity_list


def _next(act: ListingEvent, acting: Iterable[ListingEvent]) -> date | None:
    """The day on which the next act on the same notice was announced: what is reported from then on is about that."""
    later = (
        each.announced_on
        for each in acting
        if each.target_notice_id == act.target_notice_id and each.announced_on > act.announced_on
    )
    return min(later, default=None)


class _Reports:
    """Events and articles about some notices, in the order of their days."""

    def __init__(self, notices: Iterable[str], *, on: date) -> None:
        wanted = {f"notice:{key}" for key in notices}
        self.events: dict[str, list[NewsEvent]] = defaultdict(list)
        for event in NewsEvent.objects.known(on=on).on(*wanted).order_by("day", "key"):
            for reference in wanted.intersection(event.about):
                self.events[reference].append(event)
        # The first article of each day is enough: there may be thousands about one notice.
        told = Article.objects.shown().on(*wanted).filter(published_on__lte=on).order_by()
        firsts = told.values("about", "published_on").annotate(first=Min("pk")).values_list("first", flat=True)
        self.articles: dict[str, list[Article]] = defaultdict(list)
        for article in Article.objects.filter(pk__in=firsts).select_related("source").order_by("published_on", "pk"):
            for reference in wanted.intersection(article.about):
                self.articles[reference].append(article)

    def event(
        self, key: str, *, first: date | None = None, before: date | None = None, types: Collection[str] = ()
    ) -> NewsEvent | None:
        """The first event about a notice: of some types, from a day on and before another, where these are given."""
        for event in self.events[f"notice:{key}"]:
            if types and event.event_type not in types:
                continue
            if (first is None or event.day >= first) and (before is None or event.day < before):
                return event
        return None

    def article(self, key: str, *, first: date | None = None, before: date | None = None) -> Article | None:
        for article in self.articles[f"notice:{key}"]:
            day = article.published_on
            if day and (first is None or day >= first) and (before is None or day < before):
                return article
        return None


def _recorded(notices: Iterable[str], acts: Iterable[str]) -> Mapping[tuple[str, str], date]:
    """When each of them was first recorded, as a day in Beijing, by noun and key."""
    wanted = Q(subject_type="notice", subject_key__in=list(notices))
    wanted |= Q(subject_type="listing-event", subject_key__in=list(acts))
    rows = Change.objects.filter(wanted, version=1).order_by()
    zone = timezone.get_default_timezone()
    return {
        (noun, key): at.astimezone(zone).date()
        for noun, key, at in rows.values_list("subject_type", "subject_key", "recorded_at")
    }
