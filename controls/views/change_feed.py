"""The change log as an Atom feed, with the filters of its page."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from controls.filters.changes import ChangeFilter
from controls.filters.fields import BadInput
from controls.filters.questions import Question
from controls.models import Change
from controls.views import atom
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.frame import page
from controls.views.sentences import NOUNS, sentence


@page(ChangeFilter, nav="changes")
def change_feed(request: PageRequest, question: ChangeFilter) -> HttpResponse:
    """The newest changes asked for."""
    refuse_what_is_no_question(question)
    changes = question.narrow().order_by("-id")[: atom.MOST_ENTRIES]
    feed = atom.Feed(
        name="changes",
        title=_("Rare earth export controls: changes of the register"),
        page=SameQuestion(request, question).changed(reverse("controls:change-list")),
        entries=[_entry(change) for change in changes],
    )
    return atom.answer(feed, request, private=settings.SESSION_COOKIE_NAME in request.COOKIES)


def refuse_what_is_no_question(question: Question) -> None:
    """A subscriber's mistyped filter must not quietly ask for everything, for years. Raises BadInput."""
    question.refuse_unknown()
    question.refuse_blank()
    if question.errors:
        raise BadInput({field: [str(each) for each in said] for field, said in question.errors.items()})


def _entry(change: Change) -> atom.Entry:
    told = [
        change.reason,
        _("Notice: %(notice)s") % {"notice": change.notice.label} if change.notice else "",
        _("Legal date: %(day)s") % {"day": change.effective_on} if change.effective_on else "",
    ]
    return atom.Entry(
        name=f"change/{change.pk}",
        title=f"{sentence(change)}: {change.subject_label}",
        url=reverse("controls:change-detail", kwargs={"revision": change.pk}),
        updated=change.recorded_at,
        published=change.recorded_at,
        summary="\n".join(each for each in told if each),
        categories=[
            (change.action, change.get_action_display()),
            (change.subject_type, str(NOUNS.get(change.subject_type, change.subject_type))),
        ],
    )
