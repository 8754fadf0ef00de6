"""From what a source sends to what we keep: items of plain text, with allowed addresses, few and short enough."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from news.ingest.links import readable_link
from news.ingest.text import INVISIBLE, SUMMARY_LIMIT, TITLE_LIMIT, cut, folded, is_suspect, plain, visible
from news.ingest.types import MOST_ITEMS, NEVER, Flag, Item, Page, Reading, SourceUnreadable, When

KEY_LIMIT = 500
SHORT_LIMIT = 200


@dataclass(frozen=True)
class Draft:
    """An item as its format gives it: texts may be markup, the address relative to `base`."""

    title: str = ""
    link: str = ""
    base: str = ""
    key: str = ""
    published: When = NEVER
    updated: When = NEVER
    summary: str = ""
    author: str = ""
    language: str = ""
    kind: str = ""
    flags: frozenset[Flag] = frozenset()
    details: dict[str, str] = field(default_factory=dict)


def finished(draft: Draft) -> Item:
    """The item of a draft, flagged with everything that was left out of it."""
    received, full = plain(draft.title), plain(draft.summary)
    title, summary = visible(received), visible(full)
    url = readable_link(draft.link, base=draft.base)
    doubts = {
        Flag.NO_LINK: not draft.link.strip(),
        Flag.LINK_REFUSED: bool(draft.link.strip()) and not url,
        Flag.NO_TITLE: not title,
        Flag.INVISIBLE: bool(INVISIBLE.search(received + full)),
        Flag.TEXT_CUT: len(title) > TITLE_LIMIT or len(summary) > SUMMARY_LIMIT,
        Flag.SUSPECT_TEXT: is_suspect(title) or is_suspect(summary[:SUMMARY_LIMIT]),
    }
    return Item(
        title=cut(title, TITLE_LIMIT),
        url=url,
        key=cut(folded(draft.key), KEY_LIMIT),
        published=draft.published,
        updated=draft.updated,
        summary=cut(summary, SUMMARY_LIMIT),
        author=cut(visible(plain(draft.author)), SHORT_LIMIT),
        language=cut(folded(draft.language), 35),
        kind=cut(visible(plain(draft.kind)), SHORT_LIMIT),
        received_title=cut(received, TITLE_LIMIT) if INVISIBLE.search(received) else "",
        flags=draft.flags | frozenset(flag for flag, holds in doubts.items() if holds),
        details={name: cut(folded(value), SHORT_LIMIT) for name, value in draft.details.items() if value},
    )


def reading_of(
    drafts: Sequence[Draft], *, page: Page, encoding: str, flags: frozenset[Flag] = frozenset(), text: str = ""
) -> Reading:
    """The reading of a source's drafts.

    Raises SourceUnreadable when there are items and not one of them has a title, or not one an address: then the
    format has changed, whatever else still looks right.
    """
    doubts = set(flags)
    if len(drafts) > MOST_ITEMS:
        doubts.add(Flag.TOO_MANY)
    items = [finished(draft) for draft in drafts[:MOST_ITEMS]]
    if items and all(Flag.NO_TITLE in item.flags for item in items):
        raise SourceUnreadable(f"None of {len(items)} items has a title; the format has changed", text)
    if items and all(Flag.NO_LINK in item.flags for item in items):
        raise SourceUnreadable(f"None of {len(items)} items has an address; the format has changed", text)
    named = tuple(item for item in items if item.title or item.url)
    if len(named) < len(items):
        doubts.add(Flag.ITEMS_DROPPED)
    if not named:
        doubts.add(Flag.EMPTY)
    return Reading(items=named, flags=frozenset(doubts), encoding=encoding)
