"""News as an Atom feed, with the filters of their page: each story once, the newest first."""

from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from controls.views import atom
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.change_feed import refuse_what_is_no_question
from controls.views.frame import page
from news.filters.articles import ArticleQuestion, folded
from news.models import ArticleVersion
from news.views.article_rows import for_display
from news.views.article_words import licence, outward


@page(ArticleQuestion, nav="news")
def feed(request: PageRequest, question: ArticleQuestion) -> HttpResponse:
    """The newest articles asked for."""
    refuse_what_is_no_question(question)
    last = ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("-number").values("seen_at")[:1]
    # An edit makes an entry new for those who follow; that it was seen again does not.
    changed_at = Coalesce(Subquery(last, output_field=DateTimeField()), F("arrived_at"))
    articles = for_display(folded(question.apply())).annotate(changed_at=changed_at)[: atom.MOST_ENTRIES]
    told = atom.Feed(
        name="news",
        title=_("Rare earth export controls: news"),
        page=SameQuestion(request, question).changed(reverse("news:article-list")),
        entries=[_entry(article) for article in articles],
    )
    return atom.answer(told, request, private=settings.SESSION_COOKIE_NAME in request.COOKIES)


def _entry(article: Any) -> atom.Entry:
    source = article.source
    return atom.Entry(
        name=f"news/article/{article.pk}",
        title=article.title or _("(without a title)"),
        url=reverse("news:article-detail", kwargs={"number": article.pk}),
        updated=article.changed_at,
        published=article.published_at,
        language=article.language,
        summary=article.own_summary or (article.summary if source.keeps_summary else ""),
        author=source.name,
        related=outward(article.url),
        rights=licence(source)["text"],
        categories=[(source.tier, source.get_tier_display())],
    )
