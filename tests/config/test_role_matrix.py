"""Every address by every method for every role: allowed and refused as the table says, asked of the register itself."""

from typing import Any

import pytest
from django.conf import settings as live
from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client, override_settings

from config import errors
from controls import roles
from controls.services import access
from tests.config.routes import METHODS, Route, endpoints, pages, routes
from tests.controls.desk import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded", "today")]
# No day: most pages and endpoints say so at once, which is an answer to who may ask.
QUESTION = "?as_of=no-day"
# One page of the framework refuses what it does not understand as if somebody might not ask it.
QUESTIONS = {"admin:autocomplete": "?app_label=controls&model_name=listing&field_name=entity&term="}


@pytest.fixture(autouse=True)
def nothing_but_the_answer(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals are asked for here: their words and their lines in the log are looked at elsewhere."""
    monkeypatch.setattr(errors, "role_missing", lambda request, needed: HttpResponse(status=403))
    monkeypatch.setattr(admin.ModelAdmin, "render_change_form", lambda *args, **kwargs: HttpResponse())
    caplog.set_level("ERROR")


def expected(route: Route, method: str, role: str, *, public_reading: bool = True) -> str:
    need = roles.table()[route.name].get(roles.asked_as(method))
    if need is None:
        return "no such method"
    return "allowed" if roles.reaches(role, need.role_where(public_reading=public_reading)) else "refused"


def answered(client: Client, route: Route, method: str) -> str:
    """What became of a question: whatever is neither a refusal nor a wrong method was let through."""
    answer = client.generic(method, route.path + QUESTIONS.get(route.name, QUESTION))
    if answer.status_code == 405:
        return "no such method"
    sign_in = answer.status_code == 302 and answer["Location"].startswith(resolve_url(live.LOGIN_URL) + "?next=")
    return "refused" if answer.status_code in (401, 403) or sign_in else "allowed"


def as_(role: str, now: Any) -> Client:
    client = Client(raise_request_exception=False)
    if role != "visitor":
        client.force_login(make_user(now, f"{role}@example.org", role=role))
    return client


def differences(client: Client, role: str, asked: list[Route]) -> list[str]:
    """Where the register and the table do not say the same. Who signs out does so last."""
    found = []
    for route in sorted(asked, key=lambda each: each.name.endswith("logout")):
        for method in METHODS:
            said, meant = answered(client, route, method), expected(route, method, role)
            # An address that nobody knows is not there for any method.
            if said != meant and not (route.name == "api:nowhere" and method == "OPTIONS"):
                found.append(f"{route} {method} as {role}: {said}, by the table {meant}")
    return found


@pytest.mark.parametrize("role", roles.LADDER)
def test_pages_let_in_whom_the_table_names_and_nobody_else(role: str, now: Any) -> None:
    assert differences(as_(role, now), role, pages()) == []


@pytest.mark.parametrize("role", roles.LADDER)
def test_endpoints_let_in_whom_the_table_names_and_nobody_else(role: str, now: Any) -> None:
    assert differences(as_(role, now), role, endpoints()) == []


@pytest.mark.parametrize("role", ["visitor", "reader"])
def test_where_reading_is_closed_a_reader_reads_what_a_visitor_may_not(role: str, now: Any) -> None:
    client = as_(role, now)
    public = [route for route in routes() if roles.table()[route.name].get("GET", roles.Need("")).role == roles.PUBLIC]

    with override_settings(PUBLIC_READING=False):
        found = {answered(client, route, method) for route in public for method in ("GET", "HEAD")}

    assert len(public) > 90
    assert found == {"refused" if role == "visitor" else "allowed"}


@pytest.mark.parametrize("role", roles.LADDER[1:])
@override_settings(PUBLIC_READING=False)
def test_a_key_may_what_its_scope_and_the_role_of_its_owner_both_allow(role: str, now: Any) -> None:
    """Each endpoint by each of its methods with a key of each scope that the role reaches, and of no more."""
    owner, found = make_user(now, f"{role}@example.org", role=role), []
    for scope in roles.scopes_of(role):
        text = access.issue_key(user=owner, name=scope, scopes=[scope], at=now)[1]
        client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {text}"})
        for route in endpoints():
            for method, need in roles.table()[route.name].items():
                reached = roles.reaches(role, need.role_where(public_reading=False))
                meant = "allowed" if need.role == "visitor" or (reached and need.scope == scope) else "refused"
                if (said := answered(client, route, method)) != meant:
                    found.append(f"{route} {method} with {scope} of {role}: {said}, by the table {meant}")

    assert found == []


@pytest.mark.parametrize("role", ["reader", "screener"])
def test_a_key_that_outlived_its_owner_s_role_may_nothing_that_the_role_may_not(role: str, now: Any) -> None:
    """Made by an approver with every scope, who then became less."""
    owner = make_user(now, "once@example.org", role="approver")
    text = access.issue_key(user=owner, name="all", at=now)[1]
    access.change_user(user=owner, fields={"role": role})
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {text}"})

    for route in endpoints():
        for method, need in roles.table()[route.name].items():
            scope_reached = not need.scope or roles.reaches(role, roles.SCOPES[need.scope])
            reached = roles.reaches(role, need.role_where(public_reading=True)) and scope_reached
            assert answered(client, route, method) == ("allowed" if reached else "refused"), (route, method)
