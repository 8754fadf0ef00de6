"""People whom the operator's provider of OpenID Connect knows, with a provider that answers as the test says."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config.accounts import providers_from
from controls.accounts.adapters import SingleSignOnAdapter
from controls.models import User
from controls.services import access
from tests.accounts.people import PASSWORD, code_of, is_in, make, try_in, with_app
from tests.config.test_settings import read
from tests.controls.markup import tree

pytestmark = pytest.mark.django_db
ISSUER = "https://id.example.com"
CONFIGURATION = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/me",
    "jwks_uri": f"{ISSUER}/keys",
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
}
ADA = {"sub": "ada-1", "email": "ada@example.org", "email_verified": True, "name": "Ada Lovelace"}


class Provider:
    """Answers what it is asked; remembers who asked for what."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = dict(ADA)
        self.asked: list[str] = []
        self.sent: list[Any] = []
        self.broken = False

    def __enter__(self) -> "Provider":
        return self

    def __exit__(self, *_fault: Any) -> None:
        return None

    def get(self, url: str, **_more: Any) -> requests.Response:
        self.asked.append(url)
        if self.broken:
            raise requests.ConnectionError("nobody there")
        return answer(CONFIGURATION if url.endswith("openid-configuration") else self.person)

    def request(self, method: str, url: str, data: Any = None, **_more: Any) -> requests.Response:
        self.asked.append(url)
        self.sent.append(data)
        if data["code"] != "c-1":
            return answer({"error": "invalid_grant"})
        return answer({"access_token": "at-1", "token_type": "Bearer", "expires_in": 60})

    def post(self, url: str, **more: Any) -> requests.Response:
        return self.request("POST", url, **more)


def answer(content: Any) -> requests.Response:
    response = requests.Response()
    response.status_code = 200
    response.headers["Content-Type"] = "application/json"
    response._content = json.dumps(content).encode()
    return response


@pytest.fixture
def provider(settings, monkeypatch):
    settings.SOCIALACCOUNT_PROVIDERS = providers_from(name="Example ID", issuer=ISSUER, client_id="reg", secret="s3")
    settings.OIDC_NAME = "Example ID"
    provider = Provider()
    monkeypatch.setattr(SingleSignOnAdapter, "get_requests_session", lambda self: provider)
    return provider


def sent_to(client):
    """The address of the provider to which the page in between leads."""
    page = tree(client.post("/account/sso/"))
    return page.one("main").one("a")["href"]


def come_back(client, **changed):
    """The provider sends the browser back with a code."""
    asked = parse_qs(urlsplit(sent_to(client)).query)
    return client.get("/account/sso/callback/", {"code": "c-1", "state": asked["state"][0]} | changed)


def main(answer):
    return tree(answer).one("main").text


class TestOnwards:
    def test_the_page_of_the_sign_in_offers_it_by_name(self, client, provider):
        assert "Sign in with Example ID" in main(client.get("/account/sign-in/"))

    def test_where_none_is_set_up_there_is_none(self, client, settings):
        settings.SOCIALACCOUNT_PROVIDERS = {}

        assert "Sign in with" not in main(client.get("/account/sign-in/")).replace("Sign in with a passkey", "")
        assert client.post("/account/sso/").status_code == 404
        assert client.get("/account/sso/callback/").status_code == 404

    def test_it_asks_with_a_state_and_a_proof_of_the_code(self, client, provider):
        address = urlsplit(sent_to(client))
        asked = parse_qs(address.query)

        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ISSUER}/authorize"
        assert asked["redirect_uri"] == ["http://testserver/account/sso/callback/"]
        assert asked["code_challenge_method"] == ["S256"]
        assert len(asked["state"][0]) >= 16
        assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}

    def test_opening_the_address_alone_sends_nobody_away(self, client, provider):
        answer = client.get("/account/sso/")

        assert answer.status_code == 200
        assert provider.asked == []

    def test_only_the_issuer_is_asked(self, client, provider):
        make()
        come_back(client)

        assert {urlsplit(url).netloc for url in provider.asked} == {"id.example.com"}


class TestComingBack:
    def test_the_account_with_the_proved_address_comes_in(self, client, provider):
        ada = make(role="screener")

        answer = come_back(client)

        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert client.get("/account/").context["user"] == ada
        assert SocialAccount.objects.get(user=ada).uid == "ada-1"

    def test_case_does_not_matter(self, client, provider):
        make()
        provider.person["email"] = "ADA@Example.org"

        come_back(client)

        assert is_in(client)

    def test_the_password_still_works(self, client, provider):
        make()
        come_back(client)

        assert try_in(Client()).status_code == 302

    def test_afterwards_the_identity_counts_and_not_the_address(self, client, provider):
        ada = make()
        come_back(client)
        provider.person["email"] = "renamed@example.org"

        other = Client()
        come_back(other)

        assert other.get("/account/").context["user"] == ada
        ada.refresh_from_db()
        assert ada.email == "ada@example.org"

    @pytest.mark.parametrize("said", [False, None, "false", "true", 1, "yes", []])
    def test_an_address_that_was_not_proved_opens_nothing(self, client, provider, said):
        make()
        provider.person["email_verified"] = said

        answer = come_back(client)

        assert answer.status_code == 403
        assert "does not say that your e-mail address was proved" in main(answer)
        assert not is_in(client)

    def test_nor_does_a_missing_address(self, client, provider):
        del provider.person["email"]

        assert come_back(client).status_code == 403

    def test_who_is_not_active_does_not_come_in(self, client, provider):
        access.change_user(user=make(), fields={"is_active": False})

        assert come_back(client)["Location"] == "/account/not-active/"
        assert not is_in(client)

    def test_the_second_factor_is_still_asked_for(self, client, provider):
        secret = with_app(make())

        assert come_back(client)["Location"] == "/account/second-factor/code/"
        assert not is_in(client)
        client.post("/account/second-factor/code/", {"code": code_of(secret)})
        assert is_in(client)

    def test_no_token_of_the_provider_is_kept(self, client, provider):
        make()
        come_back(client)

        assert not SocialToken.objects.exists()

    @pytest.mark.parametrize("changed", [{"state": "another"}, {"state": ""}, {"code": ""}])
    def test_what_was_not_asked_for_is_not_believed(self, client, provider, changed):
        make()

        answer = come_back(client, **changed)

        assert answer.status_code in (302, 401)
        assert not is_in(client)

    def test_a_browser_that_did_not_ask_is_not_believed(self, client, provider):
        make()
        state = parse_qs(urlsplit(sent_to(client)).query)["state"][0]
        victim = Client()

        victim.get("/account/sso/callback/", {"code": "c-1", "state": state})

        assert not is_in(victim)

    def test_cancelling_there_is_said_here(self, client, provider):
        answer = come_back(client, error="access_denied", code="")

        assert answer.status_code in (302, 401)
        assert not is_in(client)
        assert "cancelled" in main(client.get("/account/sso/cancelled/"))

    def test_a_provider_that_does_not_answer_is_no_fault_of_ours(self, client, provider):
        provider.broken = True

        answer = client.post("/account/sso/")

        assert answer.status_code == 401
        assert "did not answer" in main(answer)

    def test_no_second_identity_is_tied_to_an_account(self, client, provider):
        make("grace@example.org")
        client.force_login(User.objects.get(email="grace@example.org"))
        page = tree(client.post("/account/sso/?process=connect"))
        state = parse_qs(urlsplit(page.one("main").one("a")["href"]).query)["state"][0]

        answer = client.get("/account/sso/callback/", {"code": "c-1", "state": state})

        assert answer.status_code == 403
        assert not SocialAccount.objects.exists()


class TestUnknownPeople:
    def test_are_refused_in_words(self, client, provider, settings):
        settings.CONTACT = "desk@example.org"

        answer = come_back(client)

        assert answer.status_code == 403
        assert "Example ID knows you, but this register has no account" in main(answer)
        assert "desk@example.org" in main(answer)
        assert not User.objects.filter(email="ada@example.org").exists()
        assert not SocialAccount.objects.exists()

    def test_become_readers_where_the_settings_say_so(self, client, provider, settings):
        settings.OIDC_NEW_PEOPLE = "reader"

        answer = come_back(client)

        user = User.objects.get(email="ada@example.org")
        assert answer.status_code == 302
        assert (user.role, user.name, user.has_usable_password()) == ("reader", "Ada Lovelace", False)
        assert EmailAddress.objects.get(user=user).verified
        assert client.get("/account/").context["user"] == user

    def test_even_there_not_without_a_proved_address(self, client, provider, settings):
        settings.OIDC_NEW_PEOPLE = "reader"
        provider.person["email_verified"] = False

        assert come_back(client).status_code == 403
        assert not User.objects.filter(email="ada@example.org").exists()

    def test_what_the_provider_says_of_rights_is_not_heard(self, client, provider, settings):
        settings.OIDC_NEW_PEOPLE = "reader"
        provider.person |= {"role": "admin", "is_staff": True, "is_superuser": True, "groups": ["admin"]}

        come_back(client)

        assert User.objects.get(email="ada@example.org").role == "reader"

    def test_may_set_a_password_later(self, client, provider, settings):
        settings.OIDC_NEW_PEOPLE = "reader"
        come_back(client)

        assert client.get("/account/password/")["Location"] == "/account/password/first/"
        client.post("/account/password/first/", {"password1": PASSWORD, "password2": PASSWORD})

        assert try_in(Client()).status_code == 302


class TestSettings:
    def test_without_an_issuer_there_is_no_provider(self):
        assert providers_from(name="x", issuer="", client_id="", secret="") == {}

    @pytest.mark.parametrize("issuer", ["http://id.example.com", "id.example.com", "ftp://id.example.com"])
    def test_the_issuer_speaks_https(self, issuer):
        with pytest.raises(ImproperlyConfigured, match="https"):
            providers_from(name="x", issuer=issuer, client_id="a", secret="b")

    @pytest.mark.parametrize(("client_id", "secret"), [("", "b"), ("a", "")])
    def test_it_needs_both_parts(self, client_id, secret):
        with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_ID"):
            providers_from(name="x", issuer=ISSUER, client_id=client_id, secret=secret)

    def test_the_secret_may_stand_in_a_file(self, tmp_path):
        file = tmp_path / "secret"
        file.write_text("from-a-file\n", encoding="utf-8")

        found = read(
            "SOCIALACCOUNT_PROVIDERS", OIDC_ISSUER=ISSUER, OIDC_CLIENT_ID="reg", OIDC_CLIENT_SECRET_FILE=str(file)
        )

        assert '"secret": "from-a-file"' in found.stdout

    def test_an_unknown_wish_about_new_people_stops_the_start(self):
        assert "OIDC_NEW_PEOPLE must be one of refused, reader" in read("DEBUG", OIDC_NEW_PEOPLE="admin").stderr
