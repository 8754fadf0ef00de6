"""One rule says which sources a person should look at; every page, answer, figure and alert follows it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from controls.alerts.models import Occurrence
from news.filters.sources import SourceFilter
from news.models import Source
from news.services import figures, freshness, lateness, sources, troubles
from news.services.timetable import next_after
from news.services.troubles import Trouble
from news.views.source_words import standing
from tests.controls.desk import make_user
from tests.controls.proposing import signed_in
from tests.news.reporting import make_source_of_news

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(**columns):
    return Source(**{"key": "s", "rhythm": 60, "jitter": 10, "zone": "UTC", "enabled": True, **columns})


def wrong(at=AT, **columns):
    return troubles.troubles(source=source(**columns), at=at)


# ---- The rule


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"read_at": AT}, ()),
        ({"read_at": AT, "failures": 1}, (Trouble.FAILING,)),
        ({"read_at": AT, "trouble": "fewer rows"}, (Trouble.FAILING,)),
        ({"read_at": AT - 2 * HOUR}, (Trouble.SILENT,)),
        ({"read_at": AT - 2 * HOUR, "failures": 1}, (Trouble.FAILING, Trouble.SILENT)),
        ({"read_at": AT, "ended_at": AT}, (Trouble.ENDED,)),
        ({"on_since": AT - HOUR}, ()),
        ({"on_since": AT - 2 * HOUR}, (Trouble.SILENT,)),
        ({"on_since": AT, "read_at": AT - 900 * HOUR}, ()),
        ({"asked_at": AT - 2 * HOUR}, (Trouble.SILENT,)),
        ({"enabled": False, "failures": 9, "trouble": "x", "ended_at": AT, "read_at": AT - 900 * HOUR}, ()),
    ],
)
def test_what_is_wrong_with_a_source(columns, expected):
    assert wrong(**columns) == expected


def test_hours_in_which_nobody_asks_are_no_silence():
    night = {"quiet_from": time(22), "quiet_to": time(8), "rhythm": 60}
    assert troubles.patience(source=source(**night)) == 22 * HOUR
    assert troubles.patience(source=source(**night, quiet_rhythm=120)) == 4 * HOUR


@given(
    rhythm=st.integers(5, 44_640),
    quiet=st.sampled_from([{}, {"quiet_from": time(22), "quiet_to": time(8)}]),
    jitter=st.integers(0, 5),
    minute=st.integers(0, 100_000),
)
def test_a_source_that_is_read_when_its_timetable_says_is_never_silent(rhythm, quiet, jitter, minute):
    told = source(rhythm=rhythm, jitter=jitter, **quiet)
    read = next_after(source=told, at=AT + timedelta(minutes=minute))
    following = next_after(source=told, at=read)
    told.read_at = read
    assert Trouble.SILENT not in troubles.troubles(source=told, at=following)


@given(rhythm=st.integers(5, 44_640))
def test_no_source_is_patiently_waited_for_longer_than_twice_its_rhythm_nor_than_a_day_and_two_hours(rhythm):
    patience = troubles.patience(source=source(rhythm=rhythm))
    assert patience <= timedelta(minutes=2 * rhythm)
    assert patience <= 26 * HOUR or rhythm > 24 * 60


def test_nothing_new_is_said_after_its_own_limit_and_of_no_source_that_is_not_read():
    def since(**columns):
        return troubles.nothing_new_since(source=source(still_days=60, **columns), at=AT)

    old = AT - timedelta(days=61)
    assert since(read_at=AT, new_at=old) == old
    assert since(read_at=AT, on_since=old) == old
    assert since(read_at=AT, new_at=AT - timedelta(days=60)) is None
    assert since(new_at=old) is None
    assert since(read_at=AT, new_at=old, ended_at=AT) is None
    assert since(read_at=AT, new_at=old, enabled=False) is None


# ---- Everybody follows it


@pytest.mark.parametrize(
    ("columns", "troubled"),
    [
        ({"read": 0}, False),
        ({"read": 5}, True),
        ({"read": 0, "ended": 0}, True),
        ({"read": 0, "failures": 1}, True),
        ({"on": 5}, True),
        ({"on": 0}, False),
        ({"read": 5, "enabled": False}, False),
    ],
)
def test_desk_page_answer_figure_and_filter_say_the_same(seeded, today, client, columns, troubled):
    now = timezone.now()
    moments = {"read": "read_at", "ended": "ended_at", "on": "on_since"}
    given = {
        moments.get(name, name): now - value * HOUR if name in moments else value for name, value in columns.items()
    }
    row = make_source_of_news(announces_notices=True, **given)
    cache.clear()

    asked = SourceFilter({"state": ["in_trouble"]}, today=today)
    assert asked.is_valid()
    assert (row in asked.apply(at=now)) is troubled
    assert (row.key in freshness.told(at=now)["official_sources"]["in_trouble"]) is troubled
    figure = next(each for each in figures.figures(at=now) if each.name == "source_in_trouble")
    assert bool(dict((labels["source"], value) for labels, value in figure.values).get(row.key)) is troubled
    assert (standing(row, now)["label"] in ("in trouble", "ended")) is troubled
    state = client.get(f"/api/v1/sources/{row.key}/").json()["state"]
    assert (state in ("in_trouble", "ended")) is troubled
    desk = signed_in(make_user(now)).get("/desk/").context["blocks"]
    assert any(line.label == row.name for block in desk if block.key == "sources" for line in block.lines) is troubled


def test_a_dead_worker_is_told_of_in_every_answer_and_to_followers(seeded, today, client):
    now = timezone.now()
    for _each in range(3):
        make_source_of_news(read_at=now - 30 * HOUR)
    cache.clear()
    told = client.get("/api/v1/measures/").json()["freshness"]["official_sources"]
    assert (told["asked"], len(told["in_trouble"])) == (3, 3)
    assert lateness.note_late(at=now) == 3 == Occurrence.objects.count()


def test_who_switches_a_source_on_begins_its_count(db):
    row = make_source_of_news(enabled=False, read_at=AT - 900 * HOUR, ended_at=AT, gone_at=AT)
    row = sources.switch_on(source=row, at=AT)
    assert (row.on_since, row.ended_at, row.gone_at) == (AT, None, None)
    assert troubles.troubles(source=row, at=AT + HOUR) == ()
    assert troubles.troubles(source=row, at=AT + 2 * HOUR) == (Trouble.SILENT,)
