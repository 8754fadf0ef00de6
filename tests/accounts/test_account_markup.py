"""The pages of an account as a browser gets them: sound, named, without anything that the policy refuses."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from controls import account_urls
from tests.accounts.people import make, proved, signed_in, try_in, with_app
from tests.controls.markup import tree

pytestmark = pytest.mark.django_db
OPEN = {
    "account_login": "/account/sign-in/",
    "account_inactive": "/account/not-active/",
    "account_signup": "/account/no-sign-up/",
    "account_reset_password": "/account/password/forgotten/",
    "account_reset_password_done": "/account/password/forgotten/sent/",
    "account_reset_password_from_key": "/account/password/new/1-x/",
    "account_reset_password_from_key_done": "/account/password/new/done/",
    "account_email_verification_sent": "/account/e-mail/sent/",
    "account_confirm_email": "/account/e-mail/made:up/",
    "socialaccount_login_cancelled": "/account/sso/cancelled/",
}
OWN = {
    "account_overview": "/account/",
    "account_logout": "/account/sign-out/",
    "account_reauthenticate": "/account/again/",
    "account_email": "/account/e-mail/",
    "account_change_password": "/account/password/",
    "usersessions_list": "/account/signed-in/",
    "mfa_index": "/account/second-factor/",
    "mfa_reauthenticate": "/account/second-factor/again/",
    "mfa_deactivate_totp": "/account/second-factor/app/remove/",
    "mfa_view_recovery_codes": "/account/second-factor/recovery/",
    "mfa_generate_recovery_codes": "/account/second-factor/recovery/new/",
    "mfa_list_webauthn": "/account/second-factor/keys/",
    "mfa_add_webauthn": "/account/second-factor/keys/add/",
}
# Reached on other ways: tests of their own look at them.
ELSEWHERE = {
    "account_set_password",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate_webauthn",
    "mfa_login_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "single_sign_on",
    "openid_connect_callback",
}


@pytest.fixture
def own():
    """Signed in, with an app, the password said once more."""
    user = make()
    client = proved(signed_in())
    with_app(user)
    return client


def sound(answer):
    """The tree of a page that has what every page has."""
    page = tree(answer)
    ids = [element["id"] for element in page.walk() if element.get("id")]
    levels = [int(element.name[1]) for element in page.walk() if re.fullmatch("h[1-6]", element.name)]
    named = {element.get("for") for element in page.all("label")}
    inputs = [each for each in page.all("input") if each.get("type") not in ("hidden", "checkbox", "submit")]

    assert answer.status_code == 200
    assert len(ids) == len(set(ids))
    assert levels.count(1) == 1
    assert page.one("title").text.endswith(" – Rare Earth Controls Register")
    assert [each for each in inputs if each.get("id") not in named and each.get("name") != "as_of"] == []
    assert [element for element in page.walk() if element.get("style")] == []
    assert not [each for each in page.all("script") if not each.get("src")]
    for form in page.all("form"):
        # Language and colours are chosen on pages that anybody may keep: their forms hold no token.
        if form.get("method") == "post" and form.get("action") != "/preferences/":
            assert form.all("input", name="csrfmiddlewaretoken"), form
    return page


def test_every_address_is_looked_at_somewhere():
    names = {pattern.name for pattern in account_urls.urlpatterns}

    assert names == set(OPEN) | set(OWN) | ELSEWHERE


@pytest.mark.parametrize("address", OPEN.values(), ids=OPEN)
def test_open_pages_are_sound(client, address):
    assert sound(client.get(address)).one("h1").text


@pytest.mark.parametrize("address", OWN.values(), ids=OWN)
def test_own_pages_are_sound(own, address):
    assert sound(own.get(address)).one("h1").text


@pytest.mark.parametrize("address", OWN.values(), ids=OWN)
def test_own_pages_are_nobody_elses(client, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"] in ("/",) or answer["Location"].startswith("/account/sign-in/?next=")


def test_pages_speak_of_no_day(own):
    """The bar that says which day a page speaks for would mean nothing here."""
    pages = [Client().get(address) for address in OPEN.values()] + [own.get(address) for address in OWN.values()]

    assert [page.request["PATH_INFO"] for page in pages if tree(page).all("section", **{"class": "asof"})] == []


def test_setting_up_an_app_is_sound():
    make()
    assert sound(proved(signed_in()).get("/account/second-factor/app/")).one("img")["alt"]


def test_the_second_step_is_sound_and_offers_a_key():
    with_app(make())
    client = Client()
    try_in(client)

    page = sound(client.get("/account/second-factor/code/"))

    key = page.one("main").one("form", **{"data-passkey": "use"})
    assert "challenge" in key["data-options"]
    assert key.one("button").attributes.keys() >= {"hidden"}


def test_keys_can_be_looked_at_renamed_and_removed(own):
    user = Authenticator.objects.first().user
    key = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "<b>My key</b>", "credential": {}}
    )

    assert "<b>My key</b>" in sound(own.get("/account/second-factor/keys/")).one("main").text
    sound(own.get(f"/account/second-factor/keys/{key.pk}/"))
    own.post(f"/account/second-factor/keys/{key.pk}/", {"name": "Blue key"})
    key.refresh_from_db()
    assert key.data["name"] == "Blue key"
    sound(own.get(f"/account/second-factor/keys/{key.pk}/remove/"))
    own.post(f"/account/second-factor/keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_the_keys_of_somebody_else_are_not_there(own):
    other = Authenticator.objects.create(
        user=make("grace@example.org"), type=Authenticator.Type.WEBAUTHN, data={"name": "k", "credential": {}}
    )

    for page in ("", "remove/"):
        assert own.get(f"/account/second-factor/keys/{other.pk}/{page}").status_code == 404
        assert own.post(f"/account/second-factor/keys/{other.pk}/{page}", {"name": "mine"}).status_code == 404


def test_recovery_codes_can_be_taken_along_as_a_file(own):
    answer = own.get("/account/second-factor/recovery/codes.txt")

    assert answer["Content-Type"].startswith("text/plain")
    assert len(answer.content.decode().split()) == 10
    assert "no-store" in answer["Cache-Control"]


def test_without_scripts_the_buttons_of_keys_are_not_there(client):
    page = sound(client.get("/account/sign-in/"))

    form = page.one("main").one("form", **{"data-passkey": "sign-in"})
    assert [button.get("hidden", "no") for button in form.all("button")] == [""]
    assert "needs JavaScript" in form.one("noscript").text


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "a@b.example'><b>", "\u202e@example.org", "x" * 5000])
def test_what_was_typed_comes_back_escaped(client, typed):
    answer = client.post("/account/sign-in/", {"login": typed, "password": typed, "next": typed})

    assert answer.status_code == 200
    assert typed[:20] not in answer.content.decode() or "<" not in typed
    sound(answer)


def test_every_door_of_allauth_that_is_open_is_ours():
    """None of its addresses came in by the way, and nothing of it stands in the desk."""
    ours = {pattern.name for pattern in account_urls.urlpatterns}
    resolver = get_resolver(settings.ROOT_URLCONF)
    theirs = {
        name
        for name in resolver.reverse_dict
        if isinstance(name, str) and name.startswith(("account_", "mfa_", "socialaccount_", "usersessions_", "openid"))
    }

    assert theirs == ours - {"single_sign_on"}


def test_the_desk_shows_nothing_that_allauth_keeps(client):
    client.force_login(make("boss@example.org", "admin"))

    labels = {app["app_label"] for app in client.get("/admin/").context["app_list"]}

    assert labels & {"account", "mfa", "socialaccount", "usersessions"} == set()
