"""Keys behave alike whatever they name: found in capitals too, and near ones offered where there is none."""

import pytest

from controls.models import Entity, Measure, Notice, lookup
from tests.controls.markup import tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
PAGES = {
    "measure": ("/measures/{}/", "cn-2025-61"),
    "notice": ("/notices/{}/", "mofcom-2026-12"),
    "entity": ("/entities/{}/", "subaru-corporation"),
    "source": ("/sources/{}/", "mofcom-art-205cf5fd"),
}
ENDPOINTS = {
    "measure": ("/api/v1/measures/{}/", "cn-2025-61"),
    "notice": ("/api/v1/notices/{}/", "mofcom-2026-12"),
    "entity": ("/api/v1/entities/{}/", "subaru-corporation"),
    "listing": ("/api/v1/listings/{}/", "cn-wl-2026-012-1"),
    "entity list": ("/api/v1/entity-lists/{}/", "cn-watch-list"),
}
by_page = pytest.mark.parametrize(("path", "key"), PAGES.values(), ids=PAGES)
by_endpoint = pytest.mark.parametrize(("path", "key"), ENDPOINTS.values(), ids=ENDPOINTS)


@by_page
def test_a_page_is_found_by_its_key_in_capitals(client, today, path, key):
    assert client.get(path.format(key.upper())).status_code == 200


@by_endpoint
def test_an_endpoint_finds_a_key_in_capitals(client, today, path, key):
    answer = client.get(path.format(key.upper()))

    assert answer.status_code == 200
    assert answer.json()["id"] == key


@by_page
def test_a_page_that_is_not_there_leads_to_near_ones(client, today, path, key):
    answer = client.get(path.format(f"{key}x"))

    assert answer.status_code == 404
    assert path.format(key) in [link["href"] for link in tree(answer).one("main").all("a")]


@by_endpoint
def test_an_endpoint_names_near_keys(client, today, path, key):
    answer = client.get(path.format(f"{key}x"))

    assert answer.status_code == 404
    assert "Near it: " in answer.json()["detail"]
    assert key in answer.json()["detail"]


@pytest.mark.parametrize(("path", "_key"), [*PAGES.values(), *ENDPOINTS.values()])
def test_a_very_long_key_is_not_said_back_in_full(client, today, path, _key):
    answer = client.get(path.format("q" * 900))
    said = answer.json()["detail"] if path.startswith("/api/") else tree(answer).one("main").text

    assert answer.status_code == 404
    assert "q" * 80 in said
    assert "q" * 81 not in said


def test_near_pages_keep_the_day(client, today):
    answer = client.get("/notices/mofcom-2026-1x/", {"as_of": "2026-03-01"})

    assert "/notices/mofcom-2026-1/?as_of=2026-03-01" in [link["href"] for link in tree(answer).all("a")]


class TestNear:
    def test_keys_that_contain_what_was_asked_come_first(self):
        assert lookup.near(Entity.objects.all(), "subaru")[0] == "subaru-corporation"

    def test_no_more_than_asked_for(self):
        assert len(lookup.near(Notice.objects.all(), "mofcom-2025", most=3)) == 3

    def test_nothing_is_near_to_what_looks_like_nothing(self):
        assert lookup.near(Measure.objects.all(), "zzzzzzzzzz") == []

    @pytest.mark.parametrize("asked", ["", "c", "cn"])
    def test_two_letters_are_in_too_many_keys_to_mean_one(self, asked):
        assert lookup.near(Measure.objects.all(), asked) == []

    def test_one_query_however_many_there_are(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            lookup.near(Entity.objects.all(), "subaru")
