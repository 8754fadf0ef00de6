"""What one may ask of a comparison: from which edition to which, and how it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import TextField
from controls.filters.questions import Question
from controls.models import CatalogueRevision

VIEWS = (("side", _("Side by side")), ("column", _("One column")), ("zh", _("Chinese text")))


class UnknownEdition(Exception):
    """No edition on record on the day has this key; an empty one: none had been published. `near` are others."""

    def __init__(self, key: str, near: Sequence[CatalogueRevision]) -> None:
        super().__init__(key)
        self.key, self.near = key, list(near)


@dataclass(frozen=True, slots=True)
class Editions:
    """The two editions to compare, the earlier one first. `swapped`: they were asked for the other way round."""

    old: CatalogueRevision
    new: CatalogueRevision
    swapped: bool = False

    @property
    def drafts(self) -> list[CatalogueRevision]:
        return [each for each in (self.old, self.new) if each.kind == CatalogueRevision.Kind.DRAFT]


class ComparisonQuestion(Question):
    """Two editions by their keys. Without `to` the latest final, without `from` the final before it: never a draft."""

    # Named like words of the language, so that they cannot be attributes of the class.
    NAMES: Mapping[str, Any] = {"from": _("From edition"), "to": _("To edition")}

    def __init__(self, query: QueryDict | Mapping[str, Any], **options: Any) -> None:
        super().__init__(query, **options)
        for name, label in self.NAMES.items():
            self.fields[name] = TextField(required=False, max_length=40, label=label)

    def between(self, revisions: Sequence[CatalogueRevision], *, newest: str = "") -> Editions:
        """The editions asked for among those on record. Raises UnknownEdition.

        `revisions` are all that may be compared; `newest` is the key of that to which the comparison leads when
        nothing is asked.
        """
        known = {each.key: each for each in revisions if each.published_on <= self.day}
        finals = sorted((each for each in known.values() if each.kind == CatalogueRevision.Kind.FINAL), key=_first_day)
        if not finals:
            raise UnknownEdition(self.cleaned_data["to"] or self.cleaned_data["from"], revisions)
        new = self._asked("to", known) or known.get(newest) or finals[-1]
        old = self._asked("from", known) or self._before(new, finals)
        # Editions of one first day by their publication, so that a pair has one order whichever way round it is asked.
        if (_first_day(old), old.published_on, old.key) > (_first_day(new), new.published_on, new.key):
            return Editions(new, old, swapped=True)
        return Editions(old, new)

    def _asked(self, name: str, known: Mapping[str, CatalogueRevision]) -> CatalogueRevision | None:
        key = self.cleaned_data[name].strip()
        if key and key not in known:
            names = [each for each in known if each[:4] == key[:4]] or get_close_matches(key, known, n=5, cutoff=0.5)
            raise UnknownEdition(key, [known[each] for each in names or known])
        return known.get(key)

    @staticmethod
    def _before(new: CatalogueRevision, finals: Sequence[CatalogueRevision]) -> CatalogueRevision:
        """The final before an edition; the edition itself when it is the first on record."""
        earlier = [each for each in finals if _first_day(each) < _first_day(new)]
        return earlier[-1] if earlier else new


class ComparisonView(ComparisonQuestion):
    """A comparison as a page shows it."""

    view = forms.ChoiceField(required=False, choices=VIEWS, label=_("Show"))

    @property
    def look(self) -> str:
        return self.cleaned_data["view"] or "side"


class ItemComparisonQuestion(ComparisonQuestion):
    """A comparison over the API: of the whole catalogue, or of one item in it."""

    item = TextField(required=False, max_length=80, label=_("Item"))


def _first_day(revision: CatalogueRevision) -> Any:
    return revision.effective_from or revision.published_on
