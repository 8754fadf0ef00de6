"""Files that somebody broke, or made to break us: each is read as far as it can be, or refused in words."""

import codecs
import csv
import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart

from controls.screening.services.batch_files import EncodingUnclear, recognised
from controls.screening.spreadsheets import packages, workbooks
from controls.screening.spreadsheets.encodings import ENCODINGS
from controls.screening.spreadsheets.packages import MOST_ENTRIES, check_package
from controls.screening.spreadsheets.rows import MOST_COLUMNS, FileRefused
from controls.screening.spreadsheets.signs import UNSTORABLE
from controls.screening.spreadsheets.workbooks import sheet_rows

GOOD = ("Good GmbH", "DE")
NAMES = ["三菱重工業株式会社", "川崎重工業株式会社", "日立製作所", "信越化学工業", "トヨタ自動車", "富士通株式会社"]
FIRMS = ["深圳市大疆创新科技有限公司", "中国稀土集团有限公司", "宁波韵升股份有限公司", "厦门钨业股份有限公司"]


def rows_of(content, **options):
    source = recognised(file=io.BytesIO(content), **{"encoding": "", "delimiter": "", **options})
    return list(source.rows)


def workbook(*rows):
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def packed(content, *parts, replacing=None, compression=zipfile.ZIP_DEFLATED):
    """The workbook with parts added, and others put in the place of its own."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, (replacing or {}).get(name, old.read(name)))
        for name, part in parts:
            new.writestr(name, part)
    return target.getvalue()


def refusal(content):
    with pytest.raises(FileRefused) as refused:
        rows_of(content)
    return str(refused.value)


WHOLE = workbook(["Name", "Country"], ["Good GmbH", "DE"])


class TestABadRowCostsItself:
    """The promise of every file of names: per-row errors, and the good rows go on."""

    BAD = {
        "5,000 columns": "," * 4_999,
        "a quote never closed": '"never closed,DE',
        "a quote never closed in the second cell": 'Name,"DE',
        "too long": "x" * 40_000,
        "too long inside quotes": '"' + "x" * 40_000 + '",DE',
        "NUL": "Bad\0,DE",
    }

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("bad", BAD)
    def test_wherever_it_stands(self, bad, end):
        good = ["Good GmbH,DE"] * 4
        for place in range(5):
            rows = rows_of(end.join([*good[:place], self.BAD[bad], *good[place:]]).encode())

            assert [row.number for row in rows if row.trouble] == [place + 1], place
            assert [row.cells for row in rows if not row.trouble] == [GOOD] * 4, place

    @settings(max_examples=60)
    @given(st.lists(st.sampled_from(["Good GmbH,DE", *BAD.values()]), min_size=1, max_size=12))
    def test_in_any_order_every_line_that_is_good_is_read_or_named(self, given_lines):
        content = "\n".join(["Good GmbH,DE", *given_lines, "Good GmbH,DE"]).encode()
        rows = rows_of(content, encoding="utf-8", delimiter=",")

        numbers = [row.number for row in rows]
        assert numbers == sorted(set(numbers))
        assert rows[0].cells == GOOD
        for row in rows:
            assert bool(row.trouble) != bool(row.cells)

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_in_utf_16_as_well(self, encoding):
        mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}[encoding]
        # Two open quotes would close each other, as RFC 4180 has it.
        bad = [line for name, line in self.BAD.items() if "second" not in name]
        content = mark + "\r\n".join(["Good GmbH,DE", *bad, "Good GmbH,DE"]).encode(encoding)
        rows = rows_of(content, delimiter=",")

        assert [row.cells for row in rows if not row.trouble] == [GOOD, GOOD]
        assert [row.number for row in rows if row.trouble] == list(range(2, 2 + len(bad)))

    @pytest.mark.parametrize(("encoding", "names"), [("cp932", NAMES), ("gb18030", FIRMS)])
    def test_bytes_that_fit_no_character_are_named_in_the_encoding_of_the_others(self, encoding, names):
        good = "\r\n".join(names * 4).encode(encoding)
        rows = rows_of(good + b"\r\n\x81\r\n" + good)

        (bad,) = [row for row in rows if row.trouble]
        assert (bad.number, bad.trouble) == (
            len(names) * 4 + 1,
            f"This row holds bytes that are no text in {ENCODINGS[encoding]}.",
        )
        assert len(rows) == len(names) * 8 + 1

    def test_the_words_name_the_number_that_was_sent_and_the_number_that_is_taken(self):
        (row,) = [row for row in rows_of(("a,b\n" + "," * 4_999 + "\nc,d").encode()) if row.trouble]

        assert row.trouble == f"This row has 5,000 columns; at most {MOST_COLUMNS} are read."

    def test_no_row_that_is_read_holds_what_the_database_cannot_store(self):
        content = b"\xff\xfe" + "Name\na\ud800b\nc\0d\nGood".encode("utf-16-le", "surrogatepass")

        for row in rows_of(content):
            assert not any(UNSTORABLE.search(cell) for cell in row.cells), row
            assert not UNSTORABLE.search(row.trouble)

    def test_a_quoted_cell_of_many_lines_is_one_row_and_keeps_its_lines(self):
        content = 'Name,Address\n"Good GmbH","1 Road\r\nTown\n\nLand"\nz,y\n'
        rows = rows_of(content.encode())

        assert rows[1].cells == ("Good GmbH", "1 Road\r\nTown\n\nLand")
        assert (rows[2].number, rows[2].cells) == (3, ("z", "y"))


class TestNeverAnotherError:
    """Whatever bytes come, the answer is rows, a refusal in words, or a question about the encoding."""

    @settings(max_examples=150)
    @given(st.binary(max_size=400))
    def test_any_bytes(self, content):
        assert self.is_answered(content)

    @settings(max_examples=100)
    @given(st.lists(st.sampled_from([b'"', b"\n", b"\r", b",", b"\0", b"\xff", b"\xfe", b"a", b"\x81", b"PK"])))
    def test_any_mixture_of_what_means_something(self, parts):
        assert self.is_answered(b"".join(parts))

    @settings(max_examples=60)
    @given(st.binary(max_size=200), st.sampled_from(list(ENCODINGS)), st.sampled_from([",", ";", "\t", "|"]))
    def test_any_bytes_under_any_choice(self, content, encoding, delimiter):
        assert self.is_answered(content, encoding=encoding, delimiter=delimiter)

    @settings(max_examples=60)
    @given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
    def test_any_bytes_of_a_workbook_changed(self, changes):
        content = bytearray(WHOLE)
        for place, byte in changes:
            content[place] = byte
        assert self.is_answered(bytes(content))

    @settings(max_examples=40)
    @given(st.integers(0, len(WHOLE)))
    def test_a_workbook_cut_anywhere(self, place):
        assert self.is_answered(WHOLE[:place])

    @pytest.mark.filterwarnings("ignore::UserWarning")  # openpyxl says what it leaves out
    @settings(max_examples=60)
    @given(st.data(), st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"]))
    def test_any_bytes_of_a_part_changed_and_packed_anew(self, data, name):
        part = bytearray(zipfile.ZipFile(io.BytesIO(WHOLE)).read(name))
        for _each in range(data.draw(st.integers(1, 4))):
            part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.sampled_from(b"<>\"'/= 0aZ&;\x00\xff"))
        assert self.is_answered(packed(WHOLE, replacing={name: bytes(part)}))

    def is_answered(self, content, **options):
        try:
            rows = rows_of(content, **options)
        except FileRefused as reason:
            return str(reason).endswith(".")
        except EncodingUnclear as unclear:
            return ("equally well" in str(unclear)) == (len(unclear.readings) > 1)
        storable = not any(UNSTORABLE.search(cell) for row in rows for cell in row.cells)
        return storable and all(row.trouble or any(row.cells) for row in rows)


class TestWorkbooksMadeToHarm:
    def test_a_bomb_in_miniature_is_refused_before_it_is_unpacked_and_takes_no_memory(self, monkeypatch):
        monkeypatch.setattr(packages, "MOST_UNPACKED", 4_000_000)
        content = packed(workbook(["a"]), ("xl/worksheets/sheet9.xml", b"0" * 60_000_000))
        assert len(content) < 100_000

        tracemalloc.start()
        said = refusal(content)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert "Send it as CSV, or in parts" in said
        assert most < 3_000_000

    def test_one_spread_over_many_parts_is_added_up(self, monkeypatch):
        monkeypatch.setattr(packages, "MOST_UNPACKED", 1_000_000)
        parts = [(f"xl/media/{n}.bin", b"0" * 300_000) for n in range(4)]

        assert "Unpacked, the workbook is" in refusal(packed(workbook(["a"]), *parts))

    def test_the_number_of_parts_that_is_unpacked(self):
        content = workbook(["a"])
        own = len(zipfile.ZipFile(io.BytesIO(content)).namelist())

        fits = packed(content, *((f"xl/media/{n}", b"") for n in range(MOST_ENTRIES - own)))
        assert [row.cells for row in rows_of(fits)] == [("a",)]
        assert f"{MOST_ENTRIES + 1} parts" in refusal(packed(fits, ("xl/media/more", b"")))

    @pytest.mark.parametrize("name", ["xl/embeddings/inner.xlsx", "xl/media/picture.png", "docProps/thumbnail.jpeg"])
    def test_a_zip_inside_is_seen_by_its_bytes_whatever_it_is_called(self, name):
        assert "another zip file" in refusal(packed(workbook(["a"]), (name, workbook(["b"]))))

    @pytest.mark.parametrize(
        "name", ["../../etc/cron.d/x", "..", "xl/..", "xl/../../../x", "\\\\server\\share", "c:\\x", "/x", "a\nb"]
    )
    def test_names_that_lead_out_are_refused(self, name):
        assert "leads out of it" in refusal(packed(workbook(["a"]), (name, b"x")))

    @pytest.mark.parametrize("name", ["xl/..theme.xml", "xl/a..b.xml", "xl/.hidden", "xl/名称.xml"])
    def test_names_with_dots_that_lead_nowhere_are_not(self, name):
        assert [row.cells for row in rows_of(packed(workbook(["a"]), (name, b"x")))] == [("a",)]

    @pytest.mark.parametrize(
        "name", ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "vbaproject.bin", "xl/x/vbaProject.bin"]
    )
    def test_macros_are_found_wherever_they_stand(self, name):
        assert "holds macros" in refusal(packed(workbook(["a"]), (name, b"x")))

    @pytest.mark.parametrize("name", ["xl/externalLinks/externalLink1.xml", "XL/EXTERNALLINKS/_rels/x.rels"])
    def test_links_to_other_files_are_refused_with_what_to_do(self, name):
        assert "Break the links" in refusal(packed(workbook(["a"]), (name, b"<x/>")))

    def test_an_entity_in_the_sheet_itself_is_never_resolved(self):
        sheet = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'

        assert "entities" in refusal(packed(workbook(["a"]), replacing={"xl/worksheets/sheet1.xml": sheet}))

    @pytest.mark.parametrize("cut", range(1, 10))
    def test_nor_one_that_stands_where_two_portions_meet(self, monkeypatch, cut):
        monkeypatch.setattr(packages, "_PORTION", 1_000)
        part = b" " * (1_000 - cut) + b"<!DOCTYPE x><x/>"

        assert "entities" in refusal(packed(workbook(["a"]), ("xl/late.xml", part)))

    def test_a_workbook_without_a_sheet_of_cells_is_refused(self):
        book, target = Workbook(), io.BytesIO()
        book.create_chartsheet().add_chart(BarChart())
        book.remove(book.worksheets[0])
        book.save(target)

        assert refusal(target.getvalue()) == "The workbook has no sheet with cells."

    def test_a_sheet_that_is_only_a_chart_is_passed_over(self):
        book, target = Workbook(), io.BytesIO()
        book.create_chartsheet(index=0).add_chart(BarChart())
        book.worksheets[0].append(["Good GmbH", "DE"])
        book.save(target)

        assert [row.cells for row in rows_of(target.getvalue())] == [GOOD]

    def test_one_that_says_of_no_part_that_it_is_the_workbook_is_refused(self):
        types = zipfile.ZipFile(io.BytesIO(WHOLE)).read("[Content_Types].xml")
        changed = types.replace(b"spreadsheetml.sheet.main+xml", b"spreadsheetml.sheet.mine+xml")

        assert "do not fit together" in refusal(packed(WHOLE, replacing={"[Content_Types].xml": changed}))

    @pytest.mark.parametrize("head", [b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 400])
    def test_an_empty_or_cut_zip_is_refused(self, head):
        assert refusal(head).startswith(("The workbook is damaged", "This is a zip file, but no workbook"))

    def test_the_size_on_disk_is_bounded_as_that_of_a_text_is(self):
        with pytest.raises(FileRefused, match="larger than 1 MB"):
            workbooks.digest_of(io.BytesIO(b"PK\x03\x04" + b"0" * 1_100_000), most=1_048_576)

    @pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_other_ways_to_pack_are_read_or_refused_and_break_nothing(self, compression):
        content = packed(workbook(["a"]), compression=compression)

        assert [row.cells for row in rows_of(content)] == [("a",)]

    def test_a_cell_far_to_the_right_costs_its_row_only(self):
        book, target = Workbook(), io.BytesIO()
        book.active["A1"], book.active["XFD2"], book.active["A3"] = "first", "far", "last"
        book.save(target)
        first, far, last = rows_of(target.getvalue())

        assert (first.cells, last.cells) == (("first",), ("last",))
        assert far.trouble == f"This row has 16,384 columns; at most {MOST_COLUMNS} are read."

    def test_what_a_formula_would_do_is_never_done(self):
        rows = rows_of(workbook(["Name"], ['=HYPERLINK("http://example.com","Firm")'], ["=1+1"], ["after"]))

        # Nothing was computed by a program before, so there is no value: the formula itself is no name.
        assert [row.cells for row in rows] == [("Name",), ("after",)]

    def test_a_hidden_row_and_a_hidden_column_are_rows_like_others(self):
        book, target = Workbook(), io.BytesIO()
        for row in (["Name", "Country"], ["Hidden GmbH", "DE"]):
            book.active.append(row)
        book.active.row_dimensions[2].hidden = True
        book.active.column_dimensions["B"].hidden = True
        book.save(target)

        assert [row.cells for row in rows_of(target.getvalue())] == [("Name", "Country"), ("Hidden GmbH", "DE")]

    @pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#N/A", "#NUM!", "#NULL!"])
    def test_an_error_costs_its_row_and_is_named(self, error):
        rows = rows_of(workbook([error, "DE"], ["Good GmbH", "DE"]))

        assert [bool(row.trouble) for row in rows] == [True, False]
        assert error in rows[0].trouble

    def test_the_file_is_only_looked_at_by_the_check(self):
        content = workbook(["a"])
        file = io.BytesIO(content)
        check_package(file)

        assert file.getvalue() == content
        assert [row.cells for row in sheet_rows(file)] == [("a",)]


def test_a_file_of_a_megabyte_without_a_line_end_is_one_row_in_need_of_help():
    (row,) = rows_of(b"x" * 1_000_000, delimiter=",")

    assert row.trouble == "This row is 1,000,000 characters long; at most 32,768 are read."


@pytest.mark.parametrize("opened", [1, 3, 40])
def test_many_open_quotes_never_take_a_row_twice_or_lose_one(opened):
    """Each open quote may swallow the next one's line as a quoted line end; what follows the last is always read."""
    content = "\n".join(['"open,DE', *["Good GmbH,DE"] * 3] * opened + ["Last AG,CH"])
    rows = rows_of(content.encode(), delimiter=",")

    numbers = [row.number for row in rows]
    assert numbers == sorted(set(numbers))
    assert rows[-1].cells == ("Last AG", "CH")
    assert next(csv.reader([content.splitlines()[-1]])) == list(rows[-1].cells)
