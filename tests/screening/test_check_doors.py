"""What the doors of screening keep to themselves: nothing in caches, nothing in logs, and no answer without lists."""

import json
import logging
from datetime import datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.screening.models import Case, ScreeningCheck
from controls.screening.services import index, register
from controls.services import access
from tests.controls.markup import tree
from tests.screening.asking import screened, somebody

pytestmark = pytest.mark.django_db
FORM, CHECKS, MATCH = "/screening/", "/api/v1/screening/checks/", "/api/v1/screening/match/"
RECEIPTS = "/api/v1/screening/receipts/"
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
SECRET = "Quillonbach Geheimwerke"


@pytest.fixture
def signed_in(client, today):
    client.force_login(somebody())
    return client


def post(client, address, body):
    return client.post(address, json.dumps(body), content_type="application/json")


def made(name="SUBARU"):
    """The number of a check of somebody else."""
    return screened(name, by=somebody("other@example.com"), at=NOON).number


def rooms(number):
    return [
        FORM,
        f"/screening/checks/{number}/",
        f"/screening/checks/{number}/receipt.json",
        CHECKS,
        f"{CHECKS}{number}/",
        f"{CHECKS}{number}/receipt/",
        RECEIPTS,
    ]


# ---- Who is not signed in


def test_a_visitor_learns_nothing_of_which_checks_there_are(client, today):
    there = made()

    for address in rooms(there):
        missing = address.replace(there, "S-2026-11-21-999999")
        found, none = client.get(address), client.get(missing)
        assert found.status_code == none.status_code
        assert found.status_code in (302, 401)
        assert b"SUBARU" not in found.content


@pytest.mark.parametrize("end", ["revoked", "inactive"])
def test_who_may_no_longer_come_in_reads_and_asks_nothing(client, today, end):
    by = somebody()
    row, text = access.issue_key(user=by, name="tests", at=NOON)
    number = screened("SUBARU", by=by, at=NOON).number
    if end == "revoked":
        access.revoke_key(api_key=row, at=NOON)
    else:
        by.is_active = False
        by.save()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"

    assert client.get(f"{CHECKS}{number}/").status_code == 401
    assert post(client, CHECKS, {"name": "Tesla"}).status_code == 401
    assert ScreeningCheck.objects.count() == 1


def test_a_list_of_checks_never_has_those_of_others(signed_in):
    number = made(SECRET)

    assert signed_in.get(CHECKS).json()["count"] == 0
    assert number not in signed_in.get(FORM).content.decode()
    assert SECRET not in signed_in.get(FORM).content.decode()


# ---- What is kept on the way


def test_no_door_lets_anybody_keep_an_answer(signed_in):
    for address in rooms(made()):
        answer = signed_in.get(address)
        assert answer.status_code == 200, address
        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.has_header("ETag")
        assert not answer.has_header("Last-Modified")


@pytest.mark.parametrize("address", [FORM, f"{CHECKS}S-2026-11-21-999999/", "/screening/checks/S-2026-11-21-999999/"])
def test_nor_a_refusal(signed_in, address):
    answer = signed_in.post(address, {"name": ""}) if address == FORM else signed_in.get(address)

    assert answer.status_code in (400, 404)
    assert "no-store" in answer["Cache-Control"]


def test_nothing_of_a_question_lies_in_the_caches(signed_in):
    signed_in.post(FORM, {"name": SECRET}, follow=True)
    post(signed_in, MATCH, {"queries": [{"id": "1", "name": SECRET}]})

    for cache in caches.all():
        assert SECRET not in repr(getattr(cache, "_cache", {}))


def test_no_name_and_no_number_goes_into_the_logs(signed_in, caplog):
    caplog.set_level(logging.INFO)
    index.forget()
    body = {"name": SECRET, "identifier": "HRB-771199", "address": "Quillonweg 4"}

    signed_in.post(FORM, body, follow=True)
    signed_in.post(FORM, {**body, "name": f"{SECRET}\u202e"})
    post(signed_in, CHECKS, body)
    post(signed_in, CHECKS, {**body, "country": "UK"})
    post(signed_in, MATCH, {"queries": [{"id": "1", "name": SECRET}]})
    post(signed_in, MATCH, {"queries": [{"id": "1", "name": f"{SECRET}\u202e"}]})

    said = " ".join([*(record.getMessage() for record in caplog.records), caplog.text])
    for words in (SECRET, "Quillon", "771199"):
        assert words not in said


# ---- No list, no answer


@pytest.fixture
def without_lists(monkeypatch):
    monkeypatch.setattr(register, "parties", lambda: iter(()))
    index.forget()
    yield
    index.forget()


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get(FORM),
        lambda client: client.post(FORM, {"name": "SUBARU"}),
        lambda client: client.post(FORM, {"name": ""}),
        lambda client: post(client, CHECKS, {"name": "SUBARU"}),
        lambda client: post(client, MATCH, {"queries": [{"id": "1", "name": "SUBARU"}]}),
    ],
    ids=["form", "page", "wrong question", "API", "match"],
)
def test_without_lists_every_door_says_503_and_when_to_come_back(signed_in, without_lists, ask):
    answer = ask(signed_in)

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer["Cache-Control"]
    assert not ScreeningCheck.objects.exists()
    assert not Case.objects.exists()
    assert "no_entry_found" not in answer.content.decode()


def test_what_was_answered_before_can_be_read_without_lists(signed_in, monkeypatch):
    number = made()
    monkeypatch.setattr(register, "parties", lambda: iter(()))
    index.forget()

    for address in rooms(number)[1:]:
        assert signed_in.get(address).status_code == 200


def test_the_words_of_503_never_say_that_nobody_was_found(signed_in, without_lists):
    words = tree(signed_in.post(FORM, {"name": "SUBARU"})).one("main").text

    assert "do not read it as no entry" in words
    assert "clear" not in words.lower()


def test_lists_that_come_back_are_screened_again(signed_in, monkeypatch):
    with monkeypatch.context() as emptied:
        emptied.setattr(register, "parties", lambda: iter(()))
        index.forget()
        assert post(signed_in, CHECKS, {"name": "SUBARU"}).status_code == 503

    assert post(signed_in, CHECKS, {"name": "SUBARU"}).json()["outcome"] == "possible_match"


def test_nothing_of_a_check_needs_the_broker(signed_in, settings):
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    assert post(signed_in, CHECKS, {"name": "SUBARU"}).status_code == 201
    assert signed_in.post(FORM, {"name": "SUBARU"}, follow=True).status_code == 200


# ---- The form


def test_what_was_typed_stands_in_the_form_again(signed_in):
    typed = {
        "name": "株式会社 “SUBARU” & <Co>", "country": "JP", "identifier": "5011-1010", "address": "東京 1-2",
        "schema": "Organization", "lists": ["cn-watch-list"], "as_of": "2026-02-30", "threshold": "1.7", "limit": "0",
    }  # fmt: skip

    page = tree(signed_in.post(FORM, typed))

    values = {field["name"]: field["value"] for field in page.all("input") if field.attributes.get("name") in typed}
    for name in ("name", "country", "identifier", "as_of", "threshold", "limit"):
        assert values[name] == typed[name]
    (ticked,) = [field for field in page.all("input") if "checked" in field.attributes and field.get("name") == "lists"]
    assert ticked["value"] == "cn-watch-list"
    assert "東京 1-2" in str(signed_in.post(FORM, typed).content.decode())


def test_an_address_fills_the_form_and_asks_nothing(signed_in):
    page = tree(signed_in.get(FORM, {"name": "住友重機械工業(株)", "country": "JP", "lists": "cn-watch-list"}))

    values = {field.attributes.get("name"): field.attributes.get("value") for field in page.all("input")}
    assert (values["name"], values["country"]) == ("住友重機械工業(株)", "JP")
    assert ScreeningCheck.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "country", "language"),
    [("三菱重工業", "JP", "ja"), ("中航科技", "CN", "zh-Hans"), ("中航科技", "TW", "zh-Hant"),
     ("三菱重工業", "", "und-Hani"),
     ("スバル", "", "ja"), ("삼성전자", "", "ko")],
)  # fmt: skip
def test_a_name_is_marked_with_its_language_on_its_result(signed_in, name, country, language):
    answer = signed_in.post(FORM, {"name": name, "country": country}, follow=True)

    marked = {(part["lang"], part.text) for part in tree(answer).one("main").all() if "lang" in part.attributes}
    assert (language, name) in marked


@pytest.mark.parametrize("checks", [0, 3, 25])
def test_the_form_costs_the_same_however_many_checks_there_are(signed_in, checks):
    by = ScreeningCheck.asked_by.field.related_model.objects.get(email="asker@example.com")
    for _check in range(checks):
        screened("Tesla", by=by, at=NOON)
    signed_in.get(FORM)

    with CaptureQueriesContext(connection) as captured:
        page = tree(signed_in.get(FORM))

    assert len(captured) <= 8
    rows = [row for row in page.all("tr") if "S-2026" in row.text]
    assert len(rows) == min(checks, 20)
