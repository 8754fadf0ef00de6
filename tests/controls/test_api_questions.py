"""Questions that the API refuses: always 4xx, always problem details, always the field named."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

API = "/api/v1/"
ENDPOINTS = ("listings/", "entities/", "notices/", "entity-lists/", "changes/", "listings/cn-wl-2026-012-1/", "schema/")
EXPORTS = ("listings/export.csv", "entities/export.json", "notices/export.csv", "changes/export.json")


def refused(client: Client, address: str) -> dict[str, Any]:
    response = client.get(f"{API}{address}")
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == 400
    return problem["errors"]


@pytest.mark.parametrize("endpoint", [*ENDPOINTS, *EXPORTS, "health/"])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("as_of=2026-02-30", "as_of"),
        ("as_of=0000-01-01", "as_of"),
        ("as_of=２０２６-02-24", "as_of"),
        ("as_of=2026-02-24&as_of=2026-02-25", "as_of"),
        ("as_of=", "as_of"),
        ("as_of=%00", "as_of"),
        ("as_of=%ff", "as_of"),
        ("colour=red", "colour"),
        ("format=json", "format"),
        ("a" * 9000, "query"),
        ("&".join(f"x{number}=1" for number in range(201)), "query"),
        ("as_of=%ED%A0%80", "as_of"),
    ],
)
def test_a_wrong_question_is_refused_with_the_field_named(
    client: Client, seeded: None, endpoint: str, query: str, field: str
) -> None:
    assert field in refused(client, f"{endpoint}?{query}")


@pytest.mark.parametrize("page", ["0", "-1", "9e99", "1.0", "abc", "٣", "9" * 40, "%2B1", "+1", "1000000"])
@pytest.mark.parametrize("endpoint", ["listings/", "entities/", "notices/", "entity-lists/"])
def test_a_page_that_is_none_is_refused(client: Client, seeded: None, endpoint: str, page: str) -> None:
    assert list(refused(client, f"{endpoint}?page={page}")) == ["page"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("list=no-such-list", "list"),
        ("list=cn-watch-list&list=no-such-list", "list"),
        ("notice=mofcom-1999-1", "notice"),
        ("entity=nobody", "entity"),
        ("country=XX", "country"),
        ("country=jp", "country"),
        ("effect=forbidden", "effect"),
        ("state=paused", "state"),
        ("sort=colour", "sort"),
        ("q=%20", "q"),
        ("q=a%E2%80%AEb", "q"),
        ("q=" + "x" * 201, "q"),
        ("listed_from=2026-03-01&listed_to=2026-02-01", "listed_to"),
        ("page_size=501", "page_size"),
    ],
)
def test_a_value_that_is_not_known_is_refused(client: Client, seeded: None, query: str, field: str) -> None:
    assert list(refused(client, f"listings/?{query}")) == [field]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("after=-1", "after"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("about=subaru", "about"),
        ("page=1", "page"),
    ],
)
def test_the_feed_of_changes_refuses_what_it_cannot_read(client: Client, seeded: None, query: str, field: str) -> None:
    assert list(refused(client, f"changes/?{query}")) == [field]


def test_every_fault_is_named_at_once(client: Client, seeded: None) -> None:
    errors = refused(client, "listings/?as_of=tomorrow&page=0&list=nope&colour=red")

    assert set(errors) == {"as_of", "page", "list", "colour"}


def test_an_export_has_no_pages(client: Client, seeded: None) -> None:
    assert list(refused(client, "listings/export.csv?page=1")) == ["page"]


@pytest.mark.parametrize(
    "path",
    ["", "nothing/", "nothing", "listings/a/b/", "listings/export.xml", "listings/%E2%80%AE/", "changes/x/", "../"],
)
def test_an_unknown_address_is_a_problem_too(client: Client, seeded: None, path: str) -> None:
    response = client.get(f"{API}{path}", follow=True)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_a_forgotten_slash_is_added(client: Client, seeded: None) -> None:
    response = client.get(f"{API}listings?as_of=2026-02-24")

    assert (response.status_code, response["Location"]) == (301, f"{API}listings/?as_of=2026-02-24")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("endpoint", [*ENDPOINTS, *EXPORTS, "health/"])
def test_only_reading_is_possible(client: Client, seeded: None, endpoint: str, method: str) -> None:
    response = getattr(client, method)(f"{API}{endpoint}")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response.json()["title"] == "Method not allowed"


@pytest.mark.parametrize(
    ("endpoint", "accept"), [("listings/", "text/html"), ("listings/export.csv", "application/json")]
)
def test_a_form_that_is_not_offered_is_refused(client: Client, seeded: None, endpoint: str, accept: str) -> None:
    response = client.get(f"{API}{endpoint}", headers={"Accept": accept})

    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json"


def test_a_database_that_does_not_answer_is_a_problem_that_passes(
    seeded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_changes: Any) -> None:
        raise OperationalError("password=secret")

    monkeypatch.setattr("controls.filters.changes.ChangeFeedFilter.apply", fail)

    response = Client(raise_request_exception=False).get(f"{API}changes/")

    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "5"
    assert b"secret" not in response.content


def test_a_fault_of_ours_is_a_problem_with_its_number(seeded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_question: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("controls.filters.changes.ChangeFeedFilter.apply", fail)

    response = Client(raise_request_exception=False).get(f"{API}changes/")

    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert response["X-Request-ID"] in response.json()["detail"]
    assert b"secret" not in response.content
