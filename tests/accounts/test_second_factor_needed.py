"""Where the settings ask for it, whoever writes facts has a second factor before anything else."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from config.middleware import SecondFactorMiddleware
from controls import roles
from controls.models import ApiKey
from controls.screening.models import ScreeningCheck
from controls.services import access
from tests.accounts.people import code_of, is_in, make, proved, try_in, with_app
from tests.controls.markup import tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def needed(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def in_by(role, **fields):
    user = make(f"{role}@example.org", role)
    client = Client()
    client.force_login(user)
    return user, client


@pytest.mark.parametrize("role", ["editor", "admin"])
@pytest.mark.parametrize("address", ["/", "/admin/", "/screening/", "/desk/", "/entities/?q=a"])
def test_who_writes_facts_is_led_to_set_one_up(role, address):
    _user, client = in_by(role)

    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, "/account/second-factor/")
    assert "needs a second factor" in tree(client.get(answer["Location"])).one("main").text


@pytest.mark.parametrize("role", ["reader", "screener", "approver"])
def test_others_are_not(role):
    _user, client = in_by(role)

    assert client.get("/about/").status_code == 200


def test_programs_that_come_with_a_session_are_told(today):
    _user, client = in_by("editor")

    answer = client.get("/api/v1/listings/")

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "second factor" in answer.json()["detail"]


OWN_PAGES = ["/account/keys/", "/account/password/", "/account/e-mail/", "/account/signed-in/", "/searches/"]


@pytest.mark.parametrize("address", OWN_PAGES)
def test_pages_of_one_s_own_wait_as_well(address):
    _user, client = in_by("editor")

    assert client.get(address)["Location"] == "/account/second-factor/"


def test_no_key_is_made_before(today):
    user, client = in_by("admin")

    answer = client.post("/account/keys/", {"name": "A way around", "scopes": ["read", "decide"], "expires_on": ""})

    assert answer["Location"] == "/account/second-factor/"
    assert not ApiKey.objects.filter(user=user).exists()


FREE = ["/account/", "/account/second-factor/", "/account/second-factor/keys/", "/account/sign-out/", "/account/again/"]


@pytest.mark.parametrize("address", FREE)
def test_what_sets_one_up_and_the_way_out_stay_open(address):
    _user, client = in_by("editor")

    assert client.get(address).status_code == 200


def test_every_free_address_is_one_of_the_register():
    assert set(roles.table()) >= SecondFactorMiddleware.FREE


class TestAKeyOfWhoNeedsOne:
    def asked(self, user, at, address="/api/v1/listings/", **more):
        _row, text = access.issue_key(user=user, name="n", at=at)
        return Client().get(address, headers={"Authorization": f"Bearer {text}"}, **more)

    @pytest.mark.parametrize("role", ["editor", "admin"])
    @pytest.mark.parametrize(
        "address", ["/api/v1/listings/", "/api/v1/screening/portfolios/", "/api/v1/alerts/webhooks/"]
    )
    def test_opens_nothing_and_is_told_why(self, role, address, now):
        answer = self.asked(make(f"{role}@example.org", role), now, address)

        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
        assert "Set one up at /account/second-factor/ first" in answer.json()["detail"]

    def test_writes_nothing(self, now):
        user = make("ed@example.org", "editor")
        _row, text = access.issue_key(user=user, name="n", at=now)

        answer = Client().post(
            "/api/v1/screening/checks/",
            {"name": "Subaru"},
            content_type="application/json",
            headers={"Authorization": f"Bearer {text}"},
        )

        assert answer.status_code == 403
        assert not ScreeningCheck.objects.filter(asked_by=user).exists()

    def test_is_not_noted_as_used(self, now):
        user = make("ed@example.org", "editor")

        self.asked(user, now)

        assert ApiKey.objects.get(user=user).last_used_at is None

    def test_opens_when_the_owner_has_one(self, now, today):
        user = make("ed@example.org", "editor")
        with_app(user)

        assert self.asked(user, now).status_code == 200

    def test_closes_again_when_it_was_taken_away(self, now):
        user = make("ed@example.org", "editor")
        with_app(user)
        access.forget_second_factors(user=user)

        assert self.asked(user, now).status_code == 403

    @pytest.mark.parametrize("role", ["reader", "screener", "approver"])
    def test_of_others_works_without(self, role, now, today):
        assert self.asked(make(f"{role}@example.org", role), now).status_code == 200

    def test_works_without_where_nobody_asks_for_it(self, settings, now, today):
        settings.REQUIRE_SECOND_FACTOR = False

        assert self.asked(make("ed@example.org", "editor"), now).status_code == 200


def test_nothing_is_written_before(today):
    _user, client = in_by("admin")

    assert (
        client.post("/admin/controls/user/add/", {"email": "eve@example.org"})["Location"] == "/account/second-factor/"
    )


def test_with_one_everything_opens(today):
    user, client = in_by("editor")
    with_app(user)

    assert client.get("/admin/").status_code == 200


def test_the_last_one_cannot_be_removed():
    user = make("ed@example.org", "editor")
    secret = with_app(user)
    client = Client()
    try_in(client, "ed@example.org")
    client.post("/account/second-factor/code/", {"code": code_of(secret)})
    proved(client)

    answer = client.post("/account/second-factor/app/remove/")

    assert "add another one first" in tree(answer).one("main").text
    assert access.has_second_factor(user=user)


def test_recovery_codes_alone_are_none():
    user, client = in_by("editor")
    with_app(user)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()

    assert not access.has_second_factor(user=user)
    assert client.get("/admin/")["Location"] == "/account/second-factor/"


def test_without_the_setting_nobody_is_asked(settings, today):
    settings.REQUIRE_SECOND_FACTOR = False
    _user, client = in_by("editor")

    assert client.get("/admin/").status_code == 200
    assert is_in(client)


def test_a_visitor_is_asked_for_nothing(client, today):
    assert client.get("/about/").status_code == 200


def test_it_costs_one_question_a_page_and_only_where_it_is_asked(django_assert_num_queries, settings, today):
    user, client = in_by("editor")
    with_app(user)
    client.get("/about/")
    with django_assert_num_queries(4):  # session, account, second factor, revision
        client.get("/about/")

    settings.REQUIRE_SECOND_FACTOR = False
    with django_assert_num_queries(3):
        client.get("/about/")
