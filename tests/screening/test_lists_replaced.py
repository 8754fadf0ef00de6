"""A file with as many entries under the same ids, which say something else: held back until a person has looked."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from controls.screening.models import ListVersion
from controls.screening.services import index, lists
from controls.screening.services.lists import MOST_REPLACED, ListRefused
from controls.screening.told import told
from tests.screening.asking import screened, somebody
from tests.screening.importing import import_file, in_use, noon
from tests.screening.list_files import statement

pytestmark = pytest.mark.django_db
State = ListVersion.State
HUNDRED = 100


def file_of(*names):
    """One party for each name; the place is its id."""
    return "".join(statement(f"id-{place}", name=name) + "\n" for place, name in enumerate(names))


def first():
    return import_file(file_of(*(f"Ondarra {place}" for place in range(HUNDRED)))).version


def second(*, changed, removed=0, added=0, day=1):
    """The same file with the first `changed` of other names, the last `removed` left out, and `added` new ones."""
    names = [f"{'Kestrel' if place < changed else 'Ondarra'} {place}" for place in range(HUNDRED - removed)]
    more = "".join(statement(f"new-{place}", name=f"Zellerfeld {place}") + "\n" for place in range(added))
    return import_file(file_of(*names) + more, day=day).version


@pytest.mark.parametrize(
    ("changed", "removed", "state"),
    [
        (15, 0, State.PUBLISHED),
        (16, 0, State.HELD_BACK),
        (100, 0, State.HELD_BACK),
        (10, 5, State.PUBLISHED),
        (10, 6, State.HELD_BACK),
        (1, 15, State.HELD_BACK),
        (0, 15, State.PUBLISHED),
        (0, 16, State.HELD_BACK),
    ],
)
def test_what_is_changed_and_what_is_removed_together_may_be_fifteen_per_cent(changed, removed, state):
    first()
    version = second(changed=changed, removed=removed)

    assert (version.changed, version.removed, version.state) == (changed, removed, state)
    assert bool(version.reason) == (state == State.HELD_BACK)
    assert len(in_use()) == (HUNDRED - removed if state == State.PUBLISHED else HUNDRED)


def test_as_many_entries_of_other_names_are_held_back_in_words():
    first()
    version = second(changed=HUNDRED)

    assert version.count == HUNDRED
    assert version.reason == "100 of 100 entries would say something else under the same id, and 0 would vanish."
    assert version.published_on is None


def test_new_entries_beside_the_others_make_no_doubt():
    first()

    assert second(changed=0, added=HUNDRED).state == State.PUBLISHED


def test_one_doubt_is_not_said_twice():
    first()
    version = second(changed=30, removed=30)

    assert version.reason == "30 of 100 entries would vanish; the file has 70."


def test_a_first_import_replaces_nothing():
    assert first().state == State.PUBLISHED


def test_until_somebody_decides_the_earlier_names_are_screened(now):
    index.forget()
    first()
    held, by = second(changed=HUNDRED), somebody()

    assert screened("Ondarra 7", by=by, at=now).outcome == "possible_match"
    assert screened("Kestrel 7", by=by, at=now).outcome == "no_entry_found"
    with pytest.raises(ListRefused, match="would say something else under the same id"):
        lists.publish(version=held, by="hana", at=noon(1))

    lists.publish_held_back(version=held, reason="They renamed everybody.", by="hana", at=noon(1))
    assert screened("Kestrel 7", by=by, at=now).outcome == "possible_match"
    index.forget()


def test_the_same_doubt_is_counted_anew_when_it_is_decided():
    """Between import and decision other files may come into use: what a version changes is not what it did then."""
    first()
    held = second(changed=16)
    assert second(changed=10, day=2).state == State.PUBLISHED

    with pytest.raises(ListRefused, match="newer version"):
        lists.publish(version=held, by="hana", at=noon(3))


def test_the_reason_has_words_in_every_language():
    first()
    reason = second(changed=HUNDRED).reason

    with translation.override("en"):
        assert told(reason) == reason


@given(changed=st.integers(0, 40), removed=st.integers(0, 40), before=st.integers(1, 200))
def test_the_rule_is_a_share_of_what_is_in_use(changed, removed, before):
    version = ListVersion(changed=changed, removed=removed, count=max(before - removed, 0), digest="none")
    doubts = list(lists._doubts_of(version, before=before, missing=removed))

    assert bool(doubts) == (changed + removed > MOST_REPLACED * before)
