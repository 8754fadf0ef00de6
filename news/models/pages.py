"""Pages of found notices that a person asked for: the memory of the worker that has them fetched."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.models.found import FoundNotice


class PageFetchQuerySet(models.QuerySet["PageFetch"]):
    def open(self) -> "PageFetchQuerySet":
        """Pages that were asked for and neither came nor were given up."""
        return self.filter(state__in=[PageFetch.State.WAITING, PageFetch.State.CLAIMED])

    def claimable(self, *, at: datetime) -> "PageFetchQuerySet":
        """Pages that nobody works on: waiting and due, or claimed by a worker whose lease ran out."""
        waiting = Q(state=PageFetch.State.WAITING, due_at__lte=at)
        return self.filter(waiting | Q(state=PageFetch.State.CLAIMED, claimed_until__lt=at))


class PageFetch(models.Model):
    """One wish for the page of a found notice, and what came of it: the page as it came, or why there is none."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("under way")
        DONE = "done", _("fetched")
        FAILED = "failed", _("not fetched")

    found = models.ForeignKey(FoundNotice, models.CASCADE, related_name="pages", verbose_name=_("found notice"))
    asked_by = models.CharField(_("asked for by"), max_length=200)
    asked_at = models.DateTimeField(_("asked for"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    worker = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reason = models.CharField(_("why it was not fetched"), max_length=500, blank=True)
    address = models.CharField(_("address that answered"), max_length=2000, blank=True)
    body = models.BinaryField(null=True, blank=True)
    content_type = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 of the page."))
    seen_at = models.DateTimeField(_("fetched"), null=True, blank=True)

    objects = PageFetchQuerySet.as_manager()

    class Meta:
        verbose_name = _("page that was asked for")
        verbose_name_plural = _("pages that were asked for")
        constraints = [
            models.UniqueConstraint(
                fields=["found"],
                condition=Q(state__in=["waiting", "claimed"]),
                name="page_fetch_one_at_a_time",
                violation_error_message=_("This page was asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", claimed_until__isnull=False) | ~Q(state="claimed"),
                name="page_fetch_claim_runs_out",
                violation_error_message=_("A claim has an end."),
            ),
            models.CheckConstraint(
                condition=Q(state="done", body__isnull=False, seen_at__isnull=False) & ~Q(address="")
                | ~Q(state="done") & Q(body=None),
                name="page_fetch_done_has_the_page",
                violation_error_message=_("A page that was fetched is kept with its address and the moment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.found} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self.state in (self.State.WAITING, self.State.CLAIMED)
