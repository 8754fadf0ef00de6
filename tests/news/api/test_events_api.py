"""Events over the API: the same questions as the page, whole rows, and no later day than asked about."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.cells import BYTE_ORDER_MARK
from news.models import NewsEvent
from tests.news.reporting import make_article

pytestmark = pytest.mark.usefixtures("seeded", "today")
EVENTS = "/api/v1/news/events/"


def export(client, kind, query=""):
    answer = client.get(f"{EVENTS}export.{kind}{query}")
    return answer, b"".join(answer.streaming_content).decode()


class TestTheList:
    def test_it_comes_in_pages_with_the_day_and_the_revision(self, client):
        answer = client.get(EVENTS, {"page_size": 2, "as_of": "2026-02-24"}).json()

        assert (answer["as_of"], answer["page_size"], len(answer["results"])) == ("2026-02-24", 2, 2)
        assert answer["revision"] > 0 and answer["next"].endswith("page=2")
        assert {each["day"] for each in answer["results"]} == {"2026-02-24"}

    def test_a_row_keeps_what_was_reported_as_it_was(self, client):
        (row,) = client.get(EVENTS, {"q": "ne045"}).json()["results"]

        assert row["date"] == row["day"] == "2025-04-09" and row["precision"] == "day"
        assert row["figures"] == "12 entities" and "12时01分" in row["note"]
        assert row["notice"]["id"] == "mofcom-2025-22" and "entity:insitu-inc" in row["about"]
        assert row["confidence_label"] == "official record" and row["outcome_unknown"] is False

    def test_what_is_not_known_is_null(self, client):
        (row,) = client.get(EVENTS, {"q": "ne029"}).json()["results"]

        assert (row["announcement"], row["notice"], row["figures"]) == (None, None, None)
        assert (row["jurisdictions"], row["about"]) == ([], [])

    def test_many_rows_cost_as_much_as_few(self, client):
        def cost(size):
            with CaptureQueriesContext(connection) as asked:
                client.get(EVENTS, {"page_size": size})
            return len(asked)

        cost(2)  # how fresh the sources are is remembered for a while
        assert cost(1) == cost(100) <= 5

    @pytest.mark.parametrize("query", ["?typ=price", "?type=", "?q=", "?element=dy", "?page=0", "?revision=1"])
    def test_what_it_does_not_know_is_refused(self, client, query):
        answer = client.get(EVENTS + query)

        assert answer.status_code == 400 and answer.json()["errors"]


class TestOneEvent:
    def test_it_has_what_hangs_on_it(self, client):
        make = make_article("Twenty entities")
        NewsEvent.objects.get(key="ne124").articles.add(make, make_article("Pending", state="pending"))

        answer = client.get(f"{EVENTS}ne124/").json()

        assert [each["title"] for each in answer["articles"]] == ["Twenty entities"]
        (move,) = answer["moves"]
        assert (move["list"]["id"], move["names"], move["days_to_event"]) == ("cn-watch-list", 20, 0)
        assert move["first_article"] is move["days_to_article"] is None

    def test_claims_about_the_same_facts_are_named(self, client):
        assert {"cc-06", "cc-13"} <= set(client.get(f"{EVENTS}ne096/").json()["claims"])

    def test_one_of_a_later_day_is_not_on_record_and_the_day_is_named(self, client):
        answer = client.get(f"{EVENTS}ne124/", {"as_of": "2026-02-23"})

        assert answer.status_code == 404 and "as_of" in answer.json()["errors"]
        assert client.get(f"{EVENTS}ne124/", {"as_of": "2026-02-24"}).status_code == 200

    def test_what_is_scheduled_is_answered_today_and_not_for_the_past(self, client):
        assert client.get(f"{EVENTS}ne154/").json()["outcome_unknown"] is True
        assert client.get(f"{EVENTS}ne154/", {"as_of": "2026-11-20"}).status_code == 404

    def test_an_unknown_key_is_not_found(self, client):
        assert client.get(f"{EVENTS}ne999/").status_code == 404


class TestExports:
    def test_the_table_has_every_event_and_every_column(self, client):
        answer, text = export(client, "csv")
        rows = list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))

        assert len(rows) == NewsEvent.objects.filter(day__lte="2026-11-21").count()
        assert answer["Register-As-Of"] == "2026-11-21"
        like = client.get(EVENTS, {"page_size": 1}).json()["results"][0]
        assert set(rows[0]) == set(like) | {"as_of", "revision"}
        assert rows[0]["outcome_unknown"] == "true"

    def test_the_same_question_gives_the_same_rows_in_every_form(self, client):
        wanted = [each["id"] for each in client.get(EVENTS, {"type": "price"}).json()["results"]]

        _answer, array = export(client, "json", "?type=price")
        _answer, lines = export(client, "jsonl", "?type=price")
        assert [each["id"] for each in json.loads(array)] == wanted
        assert [json.loads(line)["id"] for line in lines.splitlines()] == wanted

    def test_a_file_has_no_pages(self, client):
        assert client.get(f"{EVENTS}export.csv?page=1").status_code == 400


class TestKeeping:
    def test_an_unchanged_answer_is_said_to_be_unchanged(self, client):
        first = client.get(f"{EVENTS}ne124/")

        assert client.get(f"{EVENTS}ne124/", headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert first["Cache-Control"] == "no-cache"

    def test_a_change_of_an_event_alone_changes_the_answer(self, client):
        first = client.get(f"{EVENTS}ne124/")
        NewsEvent.objects.filter(key="ne124").update(note="Learnt a minute ago.")

        second = client.get(f"{EVENTS}ne124/", headers={"If-None-Match": first["ETag"]})
        assert second.status_code == 200 and second.json()["note"] == "Learnt a minute ago."

    def test_nothing_is_written_here(self, client):
        assert client.post(EVENTS, {}, content_type="application/json").status_code == 405
