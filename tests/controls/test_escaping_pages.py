"""Markup in any text column of any fact is shown as text: on every page, and inert in every export."""

import csv
import io
from datetime import date

import pytest

from controls.models import Change
from controls.services import entities, sources
from controls.services.entities import Name, Number
from controls.services.history import FactRefused
from tests.controls.markup import tree
from tests.factories import make_authority, make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db

# Breaks out of text, of attributes with either quote, of comments, titles and JSON; the word says which column it was.
EVIL = (
    "</title></textarea>--><script>alert('{0}')</script>\"'><img src=x onerror=alert({0})>{{{{7*7}}}}{{% url %}}&lt;{0}"
)


def evil(word):
    return EVIL.format(word)


@pytest.fixture
def poisoned(today, now):
    """One of each fact with markup in every text column that a page shows."""
    source = make_source(
        title=evil("source-title"),
        publisher=evil("source-publisher")[:200],
        url="https://example.org/?a=<b>'\"&c",
        note=evil("source-note"),
    )
    authority = make_authority(name_en=evil("authority")[:200], name_zh=evil("authority-zh")[:200])
    entity_list = make_list(authority=authority, name_en=evil("list")[:200], name_zh=evil("list-zh")[:200])
    notice = make_notice(
        authority=authority,
        entity_list=entity_list,
        label="<i>\"'notice-label&",
        title_en=evil("title"),
        title_zh=evil("title-zh"),
        legal_basis=evil("basis"),
        summary=evil("summary"),
        measures=f"{evil('measure')}\nSecond.",
        note=evil("notice-note"),
        evidence_note=evil("notice-evidence"),
        evidence=[source],
        copies=[source],
    )
    whole = make_entity(evil("whole"))
    names = [
        Name(evil("name"), "en", "as_listed", "official_text", [source], evil("name-evidence")),
        Name(evil("name-zh"), "zh-Hans", "as_listed", "official_text", [source]),
        Name(evil("name-ja"), "ja", "legal", "official_text", [source]),
    ]
    numbers = [Number("jp-corporate-number", "<b>\"'1</b>", "official_text", [source])]
    entity = entities.register(
        key="poisoned",
        name=evil("entity"),
        type="company",
        country="JP",
        part_of=whole,
        note=evil("entity-note"),
        names=names,
        numbers=numbers,
        by="tests",
        at=now,
    )
    listing = make_listing(
        entity=entity,
        notice=notice,
        item_number="<i>\"'&",
        name_en=evil("listing"),
        name_zh=evil("listing-zh"),
        address=evil("address"),
        note=evil("listing-note"),
        evidence_note=evil("listing-evidence"),
        evidence=[source],
    )
    make_listing(entity=make_entity(evil("neighbour")), notice=notice)
    event = make_event(
        listing=listing,
        kind="stopped",
        effective_from=date(2026, 11, 1),
        wording_zh=evil("wording"),
        note=evil("event-note"),
        evidence=[source],
    )
    sources.correct(source=source, fields={"note": evil("other-note")}, reason=evil("reason"), by="tests", at=now)
    return {"source": source, "notice": notice, "entity": entity, "listing": listing, "event": event, "whole": whole}


def pages_of(facts):
    found = {
        "home": "/",
        "listing-list": f"/entities/?notice={facts['notice'].key}",
        "entity": f"/entities/{facts['entity'].key}/",
        "whole": f"/entities/{facts['whole'].key}/",
        "notice-list": f"/notices/?q={facts['notice'].key}",
        "notice": f"/notices/{facts['notice'].key}/",
        "source-list": f"/sources/?q={facts['source'].key}",
        "source": f"/sources/{facts['source'].key}/",
        "changes": "/changes/",
    }
    for name in ("source", "notice", "entity", "listing", "event"):
        found[f"change-{name}"] = f"/changes/{Change.objects.of(facts[name]).latest('id').pk}/"
    return found


def test_no_page_lets_it_become_markup(client, poisoned):
    for name, address in pages_of(poisoned).items():
        page = tree(client.get(address))  # would fail on tags that do not match
        assert {script["src"].split("/")[2] for script in page.all("script")} == {"js"}, name
        assert not page.all("img"), name
        assert not [each for each in page.walk() if any(key.startswith("on") for key in each.attributes)], name


def test_every_page_shows_it_as_it_was_written(client, poisoned):
    """Escaping must neither drop nor double: what the authority wrote is what a reader sees."""
    seen = {name: tree(client.get(address)).text for name, address in pages_of(poisoned).items()}

    expected = {
        "home": ["list", "list-zh"],
        "listing-list": ["list", "listing", "listing-zh", "name-ja", "neighbour"],
        "entity": [
            "entity", "whole", "entity-note", "name", "name-zh", "name-ja", "listing", "listing-zh", "address",
            "listing-note", "listing-evidence", "measure", "basis", "wording", "source-title", "neighbour", "list",
        ],
        "whole": ["whole", "entity"],
        "notice-list": ["title", "title-zh", "list"],
        "notice": [
            "title", "title-zh", "authority", "authority-zh", "list", "list-zh", "basis", "summary", "measure",
            "notice-note", "notice-evidence", "wording", "event-note", "listing", "listing-zh", "source-title",
        ],
        "source-list": ["source-title", "source-publisher"],
        "source": ["source-title", "source-publisher", "other-note", "title", "listing"],
        "changes": ["reason"],
        "change-source": ["source-note", "other-note", "reason"],
        "change-notice": ["title", "title-zh", "basis", "summary", "measure", "notice-note", "notice-evidence"],
        "change-entity": ["entity", "entity-note", "name", "name-zh", "name-ja", "name-evidence"],
        "change-listing": ["listing", "listing-zh", "address", "listing-note", "listing-evidence"],
        "change-event": ["wording", "event-note"],
    }  # fmt: skip
    lost = [(name, word) for name, words in expected.items() for word in words if evil(word)[:190] not in seen[name]]
    assert not lost
    assert set(expected) == set(seen)


def test_it_survives_in_attributes_too(client, poisoned):
    page = tree(client.get(f"/sources/{poisoned['source'].key}/"))

    link = next(a for a in page.all("a") if a.get("rel").startswith("noopener"))
    assert link["href"] == "https://example.org/?a=<b>'\"&c"


def test_a_search_for_it_is_shown_as_text(client, poisoned):
    page = tree(client.get("/entities/", {"q": evil("q")[:200]}))

    assert page.one("input", id="fn")["value"] == evil("q")[:200]
    assert not page.all("img")


@pytest.mark.parametrize("path", ["/entities/", "/notices/", "/sources/", "/", "/about/"])
def test_parameters_that_a_form_keeps_are_text(client, today, path):
    answer = client.get(path, {'x"><script>': '"><script>alert(1)</script>'})

    kept = tree(answer).one("section", of_class="asof").one("form").all("input", type="hidden")
    assert [(field["name"], field["value"]) for field in kept] == [('x"><script>', '"><script>alert(1)</script>')]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,<script>", "JaVaScRiPt:x", " javascript:x", "vbscript:x"]
)
def test_an_address_that_is_none_of_the_web_never_gets_on_record(seeded, url):
    with pytest.raises(FactRefused, match="url"):
        make_source(url=url)


class TestExports:
    def test_csv_gives_back_what_was_written_and_no_page(self, client, poisoned):
        answer = client.get(f"/api/v1/listings/export.csv?notice={poisoned['notice'].key}")
        rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))

        row = next(row for row in rows if row["entity"] == "poisoned")
        assert row["name_en"] == evil("listing")
        assert row["entity_name"] == evil("entity")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment")

    @pytest.mark.parametrize("kind", ["listings", "entities", "notices", "changes"])
    def test_json_is_never_sniffed_as_a_page(self, client, poisoned, kind):
        answer = client.get(f"/api/v1/{kind}/export.json")

        assert b"".join(answer)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/entities/", "/changes/", "/no/such/page/", "/entities/?page=0", "/health/"])
def test_the_policy_would_stop_what_escaping_missed(client, today, path):
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy
