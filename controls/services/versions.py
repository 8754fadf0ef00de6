"""Two people, one fact: nobody overwrites what he has not seen."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from controls.models import Change, TrackedModel
from controls.services.history import FactRefused


class ChangedMeanwhile(FactRefused):
    """The fact has changes that the writer has not seen: `changes`, oldest first. `version` is the newest."""

    def __init__(self, *, changes: Sequence[Change], version: int) -> None:
        actors = ", ".join(dict.fromkeys(change.actor for change in changes))
        by = _("Changed meanwhile by %(actors)s.") % {"actors": actors}
        super().__init__(by if actors else _("This is not the version on record."))
        self.changes = list(changes)
        self.version = version


def current(*, subject: TrackedModel) -> int:
    """How many changes the fact has: the number that a form remembers. 0 when the log knows nothing of it."""
    return Change.objects.of(subject).order_by("-version").values_list("version", flat=True).first() or 0


def expect(*, subject: TrackedModel, version: int) -> None:
    """Hold the fact until the transaction ends, and refuse when its newest change is not the one seen.

    Raises ChangedMeanwhile. A version that lies ahead of the log is refused too: nobody can have seen it.
    """
    held = type(subject)._base_manager.select_for_update(of=("self",), no_key=True)
    held.get(pk=subject.pk)  # the wait for another writer; what he wrote is visible afterwards
    newest = current(subject=subject)
    if newest != version:
        unseen = Change.objects.of(subject).filter(version__gt=version).order_by("version")
        raise ChangedMeanwhile(changes=list(unseen), version=newest)
