"""Pages of facts as PDF, at their own address."""

import re

import pytest

from tests.controls.tour import PAGES
from tests.screening.asking import somebody

pytestmark = pytest.mark.django_db
PRINTED = {
    name: PAGES[name]
    for name in (
        "entity-detail",
        "measure-detail",
        "catalogue-item",
        "item-comparison",
        "edition-comparison",
        "edition-detail",
        "element-detail",
        "notice-detail",
    )
}


@pytest.mark.parametrize("path", PRINTED.values(), ids=PRINTED)
def test_a_page_of_a_fact_is_there_as_a_pdf(client, path):
    response = client.get(path, {"print": "pdf"})

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert re.fullmatch(r'inline; filename="[-\w]+\.pdf"', response["Content-Disposition"])
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("path", PRINTED.values(), ids=PRINTED)
def test_the_page_offers_it_on_the_same_day(client, path):
    page = client.get(path, {"as_of": "2026-03-01"}).content.decode()

    assert f'href="{path}?as_of=2026-03-01&amp;print=pdf"' in page


@pytest.mark.parametrize("path", PRINTED.values(), ids=PRINTED)
def test_what_is_printed_today_names_its_day(client, today, path):
    page = client.get(path).content.decode()

    assert "as_of=2026-11-21&amp;print=pdf" in page


def test_the_same_question_is_answered_with_the_same_bytes(client):
    asked = {"print": "pdf", "as_of": "2026-03-01"}

    assert client.get(PAGES["entity-detail"], asked).content == client.get(PAGES["entity-detail"], asked).content
    assert (
        client.get(PAGES["entity-detail"], asked).content
        != client.get(PAGES["entity-detail"], {**asked, "as_of": "2026-02-01"}).content
    )


def test_another_kind_of_print_is_refused_and_named(client):
    response = client.get(PAGES["entity-detail"], {"print": "docx"})

    assert response.status_code == 400
    assert "print" in response.content.decode()


def test_what_is_no_page_is_answered_as_it_is(client):
    missing = client.get("/entities/nobody-at-all/", {"print": "pdf"})
    moved = client.get("/entities/cn-wl-2026-012-1/", {"print": "pdf"})

    assert (missing.status_code, missing["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert moved.status_code == 302


def test_a_check_is_printed_for_its_file_and_kept_by_nobody(client):
    client.force_login(somebody())
    asked = client.post("/screening/", {"name": "SUBARU Corporation"})

    printed = client.get(asked["Location"], {"print": "pdf"})

    assert printed["Content-Type"] == "application/pdf"
    assert printed["Cache-Control"] == "private, no-store"
    assert "print=pdf" in client.get(asked["Location"]).content.decode()


def test_who_is_not_signed_in_gets_no_check(client):
    response = client.get("/screening/checks/S-2026-11-21-000001/", {"print": "pdf"})

    assert response.status_code == 302
