"""The curators' desk: everything that waits for a person, with the way to the act that ends the waiting."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from controls.models import Claim, ErrorReport, Proposal
from controls.models.overview_clocks import Clock
from controls.templatetags.fact_tags import fact, own_words
from controls.views.asking import PageRequest
from news.filters.work import Waiting, Work, work
from news.models import AnnexDraft, Article, FoundNotice, HeldReading, Mention, Source, StoryPair
from news.services.troubles import Trouble, troubles
from news.templatetags.told_tags import told
from news.views.frame import for_curators
from news.views.source_words import silence


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. `said` are short facts about it, marked; `language` is that of the label, where it is known."""

    label: str
    url: str
    said: tuple[str, ...] = ()
    language: str = ""
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of work. `none` says in words that there is nothing of it; `more_url` leads to all of it."""

    key: str
    title: str
    count: int
    none: str
    lines: list[Line] = field(default_factory=list)
    more_url: str = ""
    note: str = ""
    note_url: str = ""


@for_curators("GET", "HEAD")
def overview(request: PageRequest) -> HttpResponse:
    """Everything that waits, what matters most first."""
    now = timezone.now()
    found = work(on=timezone.localdate(), at=now)
    blocks = [
        _found(found),
        _block("held", _("Answers held back"), found.held, _("No answer of a source is held back."), _held),
        _troubled(found, now),
        _still(found),
        _clocks(found),
        _drafts(found),
        _proposals(found),
        _errors(found),
        _block("articles", _("Articles to let through"), found.articles, _("No article waits."), _article),
        _block("pairs", _("Perhaps one story"), found.pairs, _("No two articles are suggested as one story."), _pair),
        _block("mentions", _("Perhaps about a fact"), found.mentions, _("No suggested mention waits."), _mention),
        _block("claims", _("Claims to check"), found.claims, _("No claim is disputed."), _claim),
    ]
    return render(request, "desk/overview.html", {"blocks": blocks, "waiting": sum(block.count for block in blocks)})


def _block(key: str, title: str, waiting: Waiting, none: str, line: Any) -> Block:
    """A block of plain rows. `line` gives a row its line; what the desk of the rows is called follows from the rows."""
    more = admin_list(type(waiting.rows[0])._meta.label_lower) if waiting.rows else ""
    return Block(key, title, waiting.count, none, [line(row) for row in waiting.rows], more_url=more)


def admin_list(label: str) -> str:
    """The admin's list of a model; empty where it has none."""
    try:
        return reverse(f"admin:{label.replace('.', '_')}_changelist")
    except NoReverseMatch:
        return ""


def _row_url(row: Any) -> str:
    """The admin's page of a row; empty where it has none."""
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


def _found(found: Work) -> Block:
    words = ngettext(
        "%(count)s more notice whose title does not say that it matters here",
        "%(count)s more notices whose titles do not say that they matter here",
        found.others,
    )
    return Block(
        "found",
        _("Notices not on record"),
        found.found.count,
        _("Every notice that the sources announced, and whose title matters here, is on record or set aside."),
        [_notice(row) for row in found.found.rows],
        more_url=reverse("desk:found-list"),
        note=words % {"count": found.others} if found.others else "",
        note_url=reverse("desk:found-list") + "?show=other",
    )


def _notice(row: FoundNotice) -> Line:
    said = [fact(row.number), _day(row.published_on), fact(row.source), fact(" · ".join(row.why))]
    return Line(row.title, reverse("desk:found-detail", args=[row.pk]), _plain(said), row.language, row.url)


def _held(row: HeldReading) -> Line:
    return Line(str(row.source), reverse("desk:held-detail", args=[row.pk]), (told(row.words), _since(row.held_at)))


def _troubled(found: Work, now: datetime) -> Block:
    return Block(
        "sources",
        _("Sources in trouble"),
        found.troubled.count,
        _("Every source that is asked was read."),
        [_source(row, now) for row in found.troubled.rows],
        more_url=admin_list("news.source"),
    )


def _still(found: Work) -> Block:
    return Block(
        "still",
        _("Sources with nothing new for long"),
        found.still.count,
        _("Every source had something new as often as it should."),
        [_quiet(row) for row in found.still.rows],
        more_url=reverse("news:source-list"),
    )


def _quiet(row: Source) -> Line:
    since = row.new_at or row.on_since
    said = [_("nothing new since %(day)s") % {"day": date_format(since) if since else "–"}]
    return Line(row.name, reverse("news:source-detail", args=[row.key]), _plain(said), "", row.url)


def _source(row: Source, now: datetime) -> Line:
    read = _("last read %(when)s ago") % {"when": timesince(row.read_at, now)} if row.read_at else _("never read")
    failed = ngettext("%(count)s failure in a row", "%(count)s failures in a row", row.failures)
    wrong = troubles(source=row, at=now)
    said = [
        _("ended: it is not asked any more") if Trouble.ENDED in wrong else "",
        silence(row) if wrong == (Trouble.SILENT,) else "",
        told(row.trouble),
        failed % {"count": row.failures} if row.failures else "",
        read,
    ]
    return Line(row.name, _row_url(row), _plain(said))


def _clocks(found: Work) -> Block:
    return Block(
        "clocks",
        _("Suspensions that end soon, or have ended without a notice on record"),
        len(found.clocks),
        _("No suspension ends within 30 days, and every end that has passed is followed by a notice on record."),
        [_clock(each) for each in found.clocks],
        more_url=reverse("controls:calendar"),
    )


def _clock(clock: Clock) -> Line:
    if clock.days < 0:
        left = ngettext("ended %(days)s day ago", "ended %(days)s days ago", -clock.days) % {"days": -clock.days}
        left = _("%(left)s, nothing on record since") % {"left": left}
    else:
        left = ngettext("%(days)s day left", "%(days)s days left", clock.days) % {"days": clock.days}
    kind, _colon, key = clock.concerns[0].page.partition(":")
    named = "controls:measure-detail" if kind == "measure" else "controls:notice-detail"
    said = [date_format(clock.until), left]
    if clock.announced:
        said.append(
            _("announced to go on until %(day)s, without a notice") % {"day": date_format(clock.announced.until)}
        )
    return Line(clock.label, reverse(named, args=[key]), tuple(said))


def _drafts(found: Work) -> Block:
    return Block(
        "drafts",
        _("Drafts of listings"),
        found.drafts.count,
        _("No draft is under way."),
        [_draft(row) for row in found.drafts.rows],
        more_url=reverse("desk:draft-list"),
    )


def _draft(row: AnnexDraft) -> Line:
    lines: dict[str, int] = {"ticked": row.lines_ticked, "all": row.lines_in_all}  # type: ignore[attr-defined]  # counted
    said = [
        _("waits for a second person") if row.waits else _("%(ticked)s of %(all)s lines ticked") % lines,
        SafeString(conditional_escape(_("saved last by %(who)s")) % {"who": own_words(row.changed_by)}),
    ]
    return Line(row.title, reverse("desk:draft-detail", args=[row.pk]), tuple(said), "zh-Hans")


def _proposals(found: Work) -> Block:
    return Block(
        "proposals",
        _("Waiting for a second person"),
        found.proposals.count,
        _("No proposal waits."),
        [_proposal(row) for row in found.proposals.rows],
        more_url=reverse("admin:controls_proposal_changelist"),
    )


def _proposal(row: Proposal) -> Line:
    return Line(row.title, _row_url(row), (own_words(row.proposer), _since(row.proposed_at)))


def _errors(found: Work) -> Block:
    return Block(
        "errors",
        _("Reported errors"),
        found.errors.count,
        _("No reported error waits for an answer."),
        [_error(row) for row in found.errors.rows],
        more_url=reverse("desk:error-list"),
    )


def _error(row: ErrorReport) -> Line:
    said = (row.about or row.page, row.reporter or _("a visitor"), _since(row.made_at))
    return Line(Truncator(row.said).chars(120), reverse("desk:error-detail", args=[row.pk]), said)


def _article(row: Article) -> Line:
    return Line(str(row), _row_url(row), (fact(row.source), _day(row.day)), row.language, row.url)


def _pair(row: StoryPair) -> Line:
    return Line(
        str(row.later), _row_url(row), (fact(row.earlier, row.earlier.language), told(row.reason)), row.later.language
    )


def _mention(row: Mention) -> Line:
    return Line(
        str(row.article),
        _row_url(row),
        (format_html("“{}”", fact(row.words, row.article.language)), fact(row.reference)),
        row.article.language,
    )


def _claim(row: Claim) -> Line:
    return Line(row.text, _row_url(row), (str(row.get_verdict_display()), fact(row.claimed_by)))


def _day(day: Any) -> str:
    return date_format(day) if day else ""


def _since(moment: Any) -> str:
    return _("for %(time)s") % {"time": timesince(moment, timezone.now())}


def _plain(said: list[str]) -> tuple[str, ...]:
    return tuple(each for each in said if each)
