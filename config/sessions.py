"""Sessions in the database that end twelve hours after the last request, and seven days after signing in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

# ASVS 7.3: a session ends by idleness and, whatever happens in it, by age.
IDLE = timedelta(hours=12)
WHOLE = timedelta(days=7)
# A session that is read is written anew at most so often: reading pages stays reading.
RENEWED_EVERY = timedelta(minutes=5)
BEGAN = "_began_at"


class SessionStore(db.SessionStore):
    """Django's own, but for its two ends. The settings name this module as SESSION_ENGINE."""

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()  # type: ignore[attr-defined]  # not in the stubs
        if row is None:
            return {}
        data = self.decode(row.session_data)
        if _end(data) - row.expire_date >= RENEWED_EVERY:
            self.modified = True  # so that the middleware saves it, with a new end
        return data

    def cycle_key(self) -> None:
        """Whoever signs in gets another id, and seven days from then."""
        super().cycle_key()
        self[BEGAN] = timezone.now().timestamp()

    def save(self, must_create: bool = False) -> None:
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in the stubs
        data.setdefault(BEGAN, timezone.now().timestamp())
        super().save(must_create)

    def get_expiry_age(self, **_at: Any) -> int:
        """Seconds that are left, as the cookie is told."""
        return max(0, int((self.get_expiry_date() - timezone.now()).total_seconds()))

    def get_expiry_date(self, **_at: Any) -> datetime:
        return _end(self._session)  # type: ignore[attr-defined]  # not in the stubs


def _end(data: dict[str, Any]) -> datetime:
    """When a session of these contents ends if nobody asks for anything more."""
    now = timezone.now()
    began = datetime.fromtimestamp(data.get(BEGAN, now.timestamp()), tz=UTC)
    return min(now + IDLE, began + WHOLE)
