"""How often a caller may ask, counted in fixed windows by all server processes together while the broker is there."""

import hashlib
import time
from dataclasses import dataclass
from math import ceil

from django.core.cache import caches
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from controls import callers
from controls.api.counting import together
from controls.models import ApiKey

# Wrong keys of one network that are looked at within so many seconds, and for how long a right one is remembered there.
WRONG_KEYS, GUESSING, RIGHT_LATELY = 60, 60, 3600
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
    """One rate for visitors, by network, and one for callers who are known: each key by itself, people by account.

    A program that asks too much uses up its own key, not the others of its owner, nor the pages that the owner reads.

    A counter per window instead of a list of times: it costs the same at any rate. Without the broker each server
    process counts for itself, and the true limit is the rate times the number of processes.
    """

    def allow_request(self, request: Request, view: object) -> bool:
        scope, caller = self._caller(request)
        quota, seconds = self._rate("anon" if scope == "anon" else "user")
        used, self.reset = _take(scope, caller, seconds)
        _say(request, Allowance(scope, quota, seconds, max(0, quota - used), self.reset))
        return used <= quota

    def _caller(self, request: Request) -> tuple[str, str]:
        if isinstance(request.auth, ApiKey):
            return "key", str(request.auth.pk)
        if request.user and request.user.is_authenticated:
            return "user", str(request.user.pk)
        return "anon", callers.network_of(request._request)

    def wait(self) -> float:
        return self.reset

    @staticmethod
    def _rate(scope: str) -> tuple[int, int]:
        number, _slash, unit = str(api_settings.DEFAULT_THROTTLE_RATES[scope]).partition("/")
        return int(number), SECONDS[unit[0]]


class KeyGuesses:
    """Keys that are none, counted by the network that sends them.

    When there were too many, no further key is looked up for that network before the window ends, unless it was right
    there lately: whoever mistypes a key must not shut out the programs beside.
    """

    def __init__(self, request: Request, text: str) -> None:
        self.request = request
        self.network = callers.network_of(request._request)
        known = hashlib.sha256(f"{self.network} {text}".encode()).hexdigest()
        self.right_lately = f"throttle:key:{known}"

    def refuse(self) -> None:
        """Raise Throttled, 429, where too many were wrong."""
        used, reset = _used("bad-key", self.network, GUESSING), _reset(GUESSING)
        if used >= WRONG_KEYS and not self._was_right():
            self._tell(used, reset)
            raise Throttled(wait=reset)

    def wrong(self) -> None:
        """Count one that was wrong."""
        self._tell(*_take("bad-key", self.network, GUESSING))

    def right(self) -> None:
        """Remember that this one was right here."""
        if caches["throttles"].add(self.right_lately, True, timeout=RIGHT_LATELY):
            together.take(self.right_lately, RIGHT_LATELY)

    def _was_right(self) -> bool:
        return bool(caches["throttles"].get(self.right_lately) or together.seen(self.right_lately))

    def _tell(self, used: int, reset: int) -> None:
        left = max(0, WRONG_KEYS - used)
        _say(self.request, Allowance("bad-key", WRONG_KEYS, GUESSING, left, reset))


def _say(request: Request, allowance: Allowance) -> None:
    """Put it where the answer leaves."""
    request._request.allowance = allowance  # type: ignore[attr-defined]  # read by Endpoint.dispatch


def _reset(seconds: int) -> int:
    """What remains of the present window, at least a second."""
    now = time.time()
    return max(1, ceil((int(now // seconds) + 1) * seconds - now))


def _window(scope: str, caller: str, seconds: int) -> str:
    return f"throttle:{scope}:{caller}:{int(time.time() // seconds)}"


def _used(scope: str, caller: str, seconds: int) -> int:
    """How many were counted in the present window."""
    key = _window(scope, caller, seconds)
    return max(int(caches["throttles"].get(key, 0)), together.seen(key))


def _take(scope: str, caller: str, seconds: int) -> tuple[int, int]:
    """Count one more. Gives how many there are in the present window, and the seconds that remain of it.

    Counted here as well as together: when the broker goes away, or forgets, what was counted here still holds.
    """
    key = _window(scope, caller, seconds)
    return max(_take_here(key, seconds), together.take(key, seconds + 1)), _reset(seconds)


def _take_here(key: str, seconds: int) -> int:
    cache = caches["throttles"]
    if cache.add(key, 1, timeout=seconds + 1):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # pushed out between the two calls by other callers' counters
        cache.set(key, 1, timeout=seconds + 1)
        return 1
