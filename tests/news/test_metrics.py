"""Figures for monitoring: off unless wanted, right when counted, and readable by those who read the format."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from news.models import FetchJob, FetchRun, Source
from news.services.figures import Figure
from news.views.metrics import written
from tests.news.sourced import source_of

pytestmark = pytest.mark.django_db
LABEL = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(
    rf"(?P<name>[a-z_]+)(?:\{{(?P<labels>{LABEL}(?:,{LABEL})*)\}})? (?P<value>-?\d+(\.\d+)?(e[-+]\d+)?)"
)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def wanted(settings):
    settings.METRICS = True
    Source.objects.update(enabled=False, off_reason="another test")


def run_of(source, number, *, ago=MINUTE, **columns):
    given = {"seconds": 1.5, "outcome": "read", "url": source.url, **columns}
    return FetchRun.objects.create(number=number, source=source, started_at=timezone.now() - ago, **given)


def told(client):
    """The samples by name and label."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    found = {}
    for line in answer.content.decode().splitlines():
        if not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match, line
            found[match["name"].removeprefix("register_"), match["labels"] or ""] = float(match["value"])
    return found


class TestTheDoor:
    def test_it_is_shut_unless_the_installation_opens_it(self, client, settings):
        settings.METRICS = False

        assert client.get("/metrics").status_code == 404

    def test_it_is_plain_text_of_the_known_version_that_nobody_keeps(self, client):
        answer = client.get("/metrics")

        assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert "no-store" in answer["Cache-Control"]
        assert "Set-Cookie" not in answer

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_it_is_only_read(self, client, method):
        assert getattr(client, method)("/metrics").status_code == 405

    def test_every_figure_has_its_help_and_type_before_it(self, client):
        source_of()
        lines = client.get("/metrics").content.decode().splitlines()

        described, typed = set(), set()
        for line in lines:
            name = line.split()[2] if line.startswith("#") else re.split(r"[{ ]", line)[0]
            if line.startswith("# HELP"):
                described.add(name)
            elif line.startswith("# TYPE"):
                assert line.split()[3] in ("gauge", "counter", "histogram")
                typed.add(name)
            else:
                assert re.sub(r"_(bucket|sum|count)$", "", name) in described & typed

    def test_it_asks_the_same_few_questions_however_many_sources_there_are(self, client):
        told(client)
        with CaptureQueriesContext(connection) as few:
            client.get("/metrics")
        for number in range(8):
            run_of(source_of(read_at=timezone.now()), f"n{number}")
        with CaptureQueriesContext(connection) as many:
            client.get("/metrics")

        assert len(many) == len(few) <= 16


class TestFigures:
    def test_runs_of_the_last_day_are_counted_by_outcome(self, client):
        source = source_of()
        run_of(source, "a", items=20, added=3)
        run_of(source, "b", items=5, changed=1)
        run_of(source, "c", outcome="too_slow")
        run_of(source, "old", ago=timedelta(hours=25), items=99)

        found = told(client)
        assert found["fetch_runs_last_day", 'outcome="read"'] == 2
        assert found["fetch_runs_last_day", 'outcome="too_slow"'] == 1
        assert found["fetch_runs_last_day", 'outcome="unreadable"'] == 0
        assert found["fetch_items_last_day", 'items="read"'] == 25
        assert found["fetch_items_last_day", 'items="new"'] == 3
        assert found["fetch_items_last_day", 'items="changed"'] == 1
        assert found["fetch_seconds_last_day", ""] == 4.5

    def test_jobs_are_counted_by_what_becomes_of_them(self, client):
        at = timezone.now()
        for minutes, state in ((9, "waiting"), (5, "waiting"), (3, "claimed"), (90, "done")):
            until = at + MINUTE if state == "claimed" else None
            FetchJob.objects.create(
                source=source_of(), slot=at, due_at=at - minutes * MINUTE, state=state, claimed_until=until
            )

        found = told(client)
        assert (found["fetch_jobs_waiting", ""], found["fetch_jobs_under_way", ""]) == (2, 1)
        assert 9 * 60 <= found["fetch_oldest_job_seconds", ""] < 10 * 60

    def test_nothing_waits_for_no_time(self, client):
        assert told(client)["fetch_oldest_job_seconds", ""] == 0

    def test_each_source_says_how_long_ago_it_was_read(self, client):
        source_of(key="well", read_at=timezone.now() - timedelta(hours=2), rhythm=120)
        source_of(key="silent", read_at=timezone.now() - timedelta(hours=5), rhythm=120)
        source_of(key="gone", ended_at=timezone.now())
        source_of(key="never", failures=3, trouble="no answer")
        source_of(key="off", enabled=False, off_reason="no", read_at=timezone.now())

        found = told(client)
        assert 7_200 <= found["source_read_age_seconds", 'source="well"'] < 7_260
        assert ("source_read_age_seconds", 'source="never"') not in found
        assert ("source_read_age_seconds", 'source="off"') not in found
        assert found["source_failures", 'source="never"'] == 3
        assert found["source_in_trouble", 'source="never"'] == 1
        assert found["source_in_trouble", 'source="well"'] == 0
        assert found["source_in_trouble", 'source="silent"'] == 1
        assert found["source_in_trouble", 'source="gone"'] == 1

    def test_words_of_strangers_are_no_labels(self, client):
        source_of(key="k", trouble='page says "}\nevil 1', name="Evil {x}")
        run_of(source_of(), "a", reason="a stranger's words")

        text = client.get("/metrics").content.decode()
        assert "evil" not in text.lower()
        assert "stranger" not in text


class TestWriting:
    @given(value=st.text(max_size=40))
    def test_whatever_a_label_holds_stays_within_its_quotes(self, value):
        lines = written([Figure("f", "Help.", (({"label": value}, 1),))]).split("\n")

        assert lines[:2] == ["# HELP register_f Help.", "# TYPE register_f gauge"]
        assert lines[3:] == [""]
        quoted = re.fullmatch(r'register_f\{label="((?:[^"\\\n]|\\[\\"n])*)"\} 1', lines[2])
        assert quoted
        back = re.sub(r'\\([\\"n])', lambda match: "\n" if match[1] == "n" else match[1], quoted[1])
        assert back == value

    @pytest.mark.parametrize(("value", "text"), [(0, "0"), (1.5, "1.5"), (86_400.0, "86400"), (1e9, "1000000000")])
    def test_numbers_are_written_plainly(self, value, text):
        assert written([Figure("f", "Help.", (({}, value),))]).splitlines()[-1] == f"register_f {text}"
