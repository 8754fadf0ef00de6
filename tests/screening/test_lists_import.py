"""Importing a list: all or nothing, every version kept, nothing taken away without a person."""

import hashlib
import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from controls.screening.models import ImportedList, ListedParty, ListVersion, WaitingParty
from controls.screening.services import list_staging, lists
from controls.screening.services.lists import ListRefused
from tests.factories import make_list
from tests.screening.importing import import_file, import_ids, in_use, many, noon
from tests.screening.list_files import statement, statements

pytestmark = pytest.mark.django_db
State = ListVersion.State


def test_the_first_import_makes_the_list_and_brings_it_into_use():
    content = statements("a", "b")
    version = import_file(content).version

    found = ImportedList.objects.get()
    assert (found.key, found.name, found.form, found.complete) == ("foreign", "Foreign list", "ftm", False)
    assert (version.number, version.state, version.count) == (1, State.PUBLISHED, 2)
    assert (version.added, version.changed, version.removed) == (2, 0, 0)
    assert version.digest == hashlib.sha256(content.encode()).hexdigest()
    assert version.size == len(content.encode())
    assert (version.imported_by, version.imported_at, version.file_name) == ("tests", noon(0), "foreign.jsonl")
    assert version.published_on == noon(0).date()
    assert in_use() == {"a", "b"}


def test_what_a_list_says_of_a_party_is_kept_whole():
    import_file(statement("a", name="Ondarra", alias="OND", country="jp", registrationNumber="12", address="Mita"))

    assert ListedParty.objects.get().content == {
        "schema": "Company",
        "names": [["Ondarra", "und", "name"], ["OND", "und", "alias"]],
        "countries": ["JP"],
        "numbers": [["", "12"]],
        "addresses": ["Mita"],
        "programmes": [],
        "source_url": "",
    }


def test_a_new_version_changes_only_the_rows_that_changed():
    ids = many(20)
    import_ids(*ids)
    before = dict(ListedParty.objects.values_list("own_id", "pk"))
    content = statements(*ids[1:], "new") + statement("id-0", name="Another name")
    version = import_file(content.replace(statements("id-5"), ""), day=1).version

    assert (version.number, version.added, version.changed, version.removed) == (2, 1, 1, 1)
    rows = {row.own_id: row for row in ListedParty.objects.current()}
    assert all(rows[own_id].pk == before[own_id] for own_id in rows if own_id not in ("id-0", "new"))
    assert rows["id-0"].name == "Another name"
    assert set(rows) == {*ids, "new"} - {"id-5"}
    ended = ListedParty.objects.filter(until_version=2)
    assert {(row.own_id, row.from_version) for row in ended} == {("id-0", 1), ("id-5", 1)}
    assert not WaitingParty.objects.exists()


def test_the_same_file_again_changes_nothing():
    first = import_file(statements("a", "b"))
    again = import_file(statements("a", "b"), day=1)

    assert (first.known, again.known) == (False, True)
    assert again.version == first.version
    assert ListVersion.objects.count() == 1


def test_the_same_parties_in_another_order_are_a_version_that_changes_no_row():
    import_ids("a", "b")
    rows = list(ListedParty.objects.order_by("pk").values())
    version = import_ids("b", "a", day=1)

    assert (version.number, version.added, version.changed, version.removed) == (2, 0, 0, 0)
    assert list(ListedParty.objects.order_by("pk").values()) == rows


def test_a_party_that_comes_back_has_a_second_row():
    ids = many(10)
    import_ids(*ids)
    import_ids(*ids[1:], day=1)
    import_ids(*ids, "more", day=2)

    spans = ListedParty.objects.filter(own_id="id-0").order_by("pk").values_list("from_version", "until_version")
    assert list(spans) == [(1, 2), (3, None)]


@pytest.mark.parametrize("format_and_name", [{"form": "", "name": "Foreign"}, {"form": "ftm", "name": " "}])
def test_a_list_that_is_new_needs_a_name_and_a_format(format_and_name):
    with pytest.raises(ListRefused, match="There is no list “foreign” yet: give its name and its format."):
        import_file(statements("a"), **format_and_name)
    assert not ImportedList.objects.exists()


def test_a_list_that_is_known_needs_neither():
    import_ids("a")

    assert import_ids("a", "b", form="", name="", day=1).number == 2


def test_a_list_of_the_register_keeps_its_key():
    make_list(key="cn-invented")

    with pytest.raises(ListRefused, match="The register itself has a list “cn-invented”"):
        import_ids("a", key="cn-invented")


def test_errors_stop_the_import_and_are_told_by_line():
    import_ids("a", "b")
    with pytest.raises(ListRefused) as refused:
        import_file(statements("a", "c") + "{\n" + statements("d") + statement("e", name="") + "\n", day=1)

    assert str(refused.value) == "foreign.jsonl was refused, nothing was imported; 2 errors."
    assert [(error.line, error.message.split(":")[0]) for error in refused.value.errors] == [
        (3, "No JSON at sign 3"),
        (5, "names"),
    ]
    assert in_use() == {"a", "b"}
    assert not WaitingParty.objects.exists()


def test_a_refused_file_leaves_a_version_that_says_why():
    import_ids("a", "b")
    with pytest.raises(ListRefused):
        import_file(statement(name=""), day=1)

    version = ListVersion.objects.newest_first().first()
    assert (version.number, version.state, version.count) == (2, State.REFUSED, 0)
    assert version.errors == [[1, "names: the party has none."]]
    assert version.error_count == 1
    assert version.published_on is None


def test_a_refused_first_file_leaves_nothing():
    with pytest.raises(ListRefused):
        import_file("{\n")

    assert not ImportedList.objects.exists()
    assert not ListVersion.objects.exists()


def test_of_many_errors_a_hundred_are_told_and_all_counted():
    with pytest.raises(ListRefused) as refused:
        import_file("{\n" * 250)

    assert len(refused.value.errors) == list_staging.MOST_ERRORS
    assert refused.value.error_count == 250


def test_a_number_that_is_there_twice_is_an_error_of_the_second_line():
    with pytest.raises(ListRefused) as refused:
        import_file(statements("a", "b", "a"))

    (error,) = refused.value.errors
    assert (error.line, error.message) == (3, "id: a is in line 1 already.")


@pytest.mark.parametrize("content", ["", "\n\n", statement(schema="Vessel") + "\n"])
def test_a_file_without_a_party_is_refused(content):
    import_ids("a")

    with pytest.raises(ListRefused) as refused:
        import_file(content, day=1)
    assert refused.value.errors[0].message == "The file holds no party."
    assert in_use() == {"a"}


def test_rows_of_other_kinds_are_counted_by_reason():
    others = "".join(statement(f"x-{kind}", schema=kind) + "\n" for kind in ("Address", "Address-2", "Sanction"))

    assert import_file(statements("a") + others).version.skipped == {
        "schema Address": 1,
        "schema Address-2": 1,
        "schema Sanction": 1,
    }


@pytest.mark.parametrize(("kept", "state"), [(85, State.PUBLISHED), (84, State.HELD_BACK), (10, State.HELD_BACK)])
def test_a_list_that_shrinks_by_more_than_fifteen_per_cent_is_held_back(kept, state):
    import_ids(*many(100))
    version = import_ids(*many(kept), day=1)

    assert version.state == state
    assert len(in_use()) == (kept if state == State.PUBLISHED else 100)
    if state == State.HELD_BACK:
        assert version.reason == f"{100 - kept} of 100 entries would vanish; the file has {kept}."
        assert version.published_on is None


def test_a_list_with_as_many_but_other_entries_is_held_back():
    import_ids(*many(100))
    version = import_ids(*many(100, start=50), day=1)

    assert version.state == State.HELD_BACK
    assert version.reason == "50 of 100 entries would vanish; the file has 100."


@pytest.mark.parametrize(("count", "state"), [(200, State.PUBLISHED), (201, State.HELD_BACK)])
def test_a_list_that_more_than_doubles_is_held_back(count, state):
    import_ids(*many(100))
    version = import_ids(*many(count), day=1)

    assert version.state == state
    assert ("more than twice as many" in version.reason) == (state == State.HELD_BACK)


def test_an_older_state_of_a_list_served_again_is_held_back():
    old, new = many(100), many(101)
    import_ids(*old)
    import_ids(*new, day=1)
    version = import_ids(*old, day=2)

    assert version.state == State.HELD_BACK
    assert version.reason == "The file is that of version 1: an older state of the list was served again."
    assert len(in_use()) == 101


@pytest.mark.parametrize(("count", "state"), [(90, State.PUBLISHED), (80, State.HELD_BACK), (250, State.HELD_BACK)])
def test_a_first_import_is_held_to_the_number_that_is_expected(count, state):
    ImportedList.objects.create(key="foreign", name="Foreign list", form="ftm", expected_count=100)

    assert import_ids(*many(count)).state == state


def test_a_version_that_is_held_back_is_read_once():
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)
    again = import_file(statements(*many(10)), day=2)

    assert again.known
    assert again.version == held


def test_a_person_may_bring_a_held_back_version_into_use_with_a_reason():
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)
    version = lists.publish_held_back(version=held, reason=" Cut by law. ", by="hana", at=noon(2))

    assert (version.state, version.decided_by, version.decision_reason) == (State.PUBLISHED, "hana", "Cut by law.")
    assert (version.published_on, version.removed) == (noon(2).date(), 90)
    assert version.reason.startswith("90 of 100")
    assert in_use() == set(many(10))


def test_without_a_reason_nothing_is_brought_into_use():
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)

    with pytest.raises(ListRefused, match="Say why"):
        lists.publish_held_back(version=held, reason="  ", by="hana", at=noon(2))
    with pytest.raises(ListRefused, match="90 of 100 entries would vanish"):
        lists.publish(version=held, by="hana", at=noon(2))
    assert len(in_use()) == 100


def test_a_version_is_decided_once():
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)
    lists.discard(version=held, reason="Broken file.", by="hana", at=noon(2))

    for act in (lists.publish_held_back, lists.discard):
        with pytest.raises(ListRefused, match="is decided: refused"):
            act(version=held, reason="Again.", by="hana", at=noon(3))


def test_a_discarded_version_says_who_and_why_and_leaves_no_rows():
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)
    version = lists.discard(version=held, reason="Broken file.", by="hana", at=noon(2))

    assert (version.state, version.decided_by, version.decision_reason) == (State.REFUSED, "hana", "Broken file.")
    assert version.reason.startswith("90 of 100")
    assert not WaitingParty.objects.exists()
    assert len(in_use()) == 100
    with pytest.raises(ListRefused, match="Say why this version is not used"):
        lists.discard(version=import_ids(*many(11), day=3), reason="", by="hana", at=noon(3))


def test_after_a_discard_the_same_file_may_be_read_again():
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)
    lists.discard(version=held, reason="Wrong list.", by="hana", at=noon(2))

    assert import_ids(*many(10), day=3).number == held.number + 1


def test_a_preview_waits_and_is_then_confirmed():
    version = import_ids("a", "b", preview=True)
    assert (version.state, version.added, in_use()) == (State.WAITING, 2, set())
    assert [row.name for row in version.waiting.order_by("line")] == ["Party a", "Party b"]

    assert lists.publish(version=version, by="hana", at=noon(1)).published_on == noon(1).date()
    assert in_use() == {"a", "b"}


def test_what_was_previewed_is_compared_anew_when_it_is_confirmed():
    import_ids(*many(10))
    waiting = import_ids(*many(20), preview=True, day=1)
    later = import_ids(*many(20), "one", preview=True, day=1)
    lists.publish(version=waiting, by="hana", at=noon(2))

    assert lists.publish(version=later, by="hana", at=noon(2)).added == 1


def test_a_preview_that_became_doubtful_needs_a_reason():
    import_ids(*many(100))
    small = import_ids(*many(90), preview=True, day=1)
    large = import_ids(*many(120), preview=True, day=1)
    assert (small.state, large.state) == (State.WAITING, State.WAITING)
    lists.publish(version=small, by="hana", at=noon(2))
    larger = import_ids(*many(150), day=3)

    with pytest.raises(ListRefused, match="A newer version of this list is in use"):
        lists.publish_held_back(version=large, reason="Mine.", by="hana", at=noon(4))
    assert larger.state == State.PUBLISHED


def test_a_dry_run_reads_and_compares_everything_and_writes_nothing():
    import_ids("a", "b")
    version = import_ids("a", "b", "c", keep=False, day=1)

    assert (version.count, version.added, version.state) == (3, 1, State.PUBLISHED)
    assert ListVersion.objects.count() == 1
    assert in_use() == {"a", "b"}
    with pytest.raises(ListRefused):
        import_file("{", keep=False, day=1)
    assert ListVersion.objects.count() == 1


def test_the_progress_is_told_in_bytes_up_to_the_end():
    content = statements(*many(2_500))
    told = []
    import_file(content, tell=told.append)

    assert told == sorted(told)
    assert len(told) == 3
    assert told[-1] == len(content.encode())


def test_an_import_asks_the_database_equally_often_whatever_the_size():
    def queries(count, day):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            import_ids(*many(count), key=f"list-{count}", day=day)
        return len(asked)

    assert queries(5, 0) == queries(500, 1)


def test_two_lists_do_not_touch_each_other():
    import_ids("a", "b", key="one")
    import_ids("a", key="two")
    import_ids("a", "b", "c", key="one", day=1)

    assert (in_use("one"), in_use("two")) == ({"a", "b", "c"}, {"a"})


def test_a_list_is_described_by_hand_but_for_its_key_and_format():
    import_ids("a")
    found = ImportedList.objects.get()
    lists.describe(imported_list=found, fields={"complete": True, "verified_on": noon(0).date(), "owner": "Hana"})

    found.refresh_from_db()
    assert (found.complete, found.verified_on, found.owner) == (True, noon(0).date(), "Hana")
    with pytest.raises(ListRefused, match="key is not changed by hand"):
        lists.describe(imported_list=found, fields={"key": "other"})


def test_a_list_that_is_called_complete_says_up_to_when():
    import_ids("a")

    with pytest.raises(IntegrityError), transaction.atomic():
        lists.describe(imported_list=ImportedList.objects.get(), fields={"complete": True})


def test_a_file_that_fails_in_the_middle_leaves_nothing_half_stored():
    import_ids("a")

    class Failing(io.BytesIO):
        """A disk that goes away while it is read for the second time."""

        def readline(self, size=-1):
            if self.tell() > 100:
                raise OSError("gone")
            return super().readline(size)

    with pytest.raises(OSError, match="gone"):
        lists.import_list(
            key="foreign", stream=Failing(statements(*many(50)).encode()), by="tests", at=noon(1), form="ftm"
        )
    assert in_use() == {"a"}
    assert ListVersion.objects.count() == 1
    assert not WaitingParty.objects.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"state": State.PUBLISHED, "published_on": None},
        {"state": State.WAITING, "published_on": noon(0).date()},
        {"state": State.HELD_BACK, "reason": ""},
        {"state": State.REFUSED, "reason": ""},
        {"number": 1},
    ],
)
def test_the_database_refuses_a_version_that_contradicts_itself(columns):
    first = import_ids("a")
    given = {"number": 2, "state": State.WAITING, "digest": "0" * 64, "size": 1, "form": "ftm"}

    with pytest.raises(IntegrityError), transaction.atomic():
        ListVersion.objects.create(
            imported_list=first.imported_list, imported_at=noon(0), imported_by="tests", **{**given, **columns}
        )


@pytest.mark.parametrize(("begins", "ends"), [(2, 2), (3, 2), (2, None)])
def test_the_database_refuses_an_entry_twice_at_a_time_or_the_wrong_way_round(begins, ends):
    first = import_ids("a")

    with pytest.raises(IntegrityError), transaction.atomic():
        ListedParty.objects.create(
            imported_list=first.imported_list,
            own_id="a",
            digest="0" * 64,
            content={},
            from_version=begins,
            until_version=ends,
        )
