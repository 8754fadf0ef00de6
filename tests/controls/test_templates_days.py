"""Every page speaks for a day: it says which, answers for any, and hands it on to the next page."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import Resolver404, resolve

from controls import urls
from news import urls as news_urls
from tests.controls.markup import tree
from tests.controls.tour import ACCOUNT, DATED, ERRORS, EVERY_VIEW, FILES, FORMS, PAGES, SENT_TO, VIEWS, with_day

pytestmark = pytest.mark.usefixtures("seeded", "today")

PAST, TODAY, FUTURE = "2025-08-20", "2026-11-21", "2027-03-01"
DAYS = [PAST, TODAY, FUTURE]
# Every view that has a day of its own: a wrong question has none.
SPOKEN = DATED | VIEWS | {"404-entity": ERRORS["404-entity"]}
by_dated = pytest.mark.parametrize("path", DATED.values(), ids=DATED)
# Ways to another day, by intent: they say so.
ELSEWHEN = re.compile(
    r"Back to today|Today|\d{1,2} [A-Z][a-z]{2} \d{4}|All (notices|measures|items|editions|events|changes) as of today"
)
# Pages that know no day, and the desk with its own.
DAYLESS = (
    "/account/",
    "/admin/",
    "/alerts/",
    "/desk/",
    "/report/",
    "/calendar.ics",
    "/news/feed.atom",
    "/changes/feed.atom",
    "/health/",
    "/static/",
    "/api/v1/schema/",
    "/api/v1/health/",
)


def links(page):
    """Links to pages and endpoints of this house, but for those that mean to leave the day."""
    for link in page.all("a"):
        parts = urlsplit(link["href"])
        if parts.netloc or not parts.path or parts.path.startswith(DAYLESS) or ELSEWHEN.fullmatch(link.text):
            continue
        yield link["href"]


def day_of(address):
    return parse_qs(urlsplit(address).query).get("as_of", [""])[0]


def test_the_tour_has_every_route():
    news = {f"news:{route.name}" for route in news_urls.urlpatterns}
    assert (set(PAGES) | set(FILES) | set(FORMS) | set(ACCOUNT) | set(SENT_TO)) - news == {
        route.name for route in urls.urlpatterns
    }
    assert {resolve(path).view_name.removeprefix("controls:") for path in PAGES.values()} == set(PAGES)


@by_dated
@pytest.mark.parametrize("day", DAYS)
def test_every_page_answers_for_any_day(client, path, day):
    answer = client.get(path, {"as_of": day})

    assert answer.status_code == 200
    assert answer.context["as_of"].isoformat() == day


@by_dated
def test_a_past_day_is_said_with_what_came_since(client, path):
    bar = tree(client.get(path, {"as_of": PAST})).one("section", of_class="asof")

    assert "past" in bar.classes
    assert "You are reading the register as of 20 Aug 2025." in bar.text
    assert "It has changed since: 11 notices, 140 names." in bar.text


@by_dated
def test_a_day_ahead_is_said_to_be_one(client, path):
    bar = tree(client.get(path, {"as_of": FUTURE})).one("section", of_class="asof")

    assert "past" not in bar.classes
    assert "The register for 1 Mar 2027, a day still ahead, as far as notices are published today." in bar.text


@by_dated
def test_today_is_said_with_the_latest_notice(client, path):
    bar = tree(client.get(path)).one("section", of_class="asof")

    assert "past" not in bar.classes
    assert "In force today, 21 Nov 2026 (UTC+8)" in bar.text
    assert "Latest notice on record: 24 Jul 2026" in bar.text


@by_dated
@pytest.mark.parametrize("day", [PAST, FUTURE])
def test_the_way_back_to_today_is_the_same_page_without_the_day(client, path, day):
    bar = tree(client.get(path, {"as_of": day})).one("section", of_class="asof")

    back = next(link for link in bar.all("a") if link.text == "Back to today")

    assert back["href"] == path


@pytest.mark.parametrize("address", SPOKEN.values(), ids=SPOKEN)
@pytest.mark.parametrize("day", [PAST, FUTURE])
def test_every_link_hands_the_day_on(client, address, day):
    address = re.sub(r"[?&]as_of=[-\d]+", "", address)
    page = tree(client.get(with_day(address, day)))

    lost = {href for href in links(page) if day_of(href) != day}

    assert not lost


@by_dated
def test_no_link_of_today_pins_the_day(client, path):
    """Who opens such an address tomorrow wants tomorrow's answer; citations and exports are meant to stay."""
    page = tree(client.get(path))
    pinned = {
        href
        for href in links(page)
        if day_of(href)
        and not href.startswith("/api/v1/")
        and "print=pdf" not in href
        and href != (page_permalink(page) or href)
    }

    assert not pinned


def page_permalink(page):
    notes = [note for note in page.all("p", of_class="note") if "This address keeps" in note.text]
    return notes[0].all("a")[0]["href"] if notes else ""


@pytest.mark.parametrize("address", SPOKEN.values(), ids=SPOKEN)
@pytest.mark.parametrize("day", [PAST, FUTURE])
def test_every_form_hands_the_day_on(client, address, day):
    address = re.sub(r"[?&]as_of=[-\d]+", "", address)
    page = tree(client.get(with_day(address, day)))

    asking = [form for form in page.all("form") if form.get("action") != FORMS["preferences"]]
    choosing = [form for form in page.all("form") if form.get("action") == FORMS["preferences"]]
    days = [[field.get("value") for field in form.all("input", name="as_of")] for form in asking]
    after = [day_of(form.one("input", name="next")["value"]) for form in choosing]

    assert days == [[day]] * len(days)
    assert after == [day] * 2  # of languages and of colours


@by_dated
def test_forms_of_today_ask_for_no_day(client, path):
    forms = [form for form in tree(client.get(path)).all("form") if not form.inside(of_class="asof")]

    assert not [field for form in forms for field in form.all("input", name="as_of")]


@pytest.mark.parametrize("name", ["listing-list-all-filters", "listing-list-narrowed", "change-list-narrowed"])
def test_going_to_another_day_keeps_the_question(client, name):
    asked = parse_qs(urlsplit(VIEWS[name]).query)
    form = tree(client.get(VIEWS[name])).one("section", of_class="asof").one("form")

    kept = {}
    for field in form.all("input"):
        kept.setdefault(field["name"], []).append(field["value"])

    assert kept.pop("as_of") == [TODAY]
    assert kept == asked


def test_going_to_another_day_starts_on_the_first_page(client):
    form = tree(client.get("/entities/?page=3")).one("section", of_class="asof").one("form")

    assert not form.all("input", name="page")


@pytest.mark.parametrize("address", EVERY_VIEW.values(), ids=EVERY_VIEW)
def test_forms_and_links_lead_to_routes_that_exist(client, address):
    page = tree(client.get(address))
    targets = {urlsplit(form["action"]).path for form in page.all("form") if form.get("action")}
    targets |= {urlsplit(link["href"]).path for link in page.all("a") if link["href"].startswith("/")}

    lost = []
    for target in targets:
        try:
            if resolve(target).url_name == "nowhere":
                lost.append(target)
        except Resolver404:
            lost.append(target)

    assert not lost


@pytest.mark.parametrize("address", EVERY_VIEW.values(), ids=EVERY_VIEW)
def test_no_form_changes_anything_but_what_the_reader_prefers(client, address):
    forms = [form for form in tree(client.get(address)).all("form") if form.get("action") != FORMS["preferences"]]
    methods = {form.get("method", "get").lower() for form in forms}

    # Who reports an error sends it; nothing on record changes by that.
    assert methods <= ({"get", "post"} if address == PAGES["error-report"] else {"get"})


@by_dated
def test_the_navigation_marks_where_one_is(client, path):
    navigation = tree(client.get(path)).one("nav", aria_label="Main")
    marked = [link["href"] for link in navigation.all("a") if link.get("aria-current")]

    sections = {"/": "/", "/about/": None, "/search/": None}
    section = f"/{path.split('/')[1]}/"
    inside = {**dict.fromkeys(("/elements/", "/codes/", "/claims/"), "/measures/")}
    assert marked == [where for where in [sections.get(path, inside.get(section, section))] if where]
