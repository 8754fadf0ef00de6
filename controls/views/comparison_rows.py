"""How a comparison looks: cells of words taken out and put in, and a sentence that sums it up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from controls import diffing, editions
from controls.filters.comparisons import ComparisonView, Editions
from controls.models import ItemVersion
from controls.models.catalogue_comparisons import (
    FateLabel,
    FieldPair,
    ItemFate,
    PointLabel,
    PointPair,
    VersionComparison,
    compare_versions,
)
from controls.views.addresses import address
from controls.views.catalogue_rows import part_label

FIELD_WORDS = {"code": lazy("Code"), "part": lazy("Part"), "title": lazy("Title"), "industry": lazy("Industry")}


def counts_of(fates: Sequence[ItemFate]) -> list[dict[str, Any]]:
    """How many items had each fate, among those on file."""
    counted: Counter[str] = Counter(row.fate for row in fates)
    return [
        {"label": label, "count": counted[code], "code": code} for code, label in FateLabel.choices if counted[code]
    ]


def groups_of(
    fates: Sequence[ItemFate], versions: Mapping[str, ItemVersion], asked: Editions, question: ComparisonView
) -> list[dict[str, Any]]:
    """Items by their fate, each with its comparison where both texts are on file and differ."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in fates:
        groups.setdefault(row.fate, []).append(_item_row(row, versions, asked, question))
    return [{"code": code, "label": label, "rows": groups[code]} for code, label in FateLabel.choices if code in groups]


def _item_row(
    row: ItemFate, versions: Mapping[str, ItemVersion], asked: Editions, question: ComparisonView
) -> dict[str, Any]:
    old, new = (versions.get(stand.entry) if stand else None for stand in (row.old, row.new))
    version = new or old or next(each for each in versions.values() if each.item.key == row.item)
    both = old is not None and new is not None and old.key != new.key
    told = None
    if both and old is not None and new is not None:
        among = [each for each in versions.values() if each.item.key == row.item]
        told = compare_versions(old, new, among)
    held = {each.revision.key for each in versions.values() if each.item.key == row.item}
    ends = {asked.old.key, asked.new.key}
    return {
        "key": row.item,
        "title": version.title_en,
        "title_zh": version.title_zh,
        "url": address("controls:catalogue-item", question=question, key=row.item),
        "old": _side(row.old, row.fate),
        "new": _side(row.new, row.fate),
        "what_changed": new.what_changed if new is not None and new.revision.key == asked.new.key else "",
        "summary": summary(told) if told and told.points else "",
        "comparison": comparison(told, question.look) if told and told.points else None,
        "compare_url": address(
            "controls:item-comparison",
            question=question,
            query={"from": asked.old.key, "to": asked.new.key},
            key=row.item,
        )
        if ends <= held
        else "",
    }


def _side(stand: editions.Stand | None, fate: str) -> dict[str, Any]:
    if stand is None:
        return {"state": "none" if fate in ("added", "unchanged") else "unknown", "code": "", "part_label": ""}
    state = {editions.TO_BE_CONFIRMED: "unknown", editions.ENDED: "none"}.get(stand.code, "listed")
    return {"state": state, "code": stand.label, "part_label": part_label(stand.part)}


def comparison(found: VersionComparison, look: str) -> dict[str, Any]:
    """Rows of a table: facts first, then the control points. `look` is side, column or zh."""
    language = "zh" if look == "zh" else "en"
    fields = [pair for pair in found.fields if pair.language in ("", language) and (pair.old or pair.new)]
    return {
        "fields": [_field_row(pair) for pair in fields],
        "points": [_point_row(pair, language) for pair in found.points],
        "points_known": found.points_known,
        "language": "zh-Hans" if language == "zh" else "",
        "column": look == "column",
    }


def _field_row(pair: FieldPair) -> dict[str, Any]:
    old, new = (part_label(each) if pair.name == "part" else each for each in (pair.old, pair.new))
    if pair.name in ("code", "part"):  # a code is one word, and so is a part
        runs = [] if pair.same else [diffing.Run(diffing.REMOVED, old), diffing.Run(diffing.ADDED, new)]
    else:
        runs = [] if pair.same else diffing.compare(old, new)
    one_side = not (pair.old and pair.new)
    return {
        "name": FIELD_WORDS[pair.name],
        "mono": pair.name == "code",
        "language": "zh-Hans" if pair.language == "zh" else "",
        "old": _cell(old, runs, diffing.REMOVED, seen=bool(pair.old), apart=one_side),
        "new": _cell(new, runs, diffing.ADDED, seen=bool(pair.new), apart=one_side),
        "same": pair.same,
        "runs": [run for run in runs if run.text] if not one_side else [],
    }


def _point_row(pair: PointPair, language: str) -> dict[str, Any]:
    old, new = (getattr(point, f"text_{language}") if point else "" for point in (pair.old, pair.new))
    runs = pair.runs.get(language, [])
    return {
        "old_number": pair.old.position if pair.old else None,
        "new_number": pair.new.position if pair.new else None,
        "fate": pair.fate,
        "label": PointLabel(pair.fate).label,
        "whole": pair.fate in ("new", "gone"),
        "old": _cell(old, runs, diffing.REMOVED, seen=bool(old), apart=not runs),
        "new": _cell(new, runs, diffing.ADDED, seen=bool(new), apart=not runs),
        "runs": runs,
        "same": bool(runs) and all(run.kind == diffing.KEPT for run in runs),
    }


def _cell(text: str, runs: Sequence[diffing.Run], kind: str, *, seen: bool, apart: bool) -> dict[str, Any]:
    """One side of a row. `apart`: there is nothing on the other side to set it against, word by word."""
    mine = [run for run in runs if run.kind in (diffing.KEPT, kind)]
    return {
        "text": text,
        "seen": seen,
        "runs": [] if apart else mine,
        "differs": not apart and any(run.kind == kind for run in mine),
    }


def summary(found: VersionComparison) -> str:
    """What happened to the control points, in a sentence or two."""
    if not found.points:
        return _("No control point of either version is on file.")
    sentences = [
        _("%(old)s became %(new)s.")
        % {
            "old": ngettext("%(count)s control point", "%(count)s control points", found.old_count)
            % {"count": found.old_count},
            "new": found.new_count,
        }
    ]
    told = [
        f"{found.count(code)} {PointLabel(code).label}"  # type: ignore[arg-type]  # values of PointLabel are the fates
        for code in PointLabel.values
        if found.count(code)  # type: ignore[arg-type]
    ]
    sentences.append(_("Of these: %(told)s.") % {"told": ", ".join(told)})
    if not found.points_known:
        sentences.append(
            _("Not all points are on file, so that nothing is called new or gone which may only be missing.")
        )
    return " ".join(sentences)
