"""Lists that authorities keep, and what it means to be on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from controls.models.history import TrackedModel
from controls.models.notices import Authority


class Effect(models.TextChoices):
    """What being listed means for a shipment while it is in force. A list's name is not an effect."""

    PROHIBITED = "prohibited", _("Prohibited")
    LICENCE_NEEDED = "licence_needed", _("Licence needed")
    EXTRA_REVIEW = "extra_review", _("Extra review")
    NONE_STATED = "none_stated", _("No measure stated")


class EntityList(TrackedModel):
    """A list that an authority keeps, with the effect of being on it."""

    noun = "entity-list"

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_zh = models.CharField(_("name in Chinese"), max_length=200, blank=True)
    name_ja = models.CharField(_("name in Japanese"), max_length=200, blank=True)
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name=_("authority"), related_name="entity_lists")
    effect = models.CharField(_("effect"), max_length=20, choices=Effect)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    summary = models.TextField(_("what it is"), blank=True)
    verified_on = models.DateField(
        _("verified on"),
        null=True,
        blank=True,
        help_text=_("Last day up to which the list was checked against sources."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("entity list")
        verbose_name_plural = _("entity lists")

    def __str__(self) -> str:
        return self.name_en
