"""What the search looks through: one row for each fact, derived from it and made anew whenever it changes."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from controls.matching.numbers import compact


class Kind(models.TextChoices):
    """What a text is to its fact: the reason for which a hit was found, in words."""

    AS_LISTED = "as_listed", _("name in the notice")
    LEGAL = "legal", _("legal name")
    FORMER = "former", _("former name")
    ALIAS = "alias", _("alias")
    SHORT = "short", _("short name")
    NAME = "name", _("name")
    TITLE = "title", _("title")
    NUMBER = "number", _("notice number")
    CONTROL_CODE = "control_code", _("control code")
    CATALOGUE_CODE = "catalogue_code", _("catalogue code")
    CUSTOMS_NUMBER = "customs_number", _("customs number")
    REGISTER_NUMBER = "register_number", _("register number")
    SYMBOL = "symbol", _("symbol")
    KEY = "key", _("key")
    CONTROL_POINT = "control_point", _("control point")
    DESCRIPTION = "description", _("description")
    CLAIM = "claim", _("what was said")
    BETTER = "better", _("what the better source says")
    CLAUSE = "clause", _("clause")
    SCOPE = "scope", _("what it covers")
    SUMMARY = "summary", _("what it does")
    ELEMENT = "element", _("element")
    AUTHORITY = "authority", _("authority")


class SearchDocument(models.Model):
    """One fact as the search sees it. No fact itself: it can be thrown away and built again from the facts.

    `page` is the fact on whose page it is shown, as kind and key: a suspension on that of its measure. `texts` are
    [kind, language, text] in the order in which they explain a hit.
    """

    noun = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    title = models.TextField()
    language = models.CharField(max_length=10)
    page_noun = models.CharField(max_length=30)
    page_key = models.CharField(max_length=200)
    known_from = models.DateField(null=True, help_text=_("First day on which it could be known. Empty: no such day."))
    jurisdiction = models.CharField(max_length=2)
    lists = ArrayField(models.CharField(max_length=60), default=list)
    weight = models.SmallIntegerField(help_text=_("Which kind of fact stands first when two answer equally well."))
    is_report = models.BooleanField(default=False, help_text=_("One of very many, of which the newest are looked at."))
    texts = models.JSONField(default=list)
    exact = ArrayField(models.CharField(max_length=220), help_text=_("Keys of controls.matching.questions."))
    words = SearchVectorField()
    form = models.SmallIntegerField(help_text=_("Which release of the search wrote it."))

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["noun", "key"], name="search_document_unique")]
        indexes = [
            # Written rarely and read all the time: no list of rows that wait for the index.
            GinIndex(fields=["words"], name="search_words", condition=Q(is_report=False), fastupdate=False),
            GinIndex(fields=["words"], name="search_report_words", condition=Q(is_report=True), fastupdate=False),
            GinIndex(fields=["exact"], name="search_exact", fastupdate=False),
            models.Index(fields=["jurisdiction"], name="search_jurisdiction"),
            models.Index(fields=["-known_from", "-id"], name="search_reports", condition=Q(is_report=True)),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.key}"

    def written(self, codes: Collection[str]) -> list[str]:
        """Those of the codes, given without dots, that this fact has, as they are written."""
        return [text for _kind, language, text in self.texts if not language and compact(text) in codes]

    def get_absolute_url(self) -> str:
        """The page of the fact, for today; a place on it where several facts share a page."""
        name, part = PAGES[self.page_noun]
        if part.startswith("?"):
            return f"{reverse(name)}{part}={self.page_key}"
        return f"{reverse(name)}#{self.page_key}" if part == "#" else reverse(name, kwargs={part: self.page_key})


# The route of the page of each kind of fact, and how its address names the fact: a part of the path, a parameter, or a
# place on the page.
PAGES = {
    "catalogue-item": ("controls:catalogue-item", "key"),
    "catalogue-revision": ("controls:edition-detail", "key"),
    "claim": ("controls:claim-list", "#"),
    "code": ("controls:code-detail", "code"),
    "element": ("controls:element-detail", "symbol"),
    "entity": ("controls:entity-detail", "key"),
    "entity-list": ("controls:listing-list", "?list"),
    "measure": ("controls:measure-detail", "key"),
    "notice": ("controls:notice-detail", "key"),
}


class SearchWord(models.Model):
    """A word or a code that stands in some document: what a misspelt word may have meant, which codes are near."""

    text = models.CharField(max_length=80)
    is_code = models.BooleanField()

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        constraints = [models.UniqueConstraint(fields=["text", "is_code"], name="search_word_unique")]
        indexes = [GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="search_word_likeness", fastupdate=False)]

    def __str__(self) -> str:
        return self.text
