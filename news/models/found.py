"""What ingestion found and only a person may turn into facts: notices not on record, and drafts of their lists."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from controls.models import Authority, Notice
from news.models.articles import Article
from news.models.sources import Source


class FoundNoticeQuerySet(models.QuerySet["FoundNotice"]):
    def waiting(self, *, on_record: Collection[str] = ()) -> "FoundNoticeQuerySet":
        """Notices that nobody has decided on, and that nobody has put on record by another way either.

        `on_record` are the keys of notices whose content is on record without them, as a measure for instance.
        """
        waiting = self.filter(state=FoundNotice.State.OPEN).exclude(key__in=on_record)
        return waiting.exclude(Exists(Notice.objects.filter(key=OuterRef("key"))))

    def by_weight(self) -> "FoundNoticeQuerySet":
        """Those whose title says why they matter first; then the newest."""
        weight = Case(When(why=[], then=Value(1)), default=Value(0), output_field=IntegerField())
        return self.order_by(weight, "-published_on", "-found_at", "-pk")


class FoundNotice(models.Model):
    """An official notice that a source announced. It becomes a fact only when a person records it.

    `key` is the key that the notice would have on record (`mofcom-2026-12`), or the article's own where it bears no
    number. `why` are the words for which it is worth reading; empty: nothing in its title says so. Once it is on
    record, `notice` is its record, or `facts` are what is on record of it; `decided_by` is empty where its number told.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        RECORDED = "recorded", _("on record")
        DISMISSED = "dismissed", _("set aside")

    key = models.CharField(_("key"), max_length=120, unique=True)
    article = models.ForeignKey(Article, models.PROTECT, related_name="found_notices", verbose_name=_("article"))
    source = models.ForeignKey(Source, models.PROTECT, related_name="found_notices", verbose_name=_("source"))
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("authority")
    )
    number = models.CharField(_("number"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=500)
    language = models.CharField(_("language"), max_length=35, blank=True)
    url = models.CharField(_("address"), max_length=2000)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    why = ArrayField(models.CharField(max_length=60), verbose_name=_("why it matters"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(_("found at"))
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="found_as", verbose_name=_("notice on record")
    )
    facts = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("facts on record"),
        default=list,
        blank=True,
        help_text=_("As which it is on record where it has no record of its own, as measure:cn-2025-55."),
    )
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("why it was set aside"), max_length=300, blank=True)

    objects = FoundNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice not on record")
        verbose_name_plural = _("notices not on record")
        indexes = [models.Index(fields=["-found_at"], name="found_notice_open", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""),
                name="found_notice_set_aside_with_a_reason",
                violation_error_message=_("Say why the notice is set aside."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def was_decided_by_a_person(self) -> bool:
        """Whether somebody set it aside or said as what it is on record: that can be undone."""
        return self.state != self.State.OPEN and bool(self.decided_by)
