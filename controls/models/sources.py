"""Where facts come from, and how sure we are of them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from controls.models.history import TrackedModel


class Source(TrackedModel):
    """One place where a fact was read: a page, a register, a transcription, a report."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("official address")
        REGISTER = "register", _("official register")
        TRANSCRIPTION = "transcription", _("transcription")
        PRESS = "press", _("press")
        REFERENCE = "reference", _("reference")

    class SeenAs(models.TextChoices):
        COPY = "copy", _("text read")
        CITED = "cited", _("address cited, page itself not opened")

    noun = "source"

    key = models.SlugField(_("key"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=500)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    url = models.URLField(_("address"), max_length=1000, blank=True, help_text=_("Keep it when the page disappears."))
    seen_on = models.DateField(_("seen on"), help_text=_("The day on which somebody read it."))
    seen_as = models.CharField(_("seen as"), max_length=10, choices=SeenAs)
    sha256 = models.CharField(_("SHA-256 of the kept copy"), max_length=64, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title


class Grade(models.TextChoices):
    """How sure we are of a fact, best first."""

    OFFICIAL_TEXT = "official_text", _("official text seen")
    TWO_REPORTS = "two_reports", _("two independent reports")
    ONE_REPORT = "one_report", _("one report")
    DISPUTED = "disputed", _("disputed")


class Evidenced(TrackedModel):
    """A fact that says where it comes from. Services refuse one without a source."""

    evidence_grade = models.CharField(_("evidence"), max_length=20, choices=Grade)
    evidence_note = models.TextField(_("about the evidence"), blank=True)
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), related_name="%(class)ss")

    class Meta:
        abstract = True

    def snapshot(self) -> dict[str, Any]:
        return super().snapshot() | {"sources": sorted(source.key for source in self.sources.all())}
