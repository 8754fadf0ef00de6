"""Articles: what sources announced, every version of it, and every name it is known by."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from news.models.jobs import FetchRun
from news.models.sources import Source


class Precision(models.TextChoices):
    """How exactly a source says when; the words of the parsers, and those of the events."""

    SECOND = "second", _("second")
    MINUTE = "minute", _("minute")
    HOUR = "hour", _("hour")
    DAY = "day", _("day")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    POSTED = "posted", _("day of posting")
    UNKNOWN = "unknown", _("unknown")


class Story(models.Model):
    """What a person found to be one story told by several articles. Without one, an article stands for itself."""

    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=200)

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def __str__(self) -> str:
        return str(self.pk)


class ArticleQuerySet(models.QuerySet["Article"]):
    def shown(self) -> "ArticleQuerySet":
        """Articles for everybody: those of sources that are shown at once, and those that a person let through."""
        return self.filter(state=Article.State.PUBLISHED)

    def pending(self) -> "ArticleQuerySet":
        return self.filter(state=Article.State.PENDING).order_by("-shown_at", "-pk")

    def on(self, *references: str) -> "ArticleQuerySet":
        """Articles that mention any of these facts, given as noun:key."""
        return self.filter(about__overlap=list(references))

    def between(self, first: date | None, last: date | None) -> "ArticleQuerySet":
        """Articles of these days, both included, by the day that the pages sort them under."""
        days = Q()
        if first:
            days &= Q(day__gte=first)
        if last:
            days &= Q(day__lte=last)
        return self.filter(days)


class Article(models.Model):
    """One report or notice as a source announced it, as it is now. Plain text only; edits are kept as versions.

    `shown_at` and `day` are what pages sort by: the time that the source gives, or that of arrival when it gives none
    or one in the future; an article never stands above one that came later than it because its source dates it ahead.
    `about` repeats the facts of its mentions that are certain or confirmed, for filters; a suggestion is for curators.
    """

    class Mark(models.TextChoices):
        """What a person should know besides what the parsers flagged."""

        OLDER = "older version served again", _("older version served again")
        EDITED = "edited after it was let through", _("edited after it was let through")

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("rejected")

    source = models.ForeignKey(Source, models.PROTECT, related_name="articles", verbose_name=_("source"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    state_reason = models.CharField(_("why"), max_length=300, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    received_title = models.CharField(
        max_length=500, blank=True, help_text=_("As received, where signs were taken out.")
    )
    url = models.CharField(_("address"), max_length=2000, blank=True, help_text=_("As received; empty if refused."))
    language = models.CharField(_("language"), max_length=35, blank=True)
    kind = models.CharField(_("type"), max_length=200, blank=True, help_text=_("In the source's own words."))
    author = models.CharField(_("author"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("Of the source; only where its licence allows."))
    own_summary = models.TextField(_("our summary"), max_length=1000, blank=True)
    summarised_by = models.CharField(_("summarised by"), max_length=200, blank=True)
    summarised_at = models.DateTimeField(_("summarised at"), null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    published_raw = models.CharField(_("date as given"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_on = models.DateField(
        _("published on"), null=True, blank=True, help_text=_("As printed, in its own zone.")
    )
    precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.UNKNOWN)
    updated_at = models.DateTimeField(_("updated at"), null=True, blank=True)
    updated_on = models.DateField(_("updated on"), null=True, blank=True)
    flags = ArrayField(models.CharField(max_length=60), verbose_name=_("flags"), default=list, blank=True)
    arrived_at = models.DateTimeField(_("arrived"))
    seen_at = models.DateTimeField(_("seen last"))
    shown_at = models.DateTimeField(_("sorted under"))
    day = models.DateField(_("day"))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what its current version says."))
    version_count = models.PositiveIntegerField(_("versions"), default=1)
    about = ArrayField(models.CharField(max_length=260), verbose_name=_("about"), default=list, blank=True)
    linked_to = models.PositiveBigIntegerField(
        _("linked at revision"),
        null=True,
        blank=True,
        help_text=_("Of the register, with whose facts it was compared."),
    )
    story = models.ForeignKey(
        Story, models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("story")
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(fields=["-shown_at", "-id"], name="article_shown", condition=Q(state="published")),
            # With the story in it, the list of news finds its page and counts without looking at one article.
            models.Index(
                fields=["-day", "-shown_at", "-id"],
                include=["story"],
                name="article_shown_by_day",
                condition=Q(state="published"),
            ),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="article_title_words"),
            GinIndex(OpClass(Upper("summary"), name="gin_trgm_ops"), name="article_summary_words"),
            GinIndex(OpClass(Upper("own_summary"), name="gin_trgm_ops"), name="article_own_summary_words"),
            models.Index(fields=["-shown_at", "-id"], name="article_pending", condition=Q(state="pending")),
            models.Index(fields=["day"], name="article_day"),
            models.Index(fields=["source", "-shown_at"], name="article_source"),
            GinIndex(fields=["about"], name="article_about"),
        ]

    def __str__(self) -> str:
        return self.title or self.url


class ArticleVersion(models.Model):
    """What an article said at one time. Version 1 is how it arrived."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(_("version"), help_text=_("In the order in which they were seen."))
    seen_at = models.DateTimeField(_("seen"))
    run = models.ForeignKey(FetchRun, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=500, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    published_raw = models.CharField(_("date as given"), max_length=200, blank=True)
    flags = ArrayField(models.CharField(max_length=60), verbose_name=_("flags"), default=list, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of articles")
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="article_version_number_unique")]

    def __str__(self) -> str:
        return f"{self.article_id}.{self.number}"


class ArticleName(models.Model):
    """One name of an article: its official number, its source's own key, an address. No two articles share one.

    `scope` is the key of the source for names that mean something only there ("key", "words"), empty for the others.
    An address may be longer than an index holds: `digest` stands for the whole name, `value` is what is shown of it.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", _("official number")
        KEY = "key", _("the source's own name")
        ADDRESS = "address", _("address in one spelling")
        WORDS = "words", _("title and day")
        RECEIVED = "received", _("address as received")

    article = models.ForeignKey(Article, models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10, choices=Kind)
    scope = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=2000)
    digest = models.BinaryField(
        max_length=32, unique=True, editable=False, help_text=_("SHA-256 of kind, scope and whole value.")
    )
    seen_at = models.DateTimeField(_("first seen"))

    class Meta:
        verbose_name = _("name of an article")
        verbose_name_plural = _("names of articles")

    def __str__(self) -> str:
        return self.value


class ArticlePiece(models.Model):
    """A number made of a run of an article's words and of its week, by which others that tell its story are found.

    There are many, and one that leads nowhere does no harm: the database does not check each against its article.
    """

    pk = models.CompositePrimaryKey("key", "article_id")
    key = models.IntegerField()
    article = models.ForeignKey(Article, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        verbose_name = _("piece of an article")
        verbose_name_plural = _("pieces of articles")
