"""Pages of batches: upload, columns, progress, results, files."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from controls.screening import downloads
from controls.screening.models import Batch
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.django_db
ROWS = ("SUBARU Corporation,JP", "Nobody In Particular GmbH,DE", "Sub\u202earu,JP", "=1+1 Handels AG,CH")


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def page(client, by, today):
    client.force_login(by)
    return client


@pytest.fixture
def draft(by, now):
    return sent(csv_of(*ROWS), by=by, at=now)


@pytest.fixture
def done(draft, now):
    batch = started(draft, at=now)
    run_all(at=now)
    batch.refresh_from_db()
    return batch


def at(batch, name="detail", query=""):
    return reverse(f"screening:batch-{name}", kwargs={"number": batch.pk}) + query


def upload(page, content, name="names.csv", **more):
    return page.post(reverse("screening:batch-list"), {"file": SimpleUploadedFile(name, content), **more})


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestUploading:
    def test_a_file_becomes_a_draft_whose_page_asks_for_the_columns(self, page):
        response = upload(page, csv_of(*ROWS))

        batch = Batch.objects.get()
        assert (response.status_code, response["Location"]) == (302, at(batch))
        assert (batch.state, batch.row_count, batch.file_name) == ("draft", 5, "names.csv")

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "The file is empty."),
            (b"\n\n", "The file holds no rows."),
            (b"PK\x03\x04nothing", "The workbook is damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected by a password"),
            (b"\x00\x01\x02" * 500, "The file is no text."),
        ],
    )
    def test_one_that_cannot_be_used_is_refused_in_words_and_leaves_nothing(self, page, content, words):
        response = upload(page, content)

        assert response.status_code == 400
        assert words in text_of(response)
        assert not Batch.objects.exists()

    def test_no_file_at_all_is_refused_in_words(self, page):
        response = page.post(reverse("screening:batch-list"))

        assert response.status_code == 400
        assert "Choose a file." in text_of(response)

    def test_where_several_encodings_fit_the_user_is_shown_each_and_chooses(self, page):
        content = "名称\n삼성전자 주식회사\n".encode("cp949", "ignore")

        asked = upload(page, content)
        chosen = upload(page, content, encoding="cp949")

        assert asked.status_code == 400
        assert "삼성전자 주식회사" in text_of(asked)
        assert "EUC-KR (CP949)" in text_of(asked)
        assert chosen.status_code == 302
        assert Batch.objects.get().rows.get(number=2).cells == ["삼성전자 주식회사"]

    def test_who_is_not_signed_in_is_sent_to_do_so(self, client):
        response = client.get(reverse("screening:batch-list"))

        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))

    def test_the_list_names_ones_own_batches_and_no_others(self, page, by, now):
        sent(csv_of("A GmbH"), by=by, at=now, file_name="mine.csv")
        sent(csv_of("B GmbH"), by=somebody("other@example.com"), at=now, file_name="theirs.csv")

        text = text_of(page.get(reverse("screening:batch-list")))

        assert "mine.csv" in text
        assert "theirs.csv" not in text


class TestColumns:
    def test_the_page_shows_five_rows_and_what_was_guessed(self, page, draft):
        response = page.get(at(draft))

        html = response.content.decode()
        assert response.status_code == 200
        assert html.partition("</main>")[0].count("<td") == 4 * 2
        assert re.search(r'id="s-column_name".*?<option value="1" selected>', html, re.DOTALL)
        assert re.search(r'id="s-column_country".*?<option value="2" selected>', html, re.DOTALL)
        assert 'name="heading" checked' in html

    def test_starting_hands_the_rows_to_the_workers(self, page, draft):
        response = page.post(
            at(draft),
            {"column_name": "1", "column_country": "2", "heading": "on", "as_of": "2026-02-23", "threshold": "0.8"},
        )

        draft.refresh_from_db()
        assert response.status_code == 302
        assert (draft.state, draft.row_count, draft.threshold) == ("waiting", 4, 0.8)
        assert draft.as_of.isoformat() == "2026-02-23"
        assert draft.columns == {"name": 0, "country": 1}

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({}, "Say which column holds the name."),
            ({"column_name": "1", "column_country": "1"}, "One column cannot hold two things."),
            ({"column_name": "9"}, "Select a valid choice"),
            ({"column_name": "1", "as_of": "2026-02-30"}, "Enter a real date"),
            ({"column_name": "1", "threshold": "2"}, "Enter a number from 0 to 1"),
            ({"column_name": "1", "lists": "nowhere"}, "is not a known list"),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field(self, page, draft, given, words):
        response = page.post(at(draft), given)

        assert response.status_code == 400
        assert words in text_of(response)
        draft.refresh_from_db()
        assert draft.state == "draft"

    def test_a_draft_can_be_discarded_and_a_screened_batch_cannot(self, page, draft, done):
        kept = page.post(at(done, "discard"))
        other = sent(csv_of("A GmbH"), by=done.made_by, at=done.made_at)
        gone = page.post(at(other, "discard"))

        assert (kept.status_code, gone.status_code) == (400, 302)
        assert [batch.pk for batch in Batch.objects.all()] == [done.pk]


class TestProgress:
    def test_a_batch_at_work_asks_for_itself_and_offers_to_stop(self, page, draft, now):
        started(draft, at=now)

        html = page.get(at(draft)).content.decode()

        assert f'hx-get="{at(draft)}"' in html
        assert at(draft, "stop") in html
        assert ">Refresh</a>" in html

    def test_the_part_that_is_asked_again_is_only_the_progress(self, page, draft, now):
        started(draft, at=now)

        response = page.get(at(draft), headers={"HX-Request": "true"})

        assert response.content.decode().lstrip().startswith('<div id="progress"')
        assert "HX-Refresh" not in response

    def test_at_the_end_the_whole_page_is_fetched_anew(self, page, done):
        response = page.get(at(done), headers={"HX-Request": "true"})

        assert response["HX-Refresh"] == "true"
        assert "every 2s" not in response.content.decode()

    def test_stopping_and_resuming_by_the_buttons(self, page, draft, now):
        started(draft, at=now)

        page.post(at(draft, "stop"))
        stopped = page.get(at(draft)).content.decode()
        page.post(at(draft, "resume"))

        assert at(draft, "resume") in stopped
        draft.refresh_from_db()
        assert draft.state == "waiting"

    def test_stopping_twice_is_no_error(self, page, done):
        assert page.post(at(done, "stop")).status_code == 302

    def test_acts_are_never_done_by_following_a_link(self, page, done):
        assert page.get(at(done, "stop")).status_code == 405

    def test_why_it_waits_and_why_it_failed_stand_on_the_page(self, page, done):
        Batch.objects.filter(pk=done.pk).update(state="failed", failure="There is no list “x”.")
        failed = text_of(page.get(at(done)))
        Batch.objects.filter(pk=done.pk).update(state="waiting", waits_for="The index is being built.")
        waiting = text_of(page.get(at(done)))

        assert "There is no list “x”." in failed
        assert "The index is being built." in waiting


class TestResults:
    def test_each_row_has_its_answer_and_the_way_to_its_check(self, page, done):
        response = page.get(at(done))

        text = text_of(response)
        check = done.rows.get(number=2).screening_check
        assert "4 of 4 rows" in text
        assert "the same name or number" in text
        assert "No entry found" in text
        assert reverse("screening:check-detail", kwargs={"number": check.number}) in response.content.decode()

    def test_never_says_clear(self, page, done):
        assert not re.search(r"\bclear(ed)?\b", text_of(page.get(at(done))), re.IGNORECASE)

    def test_rows_that_need_help_say_what_was_sent_and_what_to_do(self, page, done):
        text = text_of(page.get(at(done)))

        assert "U+202E RIGHT-TO-LEFT OVERRIDE, which shows it otherwise than it is. Remove it." in text
        assert "Download this 1 row" in text

    @pytest.mark.parametrize(
        ("show", "numbers"),
        [("all", [2, 3, 4, 5]), ("matches", [2]), ("same", [2]), ("probable", []), ("none", [3, 5]), ("help", [4]),
         ("open", [])],
    )  # fmt: skip
    def test_rows_can_be_chosen_by_what_came_of_them(self, page, done, show, numbers):
        response = page.get(at(done, query=f"?show={show}"))

        assert [row["number"] for row in response.context["rows"]] == numbers

    def test_an_unknown_choice_is_refused_by_name(self, page, done):
        response = page.get(at(done, query="?show=everything"))

        assert response.status_code == 400
        assert "possible" in text_of(response)

    def test_a_page_beyond_the_last_is_refused(self, page, done):
        assert page.get(at(done, query="?page=2")).status_code == 400

    def test_hostile_names_are_escaped(self, page, by, now):
        batch = started(sent(csv_of("<script>alert(1)</script> GmbH"), by=by, at=now), at=now)
        run_all(at=now)

        assert "<script>alert" not in page.get(at(batch)).content.decode()

    def test_signs_nobody_sees_are_written_out(self, page, by, now):
        batch = started(sent(csv_of("SUB\u200bARU Corporation,JP"), by=by, at=now), at=now)
        run_all(at=now)

        assert "SUB\\u200bARU Corporation" in text_of(page.get(at(batch)))

    def test_the_number_of_queries_does_not_grow_with_the_rows(self, page, by, now, django_assert_num_queries):
        batch = started(sent(csv_of(*(f"Quiet Example {n},DE" for n in range(60))), by=by, at=now), at=now)
        run_all(at=now)

        with django_assert_num_queries(7):
            page.get(at(batch))


class TestFiles:
    def read(self, response):
        return b"".join(response.streaming_content)

    def test_csv_holds_every_row_and_no_formula(self, page, done):
        response = page.get(at(done, "csv"))

        lines = self.read(response).decode("utf-8-sig").splitlines()
        assert lines[0].startswith("row,name,country,identifier,reference,state,outcome,class,score,entry,check")
        assert len(lines) == 5
        assert lines[4].startswith("5,'=1+1 Handels AG,CH")
        assert "batch-" in response["Content-Disposition"]

    def test_a_workbook_holds_the_same_as_text(self, page, done):
        content = self.read(page.get(at(done, "xlsx")))

        rows = list(load_workbook(io.BytesIO(content)).active.iter_rows())
        assert len(rows) == 5
        assert (rows[4][1].value, rows[4][1].data_type) == ("=1+1 Handels AG", "s")

    def test_more_rows_than_a_workbook_takes_are_refused_and_csv_named(self, page, done, monkeypatch):
        monkeypatch.setattr(downloads, "MOST_SHEET_ROWS", 3)

        response = page.get(at(done, "xlsx"))

        assert response.status_code == 400
        assert "Take the CSV file." in text_of(response)

    def test_json_holds_the_same_as_objects(self, page, done):
        found = json.loads(self.read(page.get(at(done, "json"))))

        assert [row["row"] for row in found] == [2, 3, 4, 5]
        assert (found[0]["class"], found[0]["entry"]) == ("same", "SUBARU Corporation")
        assert found[2]["sent"] == ["Sub\u202earu", "JP"]

    def test_files_hold_what_the_page_shows(self, page, done):
        found = json.loads(self.read(page.get(at(done, "json", "?show=help"))))

        assert [row["row"] for row in found] == [4]

    def test_rows_that_need_help_come_as_they_were_sent(self, page, done):
        lines = self.read(page.get(at(done, "help"))).decode("utf-8-sig").splitlines()

        assert lines[1].startswith("4,")
        assert lines[1].endswith("Sub\u202earu,JP")


class TestWhoseItIs:
    @pytest.mark.parametrize("name", ["detail", "csv", "xlsx", "json", "help"])
    def test_others_are_told_that_there_is_none(self, client, done, name):
        client.force_login(somebody("other@example.com"))

        assert client.get(at(done, name)).status_code == 404

    @pytest.mark.parametrize("name", ["stop", "resume", "discard"])
    def test_others_cannot_do_anything_to_it(self, client, draft, now, name):
        started(draft, at=now)
        client.force_login(somebody("other@example.com"))

        response = client.post(at(draft, name))

        assert response.status_code == 404
        draft.refresh_from_db()
        assert draft.state == "waiting"

    def test_a_number_that_no_database_knows_is_not_found(self, page):
        assert page.get("/screening/batches/99999999999999999999/").status_code == 404

    def test_answers_are_kept_by_nobody(self, page, done):
        assert page.get(at(done))["Cache-Control"] == "private, no-store"
