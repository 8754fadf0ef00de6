"""What waits for a curator: one query for each kind of work, however much there is of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Model, Q, QuerySet, Window

from controls.models import Claim, ErrorReport, Proposal
from controls.models.overview_clocks import Clock, clocks
from news.models import AnnexDraft, Article, HeldReading, Mention, Standing, StoryPair
from news.services import troubles
from news.services.found import waiting

MOST = 10
# Formal ends of suspensions so many days ahead, and all that have passed without a notice on record.
AHEAD = 30
# Verdicts that better evidence could still change.
TO_CHECK = (
    Claim.Verdict.PROBABLY_WRONG,
    Claim.Verdict.DISPUTED,
    Claim.Verdict.DISPUTED_TRANSLATION,
    Claim.Verdict.DISPUTED_BETWEEN_GOVERNMENTS,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first of what waits, and how much waits in all."""

    rows: tuple[Any, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Work:
    """Everything on the desk. `others` is the number of found notices whose titles do not say why they matter."""

    found: Waiting
    others: int
    drafts: Waiting
    proposals: Waiting
    held: Waiting
    troubled: Waiting
    still: Waiting
    clocks: tuple[Clock, ...]
    articles: Waiting
    pairs: Waiting
    mentions: Waiting
    claims: Waiting
    errors: Waiting


def work(*, on: date, at: datetime) -> Work:
    """What waits at a moment; `on` is its day in Beijing. In a fixed number of queries."""
    open_ones = waiting()
    sources = list(troubles.switched_on())
    return Work(
        found=_first(open_ones.exclude(why=[]).select_related("source").order_by("-published_on", "-found_at", "-pk")),
        others=open_ones.filter(why=[]).count(),
        drafts=_first(
            AnnexDraft.objects.under_way()
            .select_related("proposal")
            .annotate(lines_in_all=Count("lines"), lines_ticked=Count("lines", filter=Q(lines__checked=True)))
            .order_by("-changed_at", "-pk")
        ),
        proposals=_first(Proposal.objects.waiting().select_related("proposer").order_by("proposed_at", "pk")),
        held=_first(held_back()),
        troubled=_of(troubles.in_trouble(sources=sources, at=at)),
        still=_of([each for each in sources if troubles.nothing_new_since(source=each, at=at)]),
        clocks=tuple(clock for clock in clocks(on=on) if clock.days <= AHEAD),
        articles=_first(Article.objects.pending().select_related("source")),
        pairs=_first(
            StoryPair.objects.filter(standing=Standing.SUGGESTED)
            .select_related("earlier", "later")
            .order_by("-made_at", "-pk")
        ),
        mentions=_first(Mention.objects.filter(standing=Standing.SUGGESTED).select_related("article").order_by("-pk")),
        claims=_first(Claim.objects.filter(verdict__in=TO_CHECK).order_by("key")),
        errors=_first(ErrorReport.objects.waiting()),
    )


def held_back() -> QuerySet[HeldReading]:
    """Answers that wait for a person, without the answers themselves."""
    waiting = HeldReading.objects.filter(state=HeldReading.State.WAITING).select_related("source")
    return waiting.defer("items", "missing", "added").order_by("held_at", "pk")


def _of(rows: Sequence[Any]) -> Waiting:
    return Waiting(tuple(rows[:MOST]), len(rows))


def _first(rows: QuerySet[Any]) -> Waiting:
    """The first rows with the number of all of them, by one query."""
    shown: tuple[Model, ...] = tuple(rows.annotate(of_all=Window(Count("pk")))[:MOST])
    return Waiting(shown, getattr(shown[0], "of_all", 0) if shown else 0)
