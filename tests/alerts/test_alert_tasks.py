"""The clockwork of alerts: rung often enough, harmless when rung twice, and it does the whole way by itself."""

import pytest
from django.core import mail

from config.celery import app
from controls.alerts import tasks
from controls.alerts.models import Delivery, Notification
from controls.models import EntityList
from news.tasks import OFF, note_late_sources
from tests.alerts.following import follow, list_somebody, somebody
from tests.factories import make_entity, make_list
from tests.news.reporting import NOON, make_source_of_news

pytestmark = pytest.mark.django_db


@pytest.fixture
def following():
    return follow(somebody(), subject=make_list().key, channel="email")


def recorded(following):
    entity_list = EntityList.objects.get(key=following.subject.partition(":")[2])
    list_somebody(entity_list, entity=make_entity("Kestrel Optics Ltd"))


def test_what_is_recorded_leaves_as_a_letter_without_anybody_s_hand(following):
    recorded(following)
    assert tasks.collect() == "1 notifications"
    assert tasks.send_letters() == "1 letters"
    [letter] = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "Kestrel Optics Ltd" in letter.subject


def test_ringing_twice_tells_and_sends_once(following):
    recorded(following)
    for _bell in range(3):
        tasks.collect()
        tasks.send_letters()
    assert Notification.objects.count() == Delivery.objects.filter(state="sent").count() == len(mail.outbox) == 1


def test_a_bell_takes_what_a_newer_release_may_say(following):
    assert tasks.collect(since="later") == "0 notifications"
    assert tasks.send_letters(most=3) == "0 letters"


@pytest.mark.parametrize(
    ("task", "seconds"),
    [
        ("controls.alerts.tasks.collect", 15),
        ("controls.alerts.tasks.send_letters", 15),
        ("news.tasks.note_late_sources", 300),
    ],
)
def test_the_clock_rings_often_enough(task, seconds):
    [entry] = [each for each in app.conf.beat_schedule.values() if each["task"] == task]
    assert entry["schedule"] <= seconds
    assert entry["options"]["expires"] <= entry["schedule"]


def test_where_nobody_is_asked_nobody_is_late(settings):
    settings.FETCHING = False
    make_source_of_news(read_at=NOON.replace(year=2020))
    assert note_late_sources() == OFF


def test_late_sources_are_noted_by_the_clock(settings):
    settings.FETCHING = True
    make_source_of_news(read_at=NOON.replace(year=2020))
    assert note_late_sources() == "1 late"
    assert note_late_sources() == "0 late"


def test_no_task_takes_anything_private_as_an_argument():
    """What a message to the broker holds can be read there: these hold nothing."""
    for entry in app.conf.beat_schedule.values():
        assert not entry.get("args") and not entry.get("kwargs")
