"""Our own table, the consolidated list of the UK's OFSI, and Japan's EDINET code list: three kinds of CSV."""

import io
from datetime import date

import pytest

from controls.screening.formats import PartyRow, RowName, edinet
from controls.screening.formats.rows import Broken, RowError
from tests.screening import list_files
from tests.screening.list_files import (
    EDINET_HEADINGS,
    OFSI_HEADINGS,
    edinet_row,
    error,
    errors,
    names,
    ofsi,
    ofsi_row,
    parties,
    party,
    rows,
    skipped,
)

HEAD = "id,name,aliases,schema,country,numbers,address,source_url\n"


def test_a_row_of_our_table_gives_every_column():
    found = party(
        "csv",
        HEAD + 'a-1,"Ondarra, Ltd",OND | Old Ondarra,Company,JP,4010001133876|lei:5493001KJTIIGC8Y1R12,'
        '"1 Mita, Tokyo",https://example.org/a\n',
    )

    assert found == PartyRow(
        line=2,
        own_id="a-1",
        schema="Company",
        names=(RowName("Ondarra, Ltd"), RowName("OND", kind="alias"), RowName("Old Ondarra", kind="alias")),
        countries=("JP",),
        numbers=(("", "4010001133876"), ("lei", "5493001KJTIIGC8Y1R12")),
        addresses=("1 Mita, Tokyo",),
        source_url="https://example.org/a",
    )


@pytest.mark.parametrize(
    "content",
    [
        "id,name\na-1,Ondarra\n",
        "name,id\nOndarra,a-1\n",
        "id;name\na-1;Ondarra\n",
        "\ufeffid,name\r\na-1,Ondarra\r\n",
        'id,name\n"a-1","Ondarra"',
        "id,name\n\n\na-1,Ondarra\n",
        " id , name \na-1, Ondarra \n",
    ],
)
def test_the_least_table_is_read_in_any_order_and_spelling(content):
    found = party("csv", content)

    assert (found.own_id, names(found), found.schema) == ("a-1", ["Ondarra"], "LegalEntity")


def test_a_row_over_several_lines_is_named_by_its_first():
    content = 'id,name,address\na,"A","1 Mita\nTokyo"\nb,,x\n'

    assert parties("csv", content.replace("b,,x", "b,B,x"))[0].addresses == ("1 Mita Tokyo",)
    assert error("csv", content) == (4, "name: is missing.")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("id\n", "Headings: the heading “name” is missing."),
        ("Id,Name\n", "Headings: the heading “id” is missing; the heading “name” is missing; the heading “Id” is"),
        ("id,name,colour\n", "Headings: the heading “colour” is unknown."),
        ("id,name,name\n", "Headings: the heading “name” is there twice."),
        ("id,name," + ",".join(f"c{number}" for number in range(5_000)), "Headings: the heading “c0” is unknown;"),
        ("\n\n", "Headings: the heading “id” is missing"),
    ],
)
def test_another_heading_ends_the_reading(head, told):
    line, message = error("csv", head + "a-1,Ondarra\n" if head.strip() else head)

    assert line == 1
    assert message.startswith(told)
    assert len(message) < 3_000


def test_an_empty_file_says_so():
    assert error("csv", "") == (1, "The file is empty.")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a-1,Ondarra,,,,", "6 cells where there are 8 headings."),
        ("a-1,Ondarra,,,,,,,", "9 cells where there are 8 headings."),
        (",Ondarra,,,,,,", "id: is missing."),
        ("a-1,,,,,,,", "name: is missing."),
        (
            "a-1,Ondarra,,Robot,,,,",
            "schema: “Robot” is none of Organization, Company, LegalEntity, PublicBody, Person.",
        ),
        ("a-1,Ondarra,,,Japan,,,", "country: “Japan” is no code of two letters."),
        ("a-1,Ondarra,,,,,,example.org", "source URL: “example.org” does not begin with http:// or https://."),
        ("a" * 201 + ",Ondarra,,,,,,", "id: 201 signs, at most 200 are allowed."),
        ("a-1,Ond\u202earra,,,,,,", "name: the sign U+202E is not allowed."),
        ("a-1,Ondarra," + "|".join(str(number) for number in range(600)) + ",,,,,", "names: more than 500"),
    ],
)
def test_a_row_that_is_not_as_documented_names_its_column(row, told):
    line, message = error("csv", HEAD + "ok,Fine,,,,,,\n" + row + "\n")

    assert line == 3
    assert message.startswith(told)


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (HEAD + 'a,"Ondarra', 2, "The row that begins here cannot be read as CSV: unexpected end of data."),
        (HEAD + 'a,"Ondarra" x,\n', 2, "The row that begins here cannot be read as CSV"),
        (HEAD + 'a,"' + "x\n" * 100_000, 2, "field larger than field limit"),
        (HEAD + "a," + "x" * 1_100_000, 2, "The line is longer than 1,048,576 bytes."),
        (HEAD + "a,Ond\0arra\n", 2, "The line holds the sign U+0000"),
        (HEAD.encode() + "a,御影".encode("shift-jis"), 2, "is no UTF-8"),
        (HEAD.encode("utf-16"), 1, "U+0000"),
    ],
)
def test_a_table_that_breaks_off_says_where(content, line, told):
    found = error("csv", content)

    assert found[0] == line
    assert told in found[1]


def test_a_cell_that_is_a_formula_is_a_name_like_any_other():
    assert names(party("csv", 'id,name\na,"=HYPERLINK(1)"\n')) == ["=HYPERLINK(1)"]


def test_rows_of_one_group_of_the_consolidated_list_are_one_party():
    content = ofsi(
        ofsi_row(Name_6="ONDARRA TRADE", Alias_Type="AKA", Alias_Quality="Low", Country="Russia"),
        ofsi_row(Name_6="KESTREL", Group_ID="9002"),
        ofsi_row(
            **{"Name_6": "ONDARRA LTD", "Name Non-Latin Script": "Ондарра"},
            **{"Non-Latin Script Language": "Russian", "Address_1": "1 Quay", "Country": "Russia"},
        ),
    )
    first, second = parties("uk-ofsi", content)

    assert (first.line, first.own_id, first.schema) == (3, "9001", "Organization")
    assert first.names == (
        RowName("ONDARRA LTD"),
        RowName("ONDARRA TRADE", kind="weak_alias"),
        RowName("Ондарра", "ru", "alias"),
    )
    assert first.countries == ("RU",)
    assert first.addresses == ("Russia", "1 Quay, Russia")
    assert first.programmes == ("Invented",)
    assert (second.line, second.own_id) == (4, "9002")


def test_a_person_has_given_names_before_the_family_name_and_each_nationality():
    row = ofsi_row(
        Name_6="ONDARRA",
        Name_1="Ilse",
        Name_2="Maria",
        Nationality="(1) Japan (2) Freedonia",
        Passport_Number="AB123456",
        Group_Type="Individual",
    )
    found = party("uk-ofsi", ofsi(row))

    assert (found.schema, names(found)) == ("Person", ["Ilse Maria ONDARRA"])
    assert found.countries == ("JP", "Freedonia")
    assert found.numbers == (("passport", "AB123456"),)


def test_ships_of_the_consolidated_list_are_left_out():
    assert skipped("uk-ofsi", ofsi(ofsi_row(Name_6="MV ONDARRA", Group_Type="Ship"))) == ["type Ship"]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Group_Type": "Robot"}, "Group Type: “robot” is unknown."),
        ({"Group_Type": ""}, "Group Type: is missing."),
        ({"Group_ID": ""}, "Group ID: is missing."),
        ({"Alias_Type": "Nickname"}, "Alias Type: “nickname” is unknown."),
        ({"Alias_Type": ""}, "Alias Type: is missing."),
        ({"Alias_Quality": "Middling"}, "Alias Quality: “middling” is unknown."),
        ({"Group_Type": "Individual"}, "Group Type: group 9001 is of another type in line 3."),
    ],
)
def test_a_row_of_the_consolidated_list_that_is_not_as_documented_is_named(cells, told):
    content = ofsi(ofsi_row(Name_6="ONDARRA"), ofsi_row(**{"Name_6": "ONDARRA TWO", **cells}))

    assert (4, told) in errors("uk-ofsi", content)


def test_a_group_without_a_name_is_an_error_of_its_first_row():
    assert error("uk-ofsi", ofsi(ofsi_row())) == (3, "names: the party has none.")


def test_a_group_of_too_many_names_is_an_error_of_its_first_row():
    many = [ofsi_row(Name_6=f"ONDARRA {number}") for number in range(600)]
    same = [ofsi_row(Name_6="ONDARRA", Address_1=f"{number} Quay") for number in range(600)]

    assert error("uk-ofsi", ofsi(*many)) == (3, "names: more than 500 for one party.")
    assert len(party("uk-ofsi", ofsi(*same)).addresses) == 600


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        ("", 1, "The first line does not begin with “Last Updated”."),
        ("<html>maintenance</html>", 1, "The first line does not begin with “Last Updated”."),
        (ofsi(head=OFSI_HEADINGS.replace("Group ID", "GroupID")), 2, "the heading “Group ID” is missing"),
        (ofsi(head=OFSI_HEADINGS + ",Colour"), 2, "the heading “Colour” is unknown"),
        (ofsi("a,b"), 3, "2 cells where there are 36 headings."),
    ],
)
def test_another_file_than_the_consolidated_list_is_refused(content, line, told):
    found = error("uk-ofsi", content)

    assert found[0] == line
    assert told in found[1]


def code_list(content):
    found = edinet.read(io.BytesIO(content))
    return found.drawn_up_on, list(found.rows)


def test_a_row_of_the_code_list_gives_the_four_names_of_a_company():
    day, (filer,) = code_list(list_files.edinet(edinet_row(number="4010001133876")))

    assert day == date(2026, 11, 20)
    assert filer == edinet.Filer(
        line=3,
        code="E99001",
        name="株式会社御影磁石",
        kana="ミカゲジシャク",
        english="Mikage Magnets Inc.",
        corporate_number="4010001133876",
    )


def test_what_the_code_list_leaves_empty_stays_empty():
    _day, (filer,) = code_list(list_files.edinet(edinet_row(english="", kana="")))

    assert (filer.english, filer.kana, filer.corporate_number) == ("", "", "")


def test_headings_in_half_width_are_the_same_headings():
    half = EDINET_HEADINGS.replace("ＥＤＩＮＥＴ", "EDINET").replace("（", "(").replace("）", ")")

    assert len(code_list(list_files.edinet(edinet_row(), head=half))[1]) == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (edinet_row(number="4010001133877"), "提出者法人番号: 4010001133877 is no corporate number."),
        (edinet_row(number="123"), "提出者法人番号: 123 is no corporate number."),
        (edinet_row(code=""), "EDINETコード: is missing."),
        (edinet_row(name=""), "提出者名: is missing."),
        ("E99001,内国法人・組合", "2 cells where there are 13 headings."),
    ],
)
def test_a_row_of_the_code_list_that_is_not_as_documented_is_named(row, told):
    _day, found = code_list(list_files.edinet(edinet_row(), row))

    assert found[1] == RowError(4, told)


def test_a_code_list_that_was_cut_off_is_told_by_its_count():
    _day, found = code_list(list_files.edinet(edinet_row(), first="ダウンロード実行日,2026年11月20日現在,件数,11000件"))

    assert found[-1] == RowError(3, "The first line says 11,000 rows, the file has 1.")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "does not begin with"),
        (list_files.edinet(first="Date,2026"), "does not begin with"),
        (list_files.edinet(first="ダウンロード実行日,件数"), "names no day"),
        (list_files.edinet(first="ダウンロード実行日,2026年13月40日現在"), "names a day that is none"),
        (list_files.edinet(head=EDINET_HEADINGS.replace("（ヨミ）", "")), "the heading “提出者名(ヨミ)” is missing"),
        ("ダウンロード実行日".encode() + b"\x81\n", "is no CP932"),
    ],
)
def test_another_file_than_the_code_list_is_refused(content, told):
    with pytest.raises(Broken, match=told.replace("(", r"\(").replace(")", r"\)")):
        code_list(content)


@pytest.mark.parametrize("number", ["4010001133876", "1180301018771", "7000012050002"])
def test_a_corporate_number_has_its_check_digit_first(number):
    assert edinet.is_corporate_number(number)
    for digit in "123456789":
        assert edinet.is_corporate_number(digit + number[1:]) == (digit == number[0])


@pytest.mark.parametrize(
    "number", ["", "0010001133876", "401000113387", "40100011338760", "４０１０００１１３３８７６"]
)
def test_other_signs_are_no_corporate_number(number):
    assert not edinet.is_corporate_number(number)


def test_reading_a_table_again_gives_the_same_rows():
    content = HEAD + "a,Ondarra,,,,,,\nb,,,,,,,\n"

    assert rows("csv", content) == rows("csv", content)
