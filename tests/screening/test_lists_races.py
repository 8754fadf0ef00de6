"""Two files of one list at once take turns: every version is whole, and none is lost."""

import pytest

from controls.screening.models import ListedParty, ListVersion, WaitingParty
from controls.screening.services import listed, lists
from controls.screening.services.lists import ListRefused
from tests.controls.apart import apart, copied, writers
from tests.screening.importing import import_file, import_ids, in_use, many, noon
from tests.screening.list_files import statements

__all__ = ["apart", "copied", "writers"]
pytestmark = pytest.mark.django_db
State = ListVersion.State


def test_two_who_import_a_new_list_at_once_make_one_list_with_two_versions(writers):
    answers = writers.together(
        [
            lambda: import_ids(*many(20), key="race-new"),
            lambda: import_ids(*many(20), "more", key="race-new"),
        ]
    )

    assert sorted(version.number for version in answers) == [1, 2]
    assert {version.state for version in answers} == {State.PUBLISHED}
    newest = next(version for version in answers if version.number == 2)
    assert len(in_use("race-new")) == newest.count


def test_two_who_import_the_same_file_at_once_write_it_once(writers):
    answers = writers.together([lambda: import_file(statements(*many(30)), key="race-same")] * 3)

    assert sorted(answer.known for answer in answers) == [False, True, True]
    assert ListVersion.objects.filter(imported_list__key="race-same").count() == 1
    assert len(in_use("race-same")) == 30


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(writers):
    import_ids(*many(100), key="race-publish")
    held = import_ids(*many(10), key="race-publish", day=1)

    def publish(by):
        return lambda: lists.publish_held_back(version=held, reason="It is so.", by=by, at=noon(2))

    answers = writers.together([publish("ada"), publish("grace")])
    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [ListRefused]
    assert in_use("race-publish") == set(many(10))
    assert not WaitingParty.objects.filter(version=held).exists()


def test_of_one_who_publishes_and_one_who_discards_one_wins(writers):
    import_ids(*many(100), key="race-discard")
    held = import_ids(*many(10), key="race-discard", day=1)

    answers = writers.together(
        [
            lambda: lists.publish_held_back(version=held, reason="It is so.", by="ada", at=noon(2)),
            lambda: lists.discard(version=held, reason="It is not.", by="grace", at=noon(2)),
        ]
    )
    assert len([answer for answer in answers if isinstance(answer, ListRefused)]) == 1
    held.refresh_from_db()
    assert len(in_use("race-discard")) == (10 if held.state == State.PUBLISHED else 100)


def test_who_reads_meanwhile_sees_one_version_whole(writers):
    import_ids(*many(200), key="race-read")
    before = ListVersion.objects.filter(imported_list__key="race-read").count()

    def seen():
        return sorted(party.key for party in listed.parties() if party.key.startswith("party:race-read/"))

    old = set(seen())
    _version, found = writers.together([lambda: import_ids(*many(230), key="race-read", day=1), seen])

    assert before == 1
    assert set(found) in (old, set(seen()))
    assert len(seen()) == 230


def test_a_refused_file_beside_a_good_one_disturbs_nothing(writers):
    import_ids(*many(50), key="race-bad")

    good, bad = writers.together(
        [
            lambda: import_ids(*many(51), key="race-bad", day=1),
            lambda: import_file(statements(*many(52)) + "{", key="race-bad", day=1),
        ]
    )
    assert good.state == State.PUBLISHED
    assert isinstance(bad, ListRefused)
    assert len(in_use("race-bad")) == 51
    states = ListVersion.objects.filter(imported_list__key="race-bad").values_list("state", flat=True)
    assert sorted(states) == [State.PUBLISHED, State.PUBLISHED, State.REFUSED]
    assert ListedParty.objects.filter(imported_list__key="race-bad", until_version=None).count() == 51
