"""One entity: where it stands on a day, what that means, and how we know."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from controls.filters.questions import FactQuestion, Question
from controls.models import Entity, EntityName, Listing, lookup
from controls.models.spoken import Said
from controls.views import positions
from controls.views.addresses import address, lasting, on_day
from controls.views.asking import PageRequest
from controls.views.citing import citation
from controls.views.countries import country_name
from controls.views.footnotes import Footnotes
from controls.views.frame import page
from controls.views.printed import printable
from controls.views.summaries import verified_lists
from controls.views.timelines import timeline_of
from controls.views.unknown import unknown

SHOWN_BESIDE = 5


@printable
@page(FactQuestion, nav="entities")
def entity_detail(request: PageRequest, question: FactQuestion, key: str) -> HttpResponse:
    """An entity by its own key, or by the key of one of its listings."""
    entity = lookup.by_key(Entity.objects.select_related("part_of").prefetch_related("parts"), key)
    if entity is None:
        return _by_listing(request, key, question)
    listings = _listings(entity)
    footnotes = Footnotes()
    found = positions.positions_of(listings, question, footnotes)
    path = request.path
    names = list(entity.names.prefetch_related("sources").order_by("pk"))
    references = [f"entity:{entity.key}", *(f"listing:{listing.key}" for listing in listings)]
    context = {
        "entity": entity,
        "country": country_name(entity.country),
        "names_line": _names_line(entity, names),
        "positions": found,
        "names": _names(names, footnotes),
        "identifiers": _identifiers(entity, footnotes),
        "rules": positions.rules_beyond_lists(entity.country, question),
        "lists": [] if found else verified_lists(request),
        "history": timeline_of(listings, references, question),
        "other_days": positions.turning_days(listings, question, path),
        "listed_with": _listed_with(listings, question),
        "part_of": _link(entity.part_of, question) if entity.part_of else None,
        "parts": [_link(part, question) for part in entity.parts.all()],
        "sources": footnotes.listed(),
        "cite": _cite(request, entity, question),
    }
    return render(request, "controls/entity_detail.html", context)


def _by_listing(request: PageRequest, key: str, question: Question) -> HttpResponse:
    listing = lookup.by_key(Listing.objects.select_related("entity"), key)
    if listing is None:
        return unknown(
            request, question, rows=Entity.objects.all(), key=key, route="controls:entity-detail",
            reason=_("No entity and no listing has the key “%(key)s”.") % {"key": lookup.said(key)},
            label=lambda entity: Said(entity.name),
        )  # fmt: skip
    return HttpResponseRedirect(
        address("controls:entity-detail", question=question, key=listing.entity.key) + f"#{listing.key}"
    )


def _listings(entity: Entity) -> list[Listing]:
    found = (
        Listing.objects.filter(entity=entity)
        .select_related("entity", "entity_list__authority", "notice__authority")
        .prefetch_related("sources", "notice__sources", "events__target_notice", "events__sources")
    )
    return list(found.order_by("effective_from", "pk"))


def _names_line(entity: Entity, names: list[EntityName]) -> list[dict[str, str]]:
    """The notice's Chinese name and the Japanese legal name, under the heading."""
    shown: dict[str, str] = {}
    for name in sorted(names, key=lambda name: name.kind not in ("as_listed", "legal")):
        if name.language != "en" and name.text != entity.name:
            shown.setdefault(name.language, name.text)
    return [{"text": text, "lang": language} for language, text in sorted(shown.items(), reverse=True)]


def _names(names: list[EntityName], footnotes: Footnotes) -> list[dict[str, Any]]:
    return [
        {
            "text": name.text,
            "lang": name.language,
            "language_label": name.get_language_display(),
            "kind_label": name.get_kind_display(),
            "evidence_label": name.get_evidence_grade_display(),
            "source_numbers": footnotes.numbers(name),
        }
        for name in names
    ]


def _identifiers(entity: Entity, footnotes: Footnotes) -> list[dict[str, Any]]:
    rows = entity.identifiers.prefetch_related("sources").order_by("pk")
    return [
        {"label": row.get_scheme_display(), "value": row.value, "source_numbers": footnotes.numbers(row)}
        for row in rows
    ]


def _listed_with(listings: list[Listing], question: Question) -> list[dict[str, Any]]:
    """The first others of each notice that lists the entity, and the way to all of them."""
    known = [listing for listing in listings if listing.notice.published_on <= question.day]
    first = _first_of_notices(known)
    return [
        {
            "notice_label": Said(listing.notice.label),
            "all_url": address(
                "controls:listing-list",
                question=question,
                query={"list": listing.entity_list.key, "notice": listing.notice.key},
            ),
            "others": [
                {
                    "name": other.name_en or other.entity.name,
                    "url": address("controls:entity-detail", question=question, key=other.entity.key),
                    "detail": _("item %(number)s") % {"number": other.item_number},
                }
                for other in [each for each in first[listing.notice_id] if each.pk != listing.pk][:SHOWN_BESIDE]
            ],
        }
        for listing in known
    ]


def _first_of_notices(listings: list[Listing]) -> dict[int, list[Listing]]:
    """By notice, its first listings in the order of the annex: one more than is shown, for one is the entity's own."""
    place = Window(RowNumber(), partition_by="notice", order_by=["position", "pk"])
    found = (
        Listing.objects.filter(notice__in={listing.notice_id for listing in listings})
        .annotate(place=place)
        .filter(place__lte=SHOWN_BESIDE + 1)
        .select_related("entity")
    )
    first: dict[int, list[Listing]] = defaultdict(list)
    for listing in found.order_by("notice", "position", "pk"):
        first[listing.notice_id].append(listing)
    return first


def _link(entity: Entity, question: Question) -> dict[str, str]:
    return {"name": entity.name, "url": address("controls:entity-detail", question=question, key=entity.key)}


def _cite(request: PageRequest, entity: Entity, question: Question) -> dict[str, str]:
    return citation(request, question, name=entity.name) | {
        "json_url": lasting(reverse("api:entity-detail", kwargs={"key": entity.key}), question),
        # The export tells what the register says now: no file for what it said at an earlier revision.
        "csv_url": ""
        if question.recorded
        else on_day(reverse("api:listing-csv") + f"?entity={entity.key}", question.day),
        "contact": settings.CONTACT,
    }
