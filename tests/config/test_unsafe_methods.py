"""What writes is asked by a form of ours or with a key; what reads writes nothing."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from controls import roles
from tests.config.routes import Route, pages, routes
from tests.controls.desk import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded", "today")]
UNSAFE = [(route, method) for route in routes() for method in roles.table()[route.name] if method != "GET"]
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "COPY", "MERGE")
# Who signs in, is seen or asks for the overview is noted; nothing else is written for having looked.
NOTED = ("django_session", "controls_user")
# These take no token: language and colours go into the asker's own cookies; a mail program stops letters by the secret
# in the address (RFC 8058). And what they answer to an empty question.
TOKENLESS = {"controls:preferences": 400, "alerts:unsubscribe": 404}
FOREIGN = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    caplog.set_level("CRITICAL")
    monkeypatch.setattr(admin.ModelAdmin, "render_change_form", lambda *args, **kwargs: HttpResponse())


@pytest.fixture
def boss(now: Any) -> Client:
    """Somebody who may do everything, in a browser that is not spared the check of tokens."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(make_user(now, "boss@example.org", role="admin"))
    client.cookies[settings.CSRF_COOKIE_NAME] = "b" * 32
    return client


def written(queries: CaptureQueriesContext) -> list[str]:
    found = [each["sql"] for each in queries.captured_queries if each["sql"].lstrip().upper().startswith(WRITES)]
    return [sql for sql in found if not any(f'"{table}"' in sql for table in NOTED)]


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def refused(client: Client, headers: dict[str, str]) -> list[str]:
    """The unsafe questions that were not refused as they should be, of those that there is anything to refuse in."""
    found = []
    for route, method in UNSAFE:
        answer = client.generic(method, route.path, headers=headers)
        due = {403, TOKENLESS.get(route.name, 403)}
        if answer.status_code not in due and route.name != "api:nowhere":
            found.append(f"{method} {route}: {answer.status_code}")
    return found


@pytest.mark.parametrize(
    "headers",
    [
        {},
        FOREIGN,
        {"HX-Request": "true"},
        {"X-CSRFToken": "a" * 64},
        {**FOREIGN, "HX-Request": "true", "X-Requested-With": "XMLHttpRequest"},
    ],
    ids=["no token", "foreign", "as htmx", "made-up token", "foreign as htmx"],
)
def test_no_form_without_its_token_is_taken_and_nothing_is_written(boss: Client, headers: dict[str, str]) -> None:
    before = rows()

    with CaptureQueriesContext(connection) as queries:
        assert refused(boss, headers) == []

    assert len(UNSAFE) > 120
    assert written(queries) == []
    assert rows() == before


def looked_at(client: Client, route: Route) -> None:
    client.get(route.path)
    client.head(f"{route.path}?act=discard&confirm=1&delete=1&decision=publish")


def test_looking_at_any_page_writes_nothing(boss: Client) -> None:
    before = rows()
    found = []

    for route in pages():
        if "GET" in roles.table()[route.name]:
            with CaptureQueriesContext(connection) as queries:
                looked_at(boss, route)
            found += [f"{route}: {sql[:200]}" for sql in written(queries)]

    assert found == []
    assert rows() == before
