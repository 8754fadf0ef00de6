"""What may be saved as a search: a page from the list of those with filters, and a question that it understands."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.http import QueryDict
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from controls.alerts.models import SavedSearch
from controls.filters.fields import TextField
from controls.filters.questions import Question
from controls.models import Change

# Pages with filters, by the names of their routes.
ROUTES = {
    "controls:listing-list": _("Entity lists"),
    "controls:measure-list": _("Measures"),
    "controls:catalogue-list": _("Technology catalogue"),
    "controls:notice-list": _("Notices"),
    "controls:claim-list": _("Often reported wrongly"),
    "controls:change-list": _("Changes"),
    "controls:search": _("Search"),
    "controls:calendar": _("Calendar"),
    "news:article-list": _("News"),
    "news:event-list": _("Events"),
}
# A saved search means the register as it stands when it is opened, from the first page on.
_LEFT_OUT = ("as_of", "page", "part", "revision")
# Pages whose rows are facts of one kind: what was added since a moment can be asked of the change log.
COUNTED = {
    "controls:listing-list": "listing",
    "controls:measure-list": "measure",
    "controls:notice-list": "notice",
    "controls:claim-list": "claim",
}
CHANGES = "controls:change-list"


def question_of(*, route: str, query: QueryDict, today: date) -> Question:
    """The question of a page with these parameters, not yet checked. `route` is one of ROUTES."""
    asked: type[Question] = resolve(reverse(route)).func.question  # type: ignore[attr-defined]  # set by frame.page
    return asked(query, today=today)


def without_day(question: Question) -> str:
    """The parameters of a question as they are saved: known ones that say something, without day and page."""
    given = question.data
    pairs = QueryDict(mutable=True)
    for name in question.fields:
        values = given.getlist(name) if isinstance(given, QueryDict) else []
        wanted = [value.strip() for value in values if value.strip()]
        if wanted and name not in _LEFT_OUT:
            pairs.setlist(name, wanted)
    return pairs.urlencode()


def is_savable(*, route: str, query: str) -> bool:
    """Whether a page may be saved: the search only with words, for without any it shows nothing."""
    return route in ROUTES and (route != "controls:search" or "q" in QueryDict(query))


class NameForm(forms.Form):
    """A saved search's name."""

    name = TextField(max_length=120, label=_("Name"))


class SaveForm(NameForm):
    """A page with filters, and the name under which its owner wants to find it again."""

    route = forms.ChoiceField(
        choices=list(ROUTES.items()),
        label=_("Page"),
        error_messages={"invalid_choice": _("Searches of this page cannot be saved.")},
    )
    query = forms.CharField(required=False, max_length=2000, label=_("Filters"))

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "route" not in said or "query" not in said:
            return said
        question = question_of(route=said["route"], query=QueryDict(said["query"]), today=self.today)
        question.is_valid()
        question.refuse_unknown()
        for name, errors in question.errors.items():
            self.add_error("query", ValidationError([f"{name}: {error}" for error in errors]))
        if not self.errors:
            said["query"] = without_day(question)
            if not is_savable(route=said["route"], query=said["query"]):
                self.add_error("query", _("Say what to look for."))
        return said


def newest(nouns: Iterable[str]) -> dict[str, datetime]:
    """When a fact of each kind was added last: spares the question after what is new where nothing can be."""
    rows = Change.objects.filter(action=Change.Action.ADDED, subject_type__in=nouns).order_by().values("subject_type")
    return {row["subject_type"]: row["at"] for row in rows.annotate(at=Max("recorded_at"))}


def new_since(search: SavedSearch, *, since: datetime, today: date, latest: dict[str, datetime]) -> int | None:
    """How many entries of a saved search's answer were recorded later than a moment. None: not counted.

    `latest` is what `newest` gave. Not counted: pages whose rows are no facts, and what its page no longer understands.
    """
    noun = COUNTED.get(search.route)
    if noun is None and search.route != CHANGES:
        return None
    if noun is not None and (noun not in latest or latest[noun] <= since):
        return 0
    question: Any = question_of(route=search.route, query=QueryDict(search.query), today=today)
    if not question.is_valid():
        return None
    later = Change.objects.filter(recorded_at__gt=since).order_by()
    rows: QuerySet = question.apply()
    if noun is None:
        return rows.filter(recorded_at__gt=since).count()
    return rows.filter(
        key__in=later.filter(action=Change.Action.ADDED, subject_type=noun).values("subject_key")
    ).count()
