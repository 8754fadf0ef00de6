"""Exports: whole, streamed, safe to open in a spreadsheet, and back again without loss."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.api import columns
from controls.cells import FORMULA_SIGNS, neutralised, restored
from tests.factories import make_claim, make_entity, make_item, make_listing, make_measure

LISTINGS = "/api/v1/listings/"
# What spreadsheet programs have been seen to run, and names that only look like it.
FORMULAS = [
    '=HYPERLINK("http://evil.example","x")',
    "+1-800-555",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1+1",
    "'quoted'",
]


def sent(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200
    assert response.streaming
    return b"".join(response.streaming_content)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_csv_export_holds_every_row_of_the_question(client: Client, seeded: None) -> None:
    rows = rows_of(sent(client, f"{LISTINGS}export.csv?as_of=2026-11-21"))

    assert len(rows) == 274
    assert list(rows[0]) == [*columns.LISTING, "as_of", "revision"]
    assert {row["as_of"] for row in rows} == {"2026-11-21"}


def test_a_csv_export_says_the_same_as_the_list(client: Client, seeded: None) -> None:
    question = "?list=cn-watch-list&notice=mofcom-2026-12&as_of=2026-02-24"

    rows = rows_of(sent(client, f"{LISTINGS}export.csv{question}"))
    listed = client.get(f"{LISTINGS}{question}").json()["results"]

    assert [row["id"] for row in rows] == [row["id"] for row in listed]
    assert [row["state_label"] for row in rows] == [row["state"]["label"] for row in listed]
    assert rows[0]["entity_names"] == "SUBARU Corporation | 斯巴鲁株式会社 | 株式会社SUBARU"
    assert [row["name_zh"] for row in rows] == [row["name_zh"] for row in listed]


def test_a_json_export_is_an_array_of_the_shape_of_the_list(client: Client, seeded: None) -> None:
    question = "?notice=mofcom-2026-12&as_of=2026-02-24"

    rows = json.loads(sent(client, f"{LISTINGS}export.json{question}"))

    assert rows == client.get(f"{LISTINGS}{question}").json()["results"]


def test_an_export_of_nothing_is_well_formed(client: Client, seeded: None) -> None:
    question = "?list=cn-watch-list&as_of=2026-02-23"

    assert json.loads(sent(client, f"{LISTINGS}export.json{question}")) == []
    assert rows_of(sent(client, f"{LISTINGS}export.csv{question}")) == []


NOUNS = ["listings", "entities", "notices", "measures", "items", "claims", "changes"]


@pytest.mark.parametrize("noun", NOUNS)
def test_each_list_has_both_exports_with_the_same_rows(client: Client, seeded: None, noun: str) -> None:
    address = f"/api/v1/{noun}/export"

    objects = json.loads(sent(client, f"{address}.json?as_of=2026-11-21"))
    rows = rows_of(sent(client, f"{address}.csv?as_of=2026-11-21"))

    assert [str(each["id"]) for each in objects] == [row["id"] for row in rows]
    assert len(rows) > 15


@pytest.mark.parametrize("noun", NOUNS)
def test_an_export_by_lines_holds_the_objects_of_the_array(client: Client, seeded: None, noun: str) -> None:
    address = f"/api/v1/{noun}/export"

    objects = json.loads(sent(client, f"{address}.json?as_of=2026-11-21"))
    content = sent(client, f"{address}.jsonl?as_of=2026-11-21")

    assert content.endswith(b"}\n")
    assert [json.loads(line) for line in content.splitlines()] == objects


@pytest.mark.parametrize("noun", ["measures", "items", "claims"])
def test_an_export_says_what_the_list_says(client: Client, seeded: None, noun: str) -> None:
    listed = client.get(f"/api/v1/{noun}/?as_of=2026-11-21&page_size=500").json()["results"]

    assert json.loads(sent(client, f"/api/v1/{noun}/export.json?as_of=2026-11-21")) == listed


@pytest.mark.parametrize(("noun", "known"), [("measures", "MEASURE"), ("items", "ITEM"), ("claims", "CLAIM")])
def test_an_export_in_csv_has_the_columns_of_its_noun(client: Client, seeded: None, noun: str, known: str) -> None:
    rows = rows_of(sent(client, f"/api/v1/{noun}/export.csv?as_of=2026-11-21"))

    assert list(rows[0]) == [*getattr(columns, known), "as_of", "revision"]


def test_a_measure_in_csv_has_its_clauses_with_their_states(client: Client, seeded: None) -> None:
    rows = {row["id"]: row for row in rows_of(sent(client, "/api/v1/measures/export.csv?as_of=2025-10-20"))}

    assert rows["cn-2025-61"]["clauses"] == "cn-2025-61-a scheduled | cn-2025-61-b scheduled | cn-2025-61-c in_force"
    assert rows["cn-2025-61"]["state"] == "mixed"
    assert (rows["cn-2025-61"]["extraterritorial"], rows["cn-2025-61"]["thin"]) == ("true", "false")


def test_an_item_in_csv_calls_its_customs_numbers_hints(client: Client, seeded: None) -> None:
    rows = rows_of(sent(client, "/api/v1/items/export.csv?measure=cn-2025-18&as_of=2026-11-21"))

    assert {row["measure"] for row in rows} == {"cn-2025-18"}
    assert {row["state"] for row in rows} == {"in_force"}
    assert "2805301910 (measure 2025) | 2805301910 (licence_catalogue 2026)" in " | ".join(
        row["hs_hints"] for row in rows
    )


@pytest.mark.parametrize(
    ("question", "count"),
    [("q=1C905", 10), ("form=magnet", 3), ("element=Ho", 13), ("measure=cn-2025-61&measure=cn-2025-57", None)],
)
def test_items_are_narrowed_the_same_in_list_and_file(
    client: Client, seeded: None, question: str, count: int | None
) -> None:
    listed = client.get(f"/api/v1/items/?{question}&as_of=2026-11-21&page_size=500").json()
    lines = sent(client, f"/api/v1/items/export.jsonl?{question}&as_of=2026-11-21").splitlines()

    assert 0 < listed["count"] == len(lines) < 200
    assert count is None or listed["count"] == count


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("measure=cn-1999-1", "measure"),
        ("form=dust", "form"),
        ("element=Fe", "element"),
        ("page=2", "page"),
        ("q=", "q"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
def test_an_export_of_items_refuses_in_words(
    client: Client, seeded: None, kind: str, question: str, field: str
) -> None:
    answer = client.get(f"/api/v1/items/export.{kind}?{question}")

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {field}


def test_items_of_a_measure_that_was_not_published_are_not_there(client: Client, seeded: None) -> None:
    before, after = (
        client.get(f"/api/v1/items/?measure=cn-2025-57&as_of={day}").json() for day in ("2025-10-08", "2025-10-20")
    )

    assert before["count"] == 0
    assert {row["state"]["code"] for row in after["results"]} == {"scheduled"}


@pytest.mark.usefixtures("freshness_known")
@pytest.mark.parametrize("noun", ["measures", "items", "claims"])
def test_fifty_rows_cost_as_many_queries_as_twenty(client: Client, seeded: None, noun: str) -> None:
    def queries(size: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/api/v1/{noun}/?page_size={size}").status_code == 200
        return len(asked)

    assert queries(50) == queries(20) <= 12


@pytest.mark.parametrize("noun", ["measures", "items", "claims"])
def test_no_cell_of_a_newer_export_is_a_formula(client: Client, seeded: None, noun: str) -> None:
    measure = make_measure(title_en="=1+1", note="@SUM(A1)")
    make_item(measure=measure, title_en="+1")
    make_claim(text="-2+3")

    rows = rows_of(sent(client, f"/api/v1/{noun}/export.csv?as_of=2026-11-21"))

    for row in rows:
        assert not any(str(cell).startswith(FORMULA_SIGNS) for cell in row.values())


def test_lines_of_nothing_are_nothing(client: Client, seeded: None) -> None:
    assert sent(client, "/api/v1/measures/export.jsonl?as_of=2001-01-01") == b""


def test_a_file_of_lines_says_what_it_is(client: Client, seeded: None) -> None:
    response = client.get("/api/v1/measures/export.jsonl?as_of=2026-02-24")

    assert response["Content-Type"] == "application/x-ndjson"
    assert response["Content-Disposition"] == 'attachment; filename="measures-as-of-2026-02-24.jsonl"'


def test_a_file_is_named_after_the_list_and_the_day(client: Client, seeded: None) -> None:
    response = client.get(f"{LISTINGS}export.csv?as_of=2026-02-24")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="listings-as-of-2026-02-24.csv"'
    assert response["Register-As-Of"] == "2026-02-24"
    assert int(response["Register-Revision"]) > 0


def test_a_csv_file_begins_with_the_mark_that_spreadsheets_need(client: Client, seeded: None) -> None:
    content = sent(client, f"{LISTINGS}export.csv?notice=mofcom-2026-12")

    assert content.startswith(b"\xef\xbb\xbfid,list,")
    assert b"\r\n" in content


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_an_export_is_a_formula(client: Client, seeded: None, formula: str) -> None:
    listing = make_listing(entity=make_entity(f"Harmless {FORMULAS.index(formula)}"), note=formula)

    content = sent(client, f"{LISTINGS}export.csv?entity={listing.entity.key}&as_of=2026-11-21")

    cell = rows_of(content)[0]["note"]
    assert cell == f"'{formula}"
    assert restored(cell) == formula


@settings(database=None, derandomize=True)
@given(st.text(max_size=20))
def test_taking_one_apostrophe_off_gives_every_value_back(value: str) -> None:
    cell = neutralised(value)

    assert restored(cell) == value
    assert not cell.startswith(FORMULA_SIGNS)


@pytest.mark.usefixtures("freshness_known")
def test_an_export_is_fetched_in_portions(client: Client, seeded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            sent(client, address)
        return len(asked)

    whole = queries(f"{LISTINGS}export.json?as_of=2026-11-21")
    monkeypatch.setattr("controls.api.batches.ROWS_AT_ONCE", 100)
    in_three = queries(f"{LISTINGS}export.json?as_of=2026-11-20")

    assert whole <= 8
    assert in_three == whole + 2 * 4  # names, identifiers, sources and acts of each further portion


def test_a_database_that_fails_gives_an_error_and_not_half_a_file(
    seeded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any, **_named: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("controls.api.batches.listings", fail)

    assert Client(raise_request_exception=False).get(f"{LISTINGS}export.csv").status_code == 503
