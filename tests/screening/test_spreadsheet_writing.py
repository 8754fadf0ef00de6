"""Answers as files that no program runs and that give back what was sent; names, headings and countries as read."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from controls.cells import FORMULA_SIGNS, neutralised, restored
from controls.screening.spreadsheets.countries import country_code
from controls.screening.spreadsheets.encodings import recognise
from controls.screening.spreadsheets.headings import FIELDS, guess
from controls.screening.spreadsheets.signs import MOST_NAME, name_trouble, named, shown
from controls.screening.spreadsheets.tables import table_rows
from controls.screening.spreadsheets.workbooks import sheet_rows
from controls.screening.spreadsheets.writing import as_csv, write_sheet

DANGEROUS = [f"{sign}1+1" for sign in FORMULA_SIGNS] + ["'quoted", ';=1+1"', '=HYPERLINK("http://x","y")', "-11"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)


def written_csv(*rows):
    return b"".join(as_csv(["a", "b"], rows))


def read_csv(content):
    file = io.BytesIO(content)
    return [row.cells for row in table_rows(file, recognise(file, most=10**7), delimiter=",")][1:]


def written_sheet(*rows):
    target = io.BytesIO()
    write_sheet(target, ["a", "b"], rows)
    return target


class TestCSV:
    @pytest.mark.parametrize("text", DANGEROUS)
    def test_no_cell_begins_with_a_sign_that_is_run(self, text):
        content = written_csv([text, "x"]).decode("utf-8-sig")
        _heading, row = csv.reader(io.StringIO(content, newline=""))

        assert not row[0].startswith(FORMULA_SIGNS)

    @given(TEXTS)
    def test_what_was_sent_comes_back(self, text):
        ((cell, _mark),) = read_csv(written_csv([text, "x"]))

        assert restored(cell) == text

    def test_numbers_and_nothing_are_left_alone(self):
        assert read_csv(written_csv([-11, None])) == [("-11", "")]

    def test_it_begins_with_a_mark_and_ends_lines_as_rfc_4180_says(self):
        assert written_csv(["x", "y"]) == b"\xef\xbb\xbfa,b\r\nx,y\r\n"

    def test_a_long_file_comes_in_portions(self):
        pieces = list(as_csv(["a"], (["x" * 1_000] for _each in range(100))))

        assert 3 <= len(pieces) <= 5


class TestWorkbooks:
    @pytest.mark.parametrize("text", DANGEROUS)
    def test_every_cell_says_that_it_is_text(self, text):
        cell = load_workbook(written_sheet([text, "x"])).active["A2"]

        assert cell.data_type == "s"

    @given(TEXTS)
    def test_what_was_sent_comes_back(self, text):
        rows = list(sheet_rows(written_sheet([text, "x"])))

        assert rows[1].cells == (text, "x")

    def test_numbers_stay_numbers(self):
        cell = load_workbook(written_sheet([0.5, 3])).active["A2"]

        assert (cell.value, cell.data_type) == (0.5, "n")

    def test_a_cell_is_never_longer_than_a_cell_may_be(self):
        assert len(load_workbook(written_sheet(["x" * 40_000, "y"])).active["A2"].value) == 32_767


def test_an_apostrophe_of_the_users_own_is_kept():
    assert restored(neutralised("'s-Hertogenbosch")) == "'s-Hertogenbosch"


class TestSigns:
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("", "no name"),
            ("  \t", "no name"),
            ("A\u202eB", "U+202E RIGHT-TO-LEFT OVERRIDE"),
            ("A\u2066B", "U+2066 LEFT-TO-RIGHT ISOLATE"),
            ("A\u200fB", "U+200F RIGHT-TO-LEFT MARK"),
            ("A\0B", "U+0000"),
            ("A\x07B", "U+0007"),
            ("A\ud800B", "U+D800"),
            ("…!?", "no letter and no digit"),
            ("x" * (MOST_NAME + 1), "601 characters long; at most 600"),
        ],
    )
    def test_what_cannot_be_screened_is_named(self, name, words):
        assert words in name_trouble(name)

    @pytest.mark.parametrize(
        "name",
        [
            "SUBARU",
            "Сubaru",
            "A\u200bB",
            "A\u00adB",
            "東\U000e0100京",
            "🚀 Rockets",
            "e" + "\u0301" * 500,
            "=1+1",
            "\tA",
        ],
    )
    def test_everything_else_can(self, name):
        assert name_trouble(name) == ""

    @pytest.mark.parametrize(
        ("name", "text"),
        [("SUB\u200bARU", "SUB\\u200bARU"), ("A\u00adB", "A\\u00adB"), ("\ufeffA", "\\ufeffA"), ("東京", "東京")],
    )
    def test_signs_that_nobody_sees_are_written_out(self, name, text):
        assert shown(name) == text

    def test_a_sign_without_a_name_still_has_its_number(self):
        assert named("\x07") == "U+0007 control character"


class TestHeadings:
    @pytest.mark.parametrize(
        ("first", "places"),
        [
            (["Name", "Country"], {"name": 0, "country": 1}),
            (["ID", "Company name", "Country code", "LEI"], {"reference": 0, "name": 1, "country": 2, "identifier": 3}),
            (["客户编号", "公司名称", "国家", "统一社会信用代码"],
             {"reference": 0, "name": 1, "country": 2, "identifier": 3}),
            (["公司名稱", "國家"], {"name": 0, "country": 1}),
            (["会社名", "国", "法人番号", "番号"], {"name": 0, "country": 1, "identifier": 2, "reference": 3}),
            (["Kunden-Nr.", "Firma", "Land", "Registernummer"],
             {"reference": 0, "name": 1, "country": 2, "identifier": 3}),
            (["ｎａｍｅ", " COUNTRY "], {"name": 0, "country": 1}),
            (["Company", "Company Name"], {"name": 1}),
        ],
    )  # fmt: skip
    def test_are_known_in_four_languages(self, first, places):
        found = guess([first, ["x"] * len(first)])

        assert (found.heading, dict(found.places)) == (True, places)

    def test_without_headings_the_name_is_where_the_letters_are(self):
        found = guess([["17", "SUBARU Corporation", "JP"], ["18", "NEC", "JP"]])

        assert (found.heading, dict(found.places)) == (False, {"name": 1})

    def test_an_unknown_heading_of_the_name_is_found_by_its_letters(self):
        found = guess([["Country", "Wer"], ["DE", "Müller GmbH"]])

        assert (found.heading, dict(found.places)) == (True, {"country": 0, "name": 1})

    @pytest.mark.parametrize("rows", [[], [[]], [["1", "2"]]])
    def test_where_nothing_can_be_guessed_nothing_is(self, rows):
        assert dict(guess(rows).places) == {}

    def test_no_column_holds_two_things(self):
        for first in (["Company", "Name", "Number"], ["番号", "名称", "国", "コード"], ["id", "no", "name"]):
            places = guess([first]).places
            assert len(set(places.values())) == len(places)
            assert set(places) <= set(FIELDS)


class TestCountries:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("JP", "JP"), ("jp", "JP"), ("Japan", "JP"), ("日本", "JP"), ("Deutschland", "DE"), ("德国", "DE"),
            ("ドイツ", "DE"), ("United States", "US"), ("USA", "US"), ("Vereinigte Staaten", "US"), ("美國", "US"),
            ("中国", "CN"), ("P.R. China", "CN"), (" united  kingdom ", "GB"), ("ＪＰ", "JP"), ("Hong Kong", "HK"),
            ("", ""), ("  ", ""), ("Atlantis", None), ("EU", None), ("ZZ", None), ("81", None),
        ],
    )  # fmt: skip
    def test_are_read_as_people_write_them_and_never_guessed(self, text, code):
        assert country_code(text) == code
