"""Things that happen and are no changes of facts, noted by the floors above."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from controls.alerts.models import Occurrence, Subscription

# Whoever notes takes this lock, so that what is noted becomes visible in the order of its ids: a reader who follows
# them by id steps over none.
_LOCK = 0x4F434352


@transaction.atomic
def note(
    *, key: str, kind: Subscription.Kind, subject: str, label: str, said: Mapping[str, Any], at: datetime
) -> Occurrence | None:
    """Note what happened; None when something of this key is noted already. `said` is what it is told from."""
    if Occurrence.objects.filter(key=key).exists():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    # Somebody else may have noted it while we waited; that is one occurrence, too.
    row, fresh = Occurrence.objects.get_or_create(
        key=key,
        defaults={"kind": kind, "subject": subject, "label": label[:500], "said": dict(said), "happened_at": at},
    )
    return row if fresh else None
