"""The desk in a real browser: nothing that the content policy refuses, nothing that axe finds in our own parts."""

import shutil
from collections.abc import Iterator
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from controls.models import ApiKey, Change, Entity, Listing, ListingEvent, Notice, Source, User
from tests.controls.desk import make_user, opened, url
from tests.controls.test_admin_listing_acts import ACT, act, choose
from tests.factories import make_listing

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
HOST = "http://testserver"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
def pages(client: Client, now: Any) -> dict[str, HttpResponse]:
    """Every kind of page of the desk, rendered before the browser starts: it may not ask the database itself."""
    user = make_user(now, is_superuser=True)
    client.force_login(user)
    listing = make_listing()
    event = ListingEvent.objects.order_by("pk")[0]
    change = Change.objects.order_by("-pk")[0]
    addresses = ["/admin/", "/admin/jsi18n/", url(User, "add"), url(ApiKey, "add"), url(Change, "change", change.pk)]
    for model in (Source, Notice, Entity, Listing, ListingEvent, Change):
        addresses.append(url(model, "changelist"))
    for fact in (listing, listing.notice, listing.entity, event):
        addresses += [url(type(fact), "change", fact.pk), url(type(fact), "history", fact.pk)]
    rendered = {address: client.get(address) for address in addresses}
    rendered["/act-form/"] = choose(client, [listing])
    rendered["/act-refused/"] = client.post(ACT, act([listing], effective_from="soon"))
    rendered["/act-preview/"] = client.post(ACT, act([listing]))
    rendered["/key/"] = client.post(url(ApiKey, "add"), {"user": user.pk, "name": "a program"})
    refused = opened(client, listing) | {"version": "7", "reason": "R"}
    rendered["/meanwhile/"] = client.post(url(Listing, "change", listing.pk), refused)
    rendered["/login/"] = Client().get("/admin/login/")
    return rendered


@pytest.fixture
def browser(pages: dict[str, HttpResponse]) -> Iterator[Page]:
    """A browser whose only server is the rendered pages and the static files of this project."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in pages:
            route.fulfill(status=200, body=pages[path].content, headers=dict(pages[path].headers))
            return
        found = finders.find(path.removeprefix("/static/"))
        if not isinstance(found, str):
            route.fulfill(status=404, body="")
            return
        kind = guess_type(found)[0] or "application/octet-stream"
        route.fulfill(status=200, body=Path(found).read_bytes(), headers={"Content-Type": kind})

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page()
        page.route("**/*", answer)
        yield page
        chromium.close()


def test_no_page_of_the_desk_does_what_the_policy_refuses(browser: Page, pages: dict[str, HttpResponse]) -> None:
    refused: list[str] = []
    browser.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    browser.on("pageerror", lambda error: refused.append(str(error)))

    for address in pages:
        if address != "/admin/jsi18n/":
            browser.goto(HOST + address)

    assert refused == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_pages_of_the_desk(browser: Page, pages: dict[str, HttpResponse], scheme: Any) -> None:
    browser.emulate_media(color_scheme=scheme)
    found: dict[str, list[str]] = {}

    for address in pages:
        if address == "/admin/jsi18n/":
            continue
        browser.goto(HOST + address)
        for violation in Axe().run(browser).response["violations"]:
            for node in violation["nodes"]:
                found.setdefault(f"{violation['id']}: {node['html'][:160]}", []).append(address)

    assert found == {}
