"""What is said of entries now, whichever list they stand on: what standing decisions are held against."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from controls.matching.index import Party
from controls.screening.services.cases import Described
from controls.screening.services.index import Loaded
from controls.screening.services.sources import source_of


def now(*, loaded: Loaded, on: date) -> Described:
    """A function from keys of entries to what is said of each on a day, in a fixed number of queries a source.

    Who stands on no list of the index on that day is missing from its answer.
    """

    def described(keys: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
        of_source: dict[str, list[str]] = defaultdict(list)
        for key in sorted(keys):
            if _stands(loaded.index.party(key), on):
                of_source[source_of(key=key).PREFIX].append(key)
        # As answers are written: a basis must not depend on who reads.
        with translation.override(settings.LANGUAGE_CODE):
            return {
                key: entry
                for each in of_source.values()
                for key, entry in source_of(key=each[0]).described(keys=each, on=on).items()
            }

    return described


def _stands(party: Party | None, on: date) -> bool:
    if party is None:
        return False
    return any(
        (span.first_day is None or span.first_day <= on) and (span.last_day is None or on < span.last_day)
        for span in party.spans
    )
