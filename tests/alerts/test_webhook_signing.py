"""Signatures by the Standard Webhooks specification, and when a message is tried again."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from controls.alerts.channels import webhook
from controls.outbound import Refused, Reply, TooSlow, Unreachable

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = webhook.key_from("a-secret-key")
ENDPOINT, MESSAGE = UUID(int=1), UUID(int=2)
SECRET = webhook.secret_of(key=KEY, endpoint=ENDPOINT, generation=1)
BODY = '{"type":"webhook.test"}'


def now():
    return datetime.now(UTC)


def sent(at, *, secrets=(SECRET,), body=BODY):
    return webhook.signed(uid=MESSAGE, at=at, body=body, secrets=secrets)


# ---- The vector of the specification


def test_the_vector_of_the_reference_libraries_is_signed_as_they_sign_it(monkeypatch):
    # The vector that the reference libraries of the specification share.
    secret, number = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    moment, body = datetime.fromtimestamp(1614265330, UTC), '{"test": 2432232314}'

    monkeypatch.setattr(webhook, "message_id", lambda _uid: number)
    assert webhook.signed(uid=MESSAGE, at=moment, body=body, secrets=[secret, SECRET]) == {
        "webhook-id": number,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= "
        + Webhook(SECRET).sign(number, moment, body),
    }


def test_a_signature_is_the_hmac_of_number_moment_and_body():
    headers = sent(NOON)

    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{BODY}".encode()
    expected = hmac.new(base64.b64decode(SECRET.removeprefix("whsec_")), content, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(expected).decode()
    assert headers["webhook-timestamp"] == "1795262400"
    assert headers["webhook-id"] == "msg_00000000000000000000000000000002"


# ---- What the reference library takes and refuses


def test_a_message_is_taken_by_the_reference_library():
    assert Webhook(SECRET).verify(BODY, sent(now())) == {"type": "webhook.test"}


@given(st.integers(min_value=0, max_value=len(BODY) - 1), st.integers(min_value=1, max_value=127))
def test_a_body_that_differs_by_one_byte_is_refused(place, other):
    changed = bytearray(BODY.encode())
    changed[place] ^= other

    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(SECRET).verify(bytes(changed), sent(now()))


@pytest.mark.parametrize(
    ("age", "words"),
    [(timedelta(minutes=6), "too old"), (timedelta(minutes=-6), "too new"), (timedelta(days=3), "too old")],
)
def test_a_message_that_is_older_or_newer_than_five_minutes_is_refused(age, words):
    with pytest.raises(WebhookVerificationError, match=words):
        Webhook(SECRET).verify(BODY, sent(now() - age))


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_the_number_and_the_moment_are_signed_too(name):
    headers = sent(now() - timedelta(seconds=60))
    headers[name] = "msg_other" if name == "webhook-id" else str(int(now().timestamp()))

    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(SECRET).verify(BODY, headers)


def test_another_secret_takes_nothing():
    other = webhook.secret_of(key=KEY, endpoint=ENDPOINT, generation=2)

    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(BODY, sent(now()))


def test_while_two_secrets_sign_a_receiver_with_either_takes_the_message():
    former, present = (webhook.secret_of(key=KEY, endpoint=ENDPOINT, generation=n) for n in (1, 2))

    headers = sent(now(), secrets=[present, former])

    assert [each[:3] for each in headers["webhook-signature"].split(" ")] == ["v1,", "v1,"]
    for secret in (former, present):
        assert Webhook(secret).verify(BODY, headers) == {"type": "webhook.test"}


def test_the_moment_is_the_same_whatever_zone_it_is_told_in():
    beijing = NOON.astimezone(timezone(timedelta(hours=8)))

    assert sent(beijing) == sent(NOON)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_signed_as_its_utf_8(text):
    body = webhook.written(kind="register.change", at=NOON, data={"label": text})

    headers = sent(now(), body=body)

    assert Webhook(SECRET).verify(body.encode(), headers)["data"]["label"] == text


# ---- Secrets


def test_a_secret_has_32_bytes_and_says_what_it_is():
    assert SECRET.startswith("whsec_")
    assert len(base64.b64decode(SECRET.removeprefix("whsec_"))) == 32


def test_each_endpoint_generation_and_installation_has_a_secret_of_its_own():
    keys = [KEY, webhook.key_from("another-secret-key")]
    found = {
        webhook.secret_of(key=key, endpoint=endpoint, generation=generation)
        for key in keys
        for endpoint in (ENDPOINT, MESSAGE)
        for generation in (1, 2, 11, 12)
    }

    assert len(found) == 16


def test_a_secret_is_the_same_each_time_so_that_it_need_not_be_stored():
    assert webhook.secret_of(key=webhook.key_from("a-secret-key"), endpoint=ENDPOINT, generation=1) == SECRET


# ---- What is written


def test_a_body_has_the_three_fields_of_the_specification():
    said = json.loads(webhook.written(kind="register.change", at=NOON, data={"label": "横浜"}))

    assert said == {"type": "register.change", "timestamp": "2026-11-21T12:00:00Z", "data": {"label": "横浜"}}


# ---- What an answer means


@pytest.mark.parametrize("status", [200, 202, 204])
def test_2xx_is_taken(status):
    assert webhook.judge(Reply(status)) == webhook.Verdict(taken=True, status=status)


@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        (Reply(500, "boom"), "The receiver answered 500: boom"),
        (Reply(404), "The receiver answered 404."),
        (Reply(302), "The receiver redirects (302); messages are sent to one address only."),
        (Reply(410, "bye"), "The receiver answered 410: it wants no more messages."),
    ],
)
def test_every_other_answer_says_in_words_what_it_was(reply, trouble):
    verdict = webhook.judge(reply)

    assert (verdict.taken, verdict.trouble, verdict.status) == (False, trouble, reply.status)
    assert verdict.gone is (reply.status == 410)


@pytest.mark.parametrize("error", [Unreachable("nobody there"), Refused("not a public address")])
def test_no_answer_is_told_in_the_words_of_whoever_asked(error):
    assert webhook.judge(error) == webhook.Verdict(taken=False, trouble=str(error))


def test_an_answer_that_never_came_took_all_the_time_there_was():
    assert webhook.judge(TooSlow("late")).took == timedelta(seconds=15)


# ---- When it is tried again


def test_the_schedule_is_that_of_the_specification():
    waits = [webhook.SCHEDULE[attempts].total_seconds() for attempts in range(10)]

    assert waits == [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    assert timedelta(hours=75.5) < webhook.LONG < timedelta(hours=76)


@given(st.uuids(), st.integers(min_value=1, max_value=9))
def test_a_wait_is_that_of_the_schedule_and_at_most_five_per_cent_more(uid, attempts):
    wait = webhook.wait_after(attempts, uid=uid)

    assert webhook.SCHEDULE[attempts] <= wait <= webhook.SCHEDULE[attempts] * 1.05


def test_messages_that_failed_together_do_not_come_back_together():
    assert len({webhook.wait_after(3, uid=uuid4()) for _ in range(50)}) > 10


@pytest.mark.parametrize("attempts", [10, 11, 400])
def test_after_ten_attempts_it_is_enough(attempts):
    assert webhook.wait_after(attempts, uid=MESSAGE) is None
    assert webhook.wait_after(attempts, uid=MESSAGE, asked=timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        (timedelta(seconds=1), timedelta(minutes=5), timedelta(minutes=5.25)),
        (timedelta(hours=3), timedelta(hours=3), timedelta(hours=3)),
        (timedelta(days=7), timedelta(hours=24), timedelta(hours=24)),
    ],
)
def test_a_receiver_that_asks_for_a_longer_wait_gets_it_within_a_day(asked, least, most):
    assert least <= webhook.wait_after(2, uid=MESSAGE, asked=asked) <= most
