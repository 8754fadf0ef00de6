"""Words of the watch in the reader's language: who stands near what, and what moved."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from controls.models import Effect
from controls.models.labels import ListingState
from controls.screening.models import Counterparty, Difference
from controls.screening.views.words import CLASSES, language_of

GROUPS = {"hits": _("with hits"), "waiting": _("waiting"), "ended": _("no longer watched")}
_REGISTER = "entity:"


def counterparty(row: Counterparty) -> dict[str, Any]:
    """A counterparty as its row shows it; `matches` are fetched."""
    matches = sorted(row.matches.all(), key=lambda match: (-match.score, match.subject))
    return {
        "row": row,
        "language": language_of(row.name, row.country),
        "hits": [_match(each.__dict__) for each in matches if each.hit],
        "below": [_match(each.__dict__) for each in matches if not each.hit],
    }


def difference(row: Difference) -> dict[str, Any]:
    """What moved between a counterparty and an entry: both sides as they stood."""
    return {
        "row": row,
        "language": language_of(row.counterparty.name, row.counterparty.country),
        "entity": entity_key(row.subject),
        "before": _match(row.before) if row.before else None,
        "after": _match(row.after) if row.after else None,
    }


def entity_key(subject: str) -> str:
    """The key of the entity of the register; empty for an entry of an imported list."""
    return subject.removeprefix(_REGISTER) if subject.startswith(_REGISTER) else ""


def _match(match: dict[str, Any]) -> dict[str, Any]:
    return {
        "entity": entity_key(match["subject"]),
        "label": match["label"],
        "matched_name": match["matched_name"],
        "language": match["language"],
        "score": match["score"],
        "hit": match["hit"],
        "verdict": CLASSES[match["verdict"]],
        "listings": [_listing(each) for each in match["standing"]],
    }


def _listing(each: Mapping[str, Any]) -> dict[str, Any]:
    """A listing with state and effect in the reader's language; a code of a list's own keeps the words it came with."""
    state, effect = each.get("state"), each.get("effect")
    return {
        **each,
        "state_label": ListingState(state).label if state in ListingState.values else each.get("state_label"),
        "effect_label": Effect(effect).label if effect in Effect.values else each.get("effect_label"),
    }
