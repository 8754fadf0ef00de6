"""Field by field: what each format reads of an entry, and what it may leave out."""

import json

import pytest

from controls.screening.formats import READERS
from controls.screening.formats.rows import RowName
from controls.screening.models import ImportedList
from tests.screening.list_files import (
    OFSI_HEADINGS,
    csl,
    csl_entry,
    designation,
    designations,
    error,
    errors,
    eu,
    eu_entity,
    names,
    ofsi,
    ofsi_row,
    parties,
    party,
    rows,
    skipped,
    statement,
    uk_name,
)

ONE_NAME = '<nameAlias wholeName="Ondarra" strong="true"/>'
NAMED = "<Names>" + uk_name(Name6="ONDARRA") + "</Names>"


def test_there_is_a_reader_for_every_format_that_a_list_may_have():
    assert set(READERS) == set(ImportedList.Form.values)


@pytest.mark.parametrize(
    ("field", "register"),
    [
        ("registrationNumber", ""),
        ("taxNumber", "tax number"),
        ("leiCode", "lei"),
        ("innCode", "ru-inn"),
        ("ogrnCode", "ru-ogrn"),
        ("uscCode", "cn-uscc"),
        ("idNumber", "identity document"),
    ],
)
def test_each_number_of_a_statement_has_its_register(field, register):
    found = party("ftm", statement(**{field: ["12 34", "56"]}))

    assert found.numbers == ((register, "12 34"), (register, "56"))


@pytest.mark.parametrize(
    ("field", "kind"), [("alias", "alias"), ("previousName", "alias"), ("weakAlias", "weak_alias")]
)
def test_each_name_of_a_statement_has_its_kind(field, kind):
    found = party("ftm", statement(**{field: "Other"}))

    assert found.names == (RowName("Ondarra Ltd"), RowName("Other", kind=kind))


@pytest.mark.parametrize("field", ["name", "alias", "country", "address", "registrationNumber", "sourceUrl"])
@pytest.mark.parametrize("broken", ["text", 7, None, {"a": 1}, [7], [["x"]], [{"id": "nested"}]])
def test_a_property_of_a_statement_is_a_list_of_texts(field, broken):
    content = json.dumps({"id": "q", "schema": "Company", "properties": {"name": ["A"]} | {field: broken}})

    assert errors("ftm", content)[0][1].startswith(f"{field}: ")


@pytest.mark.parametrize("properties", [{"country": ["jp"]}, {"jurisdiction": ["jp"]}, {"country": ["JP", "jp"]}])
def test_country_and_jurisdiction_of_a_statement_are_countries(properties):
    assert party("ftm", statement(**properties)).countries == ("JP",)


@pytest.mark.parametrize(
    "field",
    [
        *("entity_number", "title", "federal_register_notice", "start_date", "end_date", "standard_order", "remarks"),
        *("license_requirement", "license_policy", "call_sign", "vessel_type", "gross_tonnage", "vessel_flag"),
        *("vessel_owner", "gross_registered_tonnage", "dates_of_birth", "places_of_birth", "programs", "alt_names"),
        *("citizenships", "nationalities", "addresses", "ids", "type", "source_list_url", "source_information_url"),
    ],
)
def test_what_is_not_compared_of_the_screening_list_may_be_missing(field):
    entry = csl_entry()
    del entry[field]

    assert party("us-csl", csl(entry)).own_id == "9f1c"


@pytest.mark.parametrize("field", ["id", "name", "source"])
def test_what_names_an_entry_of_the_screening_list_may_not(field):
    entry = csl_entry()
    del entry[field]

    assert error("us-csl", csl(entry))[1] == f"{field}: is missing."


@pytest.mark.parametrize(
    ("fields", "countries"),
    [
        ({"country": "CN"}, ("CN",)),
        ({"addresses": [{"country": "CN"}, {"country": "RU"}]}, ("CN", "RU")),
        ({"nationalities": ["IR"], "citizenships": ["IR", "SY"]}, ("IR", "SY")),
        ({"addresses": [{"country": None}]}, ()),
        ({"addresses": [{"country": "Undetermined"}]}, ("Undetermined",)),
    ],
)
def test_countries_of_the_screening_list_come_from_everywhere(fields, countries):
    assert party("us-csl", csl(csl_entry(**fields))).countries == countries


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("Registration ID", True),
        ("Tax ID No.", True),
        ("Passport", True),
        ("Gender", False),
        ("Website", False),
        ("Email Address", False),
        ("Phone Number", False),
        ("Secondary sanctions risk:", False),
        ("Additional Sanctions Information -", False),
    ],
)
def test_of_the_numbers_of_the_screening_list_those_are_kept_that_name_somebody(kind, kept):
    found = party("us-csl", csl(csl_entry(ids=[{"type": kind, "number": "A-123456", "country": None}])))

    assert found.numbers == (((kind, "A-123456"),) if kept else ())


def test_the_address_of_the_list_is_that_of_the_source_or_of_what_is_said_about_it():
    assert party("us-csl", csl(csl_entry(source_list_url=None))).source_url == "https://example.org/about"


@pytest.mark.parametrize(
    "child", ["remark", "regulation", "birthdate", "citizenship", "identification", "address", "contactInfo"]
)
def test_known_elements_of_the_eu_may_be_empty(child):
    assert names(party("eu", eu(eu_entity(ONE_NAME + f"<{child}/>")))) == ["Ondarra"]


@pytest.mark.parametrize(
    ("aliases", "kinds"),
    [
        ([("A", "true"), ("B", "true")], ["name", "alias"]),
        ([("A", "false"), ("B", "true"), ("C", "true")], ["weak_alias", "name", "alias"]),
        ([("A", "false")], ["weak_alias"]),
        ([("A", None)], ["name"]),
    ],
)
def test_the_first_strong_name_of_the_eu_is_the_name(aliases, kinds):
    inside = "".join(
        f'<nameAlias wholeName="{name}"' + (f' strong="{strong}"' if strong else "") + "/>" for name, strong in aliases
    )

    assert [name.kind for name in party("eu", eu(eu_entity(inside))).names] == kinds


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ('street="1 Quay" poBox="7" city="Varna" zipCode="9000"', "1 Quay, 7, 9000, Varna"),
        ('place="Old town" region="North" countryDescription="BULGARIA"', "Old town, North, BULGARIA"),
        ('countryDescription="UNKNOWN"', None),
        ("", None),
    ],
)
def test_an_address_of_the_eu_is_one_line(attributes, address):
    found = party("eu", eu(eu_entity(ONE_NAME + f"<address {attributes}/>")))

    assert found.addresses == ((address,) if address else ())


def test_a_number_of_the_eu_is_kept_in_both_scripts():
    inside = ONE_NAME + '<identification number="АБ-12" latinNumber="AB-12" identificationTypeCode="id"/>'

    assert party("eu", eu(eu_entity(inside))).numbers == (("id", "АБ-12"), ("id", "AB-12"))


@pytest.mark.parametrize(
    "child",
    [
        *("LastUpdated", "OFSIGroupID", "UNReferenceNumber", "Titles", "DesignationSource", "SanctionsImposed"),
        *("SanctionsImposedIndicators", "OtherInformation", "UKStatementofReasons", "PhoneNumbers", "EmailAddresses"),
        *("Websites", "IndividualDetails", "EntityDetails", "ShipDetails", "Addresses", "NonLatinNames"),
    ],
)
def test_known_elements_of_the_uk_may_be_empty(child):
    assert names(party("uk-sl", designations(designation(NAMED + f"<{child}/>")))) == ["ONDARRA"]


@pytest.mark.parametrize(
    ("kind", "strength", "expected"),
    [
        ("Primary Name", "", "name"),
        ("primary name", "", "name"),
        ("Primary Name Variation", "", "alias"),
        ("Alias", "", "alias"),
        ("Alias", "Good quality a.k.a", "alias"),
        ("Alias", "Low quality a.k.a", "weak_alias"),
    ],
)
def test_each_name_of_the_uk_has_its_kind(kind, strength, expected):
    inside = "<Names>" + uk_name(kind, strength, Name6="ONDARRA") + "</Names>"

    assert party("uk-sl", designations(designation(inside))).names[0].kind == expected


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"Name6": "ONDARRA"}, "ONDARRA"),
        ({"Name1": "Ilse", "Name6": "ONDARRA"}, "Ilse ONDARRA"),
        (
            {"Name1": "A", "Name2": "B", "Name3": "C", "Name4": "D", "Name5": "E", "Name6": "F"},
            "A B C D E F",
        ),
        ({"Name6": "F", "Name1": "A"}, "A F"),
    ],
)
def test_parts_of_a_name_of_the_uk_stand_in_their_order(parts, name):
    inside = "<Names>" + uk_name(**parts) + "</Names>"

    assert names(party("uk-sl", designations(designation(inside)))) == [name]


@pytest.mark.parametrize(
    "heading", [heading for heading in OFSI_HEADINGS.split(",") if heading not in ("Group Type", "Group ID")]
)
def test_every_heading_of_the_consolidated_list_must_be_there(heading):
    head = ",".join(each for each in OFSI_HEADINGS.split(",") if each != heading)

    assert f"the heading “{heading}” is missing" in error("uk-ofsi", ofsi(head=head))[1]


@pytest.mark.parametrize(
    ("kind", "quality", "expected"),
    [
        ("Primary name", "", "name"),
        ("Primary name variation", "", "alias"),
        ("AKA", "Good", "alias"),
        ("AKA", "Low", "weak_alias"),
        ("FKA", "", "alias"),
    ],
)
def test_each_name_of_the_consolidated_list_has_its_kind(kind, quality, expected):
    row = ofsi_row(Name_6="ONDARRA", Alias_Type=kind, Alias_Quality=quality)

    assert party("uk-ofsi", ofsi(row)).names[0].kind == expected


@pytest.mark.parametrize(("kind", "schema"), [("Individual", "Person"), ("Entity", "Organization")])
def test_the_type_of_a_group_says_whether_it_is_a_person(kind, schema):
    assert party("uk-ofsi", ofsi(ofsi_row(Name_6="ONDARRA", Group_Type=kind))).schema == schema


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("ftm", "".join(statement(f"q-{number}") + "\n" for number in range(50))),
        ("csv", "id,name\n" + "".join(f"q-{number},Ondarra\n" for number in range(50))),
        ("us-csl", csl(*(csl_entry(id=f"q-{number}") for number in range(50)))),
        ("eu", eu(*(eu_entity(ONE_NAME, f'euReferenceNumber="q-{number}"') for number in range(50)))),
        ("uk-sl", designations(*(designation(NAMED, unique_id=f"q-{number}") for number in range(50)))),
        ("uk-ofsi", ofsi(*(ofsi_row(Name_6="ONDARRA", Group_ID=f"q-{number}") for number in range(50)))),
    ],
)
def test_entries_come_in_the_order_of_the_file_with_growing_lines(form, content):
    found = parties(form, content)

    assert [row.own_id for row in found] == [f"q-{number}" for number in range(50)]
    assert [row.line for row in found] == sorted(row.line for row in found)
    assert skipped(form, content) == []
    assert rows(form, content) == rows(form, content)
