"""Atom as a reader of feeds sees it, checked against what RFC 4287 demands of every feed."""

import re
from datetime import datetime
from xml.etree.ElementTree import Element, fromstring

NS = "{http://www.w3.org/2005/Atom}"
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[-A-Za-z0-9._~!$&'()*+,;=:@/?%]+", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def read(answer) -> Element:
    """The feed, if it is a valid one: every id once, every entry with what it must have."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = fromstring(answer.content)
    assert feed.tag == f"{NS}feed"
    ids = [one(node, "id") for node in (feed, *entries(feed))]
    assert len(ids) == len(set(ids))
    for node in (feed, *entries(feed)):
        assert TAG.fullmatch(one(node, "id")), one(node, "id")
        assert MOMENT.fullmatch(one(node, "updated"))
        assert len(node.findall(f"{NS}title")) == 1
        alternates = [link for link in node.findall(f"{NS}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1
        assert all(re.match("https?://", link.get("href", "")) for link in node.findall(f"{NS}link"))
    assert links(feed, "self")
    assert feed.findall(f"{NS}author/{NS}name") or all(each.findall(f"{NS}author") for each in entries(feed))
    moments = [one(entry, "updated") for entry in entries(feed)]
    assert one(feed, "updated") == max(moments, default=one(feed, "updated"))
    return feed


def entries(feed: Element) -> list[Element]:
    return feed.findall(f"{NS}entry")


def one(node: Element, name: str) -> str:
    """The text of the only child of that name."""
    (found,) = node.findall(f"{NS}{name}")
    return found.text or ""


def links(node: Element, relation: str) -> list[str]:
    return [link.get("href", "") for link in node.findall(f"{NS}link") if link.get("rel") == relation]


def titles(feed: Element) -> list[str]:
    return [one(entry, "title") for entry in entries(feed)]


def moment(node: Element, name: str = "updated") -> datetime:
    return datetime.fromisoformat(one(node, name))
