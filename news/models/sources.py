"""Where news come from: what is asked, how often, how it answers, and what manners it wants."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls.models import Authority

LONGEST_GAP = 30  # seconds; a longer one would leave no time for the questions of a visit


class SourceQuerySet(models.QuerySet["Source"]):
    def asked(self) -> "SourceQuerySet":
        """Sources that are switched on and have not ended."""
        return self.filter(enabled=True, ended_at=None)

    def due(self, *, at: datetime) -> "SourceQuerySet":
        """Sources whose next slot has come, the one that waits longest first."""
        return self.asked().filter(Q(next_at=None) | Q(next_at__lte=at)).order_by("next_at", "rank")


class Source(models.Model):
    """One place that is asked by the clock. A new source is a row; a new format is a parser.

    A working row: how it is asked is edited in admin, how it answered is written by the service that asks.
    """

    class Tier(models.TextChoices):
        OFFICIAL = "official", _("official")
        ASSOCIATION = "association", _("association")
        TRADE_PRESS = "trade_press", _("trade press")
        AGGREGATOR = "aggregator", _("aggregator")

    class Licence(models.TextChoices):
        """What of a text may be kept and shown."""

        PUBLIC_DOMAIN = "public_domain", _("public domain")
        OGL3 = "ogl3", _("Open Government Licence v3.0")
        EU_REUSE = "eu_reuse", _("reuse with source (European Union)")
        FACTS = "facts", _("facts and links, own words")
        HEADLINES = "headlines", _("headline, link and date only")
        NON_COMMERCIAL = "non_commercial", _("not for commercial use")

    # Licences under which a source's own summary may be kept, shown and sent.
    SUMMARY_ALLOWED = (Licence.PUBLIC_DOMAIN, Licence.OGL3, Licence.EU_REUSE)

    key = models.SlugField(_("key"), max_length=60, unique=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=100, help_text=_("Lower is asked and listed first."))
    name = models.CharField(_("name"), max_length=200)
    tier = models.CharField(_("kind"), max_length=20, choices=Tier)
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("authority")
    )
    parser = models.CharField(_("format"), max_length=40, help_text=_("The name of the parser that reads it."))
    url = models.CharField(
        _("address"), max_length=2000, help_text=_("{year} stands for the year in the source's own zone.")
    )
    form = models.TextField(_("body to send"), blank=True, help_text=_("Empty: a GET. Else this is sent by POST."))
    form_type = models.CharField(_("type of that body"), max_length=100, blank=True)
    accept = models.CharField(_("Accept"), max_length=200, blank=True)
    hosts = ArrayField(
        models.CharField(max_length=253),
        verbose_name=_("hosts"),
        help_text=_("Names that may be asked, also by redirect."),
    )
    languages = ArrayField(models.CharField(max_length=35), verbose_name=_("languages"), default=list, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default="UTC", help_text=_("Of dates without one."))
    announces_notices = models.BooleanField(
        _("announces notices"), default=False, help_text=_("What is not on record goes to the curators' desk.")
    )
    publishes = models.BooleanField(
        _("shown at once"), default=False, help_text=_("Else a person decides for each article whether it is shown.")
    )
    fewest_items = models.PositiveSmallIntegerField(
        _("fewest items"), default=0, help_text=_("An answer with fewer is held back: its layout has changed.")
    )

    enabled = models.BooleanField(_("asked"), default=False)
    on_since = models.DateTimeField(_("asked since"), null=True, blank=True, editable=False)
    off_reason = models.CharField(_("why it is not asked"), max_length=500, blank=True)
    rhythm = models.PositiveIntegerField(
        _("rhythm"), default=60, validators=[MinValueValidator(5), MaxValueValidator(44_640)], help_text=_("Minutes.")
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True, help_text=_("In the source's own zone."))
    quiet_to = models.TimeField(_("quiet to"), null=True, blank=True)
    quiet_rhythm = models.PositiveIntegerField(
        _("rhythm in quiet hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(44_640)],
        help_text=_("Minutes; empty: not asked at all in quiet hours."),
    )
    still_days = models.PositiveSmallIntegerField(
        _("quiet for at most"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(3_660)],
        help_text=_("Days: after so many without anything new its page and the desk say so."),
    )
    jitter = models.PositiveSmallIntegerField(
        _("spread"), default=10, validators=[MaxValueValidator(50)], help_text=_("Per cent of the rhythm.")
    )
    gap = models.PositiveSmallIntegerField(
        _("gap"),
        default=0,
        validators=[MaxValueValidator(LONGEST_GAP)],
        help_text=_("Seconds between two requests to one host, where it asks for that; 30 at most."),
    )

    licence = models.CharField(_("licence"), max_length=20, choices=Licence)
    terms = models.TextField(_("terms"), blank=True)
    robots_note = models.TextField(_("about robots"), blank=True)
    known_failures = models.TextField(_("how it is known to fail"), blank=True)
    evidence = models.TextField(_("where its form was seen"), blank=True)
    seeded = models.JSONField(default=dict, blank=True, editable=False, help_text="What the seed said last.")

    next_at = models.DateTimeField(_("asked next"), null=True, blank=True, help_text=_("Empty: at once."))
    asked_at = models.DateTimeField(_("asked last"), null=True, blank=True)
    read_at = models.DateTimeField(_("read last"), null=True, blank=True, help_text=_("Also when nothing was new."))
    new_at = models.DateTimeField(_("last something new"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    empty_runs = models.PositiveIntegerField(_("readings without items in a row"), default=0)
    trouble = models.CharField(_("trouble"), max_length=500, blank=True)
    trouble_since = models.DateTimeField(_("since"), null=True, blank=True)
    moved_to = models.CharField(_("says it moved to"), max_length=2000, blank=True)
    gone_at = models.DateTimeField(
        _("gone since"), null=True, blank=True, help_text=_("When it first said that it ends; not yet believed.")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    left_off = models.CharField(max_length=2000, blank=True, editable=False, help_text="Where the next visit goes on.")

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of news")
        verbose_name_plural = _("sources of news")
        ordering = ["rank", "key"]
        indexes = [models.Index(fields=["next_at"], name="source_due", condition=Q(enabled=True, ended_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(enabled=True) | ~Q(off_reason=""),
                name="source_says_why_it_is_off",
                violation_error_message=_("Say why the source is not asked."),
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None) | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="source_quiet_hours_are_two",
                violation_error_message=_("Quiet hours have a beginning and an end."),
            ),
            models.CheckConstraint(
                condition=Q(quiet_rhythm=None) | Q(quiet_from__isnull=False),
                name="source_quiet_rhythm_has_hours",
                violation_error_message=_("A rhythm for quiet hours needs quiet hours."),
            ),
            models.CheckConstraint(
                condition=~Q(hosts=[]),
                name="source_names_its_hosts",
                violation_error_message=_("Name the hosts that may be asked."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def keeps_summary(self) -> bool:
        """Whether the source's own words beyond the headline may be kept and shown."""
        return self.licence in self.SUMMARY_ALLOWED


class KnownAddress(models.Model):
    """What an address answered last: the validators as they were sent, and the digest of the body."""

    url = models.CharField(_("address"), max_length=2000, unique=True)
    source = models.ForeignKey(Source, models.CASCADE, related_name="addresses")
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 of the body that was read last."))
    asked_at = models.DateTimeField(_("asked last"))

    class Meta:
        verbose_name = _("address of a source")
        verbose_name_plural = _("addresses of sources")

    def __str__(self) -> str:
        return self.url


class Host(models.Model):
    """The manners that one host wants: one request at a time, a gap, its robots.txt."""

    name = models.CharField(_("name"), max_length=260, unique=True, help_text=_("With the port, where it is its own."))
    busy_until = models.DateTimeField(null=True, blank=True, help_text=_("A request is under way, at most until then."))
    busy_with = models.CharField(max_length=32, blank=True)
    free_at = models.DateTimeField(null=True, blank=True, help_text=_("Not to be asked before."))
    robots = models.BinaryField(null=True, blank=True)
    robots_status = models.PositiveSmallIntegerField(null=True, blank=True)
    robots_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")

    def __str__(self) -> str:
        return self.name
