"""The page of the lists says when an official source of notices was not read, also to visitors whose page was kept."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from news.models import HeldReading, Source
from tests.news.announcing import make_source

pytestmark = pytest.mark.usefixtures("seeded", "today")
LISTS = "/entities/"
BLIND = "A notice may be missing here."


@pytest.fixture(autouse=True)
def only_ours(seeded):
    Source.objects.update(enabled=False, off_reason="another test")


def ministry(hours, **columns):
    now = timezone.now()
    given = {"name": "Ministry", "asked_at": now, "read_at": now - timedelta(hours=hours), "rhythm": 24 * 60}
    return make_source(**given | columns)


def page(client):
    return client.get(LISTS).content.decode()


def test_a_ministry_that_was_not_read_for_a_day_is_named_with_the_hour(client):
    source = ministry(27)
    said = timezone.localtime(source.read_at)
    text = page(client)
    assert BLIND in text
    assert f"Ministry has not been read since {said:%-d %b %Y %H:%M}." in text
    assert 'href="/news/sources/"' in text


def test_a_source_that_was_asked_and_never_read_is_named(client):
    make_source(name="Ministry", asked_at=timezone.now(), failures=1, trouble="no answer")
    assert "Ministry has never been read." in page(client)


def test_a_source_that_nobody_asks_though_it_is_switched_on_is_named(client):
    make_source(name="Ministry", on_since=timezone.now() - timedelta(hours=27))
    assert "Ministry has never been read." in page(client)


def test_a_ministry_whose_page_has_ended_is_named(client):
    ministry(1, ended_at=timezone.now())
    assert "Ministry says that it has ended; it has not been asked since" in page(client)


def test_one_failure_of_a_source_that_was_just_read_says_nothing(client):
    ministry(1, failures=1, trouble="no answer")
    assert BLIND not in page(client)


def test_an_answer_that_is_held_back_is_said(client):
    source = ministry(1)
    HeldReading.objects.create(
        source=source, reason="shrunk", words="x", before=9, now=1, digest="0" * 64, held_at=timezone.now()
    )
    assert "The last answer of Ministry is held back until a person has looked." in page(client)


@pytest.mark.parametrize(
    "columns",
    [
        {"hours": 25},
        {"hours": 99, "announces_notices": False},
        {"hours": 99, "tier": "trade_press"},
        {"hours": 99, "enabled": False, "off_reason": "Terms."},
    ],
)
def test_a_source_that_is_well_or_not_relied_on_says_nothing(client, columns):
    ministry(**columns)
    assert BLIND not in page(client)


def test_a_source_that_nobody_has_asked_yet_says_nothing(client):
    make_source(name="Ministry")
    assert BLIND not in page(client)


def test_a_page_that_was_kept_for_a_visitor_does_not_hide_it(client):
    source = ministry(1)
    assert BLIND not in page(client)
    Source.objects.filter(pk=source.pk).update(read_at=timezone.now() - timedelta(hours=30))
    cache.delete("freshness")  # half a minute goes by
    assert BLIND in page(client)
