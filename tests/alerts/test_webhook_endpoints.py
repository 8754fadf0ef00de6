"""Endpoints: put on record when they may be sent to, switched, given another secret, taken off; their owners told."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core import mail
from standardwebhooks import Webhook, WebhookVerificationError

from controls.alerts import tasks
from controls.alerts.models import Delivery, Subscription, WebhookEndpoint
from controls.alerts.services import endpoints, owners, webhooks
from controls.alerts.services.endpoints import EndpointRefused
from controls.outbound import wire
from tests.alerts import hooked
from tests.alerts.hooked import NOON, deliver, endpoint_at, following, messages, verified
from tests.alerts.receiver import hangs, receiving, says
from tests.controls.test_outbound_fetch import SPELLINGS, STRANGE

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
State = WebhookEndpoint.State


@pytest.fixture
def receiver(settings):
    with receiving() as server:
        settings.OUTBOUND_TEST_HOSTS = [server.place]
        yield server


@pytest.fixture
def ying():
    return hooked.owner()


@pytest.fixture
def endpoint(receiver, ying):
    return endpoint_at(receiver.url, by=ying)


@pytest.fixture
def leading(monkeypatch):
    """Says where every name leads."""

    def lead(*addresses):
        monkeypatch.setattr(
            wire.socket, "getaddrinfo", lambda host, port, **kind: [(2, 1, 6, "", (each, port)) for each in addresses]
        )

    return lead


def add(url, *, by, name="Ledger"):
    return endpoints.add(owner=by, url=url, name=name, at=NOON)


# ---- Moving one


def test_an_address_is_changed_as_one_is_added_and_everything_else_stays(receiver, ying):
    row = endpoint_at("https://old.example/in", by=ying, state="off", generation=3)
    WebhookEndpoint.objects.update(failing_since=NOON)

    moved = endpoints.move(endpoint=row, url=receiver.url, at=NOON + HOUR)

    assert (moved.url, moved.state, moved.generation, moved.name) == (receiver.url, "off", 3, "Ledger")
    assert (moved.failing_since, moved.last_trouble) == (None, "")
    assert verified(receiver.got[0], row, at=NOON + HOUR)["type"] == "webhook.test"


def test_a_new_address_that_does_not_take_the_test_yet_is_kept_with_its_answer(receiver, ying):
    receiver.otherwise = says(401, b"unknown signature")
    row = endpoint_at("https://old.example/in", by=ying)

    moved = endpoints.move(endpoint=row, url=receiver.url, at=NOON)

    assert moved.last_trouble == "The receiver answered 401: unknown signature"


@pytest.mark.parametrize(
    "url", ["http://hooks.example/", "https://127.0.0.1/", "https://a:b@hooks.example/", "https://hooks.example:8443/"]
)
def test_an_address_that_nothing_may_be_sent_to_is_refused_as_a_new_one_and_the_old_one_stays(ying, url):
    row = endpoint_at("https://old.example/in", by=ying)

    with pytest.raises(EndpointRefused) as refusal:
        endpoints.move(endpoint=row, url=url, at=NOON)

    row.refresh_from_db()
    assert (refusal.value.field, row.url) == ("url", "https://old.example/in")


def test_nobody_moves_two_webhooks_to_one_address_and_one_may_move_to_where_it_is(receiver, ying):
    endpoint_at("https://one.example/in", by=ying)
    row = endpoint_at(receiver.url, by=ying)

    with pytest.raises(EndpointRefused, match="with this address"):
        endpoints.move(endpoint=row, url="https://one.example/in", at=NOON)
    assert endpoints.move(endpoint=row, url=receiver.url, at=NOON).url == receiver.url


# ---- Putting one on record


def test_an_endpoint_is_in_use_at_once_after_a_test_message_that_its_secret_signed(receiver, ying):
    row = add(receiver.url, by=ying)

    assert (row.state, row.state_since, row.made_at, row.generation, row.last_trouble) == ("on", NOON, NOON, 1, "")
    assert verified(receiver.got[0], row, at=NOON)["type"] == "webhook.test"


def test_a_receiver_that_does_not_know_the_secret_yet_is_put_on_record_with_its_answer(receiver, ying):
    receiver.otherwise = says(401, b"unknown signature")

    assert add(receiver.url, by=ying).last_trouble == "The receiver answered 401: unknown signature"


def test_one_that_does_not_answer_now_may_answer_later(receiver, ying, monkeypatch):
    monkeypatch.setattr(endpoints, "_TRIED_SECONDS", 0.2)
    receiver.otherwise = hangs

    assert "No whole answer" in add(receiver.url, by=ying).last_trouble


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_address_that_redirects_is_refused(receiver, ying, status):
    receiver.otherwise = says(status, location="https://hooks.example/")

    with pytest.raises(EndpointRefused, match="redirects to another one"):
        add(receiver.url, by=ying)
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize("url", SPELLINGS + STRANGE)
def test_an_address_inside_the_house_or_of_a_strange_kind_is_refused_in_words(ying, url):
    with pytest.raises(EndpointRefused) as refused:
        add(url.replace("http://", "https://"), by=ying)

    assert refused.value.field == "url"
    assert str(refused.value).endswith(".")
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://hooks.example/", "https only"),
        ("https://ying:secret@hooks.example/", "user name or password"),
        ("https://hooks.example:8443/", "port 443 only"),
        ("https://hooks.example/a b", "cannot be read"),
        ("https://hooks.example/", "not on the public internet"),
    ],
)
def test_a_refusal_says_what_is_wrong_with_the_address(ying, leading, url, words):
    leading("192.168.0.9")

    with pytest.raises(EndpointRefused, match=words) as refused:
        add(url, by=ying)
    assert "secret" not in str(refused.value)


def test_a_name_that_leads_nowhere_is_refused(ying, leading):
    leading()

    with pytest.raises(EndpointRefused, match="No address was found"):
        add("https://hooks.example/", by=ying)


class TestWithoutAWayOut:
    """As in the web container: the worker tries the address, with a test message."""

    @pytest.fixture(autouse=True)
    def closed(self, settings):
        settings.OUTWARD = False

    def test_an_endpoint_is_put_on_record_untried_and_a_test_message_waits_for_the_worker(self, receiver, ying):
        row = add(receiver.url, by=ying)

        (waiting,) = row.deliveries.all()
        assert (waiting.subscription, waiting.state) == (None, "waiting")
        assert (row.last_trouble, receiver.got) == ("", [])

    def test_a_name_that_cannot_be_looked_up_from_here_is_left_to_the_worker(self, ying, leading):
        leading()

        assert add("https://hooks.example/", by=ying).deliveries.count() == 1

    @pytest.mark.parametrize("url", ["http://hooks.example/", "https://hooks.example:8443/", "https://192.168.0.9/"])
    def test_what_can_be_seen_from_the_address_alone_is_refused_at_once(self, ying, leading, url):
        leading("192.168.0.9")

        with pytest.raises(EndpointRefused):
            add(url, by=ying)

    def test_switching_on_again_waits_for_nobody(self, receiver, ying):
        row = endpoints.switch_off(endpoint=add(receiver.url, by=ying), at=NOON)

        assert endpoints.switch_on(endpoint=row, at=NOON).state == "on"
        assert receiver.got == []


def test_an_address_is_an_owners_once(receiver, ying):
    add(receiver.url, by=ying)

    with pytest.raises(EndpointRefused, match="with this address"):
        add(receiver.url, by=ying, name="Again")
    assert add(receiver.url, by=hooked.owner("chen")).pk


def test_one_person_has_twenty_at_most(receiver, ying):
    for number in range(endpoints.MOST):
        endpoint_at(f"{receiver.url}/{number}", by=ying)

    with pytest.raises(EndpointRefused, match="You have 20 webhooks"):
        add(receiver.url, by=ying)


# ---- Switches


def test_it_is_renamed(endpoint):
    assert endpoints.rename(endpoint=endpoint, name="Customs").name == "Customs"


def test_switched_off_it_says_since_when(endpoint):
    row = endpoints.switch_off(endpoint=endpoint, at=NOON + HOUR)

    assert (row.state, row.state_since) == (State.OFF, NOON + HOUR)


def test_switching_off_what_is_gone_changes_nothing(endpoint):
    WebhookEndpoint.objects.update(state=State.GONE)

    assert endpoints.switch_off(endpoint=endpoint, at=NOON + HOUR).state == State.GONE


@pytest.mark.parametrize("state", [State.OFF, State.GONE, State.FAILING])
def test_whatever_stopped_it_its_owner_switches_it_on_again(endpoint, state):
    WebhookEndpoint.objects.update(state=state, failing_since=NOON, owner_told_at=NOON)

    row = endpoints.switch_on(endpoint=WebhookEndpoint.objects.get(), at=NOON + HOUR)

    assert (row.state, row.state_since, row.failing_since, row.owner_told_at) == (State.ON, NOON + HOUR, None, None)


def test_it_is_not_switched_on_while_its_address_redirects(receiver, endpoint):
    endpoints.switch_off(endpoint=endpoint, at=NOON)
    receiver.otherwise = says(308, location="https://hooks.example/")

    with pytest.raises(EndpointRefused, match="redirects"):
        endpoints.switch_on(endpoint=WebhookEndpoint.objects.get(), at=NOON)
    assert WebhookEndpoint.objects.get().state == State.OFF


def test_it_is_removed_with_what_waits_for_it(endpoint):
    messages(following(endpoint), 2)

    endpoints.remove(endpoint=endpoint)

    assert not WebhookEndpoint.objects.exists()
    assert not Delivery.objects.exists()
    assert not Subscription.objects.exists()


# ---- Secrets


def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone(receiver, endpoint):
    former = endpoints.secret_of(endpoint=endpoint)
    subscription = following(endpoint)
    row = endpoints.rotate(endpoint=endpoint, at=NOON)
    for at in (NOON, NOON + 24 * HOUR - SECOND, NOON + 24 * HOUR):
        messages(subscription, 1, at=at)
        deliver(at)

    signatures = [got.headers["webhook-signature"].split(" ") for got in receiver.got]
    assert [len(each) for each in signatures] == [2, 2, 1]
    assert endpoints.secret_of(endpoint=row) != former
    assert all(
        verified(got, row, at=at)
        for got, at in zip(receiver.got, (NOON, NOON + 24 * HOUR, NOON + 24 * HOUR), strict=True)
    )
    assert takes(former, receiver.got[0], NOON)
    assert not takes(former, receiver.got[2], NOON + 24 * HOUR)


def takes(secret, got, at):
    moment = at.timestamp()
    headers = {**got.headers, "webhook-timestamp": str(int(moment))}
    expected = Webhook(secret).sign(got.number, at, got.body.decode())
    return expected in headers["webhook-signature"].split(" ")


def test_of_two_rotations_in_a_day_the_first_secret_stops_at_once(endpoint):
    first = endpoints.secret_of(endpoint=endpoint)
    endpoints.rotate(endpoint=endpoint, at=NOON)
    row = endpoints.rotate(endpoint=endpoint, at=NOON + HOUR)

    assert first not in endpoints.secrets_of(endpoint=row, at=NOON + HOUR)
    assert len(endpoints.secrets_of(endpoint=row, at=NOON + HOUR)) == 2


def test_no_column_holds_a_secret(endpoint):
    secret = endpoints.secret_of(endpoint=endpoint).removeprefix("whsec_")
    messages(following(endpoint), 1)
    deliver(NOON)

    for model in (WebhookEndpoint, Delivery, Subscription):
        for row in model.objects.values():
            assert secret not in str(row)


def test_another_key_of_the_installation_gives_other_secrets(settings, endpoint):
    before = endpoints.secret_of(endpoint=endpoint)
    settings.SECRET_KEY = uuid4().hex * 2

    assert endpoints.secret_of(endpoint=endpoint) != before


def test_a_receiver_with_another_secret_refuses_what_is_sent(receiver, endpoint, ying):
    messages(following(endpoint), 1)
    deliver(NOON)

    with pytest.raises(WebhookVerificationError):
        verified(receiver.got[0], endpoint_at("https://hooks.example/", by=ying), at=NOON)


# ---- Test messages


def test_a_test_message_goes_the_way_of_all_others(receiver, endpoint):
    row = endpoints.send_test(endpoint=endpoint, at=NOON)
    deliver(NOON)

    assert verified(receiver.got[0], endpoint, at=NOON) == {
        "type": "webhook.test",
        "timestamp": "2026-11-21T12:00:00Z",
        "data": {"text": "A test. Nothing happened."},
    }
    assert receiver.numbers == [f"msg_{row.uid.hex}"]


def test_one_test_message_waits_at_most(endpoint):
    endpoints.send_test(endpoint=endpoint, at=NOON)

    with pytest.raises(EndpointRefused, match="waiting already"):
        endpoints.send_test(endpoint=endpoint, at=NOON)


@pytest.mark.parametrize("state", [State.OFF, State.GONE, State.FAILING])
def test_what_is_not_in_use_is_not_tested(endpoint, state):
    WebhookEndpoint.objects.update(state=state)

    with pytest.raises(EndpointRefused, match="not in use"):
        endpoints.send_test(endpoint=endpoint, at=NOON)


# ---- The owner is told


def stopped(endpoint, state, **fields):
    WebhookEndpoint.objects.update(state=state, state_since=NOON, last_trouble="The receiver answered 500.", **fields)


@pytest.mark.parametrize(
    ("state", "words"), [(State.GONE, "wants no more messages"), (State.FAILING, "for more than three days")]
)
def test_the_owner_of_one_that_ended_is_told_once_by_letter(endpoint, state, words):
    messages(following(endpoint), 2)
    stopped(endpoint, state)

    assert [owners.tell_next(at=NOON), owners.tell_next(at=NOON + HOUR)] == [True, False]

    (letter,) = mail.outbox
    assert letter.to == ["ying@desk.example"]
    assert letter.subject == "Your webhook “Ledger” is no longer used"
    assert words in re.sub(r"\s+", " ", letter.body)
    assert "The receiver answered 500." in letter.body
    assert "2 messages wait." in letter.body
    assert WebhookEndpoint.objects.get().owner_told_at == NOON


def test_nobody_is_told_of_one_that_is_in_use_or_was_switched_off(endpoint):
    stopped(endpoint, State.OFF)

    assert not owners.tell_next(at=NOON)
    assert mail.outbox == []


def test_who_has_no_address_reads_it_on_the_page_alone(endpoint, ying):
    stopped(endpoint, State.GONE)
    ying.email = ""
    ying.save()

    assert not owners.tell_next(at=NOON)


def test_a_letter_that_no_server_takes_is_tried_again_the_next_time(endpoint, monkeypatch):
    def refuse(*args, **options):
        raise ConnectionRefusedError("no server of mail")

    stopped(endpoint, State.GONE)
    with monkeypatch.context() as broken:
        broken.setattr(owners, "send_mail", refuse)
        with pytest.raises(ConnectionRefusedError):
            owners.tell_next(at=NOON)

    assert owners.tell_next(at=NOON)
    assert len(mail.outbox) == 1


def test_a_name_of_several_lines_cannot_write_headers_of_the_letter(endpoint):
    stopped(endpoint, State.GONE, name="Ledger\nBcc: all@desk.example")

    owners.tell_next(at=NOON)

    assert mail.outbox[0].subject == "Your webhook “Ledger Bcc: all@desk.example” is no longer used"


# ---- The bell


@pytest.fixture
def rung(monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.deliver_webhooks, "apply_async", lambda **options: rung.append(options))
    return rung


def test_one_bell_sends_everything_that_is_due(receiver, endpoint, rung, today):
    receiver.acts = [says(), says(), says(410)]
    messages(following(endpoint), 3, at=NOON - 24 * HOUR)

    assert tasks.deliver_webhooks(sent_by="a newer release") == "3 attempts"
    assert rung == [{"expires": tasks.BELL_EXPIRES}]
    assert tasks.tell_owners(sent_by="a newer release") == "1 letters"
    assert tasks.tell_owners() == "0 letters"


def test_without_a_mail_server_the_bell_says_so_and_the_letter_waits(endpoint, today, monkeypatch):
    def refuse(*args, **options):
        raise ConnectionRefusedError("no server of mail")

    stopped(endpoint, State.GONE)
    monkeypatch.setattr(owners, "send_mail", refuse)

    assert tasks.tell_owners() == "0 letters, then no mail server: ConnectionRefusedError"
    assert WebhookEndpoint.objects.get().owner_told_at is None


def test_where_no_mail_server_is_set_nothing_is_tried(endpoint, settings):
    stopped(endpoint, State.GONE)
    settings.EMAIL_HOST = ""

    assert not owners.tell_next(at=NOON)


def test_a_bell_for_nothing_does_nothing(rung, today):
    assert tasks.deliver_webhooks() == "0 attempts"
    assert rung == []


def test_a_worker_goes_home_after_a_while(receiver, endpoint, rung, today, monkeypatch):
    messages(following(endpoint), 9, at=NOON - 24 * HOUR)
    seconds = iter(range(10**6))
    monkeypatch.setattr(tasks, "time", SimpleNamespace(monotonic=lambda: next(seconds)))

    assert tasks.deliver_webhooks() == "4 attempts"
    assert webhooks.claim(name="another", at=NOON) is not None
