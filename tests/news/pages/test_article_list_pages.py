"""The list of news as a reader sees it."""

from datetime import timedelta

import pytest

from tests.controls.markup import tree
from tests.news.reporting import NOON, make_article

pytestmark = pytest.mark.django_db


def titles(answer):
    return [link.text for heading in tree(answer).one("main").all("h3") for link in heading.all("a")]


def test_articles_stand_under_their_day_the_newest_first(client, today):
    make_article("First", at=NOON - timedelta(days=2))
    make_article("Third", at=NOON + timedelta(hours=3))
    make_article("Second", at=NOON)

    page = tree(client.get("/news/"))

    assert titles(client.get("/news/")) == ["Third", "Second", "First"]
    days = [heading.text for section in page.all("section", of_class="sec") for heading in section.all("h2")]
    assert days == ["20 Nov 2026", "18 Nov 2026"]
