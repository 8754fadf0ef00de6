"""Articles over the API: what sources reported, and one report with everything that is known of it."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api.described import describe
from controls.api.endpoints import Endpoint, NotOnRecord, page_of, root_of
from controls.filters.questions import Question
from news.api import shapes
from news.api.schemas import ArticleAnswerSerializer, ArticlePageSerializer
from news.filters.articles import ArticleFilter
from news.models import Article, Standing

TAG = "News"
# What a machine only suggests is for curators.
SURE = (Standing.CERTAIN, Standing.CONFIRMED)


class ArticleList(Endpoint):
    @describe(
        "news_articles_list",
        tag=TAG,
        summary="What sources reported",
        text="The newest day first. A report is not the law: what binds stands in measures, listings and notices. Each "
        "report is a row of its own; those that tell one story have the same `story`. With `as_of`, reports of later "
        "days are left out.",
        question=ArticleFilter,
        answer=ArticlePageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ArticleFilter)
        # Numbers first: the index alone holds them, however far back the page lies.
        numbers, frame = page_of(request, asked.apply().values_list("pk", flat=True), asked)
        rows, root = Article.objects.select_related("source").in_bulk(numbers), root_of(request)
        return self.answer(asked, frame, results=[shapes.article(rows[number], root=root) for number in numbers])


class ArticleDetail(Endpoint):
    @describe(
        "news_articles_get",
        tag=TAG,
        summary="One report",
        text="With every version that was seen, the names it is known by, and the facts that it mentions. A report "
        "of a later day could not be read on the day asked about: the answer is 404 and names `as_of`.",
        question=Question,
        answer=ArticleAnswerSerializer,
        number=1,
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        asked = self.ask(request, Question)
        row = Article.objects.shown().select_related("source").filter(pk=number).first()
        if row is None:
            raise Http404(_("There is no article %(number)s.") % {"number": number})
        if row.day > asked.day:
            words = _("Article %(number)s could not be read on %(day)s; it came on %(came)s.")
            raise NotOnRecord(words % {"number": number, "day": asked.day, "came": row.day})
        siblings = Article.objects.shown().filter(story=row.story_id, day__lte=asked.day).exclude(pk=row.pk)
        body = shapes.article_in_full(
            row,
            versions=row.versions.select_related("run").order_by("number"),
            names=row.names.order_by("seen_at", "pk"),
            mentions=row.mentions.filter(standing__in=SURE).order_by("-likeness", "reference"),
            also=siblings.order_by("shown_at", "pk").values_list("pk", flat=True) if row.story_id else [],
            root=root_of(request),
        )
        return self.answer(asked, body)
