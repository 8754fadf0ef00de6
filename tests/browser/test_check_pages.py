"""Pages of a check as a reader gets them: accessible in both colours, and narrow."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from controls.screening.models import ScreeningCheck
from controls.screening.services import index, register
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.controls.tour import SIGNED_IN
from tests.screening.asking import TODAY, asked, somebody

STYLE = (Path(__file__).resolve().parents[2] / "static/css/app.css").read_text(encoding="utf-8")
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
    for name, address in SIGNED_IN.items():
        found[name] = client.get(address)
    monkeypatch.setattr(register, "parties", lambda: iter(()))
    index.forget()
    found["without lists"] = client.get("/screening/")
    index.forget()
    assert ScreeningCheck.objects.count() == len(NAMES) + 1
    assert {answer.status_code for answer in found.values()} == {200, 400, 503}
    return {name: _styled(answer.content.decode()) for name, answer in found.items()}


def _styled(html):
    """The page with its style inside, and without scripts: nothing is fetched."""
    html = re.sub(r"<script.*?</script>", "", html)
    return re.sub(r'<link rel="stylesheet"[^>]*>', lambda _found: f"<style>{STYLE}</style>", html)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_a_check_bars_anybody(pages, scheme):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(color_scheme=scheme).new_page()
        found = {}
        for name, html in pages.items():
            page.set_content(html)
            faults = Axe().run(page).response["violations"]
            found[name] = [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in faults]
        browser.close()

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_on_a_narrow_screen_only_tables_scroll_sideways(pages):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
        widths = {}
        for name, html in pages.items():
            page.set_content(html)
            widths[name] = page.evaluate("document.documentElement.scrollWidth")
        browser.close()

    assert {name: width for name, width in widths.items() if width > 320} == {}
