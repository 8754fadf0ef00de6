"""What the register says of itself: every promise on the page leads to what it speaks of."""

import pytest
from django.test import override_settings

from tests.controls.markup import tree

pytestmark = pytest.mark.usefixtures("seeded", "today")


@pytest.fixture
def page(client):
    return tree(client.get("/about/"))


def test_each_grade_of_evidence_is_explained_in_the_words_of_the_pages(page):
    explained = " ".join(word.text for word in page.one(id="checked").all("b")).lower()

    assert all(
        grade in explained for grade in ("official text seen", "two independent reports", "one report", "disputed")
    )


def test_the_two_states_that_are_read_wrongly_are_explained(page):
    words = page.one(id="checked").text

    assert "That is neither in force nor free." in words
    assert "That is not a removal from the list, and ordinary licence rules still apply." in words
    assert "No entry found is not the same as clear." in words


@pytest.mark.parametrize("anchor", ["checked", "licence", "accessibility"])
def test_what_the_foot_of_every_page_points_to_is_there(client, page, anchor):
    foot = tree(client.get("/entities/")).one("footer")

    assert f"/about/#{anchor}" in [link["href"] for link in foot.all("a")]
    assert page.one("section", id=anchor).one("h2").text


def test_bulk_downloads_answer_with_everything(client, page):
    links = {link.text: link["href"] for link in page.one(id="licence").all("a") if "download" in link.attributes}

    csv, json = (b"".join(client.get(links[kind])) for kind in ("CSV", "JSON"))

    assert csv.count(b"\r\n") == 275
    assert json.count(b"\n{") == 274


def test_bulk_downloads_keep_the_day_of_the_page(client):
    page = tree(client.get("/about/", {"as_of": "2026-02-23"}))
    link = next(link["href"] for link in page.all("a") if link.text == "CSV")

    answer = client.get(link)
    assert answer.headers["Register-As-Of"] == "2026-02-23"
    assert b"".join(answer).count(b",2026-02-23,") == 163


@pytest.mark.parametrize(("contact", "said"), [("", False), ("desk@example.org", True)])
def test_says_whom_to_write_to_only_where_there_is_somebody(client, contact, said):
    with override_settings(CONTACT=contact):
        page = tree(client.get("/about/"))

    assert ("If something does not work for you, write to desk@example.org." in page.text) == said
    assert ("Contact: desk@example.org" in page.one("footer").text) == said


def test_the_foot_says_that_the_notice_prevails(page):
    assert "Information, not legal advice. The notice published by the authority prevails." in page.one("footer").text


def test_the_foot_says_the_revision_and_when_it_was_recorded(client):
    answer = client.get("/about/")

    foot = tree(answer).one("footer")
    assert f"Register revision {answer.context['revision']}" in foot.text
    assert foot.one("time")["datetime"].endswith("+08:00")
