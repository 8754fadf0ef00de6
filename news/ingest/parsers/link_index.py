"""Pages that list notices as links: one rule for each source says which links count and where their date stands.

A page with fewer such links than it ever has is no quiet day: its layout changed, or something else was served.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from news.ingest.dates import read_date
from news.ingest.decoding import decode
from news.ingest.items import Draft, reading_of
from news.ingest.links import readable_link
from news.ingest.markup import End, Start, tokens_of
from news.ingest.text import folded
from news.ingest.types import NEVER, Page, Parser, Reading, SourceUnreadable, When

MOST_LINKS = 20_000
# How many characters around a link are looked at for its date.
AROUND = 500
DATED = re.compile(
    r"(?<!\d)(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{4}年\s*\d{1,2}月\s*\d{1,2}日|令和\s*[\d元]{1,2}年\s*\d{1,2}月\s*\d{1,2}日"
    r"|\d{2}/\d{2}/\d{2}(?!\d))(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)


@dataclass(frozen=True)
class IndexRule:
    """Which links of a page are items. `path` is searched in the absolute address; its group "key" names the item.

    `date` says where it stands: "after" or "before" the link, or "path" for the pattern's group "date". `fewest` is
    how many links there always are.
    """

    path: str
    date: str = "after"
    fewest: int = 1
    language: str = ""
    kind: str = ""


@dataclass
class Anchor:
    """A link, its words, its title attribute and the words next to it."""

    href: str
    title: str
    words: str = ""
    before: str = ""
    after: str = ""


@dataclass
class _Found:
    """One item of the page; a link may appear twice, once as the name and once as "more"."""

    url: str
    names: list[str] = field(default_factory=list)
    date: str = ""
    key: str = ""


def anchors_of(markup: str) -> tuple[list[Anchor], str]:
    """The links of a page with the words around them, and the base that it names for them, if any."""
    anchors: list[Anchor] = []
    inside, base, between = False, "", ""
    for token in tokens_of(markup):
        if isinstance(token, Start) and token.name == "base":
            base = base or token.attributes.get("href", "")
        elif isinstance(token, Start) and token.name == "a" and len(anchors) < MOST_LINKS:
            given = token.attributes
            anchors.append(Anchor(given.get("href", ""), given.get("title", ""), before=between))
            inside, between = True, ""
        elif isinstance(token, End) and token.name == "a":
            inside = False
        elif isinstance(token, str):
            if inside:
                anchors[-1].words += token[:AROUND]
                continue
            between = (between + token)[-AROUND:]
            if anchors and len(anchors[-1].after) < AROUND:
                anchors[-1].after += token[:AROUND]
    return anchors, base


def index_parser(rule: IndexRule) -> Parser:
    """A parser for pages whose links follow a rule."""

    def parse(page: Page) -> Reading:
        decoded = decode(page.body, content_type=page.content_type)
        drafts = drafts_of(decoded.text, page=page, rule=rule)
        return reading_of(drafts, page=page, encoding=decoded.encoding, flags=decoded.flags, text=decoded.text)

    return parse


def drafts_of(markup: str, *, page: Page, rule: IndexRule) -> list[Draft]:
    """The items of a page by a rule.

    Raises SourceUnreadable when there are fewer than ever, or when not one of them has a date where it should stand.
    """
    found = list(_items(markup, page=page, rule=rule))
    if len(found) < rule.fewest:
        raise SourceUnreadable(f"The page has {len(found)} links of its kind; {rule.fewest} is the fewest", markup)
    drafts = [
        Draft(
            title=max(item.names, key=len),
            link=item.url,
            base=page.url,
            key=item.key,
            published=_date(item.date, page),
            language=rule.language,
            kind=rule.kind,
        )
        for item in found
    ]
    if all(draft.published.day is None for draft in drafts):
        raise SourceUnreadable("None of the links has a date where it always stood", markup)
    return drafts


def _items(markup: str, *, page: Page, rule: IndexRule) -> Iterator[_Found]:
    anchors, base = anchors_of(markup)
    host = urlsplit(page.url).hostname
    known: dict[str, _Found] = {}
    for anchor in anchors:
        url = readable_link(anchor.href, base=readable_link(base, base=page.url) or page.url)
        match = re.search(rule.path, url)
        if not match or urlsplit(url).hostname != host:
            continue
        item = known.setdefault(url, _Found(url))
        item.names += [folded(name) for name in (anchor.title, anchor.words)]
        groups = match.groupdict()
        item.key = groups.get("key") or url
        item.date = item.date or (groups.get("date") if rule.date == "path" else _next_to(anchor, rule)) or ""
    return iter(known.values())


def _next_to(anchor: Anchor, rule: IndexRule) -> str:
    """The date in the words before a link (the last one) or in it and after it (the first one)."""
    if rule.date == "before":
        dates = [match[0] for match in DATED.finditer(folded(anchor.before))]
        return dates[-1] if dates else ""
    match = DATED.search(folded(anchor.after)) or DATED.search(folded(anchor.words))
    return match[0] if match else ""


def _date(raw: str, page: Page) -> When:
    return read_date(raw, calendar=page.calendar, fetched_at=page.fetched_at) if raw else NEVER
