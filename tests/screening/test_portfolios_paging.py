"""Pages of the watch with many rows: in pages, by filters, and with the same queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.screening.models import Difference, Rescreening, StandingMatch
from controls.screening.services import counterparties
from controls.screening.services.counterparties import Particulars
from tests.controls.markup import tree
from tests.screening.asking import somebody
from tests.screening.watched import AT, LATER, make_portfolio, put

pytestmark = pytest.mark.django_db
LIST = "/screening/portfolios/"


@pytest.fixture
def owner():
    return somebody()


@pytest.fixture
def signed_in(client, owner, today):
    client.force_login(owner)
    return client


@pytest.fixture
def portfolio(owner):
    return make_portfolio(owner=owner)


def address(portfolio, rest=""):
    return f"{LIST}{portfolio.pk}/{rest}"


def main(answer):
    return tree(answer).one("main").text


def numbers(answer):
    """The owner's numbers in the table of counterparties, in the order of the page."""
    tables = [each for each in tree(answer).all("table") if "Receipt" in each.text]
    return [cell.text.strip() for table in tables for cell in table.all("th", scope="row")]


def many(portfolio, count):
    put(portfolio, *(Particulars(f"n{number:03}", f"Quux {number:03}") for number in range(count)))


def differ(portfolio, count):
    row = Rescreening.objects.create(portfolio=portfolio, reason="changed", due_at=AT, state="done", ended_at=AT)
    side = {
        "subject": "entity:subaru-corporation",
        "label": "SUBARU Corporation",
        "matched_name": "SUBARU",
        "language": "en",
        "score": 0.9,
        "verdict": "probable",
        "hit": True,
        "standing": [],
    }
    Difference.objects.bulk_create(
        Difference(
            portfolio=portfolio,
            rescreening=row,
            counterparty=portfolio.counterparties.order_by("pk")[number % portfolio.counterparties.count()],
            subject=side["subject"],
            label=f"Label {number}",
            kind="new_hit",
            cause="lists",
            after={**side, "label": f"Label {number:03}"},
            changes=[1],
            found_at=AT + timedelta(minutes=number),
        )
        for number in range(count)
    )


def queries(signed_in, where):
    signed_in.get(where)
    with CaptureQueriesContext(connection) as counted:
        assert signed_in.get(where).status_code == 200
    return len(counted)


def test_everybody_is_on_one_page_and_on_one_alone(signed_in, portfolio):
    many(portfolio, 7)

    pages = [numbers(signed_in.get(address(portfolio, f"?page_size=3&page={page}"))) for page in (1, 2, 3)]

    assert pages == [["n000", "n001", "n002"], ["n003", "n004", "n005"], ["n006"]]


def test_who_has_most_hits_stands_first_and_then_by_name(signed_in, portfolio):
    put(portfolio, Particulars("1", "Zett"), Particulars("2", "Alpha"), Particulars("3", "Mitte"))
    portfolio.counterparties.filter(own_id="1").update(hit_count=2)
    portfolio.counterparties.filter(own_id="3").update(hit_count=1)

    assert numbers(signed_in.get(address(portfolio))) == ["1", "3", "2"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["hit", "waits", "none"]),
        ("?show=hits", ["hit"]),
        ("?show=waiting", ["waits"]),
        ("?show=ended", ["over"]),
        ("?show=hits&show=waiting", []),
        ("?q=QUUX", ["waits", "none"]),
        ("?q=wai", ["waits"]),
        ("?q=100%25", []),
        ("?q=_", []),
        ("?q=nobody", []),
        ("?show=waiting&q=none", []),
    ],
)
def test_filters_show_exactly_those_who_fit(signed_in, portfolio, query, expected):
    put(
        portfolio,
        Particulars("hit", "Ostwall"),
        Particulars("waits", "Quux A"),
        Particulars("none", "Quux B"),
        Particulars("over", "Tarnowitz"),
    )
    portfolio.counterparties.exclude(own_id="waits").update(due="")
    portfolio.counterparties.filter(own_id="hit").update(hit_count=1)
    counterparties.end(counterparty=portfolio.counterparties.get(own_id="over"), by="tests", at=LATER)

    answer = signed_in.get(address(portfolio, query))

    assert numbers(answer) == expected
    assert ("Nobody with these filters." in main(answer)) is (not expected)


def test_filters_stay_when_one_turns_the_page(signed_in, portfolio):
    many(portfolio, 5)

    page = tree(signed_in.get(address(portfolio, "?q=quux&show=waiting&page_size=2")))

    links = [each["href"] for each in page.all("a") if "page=2" in each.get("href")]
    assert links
    assert all("q=quux" in link and "show=waiting" in link and "page_size=2" in link for link in links)
    (checked,) = [each for each in page.all("input", name="show") if "checked" in each.attributes]
    assert checked["value"] == "waiting"
    assert page.one("main").one("input", name="q")["value"] == "quux"


@pytest.mark.parametrize(
    ("rest", "query"),
    [
        ("", "?page=0"),
        ("", "?page_size=501"),
        ("", "?q=" + "x" * 201),
        ("", "?q=%E2%80%AE"),
        ("differences/", "?page=9"),
        ("differences/", "?page=x"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(signed_in, portfolio, rest, query):
    answer = signed_in.get(address(portfolio, rest + query))

    assert answer.status_code == 400
    assert query[1:].partition("=")[0] in main(answer)


def test_differences_come_in_pages_the_newest_first(signed_in, portfolio):
    many(portfolio, 2)
    differ(portfolio, 5)

    pages = [main(signed_in.get(address(portfolio, f"differences/?page_size=2&page={page}"))) for page in (1, 2, 3)]

    shown = [[number for number in range(5) if f"Label {number:03}" in text] for text in pages]
    assert shown == [[3, 4], [1, 2], [0]]
    assert pages[0].index("Label 004") < pages[0].index("Label 003")


def test_what_was_seen_on_a_page_is_up_to_the_newest_one(signed_in, portfolio):
    many(portfolio, 1)
    differ(portfolio, 3)
    newest = portfolio.differences.latest("pk").pk
    before = tree(signed_in.get(address(portfolio, "differences/")))

    signed_in.post(address(portfolio, "differences/"), {"last": before.one("button", name="last")["value"]})

    portfolio.refresh_from_db()
    assert portfolio.seen_difference == newest
    assert not tree(signed_in.get(address(portfolio, "differences/"))).all("button", name="last")


def test_a_curator_is_not_asked_to_have_seen_what_the_owner_should_see(client, portfolio, today):
    many(portfolio, 1)
    differ(portfolio, 1)
    client.force_login(somebody("curator@example.com", role="editor"))

    assert not tree(client.get(address(portfolio, "differences/"))).all("button", name="last")


@pytest.mark.parametrize("rest", ["", "differences/"])
def test_a_page_of_many_costs_as_many_queries_as_one_of_few(signed_in, portfolio, rest):
    many(portfolio, 2)
    differ(portfolio, 2)
    few = queries(signed_in, address(portfolio, rest))
    many(portfolio, 30)
    differ(portfolio, 30)
    for row in portfolio.counterparties.all():
        StandingMatch.objects.create(
            counterparty=row, subject="entity:subaru-corporation", label="SUBARU", matched_name="SUBARU", score=0.9,
            verdict="probable", band="same_script", hit=True,
        )  # fmt: skip

    assert queries(signed_in, address(portfolio, rest)) == few


def test_the_page_of_one_costs_the_same_however_much_happened_to_it(signed_in, portfolio):
    many(portfolio, 1)
    row = portfolio.counterparties.get()
    counterparties.edit(counterparty=row, fields={"note": "0"}, by="tests", at=LATER)
    differ(portfolio, 1)
    where = address(portfolio, f"counterparties/{row.pk}/")
    few = queries(signed_in, where)
    for number in range(1, 9):
        counterparties.edit(counterparty=row, fields={"note": str(number)}, by="tests", at=LATER)
    differ(portfolio, 20)

    assert queries(signed_in, where) == few


def test_the_list_of_portfolios_costs_the_same_however_many_there_are(signed_in, portfolio, owner):
    few = queries(signed_in, LIST)
    for number in range(6):
        many(make_portfolio(owner=owner, name=f"Portfolio {number}"), 3)

    assert queries(signed_in, LIST) == few
