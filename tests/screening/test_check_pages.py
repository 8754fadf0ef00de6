"""The pages of one check: form, answer, receipt; private to those who are signed in."""

import json

import pytest
from django.test import Client

from controls.screening.models import ScreeningCheck
from controls.screening.receipts import canonical, is_whole
from tests.controls.markup import tree
from tests.screening.asking import screened, somebody

pytestmark = pytest.mark.django_db
FORM = "/screening/"


@pytest.fixture
def signed_in(client, today):
    client.force_login(somebody())
    return client


def asked(client, **fields):
    """The page that a question leads to."""
    answer = client.post(FORM, fields)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    return tree(page)


def test_a_question_leads_to_its_answer_at_an_address_of_its_own(signed_in):
    page = asked(signed_in, name="SUBARU Corporation")

    assert page.one("h1").text == "1 possible match to decide"
    assert "SUBARU Corporation" in page.one("article").one("h2").text
    assert ScreeningCheck.objects.get().origin == "page"


def test_a_watch_listing_is_called_no_ban(signed_in):
    page = asked(signed_in, name="株式会社SUBARU", country="JP")

    assert "extra review, not a ban" in page.one("article").text


def test_nothing_found_is_never_called_clear(signed_in):
    page = asked(signed_in, name="Bäckerei Zimmermann")

    assert page.one("h1").text == "No entry found"
    assert "No entry found does not mean clear." in page.one("main").text
    assert "MOFCOM 2026 No. 1" in page.one("main").text


def test_a_visitor_is_sent_to_sign_in(client):
    answer = client.get(FORM)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/?next=/screening/")


def test_a_wrong_field_is_named_and_the_value_kept(signed_in):
    answer = signed_in.post(FORM, {"name": "Subaru", "threshold": "2", "as_of": "2026-02-30"})

    page = tree(answer)
    assert answer.status_code == 400
    assert "Enter a real date" in page.one("main").text
    assert 'value="2026-02-30"' in answer.content.decode()
    assert ScreeningCheck.objects.count() == 0


def test_the_receipt_on_the_page_is_the_exact_text(signed_in, now):
    check = screened("SUBARU", by=somebody("other@example.com"), at=now)

    answer = signed_in.get(f"/screening/checks/{check.number}/receipt.json")

    read = json.loads(answer.content)
    assert answer.content.decode() == canonical(read)
    assert is_whole(read)
    assert read["digest"] == check.digest


@pytest.mark.parametrize("path", [FORM, "/screening/checks/{number}/", "/screening/checks/{number}/receipt.json"])
def test_nobody_keeps_a_page_of_screening(signed_in, now, path):
    check = screened("SUBARU", by=somebody("other@example.com"), at=now)

    answer = signed_in.get(path.format(number=check.number))

    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.has_header("ETag")
    assert Client().get(path.format(number=check.number))["Cache-Control"] == "private, no-store"
