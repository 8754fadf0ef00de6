"""Events: happenings that articles report, each with how sure we are of it."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from controls.models import Notice
from news.models.articles import Article, Precision


class NewsEventQuerySet(models.QuerySet["NewsEvent"]):
    def known(self, *, on: date) -> "NewsEventQuerySet":
        """Events of the days up to one; what is only scheduled for a later day is not among them."""
        return self.filter(day__lte=on)

    def on(self, *references: str) -> "NewsEventQuerySet":
        """Events that concern any of these facts, given as noun:key."""
        return self.filter(about__overlap=list(references))


class NewsEvent(models.Model):
    """One happening, as reported. `day` is the first day that `date_text` may mean; `precision` says how exact that is.

    An event says what was reported; what the law is stands in measures and lists alone.
    """

    class Confidence(models.TextChoices):
        OFFICIAL_RECORD = "official_record", _("official record")
        TWO_REPORTS = "two_reports", _("two independent reports")
        ONE_WIRE_TWO_PAGES = "one_wire_two_pages", _("one agency, two pages")
        ONE_REPORT = "one_report", _("one report")
        SEED = "seed", _("founding article")
        DOUBTFUL = "doubtful", _("doubtful")
        SCHEDULE_ONLY = "schedule_only", _("scheduled, outcome unknown")

    class Scope(models.TextChoices):
        CORE = "core", _("rare-earth controls")
        CONTEXT = "context", _("context")
        NOISE = "noise", _("beside the subject")

    class Type(models.TextChoices):
        """What kind of happening it is. A list is one of entities or one of goods."""

        LIST_ADDITION = "list_addition", _("added to a list")
        LIST_REMOVAL = "list_removal", _("taken off a list")
        SUSPENSION = "suspension", _("suspension")
        CATALOGUE_REVISION = "catalogue_revision", _("catalogue revised")
        POLICY = "policy", _("policy")
        LICENCE = "licence", _("licences")
        ENFORCEMENT = "enforcement", _("enforcement")
        DIPLOMACY = "diplomacy", _("diplomacy")
        TRADE_DATA = "trade_data", _("trade figures")
        PRICE = "price", _("prices")
        PRODUCTION = "production", _("production")
        SUPPLY_DISRUPTION = "supply_disruption", _("supply disrupted")
        ANALYSIS = "analysis", _("analysis")
        OTHER = "other", _("other")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    date_text = models.CharField(_("date as given"), max_length=10)
    day = models.DateField(_("day"))
    precision = models.CharField(_("precision"), max_length=10, choices=Precision)
    headline = models.CharField(_("headline"), max_length=500)
    outlet = models.CharField(_("outlet"), max_length=200)
    url = models.URLField(_("address"), max_length=1000)
    second_url = models.URLField(_("second address"), max_length=1000, blank=True)
    event_type = models.CharField(_("type"), max_length=40, choices=Type)
    jurisdictions = ArrayField(models.CharField(max_length=60), verbose_name=_("jurisdictions"), default=list)
    materials = ArrayField(models.CharField(max_length=120), verbose_name=_("materials"), default=list, blank=True)
    parties = ArrayField(models.CharField(max_length=200), verbose_name=_("who is named"), default=list, blank=True)
    announcement = models.CharField(_("announcement"), max_length=300, blank=True)
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="news_events", verbose_name=_("notice on record")
    )
    figures = models.TextField(_("figures"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=20, choices=Confidence)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    note = models.TextField(_("note"), blank=True)
    about = ArrayField(models.CharField(max_length=260), verbose_name=_("about"), default=list, blank=True)
    seeded = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 of what the reviewed table last brought; empty: made by hand.")
    )
    articles = models.ManyToManyField(Article, blank=True, related_name="events", verbose_name=_("articles"))

    objects = NewsEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-day", "key"]
        indexes = [
            models.Index(fields=["-day", "key"], name="news_event_day"),
            GinIndex(fields=["about"], name="news_event_about"),
            GinIndex(fields=["jurisdictions"], name="news_event_jurisdictions"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def outcome_unknown(self) -> bool:
        """Whether only the schedule is on file: nobody has seen whether it came about."""
        return self.confidence == self.Confidence.SCHEDULE_ONLY
