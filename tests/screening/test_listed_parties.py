"""What imported lists say on a day: parties for the index, and how complete each list was."""

from datetime import date, timedelta

import pytest

from controls.matching.facts import Facts
from controls.matching.index import Index
from controls.matching.parties import Party, Question, Span, Spelling
from controls.screening.models import ImportedList
from controls.screening.services import lists
from tests.screening.importing import import_file, import_ids, many, noon
from tests.screening.list_files import statement, statements

pytestmark = pytest.mark.django_db


def day(number):
    return noon(number).date()


def spans(**options):
    return {party.key: [(s.first_day, s.last_day) for s in party.spans] for party in lists.parties(**options)}


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

    assert list(lists.parties()) == [
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

    assert [party.person for party in lists.parties()] == [person]


@pytest.mark.parametrize(
    ("countries", "known"), [([], ""), (["jp"], "JP"), (["jp", "JP"], "JP"), (["jp", "cn"], ""), (["suhh", "ru"], "RU")]
)
def test_of_several_countries_none_is_taken_for_the_one(countries, known):
    import_file(statement(country=countries))

    assert next(lists.parties()).facts.country == known


def test_what_a_later_version_replaced_keeps_its_days_under_a_key_of_its_own():
    import_file(statement("a", name="Old name") + "\n" + statements(*many(10)))
    import_file(statement("a", name="New name") + "\n" + statements(*many(9)), day=3)

    found = {party.key: party for party in lists.parties()}
    assert len(found) == 12
    assert found["party:foreign/a"].names[0].text == "New name"
    assert found["party:foreign/a"].spans == (Span("foreign", day(3), None),)
    assert found["party:foreign/a@v1"].names[0].text == "Old name"
    assert found["party:foreign/a@v1"].spans == (Span("foreign", day(0), day(3)),)
    assert found["party:foreign/id-9@v1"].spans == (Span("foreign", day(0), day(3)),)
    assert found["party:foreign/id-0"].spans == (Span("foreign", day(0), None),)


@pytest.mark.parametrize(
    ("on", "keys"),
    [
        (-1, set()),
        (0, {"party:foreign/a", "party:foreign/b", *(f"party:foreign/id-{n}" for n in range(10))}),
        (2, {"party:foreign/a", "party:foreign/b", *(f"party:foreign/id-{n}" for n in range(10))}),
        (3, {"party:foreign/a", "party:foreign/c", *(f"party:foreign/id-{n}" for n in range(10))}),
        (9, {"party:foreign/a", "party:foreign/c", *(f"party:foreign/id-{n}" for n in range(10))}),
    ],
)
def test_on_any_day_the_entries_of_the_version_in_use_are_given(on, keys):
    import_ids("a", "b", *many(10))
    import_ids("a", "c", *many(10), day=3)

    assert set(spans(on=day(on))) == keys


def test_of_two_versions_of_one_day_the_later_one_counts():
    import_ids("a", "b", *many(10))
    import_ids("a", "c", *many(10), day=0)

    assert "party:foreign/b@v1" not in spans()
    assert spans()["party:foreign/c"] == [(day(0), None)]
    assert "party:foreign/b" not in spans(on=day(0))


def test_a_version_that_is_held_back_is_not_screened():
    import_ids(*many(100))
    held = import_ids(*many(10), day=1)

    assert len(spans(on=day(1))) == 100
    lists.publish_held_back(version=held, reason="It is so.", by="hana", at=noon(4))
    assert len(spans(on=day(3))) == 100
    assert len(spans(on=day(4))) == 10


def test_entries_are_found_by_the_index_on_the_days_of_their_version():
    import_file(statement("a", name="Ondarra Rare Metals") + "\n" + statements(*many(10)))
    import_file(statements(*many(10)), day=5)
    index = Index.build(lists.parties())

    def hits(number, asked=None):
        question = Question("Ondarra Rare Metals Ltd", Facts(), None, asked, day(number))
        return [hit.key for hit in index.screen(question, threshold=0.7, limit=5, below=0).hits]

    assert hits(4) == ["party:foreign/a@v1"]
    assert hits(4, frozenset({"another"})) == []
    assert hits(5) == []
    assert hits(-1) == []


def test_all_entries_are_given_with_the_same_number_of_queries(django_assert_num_queries):
    import_ids(*many(30))
    import_ids(*many(31), key="second")

    with django_assert_num_queries(3):
        assert len(list(lists.parties())) == 61


def test_what_was_searched_on_a_day_names_each_list_with_its_completeness(django_assert_num_queries):
    import_ids("a", "b", key="two")
    version = import_ids("a", day=1, key="one")
    lists.describe(
        imported_list=ImportedList.objects.get(key="one"), fields={"complete": True, "verified_on": date(2026, 11, 2)}
    )

    with django_assert_num_queries(1):
        one, two = lists.searched(on=day(1))
    assert (one.key, one.name, one.version, one.entries) == ("one", "Foreign list", 1, 1)
    assert (one.complete, one.verified_on, one.digest) == (True, date(2026, 11, 2), version.digest)
    assert (two.key, two.entries, two.complete, two.verified_on) == ("two", 2, False, None)


def test_a_list_that_was_not_imported_yet_was_not_searched():
    import_ids("a", day=5)

    assert lists.searched(on=day(4)) == []
    assert [found.key for found in lists.searched(on=day(5))] == ["foreign"]


def test_entries_of_each_day_are_as_many_as_were_searched():
    import_ids(*many(20))
    import_ids(*many(18), day=1)
    import_ids(*many(30), day=4)
    import_ids(*many(5), day=5)

    counts = {}
    for number in range(7):
        (found,) = lists.searched(on=day(number))
        counts[number] = found.entries
        assert len(spans(on=day(number))) == found.entries
    assert counts == {0: 20, 1: 18, 2: 18, 3: 18, 4: 30, 5: 30, 6: 30}


def test_the_revision_moves_when_a_version_comes_into_use_and_only_then():
    assert lists.revision() == 0
    import_ids(*many(100))
    assert lists.revision() == 1
    held = import_ids(*many(10), day=1)
    import_ids(*many(100), preview=True, day=1)
    assert lists.revision() == 1
    lists.publish_held_back(version=held, reason="It is so.", by="hana", at=noon(2))
    assert lists.revision() == 2


def test_days_of_a_party_never_overlap():
    for number in range(6):
        import_file(statement("a", name=f"Name {number // 2}") + "\n" + statements(*many(20 + number)), day=number)

    own = sorted(span for key, found in spans().items() if key.startswith("party:foreign/a") for span in found)
    assert [last for _first, last in own][:-1] == [first for first, _last in own][1:]
    assert own[0][0] == day(0)
    assert own[-1] == (day(4), None)
    assert own[-1][0] - own[0][0] == timedelta(days=4)
