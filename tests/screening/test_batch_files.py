"""Rows on their way into the database: all of a file or nothing, exactly as they were sent."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import Workbook

from controls.screening.models import Batch, BatchRow
from controls.screening.services import batch_files, batches
from controls.screening.services.batch_files import EncodingUnclear, copy_rows
from controls.screening.services.batches import BatchRefused
from controls.screening.spreadsheets.rows import FileRefused, Row
from tests.screening.asking import TODAY, somebody
from tests.screening.sending import csv_of, sent, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return somebody()


class TestUploading:
    def test_every_row_is_kept_with_its_number_and_cells(self, by, now):
        batch = sent(csv_of("SUBARU Corporation,JP", '"Müller, ""Söhne""",DE'), by=by, at=now)

        assert list(batch.rows.in_order().values_list("number", "cells")) == [
            (1, ["Name", "Country"]),
            (2, ["SUBARU Corporation", "JP"]),
            (3, ['Müller, "Söhne"', "DE"]),
        ]

    def test_the_batch_says_how_it_was_read(self, by, now):
        batch = sent(csv_of("A;DE", "B;FR", heading="Firma;Land"), by=by, at=now)

        assert batch.reading == "UTF-8 (every byte fits UTF-8), separated by semicolon"
        assert (batch.encoding, batch.delimiter, len(batch.digest)) == ("utf-8", ";", 64)
        assert (batch.columns, batch.heading) == ({"name": 0, "country": 1}, True)

    def test_a_workbook_is_read_as_one(self, by, now):
        book, target = Workbook(), io.BytesIO()
        for row in (["会社名", "国"], ["株式会社SUBARU", "日本"]):
            book.active.append(row)
        book.save(target)

        batch = sent(target.getvalue(), by=by, at=now, file_name="list.xlsx")

        assert (batch.row_count, batch.columns, batch.reading) == (
            2,
            {"name": 0, "country": 1},
            "Workbook, first sheet",
        )

    def test_rows_that_cannot_be_read_wait_for_help_and_the_others_for_work(self, by, now):
        batch = sent(csv_of("Good,JP", "x" * 40_000, "Also good,JP"), by=by, at=now)

        states = dict(batch.rows.values_list("number", "state"))
        assert states == {1: "waiting", 2: "waiting", 3: "needs_help", 4: "waiting"}
        assert (batch.row_count, batch.help_count) == (4, 1)
        assert "40,000 characters long" in batch.rows.get(number=3).trouble

    def test_a_file_that_turns_out_bad_at_its_end_leaves_nothing(self, by, now, monkeypatch):
        monkeypatch.setattr(batch_files, "_PORTION", 2)
        monkeypatch.setattr(batch_files, "MOST_TROUBLES", 1)
        content = csv_of(*["Good,JP"] * 7, "x" * 40_000, "y" * 40_000)

        with pytest.raises(BatchRefused, match="More than 1 rows cannot be read. Row 9: This row is 40,000"):
            sent(content, by=by, at=now)

        assert not Batch.objects.exists()
        assert not BatchRow.objects.exists()

    @pytest.mark.parametrize(
        ("content", "words"), [(b"", "empty"), (b"\n\n", "no rows"), (b"x" * 50_000, "None of the rows can be read")]
    )
    def test_a_file_without_a_usable_row_is_refused(self, by, now, content, words):
        with pytest.raises(BatchRefused, match=words) as refusal:
            sent(content, by=by, at=now)

        assert refusal.value.field == "file"

    def test_where_the_encoding_is_unclear_the_readings_are_handed_over(self, by, now):
        with pytest.raises(EncodingUnclear, match="Choose one") as unclear:
            sent("삼성전자".encode("cp949"), by=by, at=now)

        assert "cp949" in {reading.encoding for reading in unclear.value.readings}

    def test_a_file_may_be_sent_again(self, by, now):
        first, second = (sent(csv_of("A,DE"), by=by, at=now) for _each in range(2))

        assert first.pk != second.pk
        assert first.digest == second.digest

    def test_the_name_of_the_file_is_kept_as_far_as_it_fits(self, by, now):
        assert len(sent(csv_of("A,DE"), by=by, at=now, file_name="x" * 300 + ".csv").file_name) == 255


class TestStarting:
    def test_the_heading_is_no_row(self, by, now):
        batch = started(sent(csv_of("A GmbH,DE"), by=by, at=now), at=now)

        assert (batch.row_count, batch.state) == (1, "waiting")
        assert batch.rows.get(number=1).state == "heading"

    def test_a_first_row_that_is_none_is_screened(self, by, now):
        batch = started(sent(csv_of("A GmbH,DE"), by=by, at=now), at=now, heading=False)

        assert batch.row_count == 2

    def test_a_file_with_nothing_but_rows_that_need_help_is_done(self, by, now):
        batch = started(sent(csv_of("x" * 40_000), by=by, at=now), at=now)

        assert (batch.state, batch.ended_at, batch.help_count, batch.row_count) == ("done", now, 1, 1)

    @pytest.mark.parametrize(
        ("columns", "words"),
        [
            ({}, "which column holds the name"),
            ({"country": 0}, "which column holds the name"),
            ({"name": 0, "country": 0}, "cannot hold two things"),
            ({"name": 0, "colour": 1}, "“colour” is nothing"),
        ],
    )
    def test_columns_that_make_no_sense_are_refused(self, by, now, columns, words):
        with pytest.raises(BatchRefused, match=words):
            started(sent(csv_of("A GmbH,DE"), by=by, at=now), at=now, columns=columns)

    def test_a_batch_is_started_stopped_and_resumed_only_where_it_can_be(self, by, now):
        draft = sent(csv_of("A GmbH,DE"), by=by, at=now)

        with pytest.raises(BatchRefused, match="this one is draft"):
            batches.stop(batch=draft)
        with pytest.raises(BatchRefused, match="this one is draft"):
            batches.resume(batch=draft, at=now)
        started(draft, at=now)
        with pytest.raises(BatchRefused, match="started already"):
            started(draft, at=now)


class TestSubmitting:
    def test_parties_are_rows_whose_columns_are_known(self, by, now):
        batch = batches.submit(
            parties=[{"name": "SUBARU", "reference": "K-1"}], file_name="crm", threshold=0.7, as_of=TODAY, by=by, at=now
        )

        assert batch.rows.get().cells == ["SUBARU", "", "", "K-1"]
        assert batch.columns == {"name": 0, "country": 1, "identifier": 2, "reference": 3}

    def test_none_are_refused(self, by, now):
        with pytest.raises(BatchRefused, match="Send 1 to"):
            batches.submit(parties=[], file_name="crm", threshold=0.7, as_of=TODAY, by=by, at=now)


class TestCopying(TestCase):
    """Cells are written out for COPY by hand: whatever they hold must come back."""

    @settings(max_examples=60)
    @given(
        st.lists(
            st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=4),
            min_size=1,
            max_size=4,
        ),
        st.text(st.sampled_from('ab\\"{}\t\n\r,NUL'), max_size=20),
    )
    def test_what_is_copied_in_comes_back_as_it_was(self, rows, trouble):
        by = somebody(f"copy-{BatchRow.objects.count()}-{Batch.objects.count()}@example.com")
        batch = Batch.objects.create(made_by=by, made_at=by.joined_at, file_name="x", threshold=0.7, as_of=TODAY)
        given_rows = [Row(number, tuple(cells)) for number, cells in enumerate(rows, start=1)]
        bad = Row(len(rows) + 1, ("kept",), f"x{trouble}")

        copy_rows(batch=batch, rows=[*given_rows, bad])

        kept = batch.rows.in_order()
        assert [tuple(row.cells) for row in kept][:-1] == [row.cells for row in given_rows]
        assert kept.last().trouble == f"x{trouble}"

    def test_more_rows_than_a_portion_are_all_copied(self):
        by = somebody()
        batch = Batch.objects.create(made_by=by, made_at=by.joined_at, file_name="x", threshold=0.7, as_of=TODAY)

        count, troubles = copy_rows(batch=batch, rows=(Row(n, (f"n{n}",)) for n in range(1, 20_102)))

        assert (count, troubles, batch.rows.count()) == (20_101, 0, 20_101)

    def test_a_file_without_rows_is_refused(self):
        with pytest.raises(FileRefused, match="no rows"):
            copy_rows(batch=Batch(), rows=[])
