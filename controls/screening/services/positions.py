"""Where the lists stand, and where a portfolio stands: what tells whether one has to be brought to the other."""

from dataclasses import dataclass, field
from datetime import date

from controls.screening.models import Portfolio
from controls.screening.receipts import digest_of
from controls.screening.services import register
from controls.screening.services.index import Loaded
from controls.screening.services.sources import SOURCES


@dataclass(frozen=True, slots=True)
class Position:
    """A state of all lists, on a day, by an algorithm. `versions` are those of sources other than the register."""

    token: str
    revision: int
    algorithm: str
    on: date
    versions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, loaded: Loaded, *, on: date) -> "Position":
        """Where an index stands."""
        versions = {
            source.PREFIX: str(version)
            for source, version in zip(SOURCES, loaded.token, strict=False)
            if source is not register
        }
        return cls(digest_of([str(each) for each in loaded.token]), loaded.revision, loaded.algorithm, on, versions)

    def is_of(self, portfolio: Portfolio) -> bool:
        """Whether the portfolio stands here already."""
        return (portfolio.token, portfolio.algorithm, portfolio.day) == (self.token, self.algorithm, self.on)

    def follows(self, portfolio: Portfolio) -> bool:
        """Whether what moved since the portfolio's position is known, so that nothing else has to be compared."""
        return (
            bool(portfolio.token)
            and portfolio.algorithm == self.algorithm
            and portfolio.versions == self.versions
            and portfolio.revision <= self.revision
        )

    def put_on(self, portfolio: Portfolio) -> None:
        """Say of a portfolio that its standing results are those of this position; saving is the caller's."""
        portfolio.token, portfolio.revision, portfolio.algorithm = self.token, self.revision, self.algorithm
        portfolio.versions, portfolio.day = self.versions, self.on
