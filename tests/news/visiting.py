"""A source on loopback with a feed of two items, and no other that is asked: for tests of visits."""

import pytest

from news.models import Source
from tests.controls.hostile_source import running, says
from tests.news.sourced import entry, feed_of, source_of


@pytest.fixture(autouse=True)
def only_ours():
    Source.objects.update(enabled=False, off_reason="another test")


@pytest.fixture
def server(settings):
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        server.behaviours["/feed"] = says(200, feed_of(entry(1), entry(2)))
        yield server


@pytest.fixture
def source(server):
    return source_of(server.place)


def asked_for(server, path):
    return [question for question in server.asked if question.split(b" ")[1] == path.encode()]
