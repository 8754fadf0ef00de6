"""Pages of a check as a reader gets them: accessible in both colours, and narrow."""

import pytest

from controls.screening.models import ScreeningCheck
from controls.screening.services import index, register
from tests.browser.looks import barriers, styled, too_wide
from tests.controls.tour import ACCOUNT, SIGNED_IN
from tests.screening.asking import TODAY, asked, somebody

NAMES = ("住友重機械工業(株)", "Bäckerei Zimmermann", "Skydio, Inc.", "Mitsubishi Heavy Industries")
LONG = {"name": "Ondarra-" * 60 + "株" * 60, "identifier": "9" * 60}


@pytest.fixture
def pages(db, client, today, monkeypatch):
    """Every kind of page, as text: the browser starts only when the database is done with."""
    client.force_login(somebody())
    assert asked("SUBARU").as_of == TODAY
    found = {"empty": client.get("/screening/")}
    for name in NAMES:
        found[name] = client.post("/screening/", {"name": name}, follow=True)
    found["long"] = client.post("/screening/", LONG, follow=True)
    found["faulty"] = client.post("/screening/", {"name": "SUB\u202eARU", "as_of": "2026-02-30", "limit": "x"})
    for name, address in (SIGNED_IN | ACCOUNT).items():
        found[name] = client.get(address)
    monkeypatch.setattr(register, "parties", lambda: iter(()))
    index.forget()
    found["without lists"] = client.get("/screening/")
    index.forget()
    assert ScreeningCheck.objects.count() == len(NAMES) + 1
    assert {answer.status_code for answer in found.values()} == {200, 400, 503}
    return {name: styled(answer.content.decode()) for name, answer in found.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_a_check_bars_anybody(pages, scheme):
    assert barriers(pages, scheme) == {}


def test_on_a_narrow_screen_only_tables_scroll_sideways(pages):
    assert too_wide(pages) == {}
