"""The page for receivers is true, and its example receives."""

import json
import re
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from django.utils import timezone

from controls.alerts.channels import webhook
from controls.alerts.models import Delivery
from controls.alerts.services import deliveries, endpoints, payloads
from controls.outbound.sending import SECONDS
from tests.alerts import hooked
from tests.alerts.following import AT, collect, follow, list_somebody
from tests.alerts.hooked import deliver, endpoint_at, following, messages
from tests.factories import make_list

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs/examples/receive_webhook.py"


@pytest.fixture
def example(db, settings, monkeypatch):
    """The example as a process of its own, and the endpoint whose secret it has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.OUTBOUND_TEST_HOSTS = [f"127.0.0.1:{port}"]
    endpoint = endpoint_at(f"http://127.0.0.1:{port}/", by=hooked.owner(), at=timezone.now())
    monkeypatch.setenv("WEBHOOK_SECRET", endpoints.secret_of(endpoint=endpoint))
    process = subprocess.Popen(
        [sys.executable, str(EXAMPLE), str(port)], stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    )
    wait_until_it_answers(endpoint.url)
    yield endpoint, process
    process.kill()
    process.wait(20)
    process.stdout.close()


def wait_until_it_answers(url):
    until = time.monotonic() + 20
    while True:
        try:
            return post(url, b"", {})
        except OSError:
            assert time.monotonic() < until, "the example did not start"
            time.sleep(0.05)


def post(url, body, headers):
    try:
        return urlopen(Request(url, data=body, headers=headers), timeout=5).status
    except HTTPError as refused:
        return refused.code


def signed(endpoint, body, *, at):
    secrets = endpoints.secrets_of(endpoint=endpoint, at=timezone.now())
    return webhook.signed(uid=uuid4(), at=at, body=body, secrets=secrets)


def test_the_example_takes_what_the_register_sends_and_acts_once_on_what_comes_twice(example):
    endpoint, process = example
    now = timezone.now()
    first, second = messages(following(endpoint), 2, at=now)
    deliver(now)
    deliveries.send_again(delivery=Delivery.objects.get(pk=first.pk), at=now)
    deliver(now)

    assert set(Delivery.objects.values_list("state", "status")) == {("sent", 204)}
    process.kill()
    printed = [json.loads(line)["data"]["number"] for line in process.stdout]
    assert printed == [1, 2]
    assert second.pk


def test_the_example_takes_what_either_of_two_secrets_signed(example):
    endpoint, _process = example
    row = endpoints.rotate(endpoint=endpoint, at=timezone.now())
    headers = signed(row, "{}", at=timezone.now())

    assert headers["webhook-signature"].count("v1,") == 2
    assert post(endpoint.url, b"{}", headers) == 204


def test_the_example_refuses_what_was_changed_what_is_old_and_what_is_not_signed(example):
    endpoint, _process = example
    now = timezone.now()

    assert post(endpoint.url, b"{}", signed(endpoint, "{}", at=now)) == 204
    assert post(endpoint.url, b"[]", signed(endpoint, "{}", at=now)) == 401
    assert post(endpoint.url, b"{}", signed(endpoint, "{}", at=now - timedelta(minutes=6))) == 401
    assert post(endpoint.url, b"{}", signed(endpoint, "{}", at=now + timedelta(minutes=6))) == 401
    assert post(endpoint.url, b"{}", {**signed(endpoint, "{}", at=now), "webhook-id": "msg_other"}) == 401
    assert post(endpoint.url, b"{}", {}) == 401


def test_the_page_names_every_type_of_message():
    assert re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", PAGE, re.MULTILINE) == [*payloads.TYPES.values(), webhook.TEST]


@pytest.mark.django_db
def test_the_message_on_the_page_has_the_fields_of_a_real_one():
    shown = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])
    entity_list = make_list()
    endpoint = endpoint_at("https://hooks.example/", by=hooked.owner(), at=AT)
    follow(endpoint.owner, subject=entity_list.key, channel="webhook", endpoint=endpoint.pk)
    list_somebody(entity_list)
    collect()

    real = json.loads(payloads.body_of(delivery=Delivery.objects.get()))

    assert list(shown) == list(real)
    assert list(shown["data"]) == list(real["data"])
    assert list(shown["data"]["subscription"]) == list(real["data"]["subscription"])
    assert list(shown["data"]["fact"]) == list(real["data"]["fact"])


def test_the_waits_on_the_page_are_those_of_the_schedule():
    said = re.search(r"sent again after (.*?), each wait", PAGE, re.DOTALL)[1].replace("\n", " ")

    seconds, minutes, more, hours = re.fullmatch(
        r"(\d+) seconds, (\d+) minutes, (\d+) minutes, ([\d, ]+ and \d+) hours", said
    ).groups()
    waits = [timedelta(seconds=int(seconds)), *(timedelta(minutes=int(each)) for each in (minutes, more))]
    waits += [timedelta(hours=int(each)) for each in re.findall(r"\d+", hours)]
    assert waits == list(webhook.SCHEDULE[1:])
    assert f"within {SECONDS:g} seconds" in PAGE
    assert f"for {webhook.FORMER // timedelta(hours=1)} hours" in PAGE
    assert round(webhook.LONG / timedelta(hours=1)) == 76
    assert "about 76 hours" in PAGE
