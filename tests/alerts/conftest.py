"""What every test of alerts may count on: an installation that sends letters."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def mail_server(settings: Any) -> None:
    """A mail server is set, though none is there: letters lie in the outbox. Tests of the lack of one take it away."""
    settings.EMAIL_HOST = "mail.example"
    settings.SENDS_MAIL = True
