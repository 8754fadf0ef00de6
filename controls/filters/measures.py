"""What one may ask of measures, elements, codes and claims."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from controls import states
from controls.filters.fields import KeysField, TextField
from controls.filters.questions import PagedQuestion
from controls.models import Claim, Element, Form, Measure, TariffCode
from controls.models.clause_queries import MeasureQuerySet
from controls.models.goods import MATERIALS
from controls.models.goods_queries import known_items
from controls.models.history import TrackedQuerySet


class MeasureFilter(PagedQuestion):
    """Measures by words, jurisdiction, type, element and the state of a clause, as far as published on the day."""

    q = TextField(required=False, max_length=200, label=_("Title, number or code contains"))
    jurisdiction = KeysField(model=Measure, column="jurisdiction", thing=_("jurisdiction"), label=_("Jurisdiction"))
    type = KeysField(known=Measure.Type.values, thing=_("type"), label=_("Type"))
    state = KeysField(known=states.CODES, thing=_("state"), label=_("State"))
    element = KeysField(known=MATERIALS, thing=_("element"), label=_("Element"))

    def apply(self) -> MeasureQuerySet:
        """The measures asked for, newest first. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        measures = Measure.objects.published(on=self.day).for_display()
        if wanted["jurisdiction"]:
            measures = measures.filter(jurisdiction__in=wanted["jurisdiction"])
        if wanted["type"]:
            measures = measures.filter(type__in=wanted["type"])
        if wanted["element"]:
            measures = measures.filter(elements__overlap=wanted["element"])
        if wanted["state"]:
            measures = measures.in_state(wanted["state"], on=self.day)
        if wanted["q"].strip():
            measures = measures.matching(wanted["q"])
        return measures


class ItemFilter(PagedQuestion):
    """Controlled items by words, measure, form and element, as far as their measure was published on the day."""

    q = TextField(required=False, max_length=200, label=_("Code, title or customs number contains"))
    measure = KeysField(model=Measure, thing=_("measure"), label=_("Measure"))
    form = KeysField(known=Form.values, thing=_("form"), label=_("Form"))
    element = KeysField(known=MATERIALS, thing=_("element"), label=_("Element"))

    def apply(self) -> TrackedQuerySet:
        """The items asked for, newest measure first, in the order of the measure. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        items = known_items(on=self.day)
        if wanted["measure"]:
            items = items.filter(measure__key__in=wanted["measure"])
        if wanted["form"]:
            items = items.filter(form__in=wanted["form"])
        if wanted["element"]:
            items = items.filter(elements__overlap=wanted["element"])
        if text := wanted["q"].strip():
            said = Q(code__icontains=text) | Q(title_en__icontains=text) | Q(title_zh__icontains=text)
            numbered = Q(hs_stated__contains=[text]) | Q(hs_catalogue__contains=[text])
            items = items.filter(said | numbered | Q(key=text.lower()))
        return items


class ElementFilter(PagedQuestion):
    """The rare earths in the order of their atomic numbers."""

    def apply(self) -> QuerySet[Element]:
        """All elements. Call is_valid() first."""
        return Element.objects.order_by("atomic_number")


class TariffCodeFilter(PagedQuestion):
    """Customs numbers by their beginning, by words and by element."""

    q = TextField(required=False, max_length=200, label=_("Number begins with, or description contains"))
    element = KeysField(known=MATERIALS, thing=_("element"), label=_("Element"))

    def apply(self) -> QuerySet[TariffCode]:
        """The numbers asked for, in their order. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        codes = TariffCode.objects.order_by("key")
        if wanted["element"]:
            codes = codes.filter(elements__overlap=wanted["element"])
        if text := wanted["q"].strip():
            begins, says = {"key__startswith": text}, ("description_en__icontains", "description_zh__icontains")
            codes = codes.filter(**begins) | codes.filter(**{says[0]: text}) | codes.filter(**{says[1]: text})
        return codes


class ClaimFilter(PagedQuestion):
    """Claims by verdict and words, as far as what they are about had been published on the day."""

    q = TextField(required=False, max_length=200, label=_("Claim contains"))
    verdict = KeysField(known=Claim.Verdict.values, thing=_("verdict"), label=_("Verdict"))

    def apply(self) -> QuerySet[Claim]:
        """The claims asked for, in the order of their keys. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        claims = Claim.objects.known(on=self.day).order_by("key")
        if wanted["verdict"]:
            claims = claims.filter(verdict__in=wanted["verdict"])
        if text := wanted["q"].strip():
            claims = claims.filter(text__icontains=text) | claims.filter(better__icontains=text)
        return claims
