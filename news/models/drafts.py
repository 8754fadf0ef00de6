"""Drafts of the listings that a notice's annex makes: checked line by line by a person before they are an act."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls.models import Entity, EntityList, Proposal
from news.models.found import FoundNotice


class AnnexDraftQuerySet(models.QuerySet["AnnexDraft"]):
    def under_way(self) -> "AnnexDraftQuerySet":
        """Drafts that somebody still has to do something about, the second person included."""
        published = Q(proposal__state=Proposal.State.PUBLISHED)
        return self.filter(state=AnnexDraft.State.CHECKING).exclude(published)


class AnnexDraft(models.Model):
    """The lines of one annex as they were read. A working row: facts come of it only by the act that it is sent as.

    `notice_key` is the key that the notice has, or will have, on record. `stated` is the notice's own count of names,
    as read from its text; None where it gives none. `edition` counts the savings: who saves an older one is told.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        RECORDED = "recorded", _("on record")
        DROPPED = "dropped", _("dropped")

    class Origin(models.TextChoices):
        PASTED = "pasted", _("pasted")
        FILE = "file", _("file")
        FETCHED = "fetched", _("fetched")

    notice_key = models.SlugField(_("key of the notice"), max_length=60)
    title = models.CharField(_("title"), max_length=500)
    found = models.ForeignKey(
        FoundNotice, models.SET_NULL, null=True, blank=True, related_name="drafts", verbose_name=_("found as")
    )
    entity_list = models.ForeignKey(
        EntityList, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entity list")
    )
    stated = models.PositiveIntegerField(_("stated count"), null=True, blank=True)
    stated_words = models.CharField(_("of what"), max_length=200, blank=True)
    text = models.TextField(_("text"), help_text=_("The lines as they were read."))
    origin = models.CharField(_("where from"), max_length=10, choices=Origin)
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what was handed in."))
    address = models.CharField(
        _("address"), max_length=2000, blank=True, help_text=_("That gave the page, if fetched.")
    )
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True, help_text=_("When the page was fetched."))
    edition = models.PositiveIntegerField(_("edition"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    made_by = models.CharField(_("made by"), max_length=200)
    made_at = models.DateTimeField(_("made at"))
    changed_by = models.CharField(_("changed last by"), max_length=200)
    changed_at = models.DateTimeField(_("changed last"))
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposal")
    )

    objects = AnnexDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of listings")
        verbose_name_plural = _("drafts of listings")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice_key"],
                condition=Q(state="checking"),
                name="annex_draft_one_at_a_time",
                violation_error_message=_("There is a draft of this notice already."),
            ),
            models.CheckConstraint(
                condition=~Q(origin="fetched") | Q(seen_at__isnull=False) & ~Q(address=""),
                name="annex_draft_fetched_says_where_and_when",
                violation_error_message=_("Of a page that was fetched, its address and the moment are kept."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def waits(self) -> bool:
        """Whether it was sent and a second person has not decided yet."""
        return self.proposal is not None and self.proposal.is_waiting

    @property
    def is_recorded(self) -> bool:
        published = self.proposal is not None and self.proposal.state == Proposal.State.PUBLISHED
        return published or self.state == self.State.RECORDED

    @property
    def can_be_edited(self) -> bool:
        """Not once it is sent: what the second person sees must stay what it is. Sent back, it can be edited again."""
        return self.state == self.State.CHECKING and not self.waits and not self.is_recorded


class DraftedLine(models.Model):
    """One line of an annex: as it was read, as a person corrected it, and whom the person says it names.

    `candidates` are entities on record that the screening matcher finds like it: key, name, class and score. Nothing
    is concluded from them. `decision` empty: nobody has said yet whether the entity is one of them or new.
    """

    class Decision(models.TextChoices):
        SAME = "same", _("on record")
        NEW = "new", _("new")

    draft = models.ForeignKey(AnnexDraft, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("number"))
    line = models.TextField(_("as read"))
    name_zh = models.CharField(_("Chinese wording"), max_length=300, blank=True)
    name_en = models.CharField(_("English wording"), max_length=300, blank=True)
    other_names = ArrayField(models.CharField(max_length=300), verbose_name=_("other names"), default=list, blank=True)
    type = models.CharField(_("type"), max_length=20, choices=Entity.Type, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    candidates = models.JSONField(_("candidates"), default=list, blank=True)
    decision = models.CharField(_("entity"), max_length=10, choices=Decision, blank=True)
    entity = models.ForeignKey(Entity, models.PROTECT, null=True, blank=True, related_name="+")
    checked = models.BooleanField(_("checked"), default=False)
    checked_by = models.CharField(_("checked by"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a draft")
        verbose_name_plural = _("lines of drafts")
        ordering = ["draft", "position"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "position"], name="drafted_line_once"),
            models.CheckConstraint(
                condition=Q(checked=False) | ~Q(decision="") & ~Q(name_en="", name_zh=""),
                name="drafted_line_checked_is_decided",
                violation_error_message=_("A checked line has a name and says whom it names."),
            ),
            models.CheckConstraint(
                condition=Q(decision="same", entity__isnull=False) | ~Q(decision="same") & Q(entity=None),
                name="drafted_line_same_names_the_entity",
                violation_error_message=_("Say which entity on record it is."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name_en or self.name_zh}"
