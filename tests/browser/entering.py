"""How a person signs in: the one place of the browser's tests that knows the address and the form."""

from urllib.parse import urlencode

from playwright.sync_api import expect

SIGN_IN = "/account/sign-in/"


def fill_in(page, account):
    """Answer the form that asks for an e-mail address and a password; what comes after it is left to the test."""
    page.fill("#id_login", account[0])
    page.fill("#id_password", account[1])
    page.click("main form[method=post] button.btn-1")


def ask_to_enter(page, account, house="", to=None):
    """Open the page and answer its form; `to` is the page to go on to."""
    page.goto(f"{house}{SIGN_IN}" + (f"?{urlencode({'next': to})}" if to else ""))
    fill_in(page, account)


def sign_in(page, account):
    """Come in, all the way."""
    ask_to_enter(page, account)
    expect(page.locator("header form.who")).to_be_visible()
