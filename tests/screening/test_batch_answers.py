"""What came of a batch is told in five ways – page, API, CSV, workbook, JSON – and all say what the checks say."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from controls.cells import FORMULA_SIGNS, neutralised, restored
from controls.screening.filters.batches import SHOWS, shown_rows
from controls.screening.models import Batch, BatchRow
from controls.screening.services import batch_results, batch_work
from controls.screening.spreadsheets.encodings import recognise
from controls.screening.spreadsheets.tables import table_rows
from controls.screening.spreadsheets.workbooks import sheet_rows
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.django_db
HEADING = "Name,Country,Registration number,ID"
RUN = [f"{sign}cmd|' /C calc'!A0 GmbH" for sign in FORMULA_SIGNS]
ROWS = [
    ["SUBARU Corporation", "JP", "", "K-1"],
    ["Quiet Example GmbH", "Deutschland", "HRB 1", "=1+1"],
    ["株式会社ＳＵＢＡＲＵ", "日本", "", "－2"],
    ["SUB\u200bARU Corporation", "", "", "'quoted"],
    ["Sub\u202earu", "JP", "", "+49"],
    ["", "JP", "", "@home"],
    ["Somebody", "Atlantis", "", "K-7"],
    *([name, "CH", "", f"R-{n}"] for n, name in enumerate(RUN)),
    ['Quote " and, comma; GmbH', "AT", "", "line\nend"],
]


def written(rows, heading=HEADING):
    target = io.StringIO(newline="")
    csv.writer(target, quoting=csv.QUOTE_ALL).writerows([heading.split(","), *rows])
    return target.getvalue().encode()


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def page(client, by, today):
    client.force_login(by)
    return client


@pytest.fixture
def done(by, now):
    batch = started(sent(written(ROWS), by=by, at=now, delimiter=","), at=now)
    run_all(at=now)
    batch.refresh_from_db()
    return batch


def at(batch, name="detail", query=""):
    return reverse(f"screening:batch-{name}", kwargs={"number": batch.pk}) + query


def file(page, batch, kind, query=""):
    return b"".join(page.get(at(batch, kind, query)).streaming_content)


def from_csv(content):
    found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return found[0], [[restored(cell) for cell in row] for row in found[1:]]


def from_sheet(content):
    rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    return rows[0], [["" if cell is None else str(cell) for cell in row] for row in rows[1:]]


def as_text(row):
    return ["" if row[name] is None else str(row[name]) for name in batch_results.HEADING]


def with_whole_scores(rows):
    """A workbook has numbers and no decimal point: 1 is 1.0."""
    place = batch_results.HEADING.index("score")
    return [[*row[:place], str(float(row[place])) if row[place] else "", *row[place + 1 :]] for row in rows]


class TestTheFilesAgree:
    @pytest.mark.parametrize("show", list(SHOWS))
    def test_of_every_kind_and_for_every_choice_of_rows(self, page, done, show):
        query = f"?show={show}"
        rows = json.loads(file(page, done, "json", query))
        heading, csv_rows = from_csv(file(page, done, "csv", query))
        sheet_heading, in_sheet = from_sheet(file(page, done, "xlsx", query))

        assert tuple(heading) == tuple(sheet_heading) == batch_results.HEADING
        assert csv_rows == [as_text(row) for row in rows]
        assert [[cell.replace("_x000D_", "\r") for cell in row] for row in with_whole_scores(in_sheet)] == csv_rows
        numbers = list(shown_rows(done.rows.all(), show).in_order().values_list("number", flat=True))
        assert [row["row"] for row in rows] == numbers

    def test_with_the_api_row_for_row(self, page, done):
        rows = json.loads(file(page, done, "json"))
        told = page.get(f"/api/v1/screening/batches/{done.pk}/results/?page_size=100").json()["results"]

        assert [{name: row[name] for name in rows[0]} for row in told] == rows

    @pytest.mark.parametrize("kind", ["csv", "json"])
    def test_and_the_api_gives_the_same_bytes_as_the_page(self, page, done, kind):
        theirs = b"".join(page.get(f"/api/v1/screening/batches/{done.pk}/results.{kind}"))

        assert theirs == file(page, done, kind)

    def test_with_the_page(self, page, done):
        shown = page.get(at(done)).context["rows"]
        rows = json.loads(file(page, done, "json"))

        assert [(row["number"], row["score"], row["entry"] or None, row["trouble"] or None) for row in shown] == [
            (row["row"], row["score"], row["entry"], row["what_is_wrong"]) for row in rows
        ]

    def test_with_the_checks_behind_them(self, page, done):
        for row in json.loads(file(page, done, "json")):
            if row["state"] != "done":
                assert (row["check"], row["outcome"], row["score"]) == (None, None, None)
                continue
            check = page.get(f"/api/v1/screening/checks/{row['check']}/").json()
            assert check["outcome"] == row["outcome"]
            assert check["query"]["name"] == row["name"]
            assert check["threshold"] == done.threshold
            first = check["hits"][0] if check["hits"] else None
            assert row["score"] == (first["score"] if first else None)
            assert row["entry"] == (first["entity"]["name"] if first else None)
            assert row["class"] == (first["class"] if first else None)

    def test_before_the_end_rows_that_wait_say_so(self, page, by, now):
        waiting = started(sent(csv_of("A GmbH,DE", "B GmbH,DE"), by=by, at=now), at=now)
        rows = json.loads(file(page, waiting, "json"))

        assert [(row["row"], row["state"], row["outcome"], row["check"]) for row in rows] == [
            (2, "waiting", None, None),
            (3, "waiting", None, None),
        ]
        assert [row["sent"] for row in rows] == [["A GmbH", "DE"], ["B GmbH", "DE"]]


class TestCountsAgree:
    def test_of_the_batch_the_page_the_api_and_the_files(self, page, done):
        body = page.get(f"/api/v1/screening/batches/{done.pk}/").json()
        rows = json.loads(file(page, done, "json"))

        assert body["rows"] == len(rows) == done.row_count
        assert body["screened"] == sum(1 for row in rows if row["state"] == "done")
        assert body["need_help"] == sum(1 for row in rows if row["what_is_wrong"])
        assert body["possible_matches"] == sum(1 for row in rows if row["outcome"] == "possible_match")
        assert page.get(at(done)).context["page"].paginator.count == len(rows)

    def test_the_choices_share_out_the_rows_without_a_rest(self, done):
        parts = {show: set(shown_rows(done.rows.all(), show).values_list("number", flat=True)) for show in SHOWS}

        assert parts["all"] == parts["matches"] | parts["none"] | parts["help"] | parts["open"]
        assert sum(len(parts[show]) for show in ("matches", "none", "help", "open")) == len(parts["all"])
        assert parts["matches"] == parts["same"] | parts["probable"] | parts["possible"]

    def test_progress_grows_with_the_rows_and_ends_at_all_of_them(self, page, by, now, monkeypatch):
        monkeypatch.setattr(batch_work, "CHUNK", 2)
        batch = started(sent(csv_of("A GmbH,DE", ",DE", "B GmbH,DE", "C GmbH,DE"), by=by, at=now), at=now)
        seen = []
        for turn in range(3):
            context = page.get(at(batch)).context
            answered = batch.rows.filter(state__in=["done", "needs_help"]).count()
            assert context["batch"].answered == answered
            seen.append(context["progress"]["percent"])
            if turn < 2:
                batch_work.run_chunk(worker="w", at=now)

        assert seen == [0, 50, 100]


class TestWhatWasSentComesBack:
    """Sent as a file, screened, taken as a file: the cells are those that were sent, and no program runs one."""

    def test_through_csv(self, page, done):
        _heading, rows = from_csv(file(page, done, "csv"))

        assert [[row[1], row[4]] for row in rows] == self.sent(done)

    def test_through_a_workbook_read_by_our_own_reader(self, page, done):
        found = [row.cells for row in sheet_rows(io.BytesIO(file(page, done, "xlsx")))][1:]

        assert [[row[1], row[4]] for row in found] == self.sent(done)

    def test_through_json(self, page, done):
        rows = json.loads(file(page, done, "json"))

        assert [row["sent"] for row in rows] == ROWS

    def sent(self, batch):
        # A row that could not be read has neither; one that could not be asked for has both.
        return [[row.cells[0], row.cells[3]] for row in batch.rows.asked_for().in_order()]

    @pytest.mark.parametrize("kind", ["csv", "help"])
    def test_no_cell_of_a_csv_file_begins_with_what_a_program_runs(self, page, done, kind):
        text = file(page, done, kind).decode("utf-8-sig")

        for row in csv.reader(io.StringIO(text, newline="")):
            assert not [cell for cell in row if cell.startswith(FORMULA_SIGNS)]

    def test_no_cell_of_a_workbook_is_a_formula(self, page, done):
        book = load_workbook(io.BytesIO(file(page, done, "xlsx")))

        kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
        assert kinds <= {"s", "n"}
        assert not book.active._hyperlinks

    def test_the_file_of_results_can_itself_be_sent_and_its_columns_are_found(self, page, done):
        again = page.post(
            reverse("screening:batch-list"), {"file": SimpleUploadedFile("results.csv", file(page, done, "csv"))}
        )

        batch = Batch.objects.get(pk=again["Location"].rstrip("/").rpartition("/")[2])
        heading = batch.rows.get(number=1).cells
        assert {name: heading[place] for name, place in batch.columns.items()} == {
            name: name for name in ("name", "country", "identifier", "reference")
        }


class TestRowsThatNeedHelp:
    def test_the_file_names_row_and_trouble_and_then_what_was_sent(self, page, done):
        heading, rows = from_csv(file(page, done, "help"))

        assert tuple(heading) == batch_results.HELP_HEADING
        helpless = list(done.rows.filter(state="needs_help").in_order())
        assert rows == [[str(row.number), row.trouble, *row.cells] for row in helpless]
        assert [row.number for row in helpless] == [6, 7, 8]

    def test_put_right_and_sent_again_they_are_screened(self, page, done, by, now):
        content = file(page, done, "help")
        lines = table_rows(io.BytesIO(content), recognise(io.BytesIO(content), most=10**6), delimiter=",")
        rows = [[restored(cell) for cell in row.cells][2:] for row in lines][1:]
        right = [
            [row[0].replace("\u202e", "") or "Known Now AG", row[1].replace("Atlantis", "GR"), *row[2:]] for row in rows
        ]

        batch = started(sent(written(right), by=by, at=now), at=now)
        run_all(at=now)

        batch.refresh_from_db()
        assert (batch.done_count, batch.help_count) == (3, 0)
        references = list(batch.rows.asked_for().in_order().values_list("reference", flat=True))
        assert references == ["+49", "@home", "K-7"]

    def test_each_trouble_says_what_to_look_for(self, done):
        troubles = dict(done.rows.exclude(trouble="").values_list("number", "trouble"))

        assert "U+202E RIGHT-TO-LEFT OVERRIDE" in troubles[6]
        assert troubles[7] == "There is no name in this row."
        assert "“Atlantis” is not known" in troubles[8]

    def test_without_any_the_file_has_only_its_heading(self, page, by, now):
        batch = started(sent(csv_of("A GmbH,DE"), by=by, at=now), at=now)
        run_all(at=now)

        assert from_csv(file(page, batch, "help")) == (list(batch_results.HELP_HEADING), [])

    def test_those_of_a_draft_can_be_taken_before_anything_is_started(self, page, by, now):
        draft = sent(csv_of("Good GmbH,DE", "x" * 40_000), by=by, at=now)
        _heading, rows = from_csv(file(page, draft, "help"))

        assert [row[0] for row in rows] == ["3"]
        assert "40,000 characters long" in rows[0][1]


class TestSignsInNames:
    """Refused are NUL and what turns the direction of writing; all else is compared, and stays as it was sent."""

    @pytest.mark.parametrize(
        "sign", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200f"]
    )
    def test_what_turns_the_direction_costs_its_row_and_is_named(self, by, now, sign):
        row = self.screened(f"SUB{sign}ARU Corporation", by, now)

        assert (row.state, row.screening_check) == (BatchRow.State.NEEDS_HELP, None)
        assert f"U+{ord(sign):04X}" in row.trouble
        assert row.cells[0] == f"SUB{sign}ARU Corporation"

    @pytest.mark.parametrize("sign", ["\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\ufeff"])
    def test_what_nobody_sees_is_compared_away_and_kept(self, by, now, sign):
        row = self.screened(f"SUB{sign}ARU Corporation", by, now)

        assert (row.entry, row.verdict, row.name) == ("SUBARU Corporation", "same", f"SUB{sign}ARU Corporation")
        assert row.screening_check.question["name"] == f"SUB{sign}ARU Corporation"

    @pytest.mark.parametrize(
        "name", ["Ｓｕｂａｒｕ　Ｃｏｒｐｏｒａｔｉｏｎ", "subaru corporation", "SUBARU CORPORATION."]
    )
    def test_another_way_to_write_the_letters_is_the_same_name(self, by, now, name):
        assert self.screened(name, by, now).entry == "SUBARU Corporation"

    @pytest.mark.parametrize("name", ["🚀 Rakete AG", "e" + "\u0301" * 500 + " AG", "辻\U000e0100 AG", "%_%_% AG"])
    def test_odd_ones_are_screened_like_others(self, by, now, name):
        row = self.screened(name, by, now)

        assert (row.state, row.name) == (BatchRow.State.DONE, name)

    def test_nul_costs_its_row_before_it_reaches_the_database(self, by, now):
        batch = started(sent(csv_of("Good GmbH,DE", "Bad\0 GmbH,DE", "Also Good GmbH,DE"), by=by, at=now), at=now)
        run_all(at=now)

        states = dict(batch.rows.values_list("number", "state"))
        assert states == {1: "heading", 2: "done", 3: "needs_help", 4: "done"}
        assert "U+0000" in batch.rows.get(number=3).trouble

    def screened(self, name, by, now):
        batch = started(sent(csv_of(f'"{name}",JP', "Quiet GmbH,DE"), by=by, at=now), at=now)
        run_all(at=now)
        assert batch.rows.get(number=3).state == BatchRow.State.DONE
        return batch.rows.get(number=2)


def test_one_apostrophe_in_front_is_ours_and_no_more():
    assert [neutralised(text) for text in ("=1", "'=1", "1=", "")] == ["'=1", "''=1", "1=", ""]
