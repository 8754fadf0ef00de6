"""Reading a file into rows that wait: what is kept of a party, how changes are counted, and how long it may take."""

import hashlib
import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from controls.screening.filters.list_previews import SHOWN, preview
from controls.screening.filters.lists import ScreenedList, imported_lists, screened_lists
from controls.screening.formats.rows import PartyRow, RowName
from controls.screening.models import ImportedList, ListVersion, WaitingParty
from controls.screening.services import list_staging, lists
from tests.screening.importing import import_file, import_ids, many, noon
from tests.screening.list_files import statement, statements

State = ListVersion.State
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
ROWS = st.builds(
    PartyRow,
    line=st.integers(1, 9),
    own_id=TEXT,
    schema=st.sampled_from(["Company", "Person"]),
    names=st.lists(st.builds(RowName, TEXT), min_size=1, max_size=3).map(tuple),
    countries=st.lists(st.sampled_from(["JP", "CN"]), max_size=2).map(tuple),
    numbers=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    addresses=st.lists(TEXT, max_size=2).map(tuple),
)


@given(ROWS)
def test_what_is_kept_of_a_party_says_all_but_its_place_in_the_file(row):
    kept = json.loads(list_staging.content_of(row=row))

    assert [tuple(name) for name in kept["names"]] == [(name.text, name.language, name.kind) for name in row.names]
    assert (kept["schema"], tuple(kept["countries"])) == (row.schema, row.countries)
    assert tuple(tuple(number) for number in kept["numbers"]) == row.numbers
    assert tuple(kept["addresses"]) == row.addresses
    assert "line" not in kept
    assert "own_id" not in kept


@given(ROWS, ROWS)
def test_two_parties_are_kept_alike_only_when_they_say_the_same(one, other):
    same = list_staging.content_of(row=one) == list_staging.content_of(row=other)

    assert same == (
        (one.schema, one.names, one.countries, one.numbers, one.addresses)
        == (other.schema, other.names, other.countries, other.numbers, other.addresses)
    )


@given(st.binary(max_size=5_000))
def test_the_digest_is_that_of_the_file_and_leaves_it_at_its_beginning(content):
    stream = io.BytesIO(content)
    stream.seek(len(content) // 2)

    assert list_staging.digest_of(stream=stream) == (hashlib.sha256(content).hexdigest(), len(content))
    assert stream.tell() == 0


@pytest.mark.django_db
def test_a_list_may_take_longer_than_a_page():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5s'")
        import_ids("a")
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("5min",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({}, {"a": "A"}, (1, 0, 0)),
        ({"a": "A"}, {"a": "A"}, (0, 0, 0)),
        ({"a": "A"}, {"a": "B"}, (0, 1, 0)),
        ({"a": "A"}, {"b": "A"}, (1, 0, 1)),
        ({"a": "A", "b": "B", "c": "C"}, {"b": "B", "c": "D", "e": "E", "f": "F"}, (2, 1, 1)),
    ],
)
def test_what_is_added_changed_and_removed_is_counted(before, after, changes):
    def content(file):
        return "".join(statement(own_id, name=name) + "\n" for own_id, name in file.items())

    if before:
        import_file(content(before))
    # Another list beside it, with the same numbers, is not compared.
    import_file(content({"a": "Z", "y": "Y"}), key="beside")
    version = import_file(content(after) + "\n", preview=True, day=1).version

    assert (version.added, version.changed, version.removed) == changes


@pytest.mark.django_db
def test_a_preview_shows_the_first_of_each_kind_in_the_order_of_the_file():
    import_file(statements(*many(60)))
    changed = "".join(statement(f"id-{number}", name="Changed") + "\n" for number in range(30))
    version = import_file(changed + statements(*[f"new-{number}" for number in range(30)]), day=1).version
    found = preview(version=version)

    assert version.state == State.HELD_BACK
    assert [row.own_id for row in found.first] == [f"id-{number}" for number in range(SHOWN)]
    assert [row.own_id for row in found.added] == [f"new-{number}" for number in range(SHOWN)]
    assert [row.own_id for row in found.changed] == [f"id-{number}" for number in range(SHOWN)]
    assert found.changed[0].before["names"][0][0] == "Party id-0"
    assert [row.own_id for row in found.removed] == [f"id-{number}" for number in range(30, 30 + SHOWN)]


@pytest.mark.django_db
def test_a_preview_of_a_first_version_adds_everything():
    version = import_ids("a", "b", preview=True)
    found = preview(version=version)

    assert [row.own_id for row in found.added] == ["a", "b"]
    assert (found.changed, found.removed) == ([], [])


@pytest.mark.django_db
def test_which_version_was_in_use_is_known_for_every_day():
    for number, day in ((10, 0), (11, 2), (12, 2), (13, 5)):
        import_ids(*many(number), day=day)
    import_ids(*many(3), day=6)

    def in_use(day):
        return [version.number for version in ListVersion.objects.in_use(on=noon(day).date())]

    assert [in_use(day) for day in (-1, 0, 1, 2, 4, 5, 6, 60)] == [[], [1], [1], [3], [3], [4], [4], [4]]


@pytest.mark.django_db
def test_versions_that_wait_for_a_person_are_open():
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)
    waiting = import_ids(*many(101), preview=True, day=1)
    lists.discard(version=import_ids(*many(11), day=1), reason="No.", by="hana", at=noon(1))

    assert list(ListVersion.objects.open().newest_first()) == [waiting, held]
    assert set(WaitingParty.objects.values_list("version", flat=True)) == {held.pk, waiting.pk}


@pytest.mark.django_db
def test_screened_lists_are_those_of_the_register_and_then_the_imported_ones():
    import_ids(*many(100), key="b-list")
    import_ids(*many(10), key="b-list", day=1)
    import_ids("a", key="a-list", preview=True)
    ImportedList.objects.create(key="c-list", name="Never imported", form="csv")
    found = screened_lists(on=noon(3).date())

    own = [each for each in found if each.imported is None]
    assert found[: len(own)] == own
    assert {"cn-watch-list", "cn-export-control-list"} <= {each.key for each in own}
    assert [(each.key, each.held_back, len(each.waiting)) for each in found[len(own) :]] == [
        ("a-list", False, 1),
        ("b-list", True, 1),
        ("c-list", False, 0),
    ]
    used = {each.key: each.version.number if each.version else None for each in found[len(own) :]}
    assert used == {"a-list": None, "b-list": 1, "c-list": None}


@pytest.mark.django_db
def test_imported_lists_are_asked_for_in_four_queries_however_many():
    def queries():
        with CaptureQueriesContext(connection) as asked:
            imported_lists(on=date(2026, 12, 1))
        return len(asked)

    import_ids("a", key="one")
    few = queries()
    for number in range(5):
        import_ids(*many(number + 1), key=f"list-{number}")
    assert (few, queries()) == (4, 4)


def test_a_list_of_the_register_is_named_by_its_key_and_never_held_back():
    found = ScreenedList({"list": "cn-watch-list"})

    assert (found.key, found.held_back, found.waiting) == ("cn-watch-list", False, ())


@pytest.mark.django_db
def test_lists_versions_and_entries_name_themselves():
    version = import_file(statement("a", name="Ondarra")).version

    assert (str(version.imported_list), str(version)) == ("Foreign list", "Foreign list 1")
    assert [str(party) for party in version.imported_list.parties.all()] == ["a"]
    assert [party.name for party in version.imported_list.parties.all()] == ["Ondarra"]
