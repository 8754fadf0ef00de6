"""A list of parties that never were, imported as anybody imports one: for measuring a register that is full."""

import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from controls.matching.index import Party
from controls.screening.services import lists
from ops.made_names import LIST, Made

SEED = 7


def lines(parties: Iterable[Party]) -> Iterator[str]:
    """Each party as a line of FollowTheMoney."""
    for party in parties:
        first, *more = (name.text for name in party.names)
        properties = {"name": [first], "alias": more}
        if party.facts.country:
            properties["country"] = [party.facts.country.lower()]
        schema = "Person" if party.person else "Organization"
        yield json.dumps({"id": party.key.rpartition("/")[2], "schema": schema, "properties": properties})


def imported(size: int, *, at: datetime) -> list[Party]:
    """Import that many by the service behind `manage.py import_list`, and answer who they are."""
    parties = Made(seed=SEED).parties(size)
    lists.import_list(
        key=LIST,
        stream=io.BytesIO("\n".join(lines(parties)).encode()),
        form="ftm",
        name="Parties that never were",
        file_name="made.jsonl",
        by="bench",
        at=at,
    )
    return parties
