"""Which checks to list."""

from controls.filters.questions import PagedQuestion
from controls.screening.models.checks import CheckQuerySet


class ChecksQuestion(PagedQuestion):
    """The caller's checks in pages, the newest first. No day: a check speaks for the day that it was asked about."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base

    def apply(self, checks: CheckQuerySet) -> CheckQuerySet:
        return checks.newest_first()
