"""The shapes of comparisons in the API; no queries here, all is given."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.urls import reverse

from controls import diffing, editions
from controls.api.catalogue_shapes import point
from controls.api.shapes import Shape
from controls.filters.comparisons import Editions
from controls.models import CatalogueRevision
from controls.models.catalogue_comparisons import (
    LANGUAGES,
    FateLabel,
    ItemFate,
    PointPair,
    VersionComparison,
)


def ends(asked: Editions, *, root: str) -> Shape:
    """Which editions are compared, and the page that shows it."""
    path = f"{reverse('controls:edition-comparison')}?from={asked.old.key}&to={asked.new.key}"
    return {
        "from": _edition(asked.old),
        "to": _edition(asked.new),
        "swapped": asked.swapped,
        "url": root + path,
    }


def _edition(row: CatalogueRevision) -> Shape:
    return {"id": row.key, "kind": row.kind, "effective_from": row.effective_from, "number": row.number or None}


def sums(asked: Editions, catalogue: editions.Catalogue) -> Shape:
    """What the later edition states of its changes, when it states them against the earlier; and the rows held."""
    edition = catalogue.by_key[asked.new.key]
    direct = asked.new.based_on is not None and asked.new.based_on.key == asked.old.key
    return {
        "official": edition.official.as_dict() if direct else None,
        "held": catalogue.held(edition).as_dict() if direct else None,
    }


def counts(fates: Sequence[ItemFate]) -> Shape:
    """How many items on file had each fate."""
    counted: Counter[str] = Counter(row.fate for row in fates)
    return {code: counted[code] for code in FateLabel.values}


def item(row: ItemFate, titles: Mapping[str, str]) -> Shape:
    """What became of one item."""
    return {
        "item": row.item,
        "title": titles[row.item],
        "fate": row.fate,
        "from": _side(row.old) if row.old or row.fate != "unknown" else _UNSEEN,
        "to": _side(row.new),
    }


# Nobody knows whether it was in the edition: no row of it is on file.
_UNSEEN: Shape = {"code": None, "part": None, "version": None, "certain": False}


def _side(stand: editions.Stand | None) -> Shape | None:
    if stand is None or stand.code == editions.ENDED:
        return None
    return {
        "code": stand.label or None,
        "part": stand.part or None,
        "version": stand.entry or None,
        "certain": stand.code != editions.TO_BE_CONFIRMED,
    }


def versions(found: VersionComparison) -> Shape:
    """Two versions of an item, field by field and point by point."""
    return {
        "from": found.old.key,
        "to": found.new.key,
        "fields": [
            {
                "name": f"{pair.name}_{pair.language}" if pair.language else pair.name,
                "from": pair.old or None,
                "to": pair.new or None,
                "same": pair.same,
            }
            for pair in found.fields
        ],
        "points": [_point(pair) for pair in found.points],
        "points_known": found.points_known,
        "differs": found.differs,
    }


def _point(pair: PointPair) -> Shape:
    return {
        "fate": pair.fate,
        "from": point(pair.old) if pair.old else None,
        "to": point(pair.new) if pair.new else None,
        **{f"words_{language}": _words(pair.runs.get(language)) for language in LANGUAGES},
    }


def _words(runs: Sequence[diffing.Run] | None) -> list[dict[str, str]] | None:
    return [{"kind": run.kind, "text": run.text} for run in runs] if runs is not None else None
