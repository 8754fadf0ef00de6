"""The journeys of docs/journeys.md, each made from its first click to its answer with scripts switched off."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.entering import sign_in

WRITTEN = Path(__file__).resolve().parents[2] / "docs/journeys.md"
pytestmark = pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True, ids=["no scripts"])
RUN_BATCHES = "from controls.screening.tasks import run_waiting_batches; run_waiting_batches()"
WATCH = "from controls.screening.tasks import watch_counterparties; watch_counterparties()"


@pytest.fixture
def signed_in(page, account):
    sign_in(page, account)
    return page


def test_browse(page):
    """Browse and filter the entity lists"""
    page.goto("/?as_of=2026-11-21")
    page.get_by_role("link", name="Watch List", exact=True).click()
    page.get_by_label("MOFCOM 2026 No. 12").check()
    page.get_by_role("button", name="Apply filters").click()

    expect(page.get_by_role("heading", name="20 of 274 entries")).to_be_visible()
    page.get_by_role("link", name="Remove filter MOFCOM 2026 No. 12").click()
    expect(page.get_by_role("heading", name="40 of 274 entries")).to_be_visible()


def test_past_day(page):
    """See an entity as of a past day"""
    page.goto("/entities/subaru-corporation/")
    page.get_by_label("Show as of").fill("2026-02-23")
    page.get_by_role("button", name="Go").click()

    expect(page.get_by_text("Not listed on 23 Feb 2026")).to_be_visible()
    page.get_by_role("link", name="Back to today").click()
    assert page.url.endswith("/entities/subaru-corporation/")


def test_compare(page):
    """Compare two editions of the catalogue"""
    page.goto("/catalogue/compare/")
    page.locator("select[name=from]").select_option("2020-08-28")
    page.locator("select[name=to]").select_option("2023-12-21")
    page.locator("form:has(select[name=from]) button").first.click()

    expect(page.get_by_role("heading", name="2020-08-28 to 2023-12-21").first).to_be_visible()
    expect(page.get_by_role("heading", name="Cite this comparison")).to_be_visible()


def test_chinese(page):
    """Search in Chinese"""
    page.goto("/")
    page.get_by_label("Search the register").fill("斯巴鲁")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="SUBARU Corporation").click()

    expect(page.locator('main [lang="zh-Hans"]', has_text="斯巴鲁").first).to_be_visible()
    expect(page.get_by_role("heading", name="What this means for a shipment")).to_be_visible()


def test_error(page):
    """Report an error"""
    page.goto("/entities/subaru-corporation/")
    page.locator("main aside").get_by_role("link", name="Report an error").click()
    assert page.get_by_label("About").input_value() == "entity:subaru-corporation"
    page.get_by_label("What is wrong").fill("The Japanese name lacks its legal form.")
    page.get_by_role("button", name="Send it to the curators").click()

    assert "?sent=" in page.url
    expect(page.locator("h1")).to_be_visible()


def test_feed(page):
    """Subscribe to changes and to the calendar"""
    page.goto("/changes/")
    page.get_by_label("stopped", exact=False).first.check()
    page.get_by_role("button", name="Apply filters").click()
    feed = page.request.get(page.get_by_role("link", name="Feed (Atom)").get_attribute("href"))
    assert feed.ok and feed.headers["content-type"].startswith("application/atom+xml")
    page.locator("footer").get_by_role("link", name="Subscribe to the calendar").click()
    days = page.request.get(page.get_by_role("link", name="File (.ics)").get_attribute("href"))

    assert days.ok and days.text().startswith("BEGIN:VCALENDAR")


def test_screen(signed_in):
    """Screen a name"""
    page = signed_in
    page.goto("/screening/")
    page.locator("#s-name").fill("SUBARU Corporation")
    page.get_by_role("button", name="Screen", exact=True).click()

    expect(page.get_by_role("link", name="SUBARU Corporation").first).to_be_visible()
    assert re.search(r"/screening/checks/S-[\d-]+/$", page.url)


def test_case(signed_in):
    """Decide a case"""
    page = signed_in
    page.goto("/screening/")
    page.locator("#s-name").fill("Skydio, Inc.")
    page.get_by_role("button", name="Screen", exact=True).click()
    page.get_by_role("link", name=re.compile("^Decide|^Look at the case")).first.click()
    page.get_by_label("Same party").check()
    page.locator("#decide-reason").fill("Name and country are those of the notice.")
    page.get_by_role("button", name="Save decision").click()

    expect(page.get_by_text("Name and country are those of the notice.").first).to_be_visible()
    expect(page.get_by_role("button", name="Save decision")).to_have_count(0)


def test_batch(signed_in, work):
    """Upload a batch and fetch the results"""
    page = signed_in
    page.goto("/screening/batches/")
    rows = "name,country\nSUBARU Corporation,JP\nBäckerei Zimmermann,DE\n".encode()
    page.locator("#s-file").set_input_files({"name": "parties.csv", "mimeType": "text/csv", "buffer": rows})
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Screen these rows").click()
    work(RUN_BATCHES)
    page.reload()
    expect(page.get_by_text("2 of 2 rows")).to_be_visible()
    results = page.request.get(page.get_by_role("link", name="CSV", exact=True).first.get_attribute("href"))

    assert results.ok
    assert "SUBARU Corporation" in results.text()


def test_portfolio(signed_in, work):
    """Keep a portfolio under watch"""
    page = signed_in
    page.goto("/screening/portfolios/")
    page.locator("#w-name").fill("Suppliers")
    page.get_by_role("button", name="Make the portfolio").click()
    page.get_by_role("link", name="Put counterparties in").first.click()
    page.locator("textarea[name=pasted]").fill("id,name,country\n1,SUBARU Corporation,JP\n2,Bäckerei Zimmermann,DE\n")
    # Whoever has batches is offered their parties in a form of its own.
    pasting = page.locator("form", has=page.locator("textarea[name=pasted]"))
    pasting.get_by_role("button", name="Put them under watch").click()
    work(WATCH)
    page.goto("/screening/portfolios/")

    row = page.get_by_role("row", name=re.compile("Suppliers"))
    expect(row.get_by_role("cell").nth(1)).to_have_text("2")
    expect(row.get_by_role("cell").nth(2)).to_have_text("1")


def test_saved(signed_in):
    """Save a search and come back to it"""
    page = signed_in
    page.goto("/measures/?q=rare&as_of=2026-03-01")
    page.get_by_text("Save this search").click()
    page.get_by_label("Name of the search").fill("Rare earths")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Rare earths").click()
    assert page.url.endswith("/measures/?q=rare")

    page.goto("/searches/")
    page.get_by_text("Rename or forget").click()
    page.get_by_role("button", name="Forget Rare earths").click()
    expect(page.get_by_text("None yet.")).to_be_visible()


def test_key(signed_in, account):
    """Make an API key, use it and revoke it"""
    page = signed_in
    page.goto("/account/keys/")
    page.get_by_role("link", name="Prove once more that it is you").click()
    page.locator("input[name=password]").fill(account[1])
    page.get_by_role("button", name="Go on").click()
    page.locator("#w-name").fill("nightly")
    page.get_by_role("button", name="Make the key").click()
    key = page.locator("[role=status] code").inner_text()
    asked = page.request.get("/api/v1/measures/", headers={"Authorization": f"Bearer {key}"})
    assert asked.ok
    page.get_by_role("button", name="Revoke nightly").click()

    refused = page.request.get("/api/v1/measures/", headers={"Authorization": f"Bearer {key}"})
    assert refused.status == 401
