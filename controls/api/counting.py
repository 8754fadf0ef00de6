"""Counts that all server processes keep together, in the broker. When it is away each process counts for itself."""

import logging
import time

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from controls.services import signins

logger = logging.getLogger(__name__)
# Seconds that a question waits for the broker, to connect and again to be answered; and how long nobody asks it anew.
PATIENCE = 0.2
QUIET = 5


class Together:
    """Counters by key, each with an end. Zero when there is no broker, or none that answers: whoever asks goes on.

    Keys are kept as keyed digests: they name who asked.
    """

    def __init__(self) -> None:
        self._address = ""
        self._client: redis.Redis | None = None
        self._quiet_until = 0.0

    def take(self, key: str, seconds: int) -> int:
        """Count one more, for so many seconds from the first on."""
        return self._asked(key, seconds)

    def seen(self, key: str) -> int:
        """How many there were."""
        return self._asked(key, None)

    def _asked(self, key: str, seconds: int | None) -> int:
        if not settings.COUNTS_URL or time.monotonic() < self._quiet_until:
            return 0
        name = "count:" + signins.digest(text=key)
        try:
            return self._counted(name, seconds)
        except (redis.RedisError, OSError, ValueError) as fault:
            self._quiet_until = time.monotonic() + QUIET
            logger.warning("Callers are counted in each process: the broker says %s.", type(fault).__name__)
            return 0

    def _counted(self, name: str, seconds: int | None) -> int:
        client = self._broker()
        if seconds is None:
            return int(client.get(name) or 0)
        with client.pipeline(transaction=True) as both:
            both.set(name, 0, ex=seconds, nx=True)
            both.incr(name)
            return int(both.execute()[1])

    def _broker(self) -> redis.Redis:
        if self._client is None or self._address != settings.COUNTS_URL:
            self._address = settings.COUNTS_URL
            self._client = redis.Redis.from_url(
                self._address,
                socket_timeout=PATIENCE,
                socket_connect_timeout=PATIENCE,
                retry=Retry(NoBackoff(), 0),
            )
        return self._client


together = Together()
