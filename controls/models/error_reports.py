"""What readers report as wrong, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def waiting(self) -> "ErrorReportQuerySet":
        """Those that nobody has answered, the oldest first."""
        return self.filter(state=ErrorReport.State.OPEN).order_by("pk")

    def of(self, reporter: str) -> "ErrorReportQuerySet":
        """Those of somebody who was signed in, the newest first. Of a visitor there are none: nobody knows whose."""
        return self.filter(reporter=reporter).exclude(reporter="").order_by("-pk")


class ErrorReport(models.Model):
    """A reader's word that something on a page is wrong. It changes nothing until a curator has looked.

    `about` is the fact as `noun:key`, or empty when it is about a page as a whole; `page` is the address that the
    reader looked at, with its day. Nothing of the reader is kept but what the reader wrote, and a keyed digest of a
    visitor's network.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        MENDED = "mended", _("mended")
        KEPT = "kept", _("looked at, nothing to mend")

    about = models.CharField(_("about"), max_length=260, blank=True)
    page = models.CharField(_("page"), max_length=1000, blank=True)
    revision = models.BigIntegerField(_("revision"), help_text=_("Of the register, when it was reported."))
    said = models.TextField(_("what is wrong"), max_length=2000)
    proof = models.CharField(_("where it can be verified"), max_length=500, blank=True)
    reply_to = models.EmailField(_("answer to"), blank=True)
    reporter = models.CharField(_("reported by"), max_length=200, blank=True, help_text=_("Empty: a visitor."))
    caller = models.CharField(max_length=32, blank=True, editable=False, help_text=_("Digest of a visitor's network."))
    made_at = models.DateTimeField(_("reported at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported error")
        verbose_name_plural = _("reported errors")
        indexes = [
            models.Index(fields=["id"], condition=Q(state="open"), name="error_report_open"),
            models.Index(fields=["made_at"], name="error_report_made"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by="")
                | ~Q(state="open") & Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(answer=""),
                name="error_report_decided_by_somebody",
                violation_error_message=_("A decided report says by whom, when and why."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.about or self.page}"
