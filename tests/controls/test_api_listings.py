"""Listings over the API: their shape, and the states that the real notices give them on real days."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client

LISTINGS = "/api/v1/listings/"
WATCH_LIST = f"{LISTINGS}?list=cn-watch-list&notice=mofcom-2026-12"
# 15, 16 and 12 firms of the United States, put on the Export Control List in March and April 2025.
THREE_NOTICES = ("mofcom-2025-13", "mofcom-2025-21", "mofcom-2025-22")


def codes(client: Client, address: str) -> Counter[str]:
    rows = client.get(address).json()["results"]
    return Counter(row["state"]["code"] for row in rows)


def test_nobody_is_on_the_watch_list_on_the_day_before_its_notice(client: Client, seeded: None) -> None:
    answer = client.get(f"{WATCH_LIST}&as_of=2026-02-23").json()

    assert answer["count"] == 0
    assert answer["results"] == []


def test_twenty_are_in_force_on_the_day_of_the_notice(client: Client, seeded: None) -> None:
    answer = client.get(f"{WATCH_LIST}&as_of=2026-02-24").json()

    assert answer["count"] == 20
    assert {row["state"]["code"] for row in answer["results"]} == {"in_force"}
    assert {row["state"]["label"] for row in answer["results"]} == {"Extra review"}
    assert answer["as_of"] == "2026-02-24"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-04-15", {"in_force": 43}),
        ("2025-05-20", {"in_force": 15, "suspended": 28}),
        ("2025-08-20", {"in_force": 15, "suspended": 16, "stopped": 12}),
        ("2025-11-20", {"suspended": 16, "stopped": 27}),
        ("2026-06-30", {"suspended": 16, "stopped": 27}),
        ("2026-11-21", {"to_be_confirmed": 16, "stopped": 27}),
    ],
)
def test_the_43_firms_of_spring_2025_have_the_state_of_the_day(
    client: Client, seeded: None, day: str, expected: dict[str, int]
) -> None:
    notices = "&".join(f"notice={key}" for key in THREE_NOTICES)

    assert codes(client, f"{LISTINGS}?{notices}&as_of={day}") == expected


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2025-04-15", "in_force"),
        ("2025-05-20", "suspended"),
        ("2025-08-20", "suspended"),
        ("2025-11-20", "suspended"),
        ("2026-06-30", "suspended"),
        ("2026-11-21", "to_be_confirmed"),
    ],
)
def test_the_eleven_firms_of_uel_2025_7_are_never_free_without_a_notice(
    client: Client, seeded: None, day: str, code: str
) -> None:
    assert codes(client, f"{LISTINGS}?notice=uel-2025-7&as_of={day}") == {code: 11}


def test_a_listing_has_exactly_the_promised_shape(client: Client, seeded: None) -> None:
    row = client.get(f"{LISTINGS}cn-wl-2026-012-1/?as_of=2026-02-24").json()

    assert row["id"] == "cn-wl-2026-012-1"
    assert row["entity"] == {
        "id": "subaru-corporation",
        "name": "SUBARU Corporation",
        "names": [
            {"text": "SUBARU Corporation", "lang": "en", "kind": "as_listed"},
            {"text": "斯巴鲁株式会社", "lang": "zh-Hans", "kind": "as_listed"},
            {"text": "株式会社SUBARU", "lang": "ja", "kind": "legal"},
        ],
        "type": "company",
        "country": "JP",
        "identifiers": row["entity"]["identifiers"],
    }
    assert row["list"] == {"id": "cn-watch-list", "name": "Watch List", "effect": "extra_review"}
    assert row["notice"] == {"id": "mofcom-2026-12", "number": "MOFCOM 2026 No. 12", "published_on": "2026-02-24"}
    assert row["state"] == {
        "code": "in_force",
        "label": "Extra review",
        "since": "2026-02-24",
        "until": None,
        "note": "",
    }
    assert row["evidence"]["grade"] == "two_reports"
    assert set(row["evidence"]["sources"][0]) == {"id", "title", "url", "kind", "seen_on"}
    assert set(row) == {
        *("id", "entity", "list", "notice", "item_number", "effective_from", "state", "evidence"),
        *("name_en", "name_zh", "address", "effect", "effective_time", "note", "url", "as_of", "revision", "freshness"),
    }


def test_a_state_to_be_confirmed_says_why_in_a_sentence(client: Client, seeded: None) -> None:
    state = client.get(f"{LISTINGS}cn-uel-2025-007-1/?as_of=2026-11-21").json()["state"]

    assert (state["code"], state["label"], state["since"]) == ("to_be_confirmed", "To be confirmed", "2026-11-11")
    assert state["note"].startswith("The suspension ended on 10 Nov 2026 and no later notice is on record")


def test_a_listing_that_starts_at_noon_says_the_hour_on_its_first_day(client: Client, seeded: None) -> None:
    rows = client.get(f"{LISTINGS}?notice=mofcom-2025-22&as_of=2025-04-10").json()["results"]

    assert {row["effective_time"] for row in rows} == {"12:01"}
    assert {row["state"]["note"] for row in rows} == {"Starts at 12:01 Beijing time (UTC+8) on 10 Apr 2025."}


def test_a_published_listing_is_scheduled_until_its_first_day(client: Client, seeded: None) -> None:
    assert codes(client, f"{LISTINGS}?notice=mofcom-2025-22&as_of=2025-04-09") == {"scheduled": 12}


def test_a_listing_is_not_on_record_before_its_notice(client: Client, seeded: None) -> None:
    response = client.get(f"{LISTINGS}cn-wl-2026-012-1/?as_of=2026-02-23")

    assert response.status_code == 404
    assert list(response.json()["errors"]) == ["as_of"]
    assert "published on 2026-02-24" in response.json()["detail"]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("", 274),
        ("country=JP", 81),  # eighty by four notices of 2026, and the Japanese branch of a Canadian firm
        ("effect=extra_review", 40),
        ("effect=to_be_confirmed&list=cn-export-control-list", 16),
        ("state=stopped&notice=mofcom-2025-13&notice=mofcom-2025-22", 27),
        ("q=斯巴鲁", 1),
        ("q=ＳＵＢＡＲＵ", 1),
        ("entity=subaru-corporation", 1),
        ("listed_from=2026-02-24&listed_to=2026-02-24", 40),
    ],
)
def test_filters_narrow_the_list(client: Client, seeded: None, question: str, count: int) -> None:
    assert client.get(f"{LISTINGS}?as_of=2026-11-21&{question}").json()["count"] == count


def test_pages_link_to_each_other_and_keep_the_question(client: Client, seeded: None) -> None:
    def page(address: str) -> dict[str, Any]:
        return client.get(address).json()

    first = page(f"{WATCH_LIST}&as_of=2026-02-24&page_size=15")
    second = page(first["next"])

    assert (first["count"], first["pages"], first["previous"], len(first["results"])) == (20, 2, None, 15)
    assert (second["page"], second["next"], len(second["results"])) == (2, None, 5)
    assert page(second["previous"])["results"] == first["results"]
    assert {row["id"] for row in first["results"]}.isdisjoint(row["id"] for row in second["results"])


def test_a_day_is_beijing_s_today_unless_asked_otherwise(client: Client, seeded: None, today: Any) -> None:
    assert client.get(LISTINGS).json()["as_of"] == today.isoformat()
