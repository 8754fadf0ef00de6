"""Somebody with an account, and how she signs in."""

import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.utils import timezone

from controls.models import User
from controls.services import access

PASSWORD = "a-long-quiet-sentence-7"
OTHER = "another-quiet-sentence-8"
SIGN_IN = "/account/sign-in/"


def make(email: str = "ada@example.org", role: str = "reader", **fields: Any) -> User:
    return access.create_user(email=email, password=PASSWORD, at=timezone.now(), role=role, **fields)


def try_in(client: Client, email: str = "ada@example.org", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password}, **more)


def signed_in(email: str = "ada@example.org", password: str = PASSWORD) -> Client:
    """A browser in which the account signed in by its password."""
    client = Client()
    answer = try_in(client, email, password)
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def proved(client: Client, password: str = PASSWORD) -> Client:
    """The same browser, after saying the password once more."""
    assert client.post("/account/again/", {"password": password}).status_code == 302
    return client


def letter_to(address: str) -> Any:
    found = [letter for letter in mail.outbox if letter.to == [address]]
    assert found, f"no letter to {address} among {[letter.to for letter in mail.outbox]}"
    return found[-1]


def address_in(letter: Any) -> str:
    """The path of the one address that a letter asks to open."""
    return re.search(r"http://testserver(/account/\S+)", letter.body)[1]


def with_app(user: User) -> str:
    """Give an account an app with codes, and recovery codes. Returns the app's secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def recovery_code_of(user: User) -> str:
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return codes.wrap().get_unused_codes()[0]
