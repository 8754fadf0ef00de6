"""Where the parties of the index come from: one module for each source, all with the same public functions."""

from collections.abc import Collection, Hashable, Iterator
from datetime import date
from typing import Any, Protocol

from controls.matching.index import Party
from controls.screening.services import listed, register


class Source(Protocol):
    """What a module must have to be screened against. Keys of parties begin with its prefix and a colon."""

    PREFIX: str

    def version(self) -> Hashable:
        """What moves whenever anything in this source has changed, in one query; falsy when nothing is loaded."""

    def parties(self) -> Iterator[Party]:
        """Everybody on any list of this source, in a fixed number of queries."""

    def searched(self, *, on: date) -> list[dict[str, Any]]:
        """The lists with their entries, and whether these are all, in a fixed number of queries."""

    def described(self, *, keys: Collection[str], on: date) -> dict[str, dict[str, Any]]:
        """What is said of parties that were found, in a fixed number of queries."""


SOURCES: tuple[Source, ...] = (register, listed)


def source_of(*, key: str) -> Source:
    """The source that a party came from."""
    prefix = key.partition(":")[0]
    return next(source for source in SOURCES if prefix == source.PREFIX)


def own_id(*, key: str) -> str:
    """The id that a party has in its own list: of "party:us-csl/1234" 1234, of "entity:subaru" subaru."""
    inside = key.partition(":")[2]
    return inside.partition("/")[2] or inside
