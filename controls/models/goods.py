"""What measures cover: the 17 rare earths, and customs codes, which are hints and never verdicts."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from controls.models.sources import Evidenced

# In the order of their atomic numbers.
RARE_EARTHS = (
    "Sc", "Y", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu",
)  # fmt: skip
# Other materials that the measures on record name.
MATERIALS = (*RARE_EARTHS, "Li", "C", "Ga", "Ge", "Mo", "In", "Sb", "Te", "W", "Bi")


class Form(models.TextChoices):
    """In what form a material is controlled."""

    GROUP = "group", _("whole group")
    ORE = "ore", _("ore")
    METAL = "metal", _("metal")
    ALLOY = "alloy", _("alloy")
    TARGET = "target", _("target")
    MAGNET = "magnet", _("magnet")
    OXIDE = "oxide", _("oxide")
    COMPOUND = "compound", _("compound")
    MATERIAL = "material", _("material")
    MIXTURE = "mixture", _("mixture")
    EQUIPMENT = "equipment", _("equipment")
    TECHNOLOGY = "technology", _("technology")
    INPUT = "input", _("input that counts towards a share of value")
    GOOD = "good", _("good that holds such inputs")


def symbols(given: Iterable[str]) -> None:
    """Refuse what is no symbol of a material on record, and doubles. Raises ValidationError."""
    listed = list(given)
    if unknown := [each for each in listed if each not in MATERIALS]:
        raise ValidationError({"elements": _("“%s” is not the symbol of a material on record.") % unknown[0]})
    if len(set(listed)) != len(listed):
        raise ValidationError({"elements": _("A symbol stands twice.")})


class Element(Evidenced):
    """One of the 17 rare earths. What controls it on a day is computed from measures, never stored here."""

    noun = "element"

    key = models.SlugField(_("key"), max_length=2, unique=True, help_text=_("The symbol in small letters: dy."))
    symbol = models.CharField(_("symbol"), max_length=2, unique=True)
    atomic_number = models.PositiveSmallIntegerField(_("atomic number"), unique=True)
    name_en = models.CharField(_("name in English"), max_length=40)
    name_zh = models.CharField(_("name in Chinese"), max_length=4)
    official_class = models.CharField(_("class by the ministry"), max_length=60)
    official_class_basis = models.CharField(_("class rests on"), max_length=100, blank=True)
    geological_class = models.CharField(_("common geological class"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("element")
        verbose_name_plural = _("elements")
        constraints = [
            models.CheckConstraint(
                condition=Q(symbol__in=RARE_EARTHS),
                name="element_is_a_rare_earth",
                violation_error_message=_("Only the 17 rare earths are elements here."),
            ),
            models.CheckConstraint(
                condition=Q(symbol__iexact=models.F("key")),
                name="element_key_is_its_symbol",
                violation_error_message=_("The key of an element is its symbol."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_en} ({self.symbol})"


class TariffCode(Evidenced):
    """A customs number with what it stands for. One number covers controlled and uncontrolled goods: a hint only."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("not seen")

    noun = "tariff-code"

    key = models.CharField(
        _("number"), max_length=10, unique=True, validators=[RegexValidator(r"^[0-9]{6}([0-9]{2}){0,2}\Z")]
    )
    schedule = models.CharField(_("schedule"), max_length=40)
    description_en = models.CharField(_("description in English"), max_length=300)
    description_zh = models.CharField(_("description in Chinese"), max_length=300, blank=True)
    elements = ArrayField(models.CharField(max_length=2), verbose_name=_("elements"), default=list, blank=True)
    form = models.CharField(_("form"), max_length=20, choices=Form, blank=True)
    monitoring = models.CharField(_("customs monitoring codes"), max_length=20, blank=True)
    dual_use_licence = models.CharField(_("dual-use licence (code 3)"), max_length=10, choices=Answer)
    ordinary_licence = models.CharField(_("ordinary export licence (code 4)"), max_length=10, choices=Answer)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("tariff code")
        verbose_name_plural = _("tariff codes")
        indexes = [GinIndex(fields=["elements"], name="tariff_code_elements")]
        constraints = [
            models.CheckConstraint(
                condition=Q(key__regex="^[0-9]{6}([0-9]{2}){0,2}$"),
                name="tariff_code_is_digits",
                violation_error_message=_("A customs number has 6, 8 or 10 digits."),
            ),
            models.CheckConstraint(
                condition=Q(elements__contained_by=list(MATERIALS)),
                name="tariff_code_elements_are_known",
                violation_error_message=_("An element is none of those that are known here."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.description_en}"

    def clean(self) -> None:
        symbols(self.elements)
