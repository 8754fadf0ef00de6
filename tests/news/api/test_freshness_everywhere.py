"""Every answer of the API says how fresh the official sources are: truly when one is late, in trouble or off."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from news.models import Source
from tests.news.reporting import NOON, make_article, make_news_event, make_source_of_news

pytestmark = pytest.mark.usefixtures("seeded", "today")

ANSWERS = [
    "/api/v1/news/articles/",
    "/api/v1/news/events/",
    "/api/v1/sources/",
    "/api/v1/listings/",
    "/api/v1/measures/",
    "/api/v1/notices/",
    "/api/v1/changes/",
    "/api/v1/search/?q=Subaru",
]
READ = NOON + timedelta(hours=23, minutes=30)  # half an hour before the noon at which the tests ask


@pytest.fixture(autouse=True)
def only_these(db):
    """No source but those that a test makes."""
    Source.objects.update(enabled=False, off_reason="Not in this test.")


def told(client, address):
    for cache in caches.all():
        cache.clear()
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.json()["freshness"]["official_sources"]


@pytest.mark.parametrize("address", ANSWERS)
def test_all_is_well_when_every_source_was_read_today(client, address):
    make_source_of_news(read_at=READ)

    assert told(client, address) == {"asked": 1, "read_within_a_day": 1, "in_trouble": []}


@pytest.mark.parametrize("address", ANSWERS)
def test_a_source_that_is_late_is_not_counted_as_read(client, address):
    make_source_of_news(read_at=READ)
    make_source_of_news(key="silent", read_at=READ - timedelta(days=2))

    assert told(client, address) == {"asked": 2, "read_within_a_day": 1, "in_trouble": ["silent"]}


@pytest.mark.parametrize("address", ANSWERS)
def test_a_source_in_trouble_is_named(client, address):
    make_source_of_news(key="fails", read_at=READ, failures=2)

    assert told(client, address)["in_trouble"] == ["fails"]


@pytest.mark.parametrize("address", ANSWERS)
def test_a_source_that_is_off_is_not_said_to_be_asked(client, address):
    make_source_of_news(read_at=READ, enabled=False)

    assert told(client, address) == {"asked": 0, "read_within_a_day": 0, "in_trouble": []}


@pytest.mark.parametrize("room", ["/api/v1/news/articles/{article}/", "/api/v1/news/events/{event}/"])
def test_one_row_says_it_too(client, room):
    source = make_source_of_news(key="held", read_at=READ, trouble="It has shrunk from 40 items to 3.")
    article, event = make_article(source=source), make_news_event()

    found = told(client, room.format(article=article.pk, event=event.key))

    assert found == {"asked": 1, "read_within_a_day": 1, "in_trouble": ["held"]}


def test_a_source_that_recovers_is_no_longer_named(client):
    source = make_source_of_news(key="again", read_at=READ, failures=1)
    assert told(client, ANSWERS[0])["in_trouble"] == ["again"]

    source.failures = 0
    source.save()

    assert told(client, ANSWERS[0])["in_trouble"] == []
