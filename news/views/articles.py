"""News: what sources reported, by day, and one article with everything that is known of it."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from controls.diffing import compare
from controls.filters.questions import Question
from controls.models.goods import MATERIALS
from controls.views.addresses import SameQuestion, address, on_day
from controls.views.asking import PageRequest
from controls.views.countries import country_name
from controls.views.frame import page
from controls.views.pages import page_links, page_of
from news.filters.articles import LANGUAGES, ArticleFilter, folded, stories
from news.models import Article, ArticleVersion, Mention, Source, Standing
from news.views.article_rows import days_of, for_display, row, told_elsewhere
from news.views.article_words import foreign, odd, outward
from news.views.facts import facts_of, noun_words

# Parameters of the list for which a reader ticks no box: they come from links, and show as chips that can be removed.
FROM_LINKS = ("entity", "measure")


@page(ArticleFilter, nav="news")
def article_list(request: PageRequest, question: ArticleFilter) -> HttpResponse:
    """What was reported, newest day first, each story once."""
    same = SameQuestion(request, question)
    articles = question.apply()
    # Numbers first: the index alone holds them, however far back the page lies.
    found = page_of(folded(articles).values_list("pk", flat=True), question, count=stories(articles))
    numbers = list(found.object_list)
    rows = for_display(Article.objects.all()).in_bulk(numbers)
    context = {
        "filters": question,
        "page": found,
        "days": days_of([rows[number] for number in numbers], question),
        "choices": _choices(question),
        "chips": _chips(question, same),
        "whole": not same.asked and found.number == 1,
        "feed_url": same.changed(reverse("news:feed"), page_size=None, as_of=None),
        "permalink": on_day(same.changed(as_of=None), question.day),
        **page_links(found, same),
    }
    return render(request, "news/article_list.html", context)


def _choices(question: ArticleFilter) -> list[dict[str, Any]]:
    """What a reader may choose by a list, with what is chosen. Only what can be there is offered."""
    sources = list(Source.objects.select_related("authority").order_by("rank", "key"))
    countries = sorted({each.authority.jurisdiction for each in sources if each.authority})
    offered: dict[str, tuple[str, Iterable[tuple[Any, Any]]]] = {
        "source": (_("Source"), [(each.key, each.name) for each in sources]),
        "type": (_("Kind of source"), Source.Tier.choices),
        "language": (_("Language"), LANGUAGES.items()),
        "jurisdiction": (_("Jurisdiction"), [(code, country_name(code)) for code in countries]),
        "element": (_("Element"), [(symbol, symbol) for symbol in MATERIALS]),
    }
    return [
        {
            "name": name,
            "label": label,
            "facts": name in ("source", "element"),
            "options": [
                {"value": value, "label": words, "chosen": value in question.cleaned_data[name]}
                for value, words in options
            ],
        }
        for name, (label, options) in offered.items()
    ]


def _chips(question: ArticleFilter, same: SameQuestion) -> list[dict[str, str]]:
    """The facts to which the list is narrowed, each with the address without it."""
    asked = [(name, key) for name in FROM_LINKS for key in question.cleaned_data[name]]
    known = facts_of([f"{name}:{key}" for name, key in asked], question)
    return [
        {
            "name": name,
            "value": key,
            "label": known.get(f"{name}:{key}", {}).get("title", key),
            "remove_url": same.without(name, key),
        }
        for name, key in asked
    ]


@page(Question, nav="news")
def article_detail(request: PageRequest, question: Question, number: int) -> HttpResponse:
    """One article: its versions, the names it is known by, what it mentions, and who else tells it."""
    article = for_display(Article.objects.shown()).select_related("source__authority").filter(pk=number).first()
    if article is None:
        raise Http404(_("There is no article %(number)s.") % {"number": number})
    if article.day > question.day:
        words = _("Article %(number)s could not be read on %(day)s; it came on %(came)s.")
        raise Http404(words % {"number": number, "day": question.day, "came": article.day})
    context = {
        "article": article,
        "about": f"article:{article.pk}",
        "row": row(article, question),
        "also": told_elsewhere([article], question).get(article.pk, []),
        "versions": _versions(article),
        "names": article.names.order_by("seen_at", "pk"),
        "mentions": _mentions(article, question),
        "source_url": address("news:source-detail", question=question, key=article.source.key),
        "feed_url": f"{reverse('news:feed')}?source={article.source.key}",
        "cite": {
            "permalink": request.build_absolute_uri(request.path),
            "json_url": reverse("news_api:article-detail", kwargs={"number": article.pk}),
        },
    }
    return render(request, "news/article_detail.html", context)


def _versions(article: Article) -> list[dict[str, Any]]:
    """Every version, the newest first, each with what it changed in the one before it."""
    versions = list(article.versions.select_related("run").order_by("number"))
    told = [_version(version, before, article) for before, version in zip([None, *versions], versions, strict=False)]
    return told[::-1]


def _version(version: ArticleVersion, before: ArticleVersion | None, article: Article) -> dict[str, Any]:
    fields = {"title": _("Title"), "summary": _("Summary"), "url": _("Address"), "published_raw": _("Date as given")}
    if not article.source.keeps_summary:
        del fields["summary"]
    return {
        "number": version.number,
        "seen_at": version.seen_at,
        "run": version.run.number if version.run else "",
        "odd": odd(version.flags),
        "changes": [
            {"label": label, "name": name, "runs": compare(getattr(before, name), getattr(version, name))}
            for name, label in fields.items()
            if before is not None and getattr(before, name) != getattr(version, name)
        ],
        "title": version.title,
        "lang": foreign(article.language),
        "url": outward(version.url),
    }


def _mentions(article: Article, question: Question) -> list[dict[str, Any]]:
    """The facts that the article names, with the words by which it does, and what they are on the day.

    What a machine only suggests is for curators.
    """
    sure = article.mentions.filter(standing__in=(Standing.CERTAIN, Standing.CONFIRMED))
    mentions = list(sure.order_by("-likeness", "reference"))
    known = facts_of([mention.reference for mention in mentions], question)
    return [_mention(mention, known.get(mention.reference), article) for mention in mentions]


def _mention(mention: Mention, fact: dict[str, Any] | None, article: Article) -> dict[str, Any]:
    noun, _colon, key = mention.reference.partition(":")
    return {
        "words": mention.words,
        "lang": foreign(article.language),
        "standing": mention.get_standing_display(),
        "fact": fact or {"noun": noun_words(noun), "title": key, "lang": "", "url": "", "state": None},
        "on_record": fact is not None,
    }
