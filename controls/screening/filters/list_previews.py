"""What a version that waits would change in the entries in use, with the first of each kind to look at."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Subquery

from controls.screening.models import ListedParty, ListVersion, WaitingParty

SHOWN = 20  # of each kind


@dataclass(frozen=True, slots=True)
class Preview:
    """The first entries of the file, and the first of those that it adds, changes and removes."""

    first: list[WaitingParty]
    added: list[WaitingParty]
    changed: list[WaitingParty]  # each with `before`, what is in use of it
    removed: list[ListedParty]


def preview(*, version: ListVersion) -> Preview:
    """Four queries, however long the list."""
    used = ListedParty.objects.current().filter(imported_list=version.imported_list_id)
    waiting = WaitingParty.objects.filter(version=version)
    same = used.filter(own_id=OuterRef("own_id"))
    in_order = waiting.order_by("line")
    changed = in_order.annotate(
        before=Subquery(same.values("content")[:1]), before_digest=Subquery(same.values("digest")[:1])
    )
    return Preview(
        first=list(in_order[:SHOWN]),
        added=list(in_order.filter(~Exists(same))[:SHOWN]),
        changed=list(changed.filter(before_digest__isnull=False).exclude(before_digest=F("digest"))[:SHOWN]),
        removed=list(used.filter(~Exists(waiting.filter(own_id=OuterRef("own_id")))).order_by("pk")[:SHOWN]),
    )
