"""Pages of batches as a reader gets them: accessible in both colours, narrow, and without scripts."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started

STYLE = (Path(__file__).resolve().parents[2] / "static/css/app.css").read_text(encoding="utf-8")
ROWS = ("株式会社SUBARU,日本", "Quiet Example GmbH,DE", "Sub\u202earu,JP", "SUB\u200bARU Corporation,JP", ",JP")


@pytest.fixture
def pages(db, client, today, now):
    """Every kind of page, as text: the browser starts only when the database is done with."""
    by = somebody()
    client.force_login(by)
    draft, running, done = (sent(csv_of(*ROWS), by=by, at=now, file_name=f"名单-{n}.csv") for n in range(3))
    started(done, at=now)
    run_all(at=now)
    started(running, at=now)
    found = {
        f"{name} batch": client.get(reverse("screening:batch-detail", kwargs={"number": batch.pk}))
        for name, batch in (("draft", draft), ("running", running), ("done", done))
    }
    found["faulty draft"] = client.post(reverse("screening:batch-detail", kwargs={"number": draft.pk}), {"as_of": "x"})
    found["list"] = client.get(reverse("screening:batch-list"))
    found["list with a fault"] = client.post(reverse("screening:batch-list"))
    return {name: _styled(response.content.decode()) for name, response in found.items()}


def _styled(html):
    """The page with its style inside, and without scripts: nothing is fetched."""
    html = re.sub(r"<script.*?</script>", "", html)
    return re.sub(r'<link rel="stylesheet"[^>]*>', lambda _found: f"<style>{STYLE}</style>", html)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_a_batch_bars_anybody(pages, scheme):
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
