"""Manners towards a source: when it wants to be asked again, how long to wait after a failure, what robots may read.

Sources of the rules: RFC 9110 section 10.2.3 (Retry-After) and RFC 9309 (robots.txt). Nothing here reads a clock or
opens a connection.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote, unquote_to_bytes

LONGEST_WAIT = timedelta(days=7)
FIRST_WAIT = timedelta(hours=1)
LAST_WAIT = timedelta(hours=24)
# RFC 9309: a crawler reads at least this much and may stop there.
ROBOTS_READ = 512_000
# What means something else when it is decoded: a slash within a segment, and the two signs of patterns.
KEPT = re.compile(r"%(2f|2a|24)", re.IGNORECASE)
RULE = re.compile(r"\s*(user-agent|allow|disallow)\s*:\s*([^#]*)", re.IGNORECASE)


def retry_after(value: str, *, at: datetime) -> timedelta | None:
    """How long a source wants to be left alone, at most a week; None when it does not say so in a form of the RFC."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - at, timedelta(0)), LONGEST_WAIT)


def wait_after(failures: int, *, chance: float, asked: timedelta | None = None) -> timedelta:
    """How long to wait after so many failures in a row: from an hour, doubled each time, to a day.

    `chance` (0 to 1) spreads the waits by ten per cent, so that sources that failed together do not come back
    together. A source that asked for a longer wait gets it.
    """
    wait = min(FIRST_WAIT * 2 ** min(max(failures, 1) - 1, 10), LAST_WAIT)
    wait = min(wait * (0.95 + 0.1 * chance), LAST_WAIT)
    return max(wait, asked) if asked else wait


@dataclass(frozen=True)
class Robots:
    """What one robots.txt lets one agent read. `rules` are (allowed, path pattern)."""

    rules: tuple[tuple[bool, str], ...] = ()
    whole_host_closed: bool = False

    def allow(self, target: str) -> bool:
        """Whether the agent may read a path with its query: the longest rule that fits decides; of two the open one."""
        if self.whole_host_closed:
            return False
        path = _normal(target)
        if path == "/robots.txt":
            return True
        fitting = [(len(pattern), allowed) for allowed, pattern in self.rules if _fits(pattern, path)]
        return max(fitting)[1] if fitting else True


def read_robots(body: bytes, *, agent: str) -> Robots:
    """The rules for an agent, named by its product token. All groups that name it count together, else those of *."""
    own: list[tuple[bool, str]] = []
    others: list[tuple[bool, str]] = []
    named, in_agents, names = False, False, set[str]()
    for line in body[:ROBOTS_READ].decode("utf-8-sig", "replace").splitlines():
        if not (match := RULE.match(line)):
            continue
        field, value = match[1].lower(), match[2].strip()
        if field == "user-agent":
            names = (names if in_agents else set()) | {value.lower()}
            in_agents = True
            named = named or value.lower() == agent.lower()
            continue
        in_agents = False
        if value:
            rule = (field == "allow", _normal(value))
            if agent.lower() in names:
                own.append(rule)
            if "*" in names:
                others.append(rule)
    return Robots(rules=tuple(own if named else others))


def robots_for(status: int, body: bytes, *, agent: str) -> Robots:
    """What the answer to the question for robots.txt means: none there, all is open; out of order, all is closed."""
    if 200 <= status < 300:
        return read_robots(body, agent=agent)
    return Robots(whole_host_closed=status == 429 or not 400 <= status < 500)


def _normal(path: str) -> str:
    """One spelling of a path: percent-encoded beyond ASCII, decoded where it makes no difference."""
    kept = KEPT.sub(lambda match: f"%25{match[1].upper()}", path)
    return quote(unquote_to_bytes(kept), safe="%/:?#[]@!$&'()*+,;=~")


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits the beginning of a path; `*` is any run, `$` at the end is the path's end.

    Goes piece by piece without stepping back, so that no pattern can take long.
    """
    ends = pattern.endswith("$")
    first, *pieces = (pattern[:-1] if ends else pattern).split("*")
    if not path.startswith(first):
        return False
    if ends and not pieces:
        return path == first
    at = len(first)
    last = pieces.pop() if ends else ""
    for piece in pieces:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not ends or (len(path) - len(last) >= at and path.endswith(last))
