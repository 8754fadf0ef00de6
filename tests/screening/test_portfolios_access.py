"""Whose counterparties somebody watches is nobody else's business: by page, by key, and without either."""

import json
from datetime import datetime

import pytest

from controls.screening.models import Counterparty, Portfolio
from controls.services import access
from tests.factories import make_entity, make_listing
from tests.screening.asking import somebody
from tests.screening.watched import LATER, make_portfolio, put, work

pytestmark = pytest.mark.django_db
PAGES, API = "/screening/portfolios/", "/api/v1/screening/portfolios/"
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
NAME = "Zellerfeld Magnetwerke GmbH"


@pytest.fixture
def portfolio():
    portfolio = make_portfolio(name="Secret customers")
    put(portfolio, NAME)
    return portfolio


@pytest.fixture
def differing(portfolio):
    """With a difference to look at."""
    work()
    make_listing(entity=make_entity(NAME))
    work(at=LATER)
    return portfolio


def pages(portfolio):
    """Every address of the pages, with what may be sent to it."""
    number = portfolio.counterparties.get().pk
    root = f"{PAGES}{portfolio.pk}/"
    return [
        ("get", root, None),
        ("get", f"{root}settings/", None),
        ("post", f"{root}settings/", {"name": "Mine now"}),
        ("post", f"{root}settings/", {"end": "1"}),
        ("get", f"{root}differences/", None),
        ("post", f"{root}differences/", {"last": "1"}),
        ("get", f"{root}table/", None),
        ("post", f"{root}table/", {"pasted": "id,name\n9,Mine\n"}),
        ("post", f"{root}rescreen/", {}),
        ("get", f"{root}counterparties/{number}/", None),
        ("post", f"{root}counterparties/{number}/", {"name": "Mine now"}),
        ("post", f"{root}counterparties/{number}/", {"end": "1"}),
    ]


def endpoints(portfolio):
    """Every address of the API, with what may be sent to it."""
    number = portfolio.counterparties.get().pk
    root = f"{API}{portfolio.pk}/"
    return [
        ("get", root, None),
        ("patch", root, {"name": "Mine now"}),
        ("post", f"{root}rescreen/", {}),
        ("get", f"{root}counterparties/", None),
        ("post", f"{root}counterparties/", {"counterparties": [{"id": "9", "name": "Mine"}]}),
        ("get", f"{root}counterparties/{number}/", None),
        ("patch", f"{root}counterparties/{number}/", {"name": "Mine now"}),
        ("patch", f"{root}counterparties/{number}/", {"ended": True}),
        ("get", f"{root}differences/", None),
    ]


def send(client, method, address, body):
    if method == "get" or address.startswith(PAGES):
        return getattr(client, method)(address, body or {})
    return getattr(client, method)(address, json.dumps(body), content_type="application/json")


def keyed(client, user):
    _row, text = access.issue_key(user=user, name="tests", at=NOON)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return client


def curator():
    return somebody("curator@example.com", role="editor")


def assert_untouched(portfolio):
    before = (portfolio.name, portfolio.ended_at, portfolio.seen_difference)
    portfolio.refresh_from_db()
    assert (portfolio.name, portfolio.ended_at, portfolio.seen_difference) == before
    (row,) = portfolio.counterparties.all()
    assert (row.name, row.version, row.ended_at) == (NAME, 1, None)
    assert portfolio.rescreenings.filter(reason="asked").count() == 0


def test_for_other_users_no_page_of_it_exists(client, differing, today):
    client.force_login(somebody("other@example.com"))

    answers = {(method, address): send(client, method, address, body) for method, address, body in pages(differing)}

    assert {key: answer.status_code for key, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert not [key for key, answer in answers.items() if NAME in answer.content.decode()]
    assert_untouched(differing)


def test_for_keys_of_other_users_no_address_of_it_exists(client, differing, today):
    keyed(client, somebody("other@example.com"))

    answers = {(method, address): send(client, method, address, body) for method, address, body in endpoints(differing)}

    assert {key: answer.status_code for key, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert not [key for key, answer in answers.items() if NAME in answer.content.decode()]
    assert_untouched(differing)


def test_what_is_hidden_is_answered_like_what_does_not_exist(client, portfolio, today):
    """Nobody learns from the answer which numbers are taken."""
    keyed(client, somebody("other@example.com"))
    missing = portfolio.pk + 1

    hidden = client.get(f"{API}{portfolio.pk}/").content.decode().replace(str(portfolio.pk), "N")

    assert hidden == client.get(f"{API}{missing}/").content.decode().replace(str(missing), "N")


def test_without_a_key_every_address_asks_for_one(client, differing, today):
    statuses = [send(client, *each).status_code for each in [*endpoints(differing), ("get", API, None)]]

    assert set(statuses) == {401}
    assert_untouched(differing)


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "Token x"])
def test_a_key_that_is_none_is_told_so(client, portfolio, today, header):
    answer = client.get(f"{API}{portfolio.pk}/", headers={"authorization": header})

    assert answer.status_code == 401
    assert "Secret customers" not in answer.content.decode()


def test_a_key_that_was_revoked_sees_nothing_any_more(client, portfolio, today):
    row, text = access.issue_key(user=portfolio.owner, name="tests", at=NOON)
    headers = {"authorization": f"Bearer {text}"}
    before = client.get(f"{API}{portfolio.pk}/", headers=headers).status_code

    access.revoke_key(api_key=row, at=NOON)

    assert (before, client.get(f"{API}{portfolio.pk}/", headers=headers).status_code) == (200, 401)


def test_visitors_are_sent_to_sign_in_from_every_page_and_come_back_to_what_they_looked_at(client, differing, today):
    for method, address, body in [*pages(differing), ("get", PAGES, None)]:
        answer = send(client, method, address, body)
        assert answer.status_code == 302
        assert answer["Location"] == f"/account/sign-in/?next={address if method == 'get' else '/'}"
    assert_untouched(differing)


def test_curators_see_the_portfolios_of_all_by_page_and_by_key(client, differing, today):
    user = curator()
    client.force_login(user)
    seen = [send(client, *each).status_code for each in pages(differing) if each[0] == "get"]
    listed = client.get(PAGES).content.decode()
    keyed(client, user)
    read = [send(client, *each).status_code for each in endpoints(differing) if each[0] == "get"]

    assert set(seen) == set(read) == {200}
    assert "Secret customers" in listed
    assert [each["name"] for each in client.get(API).json()["results"]] == ["Secret customers"]


def test_a_curator_s_own_work_says_who_did_it(client, portfolio, today):
    user = curator()
    client.force_login(user)
    number = portfolio.counterparties.get().pk

    client.post(f"{PAGES}{portfolio.pk}/counterparties/{number}/", {"name": "Ostwall"})

    assert portfolio.counterparties.get().versions.get().by == str(user)


def test_everybody_lists_their_own_alone(client, portfolio, today):
    other = somebody("other@example.com")
    make_portfolio(owner=other, name="Suppliers")
    client.force_login(other)
    page = client.get(PAGES).content.decode()
    keyed(client, other)

    assert "Suppliers" in page and "Secret customers" not in page
    assert [each["name"] for each in client.get(API).json()["results"]] == ["Suppliers"]


def test_a_counterparty_is_found_in_its_own_portfolio_alone(client, portfolio, today):
    """Both portfolios are the caller's; the address still names one that the counterparty is not in."""
    other = make_portfolio(owner=portfolio.owner, name="Suppliers")
    number = portfolio.counterparties.get().pk
    keyed(client, portfolio.owner)

    assert client.get(f"{API}{other.pk}/counterparties/{number}/").status_code == 404
    assert send(client, "patch", f"{API}{other.pk}/counterparties/{number}/", {"name": "B"}).status_code == 404
    client.force_login(portfolio.owner)
    assert client.get(f"{PAGES}{other.pk}/counterparties/{number}/").status_code == 404
    assert Counterparty.objects.get().version == 1


def test_every_page_and_answer_is_kept_by_nobody(client, differing, today):
    client.force_login(differing.owner)
    kept = [send(client, *each)["Cache-Control"] for each in pages(differing) if each[0] == "get"]
    kept.append(client.get(PAGES)["Cache-Control"])
    keyed(client, differing.owner)
    kept += [send(client, *each)["Cache-Control"] for each in endpoints(differing) if each[0] == "get"]

    assert all("no-store" in each and "private" in each for each in kept)


def test_a_portfolio_belongs_to_whoever_made_it_whatever_they_send(client, today):
    other = somebody("other@example.com")
    keyed(client, somebody())

    answer = send(client, "post", API, {"name": "Customers", "owner": other.pk})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["owner"]
    assert not Portfolio.objects.exists()
