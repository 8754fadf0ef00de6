"""What the documents say of sources, runs and figures is what the code does."""

import csv
import re
from pathlib import Path

import pytest

from controls.alerts.services import figures as of_alerts
from controls.screening.services import figures as of_screening
from controls.services import figures as of_the_register
from news.ingest.types import Flag
from news.models import FetchRun
from news.services import asking, condition, hosts, jobs, visits
from news.services import figures as of_news
from tests.news.sourced import AT
from tests.test_docs import quoted, rows_of, text_of

ROOT = Path(__file__).resolve().parents[2]
INGESTION, SOURCES, OPERATIONS = (ROOT / "docs" / name for name in ("ingestion.md", "sources.md", "operations.md"))


def seed():
    with (ROOT / "news/seed/sources.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def row_of(path, key):
    return next(row for row in rows_of(path) if row[0] == f"`{key}`")


@pytest.mark.parametrize("source", seed(), ids=lambda source: source["key"])
def test_every_source_stands_in_the_runbook_as_the_table_has_it(source):
    row = row_of(SOURCES, source["key"])

    if source["enabled"] == "1":
        assert len(row) == 5
        assert source["hosts"].split()[0] in row[1]
        assert row[3] == source["known_failures"]
        assert row[4]
    else:
        assert row[1] == source["off_reason"]


@pytest.mark.parametrize("source", [row for row in seed() if row["enabled"] == "1"], ids=lambda source: source["key"])
def test_the_runbook_says_how_often_a_source_is_asked(source):
    number, unit = re.match(r"(\d+) (min|h|d)", row_of(SOURCES, source["key"])[2]).groups()

    assert int(number) * {"min": 1, "h": 60, "d": 1_440}[unit] == int(source["rhythm"])


def test_the_runbook_names_no_source_that_is_not_there():
    named = {quoted(row[0])[0] for row in rows_of(SOURCES) if re.fullmatch(r"`(cn|eu|fr|jp|uk|us)-[a-z-]+`", row[0])}

    assert named <= {row["key"] for row in seed()}


def test_every_outcome_of_a_run_is_explained():
    explained = {quoted(row[0])[0] for row in rows_of(INGESTION) if quoted(row[0])}

    assert set(FetchRun.Outcome.values) <= explained
    assert {flag.value for flag in Flag} <= explained


def test_the_numbers_in_the_manual_are_those_of_the_code():
    text = " ".join(text_of(INGESTION).split())

    assert f"runs out after {jobs.LEASE.seconds} seconds" in text
    assert (jobs.MOST_ATTEMPTS, condition.MOST_EMPTY, visits.MOST_PAGES) == (5, 3, 5)
    assert "five workers died" in text
    assert "three times in a row" in text
    assert "at most five pages" in text
    assert (hosts.ROBOTS_KEPT.days, hosts.ROBOTS_REMEMBERED.days, visits.OVERLAP.days) == (1, 7, 7)
    assert asking.PRODUCT in text


@pytest.mark.django_db
def test_every_figure_is_explained_and_no_other():
    floors = (of_the_register, of_screening, of_alerts, of_news)
    explained = set(re.findall(r"register_[a-z_]+", text_of(OPERATIONS))) - {"register_app"}  # a role of the database

    assert explained == {f"register_{figure.name}" for floor in floors for figure in floor.figures(at=AT)}
