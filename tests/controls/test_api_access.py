"""Who may read, how often, and what he may keep."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as live
from django.test import Client

from controls.models import ApiKey, Listing, User
from controls.services import access, listings

LISTINGS = "/api/v1/listings/"


@pytest.fixture
def reader(seeded: None, now: datetime) -> User:
    user = User.objects.make(email="reader@example.org", password="not-a-secret", joined_at=now)
    user.save()
    return user


@pytest.fixture
def key(reader: User, now: datetime) -> tuple[ApiKey, str]:
    return access.issue_key(user=reader, name="Customs software", at=now)


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def rates(settings: Any) -> Any:
    def set_rates(**rates: str) -> None:
        settings.REST_FRAMEWORK = {
            **live.REST_FRAMEWORK,
            "DEFAULT_THROTTLE_RATES": {**live.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], **rates},
        }

    return set_rates


def test_a_good_key_reads_and_its_use_is_noted(client: Client, key: tuple[ApiKey, str]) -> None:
    response = client.get(LISTINGS, headers=bearer(key[1]))

    assert response.status_code == 200
    key[0].refresh_from_db()
    assert key[0].last_used_at is not None


def test_the_word_bearer_may_be_written_in_any_case(client: Client, key: tuple[ApiKey, str]) -> None:
    assert client.get(LISTINGS, headers={"Authorization": f"bearer {key[1]}"}).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer rec_" + "A" * 38,
        "Bearer a b",
        "Bearer eyJhbGciOiJIUzI1NiJ9",
        "Token rec_" + "A" * 38,
        "Bearer réc_",
        "x" * 5000,
    ],
)
def test_a_malformed_or_unknown_key_is_refused_in_words(client: Client, seeded: None, header: str) -> None:
    response = client.get(LISTINGS, headers={"Authorization": header})

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="Rare Earth Controls Register", error="invalid_token"'
    assert response["Content-Type"] == "application/problem+json"
    assert "key" in response.json()["detail"]


def test_a_mistyped_key_is_refused(client: Client, key: tuple[ApiKey, str]) -> None:
    last = "a" if key[1][-1] != "a" else "b"

    assert client.get(LISTINGS, headers=bearer(key[1][:-1] + last)).status_code == 401


def test_a_revoked_key_is_refused_at_once(client: Client, key: tuple[ApiKey, str], now: datetime) -> None:
    access.revoke_key(api_key=key[0], at=now)

    assert client.get(LISTINGS, headers=bearer(key[1])).status_code == 401


def test_an_expired_key_is_refused(client: Client, reader: User, now: datetime) -> None:
    _row, text = access.issue_key(
        user=reader, name="Last year's", at=now - timedelta(days=9), expires_at=now - timedelta(days=1)
    )

    assert client.get(LISTINGS, headers=bearer(text)).status_code == 401


def test_a_key_of_a_closed_account_is_refused(client: Client, key: tuple[ApiKey, str], reader: User) -> None:
    reader.is_active = False
    reader.save()

    assert client.get(LISTINGS, headers=bearer(key[1])).status_code == 401


def test_the_password_of_a_proxy_is_not_taken_for_a_key(client: Client, seeded: None) -> None:
    assert client.get(LISTINGS, headers={"Authorization": "Basic dXNlcjpwYXNz"}).status_code == 200


@pytest.mark.parametrize("endpoint", ["listings/", "listings/export.csv", "changes/1/", "schema/"])
def test_reading_can_be_closed_to_visitors(
    client: Client, key: tuple[ApiKey, str], settings: Any, endpoint: str
) -> None:
    settings.PUBLIC_READING = False

    visitor = client.get(f"/api/v1/{endpoint}")
    program = client.get(f"/api/v1/{endpoint}", headers=bearer(key[1]))

    assert (visitor.status_code, program.status_code) == (401, 200)
    assert visitor["WWW-Authenticate"] == 'Bearer realm="Rare Earth Controls Register"'


def test_a_person_signed_in_to_the_pages_reads_where_visitors_may_not(
    client: Client, reader: User, settings: Any
) -> None:
    settings.PUBLIC_READING = False
    client.force_login(reader)

    assert client.get(LISTINGS).status_code == 200


def test_health_stays_open_where_reading_is_closed(client: Client, seeded: None, settings: Any) -> None:
    settings.PUBLIC_READING = False

    assert client.get("/api/v1/health/").status_code == 200


def test_too_many_questions_are_refused_for_a_while(client: Client, seeded: None, rates: Any) -> None:
    rates(anon="2/hour")

    answers = [client.get(f"{LISTINGS}?page={page}") for page in (1, 2, 3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 3600
    assert answers[2]["RateLimit-Policy"] == '"anon";q=2;w=3600'
    assert answers[2]["RateLimit"].startswith('"anon";r=0;t=')
    assert answers[2].json()["title"] == "Too many requests"


def test_an_answer_for_everybody_says_nothing_of_one_caller_s_allowance(client: Client, seeded: None) -> None:
    assert not client.get(LISTINGS).has_header("RateLimit")


def test_a_key_has_a_rate_of_its_own(client: Client, key: tuple[ApiKey, str], rates: Any) -> None:
    rates(anon="1/hour", user="2/hour")

    answers = [client.get(LISTINGS, headers=bearer(key[1])) for _turn in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]


def test_each_key_of_a_user_has_an_allowance_of_its_own(
    client: Client, reader: User, rates: Any, now: datetime
) -> None:
    rates(user="2/hour")
    first, second = (access.issue_key(user=reader, name=name, at=now)[1] for name in ("first", "second"))
    client.force_login(reader)

    busy = [client.get(LISTINGS, headers=bearer(first)).status_code for _turn in range(3)]
    other, page = client.get(LISTINGS, headers=bearer(second)), client.get(LISTINGS)

    assert busy == [200, 200, 429]
    assert [answer.status_code for answer in (other, page)] == [200, 200]
    assert [answer["RateLimit"].split(";")[:2] for answer in (other, page)] == [['"key"', "r=1"], ['"user"', "r=1"]]


def test_a_refusal_to_a_key_says_what_is_left_too(client: Client, key: tuple[ApiKey, str], rates: Any) -> None:
    rates(user="2/hour")

    client.get(LISTINGS, headers=bearer(key[1]))
    refused = [client.get(f"{LISTINGS}?list=none", headers=bearer(key[1])) for _turn in range(2)]

    assert [answer.status_code for answer in refused] == [400, 429]
    assert [answer["RateLimit-Policy"] for answer in refused] == ['"key";q=2;w=3600'] * 2
    assert refused[1]["RateLimit"].startswith('"key";r=0;t=')


def test_a_forged_address_does_not_buy_more_questions(client: Client, seeded: None, rates: Any) -> None:
    rates(anon="1/hour")

    answers = [client.get(f"{LISTINGS}?page={page}", headers={"X-Forwarded-For": f"192.0.2.{page}"}) for page in (1, 2)]

    assert [answer.status_code for answer in answers] == [200, 429]


@pytest.mark.parametrize("signed_in", [False, True])
def test_an_unchanged_answer_is_not_sent_twice(client: Client, key: tuple[ApiKey, str], signed_in: bool) -> None:
    headers = bearer(key[1]) if signed_in else {}
    first = client.get(LISTINGS, headers=headers)

    second = client.get(LISTINGS, headers={**headers, "If-None-Match": f'"other", {first["ETag"]}'})

    assert first["ETag"].startswith(f'W/"{first.json()["revision"]}-')
    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_change_makes_every_kept_answer_old(
    client: Client, key: tuple[ApiKey, str], signed_in: bool, now: datetime
) -> None:
    headers = bearer(key[1]) if signed_in else {}
    first = client.get(LISTINGS, headers=headers)
    listing = Listing.objects.get(key="cn-wl-2026-012-1")
    listings.correct(listing=listing, fields={"note": "Read again."}, reason="Proof-reading", by="tests", at=now)

    second = client.get(LISTINGS, headers={**headers, "If-None-Match": first["ETag"]})

    assert second.status_code == 200
    assert second.json()["revision"] > first.json()["revision"]


def test_an_answer_to_a_key_is_kept_by_its_owner_only(client: Client, key: tuple[ApiKey, str]) -> None:
    response = client.get(LISTINGS, headers=bearer(key[1]))

    assert response["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie", "Accept"} <= {name.strip() for name in response["Vary"].split(",")}


@pytest.mark.parametrize("endpoint", ["listings/", "listings/export.csv", "changes/1/", "schema/", "health/"])
def test_head_says_what_get_would_and_sends_nothing(client: Client, seeded: None, endpoint: str) -> None:
    get = client.get(f"/api/v1/{endpoint}")

    head = client.head(f"/api/v1/{endpoint}")

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head["Content-Type"] == get["Content-Type"]
    assert head.get("ETag") == get.get("ETag")
