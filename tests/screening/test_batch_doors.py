"""The doors of batches: asked without a script, by a stranger, at the wrong moment; and for how many queries."""

import io
import json
import re
from datetime import datetime
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from controls.screening.models import Batch
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.django_db
PATH = "/api/v1/screening/batches/"
LIST = "/screening/batches/"


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def page(client, by, today):
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


def at(batch, name="detail", query=""):
    return reverse(f"screening:batch-{name}", kwargs={"number": batch.pk}) + query


def post(api, path, body=None):
    return api.post(path, json.dumps({} if body is None else body), content_type="application/json")


class Forms(HTMLParser):
    """The forms of a page as a browser without scripts has them: address, method, and the values it would send."""

    def __init__(self, html):
        super().__init__()
        self.found, self.select = [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.found.append({"action": given.get("action"), "method": given.get("method", "get"), "values": {}})
        if not self.found:
            return
        values = self.found[-1]["values"]
        if tag == "input" and given.get("name"):
            if given.get("type") == "checkbox" and "checked" not in given:
                return
            values[given["name"]] = given.get("value", "on")
        if tag == "select":
            self.select = given.get("name")
            values.setdefault(self.select, None)
        if tag == "option" and self.select and ("selected" in given or values[self.select] is None):
            values[self.select] = given.get("value", "")

    def to(self, address):
        return next(form for form in self.found if form["action"] == address)


def forms(response):
    return Forms(response.content.decode())


class TestWithoutAScript:
    def test_from_the_file_to_the_answers_by_forms_and_links_alone(self, page, now):
        upload = forms(page.get(LIST)).to(LIST)
        assert upload["method"] == "post"
        sent_to = page.post(upload["action"], {"file": SimpleUploadedFile("a.csv", csv_of("SUBARU Corporation,JP"))})

        asked = forms(page.get(sent_to["Location"])).to(sent_to["Location"])
        begun = page.post(asked["action"], {name: value for name, value in asked["values"].items() if value})
        waiting = page.get(begun["Location"])
        run_all(at=now)
        answers = page.get(begun["Location"])

        assert begun.status_code == 302
        assert f'href="{begun["Location"]}">Refresh</a>' in waiting.content.decode()
        assert answers.context["batch"].state == "done"
        assert answers.context["rows"][0]["entry"] == "SUBARU Corporation"

    def test_stopping_and_resuming_are_forms_that_a_browser_can_send(self, page, draft, now):
        started(draft, at=now)
        for act, other, state in (("stop", "resume", "stopped"), ("resume", "stop", "waiting")):
            form = forms(page.get(at(draft))).to(at(draft, act))
            answer = page.post(form["action"], form["values"], follow=True)

            assert (form["method"], answer.status_code) == ("post", 200)
            assert at(draft, other) in [each["action"] for each in forms(answer).found]
            draft.refresh_from_db()
            assert draft.state == state

    @pytest.mark.parametrize(
        ("state", "acts"),
        [
            ("waiting", {"stop"}),
            ("running", {"stop"}),
            ("stopped", {"resume"}),
            ("done", set()),
            ("failed", {"resume"}),
        ],
    )
    def test_only_the_acts_that_fit_are_offered(self, page, done, state, acts):
        failure = "There is no list “x”." if state == "failed" else ""
        Batch.objects.filter(pk=done.pk).update(state=state, failure=failure)

        offered = {form["action"] for form in forms(page.get(at(done))).found if form["method"] == "post"}

        assert {act for act in ("stop", "resume", "discard") if at(done, act) in offered} == acts

    @pytest.mark.parametrize("state", ["stopped", "done", "failed"])
    def test_nothing_asks_for_itself_when_nothing_moves(self, page, done, state):
        Batch.objects.filter(pk=done.pk).update(state=state)
        html = page.get(at(done)).content.decode()

        assert f'hx-get="{at(done)}"' not in html
        assert ">Refresh</a>" not in html

    def test_a_field_at_fault_is_marked_named_and_linked_and_keeps_what_was_typed(self, page, draft):
        response = page.post(at(draft), {"column_name": "1", "threshold": "high", "as_of": "tomorrow"})
        html = response.content.decode()

        assert response.status_code == 400
        for name, typed in (("threshold", "high"), ("as_of", "tomorrow")):
            assert f'href="#s-{name}"' in html
            assert re.search(rf'<input id="s-{name}"[^>]*value="{typed}"[^>]*aria-invalid="true"', html)
            assert f'id="e-{name}"' in html
        assert 'role="alert"' in html

    def test_choices_survive_a_fault_elsewhere(self, page, draft):
        response = page.post(at(draft), {"column_name": "2", "column_country": "", "threshold": "9", "heading": "on"})

        again = forms(response).to(at(draft))["values"]
        assert (again["column_name"], again["column_country"], again["heading"]) == ("2", "", "on")

    def test_a_wrong_encoding_opens_the_part_of_the_form_where_it_is_chosen(self, page):
        garbled = SimpleUploadedFile("a.csv", "삼성전자".encode("cp949"))
        html = page.post(LIST, {"file": garbled}).content.decode()

        assert re.search(r"<details open>", html)
        assert 'id="e-encoding"' in html
        assert "Choose one." in html

    @pytest.mark.parametrize("name", ["stop", "resume", "discard"])
    def test_no_act_is_done_without_the_token_of_the_form(self, by, draft, now, name, client):
        client.handler.enforce_csrf_checks = True
        client.force_login(by)
        started(draft, at=now)

        assert client.post(at(draft, name)).status_code == 403
        draft.refresh_from_db()
        assert draft.state == "waiting"

    @pytest.mark.parametrize("name", ["detail", "stop", "resume", "discard", "csv", "xlsx", "json", "help"])
    def test_who_is_not_signed_in_is_sent_to_do_so(self, client, draft, name):
        response = (
            client.post(at(draft, name)) if name in ("stop", "resume", "discard") else client.get(at(draft, name))
        )

        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


class TestTheApiAtTheWrongMoment:
    @pytest.mark.parametrize(
        ("state", "act"),
        [
            ("draft", "stop"), ("draft", "resume"), ("waiting", "start"), ("waiting", "resume"), ("running", "start"),
            ("running", "resume"), ("stopped", "start"), ("stopped", "stop"), ("done", "start"), ("done", "stop"),
            ("done", "resume"), ("failed", "start"), ("failed", "stop"),
        ],
    )  # fmt: skip
    def test_an_act_that_does_not_fit_is_refused_in_words_that_name_the_state(self, page, draft, state, act):
        Batch.objects.filter(pk=draft.pk).update(state=state)
        response = post(page, f"{PATH}{draft.pk}/{act}/")

        assert response.status_code == 409
        assert response["Content-Type"].startswith("application/problem+json")
        (said,) = response.json()["errors"]["batch"]
        assert Batch.State(state).label.lower() in said
        draft.refresh_from_db()
        assert draft.state == state

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    @pytest.mark.parametrize("last", ["", "start/", "results/", "results.csv"])
    def test_a_method_that_there_is_not(self, page, draft, method, last):
        assert getattr(page, method)(f"{PATH}{draft.pk}/{last}").status_code == 405
        assert Batch.objects.filter(pk=draft.pk).exists()

    @pytest.mark.parametrize("last", ["", "start/", "stop/", "resume/", "results/", "results.csv", "results.json"])
    def test_without_a_key_the_answer_is_401_even_for_what_is_not_there(self, client, today, draft, last):
        for number in (draft.pk, 999_999):
            address = f"{PATH}{number}/{last}"
            response = post(client, address) if last in ("start/", "stop/", "resume/") else client.get(address)
            assert response.status_code == 401, address

    @pytest.mark.parametrize("last", ["", "results/", "results.csv", "results.xlsx", "results.json"])
    def test_what_is_anothers_and_what_is_not_there_look_alike(self, page, now, last):
        theirs = sent(csv_of("A GmbH,DE"), by=somebody("other@example.com"), at=now)
        answers = [page.get(f"{PATH}{number}/{last}") for number in (theirs.pk, theirs.pk + 1_000)]

        assert [answer.status_code for answer in answers] == [404, 404]
        told = [re.sub(r"\d+", "n", json.dumps(answer.json()["detail"])) for answer in answers]
        assert told[0] == told[1]

    @pytest.mark.parametrize("body", ["{", "nonsense", '{"rows": NaN}', "\ufeff{}", '{"rows":[{"name":"A"}'])
    def test_a_body_that_is_no_json_is_refused(self, page, body):
        response = page.post(PATH, body, content_type="application/json")

        assert response.status_code == 400
        assert not Batch.objects.exists()

    def test_rows_that_cannot_be_screened_are_taken_and_named_in_the_results(self, page, now):
        rows = [
            {"name": "Sub\u202earu"},
            {"name": "SUBARU Corporation", "country": "Japan"},
            {"name": "B", "country": "?"},
        ]
        made = post(page, PATH, {"rows": rows}).json()
        post(page, f"{PATH}{made['id']}/start/")
        run_all(at=now)

        found = page.get(f"{PATH}{made['id']}/results/").json()["results"]
        assert [row["state"] for row in found] == ["needs_help", "done", "needs_help"]
        assert "U+202E" in found[0]["what_is_wrong"]
        assert "“?” is not known" in found[2]["what_is_wrong"]
        assert found[1]["country"] == "JP"

    def test_nul_in_a_row_of_json_is_refused_or_named_and_never_an_error_of_the_server(self, page):
        response = post(page, PATH, {"rows": [{"name": "Good GmbH"}, {"name": "Bad\0 GmbH"}]})

        assert response.status_code in (201, 400), response.content
        if response.status_code == 201:
            assert response.json()["need_help"] == 1

    @pytest.mark.parametrize("name", ["Bad\ud800 GmbH", "\udfff"])
    def test_nor_is_half_a_surrogate(self, page, name):
        body = json.dumps({"rows": [{"name": "Good GmbH"}, {"name": name}]})
        response = page.post(PATH, body, content_type="application/json")

        assert response.status_code in (201, 400), response.content

    def test_what_a_draft_answers_is_what_is_answered_when_one_asks_for_it(self, page):
        made = post(page, PATH, {"rows": [{"name": "Quiet GmbH"}]})

        told, again = made.json(), page.get(made["Location"]).json()
        assert {name: told[name] for name in told if name != "made_at"} == {
            name: again[name] for name in again if name != "made_at"
        }
        assert datetime.fromisoformat(told["made_at"]) == datetime.fromisoformat(again["made_at"])


class TestQueries:
    """As many queries for many as for few, on every page and endpoint of batches."""

    def counted(self, client, address):
        self.read(client, address)  # what is kept for later is kept now
        with CaptureQueriesContext(connection) as queries:
            self.read(client, address)
        return len(queries)

    def read(self, client, address):
        response = client.get(address)
        assert response.status_code == 200
        return b"".join(response) if response.streaming else response.content

    @pytest.fixture
    def small(self, by, now):
        return self.screened(2, by, now)

    @pytest.fixture
    def large(self, by, now):
        return self.screened(48, by, now)

    def screened(self, rows, by, now):
        content = csv_of(
            *(f"Quiet Example {n},DE" if n % 3 else ",DE" for n in range(1, rows)), "SUBARU Corporation,JP"
        )
        batch = started(sent(content, by=by, at=now), at=now)
        run_all(at=now)
        return batch

    @pytest.mark.parametrize("name", ["detail", "csv", "xlsx", "json", "help"])
    def test_of_a_page_and_of_a_file_do_not_grow_with_the_rows(self, page, small, large, name):
        few = sent(csv_of(",DE", "SUBARU Corporation,JP"), by=small.made_by, at=small.made_at)
        started(few, at=small.made_at)
        run_all(at=small.made_at)

        assert self.counted(page, at(few, name)) == self.counted(page, at(large, name)) <= 8

    @pytest.mark.parametrize("last", ["", "results/", "results.csv", "results.json"])
    def test_nor_do_those_of_the_api(self, page, small, large, last):
        few, many = (self.counted(page, f"{PATH}{batch.pk}/{last}") for batch in (small, large))

        assert few == many <= 6

    @pytest.mark.parametrize("address", [LIST, PATH])
    def test_those_of_the_lists_do_not_grow_with_the_batches(self, page, by, now, address):
        sent(csv_of("A GmbH"), by=by, at=now)
        few = self.counted(page, address)
        for number in range(12):
            sent(csv_of("A GmbH"), by=by, at=now, file_name=f"{number}.csv")

        assert self.counted(page, address) == few <= 6

    def test_a_draft_shows_its_first_rows_whatever_there_are(self, page, by, now):
        few, many = (sent(csv_of(*(["A GmbH,DE"] * rows)), by=by, at=now) for rows in (2, 400))

        assert self.counted(page, at(few)) == self.counted(page, at(many)) <= 8

    def test_the_part_that_is_asked_again_and_again_takes_two_or_three(self, page, draft, now):
        started(draft, at=now)
        page.get(at(draft), headers={"HX-Request": "true"})
        with CaptureQueriesContext(connection) as queries:
            page.get(at(draft), headers={"HX-Request": "true"})

        assert len(queries) <= 4


class TestWhatIsGuessedIsOffered:
    @pytest.mark.parametrize(
        ("heading", "expected"),
        [
            (["Customer ID", "Customer name", "Country", "VAT number"], (2, 3, 4, 1)),
            (["客户编号", "企业名称", "国别", "统一社会信用代码"], (2, 3, 4, 1)),
            (["客戶編號", "公司名稱", "國家", "統一編號"], (2, 3, 4, 1)),
            (["取引先コード", "取引先名", "国名", "法人番号"], (2, 3, 4, 1)),
            (["Kundennummer", "Firmenname", "Land", "USt-IdNr."], (2, 3, 4, 1)),
        ],
    )
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_in_each_language_from_a_file_of_each_kind(self, page, heading, expected, kind):
        rows = [heading, ["K-1", "SUBARU Corporation", "JP", "1234"]]
        content = "\n".join(map(",".join, rows)).encode() if kind == "csv" else workbook(rows)
        draft_page = page.post(LIST, {"file": SimpleUploadedFile(f"a.{kind}", content)})["Location"]

        values = forms(page.get(draft_page)).to(draft_page)["values"]

        found = tuple(values[f"column_{name}"] for name in ("name", "country", "identifier", "reference"))
        assert found == tuple(map(str, expected))
        assert values["heading"] == "on"

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_without_headings_the_first_row_is_screened_like_the_others(self, page, now, kind):
        rows = [["7", "SUBARU Corporation", "x"], ["8", "Quiet Example GmbH", "y"]]
        content = "\n".join(map(",".join, rows)).encode() if kind == "csv" else workbook(rows)
        draft_page = page.post(LIST, {"file": SimpleUploadedFile(f"a.{kind}", content)})["Location"]
        asked = forms(page.get(draft_page)).to(draft_page)
        page.post(draft_page, {name: value for name, value in asked["values"].items() if value})
        run_all(at=now)

        shown = page.get(draft_page).context["rows"]
        assert [(row["number"], row["name"]) for row in shown] == [(1, rows[0][1]), (2, rows[1][1])]


def workbook(rows):
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()
