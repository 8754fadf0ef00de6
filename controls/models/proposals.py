"""Proposals: acts at the desk that wait until a second person publishes them."""

from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from controls.models.access import User
from controls.models.history import Change


class ProposalQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=Proposal.State.WAITING)

    def on(self, *, noun: str, key: str) -> Self:
        """Proposals that would change this very fact."""
        return self.filter(changes__contains=[{"subject_type": noun, "subject_key": key}])


class Proposal(models.Model):
    """One act on facts, with exactly what it would write. A working row: the change log keeps what became of it.

    `changes` are the entries of the log that the act would make; `base` is what they rest on: the newest change of
    each fact that the act names, when it was proposed. `digest` seals both for the person who publishes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")
        VOID = "void", _("void")  # what it rests on is no longer what it was

    act = models.CharField(
        _("act"), max_length=100, help_text=_("The service that carries it out, as module.function.")
    )
    arguments = models.JSONField(_("arguments"), encoder=DjangoJSONEncoder, help_text=_("Facts by key."))
    changes = models.JSONField(_("changes"), encoder=DjangoJSONEncoder, help_text=_("What it would write in the log."))
    base: Any = models.JSONField(
        _("base"), blank=True, help_text=_("The newest change of each fact that it names, as id by noun:key.")
    )
    digest = models.CharField(
        _("digest"), max_length=64, help_text=_("Seals act, arguments, changes, base and author.")
    )
    edition = models.PositiveIntegerField(_("edition"), default=1, help_text=_("Counts the edits from 1."))
    earlier: Any = models.JSONField(_("earlier editions"), default=list, blank=True)
    form: Any = models.JSONField(_("form"), default=dict, blank=True, help_text=_("What was typed, to be edited."))
    proposer = models.ForeignKey(User, models.PROTECT, verbose_name=_("proposed by"), related_name="proposals")
    proposed_at = models.DateTimeField(_("proposed at"))
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    decider = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name=_("decided by"), related_name="decisions"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why it was sent back, or why it is void."))
    found = models.JSONField(
        _("found"), null=True, blank=True, help_text=_("What a void proposal would have written at the end.")
    )
    revision = models.PositiveBigIntegerField(_("revision"), null=True, blank=True, help_text=_("Its last change."))

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [models.Index(fields=["state", "proposed_at"], name="proposal_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decider=None, decided_at=None)
                | ~Q(state="waiting") & Q(decider__isnull=False, decided_at__isnull=False),
                name="proposal_is_decided_by_somebody",
                violation_error_message=_("A decided proposal says by whom and when; a waiting one does not."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn", "void"]) | ~Q(decider=F("proposer")),
                name="proposal_is_published_by_a_second_person",
                violation_error_message=_("A second person decides on a proposal."),
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", decider=F("proposer")) | ~Q(state="withdrawn"),
                name="proposal_is_withdrawn_by_its_author",
                violation_error_message=_("Only its author withdraws a proposal."),
            ),
            models.CheckConstraint(
                condition=Q(state="published", revision__isnull=False) | ~Q(state="published") & Q(revision=None),
                name="proposal_published_has_a_revision",
                violation_error_message=_("A published proposal, and only that, has a revision."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "void"]) | ~Q(reason=""),
                name="proposal_refused_has_a_reason",
                violation_error_message=_("Give a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Proposal')} {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def title(self) -> str:
        """What would be done to which fact, of the first change; an act at the desk seldom makes two."""
        first = self.changes[0] if self.changes else None
        return f"{Change.Action(first['action']).label}: {first['subject_label']}" if first else self.act
