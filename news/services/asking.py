"""What is asked of a source: its addresses and forms on a day. How a question goes out stands in `questions`."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from controls.outbound.addresses import PORTS
from news.models import Source

PRODUCT = "RareEarthControlsRegister"  # by this token a robots.txt may name us
FORM_OF_A_PAGE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Ask:
    """One question to a source. `place` is the name under which its last answer is kept.

    `young` says that the page may not be there yet, or be empty: that of a year which has just begun. `after` are
    the places of the pages that this one follows, from the first on.
    """

    url: str
    form: bytes | None = None
    young: bool = False
    after: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return self.url if self.form is None else f"{self.url}#{hashlib.sha256(self.form).hexdigest()[:16]}"

    @property
    def target(self) -> str:
        """Path and query, as robots.txt speaks of them."""
        return target_of(url=self.url)

    @property
    def host(self) -> str:
        return host_of(url=self.url)

    @property
    def robots_url(self) -> str:
        return f"{urlsplit(self.url).scheme}://{self.host}/robots.txt"


def host_of(*, url: str) -> str:
    """Host in its one spelling, with the port where it is its own: the name of its lease."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    name = f"[{name}]" if ":" in name else name
    return name if parts.port in (None, PORTS.get(parts.scheme)) else f"{name}:{parts.port}"


def target_of(*, url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def asks_of(*, source: Source, at: datetime) -> list[Ask]:
    """The questions of one run.

    A page of the year is asked for together with that of the year before all January long: what was filed late stands
    there, and the new page may still be missing. Of a form with several lines each is sent by itself.
    """
    today = at.astimezone(ZoneInfo(source.zone)).date()
    january = "{year}" in source.url and today.month == 1
    asks = []
    for year in (today.year, today.year - 1) if january else (today.year,):
        url = source.url.replace("{year}", str(year))
        young = january and year == today.year
        asks += [Ask(url, form, young) for form in _forms(source)]
    return asks


def _forms(source: Source) -> list[bytes | None]:
    if not source.form:
        return [None]
    lines = source.form.splitlines() if source.form_type in ("", FORM_OF_A_PAGE) else [source.form]
    return [line.encode() for line in lines if line.strip()]
