"""Taking away checks whose time is over, from the beginning of the chain only, so that the rest stays a chain."""

from datetime import datetime

from django.db import transaction

from controls.screening.models import ScreeningCheck


def expired(*, before: datetime) -> int:
    """How many checks `prune` would take away."""
    first_kept = _first_kept(before)
    return ScreeningCheck.objects.filter(position__lt=first_kept).count() if first_kept else 0


@transaction.atomic
def prune(*, before: datetime, most: int | None = None) -> int:
    """Take away checks asked before a moment, with their hits; the oldest `most` of them. Returns how many.

    Only those before which everything else goes too: a chain has no holes. The newest one always stays, whatever its
    age, because the next receipt names its digest. What stays is verified as before; its first receipt names one that
    is gone.
    """
    first_kept = _first_kept(before)
    if first_kept is None:
        return 0
    gone = ScreeningCheck.objects.filter(position__lt=first_kept)
    if most is not None:
        beyond = gone.order_by("position").values_list("position", flat=True)[most : most + 1].first()
        gone = gone.filter(position__lt=beyond) if beyond is not None else gone
    count = gone.count()
    gone.delete()
    return count


def _first_kept(before: datetime) -> int | None:
    """The place in the chain from which on everything stays; None when there is nothing."""
    young = ScreeningCheck.objects.filter(asked_at__gte=before).order_by("position")
    newest = ScreeningCheck.objects.newest_first()
    position: int | None = (
        young.values_list("position", flat=True).first() or newest.values_list("position", flat=True).first()
    )
    return position
