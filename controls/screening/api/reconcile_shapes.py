"""Answers of the reconciliation service, in the shapes of its specification (W3C Community Group, version 0.2)."""

from typing import Any

from django.urls import reverse

from controls.models import Entity
from controls.screening.filters.reconciling import COUNTRY, MOST_QUERIES, NUMBER
from controls.screening.services.reconciling import Candidate

Shape = dict[str, Any]


def page_of(root: str, key: str) -> str:
    """The address of the page of an entity."""
    return root + reverse("controls:entity-detail", kwargs={"key": key})


def manifest(root: str) -> Shape:
    """What the service is: its ids are the keys of entities, its types their kinds."""
    entities, service = root + reverse("controls:listing-list"), reverse("reconcile-api:reconcile")
    return {
        "versions": ["0.2"],
        "name": "Rare Earth Controls Register: entities",
        "identifierSpace": entities,
        "schemaSpace": f"{root}{reverse('api:schema')}",
        "defaultTypes": [_type(kind) for kind in Entity.Type.values],
        "batchSize": MOST_QUERIES,
        "view": {"url": f"{entities}{{{{id}}}}/"},
        "preview": {"url": f"{root}{service}preview/?id={{{{id}}}}", "width": 480, "height": 320},
        "suggest": {
            kind: {"service_url": root, "service_path": f"{service}suggest/{kind}/"} for kind in ("entity", "property")
        },
        "documentation": f"{root}{reverse('controls:api-docs')}",
    }


def candidate(found: Candidate) -> Shape:
    """An entity that may be meant, and which of its names it is that is near."""
    entity = found.entity
    by_name = "" if found.matched_name == entity.name else f"; {found.matched_name}"
    return {
        "id": entity.key,
        "name": entity.name,
        "description": f"{_about(entity)}{by_name}",
        "type": [_type(entity.type)],
        "score": found.score,
        "match": found.match,
    }


def suggestion(entity: Entity) -> Shape:
    """An entity by its beginning."""
    return {"id": entity.key, "name": entity.name, "description": _about(entity), "notable": [_type(entity.type)]}


def properties() -> list[Shape]:
    """What may be said of a name besides: what each of them takes."""
    country = "Two letters (ISO 3166-1), or the English, Chinese or Japanese name of the country."
    return [
        {"id": COUNTRY, "name": "country", "description": country},
        {"id": NUMBER, "name": "registration number", "description": "The number of the company in a register."},
    ]


def begins(shape: Shape, prefix: str) -> bool:
    """Whether the name or the id begins so, whatever the case."""
    return any(shape[part].startswith(prefix.casefold()) for part in ("id", "name"))


def _about(entity: Entity) -> str:
    return ", ".join(filter(None, (str(entity.get_type_display()), entity.country)))


def _type(kind: str) -> Shape:
    return {"id": kind, "name": kind.replace("_", " ")}
