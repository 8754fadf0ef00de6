"""The desk in a real browser: nothing that the content policy refuses, nothing that axe finds in our own parts."""

import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from controls.models import ApiKey, Change, Entity, Listing, ListingEvent, Proposal, User
from tests.controls.desk import make_user, opened, prove, url
from tests.controls.desk_acts import ACT, act, choose, confirm
from tests.controls.proposing import QUEUE, correct_as, page_of, signed_in
from tests.factories import make_listing

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture
def pages(client: Client, now: Any) -> dict[str, HttpResponse]:
    """Every kind of page of the desk, rendered before the browser starts: it may not ask the database itself."""
    user = make_user(now, role=User.Role.ADMIN)
    client.force_login(user)
    prove(client)
    listing = make_listing()
    event = ListingEvent.objects.order_by("pk")[0]
    change = Change.objects.order_by("-pk")[0]
    addresses = ["/admin/", "/admin/jsi18n/", url(User, "add"), url(ApiKey, "add"), url(Change, "change", change.pk)]
    addresses += [url(model, "changelist") for model in (Entity, Listing, Change)]
    addresses += [url(type(fact), "change", fact.pk) for fact in (listing, listing.notice, listing.entity, event)]
    addresses.append(url(Listing, "history", listing.pk))
    rendered = {address: client.get(address) for address in addresses}
    rendered["/act-form/"] = choose(client, [listing])
    rendered["/act-refused/"] = client.post(ACT, act([listing], effective_from="soon"))
    rendered["/act-preview/"] = client.post(ACT, act([listing]))
    rendered["/key/"] = client.post(url(ApiKey, "add"), {"user": user.pk, "name": "a program"})
    refused = opened(client, listing) | {"version": "7", "reason": "R"}
    rendered["/meanwhile/"] = client.post(url(Listing, "change", listing.pk), refused)
    rendered |= queue_pages(client, user, listing, now)
    rendered["/login/"] = Client().get("/account/sign-in/")
    return rendered


def queue_pages(desk: Client, user: User, listing: Listing, now: Any) -> dict[str, HttpResponse]:
    """The same desk with a second curator: forms that say so, the queue, and proposals in all their states."""
    colleague = signed_in(make_user(now, "grace@example.org"))
    confirm(desk, desk.post(ACT, act([listing])))
    proposal = Proposal.objects.latest("pk")
    edited = correct_as(listing.notice.sources.all()[0], user, title="New title")
    form = proposal.form["typed"] | {"proposal": proposal.pk}
    decide = {"decision": "publish", "digest": edited.digest}
    rendered = {
        "/waits-form/": desk.get(url(Listing, "change", listing.pk)),
        "/waits-preview/": desk.post(ACT, act([listing])),
        "/waits-act-again/": desk.post(ACT, form),
        "/waits-index/": desk.get("/admin/"),
        QUEUE: desk.get(QUEUE),
        "/proposal-own/": desk.get(page_of(proposal)),
        "/proposal-to-decide/": colleague.get(page_of(proposal)),
        "/proposal-refused/": colleague.post(page_of(proposal), {"decision": "reject", "reason": ""}),
    }
    correct_as(listing.notice.sources.all()[0], user, title="Another title")
    Proposal.objects.filter(pk=edited.pk).update(base={})
    colleague.post(page_of(edited), decide)
    return rendered | {"/proposal-void/": colleague.get(page_of(edited))}


@pytest.fixture
def host(pages: dict[str, HttpResponse]) -> Iterator[str]:
    """A server of nothing but the rendered pages and the static files of this project."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            found = None if path in pages else finders.find(path.removeprefix("/static/").lstrip("/"))
            self.send_response(200 if path in pages or isinstance(found, str) else 404)
            body, headers = b"", {"Content-Type": guess_type(path)[0] or "text/plain"}
            if path in pages:
                body, headers = pages[path].content, dict(pages[path].headers)
            elif isinstance(found, str):
                body = Path(found).read_bytes()
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser(host: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium.new_page(base_url=host)
        chromium.close()


def test_no_page_of_the_desk_does_what_the_policy_refuses(browser: Page, pages: dict[str, HttpResponse]) -> None:
    refused: list[str] = []
    browser.on("console", lambda told: refused.append(f"{browser.url}: {told.text}") if told.type == "error" else None)
    browser.on("pageerror", lambda error: refused.append(f"{browser.url}: {error}"))

    for address in pages:
        if address != "/admin/jsi18n/":
            browser.goto(address)

    assert refused == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_pages_of_the_desk(browser: Page, pages: dict[str, HttpResponse], scheme: Any) -> None:
    browser.emulate_media(color_scheme=scheme)
    found: dict[str, list[str]] = {}

    for address in pages:
        if address == "/admin/jsi18n/":
            continue
        browser.goto(address)
        for violation in Axe().run(browser).response["violations"]:
            for node in violation["nodes"]:
                found.setdefault(f"{violation['id']}: {node['html'][:160]}", []).append(address)

    assert found == {}


def test_nothing_that_the_browser_is_shown_leads_elsewhere(pages: dict[str, HttpResponse]) -> None:
    """An empty answer has no faults to find."""
    elsewhere = {address: page.status_code for address, page in pages.items() if page.status_code in (301, 302, 404)}

    assert elsewhere == {}
    assert min(len(page.content) for page in pages.values()) > 1000
