"""What the database itself refuses of batches, what their counts mean, and how they are told in words."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from controls.filters.fields import BadInput
from controls.screening.filters.batch_bodies import parties_from_json, start_from_json
from controls.screening.filters.batches import SHOWS, RowsQuestion, StartForm, UploadForm, shown_rows
from controls.screening.models import Batch, BatchRow
from controls.screening.services import batch_results, batches
from controls.screening.spreadsheets.encodings import Reading
from controls.screening.spreadsheets.headings import FIELDS
from controls.screening.views import batch_words
from tests.screening.asking import TODAY, screened, somebody
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def draft(by, now):
    return sent(csv_of("SUBARU Corporation,JP", "Quiet GmbH,DE", ",DE"), by=by, at=now)


@pytest.fixture
def done(draft, now):
    started(draft, at=now)
    run_all(at=now)
    draft.refresh_from_db()
    return draft


class TestConstraints:
    @pytest.mark.parametrize("threshold", [-0.1, 1.1])
    def test_a_threshold_is_a_share(self, draft, threshold):
        with pytest.raises(IntegrityError, match="batch_threshold_is_a_share"), transaction.atomic():
            Batch.objects.filter(pk=draft.pk).update(threshold=threshold)

    def test_a_batch_has_no_more_results_than_rows(self, draft):
        with pytest.raises(IntegrityError, match="batch_counts_each_row_once"), transaction.atomic():
            Batch.objects.filter(pk=draft.pk).update(done_count=5)

    def test_a_number_stands_once_in_a_batch(self, draft):
        with pytest.raises(IntegrityError, match="batch_row_number_unique"), transaction.atomic():
            BatchRow.objects.create(batch=draft, number=2, cells=["again"])

    def test_a_check_answers_one_row(self, done, by, now):
        taken = done.rows.get(number=2).screening_check

        with pytest.raises(IntegrityError, match="batch_row_check_unique"), transaction.atomic():
            done.rows.filter(number=3).update(screening_check=taken)

    def test_a_row_is_done_with_its_outcome(self, draft):
        with pytest.raises(IntegrityError, match="batch_row_is_done_with_its_outcome"), transaction.atomic():
            draft.rows.filter(number=2).update(state="done")

    def test_a_row_that_is_not_done_has_no_check(self, draft, by, now):
        check = screened("SUBARU Corporation", by=by, at=now)

        with pytest.raises(IntegrityError, match="batch_row_is_done_with_its_outcome"), transaction.atomic():
            draft.rows.filter(number=2).update(screening_check=check)

    @pytest.mark.parametrize("changes", [{"state": "needs_help"}, {"trouble": "something"}])
    def test_a_row_that_needs_help_says_why_and_no_other_does(self, draft, changes):
        with pytest.raises(IntegrityError, match="batch_row_says_what_help_it_needs"), transaction.atomic():
            draft.rows.filter(number=2).update(**changes)

    def test_a_claim_has_an_end(self, draft):
        with pytest.raises(IntegrityError, match="batch_row_claim_runs_out"), transaction.atomic():
            draft.rows.filter(number=2).update(state="claimed")


class TestCounts:
    def test_what_is_answered_and_what_is_left_are_all_rows(self, done):
        assert (done.answered, done.left) == (3, 0)
        assert done.answered == done.done_count + done.help_count == done.row_count

    def test_counts_are_those_of_the_rows(self, done):
        rows = done.rows.asked_for()

        assert rows.filter(state="done").count() == done.done_count
        assert rows.filter(state="needs_help").count() == done.help_count
        assert rows.exclude(verdict="").count() == done.match_count

    @pytest.mark.parametrize("state", ["draft", "stopped", "done", "failed"])
    def test_only_a_batch_at_work_has_a_rest_time(self, done, state):
        done.state, done.paced_at, done.row_count = state, done.made_at, 10

        assert done.seconds_left(at=done.made_at + timedelta(seconds=30)) is None

    def test_the_rest_time_is_the_pace_so_far_times_what_is_left(self, done):
        done.state, done.paced_at, done.row_count = "running", done.made_at, 30

        assert done.seconds_left(at=done.made_at + timedelta(seconds=30)) == 270

    def test_a_clock_that_went_back_gives_no_rest_time(self, done):
        done.state, done.paced_at, done.row_count = "running", done.made_at, 30

        assert done.seconds_left(at=done.made_at - timedelta(seconds=1)) is None

    def test_the_batch_that_waited_longest_is_served_first(self, by, now):
        served, never, draft = (sent(csv_of("A GmbH"), by=by, at=now) for _each in range(3))
        started(served, at=now)
        started(never, at=now)
        Batch.objects.filter(pk=served.pk).update(served_at=now)

        assert list(Batch.objects.at_work()) == [never, served]
        assert draft not in Batch.objects.at_work()

    def test_batches_and_rows_are_called_by_what_was_sent(self, done):
        assert str(done) == "names.csv"
        assert str(done.rows.get(number=2)) == "2: SUBARU Corporation"


class TestWords:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (None, ""),
            (0, "less than a minute left"),
            (59, "less than a minute left"),
            (60, "about 1 minute left"),
            (150, "about 2 minutes left"),
            (3_600, "about 60 minutes left"),
            (7_300, "about 2 hours left"),
        ],
    )
    def test_the_rest_time_is_said_roughly(self, seconds, words):
        assert batch_words.rest(seconds) == words

    def test_progress_is_in_whole_per_cent_and_never_rounded_up_to_the_end(self, done, now):
        done.row_count, done.state = 1_000, "running"
        done.done_count, done.help_count = 998, 1

        assert batch_words.progress(done, at=now)["percent"] == 99

    def test_a_batch_without_rows_is_through(self, done, now):
        done.row_count = done.done_count = done.help_count = 0

        assert batch_words.progress(done, at=now) == {"percent": 100, "rest": ""}

    def test_a_row_says_what_came_of_it(self, done):
        first, second, third = (
            batch_words.row(row, done) for row in batch_results.with_checks(rows=done.rows.asked_for().in_order())
        )

        assert (first["answer"], first["entry"]) == ("the same name or number", "SUBARU Corporation")
        assert (second["answer"], second["entry"]) == ("No entry found", "")
        assert (third["answer"], third["trouble"]) == ("Needs help", "There is no name in this row.")
        assert first["check_url"] == f"/screening/checks/{first['check_number']}/"

    def test_a_row_of_a_draft_shows_its_cells(self, draft):
        draft.columns = {}

        assert batch_words.row(draft.rows.get(number=2), draft)["name"] == "SUBARU Corporation · JP"

    def test_a_very_long_cell_is_cut_with_a_mark(self, draft):
        BatchRow.objects.filter(batch=draft, number=2).update(cells=["x" * 500, "JP"])

        shown = batch_words.row(draft.rows.get(number=2), draft)["name"]

        assert (len(shown), shown[-1]) == (121, "…")

    def test_a_preview_is_as_wide_as_its_widest_row(self):
        shown = batch_words.preview([["Name"], ["A", "DE"], ["B"]], width=2, heading=True)

        assert shown == {"numbers": [1, 2], "heading": ["Name", ""], "rows": [["A", "DE"], ["B", ""]]}

    def test_a_preview_without_heading_has_five_rows(self):
        shown = batch_words.preview([[str(n)] for n in range(6)], width=1, heading=False)

        assert (shown["heading"], len(shown["rows"])) == ([], 5)

    def test_readings_show_the_encoding_and_its_first_words(self):
        (shown,) = batch_words.readings([Reading("cp932", 9, 0, "日立\n三菱")])

        assert shown == {"encoding": "cp932", "label": "Shift-JIS (CP932)", "sample": "日立 · 三菱"}


class TestRowsShown:
    @pytest.mark.parametrize("show", SHOWS)
    def test_no_choice_shows_the_heading(self, done, show):
        assert not shown_rows(done.rows.all(), show).filter(state="heading").exists()

    def test_every_row_is_in_exactly_one_of_the_four_kinds(self, done, draft):
        kinds = [set(shown_rows(done.rows.all(), show)) for show in ("matches", "none", "help", "open")]

        assert sum(map(len, kinds)) == len(set().union(*kinds)) == done.row_count

    def test_the_classes_of_matches_make_up_the_matches(self, done):
        classes = [set(shown_rows(done.rows.all(), show)) for show in ("same", "probable", "possible")]

        assert set().union(*classes) == set(shown_rows(done.rows.all(), "matches"))

    def test_a_choice_that_does_not_exist_names_those_that_do(self):
        asked = RowsQuestion({"show": "everything"}, today=TODAY)

        assert not asked.is_valid()
        assert "matches" in asked.errors["show"][0]

    def test_rows_read_from_the_database_in_one_query(self, done, django_assert_num_queries):
        with django_assert_num_queries(1):
            found = list(batch_results.results(rows=done.rows.asked_for().in_order()))

        assert [row["row"] for row in found] == [2, 3, 4]

    def test_helpless_rows_are_told_as_they_were_sent(self, done):
        (row,) = batch_results.helpless(rows=shown_rows(done.rows.all(), "help"))

        assert row == [4, "There is no name in this row.", "", "DE"]


class TestForms:
    def test_a_separator_is_chosen_by_its_name(self):
        form = UploadForm({"delimiter": "tab", "encoding": "cp932"}, {})
        form.is_valid()

        assert form.cleaned_data["encoding"] == "cp932"
        assert form.cleaned_data["delimiter"] == "tab"

    def test_columns_are_counted_from_one_by_people_and_from_nought_by_us(self):
        form = StartForm({"column_name": "2", "column_reference": "1"}, width=3, today=TODAY)

        assert form.is_valid()
        assert form.wanted()["columns"] == {"name": 1, "reference": 0}
        assert form.wanted()["as_of"] == TODAY

    def test_every_field_can_be_given_a_column(self):
        form = StartForm(width=4, today=TODAY)

        assert [name for name in form.fields if name.startswith("column_")] == [f"column_{name}" for name in FIELDS]

    @pytest.mark.parametrize("place", ["0", "-1", "5", "x", "1.5"])
    def test_a_column_that_is_not_there_is_refused(self, place):
        form = StartForm({"column_name": place}, width=4, today=TODAY)

        assert "column_name" in form.errors


class TestBodies:
    def test_a_name_of_the_file_is_not_needed(self):
        assert parties_from_json({"rows": [{"name": "A"}]}) == ("rows.json", [{"name": "A"}])

    @pytest.mark.parametrize("body", [None, [], "rows", 5, True])
    def test_what_is_no_object_is_refused(self, body):
        with pytest.raises(BadInput) as refusal:
            parties_from_json(body)

        assert list(refusal.value.errors) == ["body"]

    def test_no_more_faults_are_named_than_anybody_reads(self):
        with pytest.raises(BadInput) as refusal:
            parties_from_json({"rows": [{}] * 5_000})

        assert len(refusal.value.errors) == 100

    @pytest.mark.parametrize("body", [None, "", {}])
    def test_a_start_without_a_body_takes_the_guesses(self, draft, body):
        wanted = start_from_json(body, draft, width=2, today=TODAY, known=lambda day: ())

        assert wanted["columns"] == {"name": 0, "country": 1}
        assert (wanted["heading"], wanted["lists"], wanted["as_of"]) == (True, [], TODAY)

    def test_several_faults_are_named_at_once(self, draft):
        body = {"heading": 1, "threshold": "high", "lists": [5], "as_of": None, "columns": []}

        with pytest.raises(BadInput) as refusal:
            start_from_json(body, draft, width=2, today=TODAY, known=lambda day: ())

        assert set(refusal.value.errors) == {"heading", "threshold", "lists", "as_of", "columns"}


class TestLettingGo:
    def test_a_discarded_draft_takes_its_rows_along(self, draft):
        batches.discard(batch=draft)

        assert not BatchRow.objects.filter(batch_id=draft.pk).exists()

    @pytest.mark.parametrize("begin", [True, False])
    def test_what_is_at_work_or_has_results_stays(self, draft, now, begin):
        started(draft, at=now)
        if not begin:
            run_all(at=now)

        with pytest.raises(batches.BatchRefused, match="What was screened is kept"):
            batches.discard(batch=draft)

        assert draft.rows.count() == 4

    def test_a_user_with_batches_cannot_be_deleted(self, draft, by):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(by).objects.filter(pk=by.pk)._raw_delete("default")
            Batch.objects.filter(pk=draft.pk).update(made_at=timezone.now())
            transaction.get_connection().check_constraints()
