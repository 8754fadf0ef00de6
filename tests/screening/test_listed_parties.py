"""What imported lists say on a day: parties for the index, and how complete each list was."""

from datetime import date, timedelta

import pytest

from controls.matching.facts import Facts
from controls.matching.index import Index
from controls.matching.parties import Party, Question, Span, Spelling
from controls.screening.models import ImportedList
from controls.screening.services import listed, lists
from tests.screening.importing import import_file, import_ids, many, noon
from tests.screening.list_files import statement, statements

pytestmark = pytest.mark.django_db


def day(number):
    return noon(number).date()


def spans():
    return {party.key: [(s.first_day, s.last_day) for s in party.spans] for party in listed.parties()}


def on_list(number):
    """The ids of the entries that the list names on a day."""
    return {
        party.key.partition("/")[2] for party in listed.parties() if any(s.covers(day(number)) for s in party.spans)
    }


def test_an_entry_is_a_party_with_all_that_is_compared():
    import_file(
        statement(
            "a/1",
            name="三菱Ondarra",
            alias="OND",
            weakAlias="O",
            country="jp",
            leiCode="5493001KJTIIGC8Y1R12",
            taxNumber="77-1",
            address=["1 Mita, Tokyo", "2 Ginza"],
        )
    )

    assert list(listed.parties()) == [
        Party(
            key="party:foreign/a/1",
            person=False,
            names=(Spelling("三菱Ondarra", "", "name"), Spelling("OND", "", "alias"), Spelling("O", "", "alias")),
            facts=Facts("JP", frozenset({("lei", "5493001KJTIIGC8Y1R12"), ("", "77-1")}), "1 Mita, Tokyo"),
            spans=(Span("foreign", day(0), None),),
        )
    ]


@pytest.mark.parametrize(("schema", "person"), [("Person", True), ("Company", False), ("LegalEntity", False)])
def test_only_who_the_list_calls_a_person_is_compared_as_one(schema, person):
    import_file(statement(schema=schema))

    assert [party.person for party in listed.parties()] == [person]


@pytest.mark.parametrize(
    ("countries", "known"), [([], ""), (["jp"], "JP"), (["jp", "JP"], "JP"), (["jp", "cn"], ""), (["suhh", "ru"], "RU")]
)
def test_of_several_countries_none_is_taken_for_the_one(countries, known):
    import_file(statement(country=countries))

    assert next(listed.parties()).facts.country == known


def test_what_a_later_version_replaced_keeps_its_days_under_a_key_of_its_own():
    import_file(statement("a", name="Old name") + "\n" + statements(*many(20)))
    import_file(statement("a", name="New name") + "\n" + statements(*many(19)), day=3)

    found = {party.key: party for party in listed.parties()}
    assert len(found) == 22
    assert found["party:foreign/a"].names[0].text == "New name"
    assert found["party:foreign/a"].spans == (Span("foreign", day(3), None),)
    assert found["party:foreign@1/a"].names[0].text == "Old name"
    assert found["party:foreign@1/a"].spans == (Span("foreign", day(0), day(3)),)
    assert found["party:foreign@1/id-19"].spans == (Span("foreign", day(0), day(3)),)
    assert found["party:foreign/id-0"].spans == (Span("foreign", day(0), None),)


@pytest.mark.parametrize(("number", "ids"), [(-1, ""), (0, "ab"), (2, "ab"), (3, "ac"), (9, "ac")])
def test_on_any_day_the_entries_of_the_version_in_use_are_given(number, ids):
    import_ids("a", "b", *many(10))
    import_ids("a", "c", *many(10), day=3)

    assert on_list(number) == ({*ids, *many(10)} if ids else set())


def test_of_two_versions_of_one_day_the_later_one_counts():
    import_ids("a", "b", *many(10))
    import_ids("a", "c", *many(10), day=0)

    assert "party:foreign@1/b" not in spans()
    assert spans()["party:foreign/c"] == [(day(0), None)]
    assert on_list(0) == {"a", "c", *many(10)}


def test_a_version_that_is_held_back_is_not_screened():
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)

    assert len(on_list(1)) == 100
    lists.publish_held_back(version=held, reason="It is so.", by="hana", at=noon(4))
    assert len(on_list(3)) == 100
    assert len(on_list(4)) == 10


def test_entries_are_found_by_the_index_on_the_days_of_their_version():
    import_file(statement("a", name="Ondarra Rare Metals") + "\n" + statements(*many(10)))
    import_file(statements(*many(10)), day=5)
    index = Index.build(listed.parties())

    def hits(number, asked=None):
        question = Question("Ondarra Rare Metals Ltd", Facts(), None, asked, day(number))
        return [hit.key for hit in index.screen(question, threshold=0.7, limit=5, below=0).hits]

    assert hits(4) == ["party:foreign@1/a"]
    assert hits(4, frozenset({"another"})) == []
    assert hits(5) == []
    assert hits(-1) == []


def test_all_entries_are_given_with_the_same_number_of_queries(django_assert_num_queries):
    import_ids(*many(30))
    import_ids(*many(31), key="second")

    with django_assert_num_queries(3):
        assert len(list(listed.parties())) == 61


def test_what_was_searched_on_a_day_names_each_list_with_its_completeness(django_assert_num_queries):
    import_ids("a", "b", key="two")
    import_ids("a", day=1, key="one")
    lists.describe(
        imported_list=ImportedList.objects.get(key="one"),
        fields={"complete": True, "verified_on": date(2026, 11, 2), "expected_count": 1},
    )

    with django_assert_num_queries(1):
        found = listed.searched(on=day(1))
    assert found == [
        {
            "list": "one",
            "name": "Foreign list",
            "entries": 1,
            "expected": 1,
            "complete": True,
            "verified_on": "2026-11-02",
        },
        {
            "list": "two",
            "name": "Foreign list",
            "entries": 2,
            "expected": None,
            "complete": False,
            "verified_on": None,
        },
    ]


@pytest.mark.parametrize(("days", "complete"), [(0, True), (30, True), (31, False), (400, False)])
def test_a_list_is_complete_only_while_the_comparison_is_recent(settings, days, complete):
    settings.SCREENING_VERIFIED_DAYS = 30
    import_ids("a")
    lists.describe(imported_list=ImportedList.objects.get(), fields={"complete": True, "verified_on": day(0)})

    (found,) = listed.searched(on=day(days))
    assert found["complete"] == complete


def test_a_list_that_was_not_imported_yet_was_not_searched():
    import_ids("a", day=5)

    assert listed.searched(on=day(4)) == []
    assert [found["list"] for found in listed.searched(on=day(5))] == ["foreign"]


def test_entries_of_each_day_are_as_many_as_were_searched():
    import_ids(*many(20))
    import_ids(*many(18), day=1)
    import_ids(*many(30), day=4)
    import_ids(*many(5), day=5)

    counts = {}
    for number in range(7):
        (found,) = listed.searched(on=day(number))
        counts[number] = found["entries"]
        assert len(on_list(number)) == found["entries"]
    assert counts == {0: 20, 1: 18, 2: 18, 3: 18, 4: 30, 5: 30, 6: 30}


def test_the_version_moves_with_what_is_in_use_and_with_what_is_known_of_it(django_assert_num_queries):
    assert not listed.version()
    import_ids(*many(100))
    first = listed.version()
    held = import_ids(*many(10), day=1)
    import_ids(*many(100), "x", preview=True, day=1)
    with django_assert_num_queries(1):
        assert listed.version() == first
    lists.publish_held_back(version=held, reason="It is so.", by="hana", at=noon(2))
    second = listed.version()
    lists.describe(imported_list=held.imported_list, fields={"complete": True, "verified_on": day(2)})

    assert len({first, second, listed.version()}) == 3


def test_a_list_that_only_waits_is_nothing_loaded():
    import_ids("a", preview=True)

    assert not listed.version()
    assert list(listed.parties()) == []


def test_what_is_said_of_an_entry_is_what_its_list_says(django_assert_num_queries):
    import_file(
        statement("a/1", name="Ondarra Rare Metals", country="jp", programId="XX-TEST") + "\n" + statements(*many(10))
    )
    keys = ["party:foreign/a/1", "party:foreign/id-3"]

    with django_assert_num_queries(2):
        found = listed.described(keys=keys, on=day(0))
    assert list(found) == keys
    entry = found["party:foreign/a/1"]
    assert entry["entity"] == {"key": "foreign/a/1", "name": "Ondarra Rare Metals", "country": "JP"}
    assert entry["listing"]["list"] == "foreign"
    assert (entry["listing"]["notice_label"], entry["listing"]["item_number"]) == ("XX-TEST", "a/1")
    assert (entry["listing"]["effect"], entry["listing"]["notice"]) == ("none_stated", "")
    assert (entry["state"]["code"], entry["state"]["since"]) == ("in_force", day(0).isoformat())
    assert "what it means, the list says" in entry["state"]["note"]
    assert entry["listings"] == [{**entry["listing"], "state": entry["state"]}]
    assert found["party:foreign/id-3"]["listing"]["notice_label"] == "Foreign list"


def test_what_was_replaced_is_described_as_it_was():
    import_file(statement("a", name="Old name") + "\n" + statements(*many(10)))
    import_file(statement("a", name="New name") + "\n" + statements(*many(10)), day=3)
    keys = ["party:foreign@1/a", "party:foreign/a"]

    old, new = listed.described(keys=keys, on=day(1)).values()
    assert (old["entity"]["name"], new["entity"]["name"]) == ("Old name", "New name")
    assert old["basis"] != new["basis"]


def test_the_basis_of_an_entry_stays_while_its_content_stays():
    import_file(statements(*many(10)))
    before = listed.described(keys=["party:foreign/id-1"], on=day(0))
    import_file(statements(*many(11)), day=1)

    assert listed.described(keys=["party:foreign/id-1"], on=day(1)) == before


def test_an_entry_that_left_since_the_index_was_built_is_still_described():
    import_file(statements(*many(10)))
    import_file(statements(*many(9)), day=1)

    assert listed.described(keys=["party:foreign/id-9"], on=day(1))["party:foreign/id-9"]["entity"]["name"]


def test_days_of_a_party_never_overlap():
    for number in range(6):
        import_file(statement("a", name=f"Name {number // 2}") + "\n" + statements(*many(20 + number)), day=number)

    own = sorted(
        (span.first_day, span.last_day or date.max)
        for party in listed.parties()
        if party.key.endswith("/a")
        for span in party.spans
    )
    assert [last for _first, last in own][:-1] == [first for first, _last in own][1:]
    assert own[0][0] == day(0)
    assert own[-1] == (day(4), date.max)
    assert own[-1][0] - own[0][0] == timedelta(days=4)


def test_a_version_that_comes_into_use_while_the_list_is_read_is_left_for_the_next_time(monkeypatch):
    import_ids("a", "b", *many(10))
    known = listed._days()
    import_ids("a", "c", *many(10), day=3)
    monkeypatch.setattr(listed, "_days", lambda: known)

    assert set(spans()) == {f"party:foreign/{own_id}" for own_id in ("a", "b", *many(10))}


@pytest.mark.parametrize(
    ("numbers", "known"),
    [
        ("lei:5493001KJTIIGC8Y1R12", {("lei", "5493001KJTIIGC8Y1R12")}),
        ("jp-corporate-number:4010001133876", {("jp-corporate-number", "4010001133876")}),
        ("hrb:12345|4711", {("", "12345"), ("", "4711")}),
        ("", set()),
    ],
)
def test_a_number_keeps_its_register_where_entities_have_the_same(numbers, known):
    import_file(f"id,name,numbers\na,Ondarra,{numbers}\n", form="csv")

    assert next(listed.parties()).facts.numbers == known


@pytest.mark.parametrize(
    ("own_id", "key"), [("a", "party:foreign/a"), ("a/b", "party:foreign/a/b"), ("a@7", "party:foreign/a@7")]
)
def test_the_key_of_an_entry_is_its_list_and_its_own_number(own_id, key):
    import_ids(own_id)

    assert [party.key for party in listed.parties()] == [key]
    assert list(listed.described(keys=[key], on=day(0))) == [key]


def test_many_entries_are_described_with_as_many_queries_as_one(django_assert_num_queries):
    import_ids(*many(300))
    import_ids(*many(300), key="second")
    keys = [party.key for party in listed.parties()]

    with django_assert_num_queries(2):
        assert len(listed.described(keys=keys, on=day(0))) == 600
