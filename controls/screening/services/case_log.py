"""The history of a case: held while it is written, every row with the version that it made, and read back in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from controls.models import User
from controls.screening.models import Case, CaseEvent, Comment, Decision, SecondLook
from controls.screening.services import case_words

Row = Decision | SecondLook | Comment | CaseEvent


class CaseRefused(Exception):
    """The act does not fit what stands. The message is fit for the user; nothing was written."""


class NotYours(CaseRefused):
    """It is for another person to do."""


class Unclear(CaseRefused):
    """Something that the act needs is missing or cannot be: `field` says what."""

    def __init__(self, words: str, *, field: str) -> None:
        super().__init__(words)
        self.field = field


class ChangedMeanwhile(CaseRefused):
    """The case has history that the writer has not seen: `lines`, oldest first. `version` is the newest."""

    def __init__(self, *, case: Case, lines: Sequence["Line"]) -> None:
        words = {"case": case.pk, "what": "; ".join(line.sentence for line in lines)}
        if lines:
            super().__init__(_("Case %(case)s changed meanwhile, so nothing was written. %(what)s") % words)
        else:
            super().__init__(_("This is not the version of case %(case)s that is on record.") % words)
        self.lines = list(lines)
        self.version = case.version


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the history in words. `who` is empty for the register itself."""

    version: int
    at: datetime
    who: str
    kind: str
    words: str
    text: str
    causes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """For a message: who did what and why."""
        said = f"{self.who or _('the register')}: {self.words}"
        return " – ".join([said, *(each for each in (self.text, *self.causes) if each)])


def held(*, case: Case, version: int | None) -> Case:
    """The case as it stands, held until the transaction ends. Two who act at once take turns.

    Raises ChangedMeanwhile when `version` is not the newest; None is for what may be done unseen, like a comment.
    """
    found = Case.objects.select_for_update(of=("self",)).select_related("standing__author").get(pk=case.pk)
    if version is not None and version != found.version:
        raise ChangedMeanwhile(case=found, lines=history(case=found, after=version))
    return found


def write(*, row: Row, case: Case, at: datetime) -> None:
    """Add a row to the history of a case that is held; the case itself is saved by who called."""
    case.version += 1
    row.case, row.version, row.at = case, case.version, at
    row.full_clean(validate_unique=False)
    row.save(force_insert=True)


def history(*, case: Case, after: int = 0) -> list[Line]:
    """What happened to a case, oldest first, in four queries."""
    rows: list[Any] = []
    for model in (Decision, SecondLook, Comment, CaseEvent):
        people = ["author", "assigned_to"] if model is CaseEvent else ["author"]
        rows += model._default_manager.filter(case=case, version__gt=after).select_related(*people)
    return [_line(row) for row in sorted(rows, key=attrgetter("version"))]


def _line(row: Row) -> Line:
    causes: Sequence[str] = ()
    if isinstance(row, Decision):
        kind, words, text = row.verdict, case_words.of_decision(decision=row), row.reason
    elif isinstance(row, SecondLook):
        kind, words, text = row.outcome, case_words.of_second_look(look=row), row.reason
    elif isinstance(row, Comment):
        kind, words, text = "comment", _("comment"), row.text
    else:
        kind, words, text = row.kind, case_words.of_event(event=row), row.reason
        causes = case_words.of_causes(causes=row.causes)
    return Line(row.version, row.at, _name(row.author), kind, words, text, tuple(causes))


def _name(author: User | None) -> str:
    return author.get_username() if author else ""
