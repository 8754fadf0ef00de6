"""The description of the API: valid, complete, and true of what the API answers."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from drf_spectacular.validation import validate_schema

from controls.api import examples
from controls.api.urls import urlpatterns
from news import api_urls as news_urls
from tests.screening.asking import somebody

# What differs from one installation to the next, or from one load of the seed to the next.
OF_THE_MOMENT = {
    *("freshness", "revision", "sequence", "recorded_at", "digest", "last_id", "id", "url"),
    *("recorded_on", "days_to_record"),
}
APART = ("/api/v1/screening/", "/api/v1/reconcile/", "/api/v1/alerts/")  # an app with routes of its own
# These speak for no day: they hold facts as recorded, or are about a name.
WITHOUT_A_DAY = ("/api/v1/export/", "/api/v1/reconcile/")
# What the method of comparing names decides; it has tests of its own.
OF_THE_METHOD = {"algorithm", "score", "points", "below", "basis"}


@pytest.fixture
def document(client: Client, seeded: None) -> dict[str, Any]:
    response = client.get("/api/v1/schema/")
    assert response["Content-Type"] == "application/json"
    return response.json()


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, operation) for path, methods in document["paths"].items() for operation in methods.values()]


def lasting(value: Any) -> Any:
    """An answer without what is of the moment. Keys of facts are texts and stay; numbers of changes go."""
    if isinstance(value, dict):
        return {
            name: lasting(inner)
            for name, inner in value.items()
            if name not in OF_THE_MOMENT | OF_THE_METHOD or (name == "id" and isinstance(inner, str))
        }
    return [lasting(inner) for inner in value] if isinstance(value, list) else value


def test_the_description_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate_schema(document)


def test_the_description_is_made_without_a_warning(tmp_path: Path) -> None:
    written = tmp_path / "schema.yml"

    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(written))

    assert written.read_text(encoding="utf-8").startswith("openapi: 3.1")


def test_every_endpoint_is_described(document: dict[str, Any]) -> None:
    hidden = {"nowhere"}

    own = [path for path, _operation in operations(document) if not path.startswith(APART)]

    assert len(own) == len([each for each in [*urlpatterns, *news_urls.urlpatterns] if each.name not in hidden])


def test_every_operation_has_a_name_of_its_own_and_words(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _path, operation in operations(document)]

    assert len(names) == len(set(names))
    for path, operation in operations(document):
        assert operation["summary"] and operation["description"], path
        assert operation["tags"][0] in {tag["name"] for tag in document["tags"]}


def test_every_parameter_has_words_an_example_and_limits(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        # A check speaks for the day that it was asked about.
        without = "/screening/" in path or "/alerts/" in path or path.startswith(WITHOUT_A_DAY)
        assert without or "as_of" in {each["name"] for each in operation["parameters"]}, path
        for parameter in operation.get("parameters", ()):
            schema = parameter["schema"].get("items", parameter["schema"])
            assert parameter["description"] and parameter["examples"], (path, parameter["name"])
            assert {"pattern", "enum", "minimum", "format"} & set(schema), (path, parameter["name"])


def test_every_answer_is_declared_with_an_example(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        assert {"400", "406", "429"} <= set(operation["responses"]), path
        assert {"200", "201", "202"} & set(operation["responses"]), path
        for status, response in operation["responses"].items():
            for media in response.get("content", {}).values():
                whole = path.endswith((".csv", ".json", ".jsonl", ".xlsx", ".zip", "schema/"))
                assert whole or (path.endswith("health/") and status == "503") or media["examples"], (path, status)


# Asked by somebody, at noon: a check has its number and its time.
# What these answer depends on what was done before; their own tests hold them.
ON_THE_WAY = ("news_", "cases_", "portfolios_", "counterparties_", "differences_", "screening_lists_")
ON_THE_WAY += ("subscriptions_", "notifications_", "webhooks_")
PRIVATE = ("checks_create", "checks_list", "checks_get", "checks_receipt", "match")


@pytest.mark.parametrize(
    "operation",
    [
        name
        for name in examples.ANSWERS
        if name not in ("health", "changes_get", "receipts_list", *PRIVATE) and not name.startswith(ON_THE_WAY)
    ],
)
def test_every_example_is_what_the_api_answers(client: Client, seeded: None, settings: Any, operation: str) -> None:
    settings.ALLOWED_HOSTS = ["register.example"]
    stored = examples.ANSWERS[operation]

    answer = client.get(stored["asked"], headers={"Host": "register.example"}, secure=True).json()

    assert lasting(answer) == lasting(stored["answer"])


@pytest.mark.parametrize("operation", PRIVATE)
def test_every_example_for_callers_with_a_key_is_what_the_api_answers(
    client: Client, seeded: None, today: Any, settings: Any, operation: str
) -> None:
    settings.ALLOWED_HOSTS = ["register.example"]
    client.force_login(somebody("customs@register.example"))
    first, stored = examples.ANSWERS["checks_create"], examples.ANSWERS[operation]

    def ask(told: dict[str, Any]) -> Any:
        options: dict[str, Any] = {"headers": {"Host": "register.example"}, "secure": True}
        if "sent" in told:
            return client.post(told["asked"], told["sent"], content_type="application/json", **options).json()
        return client.get(told["asked"], **options).json()

    answers = {"checks_create": ask(first)}
    if operation != "checks_create":
        answers[operation] = ask(stored)

    assert lasting(answers[operation]) == lasting(stored["answer"])


@pytest.mark.parametrize("status", sorted(examples.PROBLEMS))
def test_every_example_of_a_problem_has_the_one_shape(status: int) -> None:
    problem = examples.PROBLEMS[status]

    assert set(problem) == {"type", "title", "status", "detail", "errors"}


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))

    assert project["project"]["version"] == settings.VERSION


def test_the_page_about_the_api_shows_every_operation(client: Client, document: dict[str, Any]) -> None:
    page = client.get("/api/").content.decode()

    for path, operation in operations(document):
        assert path in page
        assert operation["summary"].replace("'", "&#x27;") in page


def test_the_examples_are_stored_as_plain_json() -> None:
    stored = Path(examples.__file__).with_suffix(".json")

    assert json.loads(stored.read_text(encoding="utf-8"))["answers"]
