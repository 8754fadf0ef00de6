"""A source that could not be read for too long is noted once per spell, so that silence is not taken for calm."""

from datetime import timedelta

import pytest

from controls.alerts.models import Occurrence
from news.services import lateness
from tests.alerts.following import collect, follow, somebody
from tests.news.reporting import NOON, make_source_of_news

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def noted():
    return list(Occurrence.objects.order_by("pk").values_list("label", flat=True))


@pytest.mark.parametrize(
    ("rhythm", "hours"), [(30, 1), (60, 2), (6 * 60, 12), (12 * 60, 24), (13 * 60, 26), (24 * 60, 26), (48 * 60, 96)]
)
def test_a_source_is_late_after_twice_its_interval_and_26_hours_at_most_unless_it_is_asked_more_rarely(rhythm, hours):
    make_source_of_news(read_at=NOON, rhythm=rhythm)
    late = NOON + timedelta(hours=hours)
    assert lateness.note_late(at=late - timedelta(minutes=1)) == 0
    assert lateness.note_late(at=late) == 1


def test_a_source_that_was_not_read_for_a_day_is_late():
    source = make_source_of_news(read_at=NOON - DAY, trouble="HTTP 503")
    assert lateness.note_late(at=NOON) == 1
    row = Occurrence.objects.get()
    assert (row.kind, row.subject, row.label) == ("source", f"source:{source.key}", source.name)
    assert (row.said["trouble"], row.said["read_at"]) == ("HTTP 503", (NOON - DAY).isoformat())


def test_a_spell_is_noted_once_however_often_one_looks():
    make_source_of_news(read_at=NOON - DAY)
    looks = [lateness.note_late(at=NOON + timedelta(hours=number)) for number in range(60)]
    assert sum(looks) == 1


def test_a_second_spell_is_another_occurrence():
    source = make_source_of_news(read_at=NOON - DAY)
    lateness.note_late(at=NOON)
    type(source).objects.filter(pk=source.pk).update(read_at=NOON)
    assert lateness.note_late(at=NOON + timedelta(hours=1)) == 0
    assert lateness.note_late(at=NOON + timedelta(hours=2)) == 1
    assert noted() == [source.name, source.name]


def test_a_source_that_is_asked_once_a_week_is_late_after_two_weeks():
    make_source_of_news(read_at=NOON - timedelta(days=13), rhythm=7 * 24 * 60)
    assert lateness.note_late(at=NOON) == 0
    assert lateness.note_late(at=NOON + DAY) == 1


def test_a_source_that_is_not_asked_is_never_late():
    make_source_of_news(read_at=NOON - 9 * DAY, enabled=False)
    assert lateness.note_late(at=NOON) == 0


def test_a_source_that_has_ended_is_late_as_well_and_says_so():
    make_source_of_news(read_at=NOON - 2 * DAY, ended_at=NOON - DAY)
    lateness.note_late(at=NOON)
    assert Occurrence.objects.get().said["ended"] is True


def test_a_source_that_was_just_switched_on_is_not_late_and_one_that_nobody_reads_is():
    make_source_of_news(on_since=NOON)
    assert lateness.note_late(at=NOON + timedelta(hours=1)) == 0
    assert lateness.note_late(at=NOON + timedelta(hours=2)) == 1


def test_a_source_that_was_never_read_is_late_a_day_after_its_trouble_began():
    make_source_of_news(read_at=None, asked_at=NOON, trouble="HTTP 403", trouble_since=NOON - DAY)
    assert lateness.note_late(at=NOON) == 1
    assert Occurrence.objects.get().key.endswith(":never")


def test_who_follows_the_source_is_told_and_who_follows_another_is_not():
    late, calm = make_source_of_news(read_at=NOON - DAY), make_source_of_news(read_at=NOON)
    owner, known = somebody(), lateness.names()
    its = follow(owner, "source", subject=late.key, sources=known)
    others = follow(owner, "source", subject=calm.key, sources=known)
    each = follow(owner, "source", sources=known)
    lateness.note_late(at=NOON)
    collect()
    collect()
    assert [row.last_number for row in _fresh(its, others, each)] == [1, 0, 1]


def test_what_was_late_before_somebody_followed_is_no_news():
    make_source_of_news(read_at=NOON - DAY)
    lateness.note_late(at=NOON)
    following = follow(somebody(), "source")
    collect()
    assert following.notifications.count() == 0


def _fresh(*rows):
    for row in rows:
        row.refresh_from_db()
    return rows
