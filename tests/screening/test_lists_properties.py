"""Any sequence of files of a list, replayed by hand: on every day the same entries, with the same words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.screening.models import ImportedList, ListedParty, ListVersion, WaitingParty
from controls.screening.services import listed, lists
from tests.screening.importing import import_file, noon
from tests.screening.list_files import statement

pytestmark = pytest.mark.django_db
State = ListVersion.State
IDS = [f"id-{number}" for number in range(12)]
# A file: which ids it has, and which of two names each of them bears in it.
FILES = st.dictionaries(st.sampled_from(IDS), st.sampled_from(["Old name", "New name"]), min_size=1)
# What becomes of a file that is held back: a person brings it into use, or discards it, or leaves it.
STEPS = st.lists(st.tuples(FILES, st.integers(0, 2), st.sampled_from(["use", "discard", "leave"])), max_size=6)


def content_of(file):
    return "".join(statement(own_id, name=name) + "\n" for own_id, name in file.items())


def emptied():
    """Nothing of the example before: all of them run in one transaction."""
    WaitingParty.objects.all().delete()
    ListedParty.objects.all().delete()
    ListVersion.objects.all().delete()
    ImportedList.objects.all().delete()


def played(steps):
    """Import the files one after the other; what was in use at the end of each day, by hand."""
    used, by_day, day = None, {}, 0
    for file, pause, decision in steps:
        day += pause
        found = import_file(content_of(file), day=day)
        version = found.version
        if version.state == State.HELD_BACK and decision == "use":
            version = lists.publish_held_back(version=version, reason="So it is.", by="hana", at=noon(day))
        elif version.state == State.HELD_BACK and decision == "discard":
            version = lists.discard(version=version, reason="Not so.", by="hana", at=noon(day))
        if version.state == State.PUBLISHED:
            used = dict(file)
        by_day[day] = used
    return by_day


def told(number):
    """What the source of parties says of a day."""
    day = noon(number).date()
    return {
        party.key.partition("/")[2]: party.names[0].text
        for party in listed.parties()
        if any(span.covers(day) for span in party.spans)
    }


@given(STEPS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_day_is_told_as_it_was(steps):
    emptied()
    by_day = played(steps)

    expected = None
    for number in range(-1, max(by_day, default=0) + 2):
        expected = by_day.get(number, expected)
        assert told(number) == (expected or {})
        counted = listed.searched(on=noon(number).date())
        assert [each["entries"] for each in counted] == ([len(expected)] if expected else [])


@given(STEPS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_keys_are_there_once_and_every_one_of_them_is_described(steps):
    emptied()
    played(steps)

    found = {party.key: party for party in listed.parties()}
    assert len(found) == len(list(listed.parties()))
    said = listed.described(keys=list(found), on=noon(9).date())
    assert {key: entry["entity"]["name"] for key, entry in said.items()} == {
        key: party.names[0].text for key, party in found.items()
    }


@given(STEPS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_of_versions_add_up_to_what_is_in_use(steps):
    emptied()
    played(steps)

    entries = 0
    for version in ListVersion.objects.published().order_by("number"):
        entries += version.added - version.removed
        assert entries == version.count
    assert ListedParty.objects.current().count() == entries


@given(FILES, FILES)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_preview_says_is_what_happens(before, after):
    emptied()
    import_file(content_of(before))
    found = import_file(content_of(after), day=1, preview=True)
    if found.known:
        assert before == after
        return
    version = lists.publish_held_back(version=found.version, reason="So it is.", by="hana", at=noon(1))

    assert version.added == len(after.keys() - before.keys())
    assert version.removed == len(before.keys() - after.keys())
    assert version.changed == sum(before[own_id] != after[own_id] for own_id in before.keys() & after.keys())
    assert told(1) == after
