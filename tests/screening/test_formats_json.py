"""FollowTheMoney and the US Consolidated Screening List: what is read of them, and what is refused, by line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.screening import formats
from controls.screening.formats import PartyRow, RowName
from tests.screening.list_files import csl, csl_entry, error, errors, names, parties, party, rows, skipped, statement


def test_a_statement_gives_names_by_kind_and_what_is_known_beside_them():
    found = party(
        "ftm",
        statement(
            name="Ondarra Ltd",
            alias=["Ondarra Magnets"],
            previousName="Old Ondarra",
            weakAlias="OND",
            country="jp",
            registrationNumber="4010001133876",
            leiCode="5493001KJTIIGC8Y1R12",
            address="1-2-3 Mita, Tokyo",
            programId="XX-TEST",
            sourceUrl="https://example.org/ondarra",
        ),
    )

    assert found == PartyRow(
        line=1,
        own_id="q-1",
        schema="Company",
        names=(
            RowName("Ondarra Ltd", kind="name"),
            RowName("Ondarra Magnets", kind="alias"),
            RowName("Old Ondarra", kind="alias"),
            RowName("OND", kind="weak_alias"),
        ),
        countries=("JP",),
        numbers=(("", "4010001133876"), ("lei", "5493001KJTIIGC8Y1R12")),
        addresses=("1-2-3 Mita, Tokyo",),
        programmes=("XX-TEST",),
        source_url="https://example.org/ondarra",
    )


@pytest.mark.parametrize("schema", ["Organization", "Company", "LegalEntity", "PublicBody", "Person"])
def test_the_five_kinds_of_parties_are_read(schema):
    assert party("ftm", statement(schema=schema)).schema == schema


def test_statements_of_other_kinds_are_left_out_with_their_kind():
    content = "\n".join([statement(schema="Address"), statement(schema="Vessel"), statement(schema="Sanction")])

    assert skipped("ftm", content) == ["schema Address", "schema Vessel", "schema Sanction"]


def test_the_nationality_of_a_person_is_a_country_and_that_of_a_company_is_none():
    assert party("ftm", statement(schema="Person", nationality="ir")).countries == ("IR",)
    assert party("ftm", statement(schema="Company", nationality="ir")).countries == ()


def test_a_name_that_is_there_twice_is_kept_once_and_white_space_is_one_space():
    found = party("ftm", statement(name=["Ondarra  Ltd", " Ondarra\tLtd "], alias="Ondarra Ltd"))

    assert names(found) == ["Ondarra Ltd"]


def test_properties_that_the_model_has_besides_are_no_error():
    assert party("ftm", statement(topics="sanction", birthDate="1950", unknownTomorrow="x"))


def test_empty_lines_count_as_lines_and_as_nothing_else():
    found = parties("ftm", "\n\n" + statement() + "\n\n")

    assert [row.line for row in found] == [3]


def test_a_byte_order_mark_at_the_beginning_is_no_part_of_the_first_line():
    assert party("ftm", b"\xef\xbb\xbf" + statement().encode())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "No JSON at sign"),
        ("[]", "A statement is needed"),
        ('"text"', "A statement is needed"),
        ("{}", "schema: is missing."),
        ('{"schema": 7}', "schema: text is needed, not int."),
        ('{"schema": "Company", "properties": {"name": ["A"]}}', "id: is missing."),
        ('{"id": "", "schema": "Company", "properties": {"name": ["A"]}}', "id: is missing."),
        ('{"id": "q", "schema": "Company"}', "properties: is missing"),
        ('{"id": "q", "schema": "Company", "properties": []}', "properties: is missing, or no object"),
        ('{"id": "q", "schema": "Company", "properties": {}}', "names: the party has none."),
        ('{"id": "q", "schema": "Company", "properties": {"name": [" "]}}', "names: the party has none."),
        ('{"id": "q", "schema": "Company", "properties": {"name": "A"}}', "name: a list of texts is needed, not str."),
        ('{"id": "q", "schema": "Company", "properties": {"name": [{}]}}', "name: text is needed, not dict."),
        ('{"id": "q", "id": "r", "schema": "Company"}', "The key “id” is there twice."),
        ('{"id": NaN}', "NaN is no JSON."),
        ('{"id": ' + "9" * 5_000 + "}", "No JSON that we read"),
        ("[" * 100_000, "too many brackets inside each other"),
    ],
)
def test_a_line_that_is_no_statement_says_why(line, told):
    number, message = error("ftm", statement() + "\n" + line + "\n")

    assert number == 2
    assert told in message


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": "Ond\u0000arra"}, "name: the sign U+0000 is not allowed."),
        ({"name": "Ond\u202earra"}, "name: the sign U+202E is not allowed."),
        ({"alias": "Ond\u2067arra"}, "alias: the sign U+2067 is not allowed."),
        ({"name": "x" * 1_001}, "name: 1,001 signs, at most 1,000 are allowed."),
        ({"alias": [f"Alias {number}" for number in range(5_000)]}, "names: more than 500 for one party."),
        ({"alias": [f"Alias {number}" for number in range(5_001)]}, "alias: 5,001 values, at most 5,000 are allowed."),
        ({"address": "x" * 2_001}, "address: 2,001 signs"),
        ({"sourceUrl": "javascript:alert(1)"}, "source URL: “javascript:alert(1)” does not begin with http"),
    ],
)
def test_a_value_that_is_not_allowed_names_its_field(values, told):
    _line, message = error("ftm", statement(**values))

    assert message.startswith(told)


def test_a_lone_surrogate_is_named():
    _line, message = error("ftm", '{"id":"q","schema":"Company","properties":{"name":["\\ud800"]}}')

    assert message == "name: the sign U+D800 is not allowed."


def test_one_broken_line_leaves_the_others_readable():
    content = "\n".join([statement("a"), "{", statement("b"), "{", statement("c")])
    found = rows("ftm", content)

    assert [row.own_id for row in found if isinstance(row, PartyRow)] == ["a", "b", "c"]
    assert [line for line, _message in errors("ftm", content)] == [2, 4]


def test_a_line_without_an_end_is_refused_before_it_is_in_memory():
    class Endless:
        """A file of one line that never ends; it counts what was asked of it."""

        asked = 0

        def readline(self, size):
            self.asked += size
            return b"x" * size

    stream = Endless()
    (found,) = formats.read(stream, "ftm")

    assert (found.line, found.message) == (1, "The line is longer than 1,048,576 bytes.")
    assert stream.asked < 2_000_000


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (statement().encode("utf-16"), "U+0000; the file must be UTF-8"),
        (statement(name="三菱").encode() + "\n株式会社".encode("shift-jis"), "is no UTF-8"),
        (b'{"id": "q\x00"}', "U+0000"),
    ],
)
def test_another_encoding_ends_the_reading(content, told):
    assert told in error("ftm", content)[1]


@given(st.binary(max_size=300))
def test_no_bytes_make_a_reader_fail(content):
    for form in ("ftm", "csv", "us-csl", "eu", "uk-ofsi", "uk-sl"):
        assert all(row.line >= 0 for row in rows(form, content))


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_statement_is_read_as_written_or_refused(own_id, name):
    (found,) = rows("ftm", json.dumps({"id": own_id, "schema": "Company", "properties": {"name": [name]}}))

    if isinstance(found, PartyRow):
        assert (found.own_id, names(found)) == (" ".join(own_id.split()), [" ".join(name.split())])
    else:
        assert found.line == 1


def test_an_entry_of_the_screening_list_gives_all_that_is_compared():
    found = party(
        "us-csl",
        csl(
            csl_entry(
                type="Entity",
                alt_names=["Ondarra RM", "Ondarra Magnetics"],
                addresses=[
                    {"address": "1 Quay", "city": "Varna", "state": None, "postal_code": "9000", "country": "BG"},
                    {"address": None, "city": None, "state": None, "postal_code": None, "country": "TR"},
                ],
                ids=[
                    {"type": "Registration ID", "number": "BG-123456", "country": "BG"},
                    {"type": "Gender", "number": "1", "country": None},
                    {"type": "Website", "number": "www.ondarra1.example", "country": None},
                    {"type": "Tax ID No.", "number": "without digits", "country": None},
                ],
                programs=["RUSSIA-EO14024"],
            )
        ),
    )

    assert (found.line, found.own_id, found.schema) == (1, "9f1c", "Organization")
    assert names(found) == ["Ondarra Rare Metals", "Ondarra RM", "Ondarra Magnetics"]
    assert [name.kind for name in found.names] == ["name", "alias", "alias"]
    assert found.countries == ("BG", "TR")
    assert found.addresses == ("1 Quay, Varna, 9000, BG", "TR")
    assert found.numbers == (("BG Registration ID", "BG-123456"),)
    assert found.programmes == ("Entity List (EL) - Bureau of Industry and Security", "RUSSIA-EO14024")
    assert found.source_url == "https://example.org/entity-list"


@pytest.mark.parametrize(
    ("kind", "schema"), [("Individual", "Person"), ("Entity", "Organization"), (None, "LegalEntity")]
)
def test_who_is_a_person_is_said_by_the_list_or_not_at_all(kind, schema):
    assert party("us-csl", csl(csl_entry(type=kind))).schema == schema


def test_ships_and_aircraft_of_the_screening_list_are_left_out():
    content = csl(csl_entry(type="Vessel"), csl_entry(type="Aircraft"))

    assert skipped("us-csl", content) == ["type Vessel", "type Aircraft"]


def test_the_other_spellings_of_the_interface_are_read_too():
    entry = csl_entry(alt_names="One Name; Another Name", country="JP")
    entry["_id"] = entry.pop("id")

    found = party("us-csl", csl(entry))
    assert found.own_id == "9f1c"
    assert names(found)[1:] == ["One Name", "Another Name"]
    assert found.countries == ("JP",)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"surprise": 1}, "surprise: the field is unknown."),
        ({"type": "Robot"}, "type: “Robot” is unknown."),
        ({"name": None}, "name: is missing."),
        ({"id": None}, "id: is missing."),
        ({"source": ""}, "source: is missing."),
        ({"alt_names": {}}, None),
        ({"alt_names": 7}, "alt_names: a list is needed, not int."),
        ({"addresses": ["Varna"]}, "addresses: a list of objects is needed."),
        ({"ids": {"a": 1}}, "ids: a list of objects is needed."),
        ({"addresses": [{"city": 9}]}, "addresses: city: text is needed, not int."),
    ],
)
def test_an_entry_that_is_not_as_documented_names_its_field(fields, told):
    content = csl(csl_entry(**fields))

    if told is None:
        assert party("us-csl", content)
    else:
        assert error("us-csl", content)[1] == told


def test_an_entry_of_a_pretty_file_is_named_by_its_line():
    content = json.dumps({"results": [csl_entry(), csl_entry(type="Robot")]}, indent=1)
    line, _message = error("us-csl", content)

    assert content.splitlines()[line - 1].strip() == "{"
    assert '"Robot"' in "\n".join(content.splitlines()[line:])


def test_members_beside_the_results_are_passed_by():
    assert party("us-csl", csl(csl_entry(), sources=[{"a": [1, 2, {"b": None}]}], search_performed_at="2026-11-20"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "{ is expected here, not the end of the file."),
        ("[]", "{ is expected here, not [."),
        ("{}", "results: is missing."),
        ('{"total": 1}', "results: is missing."),
        ('{"results": {}}', "[ is expected here, not {."),
        ('{"results": []} x', "The file goes on after its end, with x."),
        ('{"results": [], "results": []}', "A key is no text, or is there twice."),
        ('{"results": [{"a": 1}', ", or ] is expected here, not the end of the file."),
        ('{"results": [{"a": 1, "a": 2}]}', "The key “a” is there twice."),
        ('{"results": [NaN]}', "NaN is no JSON."),
        ('{"results": [' + "[" * 100_000, "Too many brackets inside each other."),
        ('{"results": [{"a": "' + "x" * 1_100_000, "One value is longer than 1,048,576 signs, or no JSON."),
        ('{"results": ["\udcff'.encode(errors="surrogateescape"), "A byte (0xFF) is no UTF-8."),
    ],
)
def test_a_file_that_is_no_such_object_says_where_it_breaks_off(content, told):
    assert errors("us-csl", content)[-1] == (1, told)


def test_results_are_read_in_pieces_whatever_the_pieces_cut():
    entries = [csl_entry(id=f"id-{number}", name=f"宝石 Ondarra {number} č") for number in range(400)]
    content = json.dumps({"results": entries}, ensure_ascii=False)

    assert len(content.encode()) > 3 * 65_536
    assert [row.own_id for row in parties("us-csl", content)] == [f"id-{number}" for number in range(400)]


def test_an_entry_that_is_no_object_is_one_error_and_the_next_is_read():
    found = rows("us-csl", '{"results": [7, ' + json.dumps(csl_entry()) + "]}")

    assert [type(row).__name__ for row in found] == ["RowError", "PartyRow"]
