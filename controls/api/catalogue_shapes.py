"""The shapes of editions, catalogue items and their versions in the API; no queries here, all is given."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from controls import editions
from controls.api.measure_shapes import evidence
from controls.api.shapes import Shape
from controls.models import CatalogueItem, CatalogueRevision, ControlPoint, ItemVersion, Measure
from controls.models.catalogue_states import ItemStanding, in_words, points_of


def revision(row: CatalogueRevision, catalogue: editions.Catalogue, *, root: str) -> Shape:
    """An edition with the numbers that the authority stated, beside the rows on file. Needs `for_display`."""
    edition = catalogue.by_key[row.key]
    return {
        "id": row.key,
        "kind": row.kind,
        "published_on": row.published_on if row.published_precision == Measure.Precision.DAY else None,
        "effective_from": row.effective_from,
        "official": edition.official.as_dict(),
        "held": catalogue.held(edition).as_dict(),
        "computed": {name: getattr(catalogue.derived(edition), name) for name in ("total", *editions.PARTS)},
        "official_by_part": {
            part: {
                kind: getattr(row, f"{kind}_{part}") for kind in (editions.DELETED, editions.ADDED, editions.MODIFIED)
            }
            for part in editions.PARTS
        },
        "complete": row.key in catalogue.complete,
        "known_from": row.published_on,
        "comments_until": row.comments_until,
        "form": row.form,
        "number": row.number or None,
        "number_zh": row.number_zh or None,
        "title_en": row.title_en,
        "title_zh": row.title_zh or None,
        "authority": row.authority_text,
        "based_on": row.based_on.key if row.based_on else None,
        "draft": row.draft.key if row.draft else None,
        "notice": row.notice.key if row.notice else None,
        "measure": row.measure.key if row.measure else None,
        "evidence": evidence(row),
        "note": row.note or None,
        "url": root + reverse("controls:edition-detail", kwargs={"key": row.key}),
    }


def whole_list(row: CatalogueRevision, catalogue: editions.Catalogue, titles: Mapping[str, str]) -> list[Shape]:
    """The list as the edition leaves it: what stands in it, and what is not certain. `titles` by key of the item."""
    found = []
    for key, stand in catalogue.view(catalogue.by_key[row.key]).items():
        if stand.code == editions.ENDED:
            continue
        standing = in_words(stand)
        found.append(
            {
                "item": key,
                "title": titles[key],
                "code": stand.label or None,
                "part": stand.part,
                "stands": True if stand.code == editions.IN_FORCE else None,
                "version": stand.entry or None,
                "note": standing.note if standing else "",
            }
        )
    return sorted(found, key=lambda each: (each["part"] or "", each["code"] or "~", each["item"] or ""))


def item(row: CatalogueItem, found: ItemStanding, *, root: str) -> Shape:
    """An item in short, with what it is on the day."""
    return {
        "id": row.key,
        "title_en": row.title_en,
        "title_zh": row.title_zh or None,
        "rare_earth": row.rare_earth,
        "code": found.version_code or None,
        "part": found.part,
        "state": {
            "code": found.code,
            "label": found.label,
            "since": found.since,
            "until": found.until,
            "note": found.note,
        },
        "edition": found.edition,
        "version": found.version or None,
        "url": root + reverse("controls:catalogue-item", kwargs={"key": row.key}),
    }


def version(row: ItemVersion, among: Sequence[ItemVersion]) -> Shape:
    """An item in one edition. `among` are all versions of the item with their points."""
    return {
        "id": row.key,
        "item": row.item.key,
        "edition": row.revision.key,
        "kind": row.revision.kind,
        "effective_from": row.revision.effective_from,
        "code": row.code or None,
        "code_grade": row.code_grade or None,
        "part": row.part,
        "change": row.change,
        "counted_as": row.counted_as,
        "outcome_known": row.outcome_known and row.change != editions.UNKNOWN,
        "industry_en": row.industry_en or None,
        "industry_zh": row.industry_zh or None,
        "title_en": row.title_en,
        "title_zh": row.title_zh or None,
        "title_zh_from": row.title_zh_from or None,
        "predecessor": row.predecessor.key if row.predecessor else None,
        "predecessor_code": row.predecessor_code or None,
        "what_changed": row.what_changed or None,
        "control_points": [point(each) for each in points_of(row, among)],
        "control_points_known": row.points_known,
        "control_points_zh_from": row.points_zh_from or None,
        "control_points_summary": row.points_summary or None,
        "evidence": evidence(row),
        "note": row.note or None,
    }


def point(row: ControlPoint) -> Shape:
    return {"position": row.position, "text_en": row.text_en or None, "text_zh": row.text_zh or None}
