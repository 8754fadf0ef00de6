"""What one may ask of the search over all kinds of facts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField, TextField, WholeField
from controls.filters.questions import PagedQuestion
from controls.matching.questions import Sought
from controls.models import EntityList, SearchDocument
from controls.models.search_queries import FACETS, Answer, Asked, look
from controls.services.searching.facts import SEARCHABLE

SUGGESTIONS = "suggestions"
MOST_SUGGESTED = 8


class SearchQuestion(PagedQuestion):
    """Words, codes or numbers in any script, as far as their facts could be known on the day, and facets."""

    q = TextField(max_length=200, label=_("Search for"), error_messages={"required": _("Say what to look for.")})
    type = KeysField(known=SEARCHABLE, thing=_("type"), label=_("Type"))
    list = KeysField(model=EntityList, thing=_("list"), label=_("List"))
    jurisdiction = KeysField(
        model=SearchDocument, column="jurisdiction", thing=_("jurisdiction"), label=_("Jurisdiction")
    )
    page_size = WholeField(least=1, most=100, default=20, label=_("Rows a page"))

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"].strip()
        if text and not Sought(text).tokens:
            raise ValidationError(_("Contains no letter and no digit to look for."), code="no_words")
        return text

    def answer(self) -> Answer:
        """What answers the question, best first. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        return look(
            Asked(
                Sought(wanted["q"]),
                on=self.day,
                chosen={name: wanted[name] for name in FACETS},
                first=(wanted["page"] - 1) * wanted["page_size"],
                most=wanted["page_size"],
            )
        )


class SearchFilter(SearchQuestion):
    """The same for a page, which may be opened before anything is asked, and for suggestions while one types."""

    part = forms.ChoiceField(choices=[(SUGGESTIONS, _("Suggestions"))], required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"].required = False

    def suggestions(self) -> Answer:
        """The first answers to a question whose last word is not finished. Call is_valid() first."""
        return look(Asked(Sought(self.cleaned_data["q"], typing=True), on=self.day, most=MOST_SUGGESTED))
