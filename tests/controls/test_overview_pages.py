"""The charts of the overview: every number on the page is that of the API, and the drawings stand for it."""

import gzip
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.dateformat import format as written

from tests.controls.markup import tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded", "today")]
DAYS = ["2026-11-21", "2025-06-01", "2024-02-01", "2027-03-01"]
by_day = pytest.mark.parametrize("day", DAYS)
LISTS = 3


def both(client, day):
    page = client.get("/", {"as_of": day})
    assert page.status_code == 200
    return tree(page), client.get("/api/v1/overview/", {"as_of": day}).json()


def said(day):
    return written(date.fromisoformat(day), "j M Y")


@by_day
def test_the_strip_marks_what_the_api_names(client, day):
    page, api = both(client, day)
    measures = api["strip"]["measures"]
    rows = page.one("table", of_class="matrix").one("tbody").all("tr") if measures else []
    shown = [[cell.text.split(",")[0] for cell in row.all("td") if cell.text] for row in rows]
    assert shown == [measure["elements"] for measure in measures]
    states = [row.one("small").text for row in rows]
    assert states == [measure["state"]["label"] for measure in measures]
    paler = [[cell.text.split(",")[0] for cell in row.all("td", of_class="part")] for row in rows]
    assert paler == [measure["only_in_items"] for measure in measures]


@by_day
def test_the_strip_has_all_seventeen_rare_earths(client, day):
    page, api = both(client, day)
    heads = [head.one("b").text for head in page.all("th", of_class="el")]
    assert heads == [element["id"] for element in api["strip"]["elements"]]
    assert len(heads) == 17


@by_day
def test_the_table_of_controls_has_the_days_of_the_api(client, day):
    page, api = both(client, day)
    shown = []
    for row in page.one("table", id="lanes-table").one("tbody").all("tr"):
        state, first, last = (cell.text for cell in row.all("td"))
        shown.append((state, first, last))
    first_year = int(day[:4]) - 4
    told = [
        (each["label"], each["first"], each["last"])
        for lane in api["lanes"]
        for each in lane["stretches"]
        if each["last"] is None or int(each["last"][:4]) >= first_year
    ]
    assert len(shown) == len([each for each in told if begins(each, day)])
    assert {state for state, _first, _last in shown} <= {each[0] for each in told}


def begins(stretch, day):
    """A stretch that begins within what is shown: the page looks 120 days ahead."""
    return (date.fromisoformat(stretch[1]) - date.fromisoformat(day)).days <= 120


@by_day
def test_every_bar_of_the_timeline_is_a_stretch(client, day):
    page, _api = both(client, day)
    bars = page.all("rect", of_class="bar")
    rows = page.one("table", id="lanes-table").one("tbody").all("tr")
    assert len(bars) == len(rows)
    for bar in bars:
        assert float(bar["width"]) > 0
        assert float(bar["x"]) >= 232


@by_day
def test_the_table_of_growth_has_the_numbers_of_the_api(client, day):
    page, api = both(client, day)
    tables = page.all("table", of_class="growth-table")
    listed = [each for each in api["growth"] if each["points"]]
    assert len(tables) == len(listed)
    for table, each in zip(tables, listed, strict=True):
        rows = [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]
        columns = ["scheduled", "in_force", "suspended", "to_be_confirmed", "stopped", "ended", "named"]
        assert rows == [[str(point[name]) for name in columns] for point in each["points"]]
        days = [row.one("th").text for row in table.one("tbody").all("tr")]
        assert days == [said(point["on"]) for point in each["points"]]


@by_day
def test_the_lines_end_at_the_numbers_of_the_day(client, day):
    page, api = both(client, day)
    listed = [each for each in api["growth"] if each["points"]]
    words = " ".join(text.text for text in page.all("text", of_class="on"))
    for each in listed:
        assert f"{each['points'][-1]['in_force']} {each['name'][:20]}"[:18] in words


@by_day
def test_the_columns_are_the_last_months_of_the_api(client, day):
    page, api = both(client, day)
    rows = [
        (row.one("th").text, *(cell.text for cell in row.all("td")))
        for row in page.one("table", id="months-table").one("tbody").all("tr")
    ]
    assert rows == [
        (written(date.fromisoformat(each["month"]), "F Y"), str(each["notices"]), str(each["listing_notices"]))
        for each in api["notices"][-24:]
    ]


@by_day
def test_the_clocks_are_those_of_the_api(client, day):
    page, api = both(client, day)
    shown = [int(re.match(r"\d+", clock.one(of_class="n").text)[0]) for clock in page.all(of_class="clock")]
    assert shown == [abs(clock["days"]) for clock in api["clocks"]]


@by_day
def test_each_chart_is_one_click_from_its_numbers(client, day):
    page, _api = both(client, day)
    files = [link["href"] for link in page.all("a") if link.text == "CSV"]
    assert [re.search(r"overview/(\w+)\.csv", path)[1] for path in files] == ["strip", "lanes", "growth", "notices"]
    for path in files:
        answer = client.get(path)
        assert answer.status_code == 200
        assert f"as_of={day}" in path


def test_each_drawing_says_what_it_shows(client):
    page, _api = both(client, "2026-11-21")
    pictures = [svg for svg in page.all("svg") if svg.get("role") == "img"]
    assert len(pictures) == 3
    for picture in pictures:
        title = picture.one("desc")
        assert picture["aria-labelledby"] == title["id"]
        assert len(title.text) > 40
    assert len(page.all("details")) == 3


def test_drawings_obey_the_policy_on_styles(client):
    text = client.get("/").content.decode()
    assert " style=" not in text
    assert "<style" not in text


@pytest.mark.parametrize("day", ["2001-01-01", "2023-02-15", "2100-12-31"])
def test_days_far_from_everything_are_drawn_too(client, day):
    assert client.get("/", {"as_of": day}).status_code == 200


def test_the_page_weighs_less_than_100_kb_packed(client):
    answer = client.get("/?period=year")
    assert len(gzip.compress(answer.content)) < 30_000


def test_it_asks_a_fixed_number_of_questions(client):
    counts = set()
    for day in ("2026-11-21", "2026-06-01", "2025-12-01"):
        with CaptureQueriesContext(connection) as asked:
            client.get("/", {"as_of": day, "period": "year"})
        counts.add(len(asked))
    assert max(counts) - min(counts) <= 2
    assert max(counts) <= 52
    with CaptureQueriesContext(connection) as again:
        client.get("/", {"as_of": "2026-11-21", "period": "week"})
    assert len(again) < min(counts)  # the charts of that day are drawn already
