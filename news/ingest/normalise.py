"""When two items are one: the names under which an item is known, and the folding of what a source repeats.

In this order: the official number; the source's own name for it; its address in the one spelling; and, for an item
that has no name of its own, its words on its day. Names are kept, all of them: a source that changes one is still
recognised by the others.

Two items are never one when both bear official numbers and share none, whatever else they share. An address under
which one answer announces several items is the place where they stand, and names none of them.
"""

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from news.ingest.links import ANY, LinkRule, canonical, is_front_page, post_number, readable_link
from news.ingest.text import folded
from news.ingest.types import Flag, Item, When

WITHDRAWN_SAYS = frozenset({Flag.WITHDRAWN})
# So many different items at one address in one answer: two may be an edit under a new name, three are a list.
CROWD = 3


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
    """One item as it is now, its earlier versions in the same reading, newest first, and everything it is known by.

    `addresses` are those that name it, as the source wrote them.
    """

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
    if item.url and not is_front_page(canonical(item.url, rule=identity.link)):
        names += [Name("address", address) for address in _addresses(item.url, identity.link)]
    if own and post_number(item.key) and (link := readable_link(item.key, base="")):
        names += [Name("address", address) for address in _addresses(link, identity.link)[1:]]
    if not own and item.title:
        names.append(Name("words", _digest(_comparable(item.title), _day(item.published))))
    if not names and item.url:
        names.append(Name("address", canonical(item.url, rule=identity.link)))
    return tuple(dict.fromkeys(names))


def contradict(one: Iterable[Name], other: Iterable[Name]) -> bool:
    """Whether two items bear official numbers and share none: then nothing else makes them one."""
    numbers, others = ({name.value for name in names if name.kind == "notice"} for names in (one, other))
    return bool(numbers and others and not numbers & others)


def version_of(item: Item) -> str:
    """A digest of what an item says. It differs when the item was edited, and not because time went by."""
    return _digest(
        item.title, item.summary, item.author, item.kind, _lasting(item.published), _lasting(item.updated),
        json.dumps(item.details, ensure_ascii=False, sort_keys=True), *WITHDRAWN_SAYS & item.flags,
    )  # fmt: skip


def fold(items: Iterable[Item], *, identity: Identity) -> list[Folded]:
    """The items of a reading, each once, in the order of their first appearance.

    Of several versions the newest by its own dates counts; of equals, the one that stands first. An item that shares a
    name with each of two others joins the first; that those two are one as well is not concluded from it.
    """
    groups: list[_Group] = []
    by_name: dict[Name, _Group] = {}
    told = [(item, names_of(item, identity=identity)) for item in items]
    places = _crowded(told)
    for item, every in told:
        names = tuple(name for name in every if name not in places) or every
        known = (by_name[name] for name in names if name in by_name)
        group = next((group for group in known if not contradict(group.names, names)), None)
        if group is None:
            group = _Group()
            groups.append(group)
        group.items.append(item)
        group.names |= dict.fromkeys(names)
        if any(name.kind == "address" for name in names):
            group.addresses[item.url] = None
        for name in names:
            by_name.setdefault(name, group)
    return [_folded(group) for group in groups]


@dataclass
class _Group:
    """The items that are one so far, their names in the order of appearance, and their addresses that name them."""

    items: list[Item] = field(default_factory=list)
    names: dict[Name, None] = field(default_factory=dict)
    addresses: dict[str, None] = field(default_factory=dict)


def _crowded(told: Iterable[tuple[Item, tuple[Name, ...]]]) -> set[Name]:
    """The addresses under which several items of other keys and other titles stand."""
    keys, titles = defaultdict(set), defaultdict(set)
    for item, names in told:
        for name in names if item.key else ():
            if name.kind == "address":
                keys[name].add(item.key)
                titles[name].add(_comparable(item.title))
    return {name for name, found in keys.items() if len(found) >= CROWD and len(titles[name]) >= CROWD}


def _folded(group: _Group) -> Folded:
    newest = sorted(group.items, key=_edited, reverse=True)
    versions: dict[str, Item] = {}
    for item in newest:
        versions.setdefault(version_of(item), item)
    order = ("notice", "key", "address", "words")
    names = sorted(group.names, key=lambda name: order.index(name.kind))
    addresses = [address for address in group.addresses if address]
    return Folded(newest[0], tuple(names), tuple(addresses), tuple(versions.values())[1:])


def _addresses(url: str, rule: LinkRule) -> list[str]:
    """The one spelling of an address, and the short one of a post where the address holds its number."""
    long = canonical(url, rule=rule)
    number = post_number(url)
    return [long, f"{long.partition('?')[0]}?p={number}"] if number else [long]


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
