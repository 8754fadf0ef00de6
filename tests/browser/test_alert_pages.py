"""Pages of alerts as a reader gets them: accessible in both colours, and narrow."""

import pytest

from controls.alerts.models import Delivery
from controls.models import EntityList
from tests.alerts.following import AT, collect, follow, list_somebody, somebody
from tests.browser.looks import barriers, styled, too_wide
from tests.controls.tour import ALERTS
from tests.factories import make_entity


@pytest.fixture
def pages(db, client, today, settings):
    """Every kind of page, as text: the browser starts only when the database is done with."""
    settings.EMAIL_HOST = "mail.example"  # of an installation that sends letters; none is sent here
    owner = somebody()
    client.force_login(owner)
    found = {"nothing": client.get("/alerts/")}
    following = follow(owner, subject="cn-watch-list", channel="email")
    for name in ("三菱重工业", "Ondarra-" * 30, "Kestrel & Sons"):
        list_somebody(EntityList.objects.get(key="cn-watch-list"), entity=make_entity(name))
    collect()
    Delivery.objects.update(trouble="The mail server answered 451 (SMTPDataError).", attempts=3)
    for name, address in ALERTS.items():
        found[name] = client.get(address)
    found["detail"] = client.get(f"/alerts/{following.pk}/")
    found["faulty"] = client.post("/alerts/new/", {"kind": "ends", "days": "many", "channel": "pigeon", "follow": "1"})
    stop = f"/alerts/unsubscribe/{following.token}/"
    client.logout()
    found["stop"], found["stopped"] = client.get(stop), client.post(stop)
    client.force_login(owner)
    found["ended"] = client.get(f"/alerts/{following.pk}/")
    assert {answer.status_code for answer in found.values()} == {200, 400}
    assert following.made_at == AT
    return {name: styled(answer.content.decode()) for name, answer in found.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_alerts_bars_anybody(pages, scheme):
    assert barriers(pages, scheme) == {}


def test_on_a_narrow_screen_only_tables_scroll_sideways(pages):
    assert too_wide(pages) == {}
