"""What is one person's is nobody else's: every address with the number of something private, by page and by key."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from controls import roles
from controls.alerts.models import SavedSearch, Subscription
from controls.models import ApiKey, User
from controls.screening import tasks
from controls.services import access
from tests.alerts import hooked
from tests.config.routes import Route, routes
from tests.factories import make_entity, make_listing
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started
from tests.screening.watched import LATER, make_portfolio, put, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SECRET = "Zellerfeld Magnetwerke GmbH"
# Addresses with the number or name of something that all with the role may see, as docs/access.md says: facts and news
# of the register, what stands at the desk, and checks, cases and imported lists, which those who screen share. Feeds
# and the way to stop letters have no number: who was given the address may use it, as a test below says.
SHARED = re.compile(
    r"admin:|controls:(?!key-)|api:|reconcile-api:|news:|news_api:|desk:|mfa_|account_"
    r"|screening(-api)?:(check-detail|receipt|case-|list-)|alerts:(feed|unsubscribe)$"
)


@pytest.fixture
def owner(db: None) -> User:
    return somebody("owner@example.org", role="screener")


@pytest.fixture
def things(owner: User, now: Any) -> Mapping[str, Mapping[str, int]]:
    """One of each that is somebody's own, by the beginning of the names of its routes."""
    portfolio = make_portfolio(owner=owner, name="Secret customers")
    put(portfolio, SECRET)
    work()
    make_listing(entity=make_entity(SECRET))
    work(at=LATER)
    batch = sent(csv_of(f"{SECRET},DE", ",DE"), by=owner, at=now)
    started(batch, at=now)
    run_all(at=now)
    key = access.issue_key(user=owner, name="Secret key", at=now)[0]
    counterparty = {"pk": portfolio.pk, "number": portfolio.counterparties.get().pk}
    endpoint = hooked.endpoint_at("https://secret.example/", by=owner, at=now, name="Secret ledger")
    subscription = hooked.following(endpoint, at=now, label=SECRET)
    message = hooked.messages(subscription, 1, at=now)[0]
    message.notifications.update(label=SECRET)
    search = SavedSearch.objects.create(
        owner=owner, name="Secret search", route="controls:listing-list", query="q=Zellerfeld", made_at=now
    )
    return {
        "portfolio": {"pk": portfolio.pk},
        "difference": {"pk": portfolio.pk},
        "counterparty": counterparty,
        "batch": {"number": batch.pk},
        "key": {"number": key.pk},
        "subscription": {"pk": subscription.pk},
        "webhook": {"pk": endpoint.pk, "number": message.pk},
        "search": {"pk": search.pk},
    }


def numbered() -> list[Route]:
    """Routes in whose address somebody's own thing is named: all of them that are not said to be shared."""
    return [route for route in routes() if "999999" in route.path and not SHARED.match(route.name)]


def address_of(route: Route, things: Mapping[str, Mapping[str, int]]) -> str:
    kind = route.name.partition(":")[2].partition("-")[0]
    path, thing = route.path, things[kind]
    if "pk" in thing:
        path = path.replace("999999", str(thing["pk"]), 1)
    return path.replace("999999", str(thing.get("number", "")), 1)


def asked(client: Client, things: Mapping[str, Mapping[str, int]], chosen: list[Route]) -> dict[str, Any]:
    """The answers to every private address by every method that it has."""
    return {
        f"{method} {route}": client.generic(method, address_of(route, things), content_type="application/json")
        for route in chosen
        for method in roles.table()[route.name]
    }


def everything() -> dict[str, list[Any]]:
    """All rows of what people own, but for when they were seen and keys were used."""
    models = [each for app in ("screening", "alerts") for each in apps.get_app_config(app).get_models()] + [ApiKey]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def told(answers: Mapping[str, Any]) -> list[str]:
    return [name for name, answer in answers.items() if SECRET in content(answer) or "Secret" in content(answer)]


def content(answer: Any) -> str:
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(whole).decode(errors="replace")


def read(client: Client, address: str) -> tuple[int, str]:
    """A whole answer, the file read to its end."""
    answer = client.get(address)
    return answer.status_code, content(answer)


@pytest.mark.parametrize("role", ["screener", "approver"])
def test_pages_of_somebody_else_s_things_are_not_there(things: Any, role: str) -> None:
    client, before = Client(), everything()
    client.force_login(somebody("other@example.org", role=role))
    pages = [route for route in numbered() if not route.is_endpoint]

    answers = asked(client, things, pages)

    assert len(answers) > 22
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert told(answers) == []
    assert everything() == before


@pytest.mark.parametrize("role", ["screener", "approver"])
def test_endpoints_of_somebody_else_s_things_are_not_there(things: Any, role: str, now: Any) -> None:
    other = somebody("other@example.org", role=role)
    text = access.issue_key(user=other, name="tests", at=now)[1]
    client, before = Client(headers={"Authorization": f"Bearer {text}"}), everything()

    answers = asked(client, things, [route for route in numbered() if route.is_endpoint])

    assert len(answers) > 22
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert told(answers) == []
    after = everything()
    for rows in (before, after):  # the other's own key was used
        rows["controls.ApiKey"] = [row for row in rows["controls.ApiKey"] if row["user_id"] != other.pk]
    assert after == before


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_all_but_portfolios_is_not_there_for_curators_and_admins_either(things: Any, role: str) -> None:
    """Portfolios are: curators may look into all of them."""
    client = Client()
    client.force_login(somebody("other@example.org", role=role))
    mine = [route for route in numbered() if re.search(r":(batch|key|subscription|webhook|search)-", route.name)]

    answers = asked(client, things, mine)

    assert {answer.status_code for answer in answers.values()} == {404}


def test_downloads_hold_their_owner_s_rows_and_are_there_for_the_owner_only(things: Any, owner: User) -> None:
    files = [route for route in numbered() if re.search(r"batch-(csv|xlsx|json|help)$", route.name)]
    mine, other = Client(), Client()
    mine.force_login(owner)
    other.force_login(somebody("other@example.org"))

    own = {str(route): read(mine, address_of(route, things)) for route in files}
    foreign = {str(route): read(other, address_of(route, things)) for route in files}

    assert len(own) == 7
    assert {status for status, _text in own.values()} == {200}
    assert {name for name, (_status, text) in own.items() if SECRET in text} == {
        *("screening:batch-csv", "screening:batch-json", "screening-api:batch-csv", "screening-api:batch-json"),
    }
    assert {status for status, _text in foreign.values()} == {404}


@pytest.mark.parametrize(
    "path",
    [
        "/screening/portfolios/",
        "/screening/batches/",
        "/account/keys/",
        "/alerts/",
        "/alerts/new/?kind=search",
        "/alerts/new/?kind=portfolio",
        "/alerts/notifications/",
        "/alerts/webhooks/",
        "/searches/",
        "/api/v1/alerts/subscriptions/",
        "/api/v1/alerts/notifications/",
        "/api/v1/alerts/webhooks/",
        "/api/v1/screening/portfolios/",
        "/api/v1/screening/batches/",
        "/api/v1/screening/checks/",
        "/search/?q=Secret+customers",
        "/api/v1/search/?q=Secret+customers",
    ],
)
def test_no_list_and_no_search_of_another_tells_of_them(things: Any, path: str) -> None:
    client = Client()
    client.force_login(somebody("other@example.org"))

    answer = client.get(path)

    assert answer.status_code == 200
    assert re.search("Secret (key|search|ledger)", content(answer)) is None
    assert SECRET not in content(answer) or "search" in path
    assert 'Secret customers"' not in content(answer).replace('value="Secret customers"', "")


def test_what_is_not_one_s_own_is_answered_like_what_is_not_there(things: Any) -> None:
    """Nobody learns from an answer which numbers are taken."""
    client = Client()
    client.force_login(somebody("other@example.org"))
    missing = {kind: {name: number + 7919 for name, number in thing.items()} for kind, thing in things.items()}

    for route in numbered():
        for method in roles.table()[route.name]:
            taken, free = (
                re.sub(r"\d+|value=\"\w{64}\"", "N", content(client.generic(method, address_of(route, each))))
                for each in (things, missing)
            )
            assert taken == free, (str(route), method)


def test_private_addresses_are_not_reached_by_a_number(things: Any, owner: User) -> None:
    """Feeds and ways to stop letters open to who was given their address; nobody can count up to one."""
    Subscription.objects.filter(pk=things["subscription"]["pk"]).update(channel="feed", endpoint=None)
    row = Subscription.objects.get(pk=things["subscription"]["pk"])
    mine = Client()
    mine.force_login(owner)
    feed, stop = "/alerts/feeds/{}.atom", "/alerts/unsubscribe/{}/"
    ways = [("GET", feed), ("GET", stop), ("POST", stop)]

    given = [Client().get(feed.format(row.feed_token)), Client().get(stop.format(row.token))]
    swapped = [Client().get(feed.format(row.token)), Client().get(stop.format(row.feed_token))]
    counted = {
        f"{method} {way} {who}": client.generic(method, way.format(row.pk))
        for who, client in {"visitor": Client(), "owner": mine}.items()
        for method, way in ways
    }

    assert [SECRET in content(answer) for answer in given] == [True, True]
    assert [answer.status_code for answer in swapped] == [404, 404], "Whoever may stop a letter may not read the feed."
    assert {answer.status_code for answer in counted.values()} == {404}
    assert told(counted) == []
    assert Subscription.objects.get(pk=row.pk).ended_at is None


def test_tasks_take_no_arguments_and_so_hold_nothing_of_anybody() -> None:
    """What is sent to the broker lies where no table of access is asked: rows in the database say what to do."""
    found = [each for each in vars(tasks).values() if hasattr(each, "delay")]

    assert found
    assert [task.name for task in found if task.run.__code__.co_argcount] == []
