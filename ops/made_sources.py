"""Official sources on loopback that announce made-up notices hour by hour, each in the form of the real one.

The bodies are of our own making; only their shape is that of the source. Some notices are announced by two sources,
as they are in the world: the bureau and the portal repeat the ministry's, the search of GOV.UK that of the office.
"""

import contextlib
import hashlib
import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

FIRST = 5_000  # numbers of notices have at most four digits
AT_FIRST = 12  # notices of each source before the day begins
SLOWEST = 0.3  # seconds until an answer, so that there is time to die in
REPEATS = {
    "cn-mofcom-aqygzj": "cn-mofcom-ann",
    "cn-exportcontrol-net": "cn-mofcom-ann",
    "uk-search-atom": "uk-ecju-org",
}


@dataclass(frozen=True)
class Told:
    """One announcement: its number, which nothing else has, and the hour of the day from which on it is there."""

    number: int
    hour: int
    title: str


Shape = Callable[[Sequence[Told], date, str], str]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _links(path: Callable[[Told, date], str], *, before: bool = False) -> Shape:
    """A page of links with their dates."""

    def shape(told: Sequence[Told], day: date, _form: str) -> str:
        links = [(f"{day:%Y-%m-%d}", f'<a href="{path(one, day)}" title="{one.title}">{one.title}</a>') for one in told]
        rows = [f"<li>{when} {link}</li>" if before else f"<li>{link} <span>{when}</span></li>" for when, link in links]
        return f'<html><meta charset="utf-8"><body><a href="/">home</a><ul>{"".join(rows)}</ul></body></html>'

    return shape


def _article(one: Told, day: date) -> str:
    return f"/art/{day.year}/art_{one.number:032x}.html"


def _documents(told: Sequence[Told], day: date, _form: str) -> str:
    def row(one: Told) -> dict[str, str]:
        number = f"{day.year}-{one.number:05}"
        url = f"https://www.federalregister.gov/d/{number}"
        kind = {"type": "Rule", "publication_date": day.isoformat(), "document_number": number}
        return {**kind, "title": one.title, "html_url": url, "abstract": f"About {one.number}."}

    return _json({"count": len(told), "results": [row(one) for one in told]})


def _bureau(told: Sequence[Told], day: date, form: str) -> str:
    return _json({"data": {"html": _links(_article)(told, day, form)}})


def _portal(told: Sequence[Told], day: date, form: str) -> str:
    """Each column has its share of the notices."""
    column = int(parse_qs(form).get("columnID", ["0"])[0])
    path = f"/article/gndt/{day:%Y%m}"
    rows = [
        {"url": f"{path}/{one.number}.html", "publishTimeStr": day.isoformat(), "title": one.title}
        for one in told
        if one.number % 2 == column % 2
    ]
    return _json({"pageInfo": {"rows": rows}})


def _atom(told: Sequence[Told], day: date, _form: str) -> str:
    entries = [
        f"<entry><id>tag:{one.number}</id><title>{one.title}</title><published>{day}T00:10:00Z</published>"
        f"<updated>{day}T00:10:00Z</updated>"
        f'<link rel="alternate" href="https://www.gov.uk/government/news/r{one.number}"/></entry>'
        for one in told
    ]
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:x</id><title>F</title>{"".join(entries)}</feed>'


def _page(told: Sequence[Told], day: date, _form: str) -> str:
    """One page that is edited whenever there is something new."""
    notes = [{"public_timestamp": f"{day}T00:{len(told) % 60:02}:00Z", "note": f"Edit {len(told)}"}]
    head = {"document_type": "document_collection", "title": told[-1].title, "base_path": "/government/collections/r"}
    dated = {"first_published_at": f"{day}T00:00:00Z", "public_updated_at": f"{day}T00:00:00Z"}
    return _json({**head, **dated, "content_id": "r-1", "locale": "en", "details": {"change_history": notes}})


def _acts(told: Sequence[Told], day: date, _form: str) -> str:
    def row(one: Told) -> dict[str, dict[str, str]]:
        cells = {"celex": f"3{day.year}R{one.number}", "doc_date": day.isoformat()}
        return {name: {"value": value} for name, value in cells.items()} | {
            "title": {"value": one.title, "xml:lang": "en"}
        }

    bindings = [row(one) for one in told]
    return _json({"head": {"vars": ["celex", "title", "doc_date"]}, "results": {"bindings": bindings}})


def _named_by_day(one: Told, day: date) -> str:
    return f"/{day:%Y%m}/t{day:%Y%m%d}_{one.number}.shtml"


# By the name of the format that reads it.
SHAPES: dict[str, Shape] = {
    "federal_register": _documents,
    "mofcom_announcements": _links(_article),
    "mofcom_bureau": _bureau,
    "mofcom_portal": _portal,
    "gov_uk_feed": _atom,
    "feed": _atom,
    "gov_uk_page": _page,
    "cellar": _acts,
    "state_council": _links(lambda one, day: f"/zhengce/content/{day:%Y%m}/content_{one.number}.htm"),
    "ofac": _links(lambda one, day: f"/recent-actions/{day:%Y%m%d}_{one.number}"),
    "cistec": _links(lambda one, _day: f"/export/{one.number}.html", before=True),
    "mfa": _links(_named_by_day),
    "taiwan_affairs": _links(_named_by_day),
}


@dataclass
class Office:
    """One source: what it tells in the course of the day, in which form, and how often it was asked."""

    key: str
    parser: str
    told: list[Told] = field(default_factory=list)
    asked: int = 0

    def until(self, hour: int) -> list[Told]:
        """What is told by that hour, the newest first."""
        return sorted((one for one in self.told if one.hour <= hour), key=lambda one: -one.number)

    def names(self, hour: int) -> set[int]:
        """The numbers of what must be on record after that hour; a page of its own counts once."""
        return {one.number for one in self.until(hour)} if self.parser != "gov_uk_page" else {self.told[0].number}

    def body(self, hour: int, day: date, form: str) -> bytes:
        return SHAPES[self.parser](self.until(hour), day, form).encode()


def made_day(
    offices: Sequence[tuple[str, str]],
    *,
    hours: int,
    seed: int,
    at_first: int = AT_FIRST,
    titled: Callable[[str, int], str] | None = None,
) -> list[Office]:
    """The day of these sources (key and format), the same for the same seed.

    `titled` gives other titles than ours, for a format and a number; the number must stand in it after an R.
    """
    chance, number = random.Random(seed), FIRST  # noqa: S311 - nothing secret
    made = {key: Office(key, parser) for key, parser in offices}
    for office in made.values():
        for hour in [0] * at_first + [hour for hour in range(1, hours) if chance.random() < 0.6]:
            number += 1
            office.told.append(Told(number, hour, (titled or _title)(office.parser, number)))
    for repeating, first in REPEATS.items():
        if repeating in made and first in made:
            later = [Told(one.number, one.hour + 1, one.title) for one in made[first].told if one.hour]
            made[repeating].told += [one for one in later if one.hour < hours]
    return list(made.values())


def _title(parser: str, number: int) -> str:
    if parser.startswith("mofcom"):
        return f"商务部公告2026年第{number}号 公布将若干实体列入出口管制管控名单的决定"
    if parser in ("mfa", "taiwan_affairs", "state_council", "cistec"):
        return f"关于R{number}的决定 列入反制清单"
    return f"Notice R{number}: changes to licences for exporters"


@dataclass
class World:
    """The sources while they run: the hour that it is for all of them, and where each one is."""

    day: date
    hour: int = 0
    places: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def serving(offices: Sequence[Office], world: World, *, seed: int) -> Iterator[World]:
    """Every source on a port of its own, as if each were a host."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _answering(office, world, seed)) for office in offices]
    for office, server in zip(offices, servers, strict=True):
        world.places[office.key] = f"127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield world
    for server in servers:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def hanging(count: int) -> Iterator[list[str]]:
    """Places that take every call and never say a word."""
    with contextlib.ExitStack() as open_ones:
        lines = [open_ones.enter_context(socket.create_server(("127.0.0.1", 0), backlog=99)) for _each in range(count)]
        yield [f"127.0.0.1:{line.getsockname()[1]}" for line in lines]


def _answering(office: Office, world: World, seed: int) -> type[BaseHTTPRequestHandler]:
    chance = random.Random(f"{seed} {office.key}")  # noqa: S311 - nothing secret

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if self.path == "/robots.txt":
                return self._send(404, b"")
            office.asked += 1
            body = office.body(world.hour, world.day, form)
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            time.sleep(chance.random() * SLOWEST)
            if self.headers.get("If-None-Match") == tag:
                return self._send(304, b"", tag)
            return self._send(200, body, tag)

        do_POST = do_GET

        def _send(self, status: int, body: bytes, tag: str = "") -> None:
            self.send_response(status)
            for name, value in (("ETag", tag), ("Content-Length", str(len(body)) if status != 304 else "")):
                if value:
                    self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):  # who asked may have been killed
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: who asks is counted."""

    return Answering
