"""One article on a page of its own: its title, its date and its text, without what stands around it.

Pages repeat headlines, and end with blocks of other articles whose dates are of today. What stands after the first
heading of such a block is not the article.
"""

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

from news.ingest.dates import read_date
from news.ingest.decoding import decode
from news.ingest.items import Draft, reading_of
from news.ingest.links import readable_link
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


class _Head(HTMLParser):
    """The first heading of a page, its own address, and the date in its head."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.heading = ""
        self.title = ""
        self.address = ""
        self.language = ""
        self.dates: dict[str, str] = {}
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if (tag == "h1" and not self.heading) or (tag == "title" and not self.title):
            self._in = tag
        elif tag == "html":
            self.language = given.get("lang", "")
        elif tag == "link" and given.get("rel", "").lower() == "canonical":
            self.address = self.address or given.get("href", "")
        elif tag == "meta":
            name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            self.dates.setdefault(name, given.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._in:
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "h1":
            self.heading += data
        elif self._in == "title":
            self.title += data


def parse(page: Page) -> Reading:
    """The article of a page. Raises SourceUnreadable for a page without a heading or with next to no text."""
    decoded = decode(page.body, content_type=page.content_type)
    head = _Head()
    head.feed(decoded.text)
    head.close()
    title = folded(head.heading) or folded(head.title)
    lines = lines_of(decoded.text)
    if not title or title not in lines:
        raise SourceUnreadable("The page has no heading that it shows", decoded.text)
    draft = article_of(lines[lines.index(title) :], page=page)
    dated = next((head.dates[name] for name in META_DATES if head.dates.get(name)), "")
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
