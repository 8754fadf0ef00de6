"""What those who run the register watch: answers, work that waits, deliveries, sign-ins, each from real rows."""

import os
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from controls.alerts.models import Cursor, Delivery
from controls.alerts.services import cursors
from controls.models import Change, Heartbeat, SignInTry
from controls.screening.models import Batch, Portfolio, Rescreening
from controls.screening.services import index
from controls.services import health
from controls.tally import TALLY
from tests.factories import make_source
from tests.news.test_metrics import told
from tests.screening.asking import somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
PROCESS = f'process="{os.getpid()}"'
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def wanted(settings):
    settings.METRICS = True
    TALLY.forget()
    yield
    TALLY.forget()


@pytest.fixture
def at():
    return timezone.now()


def batch(state, *, rows=0, done=0, helped=0, **columns):
    return Batch.objects.create(
        made_by=somebody(f"{Batch.objects.count()}@example.org"), made_at=timezone.now(), file_name="names.csv",
        state=state, threshold=0.7, as_of=timezone.localdate(), row_count=rows, done_count=done, help_count=helped,
        **columns)  # fmt: skip


def try_of(kind, at, **columns):
    return SignInTry.objects.create(kind=kind, account="a", caller="b", at=at, **columns)


class TestAnswers:
    def answered(self, client, path, **named):
        getattr(client, named.pop("method", "get"))(path, **named)
        return told(client)

    @pytest.mark.parametrize(
        ("path", "route", "status"),
        [
            ("/entities/subaru-corporation/", "controls:entity-detail", 200),
            ("/entities/nobody-at-all/", "controls:entity-detail", 404),
            ("/entities/?as_of=never", "controls:listing-list", 400),
            ("/nowhere/", "unknown", 404),
            ("/nowhere/?q=%ff", "unknown", 400),
            ("/static/css/none.css", "static", 404),
            ("/api/v1/listings/", "api:listing-list", 200),
        ],
    )
    def test_are_counted_by_the_name_of_their_route(self, client, path, route, status):
        found = self.answered(client, path)
        labels = [key for key in found if key[0] == "answers_total"]

        assert found["answers_total", f'route="{route}",method="GET",status="{status}",{PROCESS}'] == 1, labels

    def test_from_a_cache_are_counted_as_well(self, client):
        for _time in range(3):
            client.get("/measures/")

        found = told(client)
        assert found["answers_total", f'route="controls:measure-list",method="GET",status="200",{PROCESS}'] == 3

    def test_hold_no_word_of_the_address(self, client):
        client.get("/entities/a-secret-name/?q=another-secret")
        client.generic("SECRETMETHOD", "/")

        assert "secret" not in client.get("/metrics").content.decode().lower()

    def test_are_added_up_in_a_histogram(self, client):
        for _time in range(2):
            client.get("/measures/")

        route = 'route="controls:measure-list"'
        found = told(client)
        buckets = [
            value for (name, labels), value in found.items() if name == "answer_seconds_bucket" and route in labels
        ]
        assert buckets == sorted(buckets)
        assert buckets[-1] == found["answer_seconds_count", f"{route},{PROCESS}"] == 2
        assert found["answer_seconds_bucket", f'{route},{PROCESS},le="+Inf"'] == 2
        assert found["answer_seconds_sum", f"{route},{PROCESS}"] > 0

    def test_have_the_types_that_prometheus_adds_up(self, client):
        text = client.get("/metrics").content.decode()

        assert "# TYPE register_answers_total counter" in text
        assert "# TYPE register_answer_seconds histogram" in text

    def test_are_not_counted_where_nobody_wants_to_know(self, settings):
        settings.METRICS = False
        Client().get("/measures/")

        assert TALLY.told() == ({}, {})


class TestTheRegister:
    def test_says_its_revision(self, client):
        make_source()

        assert told(client)["revision", ""] == Change.objects.revision()[0]

    def test_says_which_revision_the_index_of_this_process_is_of(self, client):
        index.forget()
        assert not [key for key in told(client) if key[0] == "index_revision"]

        loaded = index.current()

        assert told(client)["index_revision", PROCESS] == loaded.revision

    def test_says_how_old_the_last_sign_of_life_and_the_last_backup_are(self, client, at):
        Heartbeat.objects.all().delete()
        assert not {"heartbeat_age_seconds", "backup_age_seconds"} & {name for name, _labels in told(client)}

        health.beat(name=health.WORKER, at=at - 3 * MINUTE)
        health.beat(name=health.BACKUP, at=at - 26 * HOUR)

        found = told(client)
        assert 180 <= found["heartbeat_age_seconds", ""] < 240
        assert 26 * 3_600 <= found["backup_age_seconds", ""] < 26 * 3_600 + 60

    def test_counts_refused_sign_ins_of_the_last_hour(self, client, at):
        for kind, ago, good in (("password", MINUTE, False), ("password", 2 * MINUTE, False), ("code", MINUTE, False),
                                ("password", MINUTE, True), ("password", 61 * MINUTE, False)):  # fmt: skip
            try_of(kind, at - ago, succeeded=good)

        found = told(client)
        assert found["refused_sign_ins_last_hour", 'kind="password"'] == 2
        assert found["refused_sign_ins_last_hour", 'kind="code"'] == 1
        assert found["refused_sign_ins_last_hour", 'kind="reset"'] == 0


class TestScreening:
    def test_counts_batches_that_are_not_done_and_the_rows_that_wait(self, client):
        batch("waiting", rows=10)
        batch("running", rows=100, done=40, helped=3)
        batch("stopped", rows=50)

        found = told(client)
        assert found["batches_open", 'state="waiting"'] == found["batches_open", 'state="running"'] == 1
        assert found["batch_rows_waiting", ""] == 10 + 57

    def test_counts_no_rows_where_no_batch_is(self, client):
        found = told(client)

        assert found["batch_rows_waiting", ""] == found["batches_open", 'state="waiting"'] == 0

    def test_tells_what_the_watch_has_before_it(self, client, at):
        assert ("rescreening_oldest_seconds", "") not in told(client)
        owner = somebody()
        for name, state, minutes in (("a", "open", 9), ("b", "open", 4), ("c", "held", 50), ("d", "done", 99)):
            portfolio = Portfolio.objects.create(owner=owner, name=name, made_at=at, threshold=0.7)
            due = at - minutes * MINUTE
            ended = None if state == "open" else at
            Rescreening.objects.create(portfolio=portfolio, reason="changed", state=state, due_at=due, ended_at=ended)

        found = told(client)
        assert (found["rescreenings_open", ""], found["rescreenings_held", ""]) == (2, 1)
        assert 540 <= found["rescreening_oldest_seconds", ""] < 600


class TestAlerts:
    def test_tell_how_far_behind_reading_is(self, client):
        newest = Change.objects.revision()[0]
        assert told(client)["alerts_behind_revisions", ""] == newest

        Cursor.objects.create(name=cursors.CHANGES, position=newest - 7)

        assert told(client)["alerts_behind_revisions", ""] == 7

    def test_tell_deliveries_by_way_and_state_and_the_age_of_the_oldest_that_waits(self, client, at):
        for channel, state, minutes in (("webhook", "waiting", 8), ("webhook", "waiting", 2), ("webhook", "failed", 90),
                                        ("email", "sent", 30)):  # fmt: skip
            made = at - minutes * MINUTE
            Delivery.objects.create(
                channel=channel, state=state, made_at=made, due_at=made, sent_at=made if state == "sent" else None
            )

        found = told(client)
        assert found["deliveries", 'channel="webhook",state="waiting"'] == 2
        assert found["deliveries", 'channel="webhook",state="failed"'] == 1
        assert found["deliveries", 'channel="email",state="sent"'] == 1
        assert found["deliveries", 'channel="email",state="waiting"'] == 0
        assert 480 <= found["delivery_oldest_seconds", 'channel="webhook"'] < 540
        assert found["delivery_oldest_seconds", 'channel="email"'] == 0


def test_more_rows_cost_no_more_questions(client, at):
    told(client)
    with CaptureQueriesContext(connection) as few:
        told(client)
    for number in range(5):
        batch("waiting", rows=number)
        try_of("password", at)
        Delivery.objects.create(channel="email", made_at=at, due_at=at)
    with CaptureQueriesContext(connection) as many:
        told(client)

    assert len(many) == len(few) <= 16


def test_every_figure_is_described_in_the_documents(client):
    health.beat(name=health.WORKER, at=timezone.now())
    text = client.get("/metrics").content.decode()
    with open("docs/operations.md", encoding="utf-8") as file:
        described = set(re.findall(r"^\| (register_.+?) \|", file.read(), re.MULTILINE))
    described = {name for names in described for name in names.split(", ")}

    assert set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE)) == described
