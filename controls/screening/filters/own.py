"""Which checks to list, and which receipts to give."""

from controls.filters.fields import WholeField
from controls.filters.questions import PagedQuestion, Question
from controls.screening.models.checks import CheckQuerySet

MOST_RECEIPTS = 10_000


class ChecksQuestion(PagedQuestion):
    """The caller's checks in pages, the newest first. No day: a check speaks for the day that it was asked about."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base

    def apply(self, checks: CheckQuerySet) -> CheckQuerySet:
        return checks.newest_first()


class ReceiptsQuestion(Question):
    """A stretch of the chain of receipts, in its order."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base
    words = {
        "after": ("The last `position` that you have; 0 for the beginning.", 0),
        "limit": ("Receipts in one answer, at most.", 100),
    }
    after = WholeField(least=0, most=999_999_999, default=0, label="")
    limit = WholeField(least=1, most=MOST_RECEIPTS, default=1_000, label="")

    def apply(self, checks: CheckQuerySet) -> CheckQuerySet:
        wanted = checks.filter(position__gt=self.cleaned_data["after"]).order_by("position")
        return wanted[: self.cleaned_data["limit"]]
