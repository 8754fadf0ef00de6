"""When two items are one: the names under which an item is known, and the folding of what a source repeats.

In this order: the official number; the source's own name for it; its address in the one spelling; and, for an item
that has no name of its own, its words on its day. Names are kept, all of them: a source that changes one is still
recognised by the others.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from news.ingest.links import ANY, LinkRule, canonical, post_number
from news.ingest.text import folded
from news.ingest.types import Flag, Item, When


@dataclass(frozen=True)
class Identity:
    """How a source's items are told apart. `own_keys` is False where a source makes a new one with every edit."""

    link: LinkRule = ANY
    own_keys: bool = True


@dataclass(frozen=True)
class Name:
    """One name of an item: `kind` is "notice", "key", "address" or "words"."""

    kind: str
    value: str


@dataclass(frozen=True)
class Folded:
    """One item as it is now, its earlier versions in the same reading, newest first, and everything it is known by."""

    item: Item
    names: tuple[Name, ...]
    addresses: tuple[str, ...]
    earlier: tuple[Item, ...] = ()


def names_of(item: Item, *, identity: Identity) -> tuple[Name, ...]:
    """Every name of an item, the surest first. Never empty for an item with a title or an address."""
    names = []
    if notice := item.details.get("notice"):
        names.append(Name("notice", notice))
    own = item.key and identity.own_keys
    if own:
        names.append(Name("key", item.key))
    if item.url:
        names.append(Name("address", canonical(item.url, rule=identity.link)))
        if number := post_number(item.url):
            names.append(Name("address", f"{canonical(item.url, rule=identity.link).partition('?')[0]}?p={number}"))
    if not own and item.title:
        names.append(Name("words", _digest(_comparable(item.title), _day(item.published))))
    return tuple(dict.fromkeys(names))


def version_of(item: Item) -> str:
    """A digest of what an item says. It differs when the item was edited, and not because time went by."""
    return _digest(
        item.title, item.summary, item.author, item.kind, _lasting(item.published), _lasting(item.updated),
        json.dumps(item.details, ensure_ascii=False, sort_keys=True),
    )  # fmt: skip


def fold(items: Iterable[Item], *, identity: Identity) -> list[Folded]:
    """The items of a reading, each once, in the order of their first appearance.

    Of several versions the newest by its own dates counts; of equals, the one that stands first. An item that shares a
    name with each of two others joins the first; that those two are one as well is not concluded from it.
    """
    groups: list[list[Item]] = []
    by_name: dict[Name, list[Item]] = {}
    for item in items:
        names = names_of(item, identity=identity)
        known = next((by_name[name] for name in names if name in by_name), None)
        group = known if known is not None else []
        if known is None:
            groups.append(group)
        group.append(item)
        for name in names:
            by_name.setdefault(name, group)
    return [_folded(group, identity) for group in groups]


def _folded(group: list[Item], identity: Identity) -> Folded:
    newest = sorted(group, key=_edited, reverse=True)
    versions: dict[str, Item] = {}
    for item in newest:
        versions.setdefault(version_of(item), item)
    names = dict.fromkeys(name for item in newest for name in names_of(item, identity=identity))
    addresses = dict.fromkeys(item.url for item in newest if item.url)
    return Folded(newest[0], tuple(names), tuple(addresses), tuple(versions.values())[1:])


def _edited(item: Item) -> str:
    """When an item was last edited, for ordering: its instant or its day, updated before published."""
    when = item.updated if item.updated.day else item.published
    return (when.at.isoformat() if when.at else "") or (when.day.isoformat() if when.day else "")


def _day(when: When) -> str:
    return when.day.isoformat() if when.day else ""


def _lasting(when: When) -> str:
    """A date as a part of a version. "9 hours ago" says something else each hour and is none."""
    return "" if Flag.RELATIVE in when.flags else when.raw


def _comparable(title: str) -> str:
    return folded(unicodedata.normalize("NFKC", title)).casefold()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
