"""Workbooks: looked at before anything is unpacked, then read row by row."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from controls.screening.spreadsheets import packages, workbooks
from controls.screening.spreadsheets.packages import check_package, is_package
from controls.screening.spreadsheets.rows import FileRefused
from controls.screening.spreadsheets.workbooks import digest_of, sheet_rows

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book(*rows, change=None):
    work = Workbook()
    for row in rows:
        work.active.append(row)
    if change:
        change(work)
    target = io.BytesIO()
    work.save(target)
    return target


def repacked(source, *, more=(), change=None):
    """The workbook with parts added or changed: (name, bytes) pairs, and a function of name and bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(entry.filename, content) if change else content)
        for name, content in more:
            new.writestr(name, content)
    return target


def rows_of(source):
    return [row.cells for row in sheet_rows(source)]


class TestReading:
    def test_rows_come_as_text(self):
        source = book(["Name", "Country"], ["株式会社SUBARU", "JP"], [], [None, "only a country"])

        rows = list(sheet_rows(source))

        assert [row.cells for row in rows] == [("Name", "Country"), ("株式会社SUBARU", "JP"), ("", "only a country")]
        assert [row.number for row in rows] == [1, 2, 4]

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (9010001020000, "9010001020000"), (1.0, "1"), (0.5, "0.5"), (True, "TRUE"), (False, "FALSE"),
            (date(2026, 2, 24), "2026-02-24"), (datetime.fromisoformat("2026-02-24T12:30:00"), "2026-02-24T12:30:00"),
            (time(12, 30), "12:30:00"), (timedelta(hours=30), "1 day, 6:00:00"), ("  a ", "  a "),
            ("_x0041_", "A"),
        ],
    )  # fmt: skip
    def test_values_are_what_a_reader_would_copy(self, value, text):
        assert rows_of(book([value, "x"]))[0][0] == text

    def test_only_the_first_sheet_is_read(self):
        def second(work):
            work.create_sheet("More").append(["never"])

        assert rows_of(book(["first"], change=second)) == [("first",)]

    def test_a_formula_counts_as_what_it_last_gave(self):
        def computed(name, content):
            return content.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
                b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"
            )

        assert rows_of(repacked(book(["=1+1", "x"]), change=computed)) == [("2", "x")]

    def test_an_error_of_a_formula_is_no_name(self):
        (row,) = sheet_rows(book(["#N/A", "DE"]))

        assert row.trouble == "A formula in this row gives the error #N/A."

    def test_too_many_columns_and_too_long_rows_are_named(self):
        wide, long = sheet_rows(book(["x"] * 201, ["y" * 30_000, "z" * 3_000]))

        assert "201 columns" in wide.trouble
        assert "33,000 characters long" in long.trouble

    def test_signs_that_are_no_text_are_named(self):
        (row,) = sheet_rows(book(["Bad _x0000_ GmbH"]))

        assert row.trouble == "This row holds signs that are no text."

    def test_more_rows_than_are_taken_are_refused_with_the_number(self, monkeypatch):
        monkeypatch.setattr(workbooks, "MOST_SHEET_ROWS", 2)

        with pytest.raises(FileRefused, match="more than 2 rows"):
            rows_of(book(["a"], ["b"], ["c"]))

    def test_what_a_program_wrote_about_the_size_need_not_be_true(self):
        def lying(name, content):
            return content.replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1:A1"')

        assert rows_of(repacked(book(["a", "b"], ["c", "d"]), change=lying)) == [("a", "b"), ("c", "d")]

    def test_a_row_far_down_does_not_take_for_ever(self, monkeypatch):
        monkeypatch.setattr(workbooks, "MOST_SHEET_ROWS", 50)

        def far(name, content):
            return content.replace(b'r="2"', b'r="1048576"')

        with pytest.raises(FileRefused, match="more than 50 rows"):
            rows_of(repacked(book(["a"], ["b"]), change=far))

    def test_the_digest_is_that_of_the_file_and_its_size_is_bounded(self):
        source = book(["a"])

        assert len(digest_of(source, most=10**6)) == 64
        with pytest.raises(FileRefused, match="larger than 0 MB"):
            digest_of(source, most=10)


class TestRefusals:
    def refused(self, source):
        with pytest.raises(FileRefused) as refusal:
            list(sheet_rows(source))
        return str(refusal.value)

    def test_a_password_or_the_old_format(self):
        assert "password" in self.refused(io.BytesIO(OLE + b"\0" * 2_000))

    def test_macros_by_their_part_or_their_type(self):
        def typed(name, content):
            return content.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")

        part = repacked(book(["a"]), more=[("xl/vbaProject.bin", b"\x01")])

        assert "macros" in self.refused(part)
        assert "macros" in self.refused(repacked(book(["a"]), change=typed))

    def test_links_to_other_files(self):
        more = [("xl/externalLinks/externalLink1.xml", b"<externalLink/>")]

        assert "links to other files" in self.refused(repacked(book(["a"]), more=more))

    @pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl/../../x", "C:/x", "xl\\x.xml"])
    def test_names_that_lead_out(self, name):
        assert "leads out of it" in self.refused(repacked(book(["a"]), more=[(name, b"x")]))

    def test_a_part_that_stands_twice(self):
        with pytest.warns(UserWarning, match="Duplicate"):
            source = repacked(book(["a"]), more=[("xl/workbook.xml", b"x")])

        assert "stands twice" in self.refused(source)

    def test_another_zip_inside(self):
        inner = book(["b"]).getvalue()

        assert "another zip file" in self.refused(repacked(book(["a"]), more=[("xl/embeddings/a.xlsx", inner)]))

    def test_too_many_parts(self):
        more = [(f"xl/media/{n}", b"") for n in range(packages.MOST_ENTRIES + 1)]

        assert "parts; at most" in self.refused(repacked(book(["a"]), more=more))

    def test_a_bomb_by_what_it_declares(self, monkeypatch):
        monkeypatch.setattr(packages, "MOST_UNPACKED", 2_000_000)

        said = self.refused(repacked(book(["a"]), more=[("xl/media/zeros", b"\0" * 5_000_000)]))

        assert "Unpacked, the workbook is 4 MB or more" in said

    def test_a_bomb_that_declares_less_than_it_holds(self):
        source = repacked(book(["a"]), more=[("xl/media/zeros", b"\0" * 5_000_000)])
        lying = source.getvalue().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

        assert "damaged" in self.refused(io.BytesIO(lying))

    def test_texts_that_would_fill_the_memory(self, monkeypatch):
        monkeypatch.setattr(packages, "MOST_STRINGS", 100)

        assert "Send it as CSV" in self.refused(repacked(book(["a"]), more=[("xl/sharedStrings.xml", b"x" * 200)]))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
    def test_entities_of_its_own(self, encoding):
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'.encode(encoding)

        assert "entities" in self.refused(repacked(book(["a"]), more=[("xl/bomb.xml", b" " * 262_140 + bomb)]))

    def test_a_zip_that_is_no_workbook(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            package.writestr("readme.txt", "hello")

        assert "no workbook" in self.refused(target)

    def test_one_whose_bytes_are_damaged(self):
        content = bytearray(book(["a"] * 50).getvalue())
        content[len(content) // 3 : len(content) // 3 + 40] = b"\xaa" * 40

        assert "damaged" in self.refused(io.BytesIO(bytes(content)))

    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
    def test_one_whose_parts_do_not_fit_together(self, part):
        def broken(name, content):
            return b"<broken" if name == part else content

        assert "damaged" in self.refused(repacked(book(["a"]), change=broken))

    def test_a_flag_that_says_it_is_encrypted(self):
        content = bytearray(book(["a"]).getvalue())
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
            start = package.start_dir
        content[start + 8] |= 1

        assert "password" in self.refused(io.BytesIO(bytes(content)))

    def test_nothing_is_read_before_the_check(self, monkeypatch):
        monkeypatch.setattr(workbooks, "load_workbook", lambda *args, **options: pytest.fail("was opened"))

        assert "leads out of it" in self.refused(repacked(book(["a"]), more=[("../evil", b"x")]))


@pytest.mark.parametrize(("head", "package"), [(b"PK\x03\x04", True), (OLE, True), (b"Name,", False), (b"", False)])
def test_a_workbook_is_known_by_its_first_bytes(head, package):
    assert is_package(head) is package


def test_a_plain_workbook_passes():
    source = book(["a"])

    assert check_package(source) is None
    assert rows_of(source) == [("a",)]
