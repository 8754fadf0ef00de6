"""Batches over the API: the same acts and answers as on the pages, for programs."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from controls.screening.models import Batch
from controls.services import access
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.django_db
PATH = "/api/v1/screening/batches/"
ROWS = [{"name": "SUBARU Corporation", "country": "JP", "reference": "K-1"}, {"name": "Quiet GmbH"}]


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def api(client, by, today):
    client.force_login(by)
    return client


@pytest.fixture
def draft(by, now):
    return sent(csv_of("SUBARU Corporation,JP", "Quiet GmbH,DE", ",DE"), by=by, at=now)


@pytest.fixture
def done(draft, now):
    started(draft, at=now)
    run_all(at=now)
    draft.refresh_from_db()
    return draft


def post(api, path, body=None):
    return api.post(path, json.dumps({} if body is None else body), content_type="application/json")


def at(batch, last=""):
    return f"{PATH}{batch.pk}/{last}"


class TestSending:
    def test_a_file_becomes_a_draft_with_guessed_columns(self, api):
        response = api.post(PATH, {"file": SimpleUploadedFile("a.csv", csv_of("SUBARU,JP"))})

        body = response.json()
        batch = Batch.objects.get()
        assert response.status_code == 201
        assert response["Location"].endswith(at(batch))
        assert (body["id"], body["state"], body["columns"]) == (batch.pk, "draft", {"name": 1, "country": 2})
        assert (body["heading"], body["rows"], len(body["sha256"])) == (True, 2, 64)

    def test_rows_in_json_become_a_draft(self, api):
        body = post(api, PATH, {"file_name": "crm", "rows": ROWS}).json()

        assert (body["file_name"], body["rows"], body["heading"], body["sha256"]) == ("crm", 2, False, None)
        assert body["columns"] == {"name": 1, "country": 2, "identifier": 3, "reference": 4}

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ([], "body"),
            ({}, "rows"),
            ({"rows": []}, "rows"),
            ({"rows": [1]}, "rows.0"),
            ({"rows": [{"country": "JP"}]}, "rows.0.name"),
            ({"rows": [{"name": 5}]}, "rows.0.name"),
            ({"rows": [{"name": "A", "colour": "red"}]}, "rows.0.colour"),
            ({"rows": [{"name": "A"}], "file_name": 5}, "file_name"),
            ({"rows": [{"name": "A"}], "start": True}, "start"),
            ({"rows": [{"name": "A"}] * 10_001}, "rows"),
        ],
    )
    def test_what_is_wrong_is_named(self, api, body, field):
        response = post(api, PATH, body)

        assert response.status_code == 400
        assert field in response.json()["errors"]
        assert not Batch.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({}, "file"),
            ({"file": b""}, "file"),
            ({"file": b"A", "encoding": "klingon"}, "encoding"),
            ({"file": b"A", "delimiter": "dot"}, "delimiter"),
            ({"file": b"A", "colour": "red"}, "colour"),
            ({"file": "삼성전자".encode("cp949")}, "encoding"),
        ],
    )
    def test_what_is_wrong_with_a_file_is_named(self, api, fields, field):
        sending = {n: SimpleUploadedFile("a.csv", v) if n == "file" else v for n, v in fields.items()}

        response = api.post(PATH, sending)

        assert response.status_code == 400
        assert field in response.json()["errors"]

    def test_a_parameter_in_the_address_is_refused(self, api):
        assert "start" in post(api, f"{PATH}?start=1", {"rows": ROWS}).json()["errors"]

    def test_without_a_key_nothing_is_taken(self, client):
        assert post(client, PATH, {"rows": ROWS}).status_code == 401
        assert client.get(PATH).status_code == 401

    def test_a_key_does_what_its_user_may(self, client, by):
        _key, secret = access.issue_key(user=by, name="crm", at=timezone.now())

        response = client.post(
            PATH,
            json.dumps({"rows": ROWS}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

        assert response.status_code == 201
        assert Batch.objects.get().made_by == by


class TestStarting:
    def test_what_is_left_out_is_as_it_was_guessed(self, api, draft, today):
        body = post(api, at(draft, "start/")).json()

        assert (body["state"], body["rows"], body["columns"]) == ("waiting", 3, {"name": 1, "country": 2})
        assert (body["as_of"], body["lists"]) == (today.isoformat(), [])

    def test_everything_can_be_said(self, api, draft):
        asked = {"columns": {"name": 2}, "heading": False, "as_of": "2026-02-23", "threshold": 0.9}

        body = post(api, at(draft, "start/"), {**asked, "lists": ["cn-watch-list"]}).json()

        assert {name: body[name] for name in asked} == asked
        assert (body["lists"], body["rows"]) == (["cn-watch-list"], 4)

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ([], "body"),
            ({"columns": {}}, "columns.name"),
            ({"columns": {"name": "1"}}, "columns"),
            ({"columns": {"name": 9}}, "columns.name"),
            ({"columns": {"name": 0}}, "columns.name"),
            ({"columns": {"name": 1, "colour": 2}}, "columns.colour"),
            ({"columns": {"name": 1, "country": 1}}, "columns"),
            ({"heading": "yes"}, "heading"),
            ({"as_of": "2026-02-30"}, "as_of"),
            ({"as_of": "2099-01-01"}, "as_of"),
            ({"as_of": 5}, "as_of"),
            ({"threshold": 2}, "threshold"),
            ({"threshold": True}, "threshold"),
            ({"lists": ["nowhere"]}, "lists"),
            ({"lists": "cn-watch-list"}, "lists"),
            ({"colour": "red"}, "colour"),
        ],
    )
    def test_what_is_wrong_is_named(self, api, draft, body, field):
        response = post(api, at(draft, "start/"), body)

        assert response.status_code == 400
        assert field in response.json()["errors"]
        draft.refresh_from_db()
        assert draft.state == "draft"

    def test_a_batch_is_started_once(self, api, done):
        response = post(api, at(done, "start/"))

        assert response.status_code == 409
        assert "started already" in response.json()["errors"]["batch"][0]


class TestFollowing:
    def test_the_list_has_ones_own_the_newest_first(self, api, done, by, now):
        newer = sent(csv_of("A GmbH"), by=by, at=now)
        sent(csv_of("B GmbH"), by=somebody("other@example.com"), at=now)

        body = api.get(PATH).json()

        assert [each["id"] for each in body["results"]] == [newer.pk, done.pk]
        assert body["count"] == 2

    def test_one_says_how_far_it_is(self, api, done):
        body = api.get(at(done)).json()

        counts = {name: body[name] for name in ("state", "rows", "screened", "need_help", "possible_matches")}
        assert counts == {"state": "done", "rows": 3, "screened": 2, "need_help": 1, "possible_matches": 1}
        assert body["ended_at"] is not None

    def test_stopping_and_resuming(self, api, draft, now):
        started(draft, at=now)

        assert post(api, at(draft, "stop/")).json()["state"] == "stopped"
        assert post(api, at(draft, "resume/")).json()["state"] == "waiting"

    @pytest.mark.parametrize("act", ["stop", "resume"])
    def test_what_cannot_be_done_is_refused_in_words(self, api, done, act):
        response = post(api, at(done, f"{act}/"))

        assert response.status_code == 409
        assert "this one is done" in response.json()["errors"]["batch"][0]


class TestResults:
    def test_rows_come_in_pages_with_their_checks(self, api, done):
        body = api.get(at(done, "results/?page_size=2")).json()

        first = body["results"][0]
        assert (body["count"], body["pages"], len(body["results"])) == (3, 2, 2)
        assert (first["row"], first["class"], first["entry"]) == (2, "same", "SUBARU Corporation")
        assert api.get(first["check_url"]).json()["id"] == first["check"]

    def test_only_some_can_be_asked_for(self, api, done):
        body = api.get(at(done, "results/?show=help")).json()

        assert [row["row"] for row in body["results"]] == [4]
        assert body["results"][0]["what_is_wrong"] == "There is no name in this row."
        assert body["results"][0]["check_url"] is None

    @pytest.mark.parametrize("query", ["show=x", "page=9", "page_size=0", "colour=red", "as_of=2026-01-01"])
    def test_a_wrong_question_is_refused_by_name(self, api, done, query):
        response = api.get(at(done, f"results/?{query}"))

        assert response.status_code == 400
        assert query.partition("=")[0] in response.json()["errors"]

    def test_all_of_them_as_a_file_of_each_kind(self, api, done):
        files = {kind: b"".join(api.get(at(done, f"results.{kind}"))) for kind in ("csv", "xlsx", "json")}

        assert len(files["csv"].decode("utf-8-sig").splitlines()) == 4
        assert load_workbook(io.BytesIO(files["xlsx"])).active.max_row == 4
        assert [row["row"] for row in json.loads(files["json"])] == [2, 3, 4]

    def test_a_page_of_rows_takes_as_many_queries_as_one_row(self, api, by, now, django_assert_num_queries):
        batch = started(sent(csv_of(*(f"Quiet Example {n},DE" for n in range(60))), by=by, at=now), at=now)
        run_all(at=now)

        with django_assert_num_queries(5):
            api.get(at(batch, "results/"))


@pytest.mark.parametrize("last", ["", "results/", "results.csv", "results.xlsx", "results.json"])
def test_for_others_there_is_no_such_batch(client, done, last):
    client.force_login(somebody("other@example.com"))

    assert client.get(at(done, last)).status_code == 404


@pytest.mark.parametrize("act", ["start/", "stop/", "resume/"])
def test_others_can_do_nothing_to_it(client, done, act):
    client.force_login(somebody("other@example.com"))

    assert post(client, at(done, act)).status_code == 404


def test_every_operation_is_described(client, seeded):
    paths = client.get("/api/v1/schema/").json()["paths"]

    described = {path: set(methods) for path, methods in paths.items() if "/batches/" in path}
    assert described[PATH] == {"get", "post"}
    assert len(described) == 9
    for methods in described.values():
        assert not [path for path in methods if path not in ("get", "post")]


def test_an_answer_has_the_names_that_its_description_has(api, done):
    document = api.get("/api/v1/schema/").json()
    shapes = document["components"]["schemas"]

    assert set(api.get(at(done)).json()) == set(shapes["Batch"]["properties"])
    row = api.get(at(done, "results/")).json()["results"][0]
    assert set(row) == set(shapes["BatchResult"]["properties"])
    assert reverse("screening-api:batch-list") == PATH


class TestActsThatDoNotFit:
    FIT = {
        "draft": {"start"},
        "waiting": {"stop"},
        "running": {"stop"},
        "stopped": {"resume"},
        "done": set(),
        "failed": {"resume"},
    }

    @pytest.mark.parametrize("act", ["start", "stop", "resume"])
    @pytest.mark.parametrize("state", list(FIT))
    def test_an_act_fits_the_state_or_is_409_with_the_state_in_words(self, api, draft, state, act):
        Batch.objects.filter(pk=draft.pk).update(state=state)

        response = post(api, at(draft, f"{act}/"))

        if act in self.FIT[state]:
            assert response.status_code == 200
            return
        assert (response.status_code, response.json()["status"]) == (409, 409)
        assert response["Content-Type"] == "application/problem+json"
        (said,) = response.json()["errors"]["batch"]
        assert Batch.State(state).label.lower() in said
        draft.refresh_from_db()
        assert draft.state == state

    def test_what_is_wrong_with_the_request_stays_400(self, api, draft):
        response = post(api, at(draft, "start/"), {"columns": {"name": 1, "country": 1}})

        assert response.status_code == 400
        assert "columns" in response.json()["errors"]

    def test_the_description_names_409_for_acts_and_for_nothing_else(self, client):
        paths = client.get("/api/v1/schema/").json()["paths"]
        said = {
            path: {status for method in paths[path].values() if "responses" in method for status in method["responses"]}
            for path in paths
            if path.startswith(PATH)
        }

        assert {path for path, statuses in said.items() if "409" in statuses} == {
            f"{PATH}{{number}}/{act}/" for act in ("start", "stop", "resume")
        }
