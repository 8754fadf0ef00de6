"""Official documents and those who issue them. Every legal fact in this register rests on a notice."""

from datetime import date
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from controls.models.history import TrackedModel, TrackedQuerySet
from controls.models.sources import Evidenced, Source


class Authority(TrackedModel):
    """A body that issues notices."""

    noun = "authority"

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=200, blank=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=2, help_text=_("ISO 3166-1 alpha-2."))
    url = models.URLField(_("address"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")

    def __str__(self) -> str:
        return self.name_en


class NoticeQuerySet(TrackedQuerySet):
    def published(self, *, on: date) -> Self:
        """Notices that had been published by the given day."""
        return self.filter(published_on__lte=on)

    def for_display(self) -> Self:
        """Everything that a row on a page shows, newest first."""
        return self.select_related("authority", "entity_list").order_by("-published_on", "-pk")


class Notice(Evidenced):
    """One official document: an announcement, decree or rule."""

    noun = "notice"
    below = ("copies",)

    key = models.SlugField(
        _("key"), max_length=60, unique=True, help_text=_("Authority, year, number: mofcom-2026-12.")
    )
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name=_("authority"), related_name="notices")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1990)])
    number = models.PositiveIntegerField(_("number"))
    label = models.CharField(_("cited as"), max_length=100, unique=True, help_text=_("MOFCOM 2026 No. 12"))
    title_en = models.CharField(_("title in English"), max_length=500)
    title_zh = models.CharField(_("title in Chinese"), max_length=500, blank=True)
    title_zh_inferred = models.BooleanField(
        _("Chinese title inferred"), default=False, help_text=_("Worded after the series; the page was not seen.")
    )
    published_on = models.DateField(_("published on"))
    effective_from = models.DateField(_("effective from"), help_text=_("Beijing calendar day."))
    effective_time = models.TimeField(_("effective at"), null=True, blank=True, help_text=_("Beijing time, if stated."))
    legal_basis = models.TextField(_("legal basis"), blank=True)
    summary = models.TextField(_("what it does"), blank=True)
    measures = models.TextField(_("measures"), blank=True, help_text=_("One statement per line."))
    entity_list = models.ForeignKey(
        "EntityList", models.PROTECT, null=True, blank=True, verbose_name=_("entity list"), related_name="notices"
    )
    stated_count = models.PositiveIntegerField(
        _("stated count"), null=True, blank=True, help_text=_("Names that the notice itself says it lists.")
    )
    extra_count = models.PositiveIntegerField(
        _("further names"), default=0, help_text=_("Names given under a numbered item, beyond the stated count.")
    )
    country_scope = models.CharField(_("countries"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = NoticeQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all facts

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["-published_on", "-id"], name="notice_published")]
        constraints = [
            models.UniqueConstraint(fields=["authority", "year", "number"], name="notice_number_unique_per_year"),
        ]

    def __str__(self) -> str:
        return self.label

    def snapshot(self) -> dict[str, Any]:
        return super().snapshot() | {"copies": sorted(copy.source.key for copy in self.copies.all())}

    def about(self) -> list[str]:
        lists = [f"entity-list:{self.entity_list.key}"] if self.entity_list else []
        return [*super().about(), *lists]


class NoticeCopy(models.Model):
    """One of several official addresses of the same notice. Part of the notice's own record."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="copies")
    source = models.ForeignKey(Source, models.PROTECT, related_name="copies")

    class Meta:
        verbose_name = _("official copy")
        verbose_name_plural = _("official copies")
        constraints = [models.UniqueConstraint(fields=["notice", "source"], name="notice_copy_unique")]

    def __str__(self) -> str:
        return f"{self.notice_id} at {self.source_id}"
