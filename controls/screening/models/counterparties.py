"""Counterparties under watch: whom somebody deals with, and what stands about them in the lists as last compared."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from controls.screening.models.checks import ScreeningCheck


class PortfolioQuerySet(models.QuerySet["Portfolio"]):
    def visible_to(self, user: Any) -> "PortfolioQuerySet":
        """A portfolio is its owner's; curators may look into all of them."""
        return self if user.may("editor") else self.filter(owner=user)

    def under_watch(self) -> "PortfolioQuerySet":
        return self.filter(ended_at=None)

    def counted(self) -> "PortfolioQuerySet":
        """Each with how many are under watch, how many of them have hits, and how many wait to be compared."""
        here = Q(counterparties__ended_at=None, counterparties__isnull=False)
        return self.annotate(
            watched=Count("counterparties", filter=here),
            with_hits=Count("counterparties", filter=here & Q(counterparties__hit_count__gt=0)),
            waiting=Count("counterparties", filter=here & ~Q(counterparties__due="")),
        )


class Portfolio(models.Model):
    """Counterparties of one owner that are screened again after each change.

    All standing results in it are those of one position: `revision` of the register, `versions` of the imported lists,
    the `day` and the `algorithm`. Only `Counterparty.due` says of whom that is not so yet.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("owner"), related_name="portfolios"
    )
    name = models.CharField(_("name"), max_length=120)
    lists = ArrayField(
        models.CharField(max_length=120), verbose_name=_("lists"), default=list, blank=True, help_text=_("Empty: all.")
    )
    threshold = models.FloatField(_("threshold"))
    note = models.TextField(_("note"), blank=True)
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    token = models.CharField(max_length=64, blank=True, help_text=_("Which index was compared with. Empty: none yet."))
    revision = models.BigIntegerField(_("revision"), default=0)
    versions = models.JSONField(_("versions of imported lists"), default=dict, blank=True)
    day = models.DateField(_("day"), null=True, blank=True)
    algorithm = models.CharField(_("algorithm"), max_length=40, blank=True)
    screened_at = models.DateTimeField(_("last compared at"), null=True, blank=True)
    full_at = models.DateTimeField(_("last compared in full at"), null=True, blank=True)
    seen_difference = models.BigIntegerField(default=0, help_text=_("The newest difference that its owner has seen."))

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                condition=Q(ended_at=None),
                name="portfolio_name_unique_per_owner",
                violation_error_message=_("You have a portfolio of this name."),
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=0.5, threshold__lte=1),
                name="portfolio_threshold_is_sensible",
                violation_error_message=_("A threshold lies between 0.5 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CounterpartyQuerySet(models.QuerySet["Counterparty"]):
    def under_watch(self) -> "CounterpartyQuerySet":
        return self.filter(ended_at=None)

    def whole(self) -> "CounterpartyQuerySet":
        """With all that is shown of each, in two queries."""
        return self.select_related("last_check").prefetch_related("matches")

    def waiting(self) -> "CounterpartyQuerySet":
        """Those who are to be compared with everything."""
        return self.under_watch().exclude(due="")

    def standing(self) -> "CounterpartyQuerySet":
        """Those whose matches are an answer to what is asked now, at the portfolio's position."""
        return self.under_watch().filter(due__in=["", "full"])


class Counterparty(models.Model):
    """One party of the owner's books. Ended, never deleted; what it was before an edit is a version."""

    class Due(models.TextChoices):
        """Why it is to be compared with everything."""

        NO = "", _("no")
        EDITED = "edited", _("it is new or was edited")
        PORTFOLIO = "portfolio", _("other lists or another threshold")
        FULL = "full", _("a full run")

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, verbose_name=_("portfolio"), related_name="counterparties")
    own_id = models.CharField(_("own number"), max_length=100, help_text=_("The owner's number for it."))
    name = models.CharField(_("name"), max_length=600)
    further_names = ArrayField(
        models.CharField(max_length=600), verbose_name=_("further names"), default=list, blank=True
    )
    person = models.BooleanField(_("person"), null=True, blank=True, help_text=_("Empty: not known."))
    country = models.CharField(_("country"), max_length=2, blank=True)
    identifier = models.CharField(_("number in a register"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    added_at = models.DateTimeField(_("added at"))
    edited_at = models.DateTimeField(_("edited at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    due = models.CharField(_("to be compared"), max_length=10, choices=Due, default=Due.EDITED, blank=True)
    screened_at = models.DateTimeField(_("last compared at"), null=True, blank=True)
    screened_revision = models.BigIntegerField(_("last compared at revision"), null=True, blank=True)
    algorithm = models.CharField(_("algorithm"), max_length=40, blank=True)
    hit_count = models.PositiveIntegerField(_("hits"), default=0)
    verdict = models.CharField(_("class of the best hit"), max_length=12, blank=True)
    last_check = models.ForeignKey(
        ScreeningCheck, models.SET_NULL, null=True, blank=True, verbose_name=_("last check"), related_name="+"
    )

    objects = CounterpartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("counterparty")
        verbose_name_plural = _("counterparties")
        indexes = [
            models.Index(fields=["portfolio", "name", "id"], name="counterparty_name"),
            models.Index(fields=["portfolio"], condition=~Q(due="") & Q(ended_at=None), name="counterparty_due"),
            models.Index(fields=["portfolio", "-hit_count"], name="counterparty_hits"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "own_id"], name="counterparty_own_id_unique"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(own_id=""),
                name="counterparty_is_named",
                violation_error_message=_("A counterparty has a number and a name."),
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex="^[A-Z]{2}$"),
                name="counterparty_country_is_a_code",
                violation_error_message=_("A country is two capital letters, or nothing."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Every name to compare, the main one first, each once."""
        return tuple(dict.fromkeys([self.name, *self.further_names]))

    def content(self) -> dict[str, Any]:
        """What an edit may change, as plain JSON values."""
        return {name: getattr(self, name) for name in CONTENT}


CONTENT = ("name", "further_names", "person", "country", "identifier", "address", "note")
COMPARED = tuple(name for name in CONTENT if name != "note")  # an edit of anything else needs no new comparison


class CounterpartyVersion(models.Model):
    """What a counterparty was before an edit, or before it was ended."""

    counterparty = models.ForeignKey(Counterparty, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("content"))
    until = models.DateTimeField(_("until"))
    by = models.CharField(_("changed by"), max_length=200)

    class Meta:
        verbose_name = _("version of a counterparty")
        verbose_name_plural = _("versions of counterparties")
        constraints = [
            models.UniqueConstraint(fields=["counterparty", "version"], name="counterparty_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.counterparty_id} v{self.version}"


class StandingMatch(models.Model):
    """An entry that a counterparty stood near when the two were last compared: a hit, or one below the threshold."""

    counterparty = models.ForeignKey(Counterparty, models.CASCADE, related_name="matches")
    subject = models.CharField(_("entry"), max_length=300)
    label = models.CharField(_("name of the entry"), max_length=300)
    matched_name = models.CharField(_("matched name"), max_length=600)
    language = models.CharField(max_length=20, blank=True)
    score = models.FloatField(_("score"))
    verdict = models.CharField(_("class"), max_length=12)
    band = models.CharField(_("evidence"), max_length=20)
    hit = models.BooleanField(_("hit"))
    standing = models.JSONField(_("listings"), default=list, help_text=_("Key, list and state of each, on the day."))

    class Meta:
        verbose_name = _("standing match")
        verbose_name_plural = _("standing matches")
        indexes = [models.Index(fields=["subject"], name="standing_match_subject")]
        constraints = [
            models.UniqueConstraint(fields=["counterparty", "subject"], name="standing_match_unique"),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1),
                name="standing_match_score_is_a_share",
                violation_error_message=_("A score lies between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.score:.2f}"
