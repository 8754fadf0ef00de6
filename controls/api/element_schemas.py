"""The answer about one rare earth, for the description of the API."""

from rest_framework import serializers

from controls.api.catalogue_schemas import CatalogueItemSerializer
from controls.api.measure_schemas import ElementItemSerializer, ElementSerializer, MeasureBriefSerializer
from controls.api.schemas import EvidenceSerializer, StampSerializer, many


class ElementAnswerSerializer(ElementSerializer, StampSerializer):
    goods = many(ElementItemSerializer(), "Goods with this element that a measure controls, whatever its state.")
    technology = many(ElementItemSerializer(), "The same for technology.")
    measures = many(MeasureBriefSerializer(), "Measures that name the element, with their state on the day.")
    catalogue = many(CatalogueItemSerializer(), "Items of the catalogue about rare earths that bind, or may.")
    together = many(serializers.CharField(), "Keys of items that are caught only with another element.")
    evidence = EvidenceSerializer(help_text="How this register knows.")
