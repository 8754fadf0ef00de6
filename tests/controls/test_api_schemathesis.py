"""The API against its own description: machine-made questions, good and bad, to every endpoint."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import settings as effort
from schemathesis import Case

from controls.api.schema import description
from controls.models import User
from controls.services import access

schema = schemathesis.openapi.from_dict(json.loads(description()))
schema.app = get_wsgi_application()
KEY: dict[str, str] = {}  # of the caller of what is private; reading needs none


@pytest.fixture(autouse=True)
def one_transaction(seeded: None, settings: Any) -> Iterator[None]:
    """The end of a real request would end the test's transaction. The throttle has tests of its own."""
    rates = {"DEFAULT_THROTTLE_RATES": {"anon": "1000000/min", "user": "1000000/min"}}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, **rates}
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    caller = User.objects.make(
        email="fuzz@example.com", password=None, role=User.Role.APPROVER, joined_at=timezone.now()
    )
    caller.save()
    _row, KEY["Authorization"] = access.issue_key(user=caller, name="fuzz", at=timezone.now())
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@effort(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_keeps_the_promises_of_its_description(case: Case) -> None:
    private = (
        {"Authorization": f"Bearer {KEY['Authorization']}"}
        if "/screening/" in case.path or "/alerts/" in case.path
        else {}
    )
    case.call_and_validate(headers={"Accept-Encoding": "identity", **private})
