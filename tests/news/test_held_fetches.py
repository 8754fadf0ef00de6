"""An index that shrinks between two visits: what was there stays, a person decides, and only then it is stored."""

import json
from datetime import timedelta

import pytest

from news.models import Article, FetchRun, FoundNotice, HeldReading, KnownAddress, Source
from news.services import holding
from tests.controls.desk import make_user
from tests.controls.hostile_source import running, says
from tests.controls.proposing import signed_in
from tests.news.sourced import AT, source_of, visited

pytestmark = pytest.mark.usefixtures("seeded")
Outcome = FetchRun.Outcome
HOUR = timedelta(hours=1)
INDEX = "/column"


@pytest.fixture(autouse=True)
def only_ours(seeded):
    Source.objects.update(enabled=False, off_reason="another test")


@pytest.fixture
def server(settings):
    with running() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        yield server


@pytest.fixture
def source(server):
    return source_of(server.place, url=f"http://{server.place}{INDEX}", parser="mofcom_portal", announces_notices=True)


def index_of(*numbers):
    """A column of the ministry's portal with these announcements."""
    rows = [
        {
            "title": f"商务部公告2026年第{number}号 稀土",
            "url": f"/article/gzdt/202611/{number}.html",
            "publishTimeStr": "2026-11-20 10:00:00",
        }
        for number in numbers
    ]
    return says(200, json.dumps({"pageInfo": {"rows": rows}}).encode(), content_type="application/json")


def test_a_shrunken_index_is_held_back_and_nothing_that_was_there_goes(source, server):
    server.behaviours[INDEX] = index_of(*range(900, 920))
    assert visited(source).outcome == Outcome.READ
    address = KnownAddress.objects.get().digest

    server.behaviours[INDEX] = index_of(901, 990)
    run = visited(source, at=AT + HOUR)

    assert (run.outcome, run.reason) == (Outcome.HELD_BACK, "It has shrunk from 20 items to 2.")
    assert (run.items, run.added) == (0, 0)
    assert Article.objects.filter(source=source).count() == 20
    assert not FoundNotice.objects.filter(key="mofcom-2026-990").exists()
    assert (source.trouble, source.failures) == ("It has shrunk from 20 items to 2.", 1)
    held = HeldReading.objects.get()
    assert (held.run, held.state) == (run, "waiting")
    assert held.added == ["商务部公告2026年第990号 稀土"]
    assert KnownAddress.objects.get().digest == address, "The same answer must be looked at again."


def test_the_same_odd_answer_next_hour_is_the_same_trouble(source, server):
    server.behaviours[INDEX] = index_of(*range(900, 920))
    visited(source)
    server.behaviours[INDEX] = index_of(901)
    for hour in (1, 2, 3):
        assert visited(source, at=AT + hour * HOUR).outcome == Outcome.HELD_BACK
    assert HeldReading.objects.count() == 1
    assert source.failures == 3


def test_what_a_person_believes_is_stored_at_the_next_visit(source, server):
    ada = make_user(AT, "ada@example.org")
    server.behaviours[INDEX] = index_of(*range(900, 920))
    visited(source)
    server.behaviours[INDEX] = index_of(901, 990)
    visited(source, at=AT + HOUR)
    page = signed_in(ada).get("/desk/").content.decode()
    assert "It has shrunk from 20 items to 2." in page

    holding.accept(held=HeldReading.objects.get(), note="Moved.", by=ada, at=AT + 2 * HOUR)
    source.refresh_from_db()
    assert (source.next_at, source.trouble, source.failures) == (None, "", 0)
    run = visited(source, at=AT + 3 * HOUR)

    assert (run.outcome, run.added, run.notices) == (Outcome.READ, 1, 1)
    assert FoundNotice.objects.filter(key="mofcom-2026-990").exists()
    assert Article.objects.filter(source=source).count() == 21, "What is no longer listed stays as it was announced."


def test_an_older_index_that_is_served_again_is_held_back(source, server):
    for hour, last in enumerate((920, 921, 922)):
        server.behaviours[INDEX] = index_of(*range(900, last))
        assert visited(source, at=AT + hour * HOUR).outcome == Outcome.READ
    server.behaviours[INDEX] = index_of(*range(900, 921))
    run = visited(source, at=AT + 4 * HOUR)
    assert (run.outcome, run.reason) == (Outcome.HELD_BACK, "An older version was served again: 21 items, after 22.")
    server.behaviours[INDEX] = index_of(*range(900, 923))
    assert visited(source, at=AT + 5 * HOUR).outcome == Outcome.READ
    assert source.trouble == ""
    assert HeldReading.objects.get().state == "overtaken"
