"""What a program writes in any encoding, with any separator, is read back as it was: random rows, by another writer."""

import codecs
import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from controls.screening.spreadsheets import encodings, lines
from controls.screening.spreadsheets.encodings import ENCODINGS, recognise
from controls.screening.spreadsheets.rows import MOST_COLUMNS, MOST_ROW
from controls.screening.spreadsheets.tables import DELIMITERS, recognise_delimiter, table_rows
from controls.screening.spreadsheets.workbooks import sheet_rows

# Names as they come in from each part of the world; what an encoding cannot write is left out for it.
ALPHABETS = {
    "utf-8": "aZ9 稀土株式会社삼성台灣ÄßéñŁŽ😀\u200b\u0301'&,;|=+-@",
    "utf-16-le": "aZ9 稀土株式会社삼성台灣ÄßéñŁŽ😀\u200b\u0301'&,;|=+-@",
    "utf-16-be": "aZ9 稀土株式会社삼성台灣ÄßéñŁŽ😀\u200b\u0301'&,;|=+-@",
    "gb18030": "aZ9 中国稀土集团有限公司包头磁材（）㐂😀'&,;|=",
    "cp932": "aZ9 三菱重工業株式会社ソニー表能ﾆｯﾎﾟﾝ①㈱髙'&,;|=",
    "big5hkscs": "aZ9 台灣積體電路製造股份有限公司鴻海許功蓋'&,;|=",
    "cp949": "aZ9 삼성전자주식회사현대자동차똠방각하'&,;|=",
    "euc_jp": "aZ9 三菱重工業株式会社ソニー表能'&,;|=",
    "cp1252": "aZ9 ÄÖÜäöüßéèñçÅøŠžŒ€'&,;|=",
}
MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
ENDS = ("\n", "\r\n", "\r")


def cells_of(alphabet):
    return st.text(st.sampled_from([*alphabet, '"', "\n", "\t", "\r"]), max_size=12)


@st.composite
def tables_in(draw, encoding):
    """Rows of the same width with something in each, for this encoding."""
    width = draw(st.integers(1, 5))
    row = st.lists(cells_of(ALPHABETS[encoding]), min_size=width, max_size=width).filter(any)
    return draw(st.lists(row, min_size=1, max_size=8))


def written(rows, *, delimiter, end, quoting=csv.QUOTE_ALL):
    # Python's writer quotes a line end by itself only when it is the one that it writes.
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return target.getvalue()


def read(content, *, chosen="", delimiter=""):
    file = io.BytesIO(content)
    text = recognise(file, chosen=chosen, most=10**8)
    return [row.cells for row in table_rows(file, text, delimiter=delimiter or recognise_delimiter(file, text))]


class TestEveryEncodingAndSeparator:
    def test_there_are_rows_for_each_that_can_be_chosen(self):
        assert set(ALPHABETS) == set(ENCODINGS)
        assert all("".join(each).encode(name).decode(name) == each for name, each in ALPHABETS.items())

    @settings(max_examples=25)
    @pytest.mark.parametrize("encoding", list(ENCODINGS))
    @given(data=st.data(), delimiter=st.sampled_from(list(DELIMITERS)), end=st.sampled_from(ENDS))
    def test_rows_come_back_as_they_were_written(self, encoding, data, delimiter, end):
        rows = data.draw(tables_in(encoding))
        content = written(rows, delimiter=delimiter, end=end).encode(encoding)

        assert read(content, chosen=encoding, delimiter=delimiter) == [tuple(row) for row in rows]

    @settings(max_examples=25)
    @pytest.mark.parametrize("encoding", list(MARKS))
    @given(data=st.data(), delimiter=st.sampled_from(list(DELIMITERS)))
    def test_with_a_mark_nobody_has_to_choose_and_it_is_no_part_of_the_first_cell(self, encoding, data, delimiter):
        rows = data.draw(tables_in(encoding))
        content = MARKS[encoding] + written(rows, delimiter=delimiter, end="\r\n").encode(encoding)

        assert read(content, delimiter=delimiter) == [tuple(row) for row in rows]

    @settings(max_examples=40)
    @given(data=st.data(), portion=st.integers(1, 9))
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030", "cp932"])
    def test_where_the_portions_are_cut_makes_no_difference(self, encoding, data, portion):
        rows = data.draw(tables_in(encoding))
        content = written(rows, delimiter=",", end="\r\n").encode(encoding)
        file = io.BytesIO(content)
        text = recognise(file, chosen=encoding, most=10**8)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lines, "PORTION", portion)
            found = [row.cells for row in table_rows(file, text, delimiter=",")]

        assert found == [tuple(row) for row in rows]

    @given(st.data(), st.integers(1, 7))
    def test_nor_does_it_for_recognising_utf_8(self, data, portion):
        content = written(data.draw(tables_in("utf-8")), delimiter=",", end="\n").encode()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(encodings, "PORTION", portion)
            found = recognise(io.BytesIO(content), most=10**8)

        assert (found.encoding, found.size) == ("utf-8", len(content))


class TestSeparatorsAreRecognised:
    @given(
        st.lists(st.lists(st.text("abcÄ稀 .", min_size=1, max_size=8), min_size=3, max_size=3), min_size=2, max_size=9),
        st.sampled_from(list(DELIMITERS)),
        st.sampled_from(ENDS),
    )
    def test_a_sign_that_only_separates_is_found(self, rows, delimiter, end):
        content = written(rows, delimiter=delimiter, end=end, quoting=csv.QUOTE_MINIMAL).encode()

        assert read(content, chosen="utf-8") == [tuple(row) for row in rows]

    @given(
        st.lists(st.text("abc,;|\t", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=9),
        st.sampled_from(list(DELIMITERS)),
    )
    def test_signs_inside_quotes_never_decide(self, names, delimiter):
        rows = [[name, "DE", "7"] for name in names]
        content = written(rows, delimiter=delimiter, end="\n", quoting=csv.QUOTE_ALL).encode()

        assert read(content, chosen="utf-8") == [tuple(row) for row in rows]


class TestLineEnds:
    @given(st.lists(st.tuples(st.text("ab稀,", min_size=1), st.sampled_from(ENDS)), min_size=1, max_size=12))
    def test_they_may_differ_from_line_to_line(self, parts):
        # A carriage return before an empty line that ends in a line feed would be one line end; no line is empty here.
        content = "".join(text + end for text, end in parts).encode()

        assert ["\x1f".join(row) for row in read(content, chosen="utf-8", delimiter="\x1f")] == [
            text for text, _end in parts
        ]

    @given(st.lists(st.sampled_from(["a,b", "", ","]), min_size=1, max_size=30), st.sampled_from(ENDS))
    def test_empty_rows_are_left_out_and_counted(self, given_lines, end):
        assume(any("a" in line for line in given_lines))
        file = io.BytesIO((end.join(given_lines) + end).encode())
        rows = list(table_rows(file, recognise(file, most=10**6), delimiter=","))

        assert [row.number for row in rows] == [n for n, line in enumerate(given_lines, start=1) if "a" in line]

    @pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r"])
    def test_the_last_line_needs_no_end(self, end):
        assert read(("Name,Country\na,DE" + end).encode()) == [("Name", "Country"), ("a", "DE")]

    @pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
    def test_what_only_python_takes_for_a_line_end_is_none(self, sign):
        assert read(f"Name,Country\na{sign}b,DE\n".encode(), chosen="utf-8") == [
            ("Name", "Country"),
            (f"a{sign}b", "DE"),
        ]


class TestAtTheEdges:
    @pytest.mark.parametrize(("columns", "readable"), [(MOST_COLUMNS, True), (MOST_COLUMNS + 1, False)])
    def test_the_last_column_that_is_read(self, columns, readable):
        file = io.BytesIO(("a," * (columns - 1) + "z").encode())
        (row,) = table_rows(file, recognise(file, most=10**6), delimiter=",")

        assert (len(row.cells) == columns, not row.trouble) == (readable, readable)

    @pytest.mark.parametrize(("length", "readable"), [(MOST_ROW, True), (MOST_ROW + 1, False)])
    @pytest.mark.parametrize("end", ENDS)
    def test_the_last_character_that_is_read_whatever_ends_the_line(self, length, readable, end):
        file = io.BytesIO((end.join(["a", "x" * length, "b"]) + end).encode())
        first, row, last = table_rows(file, recognise(file, most=10**6), delimiter=",")

        assert (len(row.cells), not row.trouble) == (int(readable), readable)
        assert (first.cells, last.cells) == (("a",), ("b",))

    def test_length_is_counted_in_characters_and_not_in_bytes(self):
        assert read(("稀" * MOST_ROW).encode()) == [("稀" * MOST_ROW,)]


WRITTEN_CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_"), min_size=1, max_size=20
).filter(lambda text: not text.startswith("="))


class TestWorkbooksOfAnotherProgram:
    @settings(max_examples=40)
    @given(st.lists(st.lists(WRITTEN_CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
    def test_texts_come_back_as_they_were_written(self, rows):
        assume(not any(cell.startswith("#") for row in rows for cell in row))
        book, target = Workbook(write_only=True), io.BytesIO()
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
        book.save(target)

        assert [row.cells for row in sheet_rows(target)] == [tuple(row) for row in rows]

    @settings(max_examples=30)
    @given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=6))
    def test_whole_numbers_have_no_decimal_point_and_no_exponent(self, numbers):
        book, target = Workbook(), io.BytesIO()
        book.active.append(["Number", *numbers])
        book.save(target)

        assert next(iter(sheet_rows(target))).cells == ("Number", *map(str, numbers))
