"""Lists of others that an installation keeps beside the register, with every version that it ever used."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ImportedList(models.Model):
    """A list that somebody else publishes and that is screened here. None of its entries is a fact of the register."""

    class Form(models.TextChoices):
        """In which format its file comes: the readers of controls/screening/formats."""

        FTM = "ftm", _("FollowTheMoney, JSON lines")
        CSV = "csv", _("own table, CSV")
        US_CSL = "us-csl", _("US Consolidated Screening List, JSON")
        EU = "eu", _("EU consolidated financial sanctions, XML")
        UK_OFSI = "uk-ofsi", _("UK OFSI consolidated list, CSV")
        UK_SL = "uk-sl", _("UK Sanctions List, XML")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    form = models.CharField(_("format"), max_length=10, choices=Form)
    url = models.URLField(_("address"), max_length=1000, blank=True, help_text=_("Where its file is published."))
    terms = models.TextField(_("licence and terms"), blank=True, help_text=_("Under which terms you use it."))
    owner = models.CharField(_("kept by"), max_length=200, blank=True, help_text=_("Who sees to it that it is new."))
    expected_count = models.PositiveIntegerField(
        _("expected entries"), null=True, blank=True, help_text=_("About how many; the first import is held to it.")
    )
    complete = models.BooleanField(
        _("complete"), default=False, help_text=_("Somebody checked that the file holds all entries of the list.")
    )
    verified_on = models.DateField(
        _("verified on"), null=True, blank=True, help_text=_("Last day up to which it was checked against its source.")
    )

    class Meta:
        verbose_name = _("imported list")
        verbose_name_plural = _("imported lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(complete=False) | Q(verified_on__isnull=False),
                name="imported_list_complete_says_when",
                violation_error_message=_("Say up to which day you checked that the list is complete."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ListVersionQuerySet(models.QuerySet["ListVersion"]):
    def published(self) -> Self:
        return self.filter(state=ListVersion.State.PUBLISHED)

    def in_use(self, *, on: date) -> Self:
        """The version of each list that was screened at the end of the given day."""
        newer = ListVersion.objects.published().filter(
            imported_list=models.OuterRef("imported_list"), published_on__lte=on, number__gt=models.OuterRef("number")
        )
        return self.published().filter(published_on__lte=on).exclude(models.Exists(newer))

    def open(self) -> Self:
        """Versions that wait for a person."""
        return self.filter(state__in=[ListVersion.State.WAITING, ListVersion.State.HELD_BACK])

    def newest_first(self) -> Self:
        return self.order_by("-number")


class ListVersion(models.Model):
    """One file of a list, as it was read. Kept also when it was refused, to say why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for confirmation")
        PUBLISHED = "published", _("published")
        HELD_BACK = "held_back", _("held back")
        REFUSED = "refused", _("refused")

    imported_list = models.ForeignKey(
        ImportedList, models.PROTECT, verbose_name=_("list"), related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField(_("version"))
    form = models.CharField(_("format"), max_length=10, choices=ImportedList.Form)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("Bytes of the file."))
    count = models.PositiveIntegerField(_("entries"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    removed = models.PositiveIntegerField(_("removed"), default=0)
    skipped: Any = models.JSONField(_("left out"), default=dict, blank=True, help_text=_("Rows by reason."))
    errors: Any = models.JSONField(_("errors"), default=list, blank=True, help_text=_("The first, each with its line."))
    error_count = models.PositiveIntegerField(_("errors in all"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why it was held back or refused."))
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.CharField(_("imported by"), max_length=150)
    published_on = models.DateField(_("in use from"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decision_reason = models.TextField(_("reason for the decision"), blank=True)

    objects = ListVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a list")
        verbose_name_plural = _("versions of lists")
        indexes = [models.Index(fields=["imported_list", "digest"], name="list_version_digest")]
        constraints = [
            models.UniqueConstraint(fields=["imported_list", "number"], name="list_version_number_unique"),
            models.CheckConstraint(
                condition=Q(state="published", published_on__isnull=False)
                | ~Q(state="published") & Q(published_on=None),
                name="list_version_published_has_a_day",
                violation_error_message=_("A published version, and only that, has a day from which it is in use."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held_back", "refused"]) | ~Q(reason=""),
                name="list_version_held_back_says_why",
                violation_error_message=_("A version that is held back or refused says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.imported_list} {self.number}"


class PartyContent(models.Model):
    """What a list says of one party: schema, names, countries, numbers, addresses, programmes, source_url."""

    own_id = models.CharField(_("number on the list"), max_length=200)
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the content."))
    content: Any = models.JSONField(_("content"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.own_id

    @property
    def name(self) -> str:
        """The first name of the party."""
        return self.content["names"][0][0]


class WaitingParty(PartyContent):
    """A party of a version that is not in use yet. Gone as soon as the version is published or refused."""

    version = models.ForeignKey(ListVersion, models.CASCADE, related_name="waiting", db_index=False)
    line = models.PositiveIntegerField(_("line"))

    class Meta:
        verbose_name = _("waiting entry")
        verbose_name_plural = _("waiting entries")
        constraints = [models.UniqueConstraint(fields=["version", "own_id"], name="waiting_party_unique")]


class ListedPartyQuerySet(models.QuerySet["ListedParty"]):
    def current(self) -> Self:
        """Entries of the versions that were published last."""
        return self.filter(until_version=None)


class ListedParty(PartyContent):
    """What a list says of one party, from one version until another, which is the first without it or says otherwise.

    A party that did not change has one row, however many versions of the list there were.
    """

    imported_list = models.ForeignKey(ImportedList, models.PROTECT, related_name="parties", db_index=False)
    from_version = models.PositiveIntegerField(_("from version"))
    until_version = models.PositiveIntegerField(_("until version"), null=True, blank=True)

    objects = ListedPartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of an imported list")
        verbose_name_plural = _("entries of imported lists")
        constraints = [
            models.UniqueConstraint(
                fields=["imported_list", "own_id"], condition=Q(until_version=None), name="listed_party_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["imported_list", "own_id", "from_version"], name="listed_party_per_version"
            ),
            models.CheckConstraint(
                condition=Q(until_version=None) | Q(until_version__gt=F("from_version")),
                name="listed_party_ends_after_it_begins",
                violation_error_message=_("An entry ends with a later version than it begins with."),
            ),
        ]
