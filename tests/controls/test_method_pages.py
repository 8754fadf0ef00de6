"""Pages are for reading: nothing but GET and HEAD, and HEAD says what GET would say."""

import pytest
from django.conf import settings
from django.test import Client

from controls.models import Change
from tests.controls.tour import DATED, ERRORS, PAGES, VIEWS

pytestmark = pytest.mark.usefixtures("seeded", "today")
by_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
REPORT = PAGES["error-report"]
# The page to report an error on is a form that anybody may send; all others are for reading only.
READ_ONLY = {name: path for name, path in PAGES.items() if path != REPORT}
by_read_page = pytest.mark.parametrize("path", READ_ONLY.values(), ids=READ_ONLY)
by_header = pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])


@by_read_page
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_every_other_method_is_refused(client, path, method):
    answer = getattr(client, method)(path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_a_report_of_an_error_is_read_or_sent_and_nothing_else(client, method):
    answer = getattr(client, method)(REPORT)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"


@by_page
def test_an_invented_method_is_refused(client, path):
    assert client.generic("PROPFIND", path).status_code == 405


@by_read_page
@by_header
def test_a_header_does_not_turn_one_method_into_another(client, path, header):
    assert client.post(path, headers={header: "GET"}).status_code == 405


@by_header
def test_a_header_turns_no_sent_report_into_a_read_one_nor_back(client, header):
    assert client.post(REPORT, headers={header: "GET"}).status_code == 400
    assert client.get(REPORT, headers={header: "POST"}).status_code == 200


@pytest.mark.parametrize("body", [{"as_of": "2026-01-01"}, {"_method": "get"}, {"csrfmiddlewaretoken": "x"}])
def test_a_form_that_is_sent_is_refused_even_with_the_protection_on(body):
    visitor = Client(enforce_csrf_checks=True)

    assert visitor.post("/entities/", body).status_code in (403, 405)


@pytest.mark.parametrize("address", [*DATED.values(), *VIEWS.values(), *ERRORS.values()])
def test_head_says_what_get_says_without_the_body(client, address):
    shown, asked = client.get(address), client.head(address)

    assert asked.status_code == shown.status_code
    assert asked.content == b""
    assert asked.headers["Content-Type"] == shown.headers["Content-Type"]


def test_head_on_a_listing_key_leads_on_too(client):
    assert client.head("/entities/cn-wl-2026-012-1/").headers["Location"].startswith("/entities/subaru-corporation/")


@by_page
def test_reading_records_nothing(client, path, django_assert_num_queries):
    before = Change.objects.revision()

    client.get(path)

    assert Change.objects.revision() == before


@by_read_page
def test_reading_starts_no_session(client, path):
    answer = client.get(path)

    assert not answer.cookies
    assert "Set-Cookie" not in answer.headers


def test_the_form_of_a_report_sets_the_token_of_forms_and_starts_no_session(client):
    assert list(client.get(REPORT).cookies) == [settings.CSRF_COOKIE_NAME]


@by_page
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Content-Type", "text/html; charset=utf-8"),
    ],
)
def test_every_page_carries_its_guards(client, path, header, value):
    assert client.get(path).headers[header] == value
