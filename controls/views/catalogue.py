"""The technology catalogue: its items as they stand on a day, and one item through all its editions."""

import re
from difflib import get_close_matches
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from controls import editions
from controls.filters.catalogue import CatalogueFilter
from controls.filters.questions import FactQuestion, Question
from controls.models import CatalogueItem, CatalogueRevision, Claim, ItemVersion
from controls.models.catalogue_states import CatalogueState, ItemStanding, of_item, points_of, whole_catalogue
from controls.models.spoken import Said, wording
from controls.views import catalogue_rows, errors, standings
from controls.views.addresses import SameQuestion, address, lasting, on_day
from controls.views.asking import PageRequest
from controls.views.citing import citation
from controls.views.footnotes import Footnotes
from controls.views.frame import page
from controls.views.looks import EVIDENCE
from controls.views.pages import page_links, page_of
from controls.views.printed import printable
from controls.views.timelines import records_of

# A code, or the beginning of one: what looks like it is offered, never taken for it.
CODE = re.compile(r"[0-9]{3,6}[A-Za-z]?")


@page(CatalogueFilter, nav="catalogue")
def catalogue_list(request: PageRequest, question: CatalogueFilter) -> HttpResponse:
    """Every item that anything published by the day names, with what it is on that day."""
    same = SameQuestion(request, question)
    found = page_of(question.apply(), question)
    found.object_list = [catalogue_rows.item_row(item, standing, question) for item, standing in found.object_list]
    revisions = list(CatalogueRevision.objects.order_by("-published_on"))
    industries = ItemVersion.objects.exclude(industry_en="").order_by("industry_en").values_list("industry_en")
    options: dict[str, list[tuple[Any, Any]]] = {
        "part": list(ItemVersion.Part.choices),
        "state": [(code, CatalogueState(code).label) for code in editions.CODES],
        "rare_earth": list(CatalogueItem.RareEarth.choices),
        "industry": [(name, Said(name)) for (name,) in industries.distinct()],
        "edition": [(each.key, _edition_name(each)) for each in revisions],
    }
    context = {
        "filters": question,
        "page": found,
        "choices": [_choice(name, known, question) for name, known in options.items()],
        "permalink": on_day(same.changed(as_of=None), question.day),
        **page_links(found, same),
    }
    return render(request, "controls/catalogue_list.html", context)


def _edition_name(revision: CatalogueRevision) -> str:
    return f"{revision.key} ({revision.get_kind_display()})"


def _choice(name: str, options: list[tuple[Any, Any]], question: CatalogueFilter) -> dict[str, Any]:
    chosen = question.cleaned_data[name]
    return {
        "name": name,
        "label": question.fields[name].label,
        "options": [{"value": value, "label": said, "chosen": value in chosen} for value, said in options],
    }


@printable
@page(FactQuestion, nav="catalogue")
def item_detail(request: PageRequest, question: FactQuestion, key: str) -> HttpResponse:
    """One item as of a day: its part, control points, versions and codes, and what is often reported wrongly."""
    item = CatalogueItem.objects.filter(key=key.lower()).first()
    if item is None:
        return _by_code(request, question, key)
    known = list(ItemVersion.objects.filter(item=item).with_everything())
    versions = [version for version in known if version.revision.published_on <= question.day]
    catalogue = whole_catalogue()
    standing = of_item(item, catalogue, on=question.day)
    version = next((each for each in versions if standing and each.key == standing.version), None)
    references = [f"catalogue-item:{item.key}", *(f"item-version:{each.key}" for each in known)]
    footnotes = Footnotes()
    numbers = footnotes.numbers(version) if version else []
    claims = Claim.objects.on(*references).known(on=question.day).prefetch_related("sources")
    context = {
        "item": item,
        "version": version,
        "standing": standing,
        "part_label": catalogue_rows.part_label(standing.part) if standing else "",
        "state": catalogue_rows.badge(standing),
        "edition": catalogue_rows.edition_brief(version.revision, question) if version else None,
        "line": catalogue_rows.line_of(versions, standing.version if standing else ""),
        "points": catalogue_rows.point_rows(points_of(version, known)) if version else [],
        "evidence": EVIDENCE[version.evidence_grade] if version else None,
        "source_numbers": numbers,
        "versions": catalogue_rows.version_rows(versions, question, footnotes),
        "claims": standings.claim_rows(claims, question, footnotes),
        "history": _history(versions, references, question),
        "related": _related(item, known, catalogue, question),
        "other_days": _turning_days(item, catalogue, question, request.path),
        "sources": footnotes.listed(),
        "cite": _cite(request, item, question),
    }
    return render(request, "controls/catalogue_item.html", context)


def _by_code(request: PageRequest, question: Question, key: str) -> HttpResponse:
    """A code leads to the one item that has or had it, letter by letter; anything else is 404 with near ones."""
    if found := one_with_code(key):
        return redirect(address("controls:catalogue-item", question=question, key=found.key))
    near = near_items(key, question)
    reason = _("No item of the catalogue has the key or the code “%(key)s”. That does not mean no control.")
    return errors.not_found(request, reason=reason % {"key": key[:80]}, near=near)


def items_with_code(code: str, question: Question) -> list[dict[str, str]]:
    """Items of the catalogue that have or had exactly this code; none for anything that is no code of it."""
    if not CODE.fullmatch(code):
        return []
    named = Q(versions__code=code.upper()) | Q(versions__predecessor_code=code.upper())
    return [
        {
            "label": _("%(code)s in the technology catalogue: %(item)s") % {"code": code.upper(), "item": item},
            "url": address("controls:catalogue-item", question=question, key=item.key),
        }
        for item in CatalogueItem.objects.filter(named).distinct().order_by("key")
    ]


def one_with_code(key: str) -> CatalogueItem | None:
    """The one item that has or had a code, letter by letter; None when there is none, or more than one."""
    code = key.upper()[:80]
    if not CODE.fullmatch(code):
        return None
    named = Q(versions__code=code) | Q(versions__predecessor_code=code)
    found = list(CatalogueItem.objects.filter(named).distinct().order_by("key")[:2])
    return found[0] if len(found) == 1 else None


def near_items(key: str, question: Question) -> list[dict[str, str]]:
    """Items with codes or keys that look like the one asked for. What is near is offered, never taken."""
    labels: dict[str, tuple[str, str]] = {}
    for item, title, code, before in ItemVersion.objects.order_by("revision__published_on").values_list(
        "item__key", "item__title_en", "code", "predecessor_code"
    ):
        labels[item] = (item, f"{item}: {title}")
        labels |= {each: (item, f"{each}: {title}") for each in (before, code) if each}
    asked = key[:60].upper() if CODE.fullmatch(key) else key[:60].lower()
    names = (
        get_close_matches(asked, labels, n=5, cutoff=0.6) or [each for each in labels if asked and asked in each][:5]
    )
    return [
        {"label": Said(label), "url": address("controls:catalogue-item", question=question, key=item)}
        for item, label in (labels[name] for name in names)
    ]


def _related(
    item: CatalogueItem, versions: list[ItemVersion], catalogue: editions.Catalogue, question: Question
) -> list[dict[str, Any]]:
    """Items with the same number and the other letter, or with the same Chinese title: one letter is another law."""
    numbers = [f"{version.code[:-1]}{letter}" for version in versions if version.code for letter in editions.LETTERS]
    titles = {version.title_zh for version in versions if version.title_zh}
    named = Q(versions__code__in=numbers) | Q(versions__title_zh__in=titles)
    found = CatalogueItem.objects.filter(named).exclude(pk=item.pk).distinct().order_by("key")
    rows = [(each, of_item(each, catalogue, on=question.day)) for each in found]
    return [
        {
            "title": wording(each),
            "code": standing.version_code,
            "url": address("controls:catalogue-item", question=question, key=each.key),
            "state": catalogue_rows.badge(standing),
        }
        for each, standing in rows
        if standing
    ]


def _history(versions: list[ItemVersion], references: list[str], question: Question) -> list[dict[str, Any]]:
    """What each edition did to the item, and what this register recorded, in the order of their days."""
    rows: list[dict[str, Any]] = []
    for version in versions:
        revision = version.revision
        draft = revision.kind == CatalogueRevision.Kind.DRAFT
        words = {"change": version.get_change_display(), "code": version.code or _("no code seen")}
        title = _("Draft, never law: %(change)s, %(code)s") if draft else _("%(change)s, %(code)s")
        rows.append(
            {
                "on": revision.effective_from or revision.published_on,
                "kind": "draft" if draft else "law",
                "title": title % words,
                "detail": Said(str(revision)),
                "url": address("controls:edition-detail", question=question, key=revision.key),
                "wording": version.title_zh,
            }
        )
    rows += records_of(references, question)
    return sorted(rows, key=lambda row: (row["on"], row["kind"] != "law"))


def _turning_days(
    item: CatalogueItem, catalogue: editions.Catalogue, question: Question, path: str
) -> list[dict[str, Any]]:
    """The days on which an edition was published or became law, each with what the item was then; today among them."""
    days = {question.today, question.day}
    for edition in catalogue.editions:
        days |= {edition.published_on, editions.first_day(edition)}
    rows, before = [], ""
    for day in sorted(days):
        label = _state_words(of_item(item, catalogue, on=day))
        if label != before or day in (question.today, question.day):
            rows.append(
                {
                    "on": day,
                    "label": label,
                    "url": path
                    if day == question.today and not question.recorded
                    else lasting(path, question, day=day),
                    "current": day == question.day,
                    "is_today": day == question.today,
                }
            )
        before = label
    return rows


def _state_words(standing: ItemStanding | None) -> str:
    if standing is None:
        return _("not yet published")
    return f"{standing.version_code} {standing.label.lower()}".strip()


def _cite(request: PageRequest, item: CatalogueItem, question: Question) -> dict[str, str]:
    json_url = lasting(reverse("api:catalogue-item-detail", kwargs={"key": item.key}), question)
    return citation(request, question, name=str(item)) | {"json_url": json_url}
