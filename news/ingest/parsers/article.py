"""One article on a page of its own: its title, its date and its text, without what stands around it.

Pages repeat headlines, and end with blocks of other articles whose dates are of today. What stands after the first
heading of such a block is not the article.
"""

import re
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from news.ingest.dates import read_date
from news.ingest.decoding import decode
from news.ingest.items import Draft, reading_of
from news.ingest.links import readable_link
from news.ingest.markup import End, Start, tokens_of
from news.ingest.text import folded, lines_of
from news.ingest.types import NEVER, Page, Reading, SourceUnreadable

PUBLISHED = re.compile(
    r"(?:Published(?: on)?|Posted(?: on)?|发布时间|發佈時間|発表日|公開日|掲載日)\s*[:\uff1a]\s*(?P<date>.{4,60})", re.I
)
# From here on a page speaks of other things.
ENDS = re.compile(
    r"(Related (News|Articles|Stories|Content)|What to read next|Read next|Recommended|More (news|stories)"
    r"|You may also like|Data Source Statement\b.*|相关(新闻|阅读|文章|链接)|推荐阅读|延伸阅读"
    r"|関連(記事|ニュース)|おすすめ記事)"
    r"[:\uff1a]?",
    re.I,
)
SHORTEST = 40
META_DATES = ("article:published_time", "datepublished", "pubdate", "publishdate", "dc.date", "date")


@dataclass
class _Head:
    """The first heading of a page, its title, its own address, its language, and the fields of its head."""

    heading: str = ""
    title: str = ""
    address: str = ""
    language: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def _head(markup: str) -> _Head:
    head, inside = _Head(), ""
    for token in tokens_of(markup):
        if isinstance(token, str):
            head.heading += token if inside == "h1" else ""
            head.title += token if inside == "title" else ""
        elif isinstance(token, End):
            inside = "" if token.name == inside else inside
        elif (token.name == "h1" and not head.heading.strip()) or (token.name == "title" and not head.title):
            inside = token.name
        else:
            _take(token, head)
    return head


def _take(token: Start, head: _Head) -> None:
    """What a tag of a page's head says."""
    given = token.attributes
    if token.name == "html":
        head.language = given.get("lang", "")
    elif token.name == "link" and given.get("rel", "").lower() == "canonical":
        head.address = head.address or given.get("href", "")
    elif token.name == "meta":
        name = given.get("property") or given.get("name") or given.get("itemprop") or ""
        head.fields.setdefault(name.lower(), given.get("content", ""))


def parse(page: Page) -> Reading:
    """The article of a page. Raises SourceUnreadable for a page without a heading or with next to no text."""
    decoded = decode(page.body, content_type=page.content_type)
    head = _head(decoded.text)
    title = folded(head.heading) or folded(head.title)
    lines = lines_of(decoded.text)
    if not title or title not in lines:
        raise SourceUnreadable("The page has no heading that it shows", decoded.text)
    draft = article_of(lines[lines.index(title) :], page=page)
    dated = next((head.fields[name] for name in META_DATES if head.fields.get(name)), "")
    if draft.published is NEVER and dated:
        found = read_date(dated, calendar=page.calendar, fetched_at=page.fetched_at)
        draft = replace(draft, published=found)
    if len(draft.summary) < SHORTEST:
        raise SourceUnreadable("The page has a heading and next to no text", decoded.text)
    draft = replace(draft, link=_own_address(head.address, page), language=head.language)
    return reading_of([draft], page=page, encoding=decoded.encoding, flags=decoded.flags, text=decoded.text)


def article_of(lines: list[str], *, page: Page) -> Draft:
    """The article of a page's lines, of which the first is its title: date and text up to where other things begin."""
    published, text = NEVER, []
    for line in lines[1:]:
        if ENDS.fullmatch(line):
            break
        match = PUBLISHED.fullmatch(line)
        if match and published is NEVER:
            published = read_date(match["date"], calendar=page.calendar, fetched_at=page.fetched_at)
        elif line != lines[0]:
            text.append(line)
    return Draft(title=lines[0], link=page.url, base=page.url, published=published, summary=" ".join(text))


def _own_address(address: str, page: Page) -> str:
    """The address that a page gives for itself, if it is at the same host; else the one it was fetched from."""
    own = readable_link(address, base=page.url) if address else ""
    return own if own and urlsplit(own).hostname == urlsplit(page.url).hostname else page.url
