"""China's Ministry of Commerce: the announcements of a year, its Bureau of Security and Control, its export portal."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from news.ingest.dates import read_date
from news.ingest.decoding import decode
from news.ingest.items import Draft, reading_of
from news.ingest.json_answers import needed, optional, read_json, rows_in
from news.ingest.matters import why_it_matters
from news.ingest.notice_numbers import own_number
from news.ingest.parsers.link_index import IndexRule, drafts_of
from news.ingest.types import Calendar, Page, Reading, SourceUnreadable

BEIJING = Calendar(zone="Asia/Shanghai")
ARTICLE = r"/art/(?:\d{4}/)?art_(?P<key>[0-9a-f]{32})\.html"
ANNOUNCEMENTS = IndexRule(path=ARTICLE, language="zh-Hans", kind="公告")
BUREAU = IndexRule(path=ARTICLE, language="zh-Hans")
PORTAL = "http://exportcontrol.mofcom.gov.cn"
PORTAL_PATH = re.compile(r"/article/[a-z]+/\d{6}/(\d+)\.html")


def parse_announcements(page: Page) -> Reading:
    """The index of one year's announcements, an HTML page of links."""
    decoded = decode(page.body, content_type=page.content_type)
    drafts = drafts_of(decoded.text, page=_in_beijing(page), rule=ANNOUNCEMENTS)
    return reading_of(
        [_numbered(draft) for draft in drafts],
        page=page,
        encoding=decoded.encoding,
        flags=decoded.flags,
        text=decoded.text,
    )


def parse_bureau(page: Page) -> Reading:
    """The normative documents of the bureau: JSON around the HTML of a list."""
    answer, encoding, text = read_json(page)
    data = answer.get("data")
    markup = data.get("html") if isinstance(data, dict) else None
    if not isinstance(markup, str):
        raise SourceUnreadable("The answer has no field 'data.html'", text)
    drafts = drafts_of(markup, page=_in_beijing(page), rule=BUREAU)
    return reading_of([_numbered(draft) for draft in drafts], page=page, encoding=encoding, text=text)


def parse_portal(page: Page) -> Reading:
    """A column of the export control portal. Its dates are days of posting; the month in a path is that of filing."""
    answer, encoding, text = read_json(page)
    rows = rows_in(answer, "pageInfo", "rows", text=text)
    drafts = [_portal_row(row, page=page, text=text) for row in rows]
    return reading_of(drafts, page=page, encoding=encoding, text=text)


def _portal_row(row: dict[str, Any], *, page: Page, text: str) -> Draft:
    path = needed(row, "url", text=text)
    match = PORTAL_PATH.search(path)
    if not match:
        raise SourceUnreadable(f"A row has the address {path[:60]!r}, which is of a new form", text)
    posted = read_date(needed(row, "publishTimeStr", text=text), calendar=BEIJING, fetched_at=page.fetched_at)
    if posted.day is None:
        raise SourceUnreadable(f"A row has the date {posted.raw!r}", text)
    return _numbered(
        Draft(
            title=needed(row, "title", text=text),
            link=urljoin(PORTAL, path),
            base=PORTAL,
            key=match[1],
            published=posted,
            author=optional(row, "source", text=text),
            language="zh-Hans",
        )
    )


def _in_beijing(page: Page) -> Page:
    return replace(page, calendar=BEIJING)


def _numbered(draft: Draft) -> Draft:
    """The draft with the official number that its title begins with, and with the words for which it matters."""
    details = {"matters": " ".join(why_it_matters(draft.title))}
    if number := own_number(draft.title):
        details["notice"] = number
    return replace(draft, details={**draft.details, **details})
