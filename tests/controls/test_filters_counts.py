"""Counts agree wherever they stand: facets, tabs, chips, page, API and exports, for hundreds of random questions."""

import csv
import io
import random
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.core.cache import caches

from controls import states
from controls.filters.listings import BADGES
from controls.models import Entity, EntityList, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAYS = ["2025-01-02", "2025-04-09", "2025-04-10", "2025-06-01", "2025-08-20", "2025-11-20", "2026-02-24", "2026-11-10"]
WORDS = ["a", "co", "株式会社", "公司", "tech", "university", "inc", "mitsubishi", "nobody at all", "5011101019196"]
ROUNDS = 10  # of twenty questions each


@pytest.fixture(scope="module")
def known(django_db_setup, django_db_blocker):
    """Every value that a facet may have."""
    with django_db_blocker.unblock():
        return {
            "list": list(EntityList.objects.order_by("key").values_list("key", flat=True)),
            "notice": list(Notice.objects.order_by("key").values_list("key", flat=True)),
            "country": sorted({code for code in Entity.objects.values_list("country", flat=True) if code}),
            "effect": list(BADGES),
            "state": list(states.CODES),
        }


def random_question(chance, known):
    """Pairs of parameters as a visitor might have put them together."""
    pairs = []
    for name, values in known.items():
        if chance.random() < 0.35:
            pairs += [(name, value) for value in chance.sample(values, chance.randint(1, min(3, len(values))))]
    if chance.random() < 0.25:
        pairs.append(("q", chance.choice(WORDS)))
    if chance.random() < 0.2:
        pairs.append(("listed_from", chance.choice(["2025-01-01", "2025-09-01", "2026-01-01"])))
    if chance.random() < 0.2:
        pairs.append(("listed_to", "2026-06-30"))
    if chance.random() < 0.6:
        pairs.append(("as_of", chance.choice(DAYS)))
    return pairs


def questions(seed, known):
    chance = random.Random(seed)
    return [random_question(chance, known) for _number in range(20)]


def context(client, address, query=""):
    """What a page shows; never one that was kept, for those come without."""
    caches["pages"].clear()
    return client.get(f"{address}?{query}").context


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_page_api_and_rows_agree_on_how_many(client, known, seed):
    for pairs in questions(seed, known):
        query = urlencode(pairs)
        page = context(client, "/entities/", f"{query}&page_size=500")
        api = client.get(f"/api/v1/listings/?{query}").json()

        assert page["matched"] == api["count"] == len(page["page"].object_list), query


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_click_on_a_facet_shows_as_many_rows_as_it_said(client, known, seed):
    chance = random.Random(1000 + seed)
    for pairs in questions(seed, known):
        shown = context(client, "/entities/", urlencode(pairs))
        options = [(facet["name"], option) for facet in shown["facets"] for option in facet["options"]]
        if not options:  # nothing had been published by that day
            continue
        name, option = chance.choice(options)
        alone = [pair for pair in pairs if pair[0] != name]

        clicked = context(client, "/entities/", urlencode([*alone, (name, option["value"])]))

        assert clicked["matched"] == option["count"], (pairs, name, option["value"])


@pytest.mark.parametrize("seed", range(4))
def test_the_ticked_values_of_a_facet_add_up_to_what_is_shown(client, known, seed):
    for pairs in questions(seed, known):
        shown = context(client, "/entities/", urlencode(pairs))
        for facet in shown["facets"]:
            ticked = [option["count"] for option in facet["options"] if option["checked"]]
            if ticked:
                assert sum(ticked) == shown["matched"], (pairs, facet["name"])


@pytest.mark.parametrize("seed", range(4))
def test_values_of_a_facet_that_are_left_out_have_nothing(client, known, seed):
    """A value that is not offered must not hide rows."""
    for pairs in questions(seed, known)[:5]:
        shown = context(client, "/entities/", urlencode(pairs))
        for facet in shown["facets"]:
            alone = [pair for pair in pairs if pair[0] != facet["name"]]
            everything = context(client, "/entities/", urlencode(alone))["matched"]
            without = 0
            if facet["name"] == "country":
                rows = context(client, "/entities/", urlencode(alone) + "&page_size=500")["page"].object_list
                without = sum(1 for row in rows if row["country"] == "not stated")
            assert sum(option["count"] for option in facet["options"]) + without == everything, (pairs, facet["name"])


@pytest.mark.parametrize("seed", range(4))
def test_the_exports_of_a_page_hold_the_same_rows_in_the_same_order(client, known, seed):
    for pairs in questions(seed, known)[:6]:
        page = context(client, "/entities/", urlencode(pairs) + "&page_size=500")
        shown = [row["key"] for row in page["page"].object_list]
        links = {export["label"]: export["url"] for export in page["exports"]}

        rows = csv.DictReader(io.StringIO(b"".join(client.get(links["CSV"])).decode("utf-8-sig")))

        assert [row["id"] for row in rows] == shown, pairs


@pytest.mark.parametrize("seed", range(4))
def test_each_chip_takes_away_exactly_its_own_value(client, known, seed):
    for pairs in questions(seed, known)[:6]:
        for chip in context(client, "/entities/", urlencode(pairs))["chips"]:
            left = parse_qsl(urlsplit(chip["remove_url"]).query)
            gone = [pair for pair in pairs if pair not in left]
            assert len(gone) == 1, (pairs, chip)
            assert len(left) == len(pairs) - 1


@pytest.mark.parametrize("day", DAYS)
def test_tabs_lists_and_the_overview_agree(client, day):
    listing = client.get("/entities/", {"as_of": day}).context
    overview = client.get("/", {"as_of": day}).context
    api = client.get("/api/v1/entity-lists/", {"as_of": day}).json()["results"]

    tabs = {tab["label"]: tab["count"] for tab in listing["tabs"]}
    facet = next(each for each in listing["facets"] if each["name"] == "list")

    assert tabs.pop("All lists") == listing["total"] == overview["counts"]["total"]
    assert tabs == {row["title"]: row["total"] for row in overview["lists"]}
    assert {name: count for name, count in tabs.items() if count} == {
        option["label"]: option["count"] for option in facet["options"]
    }
    assert tabs == {each["name"]: each["counts"]["total"] for each in api}


@pytest.mark.parametrize("day", DAYS)
def test_states_of_the_overview_agree_with_the_api(client, day):
    overview = client.get("/", {"as_of": day}).context["counts"]

    asked = {
        code: client.get("/api/v1/listings/", {"as_of": day, "state": code}).json()["count"] for code in states.CODES
    }

    assert {code: overview[code] for code in states.CODES} == asked


@pytest.mark.parametrize(
    "padded", ["as_of=%202026-03-01", "q=%20subaru%20", "page_size=%2010", "q=%20%20", "as_of=&q=", "sort="]
)
def test_what_a_page_accepts_its_exports_accept_too(client, padded):
    """Pages forgive spaces and empty fields; the links that they make must not hand them on."""
    shown = context(client, "/entities/", padded)

    answers = [client.get(export["url"]) for export in shown["exports"]]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert b"".join(answers[1]).count(b"\n{") == shown["matched"]
