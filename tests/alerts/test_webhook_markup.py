"""The pages of webhooks keep every rule of markup that the public pages keep, in each of their states."""

import inspect

import pytest
from django.utils import timezone

from controls.alerts.models import Delivery
from controls.alerts.services import endpoints
from tests.alerts import hooked
from tests.alerts.hooked import deliver, endpoint_at, following, messages
from tests.alerts.receiver import receiving, says
from tests.controls import test_templates_markup as markup
from tests.controls.markup import tree

pytestmark = pytest.mark.django_db
ROOT = "/alerts/webhooks/"
RULES = [
    rule
    for name, rule in vars(markup).items()
    if name.startswith("test_") and set(inspect.signature(rule).parameters) == {"page", "address"}
]


@pytest.fixture
def shown(client, settings, today):
    """Every page, by what it shows."""
    now = timezone.now()
    with receiving() as receiver:
        settings.OUTBOUND_TEST_HOSTS = [receiver.place]
        ying = hooked.owner()
        client.force_login(ying)
        row = endpoint_at(receiver.url, by=ying, at=now, name="海关 Ledger")
        receiver.acts = [says(200), says(500, b"<b>boom</b>")]
        given_up, *_others = messages(following(row, label="実体 Skydio, Inc."), 4, at=now)
        deliver(now)
        Delivery.objects.filter(pk=given_up.pk).update(state="failed", sent_at=None)
        endpoints.rotate(endpoint=row, at=now)
        at = f"{ROOT}{row.pk}/"
        pages = {
            "none": client.get(f"{at}?state=failed&page_size=1"),
            "list": client.get(ROOT),
            "detail": client.get(f"{at}?page_size=2"),
            "faults": client.post(at, {"remove": "1"}),
            "list-faults": client.post(ROOT, {"url": "http://hooks.example/", "name": ""}),
            "secret": client.post(at, {"rotate": "1"}),
        }
        for state in ("gone", "failing", "off"):
            type(row).objects.update(state=state)
            pages[state] = client.get(at)
        return pages


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.removeprefix("test_"))
def test_every_rule_of_markup_is_kept(shown, rule):
    assert len(shown) == 9
    for name, response in shown.items():
        rule(page=tree(response), address=name)
