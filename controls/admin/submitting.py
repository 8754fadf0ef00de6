"""From a desk into the record or into the queue: every act on a fact goes this way, and says what became of it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.admin import differences
from controls.models import Proposal, TrackedModel
from controls.services import proposals
from controls.services.acts import Act
from controls.services.history import FactRefused
from controls.services.proposals import Outcome, Publication, Wish

NUMBER = "proposal"  # names the proposal that a form replaces
REOPEN = "_reopen"  # asks for the form of a proposal, with what was typed
# Of the form, but not typed.
_FRAME = {"csrfmiddlewaretoken", NUMBER, REOPEN, "_save", "_continue", "_addanother", "_popup", "_to_field", "confirm"}


class Reopened(FactRefused):
    """The form of a proposal was opened again; nothing was sent yet."""

    def __init__(self) -> None:
        super().__init__(_("This is the proposal as it waits. It stays as it is until you save this form."))


def waits() -> bool:
    """Whether what is saved now waits for a second person."""
    return proposals.rule(setting=settings.FOUR_EYES) == Publication.FOUR_EYES


def number_in(request: HttpRequest) -> str:
    """The number of the proposal that this form edits, as the request has it; empty when it edits none."""
    return request.POST.get(NUMBER) or request.GET.get(NUMBER) or ""


def replaced(request: HttpRequest) -> int | None:
    """The number of the proposal that this form edits. Raises FactRefused when it is none."""
    number = number_in(request)
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise FactRefused(_("There is no proposal %(number)s.") % {"number": number})
    return int(number)


def submit(
    request: HttpRequest,
    act: Act,
    *,
    subject: TrackedModel | None = None,
    version: int = 0,
    more: Mapping[str, Any] | None = None,
) -> Outcome:
    """Hand an act to the service, with what was typed. `more` is what a form needs to be opened again."""
    typed = {name: values for name, values in request.POST.lists() if name not in _FRAME}
    form = {"path": request.path, "typed": typed | dict(more or {})}
    wish = Wish(act=act, subject=subject, version=version, replaces=replaced(request), form=form)
    return proposals.submit(
        wish=wish,
        by=request.user,  # type: ignore[arg-type]  # the desk lets nobody in without an account
        at=timezone.now(),
        setting=settings.FOUR_EYES,
    )


def tell_waiting(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Say that a second person is needed, and show what waits."""
    words = _("Your change waits for a second person: %(proposal)s. %(fields)s") % {
        "proposal": proposal,
        "fields": differences.in_words(proposal.changes),
    }
    messages.warning(request, words)
    return HttpResponseRedirect(reverse("admin:controls_proposal_change", args=[proposal.pk]))
