"""Feeds: RSS 0.9x, 1.0 and 2.0, and Atom 0.3 and 1.0."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from news.ingest.dates import read_date
from news.ingest.decoding import decode
from news.ingest.items import Draft, finished, reading_of
from news.ingest.markup import is_web_page
from news.ingest.types import NEVER, Page, Reading, SourceRetired, SourceUnreadable, When
from news.ingest.xml import Document, Element, read_xml

# Some producers forget the namespace.
ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "")
RSS = (
    "",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://channel.netscape.com/rdf/simple/0.9/",
)
DC = ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/")
CONTENT = ("http://purl.org/rss/1.0/modules/content/",)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
# What a channel or feed may hold by its specification. Another name without a namespace is a changed format.
KNOWN = {
    "title", "link", "description", "language", "copyright", "managingeditor", "webmaster", "pubdate", "category",
    "lastbuilddate", "generator", "docs", "cloud", "ttl", "image", "rating", "textinput", "skiphours", "skipdays",
    "items", "id", "author", "contributor", "updated", "icon", "logo", "rights", "subtitle", "tagline", "modified",
    "info", "channel",
}  # fmt: skip
ENDED = re.compile(r"this feed has (ended|been discontinued|moved)", re.IGNORECASE)


@dataclass(frozen=True)
class _Feed:
    """What holds for all items of a feed."""

    page: Page
    base: str
    language: str


def parse(page: Page) -> Reading:
    """The items of a feed, as it orders them. Raises SourceUnreadable for everything that is no feed."""
    decoded = decode(page.body, content_type=page.content_type)
    if is_web_page(decoded.text):
        raise SourceUnreadable("The answer is a web page, not a feed", decoded.text)
    document = read_xml(decoded.text)
    root, items = document.root, document.items
    if root.name == "feed" and root.space in ATOM:
        head, read = root, _atom_item
    elif root.name.lower() in ("rss", "rdf") and (channels := root.all("channel")):
        head, read = channels[0], _rss_item
    else:
        raise SourceUnreadable(f"The answer is XML but no feed; it begins with {root.name[:40]!r}", decoded.text)
    base = head.attributes.get(f"{XML} base") or root.attributes.get(f"{XML} base") or ""
    language = root.attributes.get(f"{XML} lang", "") or head.of("language", *RSS, *DC)
    feed = _Feed(page, urljoin(page.url, base), language)
    _refuse_changed(document, head, decoded.text)
    entries = [read(element, feed) for element in items]
    _refuse_retired(entries, decoded.text)
    return reading_of(
        entries, page=page, encoding=decoded.encoding, flags=decoded.flags | document.flags, text=decoded.text
    )


def _refuse_changed(document: Document, head: Element, text: str) -> None:
    """A feed without items is one only if it holds nothing that could be items under another name."""
    if document.items:
        return
    strange = [
        child.name for child in head.children() if child.space in (*RSS, *ATOM) and child.name.lower() not in KNOWN
    ]
    if strange:
        raise SourceUnreadable(f"The feed has no items but holds {strange[0][:40]!r}", text)


def _refuse_retired(entries: Iterable[Draft], text: str) -> None:
    """A feed that has ended says so in its only entry, and names its successor there."""
    only = list(entries)
    if len(only) == 1 and (ENDED.fullmatch(only[0].title.strip(" .")) or only[0].key.endswith("/feed-ended")):
        raise SourceRetired("The feed says that it has ended", text, successor=finished(only[0]).url)


def _date(texts: Iterable[str], feed: _Feed) -> When:
    raw = next((text for text in texts if text), "")
    return read_date(raw, calendar=feed.page.calendar, fetched_at=feed.page.fetched_at) if raw else NEVER


def _rss_item(element: Element, feed: _Feed) -> Draft:
    guids = element.all("guid", *RSS)
    guid = guids[0].text().strip() if guids else ""
    lasting = bool(guids) and guids[0].attributes.get("isPermaLink", "true").strip().lower() != "false"
    atom_links = [link.attributes.get("href", "") for link in element.all("link", *ATOM)]
    links = [element.of("link", *RSS), *atom_links, guid if lasting and "://" in guid else ""]
    about = element.attributes.get(f"{RDF} about", "")
    return Draft(
        title=element.of("title", *RSS) or element.of("title", *DC),
        link=next((link for link in links if link), about if "://" in about else ""),
        base=feed.base,
        key=guid or about,
        published=_date((element.of("pubDate", *RSS), element.of("date", *DC), element.of("issued", *DC)), feed),
        updated=_date((element.of("updated", *ATOM), element.of("modified", *DC)), feed),
        summary=element.of("description", *RSS) or element.of("encoded", *CONTENT),
        author=element.of("creator", *DC) or element.of("author", *RSS),
        language=element.of("language", *DC) or feed.language,
        kind=element.of("category", *RSS),
    )


def _atom_item(element: Element, feed: _Feed) -> Draft:
    base = urljoin(feed.base, element.attributes.get(f"{XML} base", ""))
    links = [
        link.attributes for link in element.all("link", *ATOM) if link.attributes.get("rel", "alternate") == "alternate"
    ]
    web = [link for link in links if link.get("type", "text/html") in ("text/html", "application/xhtml+xml")] or links
    categories = element.all("category", *ATOM)
    authors = element.all("author", *ATOM)
    return Draft(
        title=element.of("title", *ATOM),
        link=web[0].get("href", "") if web else "",
        base=base,
        key=element.of("id", *ATOM),
        published=_date((element.of("published", *ATOM), element.of("issued", *ATOM)), feed),
        updated=_date((element.of("updated", *ATOM), element.of("modified", *ATOM)), feed),
        summary=element.of("summary", *ATOM) or element.of("content", *ATOM),
        author=authors[0].of("name", *ATOM) if authors else "",
        language=element.attributes.get(f"{XML} lang", "") or feed.language,
        kind=categories[0].attributes.get("label") or categories[0].attributes.get("term", "") if categories else "",
    )
