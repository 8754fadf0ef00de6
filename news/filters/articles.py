"""What one may ask of articles: page, API and feed take the same parameters."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField, TextField
from controls.filters.questions import PagedQuestion
from controls.filters.spans import JurisdictionField, SpanQuestion
from controls.models import Entity, Measure
from controls.models.goods import MATERIALS
from news.models import Article, Source
from news.models.articles import ArticleQuerySet
from news.models.sources import SourceQuerySet

# By the first part of a language tag: en-GB is English.
LANGUAGES = {
    "en": _("English"),
    "zh": _("Chinese"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
    "de": _("German"),
    "fr": _("French"),
    "ru": _("Russian"),
    "es": _("Spanish"),
    "pt": _("Portuguese"),
    "it": _("Italian"),
}
TAG = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$")
# Signs that the index of words needs at least.
INDEXED = 3


class LanguageField(KeysField):
    """Languages that have a name here, and every other in which an article is on record, by its tag."""

    pattern = TAG.pattern

    def _known(self, given: list[str]) -> set[str]:
        known = super()._known(given)
        others = [code for code in given if code not in known and TAG.fullmatch(code)]
        if not others:
            return known
        held = set(
            Article.objects.filter(_in_languages(others)).order_by().values_list("language", flat=True).distinct()
        )
        return known | {code for code in others if any(f"{each}-".startswith(f"{code}-") for each in held)}


class ArticleQuestion(SpanQuestion):
    """Articles by source, kind of source, language, jurisdiction, the facts they name, words and days.

    With a day, those that could be read by then.
    """

    q = TextField(required=False, max_length=200, label=_("Title or summary contains"))
    source = KeysField(model=Source, thing=_("source of news"), label=_("Source"))
    language = LanguageField(known=LANGUAGES, thing=_("language"), label=_("Language"))
    type = KeysField(known=Source.Tier.values, thing=_("kind of source"), label=_("Kind of source"))
    jurisdiction = JurisdictionField(
        model=Measure, column="jurisdiction", thing=_("jurisdiction"), label=_("Jurisdiction")
    )
    element = KeysField(known=MATERIALS, thing=_("element"), label=_("Element"))
    entity = KeysField(model=Entity, thing=_("entity"), label=_("Entity"))
    measure = KeysField(model=Measure, thing=_("measure"), label=_("Measure"))

    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "q": ("Text to look for in titles and summaries.", "magnet"),
        "source": ("Key of a source of news. An unknown key is refused.", ["cn-mofcom-ann"]),
        "language": (
            f"Language of the article, by BCP 47: {', '.join(LANGUAGES)}, or another in which one is on record.",
            ["zh"],
        ),
        "type": ("Kind of source.", ["official"]),
        "jurisdiction": (
            "Two letters: of the authority that speaks, or of a measure that the article names. One without measures "
            "or authorities here is refused.",
            ["CN"],
        ),
        "element": ("Symbol of a material that the article names.", ["Dy"]),
        "entity": ("Key of an entity that the article names. An unknown key is refused.", ["subaru-corporation"]),
        "measure": ("Key of a measure that the article names. An unknown key is refused.", ["cn-2025-18"]),
        "from": ("First day wanted.", "2026-11-01"),
        "to": ("Last day wanted.", "2026-11-30"),
    }

    def apply(self) -> ArticleQuerySet:
        """The articles asked for that everybody may read, the newest first. Call is_valid() first."""
        return self.narrow().order_by("-day", "-shown_at", "-pk")

    def narrow(self) -> ArticleQuerySet:
        """The same in no order."""
        wanted: dict[str, Any] = self.cleaned_data
        last = min(filter(None, (wanted["to"], wanted["as_of"])), default=None)
        articles = Article.objects.shown().between(wanted["from"], last)
        if wanted["source"]:
            articles = articles.filter(source__key__in=wanted["source"])
        if wanted["type"]:
            articles = articles.filter(source__in=_numbers(Source.objects.filter(tier__in=wanted["type"])))
        if wanted["language"]:
            articles = articles.filter(_in_languages(wanted["language"]))
        if wanted["jurisdiction"]:
            articles = articles.filter(_of_jurisdictions(wanted["jurisdiction"]))
        for noun in ("element", "entity", "measure"):
            if wanted[noun]:
                articles = articles.on(*references(noun, wanted[noun]))
        if text := wanted["q"].strip():
            articles = articles.filter(_saying(text))
        return articles


class ArticleFilter(ArticleQuestion, PagedQuestion):
    """The same in pages."""


def folded(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Of each story only the article that told it first, among those given."""
    earlier = Q(shown_at__lt=OuterRef("shown_at")) | Q(shown_at=OuterRef("shown_at"), pk__lt=OuterRef("pk"))
    told = articles.order_by().filter(earlier, story=OuterRef("story"))
    return articles.filter(Q(story=None) | ~Exists(told))


def stories(articles: ArticleQuerySet) -> int:
    """How many rows `folded` leaves, counted without looking for them."""
    articles = articles.order_by()
    return articles.filter(story=None).count() + articles.exclude(story=None).values("story").distinct().count()


def references(noun: str, keys: list[str]) -> list[str]:
    """Facts as mentions write them; symbols of elements in either case."""
    return sorted(
        {f"{noun}:{spelt}" for key in keys for spelt in ((key, key.lower()) if noun == "element" else (key,))}
    )


def _saying(text: str) -> Q:
    """Words of title or summaries in any case. Two signs without case are no word for the index: they are looked for
    as they are, which spares the folding of every text."""
    look = "contains" if len(text) < INDEXED and text.upper() == text.lower() else "icontains"
    said = Q()
    for column in ("title", "own_summary", "summary"):
        said |= Q(**{f"{column}__{look}": text})
    return said


def _in_languages(codes: list[str]) -> Q:
    asked = Q()
    for code in codes:
        asked |= Q(language=code) | Q(language__startswith=f"{code}-")
    return asked


def _of_jurisdictions(codes: list[str]) -> Q:
    """Said by an authority of one of these, or about a measure of one of these."""
    measures = Measure.objects.filter(jurisdiction__in=codes).order_by("key").values_list("key", flat=True)
    sources = Source.objects.filter(authority__jurisdiction__in=codes)
    return Q(source__in=_numbers(sources)) | Q(about__overlap=references("measure", list(measures)))


def _numbers(sources: SourceQuerySet) -> list[int]:
    """Asked for first: they are few, and a list of numbers spares the database a join for every article."""
    return list(sources.order_by("pk").values_list("pk", flat=True))
