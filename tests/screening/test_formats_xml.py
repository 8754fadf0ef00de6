"""The EU's and the UK's files: what is read of them, and that no XML trick reaches further than its own line."""

import io

import pytest

from controls.screening import formats
from controls.screening.formats import PartyRow, RowName
from tests.screening.list_files import (
    designation,
    designations,
    error,
    errors,
    eu,
    eu_entity,
    names,
    parties,
    party,
    rows,
    skipped,
    uk_name,
)

ONE_NAME = '<nameAlias wholeName="Ondarra Trading" strong="true" logicalId="1"/>'
EVIL = '<!DOCTYPE export [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE export SYSTEM "http://127.0.0.1:9/evil.dtd">'


def test_an_entity_of_the_eu_gives_all_that_is_compared():
    found = party(
        "eu",
        eu(
            eu_entity(
                "<remark>Listed for a test.</remark>"
                '<regulation regulationType="amendment" programme="RUS" numberTitle="2026/1" logicalId="2">'
                "<publicationUrl>https://example.org/eu</publicationUrl></regulation>"
                '<nameAlias wholeName="OND" strong="false" nameLanguage="EN" logicalId="3"/>'
                '<nameAlias wholeName="Ondarra Trading" strong="true" nameLanguage="" logicalId="4"/>'
                '<nameAlias wholeName="Ондарра" strong="true" nameLanguage="RU" logicalId="5"><remark/></nameAlias>'
                '<citizenship countryIso2Code="00" countryDescription="UNKNOWN"/>'
                '<address street="1 Quay" city="Varna" zipCode="" countryIso2Code="BG" countryDescription="BULGARIA"/>'
                '<identification number="123 456" latinNumber="" identificationTypeCode="regnumber"'
                ' identificationTypeDescription="Registration Number" countryIso2Code="BG"/>'
            )
        ),
    )

    assert found == PartyRow(
        line=3,
        own_id="EU.9001.1",
        schema="Organization",
        names=(
            RowName("OND", "en", "weak_alias"),
            RowName("Ondarra Trading", "und", "name"),
            RowName("Ондарра", "ru", "alias"),
        ),
        countries=("BG",),
        numbers=(("Registration Number", "123 456"),),
        addresses=("1 Quay, Varna, BULGARIA",),
        programmes=("RUS",),
        source_url="https://example.org/eu",
    )


def test_an_entity_without_a_reference_is_known_by_its_logical_number():
    assert party("eu", eu(eu_entity(ONE_NAME, reference=""))).own_id == "logical-9001"


@pytest.mark.parametrize(("code", "schema"), [("person", "Person"), ("enterprise", "Organization")])
def test_the_code_of_the_subject_says_whether_it_is_a_person(code, schema):
    assert party("eu", eu(eu_entity(ONE_NAME, code=code))).schema == schema


@pytest.mark.parametrize(
    ("entity", "told"),
    [
        (eu_entity(""), "names: the party has none."),
        (eu_entity(ONE_NAME, code="robot"), "subjectType: the code “robot” is unknown."),
        (eu_entity(ONE_NAME + "<colour/>"), "<colour> in line 3: the element is unknown."),
        (eu_entity('<nameAlias strong="true"/>'), "wholeName: is missing."),
        (eu_entity('<nameAlias wholeName="A" strong="maybe"/>'), "strong: “maybe” is neither true nor false."),
        (eu_entity('<nameAlias wholeName="A" nameLanguage="klingon!"/>'), "nameLanguage: “klingon!” is no tag"),
        (eu_entity(ONE_NAME + '<citizenship countryIso2Code="Japan"/>'), "countryIso2Code: “Japan” is no code"),
        (eu_entity(ONE_NAME + '<subjectType code="person"/>'), "subjectType: is there 2 times."),
        (eu_entity('<nameAlias wholeName="A&#x202e;B"/>'), "wholeName: the sign U+202E is not allowed."),
    ],
)
def test_an_entity_that_is_not_as_documented_names_what_it_is(entity, told):
    line, message = error("eu", eu(entity))

    assert line == 3
    assert message.startswith(told)


def test_one_broken_entity_leaves_the_others_readable():
    content = eu(eu_entity(ONE_NAME), eu_entity(""), eu_entity(ONE_NAME, reference='euReferenceNumber="EU.2"'))

    assert [type(row).__name__ for row in rows("eu", content)] == ["PartyRow", "RowError", "PartyRow"]
    assert errors("eu", content) == [(4, "names: the party has none.")]


def test_an_entity_further_inside_is_no_entity():
    inside = eu_entity(ONE_NAME + "<remark>" + eu_entity(ONE_NAME) + "</remark>")

    assert len(parties("eu", eu(inside))) == 1


@pytest.mark.parametrize("declared", [EVIL, OUTSIDE, "<!DOCTYPE export>"])
@pytest.mark.parametrize("form", ["eu", "uk-sl"])
def test_a_document_type_is_refused_before_it_is_read(form, declared):
    assert error(form, f'<?xml version="1.0"?>\n{declared}\n<export>&b;</export>') == (
        2,
        "A document type (DOCTYPE) is not allowed.",
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "No XML: no element found."),
        ("no xml at all", "No XML: syntax error."),
        ("<html><body/></html>", "The file begins with <html>, not with <export>."),
        ("<export>", "No XML: no element found."),
        ("<export><a></b></export>", "No XML: mismatched tag."),
        ("<export>&undeclared;</export>", "No XML: undefined entity."),
        (b"<export>\xff</export>", "No XML: not well-formed (invalid token)."),
        (b"<export>\x00</export>", "No XML: not well-formed (invalid token)."),
        ("<export>" + "<a>" * 100_000, "More than 30 elements inside each other."),
        ('<export><sanctionEntity a="' + "x" * 4_000_000, "More than 1,048,576 bytes without an element."),
        (
            "<export><sanctionEntity>" + "<a>x</a>" * 1_000_000,
            "The element <sanctionEntity> that begins here is longer",
        ),
        ("<export><sanctionEntity>" + "x" * 1_200_000, "The element <sanctionEntity> that begins here is longer"),
    ],
)
def test_a_file_that_is_no_such_xml_says_where_it_breaks_off(content, told):
    line, message = error("eu", content)

    assert line == 1
    assert message.startswith(told)


def test_a_file_in_another_declared_encoding_is_read_in_it():
    content = eu(eu_entity('<nameAlias wholeName="Über Ondarra"/>')).replace("UTF-8", "ISO-8859-1")

    assert names(party("eu", content.encode("latin-1"))) == ["Über Ondarra"]


def test_entities_are_handed_out_while_the_file_is_read():
    content = eu(*(eu_entity(ONE_NAME, reference=f'euReferenceNumber="EU.{n}"') for n in range(2_000))).encode()
    stream = io.BytesIO(content)
    first = next(iter(formats.read(stream, "eu")))

    assert first.own_id == "EU.0"
    assert stream.tell() < len(content) / 4


def test_a_designation_of_the_uk_gives_all_that_is_compared():
    found = party(
        "uk-sl",
        designations(
            designation(
                "<Names>"
                + uk_name(Name6="ONDARRA TRADING")
                + uk_name("Alias", "Low quality a.k.a", Name6="OND")
                + uk_name("Primary Name Variation", Name6="ONDARRA TRADING LTD")
                + "</Names><NonLatinNames><NonLatinName><NameNonLatinScript>Ондарра</NameNonLatinScript>"
                "<NonLatinScriptLanguage>Russian</NonLatinScriptLanguage></NonLatinName></NonLatinNames>"
                "<Addresses><Address><AddressLine1>1 Quay</AddressLine1><AddressLine6>Varna</AddressLine6>"
                "<AddressCountry>Bulgaria</AddressCountry></Address></Addresses>"
                "<EntityDetails><Entity><BusinessRegistrationNumbers><BusinessRegistrationNumber>BG 123"
                "</BusinessRegistrationNumber></BusinessRegistrationNumbers></Entity></EntityDetails>"
            )
        ),
    )

    assert found == PartyRow(
        line=4,
        own_id="RUS9001",
        schema="Organization",
        names=(
            RowName("ONDARRA TRADING"),
            RowName("OND", kind="weak_alias"),
            RowName("ONDARRA TRADING LTD", kind="alias"),
            RowName("Ондарра", "ru", "alias"),
        ),
        countries=("BG",),
        numbers=(("business registration", "BG 123"),),
        addresses=("1 Quay, Varna, Bulgaria",),
        programmes=("The Invented (Sanctions) Regulations 2026",),
    )


def test_a_person_of_the_uk_has_nationalities_and_documents():
    found = party(
        "uk-sl",
        designations(
            designation(
                "<Names>" + uk_name(Name1="Ilse", Name2="Maria", Name6="ONDARRA") + "</Names>"
                "<IndividualDetails><Individual><Nationalities><Nationality>Japan</Nationality>"
                "<Nationality>Freedonia</Nationality></Nationalities><PassportDetails><Passport>"
                "<PassportNumber>AB123</PassportNumber></Passport></PassportDetails></Individual></IndividualDetails>",
                kind="Individual",
            )
        ),
    )

    assert (found.schema, names(found)) == ("Person", ["Ilse Maria ONDARRA"])
    assert found.countries == ("JP", "Freedonia")
    assert found.numbers == (("passport", "AB123"),)


def test_ships_of_the_uk_are_left_out():
    content = designations(designation("<Names>" + uk_name(Name6="MV ONDARRA") + "</Names>", kind="Ship"))

    assert skipped("uk-sl", content) == ["type Ship"]


@pytest.mark.parametrize(
    ("inside", "options", "told"),
    [
        ("", {}, "names: the party has none."),
        ("<Names>" + uk_name(Name6="A") + "</Names><Colour/>", {}, "<Colour> in line 4: the element is unknown."),
        ("<Names>" + uk_name("Nickname", Name6="A") + "</Names>", {}, "NameType: “Nickname” is unknown."),
        ("<Names>" + uk_name("", Name6="A") + "</Names>", {}, "NameType: is missing."),
        ("<Names>" + uk_name(Name7="A") + "</Names>", {}, "<Name7> in line 4: the element is unknown."),
        ("<Names>" + uk_name(Name6="A") + "</Names>", {"kind": "Robot"}, "IndividualEntityShip: “robot” is unknown."),
        ("<Names>" + uk_name(Name6="A") + "</Names>", {"kind": ""}, "IndividualEntityShip: is missing."),
        ("<Names>" + uk_name(Name6="A") + "</Names>", {"unique_id": ""}, "UniqueID: is missing."),
        ("<Names>" + uk_name(Name6="A" * 1_001) + "</Names>", {}, "Name6: 1,001 signs, at most 1,000 are allowed."),
    ],
)
def test_a_designation_that_is_not_as_documented_names_what_it_is(inside, options, told):
    assert error("uk-sl", designations(designation(inside, **options))) == (4, told)
