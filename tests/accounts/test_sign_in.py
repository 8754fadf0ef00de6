"""Signing in and out, as a person does it."""

import pytest
from django.utils import timezone

from controls.services import access

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def ada():
    return access.create_user(email="Ada@example.org", password=PASSWORD, at=timezone.now(), name="Ada", role="reader")


def test_the_right_password_opens_the_register(client, ada):
    answer = client.post("/account/sign-in/", {"login": "ada@EXAMPLE.org", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Ada" in client.get("/account/").content.decode()
