"""What the manual says about asking and reading is what the code does."""

import re
from pathlib import Path

import pytest

from controls import outbound
from controls.outbound.manners import FIRST_WAIT, LAST_WAIT, LONGEST_WAIT
from controls.outbound.wire import MOST_ADDRESSES
from news.ingest.dates import AHEAD, EARLIEST
from news.ingest.text import SUMMARY_LIMIT, TITLE_LIMIT
from news.ingest.types import MOST_ITEMS, SAMPLE, Flag
from news.models import Article, FetchRun

MANUAL = (Path(__file__).parent.parent.parent.parent / "docs/ingestion.md").read_text(encoding="utf-8")
ROWS = {line.split("|")[1].strip(): line for line in MANUAL.splitlines() if line.startswith("| ")}


def test_every_flag_and_outcome_is_explained_and_no_other():
    quoted = {name.strip("`") for name in ROWS if name.startswith("`") and name.strip("`")[0].islower()}

    assert quoted == {flag.value for flag in Flag} | set(Article.Mark.values) | set(FetchRun.Outcome.values)


def test_every_error_is_explained_and_no_other():
    named = {name.strip("`") for name in ROWS if name.startswith("`") and name.strip("`")[0].isupper()}
    errors = {cls.__name__ for cls in outbound.OutboundError.__subclasses__()}

    assert named == errors


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("time for the whole request", outbound.Question.seconds),
        ("size after unpacking", outbound.Question.limit),
        ("redirects", outbound.MOST_REDIRECTS),
        ("addresses of one host", MOST_ADDRESSES),
    ],
)
def test_the_limits_are_those_of_the_code(words, value):
    (line,) = [line for name, line in ROWS.items() if name.startswith(words)]

    assert re.sub(r"\D", "", line.split("|")[2]) == str(int(value))


@pytest.mark.parametrize(
    ("flag", "numbers"),
    [
        (Flag.TOO_MANY, [MOST_ITEMS]),
        (Flag.TEXT_CUT, [TITLE_LIMIT, SUMMARY_LIMIT]),
        (Flag.FUTURE, [AHEAD.total_seconds() / 3600]),
        (Flag.TOO_OLD, [EARLIEST.year]),
    ],
)
def test_the_figures_of_flags_are_those_of_the_code(flag, numbers):
    said = [int(figure.replace(",", "")) for figure in re.findall(r"\d[\d,]*", ROWS[f"`{flag.value}`"])]

    assert said == numbers


def test_the_waits_are_those_of_the_code():
    assert (FIRST_WAIT.total_seconds(), LAST_WAIT.total_seconds()) == (3600, 86_400)
    assert LONGEST_WAIT.days == 7
    assert f"first {SAMPLE} characters" in MANUAL
