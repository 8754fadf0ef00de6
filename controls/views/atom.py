"""Atom feeds by RFC 4287: what a feed and an entry say, written as XML. Knows no rows and no clock."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "application/atom+xml; charset=utf-8"
# A reader that asks rarely misses nothing for a while; one that asks for everything is told of the API.
MOST_ENTRIES = 100
# Of a feed in which nothing stands yet.
BEGINNING = datetime(2001, 1, 1, tzinfo=UTC)
# The year in which ids of this form were first given: part of the id, never to be changed (RFC 4151).
MINTED = "2026"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
register_namespace("", ATOM)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `name` is its place in this register, of which the id is made; `related` where it speaks of."""

    name: str
    title: str
    url: str
    updated: datetime
    published: datetime | None = None
    language: str = ""
    summary: str = ""
    author: str = ""
    related: str = ""
    rights: str = ""
    categories: Sequence[tuple[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with the page on which the same stands for readers: its address holds the filters, as the id does."""

    name: str
    title: str
    page: str
    entries: Sequence[Entry]


def answer(feed: Feed, request: HttpRequest, *, private: bool) -> HttpResponse:
    """The feed, marked by its content so that a reader who has it gets 304.

    By its content alone: what somebody lets through today may be older than what stands on top, and a reader who asks
    for what was modified since then would never be shown it.
    """
    body = written(feed, request)
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=MEDIA)
    response["Cache-Control"] = "private, no-cache" if private else "no-cache"
    response["ETag"] = tag
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=tag, response=response) or response


def newest(feed: Feed) -> datetime:
    return max((entry.updated for entry in feed.entries), default=BEGINNING)


def written(feed: Feed, request: HttpRequest) -> bytes:
    """The feed as XML in UTF-8. The library escapes every text."""
    root = Element(f"{{{ATOM}}}feed", {_LANG: "en-GB"})
    host = request.get_host().partition(":")[0]
    here = request.build_absolute_uri()
    query = feed.page.partition("?")[2]
    _text(root, "id", _id(host, f"{feed.name}?{query}" if query else feed.name))
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(newest(feed)))
    _link(root, "self", here, type="application/atom+xml")
    _link(root, "alternate", request.build_absolute_uri(feed.page), type="text/html")
    _text(SubElement(root, f"{{{ATOM}}}author"), "name", _("Rare Earth Controls Register"))
    _text(root, "subtitle", _("Information, not legal advice. The notice published by the authority prevails."))
    for entry in feed.entries:
        _entry(root, entry, request, host)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: Element, entry: Entry, request: HttpRequest, host: str) -> None:
    node = SubElement(root, f"{{{ATOM}}}entry", {_LANG: entry.language} if entry.language else {})
    _text(node, "id", _id(host, entry.name))
    _text(node, "title", entry.title)
    _text(node, "updated", _moment(entry.updated))
    if entry.published:
        _text(node, "published", _moment(entry.published))
    _link(node, "alternate", request.build_absolute_uri(entry.url), type="text/html")
    if entry.related:
        _link(node, "related", entry.related)
    if entry.author:
        _text(SubElement(node, f"{{{ATOM}}}author"), "name", entry.author)
    for term, label in entry.categories:
        SubElement(node, f"{{{ATOM}}}category", {"term": term, "label": label})
    if entry.summary:
        _text(node, "summary", entry.summary)
    if entry.rights:
        _text(node, "rights", entry.rights)


def _id(host: str, name: str) -> str:
    """A tag URI: it stays the same when the address of a page changes."""
    return f"tag:{host},{MINTED}:{name}"


def _text(around: Element, name: str, text: str) -> None:
    SubElement(around, f"{{{ATOM}}}{name}").text = text


def _link(around: Element, relation: str, address: str, **more: str) -> None:
    SubElement(around, f"{{{ATOM}}}link", {"rel": relation, "href": address, **more})


def _moment(at: datetime) -> str:
    """An instant by RFC 3339, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
