"""Two people, one fact: nobody overwrites what he has not seen."""

from datetime import UTC, datetime

import pytest

from controls.models import Entity, Source
from controls.services import sources, versions
from controls.services.history import FactRefused
from tests.factories import make_entity, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def note(source, text, by="grace@example.org"):
    return sources.correct(source=source, fields={"note": text}, reason="r", by=by, at=AT)


@pytest.mark.parametrize("make", [make_source, make_entity, make_notice, make_listing])
def test_a_new_fact_has_one_version(make):
    assert versions.current(subject=make()) == 1


def test_each_correction_is_a_version():
    source = make_source()
    note(source, "one"), note(source, "two")

    assert versions.current(subject=source) == 3


def test_a_fact_that_the_log_does_not_know_has_no_version():
    unknown = Source(key="test-never-seen")

    assert versions.current(subject=unknown) == 0


def test_the_version_seen_lets_a_writer_pass():
    source = make_source()

    assert versions.expect(subject=source, version=1) is None


def test_an_older_version_is_refused_with_who_changed_it():
    source = make_source()
    note(source, "x", by="grace@example.org")

    with pytest.raises(versions.ChangedMeanwhile, match=r"^Changed meanwhile by grace@example.org.$"):
        versions.expect(subject=source, version=1)


def test_everybody_who_changed_it_is_named_once_in_the_order_of_their_first_act():
    source = make_source()
    for number, actor in enumerate(["grace", "ada", "grace"]):
        note(source, str(number), by=actor)

    with pytest.raises(versions.ChangedMeanwhile, match=r"^Changed meanwhile by grace, ada.$"):
        versions.expect(subject=source, version=1)


def test_the_refusal_carries_only_the_changes_that_were_not_seen_oldest_first():
    source = make_source()
    for text in ("one", "two", "three"):
        note(source, text)

    with pytest.raises(versions.ChangedMeanwhile) as refusal:
        versions.expect(subject=source, version=2)

    assert [change.after["note"] for change in refusal.value.changes] == ["two", "three"]
    assert refusal.value.version == 4


@pytest.mark.parametrize("ahead", [2, 99, 2_000_000_000])
def test_a_version_that_nobody_can_have_seen_is_refused(ahead):
    source = make_source()

    with pytest.raises(versions.ChangedMeanwhile, match=r"^This is not the version on record.$") as refusal:
        versions.expect(subject=source, version=ahead)

    assert refusal.value.changes == []


@pytest.mark.parametrize("version", [0, -1])
def test_a_version_before_the_first_is_refused(version):
    with pytest.raises(versions.ChangedMeanwhile, match="Changed meanwhile by tests"):
        versions.expect(subject=make_source(), version=version)


def test_the_refusal_is_one_of_a_fact_so_that_every_door_says_it_in_words():
    assert issubclass(versions.ChangedMeanwhile, FactRefused)


def test_changes_of_another_fact_do_not_count():
    source, other = make_source(), make_source()
    note(other, "x")

    assert versions.expect(subject=source, version=1) is None


def test_changes_of_what_belongs_to_a_fact_count():
    entity = make_entity()
    make_listing(entity=entity)

    assert versions.current(subject=entity) == 1


def test_a_fact_that_is_gone_cannot_be_expected():
    with pytest.raises(Entity.DoesNotExist):
        versions.expect(subject=Entity(pk=0, key="test-gone"), version=1)
