"""Events: what was reported, day by day, each with how sure we are and where it stands."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from controls.filters.questions import Question
from controls.models import Claim
from controls.models.goods import MATERIALS
from controls.views import standings
from controls.views.addresses import SameQuestion, address, lasting, on_day
from controls.views.asking import PageRequest
from controls.views.footnotes import Footnotes
from controls.views.frame import page
from controls.views.pages import page_links, page_of
from news.filters.arrays import values_of
from news.filters.events import EventFilter, EventQuestion
from news.models import NewsEvent, Precision
from news.models.moves import moves
from news.views.article_words import foreign, outward
from news.views.facts import Shown, facts_of
from news.views.moves import move_rows

Confidence = NewsEvent.Confidence
# One to three bars, and a badge where the words alone could be passed over.
BARS = {Confidence.OFFICIAL_RECORD: 3, Confidence.TWO_REPORTS: 2}
BADGES = {Confidence.DOUBTFUL: "unsure", Confidence.SCHEDULE_ONLY: "scheduled"}
ARTICLES_SHOWN = 50


@page(EventFilter, nav="news")
def event_list(request: PageRequest, question: EventFilter) -> HttpResponse:
    """Every event asked for, by day, the latest first; in front of today's what is only scheduled for later."""
    same = SameQuestion(request, question)
    found = page_of(question.apply(), question)
    ahead = _ahead(question)
    named, places, materials = values_of("about", "jurisdictions", "materials", on=question.day)
    chosen = {each for each in named if each.startswith(("entity:", "measure:"))}
    facts = facts_of(chosen | _references([*found.object_list, *ahead]), question)
    context = {
        "filters": question,
        "asked_from": question.cleaned_data["from"],
        "asked_to": question.cleaned_data["to"],
        "page": found,
        "rows": [event_row(event, question, facts) for event in found.object_list],
        "ahead": [event_row(event, question, facts) for event in ahead],
        "choices": _choices(question, places, materials, {each: facts[each] for each in chosen if each in facts}),
        "exports": _exports(same),
        "permalink": on_day(same.changed(as_of=None), question.day),
        **page_links(found, same),
    }
    return render(request, "news/event_list.html", context)


@page(EventQuestion, nav="news")
def event_detail(request: PageRequest, question: EventQuestion, key: str) -> HttpResponse:
    """One event with its sources, the facts it names, the lists it moved, and what else was said about the same."""
    event = NewsEvent.objects.select_related("notice").filter(key=key).first()
    if event is None:
        raise Http404(_("No event has the key “%(key)s”.") % {"key": key[:80]})
    facts, footnotes = facts_of(event.about, question), Footnotes()
    claims = Claim.objects.on(*event.about).prefetch_related("sources")
    notices = [each.removeprefix("notice:") for each in event.about if each.startswith("notice:")]
    articles = event.articles.shown().between(None, question.day).select_related("source").order_by("shown_at", "pk")
    context = {
        "event": event,
        "row": event_row(event, question, facts),
        "later": event.day > question.day,
        "facts": [facts[each] for each in event.about if each in facts],
        "sources": [_source(url) for url in (event.url, event.second_url) if url],
        "moves": move_rows(moves(on=question.day, notices=notices), question) if notices else [],
        "claims": standings.claim_rows(claims, question, footnotes),
        "footnotes": footnotes.listed(),
        "articles": [
            {"said": each, "lang": foreign(each.language), "url": outward(each.url)}
            for each in articles[:ARTICLES_SHOWN]
        ],
        "cite": {
            "permalink": lasting(request.path, question),
            "json_url": lasting(reverse("news_api:event-detail", kwargs={"key": event.key}), question),
        },
    }
    return render(request, "news/event_detail.html", context)


def event_row(event: NewsEvent, question: Question, facts: dict[str, Shown]) -> dict[str, Any]:
    """One event as lists show it. `facts` are those that it names, as facts_of() gives them."""
    confidence = Confidence(event.confidence)
    return {
        "key": event.key,
        "url": address("news:event-detail", question=question, key=event.key),
        "when": when(event),
        "headline": event.headline,
        "outlet": event.outlet,
        "source_url": event.url,
        "type_label": event.get_event_type_display(),
        "jurisdictions": event.jurisdictions,
        "materials": event.materials,
        "figures": event.figures,
        "note": event.note,
        "confidence_label": confidence.label,
        "bars": BARS.get(confidence, 1),
        "tone": BADGES.get(confidence, ""),
        "outcome_unknown": event.outcome_unknown,
        "beside": event.scope != NewsEvent.Scope.CORE,
        "scope_label": event.get_scope_display(),
        "facts": [facts[each] for each in event.about if each in facts and not each.startswith("element:")],
    }


def when(event: NewsEvent) -> str:
    """The date as exactly as it is known, in words."""
    day = date_format(event.day)
    written = {
        Precision.YEAR: date_format(event.day, "YEAR_FORMAT"),
        Precision.MONTH: date_format(event.day, "YEAR_MONTH_FORMAT"),
        Precision.WEEK: _("about %(day)s") % {"day": day},
        Precision.POSTED: _("posted on %(day)s") % {"day": day},
    }
    return written.get(Precision(event.precision), day)


def _ahead(question: EventFilter) -> Sequence[NewsEvent]:
    """What is only scheduled, and for later than today. Of a past day nobody asks what lay ahead of it here."""
    if question.day != question.today:
        return ()
    ahead = NewsEvent.objects.filter(confidence=Confidence.SCHEDULE_ONLY, day__gt=question.day)
    return list(ahead.order_by("day", "key"))


def _references(events: Iterable[NewsEvent]) -> set[str]:
    """What the rows show: elements stand among the materials already."""
    return {each for event in events for each in event.about if not each.startswith("element:")}


def _choices(
    question: EventFilter, places: Sequence[str], materials: Sequence[str], labels: dict[str, Shown]
) -> list[dict[str, Any]]:
    """The filters that choose from a list: their values, and which is chosen. `labels` are of entities and measures."""
    options: dict[str, Sequence[tuple[str, Any]]] = {
        "type": NewsEvent.Type.choices,
        "jurisdiction": [(each, each) for each in places],
        "element": [(each, each) for each in MATERIALS],
        "material": [(each, each) for each in materials if each not in MATERIALS],
        "entity": _named("entity", labels),
        "measure": _named("measure", labels),
        "confidence": Confidence.choices,
        "scope": NewsEvent.Scope.choices,
    }
    return [
        {
            "name": name,
            "label": question.fields[name].label,
            "facts": name in ("element", "material", "entity", "measure"),
            "options": [
                {"value": value, "label": label, "chosen": value in question.cleaned_data[name]}
                for value, label in values
            ],
        }
        for name, values in options.items()
    ]


def _named(noun: str, labels: dict[str, Shown]) -> list[tuple[str, str]]:
    found = [(each.partition(":")[2], shown["label"]) for each, shown in labels.items() if each.startswith(f"{noun}:")]
    return sorted(found, key=lambda option: option[1].casefold())


def _exports(same: SameQuestion) -> list[dict[str, str]]:
    return [
        {"label": kind.upper(), "url": same.changed(reverse(f"news_api:event-{kind}"), page_size=None)}
        for kind in ("csv", "json", "jsonl")
    ]


def _source(url: str) -> dict[str, str]:
    return {"url": url, "host": urlsplit(url).hostname or ""}
