"""Who wants to hear of what, and by which way."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from controls.alerts.models.endpoints import WebhookEndpoint
from controls.alerts.models.searches import SavedSearch
from controls.screening.models import Portfolio


def new_token() -> str:
    """A secret that nobody guesses, as a part of an address."""
    return secrets.token_urlsafe(32)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def standing(self) -> "SubscriptionQuerySet":
        """Those that still want to hear, of people who may still sign in."""
        return self.filter(ended_at=None, owner__is_active=True)

    def of(self, user: Any) -> "SubscriptionQuerySet":
        """A person's own. Nobody sees those of others, whatever their role."""
        return self.filter(owner=user)

    def with_unread(self) -> "SubscriptionQuerySet":
        """Each with how many of its notifications were not read yet."""
        return self.annotate(unread=Count("notifications", filter=Q(notifications__read_at=None)))


class Subscription(models.Model):
    """One wish to hear of one thing by one way.

    `subject` is what it is about: `noun:key` for facts (entity-list, entity, measure, element, catalogue-item),
    `source:<slug>` for a source of news; empty for any source, and for ends of anything. Two secrets open something
    without signing in: `token`, which every letter holds, the way to stop alone; `feed_token` the feed.
    """

    class Kind(models.TextChoices):
        LIST = "list", _("a list")
        ENTITY = "entity", _("an entity")
        MEASURE = "measure", _("a measure")
        ELEMENT = "element", _("an element")
        ITEM = "item", _("a catalogue item")
        SEARCH = "search", _("a saved search")
        PORTFOLIO = "portfolio", _("a portfolio")
        ENDS = "ends", _("any formal end within some days")
        SOURCE = "source", _("a source is late")

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        WEBHOOK = "webhook", _("webhook")
        FEED = "feed", _("Atom feed")

    class Rhythm(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DAILY = "daily", _("once a day")
        WEEKLY = "weekly", _("once a week")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    kind = models.CharField(_("about"), max_length=10, choices=Kind)
    subject = models.CharField(_("subject"), max_length=260, blank=True)
    label = models.CharField(_("what it is about, in words"), max_length=500)
    search = models.ForeignKey(SavedSearch, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    portfolio = models.ForeignKey(Portfolio, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    actions = ArrayField(
        models.CharField(max_length=20), verbose_name=_("acts"), default=list, blank=True, help_text=_("Empty: all.")
    )
    channel = models.CharField(_("way"), max_length=10, choices=Channel)
    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, null=True, blank=True, related_name="subscriptions", verbose_name=_("webhook")
    )
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.AT_ONCE)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en-gb")
    token = models.CharField(max_length=64, unique=True, help_text=_("Opens the way to stop."))
    feed_token = models.CharField(max_length=64, unique=True, default=new_token, help_text=_("Opens the private feed."))
    made_at = models.DateTimeField(_("made at"))
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_why = models.CharField(_("why it ended"), max_length=300, blank=True)
    since = models.BigIntegerField(
        default=0, editable=False, help_text=_("The newest row when it was made; it hears only of later ones.")
    )
    last_number = models.PositiveIntegerField(_("notifications so far"), default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        indexes = [
            models.Index(fields=["kind", "subject"], condition=Q(ended_at=None), name="subscription_standing"),
            models.Index(fields=["owner", "-id"], name="subscription_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="webhook", endpoint__isnull=False) | ~Q(channel="webhook") & Q(endpoint=None),
                name="subscription_webhook_has_an_endpoint",
            ),
            models.CheckConstraint(
                # Said in so many words: to compare with nothing is unknown to the database, and unknown passes a check.
                condition=Q(kind="ends", days__isnull=False, days__gte=1, days__lte=365)
                | ~Q(kind="ends") & Q(days=None),
                name="subscription_days_are_of_ends",
            ),
            models.CheckConstraint(
                condition=Q(kind="search", search__isnull=False) | ~Q(kind="search") & Q(search=None),
                name="subscription_search_has_a_search",
            ),
            models.CheckConstraint(
                condition=Q(kind="portfolio", portfolio__isnull=False) | ~Q(kind="portfolio") & Q(portfolio=None),
                name="subscription_portfolio_has_a_portfolio",
            ),
        ]

    def __str__(self) -> str:
        return self.label
