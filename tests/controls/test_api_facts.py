"""Entities, notices, entity lists and changes over the API."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from controls.models import Change, Listing
from controls.services import listings
from tests.factories import make_entity, make_listing, make_notice

API = "/api/v1/"


def get(client: Client, address: str) -> dict[str, Any]:
    return client.get(f"{API}{address}").json()


def test_an_entity_shows_each_of_its_listings_with_its_own_state(client: Client, seeded: None) -> None:
    entity = get(client, "entities/skydio-inc/?as_of=2026-11-21")

    states = {listing["notice"]["number"]: listing["state"]["code"] for listing in entity["listings"]}
    assert states == {"MOFCOM 2025 No. 13": "stopped", "UEL 2025 No. 7": "to_be_confirmed"}


def test_an_entity_without_listing_on_the_day_has_none(client: Client, seeded: None) -> None:
    entity = get(client, "entities/subaru-corporation/?as_of=2026-02-23")

    assert entity["name"] == "SUBARU Corporation"
    assert entity["listings"] == []


def test_entities_are_those_listed_by_the_day(client: Client, seeded: None) -> None:
    assert get(client, "entities/?as_of=2026-02-23&q=SUBARU")["count"] == 0
    assert get(client, "entities/?as_of=2026-02-24&q=SUBARU")["count"] == 1


def test_an_unknown_country_is_null(client: Client, seeded: None) -> None:
    listing = make_listing(entity=make_entity(country=""))

    assert get(client, f"listings/{listing.key}/?as_of=2026-11-21")["entity"]["country"] is None


def test_a_notice_shows_what_it_orders_and_where_it_was_read(client: Client, seeded: None) -> None:
    notice = get(client, "notices/mofcom-2026-12/?as_of=2026-02-24")

    assert notice["number"] == "MOFCOM 2026 No. 12"
    assert notice["listing_count"] == notice["stated_count"] == 20
    assert notice["measures"][0] == "Not a ban."
    assert notice["list"]["id"] == "cn-watch-list"
    assert notice["copies"] and notice["evidence"]["sources"]


def test_a_notice_is_not_on_record_before_its_publication(client: Client, seeded: None) -> None:
    response = client.get(f"{API}notices/mofcom-2026-12/?as_of=2026-02-23")

    assert response.status_code == 404
    assert list(response.json()["errors"]) == ["as_of"]


def test_notices_are_those_published_by_the_day(client: Client, seeded: None) -> None:
    assert get(client, "notices/?as_of=2026-11-21")["count"] == 28
    assert get(client, "notices/?as_of=2023-02-16")["count"] == 1
    assert get(client, "notices/?as_of=2026-11-21&year=2026&authority=mofcom")["count"] == 8


def test_a_list_counts_its_listings_by_state_on_the_day(client: Client, seeded: None) -> None:
    counts = get(client, "entity-lists/cn-export-control-list/?as_of=2025-08-20")["counts"]

    assert counts["stopped"] == 12
    assert counts["suspended"] == 16
    assert counts["total"] == sum(count for state, count in counts.items() if state != "total")


def test_a_list_that_nobody_was_on_yet_counts_zero(client: Client, seeded: None) -> None:
    lists = {row["id"]: row for row in get(client, "entity-lists/?as_of=2026-02-23")["results"]}

    assert lists["cn-watch-list"]["counts"]["total"] == 0
    assert lists["cn-watch-list"]["effect_label"] == "Extra review"


def test_following_the_changes_by_id_misses_none(client: Client, seeded: None) -> None:
    seen: list[int] = []
    address: str | None = f"{API}changes/?limit=300"

    while address:
        answer = client.get(address).json()
        seen += [change["id"] for change in answer["results"]]
        address = answer["next"]

    assert seen == list(Change.objects.order_by("id").values_list("id", flat=True))
    assert answer["last_id"] == answer["revision"] == seen[-1]


def test_a_follower_who_has_everything_gets_the_same_last_id(client: Client, seeded: None) -> None:
    revision = Change.objects.revision()[0]

    answer = get(client, f"changes/?after={revision}")

    assert (answer["results"], answer["next"], answer["last_id"]) == ([], None, revision)


def test_a_new_change_is_the_next_one(client: Client, seeded: None, now: Any) -> None:
    listing = Listing.objects.get(key="cn-wl-2026-012-1")
    before = get(client, "changes/?limit=1")["revision"]

    listings.correct(listing=listing, fields={"note": "Read again."}, reason="Proof-reading", by="tests", at=now)

    change = get(client, f"changes/?after={before}")["results"][0]
    assert (change["action"], change["subject"]["id"], change["version"]) == ("corrected", listing.key, 2)
    assert (change["before"]["note"], change["after"]["note"]) == ("", "Read again.")


def test_changes_as_of_a_day_leave_out_what_was_published_later(client: Client, seeded: None) -> None:
    acts = "changes/?subject_type=listing-event"

    assert len(get(client, acts)["results"]) == 14
    assert len(get(client, f"{acts}&as_of=2025-05-14")["results"]) == 5
    assert get(client, "changes/?about=listing:cn-wl-2026-012-1&as_of=2026-02-23")["results"] == []


def test_a_change_names_jobs_to_everybody_and_people_to_those_signed_in(
    client: Client, seeded: None, now: Any, django_user_model: Any
) -> None:
    listing = Listing.objects.get(key="cn-wl-2026-012-1")
    listings.correct(listing=listing, fields={"note": "x"}, reason="", by="ada@example.org", at=now)
    address = f"changes/{Change.objects.revision()[0]}/"
    reader = django_user_model.objects.make(email="eve@example.org", password="x", joined_at=now)
    reader.save()

    anonymous = get(client, address)["actor"]
    client.force_login(reader)

    assert anonymous == "curator"
    assert get(client, address)["actor"] == "ada@example.org"
    assert get(client, "changes/1/")["actor"] == "seed"


@pytest.mark.parametrize("noun", ["listings", "entities", "notices", "entity-lists"])
def test_an_unknown_key_is_not_found(client: Client, seeded: None, noun: str) -> None:
    response = client.get(f"{API}{noun}/no-such-key/")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert "no-such-key" in response.json()["detail"]


@pytest.mark.parametrize("number", ["0", "99999999", "99999999999999999999999999"])
def test_an_unknown_change_is_not_found(client: Client, seeded: None, number: str) -> None:
    assert client.get(f"{API}changes/{number}/").status_code == 404


def test_a_notice_published_tomorrow_is_not_listed_today(client: Client, seeded: None, today: date) -> None:
    make_notice(published_on=date(2026, 11, 22), label="Tomorrow 2026 No. 1")

    numbers = [row["number"] for row in get(client, "notices/")["results"]]

    assert "Tomorrow 2026 No. 1" not in numbers
