"""The whole register as text: every fact as recorded at a revision, with its state on a day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson

from controls import editions, states
from controls.models import CatalogueItem, Change, Clause, Listing, TrackedModel, recorded
from controls.models.catalogue_states import whole_catalogue

ROWS_AT_ONCE = 500
# Facts that have a state on a day, and what computing it reads besides their own snapshot.
_STATED: dict[type[TrackedModel], tuple[str, ...]] = {
    Listing: ("events", "notice"),
    Clause: ("suspensions", "measure"),
}


def lines(*, on: date, revision: int) -> Iterator[bytes]:
    """JSON lines in UTF-8: one that says what the dump is, then every fact in the order of nouns and keys.

    The same day and revision give the same bytes, whatever the register has learnt since: nothing in it comes from the
    clock or from row numbers. `state` is null for a fact without one, and before its notice was published. Raises
    RevisionUnknown.
    """
    with recorded.at(revision) as (stood, recorded_at):
        change = Change.objects.get(pk=stood)
        yield _line(
            {
                "register": "Rare Earth Controls Register",
                "on": on,
                "revision": stood,
                "recorded_at": recorded_at,
                "digest": change.digest,
            }
        )
        catalogue = whole_catalogue()
        for model in sorted(recorded.facts(), key=lambda model: model.noun):
            rows = model._default_manager.all().whole().prefetch_related(*_STATED.get(model, ()))
            for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
                yield _line(
                    {"fact": f"{model.noun}:{row.key}", "said": row.snapshot(), "state": _state(row, on, catalogue)}
                )


def _state(row: TrackedModel, on: date, catalogue: editions.Catalogue) -> dict[str, Any] | None:
    state: states.State | editions.Stand | None = None
    if isinstance(row, Listing | Clause):
        state = row.state(on=on)
    elif isinstance(row, CatalogueItem):
        state = catalogue.stand(row.key, on=on)
    return {"code": state.code, "since": state.since, "until": state.until} if state else None


def _line(content: dict[str, Any]) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)
