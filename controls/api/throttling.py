"""How often a caller may ask, counted in fixed windows in the memory of each server process."""

import time
from dataclasses import dataclass
from math import ceil

from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from controls.models import ApiKey

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a caller in the present window: `seconds` is its length, `reset` what remains of it."""

    scope: str
    quota: int
    seconds: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """The RateLimit fields of the IETF draft."""
        return {
            "RateLimit-Policy": f'"{self.scope}";q={self.quota};w={self.seconds}',
            "RateLimit": f'"{self.scope}";r={self.remaining};t={self.reset}',
        }


class CallerThrottle(BaseThrottle):
    """One rate for visitors, by address, and one for callers who are known: each key by itself, people by account.

    A program that asks too much uses up its own key, not the others of its owner, nor the pages that the owner reads.

    A counter per window instead of a list of times: it costs the same at any rate. Needs no broker, so each server
    process counts for itself, and the true limit is the rate times the number of processes.
    """

    def allow_request(self, request: Request, view: object) -> bool:
        scope, caller = self._caller(request)
        quota, seconds = self._rate("anon" if scope == "anon" else "user")
        now = time.time()
        window = int(now // seconds)
        used = self._count(f"throttle:{scope}:{caller}:{window}", seconds)
        self.reset = max(1, ceil((window + 1) * seconds - now))
        request._request.allowance = Allowance(  # type: ignore[attr-defined]  # read where the answer leaves
            scope, quota, seconds, max(0, quota - used), self.reset
        )
        return used <= quota

    def _caller(self, request: Request) -> tuple[str, str]:
        if isinstance(request.auth, ApiKey):
            return "key", str(request.auth.pk)
        if request.user and request.user.is_authenticated:
            return "user", str(request.user.pk)
        return "anon", self.get_ident(request)

    def wait(self) -> float:
        return self.reset

    @staticmethod
    def _rate(scope: str) -> tuple[int, int]:
        number, _slash, unit = str(api_settings.DEFAULT_THROTTLE_RATES[scope]).partition("/")
        return int(number), SECONDS[unit[0]]

    @staticmethod
    def _count(key: str, seconds: int) -> int:
        cache = caches["throttles"]
        if cache.add(key, 1, timeout=seconds + 1):
            return 1
        try:
            return cache.incr(key)
        except ValueError:  # pushed out between the two calls by other callers' counters
            cache.set(key, 1, timeout=seconds + 1)
            return 1
