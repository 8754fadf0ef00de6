"""A check on paper says all that was asked, and of every listing whether it binds."""

from datetime import datetime

import pytest
from django.utils import translation

from controls.screening.views import words
from tests.controls.markup import tree
from tests.screening.asking import screened, somebody

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def door(client, today, by):
    client.force_login(by)
    return client


def lede_of(door, check):
    found = tree(door.get(f"/screening/checks/{check.number}/")).one("main")
    return next(part.text for part in found.all("p") if "lede" in part.attributes.get("class", ""))


def test_everything_that_moves_a_score_is_said(door, by):
    check = screened(
        "SUBARU", by=by, at=NOON, country="JP", identifier="5011101019196", address="東京都渋谷区恵比寿一丁目",
        schema="Organization",
    )  # fmt: skip
    said = lede_of(door, check)

    assert "You screened SUBARU." in said
    assert "Country: Japan." in said
    assert "Number: 5011101019196." in said
    assert "Address: 東京都渋谷区恵比寿一丁目." in said
    assert "Kind of party: company or organisation." in said


@pytest.mark.parametrize(("schema", "words"), [("Person", "person"), ("Organization", "company or organisation")])
def test_the_kind_of_party_stands_in_words(door, by, schema, words):
    assert f"Kind of party: {words}." in lede_of(door, screened("Taro Yamada", by=by, at=NOON, schema=schema))


def test_what_was_not_said_is_not_there(door, by):
    said = lede_of(door, screened("SUBARU", by=by, at=NOON))

    for part in ("Address:", "Kind of party:", "Number:", "Country:"):
        assert part not in said


def test_an_address_with_markup_is_text(door, by):
    check = screened("SUBARU", by=by, at=NOON, address="<b>1-2</b> & Co")
    raw = door.get(f"/screening/checks/{check.number}/").content.decode()

    assert "<b>1-2</b>" not in raw
    assert "&lt;b&gt;1-2&lt;/b&gt; &amp; Co" in raw


def test_every_other_listing_says_its_state(door, by):
    """Companies that were listed, taken off and listed elsewhere: none may read as if all of it bound."""
    names = ("Skydio", "Northrop Grumman", "Lockheed Martin Corporation", "General Dynamics", "Raytheon")
    asked = (screened(name, by=by, at=NOON) for name in names)
    check = next(each for each in asked if any(len(hit["listings"]) > 1 for hit in each.answer["hits"]))
    main = tree(door.get(f"/screening/checks/{check.number}/")).one("main")
    hit = next(hit for hit in check.answer["hits"] if len(hit["listings"]) > 1)
    others = [each for each in hit["listings"] if each["key"] != hit["listing"]["key"]]
    said = next(part.text for part in main.all("p") if part.text.startswith("Also:"))

    assert others
    for each in others:
        assert f"({each['notice_label']}): {each['state']['label']}" in said


def test_the_state_is_in_the_language_of_the_reader(by):
    check = screened("SUBARU", by=by, at=NOON)
    (hit,) = check.answer["hits"]
    stopped = {**hit["listing"], "key": "another", "state": {**hit["state"], "code": "stopped", "label": "Stopped"}}
    with translation.override("en"):
        shown = words.entry({**hit, "listings": [*hit["listings"], stopped]}, language="")

    (other,) = shown["others"]
    assert other["key"] == "another"
    assert other["state_label"] not in ("", shown["listings"][0]["state_label"])


def test_near_entries_are_not_called_below_a_threshold_that_they_reach(door, by):
    """With a low threshold sister companies reach it: their class keeps them out, and the heading must not deny it."""
    check = screened("三菱重工業", by=by, at=NOON, threshold=0.3, limit=100)
    reaching = [hit for hit in check.answer["below"] if hit["score"] >= check.threshold]
    main = tree(door.get(f"/screening/checks/{check.number}/")).one("main").text

    assert reaching
    assert {hit["class"] for hit in reaching} <= {"sibling", "unrelated"}
    assert "Near, but not taken for this party" in main
    assert "Below your threshold" not in main
