"""What rows of a batch say of their first hit: how many there are, list, effect, state and entry."""

import csv
import io
import json
import re
from importlib import import_module

import pytest
from django.db import connection
from openpyxl import load_workbook

from controls.screening.models import BatchRow, ScreeningCheck
from controls.screening.services import batch_results, index
from controls.services import sources_told
from tests.controls.markup import tree
from tests.screening.asking import somebody
from tests.screening.importing import import_file
from tests.screening.list_files import statement
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.django_db
EVIL = "=HYPERLINK(1)/a"
NAME, MANY = "Ondarra Quarzitwerke", 12
NEW = ("hits", "entry_id", "list", "list_name", "effect", "listing_state")
WATCHED = {
    "hits": 1, "entry_id": "subaru-corporation", "list": "cn-watch-list", "effect": "extra_review",
    "listing_state": "in_force",
}  # fmt: skip


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def door(client, today, by):
    client.force_login(by)
    return client


@pytest.fixture
def done(by, now):
    """Three rows: one on a list of the register, twelve namesakes on a list of others, and nobody."""
    index.forget()
    rows = "".join(statement(f"{EVIL}{number:02}", name=NAME) + "\n" for number in range(MANY))
    import_file(rows, name="=1+1 list")
    batch = started(sent(csv_of("SUBARU Corporation,JP", NAME, "Bäckerei Zimmermann,DE"), by=by, at=now), at=now)
    run_all(at=now)
    batch.refresh_from_db()
    yield batch
    index.forget()


def at(batch, last=""):
    return f"/api/v1/screening/batches/{batch.pk}/{last}"


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


class TestKept:
    def test_the_row_of_a_watched_company_says_where_it_stands(self, done):
        row = batch_results.result(row=done.rows.get(name="SUBARU Corporation"))

        assert {name: row[name] for name in WATCHED} == WATCHED
        assert row["list_name"]

    def test_all_hits_are_counted_and_not_only_those_shown(self, done):
        row = batch_results.result(row=done.rows.get(name=NAME))

        assert (row["hits"], row["entry_id"], row["list"]) == (MANY, f"foreign/{EVIL}00", "foreign")
        assert row["effect"] == "none_stated"

    def test_a_row_without_a_hit_says_so_and_one_not_screened_says_nothing(self, done, by, now):
        nobody = batch_results.result(row=done.rows.get(name="Bäckerei Zimmermann"))
        draft = sent(csv_of("A GmbH,DE"), by=by, at=now)
        waiting = batch_results.result(row=draft.rows.in_order().last())

        assert [nobody[name] for name in NEW] == [0, None, None, None, None, None]
        assert [waiting[name] for name in NEW] == [None] * 6

    def test_it_stays_when_the_check_is_gone(self, done):
        row = done.rows.get(name="SUBARU Corporation")
        row.screening_check = None

        assert batch_results.result(row=row)["list"] == "cn-watch-list"

    def test_rows_of_before_get_it_from_their_answers(self, done):
        """The statement of the migration, on rows as they were before it."""
        before = list(done.rows.in_order().values_list("hit_count", "first_hit"))
        BatchRow.objects.update(hit_count=None, first_hit=None)
        module = import_module("controls.screening.migrations.0009_rows_say_their_first_hit")

        with connection.cursor() as cursor:
            cursor.execute(module._SAID)

        assert list(done.rows.in_order().values_list("hit_count", "first_hit")) == before

    def test_checks_of_before_count_what_they_show(self, done):
        module = import_module("controls.screening.migrations.0009_rows_say_their_first_hit")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM screening_screeningcheck WHERE answer ? 'hits_in_all' LIMIT 1")
            assert cursor.fetchone()
            statement_of_before = module._SAID.replace("'hits_in_all'", "'no-such-part'")
            cursor.execute(statement_of_before)

        assert done.rows.get(name=NAME).hit_count == 10

    def test_a_batch_keeps_how_fresh_the_sources_were_when_it_was_started(self, by, now, monkeypatch, door):
        told = {"official_sources": {"asked": 4, "read_within_a_day": 3, "in_trouble": ["cn-mofcom"]}}
        monkeypatch.setattr(sources_told._held, "teller", lambda *, at: told)
        draft = sent(csv_of("A GmbH,DE"), by=by, at=now)
        assert door.get(at(draft)).json()["freshness"] is None

        begun = started(draft, at=now)
        monkeypatch.setattr(sources_told._held, "teller", None)

        assert door.get(at(begun)).json()["freshness"] == told
        said = tree(door.get(f"/screening/batches/{begun.pk}/")).one("main").text
        assert "3 of 4 official sources had been read within a day. In trouble or held back: cn-mofcom." in said


class TestSaid:
    def test_the_page_has_number_list_and_a_badge_that_says_the_effect(self, door, done):
        main = tree(door.get(f"/screening/batches/{done.pk}/")).one("main")
        watched, foreign, nobody = [row.text for row in main.all("tr") if "S-2026" in row.text]

        assert "Extra review" in watched
        assert "subaru-corporation" in watched
        assert re.search(r"\b12\b", foreign)
        assert "=1+1 list" in foreign
        assert "List and effect" in main.text
        assert "subaru" not in nobody

    def test_the_api_has_all_of_it(self, door, done):
        rows = door.get(at(done, "results/")).json()["results"]

        assert [row["hits"] for row in rows] == [1, MANY, 0]
        assert {name: rows[0][name] for name in WATCHED} == WATCHED

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
    def test_each_file_has_it_and_no_cell_is_run(self, door, done, kind):
        content = content_of(door.get(at(done, f"results.{kind}")))
        if kind == "json":
            rows = json.loads(content)
        elif kind == "csv":
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        else:
            sheet = load_workbook(io.BytesIO(content)).active
            heading, *cells = sheet.iter_rows()
            rows = [{h.value: c.value for h, c in zip(heading, row, strict=True)} for row in cells]
            assert {c.data_type for row in cells for c in row if isinstance(c.value, str)} == {"s"}

        assert set(NEW) <= set(rows[0])
        assert [str(row["hits"]) for row in rows] == ["1", "12", "0"]
        assert [rows[0][name] for name in ("list", "effect")] == ["cn-watch-list", "extra_review"]
        if kind == "csv":
            assert rows[1]["list_name"] == "'=1+1 list"
            assert not any(str(cell).startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
        else:
            assert rows[1]["list_name"] == "=1+1 list"

    def test_pages_cost_the_same_with_and_without_hits(self, door, done, django_assert_max_num_queries):
        door.get(f"/screening/batches/{done.pk}/")
        with django_assert_max_num_queries(8):
            door.get(f"/screening/batches/{done.pk}/")
        assert ScreeningCheck.objects.filter(origin="batch").count() == 3
