"""How catalogue items, their versions and editions look on pages."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from controls import editions
from controls.filters.questions import Question
from controls.models import CatalogueItem, CatalogueRevision, ControlPoint, ItemVersion
from controls.models.catalogue_states import ItemStanding, points_of
from controls.models.spoken import Said, titles
from controls.views.addresses import address
from controls.views.footnotes import Footnotes
from controls.views.looks import EVIDENCE
from controls.views.standings import published

TONES = {
    editions.PROHIBITED: "ban",
    editions.RESTRICTED: "licence",
    editions.SCHEDULED: "scheduled",
    editions.TO_BE_CONFIRMED: "unsure",
    editions.ENDED: "ended",
    editions.NOT_LAW: "plain",
}
# Width and height of the line of versions, and how far its ends stand from the border.
LINE_WIDTH, LINE_HEIGHT, LINE_MARGIN = 860, 84, 60


def badge(standing: ItemStanding | None) -> dict[str, Any]:
    """What a badge and the sentence beside it need."""
    if standing is None:
        return {"tone": "plain", "label": _("Not yet published"), "code": "", "note": "", "since": None, "until": None}
    return {
        "tone": TONES[standing.badge],
        "label": standing.label,
        "code": standing.code,
        "note": standing.note,
        "since": standing.since,
        "until": standing.until,
    }


def item_row(item: CatalogueItem, standing: ItemStanding, question: Question) -> dict[str, Any]:
    """One item in a list. Needs its versions with their editions."""
    versions = {version.key: version for version in item.versions.all()}
    version = versions.get(standing.version) or next(iter(versions.values()))
    level, evidence = EVIDENCE[version.evidence_grade]
    return {
        "url": address("controls:catalogue-item", question=question, key=item.key),
        **titles({"title_en": version.title_en, "title_zh": version.title_zh or item.title_zh}),
        "code": standing.version_code,
        "part_label": part_label(standing.part),
        "industry": version.industry_en,
        "industry_zh": version.industry_zh,
        "edition": standing.edition,
        "edition_url": address("controls:edition-detail", question=question, key=standing.edition),
        "state": badge(standing),
        "evidence_level": level,
        "evidence_label": evidence,
    }


def part_label(part: str) -> str:
    """The part with its letter."""
    return {editions.PROHIBITED: _("Prohibited (J)"), editions.RESTRICTED: _("Restricted (X)")}[part]


def version_rows(versions: Sequence[ItemVersion], question: Question, footnotes: Footnotes) -> list[dict[str, Any]]:
    """The item in each edition, oldest first."""
    return [
        {
            "key": version.key,
            "edition": edition_brief(version.revision, question),
            "code": version.code,
            "code_grade_label": version.get_code_grade_display() if version.code_grade else "",
            "part_label": part_label(version.part),
            "change_label": version.get_change_display(),
            "counted": ", ".join(str(dict(ItemVersion.Change.choices)[how]) for how in version.counted_as),
            "what_changed": version.what_changed,
            "points": len(points_of(version, versions)),
            "points_label": version.get_points_known_display(),
            "note": version.note,
            "evidence_label": version.get_evidence_grade_display(),
            "evidence_note": version.evidence_note,
            "source_numbers": footnotes.numbers(version),
        }
        for version in versions
    ]


def edition_brief(revision: CatalogueRevision, question: Question) -> dict[str, Any]:
    """An edition by its name, its days and its address."""
    return {
        "key": revision.key,
        "label": Said(str(revision)),
        "url": address("controls:edition-detail", question=question, key=revision.key),
        "published": published(revision),
        "effective_from": revision.effective_from,
        "draft": revision.kind == CatalogueRevision.Kind.DRAFT,
        "kind_label": revision.get_kind_display(),
    }


def point_rows(points: Iterable[ControlPoint]) -> list[dict[str, Any]]:
    return [{"number": each.position, "text": each.text_en, "text_zh": each.text_zh} for each in points]


def line_of(versions: Sequence[ItemVersion], current: str) -> dict[str, Any]:
    """The versions as dots on a line: where each stands, and how it is filled. `current` is the key that applies."""
    room = LINE_WIDTH - 2 * LINE_MARGIN
    step = room / max(len(versions) - 1, 1)
    return {
        "width": LINE_WIDTH,
        "height": LINE_HEIGHT,
        "from": LINE_MARGIN - 20,
        "to": LINE_WIDTH - LINE_MARGIN + 20,
        "dots": [
            {
                "x": round(LINE_MARGIN + step * number),
                "on": version.revision.effective_from or version.revision.published_on,
                "name": _("draft") if version.revision.kind == "draft" else str(version.revision.published_on.year),
                "code": version.code or _("no code seen"),
                "draft": version.revision.kind == CatalogueRevision.Kind.DRAFT,
                "current": version.key == current,
            }
            for number, version in enumerate(versions)
        ],
    }


def sums(revision: CatalogueRevision, catalogue: editions.Catalogue) -> dict[str, Any]:
    """What the authority counted beside the rows on file, and what follows where it stated no number."""
    edition = catalogue.by_key[revision.key]
    held, derived = catalogue.held(edition).as_dict(), catalogue.derived(edition).as_dict()
    stated = edition.official.as_dict()
    words = {
        editions.DELETED: (_("deletions"), revision.deleted_prohibited, revision.deleted_restricted),
        editions.ADDED: (_("additions"), revision.added_prohibited, revision.added_restricted),
        editions.MODIFIED: (_("modifications"), revision.modified_prohibited, revision.modified_restricted),
    }
    return {
        "changes": [
            {
                "name": name,
                "stated": stated[kind],
                "prohibited": prohibited,
                "restricted": restricted,
                "held": held[kind],
                "whole": stated[kind] is not None and stated[kind] == held[kind],
            }
            for kind, (name, prohibited, restricted) in words.items()
        ],
        "afterwards": {name: _after(stated[name], derived[name], held[name]) for name in ("total", *editions.PARTS)},
        "before": _before(revision, catalogue),
        "complete": revision.key in catalogue.complete,
    }


def _after(stated: int | None, derived: int | None, held: int | None) -> dict[str, Any]:
    number = stated if stated is not None else derived
    return {"number": number, "computed": stated is None and derived is not None, "held": held}


def _before(revision: CatalogueRevision, catalogue: editions.Catalogue) -> dict[str, Any] | None:
    """How many items the final before it had: the start of the sum."""
    if revision.based_on is None:
        return None
    base = catalogue.by_key[revision.based_on.key]
    return _after(base.official.total, catalogue.derived(base).total, catalogue.held(base).total)
