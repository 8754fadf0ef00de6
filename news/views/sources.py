"""Sources of news: which are asked, how they answered, and how to verify one by hand."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from controls.filters.questions import Question
from controls.views.addresses import SameQuestion, address
from controls.views.asking import PageRequest
from controls.views.frame import page
from controls.views.pages import page_links, page_of
from news.filters.sources import STATES, SourceFilter
from news.models import FetchRun, Source
from news.models.runs import latest_runs
from news.services.troubles import nothing_new_since
from news.told import in_words
from news.views.article_words import licence, outward
from news.views.source_words import rhythm, standing

RUNS_IN_A_ROW = 10
RUNS_SHOWN = 50


@never_cache
@page(SourceFilter, nav="news")
def source_list(request: PageRequest, question: SourceFilter) -> HttpResponse:
    """Every source with how it stands at this moment; how it stood on another day is in its runs."""
    same = SameQuestion(request, question)
    found = page_of(question.apply(at=timezone.now()), question)
    sources = list(found.object_list)
    runs = latest_runs(sources, most=RUNS_IN_A_ROW)
    found.object_list = [_row(source, runs.get(source.pk, []), question) for source in sources]
    context = {
        "filters": question,
        "page": found,
        "choices": [
            _choice("type", _("Kind of source"), Source.Tier.choices, question),
            _choice("state", _("State"), STATES.items(), question),
        ],
        **page_links(found, same),
    }
    return render(request, "news/source_list.html", context)


@never_cache
@page(Question, nav="news")
def source_detail(request: PageRequest, question: Question, key: str) -> HttpResponse:
    """One source with its runs, its terms and its licence."""
    source = Source.objects.select_related("authority").filter(key=key).first()
    if source is None:
        raise Http404(_("No source of news has the key “%(key)s”.") % {"key": key})
    runs = latest_runs([source], most=RUNS_SHOWN).get(source.pk, [])
    context = {
        "source": source,
        "row": _row(source, runs, question),
        "runs": [_run(run) for run in runs],
        "address": outward(source.url),
        "licence": licence(source),
        "robots_url": f"https://{source.hosts[0]}/robots.txt",
        "command": f"python manage.py fetch_source {source.key} --dry-run",
        "news_url": address("news:article-list", question=question, query={"source": source.key}),
        "feed_url": f"{reverse('news:feed')}?source={source.key}",
        "json_url": reverse("news_api:source-detail", kwargs={"key": source.key}),
    }
    return render(request, "news/source_detail.html", context)


def _choice(name: str, label: str, options: Any, question: SourceFilter) -> dict[str, Any]:
    chosen = question.cleaned_data[name]
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "label": words, "chosen": value in chosen} for value, words in options],
    }


def _row(source: Source, runs: list[FetchRun], question: Question) -> dict[str, Any]:
    return {
        "source": source,
        "url": address("news:source-detail", question=question, key=source.key),
        "state": standing(source, timezone.now()),
        "still": nothing_new_since(source=source, at=timezone.now()),
        "rhythm": rhythm(source.rhythm),
        "runs": [_run(run) for run in runs[:RUNS_IN_A_ROW]],
    }


def _run(run: FetchRun) -> dict[str, Any]:
    return {
        "run": run,
        "good": run.outcome in FetchRun.GOOD,
        "label": run.get_outcome_display(),
        "flags": [in_words(flag) for flag in run.flags],
    }
