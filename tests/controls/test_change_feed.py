"""The change log as a feed: valid Atom, with the filters of its page and nobody's name."""

import pytest

from controls.models import Change
from controls.views import atom
from tests.controls.markup import tree
from tests.news.atom import entries, links, moment, one, read, titles
from tests.screening.asking import somebody

pytestmark = pytest.mark.usefixtures("seeded")
FEED = "/changes/feed.atom"


def feed_of(client, **query):
    return read(client.get(FEED, query))


def test_the_newest_change_stands_first(client, today):
    newest = Change.objects.latest("id")
    feed = feed_of(client)
    first = entries(feed)[0]

    assert one(first, "id") == f"tag:testserver,2026:change/{newest.pk}"
    assert links(first, "alternate") == [f"http://testserver/changes/{newest.pk}/"]
    assert moment(first) == newest.recorded_at.replace(microsecond=0)
    assert len(entries(feed)) == atom.MOST_ENTRIES


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"about": "entity:subaru-corporation"}, {"Added: entity: SUBARU Corporation"}),
        ({"action": "stopped"}, {"Stopped: act on listings"}),
        ({"subject_type": "measure", "action": "added"}, {"Added: measure"}),
    ],
)
def test_it_has_the_filters_of_the_page(client, today, query, expected):
    found = titles(feed_of(client, **query))

    assert found
    for words in expected:
        assert any(title.startswith(words) for title in found), found[:3]
    page = client.get("/changes/", query)
    assert len(found) == min(page.context["page"].paginator.count, atom.MOST_ENTRIES)


def test_the_page_leads_to_the_feed_with_its_filters(client, today):
    page = tree(client.get("/changes/", {"action": "stopped", "page_size": "20"}))

    link = page.one("link", type="application/atom+xml")

    assert link["href"] == "/changes/feed.atom?action=stopped"
    assert page.one("main").one("a", href="/changes/feed.atom?action=stopped").text == "Feed (Atom)"


def test_it_leads_back_to_the_page_with_its_filters(client, today):
    assert links(feed_of(client, action="stopped"), "alternate") == ["http://testserver/changes/?action=stopped"]


@pytest.mark.parametrize("query", ["actoin=added", "action=", "page=2", "about=nobody"])
def test_a_mistyped_filter_does_not_ask_for_everything(client, today, query):
    assert client.get(f"{FEED}?{query}").status_code == 400


def test_it_names_no_person(client, today):
    content = client.get(FEED).content.decode()

    assert "@" not in content


def test_who_has_it_is_not_sent_it_again(client, today):
    first = client.get(FEED)

    again = client.get(FEED, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_somebody_who_is_signed_in_gets_one_that_no_proxy_keeps(client, today):
    client.force_login(somebody("reader@register.example"))

    assert client.get(FEED)["Cache-Control"] == "private, no-cache"
