"""Who is on a list by which notice, from which day."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls import effects, states
from controls.models.entities import Entity
from controls.models.listing_events import ListingEvent
from controls.models.listing_queries import ListingQuerySet
from controls.models.lists import Effect, EntityList
from controls.models.notices import Notice
from controls.models.sources import Evidenced


class Listing(Evidenced):
    """One entity on one list by one notice, with its number in the annex and the notice's own wording."""

    noun = "listing"

    key = models.CharField(
        _("key"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+([-.][a-z0-9]+)*\Z", _("Small letters, digits, hyphens and dots."))],
        help_text=_("List, notice and item: cn-wl-2026-012-1, cn-uel-2025-010-14.2."),
    )
    entity = models.ForeignKey(Entity, models.PROTECT, verbose_name=_("entity"), related_name="listings")
    entity_list = models.ForeignKey(EntityList, models.PROTECT, verbose_name=_("entity list"), related_name="listings")
    notice = models.ForeignKey(Notice, models.PROTECT, verbose_name=_("notice"), related_name="listings")
    item_number = models.CharField(_("item number"), max_length=20, help_text=_("As printed in the annex: 3, 14.2."))
    position = models.PositiveIntegerField(_("position"), help_text=_("Its place in the annex, counted from 1."))
    name_en = models.CharField(_("English wording"), max_length=300, blank=True)
    name_zh = models.CharField(_("Chinese wording"), max_length=300, blank=True)
    address = models.CharField(_("address in the notice"), max_length=500, blank=True)
    effect = models.CharField(
        _("effect"), max_length=20, choices=Effect, help_text=_("The list's effect, unless this notice says otherwise.")
    )
    effective_from = models.DateField(_("effective from"), help_text=_("First day on which it binds, in Beijing."))
    effective_time = models.TimeField(_("effective at"), null=True, blank=True, help_text=_("Beijing time, if stated."))
    note = models.TextField(_("note"), blank=True)

    objects = ListingQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all facts
    events: "models.QuerySet[ListingEvent]"  # the other end of ListingEvent.listings

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes = [
            models.Index(fields=["entity_list", "notice", "position"], name="listing_list_notice"),
            models.Index(fields=["notice", "position"], name="listing_notice"),
            models.Index(fields=["-effective_from", "notice", "position"], name="listing_effective"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "item_number"], name="listing_item_unique_per_notice"),
            models.UniqueConstraint(fields=["notice", "entity", "entity_list"], name="listing_unique_per_notice"),
            models.CheckConstraint(
                condition=~Q(name_en="", name_zh=""),
                name="listing_quotes_a_name",
                violation_error_message=_("A listing quotes a name as its notice words it."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="listing_position_counts_from_one",
                violation_error_message=_("Positions count from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_en or self.name_zh} ({self.key})"

    def state(self, *, on: date) -> states.State | None:
        """The state on a day, with since when and why. Prefetch `events` before you ask for many."""
        acts = [event.act() for event in sorted(self.events.all(), key=lambda event: event.pk)]
        return states.state_on(
            on,
            published_on=self.notice.published_on,
            effective_from=self.effective_from,
            effective_time=self.effective_time,
            acts=acts,
        )

    def effect_on(self, *, on: date) -> str:
        """What it means for a shipment on a day, measures added to it included. Prefetch `events` before many."""
        return effects.effect_on(on, effect=self.effect, acts=[event.measure_act() for event in self._measure_events()])

    def added_measures(self, *, on: date) -> list[Notice]:
        """The notices whose measures bind on a day besides what its own notice orders, in the order of first days."""
        events = self._measure_events()
        notices = {event.target_notice_id: event.target_notice for event in events}
        return [notices[act.measure] for act in effects.added_on(on, [event.measure_act() for event in events])]

    def _measure_events(self) -> list[ListingEvent]:
        events = [event for event in self.events.all() if event.kind in effects.ACTS]
        return sorted(events, key=lambda event: event.pk)

    def about(self) -> list[str]:
        return [
            *super().about(),
            f"entity:{self.entity.key}",
            f"entity-list:{self.entity_list.key}",
            f"notice:{self.notice.key}",
        ]
