"""Manners towards hosts, shared by all workers: one request at a time, a gap, time to rest, robots.txt."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from controls.outbound.manners import Robots, robots_for
from news.models import Host
from news.services.asking import PRODUCT

# Longer than one request may take, and short: nobody asks a host whose worker died before this is over. Renewed before
# and after each request, and while its gap is waited for. Jobs are held for the same time.
HOLD = timedelta(seconds=20)
SOON = timedelta(seconds=3)  # a host that is asked by somebody else is free again about then
ROBOTS_KEPT = timedelta(hours=24)
# A host that does not tell its rules now is looked at again soon; what it told lately still counts.
CLOSED_KEPT = timedelta(hours=1)
ROBOTS_REMEMBERED = timedelta(days=7)


def occupy(*, name: str, worker: str, at: datetime) -> datetime | None:
    """Begin to ask a host. None: it is this worker's now. Else the moment from which on to try again."""
    Host.objects.get_or_create(name=name)
    idle = Q(busy_until=None) | Q(busy_until__lt=at)
    rested = Q(free_at=None) | Q(free_at__lte=at)
    if Host.objects.filter(idle, rested, name=name).update(busy_until=at + HOLD, busy_with=worker):
        return None
    host = Host.objects.get(name=name)
    return max(at + SOON, host.free_at or at)


def shut(*, at: datetime) -> set[str]:
    """Hosts that are not to be asked now: somebody asks them, or they rest."""
    return set(Host.objects.filter(Q(busy_until__gte=at) | Q(free_at__gt=at)).values_list("name", flat=True))


def renew(*, name: str, worker: str, at: datetime) -> bool:
    """Go on asking a host. False when somebody else has taken it over."""
    return bool(Host.objects.filter(name=name, busy_with=worker).update(busy_until=at + HOLD))


def leave(*, name: str, worker: str, at: datetime, gap: int, rest: timedelta | None = None) -> None:
    """Stop asking a host. It is left alone for its gap (seconds), or for as long as it asked to rest."""
    free_at = at + max(timedelta(seconds=gap), rest or timedelta(0))
    mine = Host.objects.filter(name=name, busy_with=worker)
    mine.update(busy_until=None, busy_with="", free_at=Greatest(Coalesce(F("free_at"), free_at), free_at))


def robots(*, name: str, at: datetime, remembered: bool = False) -> Robots | None:
    """What the robots.txt of a host lets us read; None when it must be asked for.

    `remembered` takes what it said within the last week, for a host that does not tell now.
    """
    host = Host.objects.filter(name=name).exclude(robots_status=None).first()
    if host is None or host.robots_at is None or host.robots_status is None:
        return None
    plain = told(status=host.robots_status)
    keep = ROBOTS_REMEMBERED if remembered and plain else ROBOTS_KEPT if plain else CLOSED_KEPT
    if at - host.robots_at > keep:
        return None
    return robots_for(host.robots_status, bytes(host.robots or b""), agent=PRODUCT)


def told(*, status: int) -> bool:
    """Whether an answer to the question for robots.txt is one: the rules, or that there are none."""
    return 200 <= status < 300 or (400 <= status < 500 and status != 429)


def keep_robots(*, name: str, status: int, body: bytes, at: datetime) -> Robots:
    """Keep the answer to the question for robots.txt; what it lets us read."""
    Host.objects.filter(name=name).update(robots=body if status < 300 else b"", robots_status=status, robots_at=at)
    return robots_for(status, body, agent=PRODUCT)
