"""Signing in as a browser does it: with and without scripts, with a key, in both colours, and on a narrow screen."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.accounts.people import make, proved, signed_in, try_in, with_app
from tests.accounts.test_account_markup import OPEN, OWN
from tests.browser.entering import SIGN_IN, ask_to_enter
from tests.browser.looks import barriers, styled, too_wide


@pytest.fixture
def pages(seeded, today):
    """Every kind of page of an account, as text."""
    adas = make(name="Ada Lovelace of the Department of Very Long Names")
    client = proved(signed_in())
    kept = {"app": client.get("/account/second-factor/app/")}
    kept["refused password"] = client.post(
        "/account/password/", {"oldpassword": "x", "password1": "a", "password2": "b"}
    )
    with_app(adas)
    stranger = Client()
    kept |= {name: stranger.get(address) for name, address in OPEN.items()}
    kept |= {name: client.get(address) for name, address in OWN.items()}
    kept["wrong password"] = try_in(stranger, password="wrong")
    kept["refused"] = [try_in(stranger, "nobody@example.org", "wrong") for _ in range(6)][-1]
    waiting = Client()
    try_in(waiting)
    kept["second step"] = waiting.get("/account/second-factor/code/")
    assert {answer.status_code for answer in kept.values()} == {200, 429}
    return {name: styled(answer.content.decode()) for name, answer in kept.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_an_account_bars_anybody(pages, scheme):
    assert barriers(pages, scheme) == {}


def test_at_400_percent_only_tables_scroll_sideways(pages):
    assert too_wide(pages) == {}


@pytest.mark.parametrize("context", [{}, {"java_script_enabled": False}], indirect=True, ids=["scripts", "no scripts"])
def test_one_signs_in_goes_back_and_signs_out(page, account):
    ask_to_enter(page, account, to="/about/")

    assert urlsplit(page.url).path == "/about/"
    assert account[0] in page.inner_text("header")
    page.click("header form.who button")

    assert "Sign in" in page.inner_text("header")
    assert page.complaints == []


def test_a_passkey_is_made_and_then_signs_in_alone(context, house, her_account):
    """With the authenticator that Chromium brings for such tests: the browser, the script and the server for real."""
    here = house.replace("127.0.0.1", "localhost")  # a key belongs to a name, never to a number
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    ask_to_enter(page, her_account, here, to="/account/second-factor/keys/add/")
    page.fill("#id_password", her_account[1])
    page.click("main form[method=post] button.btn-1")

    page.check("[name=passwordless]")
    page.click("[data-passkey=make] button")
    page.wait_for_url("**/account/second-factor/recovery/")
    assert len(page.query_selector_all("main li code")) == 10
    page.click("header form.who button")
    page.goto(f"{here}{SIGN_IN}")
    page.click("[data-passkey=sign-in] button")
    page.wait_for_url(f"{here}/")

    assert her_account[0] in page.inner_text("header")
    page.click("header form.who button")
    ask_to_enter(page, her_account, here)
    assert urlsplit(page.url).path == "/account/second-factor/code/"
    page.click("[data-passkey=use] button")
    page.wait_for_url(f"{here}/")
    assert her_account[0] in page.inner_text("header")
    assert page.complaints == []
