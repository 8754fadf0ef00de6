"""Saved searches: a view of the register that somebody comes back to."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """An address of this register with its filters, under a name of its owner's.

    `route` is the name of the page's route, `query` its parameters as they stood in the address, without `as_of` and
    `page`. `members` are the facts found when alerts last looked, as `noun:key`; null: they have not looked yet.
    `refused` says why they cannot look any more, and `refused_at` since when; both go when it answers again.
    """

    class Refusal(models.TextChoices):
        PAGE = "page", _("Searches of this page cannot be followed.")
        QUESTION = "question", _("What was saved is no longer a question that this page understands.")
        MANY = "many", _("More than 5,000 facts answer this search. Narrow it down.")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=120)
    route = models.CharField(_("page"), max_length=60)
    query = models.CharField(_("filters"), max_length=2000, blank=True)
    made_at = models.DateTimeField(_("made at"))
    visited_at = models.DateTimeField(_("visited at"), null=True, blank=True)
    members = ArrayField(models.CharField(max_length=260), null=True, blank=True, editable=False)
    members_revision = models.BigIntegerField(default=0, editable=False)
    refused = models.CharField(max_length=10, choices=Refusal, blank=True, editable=False)
    refused_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="saved_search_name_unique_per_owner",
                violation_error_message=_("You have a saved search of this name."),
            ),
            models.CheckConstraint(
                condition=Q(refused="", refused_at=None) | ~Q(refused="") & Q(refused_at__isnull=False),
                name="saved_search_refused_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name
