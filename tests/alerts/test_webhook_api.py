"""Webhooks over the API: the same acts, the same refusals by name, everybody's own."""

import json
import re
from contextlib import nullcontext

import pytest
from django.utils import timezone

from controls.alerts.api.webhook_schemas import WebhookAskedSerializer
from controls.alerts.filters.webhooks import WebhookForm
from controls.alerts.models import Delivery, WebhookEndpoint
from controls.alerts.services import endpoints
from controls.api import examples
from controls.outbound import TargetRefused, check_target
from controls.services import access
from tests.alerts import hooked
from tests.alerts.hooked import deliver, endpoint_at, following, messages
from tests.alerts.receiver import receiving, says

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/alerts/webhooks/"


@pytest.fixture
def receiver(settings):
    with receiving() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        yield server


@pytest.fixture
def ying():
    return hooked.owner()


@pytest.fixture
def noon(today):
    return timezone.now()


@pytest.fixture
def caller(client, ying, noon):
    _row, text = access.issue_key(user=ying, name="tests", at=noon)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return client


@pytest.fixture
def endpoint(receiver, ying, noon):
    return endpoint_at(receiver.url, by=ying, at=noon)


def at(row, rest=""):
    return f"{ROOT}{row.pk}/{rest}"


def send(caller, address, body=None, method="post"):
    if method == "get":
        return caller.get(address)
    text = body if isinstance(body, str) else json.dumps(body if body is not None else {})
    return getattr(caller, method)(address, text, content_type="application/json")


def test_a_webhook_is_added_with_its_secret_listed_and_read_without_it(caller, receiver):
    made = send(caller, ROOT, {"url": receiver.url, "name": "Ledger"})

    assert made.status_code == 201
    body = made.json()
    assert body.pop("secret") == endpoints.secret_of(endpoint=WebhookEndpoint.objects.get())
    assert (body["url"], body["state"], body["secret_number"]) == (receiver.url, "on", 1)
    (listed,) = caller.get(ROOT).json()["results"]
    assert listed == caller.get(f"{ROOT}{body['id']}/").json()
    assert listed.keys() == body.keys()


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"url": "https://10.0.0.1/", "name": "L"}, "url", "not on the public internet"),
        ({"url": "http://hooks.example/", "name": "L"}, "url", "https only"),
        ({"url": "https://hooks.example/"}, "name", "required"),
        ({"name": "L"}, "url", "required"),
        ({"url": ["https://hooks.example/"], "name": "L"}, "url", "Give a text"),
        ({"url": "https://hooks.example/", "name": "L", "owner": "1"}, "owner", "Unknown name"),
        ({"url": "https://hooks.example/", "name": "a\u202e"}, "name", "hidden character"),
        ([], "body", "Give an object"),
    ],
)
def test_a_webhook_that_cannot_be_added_names_the_field(caller, body, field, words):
    response = send(caller, ROOT, body)

    assert response.status_code == 400
    assert words in response.json()["errors"][field][0]
    assert not WebhookEndpoint.objects.exists()


def test_an_address_that_redirects_is_refused(caller, receiver):
    receiver.otherwise = says(301, location="https://hooks.example/")

    assert "redirects" in send(caller, ROOT, {"url": receiver.url, "name": "L"}).json()["errors"]["url"][0]


def test_it_is_renamed_and_switched(caller, endpoint):
    body = send(caller, at(endpoint), {"name": "Customs", "state": "off"}, "patch").json()

    assert (body["name"], body["state"]) == ("Customs", "off")
    assert send(caller, at(endpoint), {"state": "on"}, "patch").json()["state"] == "on"
    assert send(caller, at(endpoint), {}, "patch").json()["name"] == "Customs"


@pytest.mark.parametrize(
    ("body", "field"),
    [({"state": "gone"}, "state"), ({"name": ""}, "name"), ({"state": ""}, "state"), ({"url": "x"}, "url")],
)
def test_a_change_that_cannot_be_names_the_field(caller, endpoint, body, field):
    response = send(caller, at(endpoint), body, "patch")

    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_a_new_secret_is_given_once(caller, endpoint):
    body = send(caller, at(endpoint, "rotate/")).json()

    row = WebhookEndpoint.objects.get()
    assert (body["secret"], body["secret_number"]) == (endpoints.secret_of(endpoint=row), 2)
    assert body["former_secret_until"] == "2026-11-22T12:00:00+08:00"
    assert "secret" not in caller.get(at(endpoint)).json()


def test_a_test_message_is_put_on_its_way_and_found_among_the_messages(caller, endpoint, receiver, noon):
    made = send(caller, at(endpoint, "test/"))
    deliver(noon)

    assert made.status_code == 202
    (row,) = caller.get(at(endpoint, "deliveries/")).json()["results"]
    assert (row["id"], row["state"], row["attempts"], row["status"]) == (receiver.numbers[0], "sent", 1, 200)
    assert row["subscription"] is None
    assert "not in use" not in made.content.decode()
    assert send(caller, at(endpoint, "test/")).status_code == 202


def test_a_test_of_one_that_is_off_is_refused(caller, endpoint):
    send(caller, at(endpoint), {"state": "off"}, "patch")

    assert "not in use" in send(caller, at(endpoint, "test/")).json()["errors"]["state"][0]


def test_messages_say_how_they_went(caller, endpoint, receiver, noon):
    receiver.otherwise = says(500, b"boom")
    (row,) = messages(following(endpoint), 1, at=noon)
    deliver(noon)

    (said,) = caller.get(at(endpoint, "deliveries/"), {"state": "waiting"}).json()["results"]

    assert said["trouble"] == "The receiver answered 500: boom"
    assert (said["number"], said["subscription"], said["sent_at"]) == (row.pk, row.subscription_id, None)
    assert caller.get(at(endpoint, "deliveries/"), {"state": "sent"}).json()["count"] == 0
    assert caller.get(at(endpoint, "deliveries/"), {"state": "lost"}).status_code == 400


def test_one_message_is_sent_again(caller, endpoint, receiver, noon):
    (row,) = messages(following(endpoint), 1, at=noon)
    deliver(noon)

    again = send(caller, at(endpoint, f"deliveries/{row.pk}/replay/"))

    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    assert send(caller, at(endpoint, f"deliveries/{row.pk}/replay/")).json()["errors"]["number"]
    assert send(caller, at(endpoint, "deliveries/999999/replay/")).status_code == 404


def test_what_was_given_up_is_sent_again(caller, endpoint, noon):
    messages(following(endpoint), 3, at=noon)
    Delivery.objects.update(state="failed")

    assert send(caller, at(endpoint, "deliveries/replay/"), {"since": "2026-11-22"}).json() == {"again": 0}
    assert send(caller, at(endpoint, "deliveries/replay/"), {"since": "2026-11-21"}).json() == {"again": 3}


@pytest.mark.parametrize("state", ["off", "gone", "failing"])
def test_nothing_is_sent_again_by_a_webhook_that_is_not_in_use(caller, endpoint, noon, state):
    (row,) = messages(following(endpoint), 1, at=noon)
    Delivery.objects.update(state="failed")
    WebhookEndpoint.objects.update(state=state)

    for path, body in ((f"deliveries/{row.pk}/replay/", {}), ("deliveries/replay/", {"since": "2026-11-21"})):
        answer = send(caller, at(endpoint, path), body)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["state"])


def test_a_webhook_is_moved(caller, endpoint, receiver):
    WebhookEndpoint.objects.update(url="https://old.example/in")

    moved = send(caller, at(endpoint), {"url": receiver.url, "name": "海关"}, method="patch")

    assert (moved.status_code, moved.json()["url"], moved.json()["name"]) == (200, receiver.url, "海关")
    refused = send(caller, at(endpoint), {"url": "http://hooks.example/"}, method="patch")
    assert list(refused.json()["errors"]) == ["url"]


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://h.example/in?token=x", True),
        ("https://h.example", True),
        ("https://h.example/%E6%B5%B7/~x", True),
        ("http://h.example/", False),
        ("https://h.example/a b", False),
        ("https://h.example/海关", False),
        ("https://u:p@h.example/", False),
    ],
)
def test_the_description_takes_the_addresses_that_the_service_takes(url, fits):
    pattern = WebhookAskedSerializer().fields["url"]._spectacular_annotation["field"]["pattern"]
    assert bool(re.search(pattern, url)) is fits
    with nullcontext() if fits else pytest.raises(TargetRefused):
        check_target(url, test_hosts=frozenset(), resolve=lambda _host, _port: ["192.0.66.2"])


@pytest.mark.parametrize("name", ["海关", "「海关」", "税関 2", "Zoll – Überwachung", "Ledger"])
def test_the_description_takes_the_names_that_the_service_takes(name):
    pattern = WebhookAskedSerializer().fields["name"]._spectacular_annotation["field"]["pattern"]
    assert re.search(pattern, name)
    assert WebhookForm({"url": "https://h.example/", "name": name}).is_valid()


@pytest.mark.parametrize("body", [{}, {"since": "soon"}, {"since": 5}, {"from": "2026-11-21"}])
def test_a_moment_that_is_none_is_refused_by_name(caller, endpoint, body):
    assert send(caller, at(endpoint, "deliveries/replay/"), body).json()["errors"].keys() & {"since", "from"}


def test_it_is_removed(caller, endpoint):
    assert send(caller, at(endpoint), method="delete").json()["id"] == endpoint.pk
    assert caller.get(at(endpoint)).status_code == 404


ADDRESSES = [
    ("get", ""),
    ("patch", ""),
    ("delete", ""),
    ("post", "rotate/"),
    ("post", "test/"),
    ("get", "deliveries/"),
    ("post", "deliveries/replay/"),
    ("post", "deliveries/1/replay/"),
]


@pytest.mark.parametrize(("method", "rest"), ADDRESSES)
def test_a_webhook_of_somebody_else_is_not_there(caller, receiver, noon, method, rest):
    other = endpoint_at(receiver.url, by=hooked.owner("chen"), at=noon)

    assert send(caller, at(other, rest), method=method).status_code == 404
    assert WebhookEndpoint.objects.filter(generation=1, state="on").count() == 1
    assert caller.get(ROOT).json()["count"] == 0


@pytest.mark.parametrize(("method", "rest"), ADDRESSES)
def test_without_a_key_nothing_is_answered(client, endpoint, method, rest):
    assert send(client, at(endpoint, rest), method=method).status_code == 401


@pytest.mark.parametrize(("method", "rest"), ADDRESSES)
def test_a_parameter_in_the_address_is_refused(caller, endpoint, method, rest):
    assert send(caller, f"{at(endpoint, rest)}?secret=1", method=method).status_code == 400


def test_answers_are_kept_by_nobody(caller, endpoint):
    for rest in ("", "deliveries/"):
        assert caller.get(at(endpoint, rest))["Cache-Control"] == "private, no-store"


def test_the_examples_have_the_fields_of_real_answers(caller, receiver, noon):
    def shown(name):
        return examples.ANSWERS[f"webhooks_{name}"]["answer"]

    made = send(caller, ROOT, {"url": receiver.url, "name": "Ledger"}).json()
    row = WebhookEndpoint.objects.get()
    tested = send(caller, at(row, "test/")).json()
    deliver(noon)
    listed, kept = caller.get(ROOT).json(), caller.get(at(row, "deliveries/")).json()

    assert made.keys() == shown("create").keys() == shown("rotate").keys()
    assert listed.keys() == shown("list").keys()
    assert listed["results"][0].keys() == shown("list")["results"][0].keys() == shown("get").keys()
    assert shown("change").keys() == shown("remove").keys() == shown("get").keys()
    assert tested.keys() == shown("test").keys() == shown("replay").keys()
    assert kept["results"][0].keys() == shown("deliveries")["results"][0].keys()
