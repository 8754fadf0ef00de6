"""CSV and its relatives: rows in portions; a bad row costs itself and no other."""

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.screening.spreadsheets import lines, tables
from controls.screening.spreadsheets.encodings import recognise
from controls.screening.spreadsheets.lines import open_quote
from controls.screening.spreadsheets.rows import MOST_COLUMNS, MOST_ROW, FileRefused
from controls.screening.spreadsheets.tables import recognise_delimiter, table_rows


def read(content, *, chosen="", delimiter=None):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    text = recognise(file, chosen=chosen, most=10**9)
    return list(table_rows(file, text, delimiter=delimiter or recognise_delimiter(file, text)))


def cells(content, **options):
    return [row.cells for row in read(content, **options)]


def troubles(content, **options):
    return {row.number: row.trouble for row in read(content, **options) if row.trouble}


class TestRows:
    def test_line_ends_of_all_kinds_may_be_mixed(self):
        assert cells("a,b\r\nc,d\ne,f\rg,h") == [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]

    @pytest.mark.parametrize("size", range(1, 12))
    def test_a_line_end_that_is_cut_in_two_by_a_portion_is_one(self, monkeypatch, size):
        monkeypatch.setattr(lines, "PORTION", size)

        assert cells('a,b\r\n"c\r\nd",e\r\nf,g\r\n', delimiter=",") == [("a", "b"), ("c\r\nd", "e"), ("f", "g")]

    def test_numbers_are_those_of_a_spreadsheet_program(self):
        rows = read('Name\n\n"two\nlines"\n,\nlast\n', delimiter=",")

        assert [(row.number, row.cells) for row in rows] == [(1, ("Name",)), (3, ("two\nlines",)), (5, ("last",))]

    def test_quotes_hold_separators_line_ends_and_quotes(self):
        assert cells('"a,1","b ""x""","c\nd"\n') == [("a,1", 'b "x"', "c\nd")]

    def test_a_quote_inside_a_cell_opens_nothing(self):
        assert cells('5" pipe,b\nc,d\n') == [('5" pipe', "b"), ("c", "d")]

    def test_spaces_belong_to_the_cell(self):
        assert cells(" a , b \n") == [(" a ", " b ")]

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
    def test_the_same_rows_come_out_of_every_encoding(self, encoding):
        rows = [("名称", "国家"), *(("北方稀土高科技股份有限公司", "中国") for _each in range(9))]

        assert cells("\n".join(map(",".join, rows)).encode(encoding)) == rows

    @given(
        st.lists(
            st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=4)
            .filter(any),
            min_size=1, max_size=6,
        ),
        st.sampled_from(list(tables.DELIMITERS)),
        st.sampled_from(["\n", "\r\n", "\r"]),
    )  # fmt: skip
    def test_what_pythons_own_writer_writes_is_read_back(self, rows, delimiter, end):
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)

        found = cells(written.getvalue(), chosen="utf-8", delimiter=delimiter)

        assert found == [tuple(row) for row in rows]


class TestSeparators:
    @pytest.mark.parametrize("sign", tables.DELIMITERS)
    def test_each_is_recognised(self, sign):
        assert cells(f"Name{sign}Country\nA, Inc{sign}DE\nB{sign}FR\n" if sign != "," else "Name,Country\nA,DE\n")[-1][
            1
        ] in ("FR", "DE")

    def test_a_comma_in_names_does_not_win_over_the_semicolon(self):
        assert cells("Name;Land\nFoo, Ltd.;DE\nBar, Inc.;US\n")[1] == ("Foo, Ltd.", "DE")

    def test_without_any_there_is_one_column(self):
        assert cells("SUBARU Corporation\nNEC\n") == [("SUBARU Corporation",), ("NEC",)]

    def test_signs_in_quotes_do_not_count(self):
        assert cells('"a;b;c",d\n"e;f;g",h\n')[0] == ("a;b;c", "d")


class TestBadRows:
    def test_a_row_that_is_too_long_is_named_and_the_next_is_read(self):
        content = "a,b\n" + "x" * (MOST_ROW + 1) + "\nc,d\n"

        assert cells(content) == [("a", "b"), (), ("c", "d")]
        assert "32,769 characters long" in troubles(content)[2]

    def test_a_row_of_many_megabytes_takes_no_memory(self):
        class Long:
            """A file whose second row is 30 MB, made as it is read."""

            def __init__(self):
                self.place = 0

            def seek(self, place, whence=0):
                self.place = place

            def read(self, size):
                self.place += 1
                return {1: b"a,b\n", 32: b"\nc,d\n"}.get(self.place, b"x" * 1_000_000 if self.place < 32 else b"")

        file = Long()
        text = recognise(file, most=10**9)
        tracemalloc.start()
        rows = list(table_rows(file, text, delimiter=","))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert [row.cells for row in rows] == [("a", "b"), (), ("c", "d")]
        assert "30,000,000 characters" in rows[1].trouble
        assert most < 8_000_000

    def test_a_file_without_any_line_end_is_one_bad_row(self):
        assert "at most" in troubles("x" * 100_000, delimiter=",")[1]

    def test_a_quote_that_is_never_closed_costs_its_row_only(self):
        content = 'a,b\n"open,c\nd,e\nf,g\n'

        assert cells(content) == [("a", "b"), (), ("d", "e"), ("f", "g")]
        assert "never closed" in troubles(content)[2]

    def test_several_open_quotes_cost_one_row_each(self):
        content = "Name,Land\n" + '"open,DE\nGood GmbH,DE\n' * 3 + "z,DE"

        rows = read(content, delimiter=",")

        assert sum(1 for row in rows if row.cells[:1] == ("Good GmbH",)) >= 1
        assert rows[-1].cells == ("z", "DE")

    def test_a_quote_over_too_many_lines_is_taken_for_an_open_one(self):
        content = '"a\n' + "b\n" * (lines.MOST_LINES + 5) + 'end"\n'

        rows = read(content, delimiter=",")

        assert "never closed" in rows[0].trouble
        assert len(rows) == lines.MOST_LINES + 7

    def test_too_many_columns_are_named(self):
        content = "a,b\n" + "," * 4_999 + "\nc,d\n"

        assert cells(content) == [("a", "b"), (), ("c", "d")]
        assert troubles(content)[2] == f"This row has 5,000 columns; at most {MOST_COLUMNS} are read."

    def test_bytes_that_are_no_text_cost_their_row(self):
        content = b"Name\n" + b"Bad \xff\xfe GmbH\n" + "Müller\n".encode()

        assert troubles(content, chosen="utf-8") == {2: "This row holds bytes that are no text in UTF-8."}
        assert cells(content, chosen="utf-8")[2] == ("Müller",)

    def test_a_nul_character_is_named(self):
        assert troubles("Name,X\nBad\0 GmbH,y\nGood,z\n" * 9)[2].startswith("This row holds U+0000")

    def test_half_a_surrogate_pair_in_utf_16_costs_its_row(self):
        content = "Name\n".encode("utf-16-le") + b"\x00\xd8" + "\nGood\n".encode("utf-16-le")

        assert [bool(row.trouble) for row in read(b"\xff\xfe" + content)] == [False, True, False]

    def test_a_file_that_ends_inside_a_character_says_so(self):
        assert 2 in troubles("Name\nMüll".encode() + b"\xc3", chosen="utf-8")

    def test_more_rows_than_are_taken_are_refused_with_the_number(self, monkeypatch):
        monkeypatch.setattr(tables, "MOST_ROWS", 3)

        with pytest.raises(FileRefused, match="more than 3 rows"):
            read("a\nb\nc\nd\n")


def open_quote_across_lines(text):
    """The same by another way: a machine that reads sign by sign, a line end outside quotes beginning a new cell."""
    state = "start"
    for sign in text:
        if state == "quoted":
            state = "closing" if sign == '"' else "quoted"
        elif state == "closing" and sign == '"':
            state = "quoted"
        elif sign in ",\n":
            state = "start"
        elif state == "start" and sign == '"':
            state = "quoted"
        else:
            state = "inside"
    return state == "quoted"


class TestOpenQuotes:
    @pytest.mark.parametrize(
        ("text", "is_open"),
        [
            ('"a', True), ('"a"', False), ('"a""', True), ('"a"""', False), ('a"b', False), ('a,"b', True),
            ('a,"b",c', False), ('"a"x,"b', True), ("", False), ('"', True), ('""', False), (',"",', False),
        ],
    )  # fmt: skip
    def test_a_quote_opens_only_at_the_start_of_a_cell(self, text, is_open):
        assert open_quote(text, ",") is is_open

    @given(st.text(alphabet='",a\n'))
    def test_looking_line_by_line_gives_the_same_answer(self, text):
        inside = False
        for line in text.splitlines(keepends=True):
            inside = open_quote(line, ",", inside=inside)

        assert inside == open_quote_across_lines(text)

    @given(st.text(alphabet='",a '))
    def test_the_answer_is_that_of_pythons_reader(self, text):
        reader = csv.reader(iter([text, "\x01"]), strict=False)
        taken = next(reader, [])

        assert open_quote(text, ",") == (bool(taken) and taken[-1].endswith("\x01"))
