"""The gate: who does not reach is led to the sign-in or told in words, what has no row is closed to all."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client, override_settings

from controls import roles
from controls.roles import Need
from controls.services import access
from tests.controls.desk import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded", "today")]
closed = override_settings(PUBLIC_READING=False)


def signed_in(role: str, now: Any) -> Client:
    client = Client()
    client.force_login(make_user(now, f"{role}@example.org", role=role))
    return client


def bearer(role: str, now: Any, *scopes: str) -> dict[str, str]:
    user = make_user(now, f"{role}@example.org", role=role)
    text = access.issue_key(user=user, name="tests", at=now, scopes=scopes or None)[1]
    return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> dict[str, Mapping[str, Need]]:
    """A table that a test may change."""
    copy = dict(roles.table())
    monkeypatch.setattr(roles, "table", lambda: copy)
    return copy


class TestAnAddressWithoutARow:
    @pytest.mark.parametrize("role", [*roles.LADDER])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_closed_to_everybody(self, table: Any, now: Any, role: str, method: str) -> None:
        del table["controls:about"]
        client = Client() if role == "visitor" else signed_in(role, now)

        answer = getattr(client, method)("/about/")

        assert answer.status_code == 403
        assert answer["Cache-Control"] == "private, no-store"

    def test_is_told_in_the_log(self, table: Any, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        del table["controls:about"]

        client.get("/about/")

        assert "No row in the table of access for 'controls:about'" in caplog.text

    def test_of_the_api_is_closed_in_problem_details(self, table: Any, client: Client, now: Any) -> None:
        del table["api:listing-list"]

        answer = client.get("/api/v1/listings/", headers=bearer("admin", now))

        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")

    def test_of_the_api_is_closed_by_the_permission_too(self, table: Any, client: Client, now: Any) -> None:
        """Should the gate ever be taken out of the middleware."""
        table["api:listing-list"] = {"POST": Need("visitor")}

        answer = client.get("/api/v1/listings/", headers=bearer("admin", now))

        assert answer.status_code == 403
        assert answer.json()["detail"] == "Nobody may do this."


class TestAMethodThatTheTableDoesNotHave:
    @pytest.mark.parametrize("path", ["/", "/screening/", "/desk/", "/admin/", "/admin/controls/user/", "/metrics"])
    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
    def test_is_not_allowed_whoever_asks(self, client: Client, path: str, method: str) -> None:
        answer = getattr(client, method)(path)

        assert answer.status_code == 405
        assert {"GET", "HEAD"} <= {each.strip() for each in answer["Allow"].split(",")}

    def test_says_which_methods_there_are(self, client: Client) -> None:
        assert client.put("/screening/")["Allow"] == "GET, HEAD, POST"
        assert client.get("/screening/decisions/assign/")["Allow"] == "POST"


class TestAVisitor:
    @pytest.mark.parametrize("path", ["/screening/", "/desk/drafts/?page=2", "/admin/", "/account/keys/"])
    def test_is_led_to_the_sign_in_and_back(self, client: Client, path: str) -> None:
        answer = client.get(path)

        assert answer.status_code == 302
        assert answer["Location"].endswith("?next=" + path.replace("?", "%3F").replace("=", "%3D"))
        assert answer["Cache-Control"] == "private, no-store"

    def test_who_sends_a_form_is_led_to_the_sign_in_but_not_back_into_the_middle_of_it(self, client: Client) -> None:
        assert client.post("/screening/decisions/assign/")["Location"].endswith("?next=/")

    @override_settings(LOGIN_URL="/elsewhere/")
    def test_is_led_where_the_settings_say(self, client: Client) -> None:
        assert client.get("/desk/")["Location"] == "/elsewhere/?next=/desk/"

    @closed
    @pytest.mark.parametrize("path", ["/", "/search/?q=x", "/news/", "/changes/feed.atom"])
    def test_reads_nothing_where_reading_is_closed(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 302

    @closed
    @pytest.mark.parametrize("path", ["/health/", "/healthz", "/account/sign-in/", "/api/v1/health/"])
    def test_may_still_see_whether_all_is_well_and_sign_in(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 200

    def test_of_the_api_is_asked_for_a_key(self, client: Client) -> None:
        answer = client.get("/api/v1/screening/checks/")

        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer ")


class TestSomebodyWhoseRoleDoesNotReach:
    @pytest.mark.parametrize(
        ("role", "path", "needed"),
        [
            ("reader", "/screening/", "screener"),
            ("approver", "/desk/", "editor"),
            ("editor", "/admin/controls/user/", "admin"),
        ],
    )
    def test_is_told_which_one_is_needed(self, now: Any, role: str, path: str, needed: str) -> None:
        page = signed_in(role, now).get(path)

        words = page.content.decode()
        assert page.status_code == 403
        assert f"This needs the role “{needed}”" in words
        assert f"You are signed in as {role}@example.org with the role “{role}”." in words
        assert "Ask who manages the accounts" in words
        assert page["Cache-Control"] == "private, no-store"

    @override_settings(CONTACT="desk@example.org")
    def test_is_told_whom_to_ask(self, now: Any) -> None:
        assert "for the role: desk@example.org." in signed_in("reader", now).get("/desk/").content.decode()

    @pytest.mark.parametrize("path", ["/admin/controls/listing/1/delete/", "/admin/controls/change/add/"])
    def test_is_not_sent_to_anybody_for_what_nobody_may(self, now: Any, path: str) -> None:
        page = signed_in("admin", now).get(path)

        assert page.status_code == 403
        assert "Nobody may do this" in page.content.decode()
        assert "Ask who" not in page.content.decode()

    def test_loses_the_page_with_the_next_question_when_the_role_is_taken(self, now: Any) -> None:
        client = signed_in("screener", now)
        assert client.get("/screening/portfolios/").status_code == 200

        access.change_user(user=client.get("/screening/portfolios/").context["user"], fields={"role": "reader"})

        assert client.get("/screening/portfolios/").status_code in (302, 403)

    def test_of_the_api_is_told_in_problem_details(self, client: Client, now: Any) -> None:
        answer = client.get("/api/v1/screening/checks/", headers=bearer("reader", now))

        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
        assert "needs the role “screener”; yours is “reader”" in answer.json()["detail"]


class TestAKey:
    def test_without_the_scope_is_told_which_one_is_needed(self, client: Client, now: Any) -> None:
        answer = client.get("/api/v1/screening/checks/", headers=bearer("admin", now, "read", "alerts"))

        assert answer.status_code == 403
        assert answer.json()["detail"] == "This needs a key with the scope “screen”; this key has: read, alerts."

    def test_may_no_more_than_its_owner_after_the_role_was_taken(self, client: Client, now: Any) -> None:
        headers = bearer("approver", now, "decide")
        owner = access.find_key(text=headers["Authorization"].split()[1], at=now).user  # type: ignore[union-attr]
        access.change_user(user=owner, fields={"role": "screener"})

        answer = client.post("/api/v1/screening/decisions/1/comment/", headers=headers)

        assert answer.status_code == 403
        assert answer.json()["detail"] == (
            "Keys with the scope “decide” need an owner with the role “approver”; yours is “screener”."
        )

    def test_reads_what_visitors_may_whatever_its_scopes(self, client: Client, now: Any) -> None:
        assert client.get("/api/v1/listings/", headers=bearer("screener", now, "screen")).status_code == 200

    @closed
    def test_reads_with_the_scope_only_where_reading_is_closed(self, client: Client, now: Any) -> None:
        other = bearer("reader", now, "read")

        assert client.get("/api/v1/listings/", headers=other).status_code == 200
        assert client.get("/api/v1/listings/", headers=bearer("screener", now, "screen")).status_code == 403

    def test_opens_no_page(self, client: Client, now: Any) -> None:
        assert client.get("/screening/", headers=bearer("admin", now)).status_code == 302
