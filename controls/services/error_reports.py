"""Take in what readers report as wrong, and say what became of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from controls.models import Change, ErrorReport, User
from controls.services import signins

# Visitors together: a flood must not bury what waits on the desk. Who is signed in is not held up.
# One network has a share that leaves room for others.
MOST_AN_HOUR = 300
MOST_OF_A_NETWORK = 30


class ReportRefused(Exception):
    """The report cannot be taken in or decided like this. The message is fit for the user."""


def file(
    *,
    said: str,
    at: datetime,
    about: str = "",
    page: str = "",
    proof: str = "",
    reply_to: str = "",
    reporter: str = "",
    network: str = "",
) -> ErrorReport:
    """Put a reader's word before the curators. The same words about the same thing, still open, are one report.

    `network` is whom visitors' reports are counted for: an address, or the /64 of one. Only a keyed digest is kept.
    """
    same = ErrorReport.objects.waiting().filter(about=about, page=page, said=said, reporter=reporter).first()
    if same is not None:
        return same
    caller = "" if reporter else signins.digest(text=f"report:{network}")
    if not reporter:
        _refuse_a_flood(caller, at)
    report = ErrorReport(
        about=about, page=page, revision=Change.objects.revision()[0], said=said, proof=proof,
        reply_to=reply_to, reporter=reporter, made_at=at, caller=caller,
    )  # fmt: skip
    report.full_clean()
    report.save()
    return report


def _refuse_a_flood(caller: str, at: datetime) -> None:
    lately = ErrorReport.objects.filter(reporter="", made_at__gt=at - timedelta(hours=1))
    if lately.filter(caller=caller).count() >= MOST_OF_A_NETWORK or lately.count() >= MOST_AN_HOUR:
        raise ReportRefused(_("Very many reports came in within an hour. Sign in, or try again in an hour."))


@transaction.atomic
def decide(*, report: ErrorReport, mended: bool, answer: str, by: User, at: datetime) -> ErrorReport:
    """Close a report with an answer in words. Mending itself is an act of its own, with its own second person."""
    report = ErrorReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if report.state != ErrorReport.State.OPEN:
        raise ReportRefused(
            _("Decided already: %(state)s. %(who)s") % {"state": report.get_state_display(), "who": report.decided_by}
        )
    if not answer.strip():
        raise ReportRefused(_("Say what was mended, or why nothing is: somebody will ask."))
    report.state = ErrorReport.State.MENDED if mended else ErrorReport.State.KEPT
    report.answer, report.decided_by, report.decided_at = answer.strip()[:1000], by.get_username(), at
    report.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    return report
