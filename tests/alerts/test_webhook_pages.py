"""Pages of webhooks: everybody's own, the secret once, each message with its answer, and what its buttons do."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from controls.alerts.models import Delivery, WebhookEndpoint
from controls.alerts.services import endpoints
from tests.alerts import hooked
from tests.alerts.hooked import deliver, endpoint_at, following, messages
from tests.alerts.receiver import receiving, says

pytestmark = pytest.mark.django_db
ROOT = "/alerts/webhooks/"
HOUR = timedelta(hours=1)
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


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
def page(client, ying, noon):
    client.force_login(ying)
    return client


@pytest.fixture
def endpoint(receiver, ying, noon):
    return endpoint_at(receiver.url, by=ying, at=noon)


def at(row):
    return f"{ROOT}{row.pk}/"


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def pressed(page, row, **fields):
    return page.post(at(row), fields)


# ---- Who sees what


@pytest.mark.parametrize("path", [ROOT, f"{ROOT}1/"])
def test_who_is_not_signed_in_is_sent_to_do_so(client, path):
    response = client.get(path)

    assert response.status_code == 302
    assert f"next={path}" in response["Location"]


def test_a_webhook_of_somebody_else_is_not_there(page, receiver, noon):
    other = endpoint_at(receiver.url, by=hooked.owner("chen"), at=noon, name="Theirs")

    assert page.get(at(other)).status_code == 404
    for button in ("on", "off", "rotate", "test", "remove", "replay_failed"):
        assert pressed(page, other, **{button: "1", "sure": "1", "since": "2026-11-01"}).status_code == 404
    assert "Theirs" not in page.get(ROOT).content.decode()
    assert WebhookEndpoint.objects.filter(pk=other.pk, generation=1, state="on").exists()


def test_a_message_of_somebody_elses_webhook_is_not_sent_again(page, endpoint, receiver, noon):
    other = endpoint_at(receiver.url, by=hooked.owner("chen"), at=noon)
    (row,) = messages(following(other), 1, at=noon)
    Delivery.objects.update(state="failed")

    assert pressed(page, endpoint, replay=str(row.pk)).status_code == 404
    assert Delivery.objects.get().state == "failed"


def test_pages_are_kept_by_nobody(page, endpoint):
    for path in (ROOT, at(endpoint), f"{ROOT}99/"):
        assert page.get(path)["Cache-Control"] == "private, no-store"


# ---- A new one


def test_a_new_webhook_shows_its_secret_once(page, receiver, ying):
    made = page.post(ROOT, {"url": receiver.url, "name": "Ledger"})
    row = WebhookEndpoint.objects.get()

    (shown,) = SECRET.findall(made.content.decode())
    assert shown == endpoints.secret_of(endpoint=row)
    assert (row.owner, row.name, row.url) == (ying, "Ledger", receiver.url)
    for again in (page.get(ROOT), page.get(at(row))):
        assert "whsec_" not in again.content.decode()


def test_one_whose_test_message_was_not_taken_says_so(page, receiver):
    receiver.otherwise = says(401, b"who are you")

    assert "The receiver answered 401: who are you" in text(page.post(ROOT, {"url": receiver.url, "name": "L"}))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"url": "http://hooks.example/", "name": "L"}, "Address : Webhooks go by https only"),
        ({"url": "https://127.0.0.1/", "name": "L"}, "not on the public internet"),
        ({"url": "https://a:b@hooks.example/", "name": "L"}, "user name or password"),
        ({"url": "", "name": "L"}, "Address : This field is required."),
        ({"url": "https://hooks.example/", "name": ""}, "Name : This field is required."),
        ({"url": "https://hooks.example/", "name": "a\u202eb"}, "hidden character U+202E"),
        ({"url": "https://hooks.example/" + "a" * 600, "name": "L"}, "at most 500 characters"),
    ],
)
def test_a_webhook_that_cannot_be_added_says_why_and_keeps_what_was_typed(page, given, words):
    response = page.post(ROOT, given)

    assert response.status_code == 400
    assert words in text(response)
    assert not WebhookEndpoint.objects.exists()


# ---- One of them


def test_each_message_is_shown_with_its_attempts_and_its_answer(page, endpoint, receiver, noon):
    receiver.acts = [says(200), says(500, b"<b>boom</b>")]
    first, second = messages(following(endpoint), 2, at=noon)
    deliver(noon)

    shown = page.get(at(endpoint)).content.decode()
    row = text(page.get(at(endpoint)))

    assert f"msg_{first.uid.hex}" in row
    assert (
        f"msg_{second.uid.hex} A source is late waiting, due 21 Nov 2026 12:00 1 500 The receiver answered 500:" in row
    )
    assert "<b>boom</b>" not in shown
    assert "&lt;b&gt;boom&lt;/b&gt;" in shown


def test_messages_are_filtered_by_state(page, endpoint, noon):
    rows = messages(following(endpoint), 2, at=noon)
    Delivery.objects.filter(pk=rows[0].pk).update(state="failed")

    shown = text(page.get(at(endpoint), {"state": "failed"}))

    assert "1 message " in shown
    assert rows[0].uid.hex in shown
    assert rows[1].uid.hex not in shown


@pytest.mark.parametrize("query", ["state=lost", "page=0", "page=9", "page_size=a"])
def test_a_question_that_is_not_valid_is_refused_by_name(page, endpoint, query):
    response = page.get(f"{at(endpoint)}?{query}")

    assert response.status_code in (400, 404)
    assert query.partition("=")[0].split("_")[0] in response.content.decode()


@pytest.mark.parametrize(
    ("state", "words"), [("gone", "it wants no more messages"), ("failing", "For more than three days")]
)
def test_the_page_of_one_that_ended_says_why_and_offers_to_switch_it_on(page, endpoint, state, words):
    WebhookEndpoint.objects.update(state=state)

    shown = page.get(at(endpoint)).content.decode()

    assert words in shown
    assert 'name="on"' in shown
    assert 'name="test"' not in shown


def test_lists_and_pages_ask_as_many_questions_however_many_rows(
    page, endpoint, receiver, noon, django_assert_max_num_queries
):
    subscription = following(endpoint)
    messages(subscription, 1, at=noon)
    page.get(ROOT)
    with django_assert_max_num_queries(14) as few:
        page.get(at(endpoint))
    messages(subscription, 40, at=noon)
    with django_assert_max_num_queries(14) as many:
        page.get(at(endpoint))
    with django_assert_max_num_queries(14) as one:
        page.get(ROOT)
    for number in range(9):
        endpoint_at(f"{receiver.url}/{number}", by=endpoint.owner, at=noon)
    with django_assert_max_num_queries(14) as ten:
        page.get(ROOT)

    assert len(few) == len(many)
    assert len(one) == len(ten)


# ---- Buttons


def test_it_is_renamed(page, endpoint):
    assert pressed(page, endpoint, rename="1", name="Customs 海关").status_code == 302
    assert "Customs 海关" in text(page.get(at(endpoint)))


def test_a_name_that_cannot_be_shows_why(page, endpoint):
    response = pressed(page, endpoint, rename="1", name="")

    assert (response.status_code, "Name: This field is required." in text(response)) == (400, True)


def test_it_is_switched_off_and_on(page, endpoint):
    pressed(page, endpoint, off="1")
    assert WebhookEndpoint.objects.get().state == "off"

    pressed(page, endpoint, on="1")
    assert WebhookEndpoint.objects.get().state == "on"


def test_it_is_not_switched_on_while_it_redirects(page, endpoint, receiver):
    pressed(page, endpoint, off="1")
    receiver.otherwise = says(302, location="/")

    response = pressed(page, endpoint, on="1")

    assert response.status_code == 400
    assert "redirects to another one" in text(response)


def test_a_new_secret_is_shown_once_and_says_until_when_the_former_signs(page, endpoint):
    former = endpoints.secret_of(endpoint=endpoint)

    response = pressed(page, endpoint, rotate="1")

    (shown,) = SECRET.findall(response.content.decode())
    assert shown not in ("", former)
    assert "Until 22 Nov 2026 12:00 the former secret signs as well" in text(response)
    assert "beside the former one until 22 Nov 2026 12:00" in text(page.get(at(endpoint)))


def test_a_test_message_is_put_on_its_way(page, endpoint, receiver, noon):
    pressed(page, endpoint, test="1")
    deliver(noon)

    assert receiver.got[0].said["type"] == "webhook.test"
    assert "test message sent" in text(page.get(at(endpoint)))


def test_a_second_test_message_is_refused_in_words(page, endpoint):
    pressed(page, endpoint, test="1")

    assert "waiting already" in text(pressed(page, endpoint, test="1"))


def test_one_message_is_sent_again(page, endpoint, receiver, noon):
    (row,) = messages(following(endpoint), 1, at=noon)
    deliver(noon)

    pressed(page, endpoint, replay=str(row.pk))
    deliver(noon)

    assert receiver.numbers == [f"msg_{row.uid.hex}"] * 2


def test_what_was_given_up_since_a_day_is_sent_again(page, endpoint, noon):
    old, new = following(endpoint), following(endpoint)
    messages(old, 2, at=noon - 48 * HOUR)
    messages(new, 3, at=noon)
    Delivery.objects.update(state="failed")

    pressed(page, endpoint, replay_failed="1", since="2026-11-21")

    assert Delivery.objects.filter(state="waiting").count() == 3
    assert not Delivery.objects.filter(state="waiting", subscription=old).exists()


def test_what_is_not_in_use_sends_nothing_again_and_says_so(page, endpoint, noon):
    (row,) = messages(following(endpoint), 1, at=noon)
    Delivery.objects.update(state="failed")
    WebhookEndpoint.objects.update(state="off")

    shown = page.get(at(endpoint))

    assert "can be sent again once the webhook is in use" in text(shown)
    assert "Send again" not in text(shown)
    for fields in ({"replay": str(row.pk)}, {"replay_failed": "1", "since": "2026-11-21"}):
        response = pressed(page, endpoint, **fields)
        assert (response.status_code, "switch it on first" in text(response)) == (400, True)


def test_it_is_moved_to_another_address(page, endpoint, receiver):
    WebhookEndpoint.objects.update(url="https://old.example/in")

    assert pressed(page, endpoint, move="1", url=receiver.url).status_code == 302
    endpoint.refresh_from_db()
    assert endpoint.url == receiver.url


@pytest.mark.parametrize("url", ["", "http://hooks.example/", "https://127.0.0.1/"])
def test_an_address_that_may_not_be_sent_to_is_refused_in_words(page, endpoint, receiver, url):
    response = pressed(page, endpoint, move="1", url=url)

    assert (response.status_code, "There is a problem" in text(response)) == (400, True)
    endpoint.refresh_from_db()
    assert endpoint.url == receiver.url


@pytest.mark.parametrize("since", ["", "yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_refused_in_words(page, endpoint, since):
    response = pressed(page, endpoint, replay_failed="1", since=since)

    assert (response.status_code, "Made on or after:" in text(response)) == (400, True)


def test_it_is_removed_only_by_somebody_who_is_sure(page, endpoint):
    assert pressed(page, endpoint, remove="1").status_code == 400
    assert WebhookEndpoint.objects.exists()

    assert pressed(page, endpoint, remove="1", sure="1")["Location"] == ROOT
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"explode": "1"}, {"replay": "-1"}, {"replay": "٣"}, {"replay": "9" * 30}])
def test_a_form_without_a_button_or_with_an_odd_number_is_refused(page, endpoint, fields):
    assert pressed(page, endpoint, **fields).status_code == 400


def test_nothing_is_changed_without_the_forms_own_token(endpoint, ying, client, noon):
    client.handler.enforce_csrf_checks = True
    client.force_login(ying)

    assert client.post(at(endpoint), {"remove": "1", "sure": "1"}).status_code == 403
    assert WebhookEndpoint.objects.exists()
