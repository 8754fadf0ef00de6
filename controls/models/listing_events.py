"""What became of listings: acts that suspend, stop or end them."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from controls import effects, states
from controls.models.lists import Effect
from controls.models.notices import Notice
from controls.models.sources import Evidenced


class ListingEvent(Evidenced):
    """An act of an authority on listings: suspended, stopped, removed … for all names of a notice or for some."""

    class Kind(models.TextChoices):
        SUSPENDED = "suspended", _("suspended")
        SUSPENSION_CONTINUED = "suspension_continued", _("suspension continued")
        RESUMED = "resumed", _("resumed")
        STOPPED = "stopped", _("measures stopped")
        REMOVED = "removed", _("removed from the list")
        MOVED = "moved", _("moved to another list")
        MEASURE_ADDED = "measure_added", _("one measure added")
        MEASURE_STOPPED = "measure_stopped", _("one measure stopped")

    noun = "listing-event"

    key = models.SlugField(_("key"), max_length=100, unique=True)
    kind = models.CharField(_("act"), max_length=30, choices=Kind)
    target_notice = models.ForeignKey(
        Notice,
        models.PROTECT,
        verbose_name=_("acts on"),
        related_name="events",
        help_text=_("The notice it acts upon; of an act on one measure, the notice that sets this measure."),
    )
    notice = models.ForeignKey(
        Notice,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("ordered by"),
        related_name="ordered_events",
        help_text=_("The notice that orders it. Empty: announced without a numbered notice."),
    )
    listings: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "Listing", verbose_name=_("listings"), related_name="events"
    )
    announced_on = models.DateField(_("announced on"))
    effective_from = models.DateField(_("effective from"))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Formal end, as printed. Empty: none stated.")
    )
    until_inclusive = models.BooleanField(
        _("last day included"), default=True, help_text=_("Ticked: still suspended on that day.")
    )
    effect = models.CharField(
        _("effect"),
        max_length=20,
        choices=Effect,
        blank=True,
        default="",
        help_text=_("What the added measure means for a shipment. Empty for every other act."),
    )
    wording_zh = models.TextField(_("Chinese wording"), blank=True)
    stated_count = models.PositiveIntegerField(_("stated count"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("listing event")
        verbose_name_plural = _("listing events")
        indexes = [models.Index(fields=["-effective_from", "-announced_on"], name="listing_event_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("effective_from")),
                name="listing_event_ends_after_it_starts",
                violation_error_message=_("The end lies before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(kind__in=states.SUSPENDING),
                name="listing_event_only_suspensions_have_an_end",
                violation_error_message=_("Only a suspension has an end."),
            ),
            models.CheckConstraint(
                condition=(Q(kind="measure_added") & ~Q(effect="")) | (~Q(kind="measure_added") & Q(effect="")),
                name="listing_event_effect_of_added_measure",
                violation_error_message=_("An added measure has an effect; no other act has one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_notice} {self.get_kind_display()} {self.effective_from}"

    def snapshot(self) -> dict[str, Any]:
        return super().snapshot() | {"listings": sorted(listing.key for listing in self.listings.all())}

    def about(self) -> list[str]:
        concerned = [super().about()[0], f"notice:{self.target_notice.key}"]
        if self.notice:
            concerned.append(f"notice:{self.notice.key}")
        for listing in self.listings.select_related("entity", "entity_list"):
            concerned += [f"listing:{listing.key}", f"entity:{listing.entity.key}"]
            if (entity_list := f"entity-list:{listing.entity_list.key}") not in concerned:
                concerned.append(entity_list)
        return concerned

    def act(self) -> states.Act:
        """The event as the value that explains states."""
        return states.Act(
            kind=self.kind,
            announced_on=self.announced_on,
            effective_from=self.effective_from,
            until=self.until,
            until_inclusive=self.until_inclusive,
        )

    def measure_act(self) -> effects.MeasureAct:
        """The event as the value that tells which measures bind besides the listing's own."""
        return effects.MeasureAct(self.kind, self.announced_on, self.effective_from, self.effect, self.target_notice_id)
