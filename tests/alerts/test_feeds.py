"""What opens by a private address alone: the feed of a subscription, and the way to stop it."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from controls.alerts.models import Subscription
from controls.alerts.services import subscriptions
from controls.alerts.services.subscriptions import Wanted
from controls.models import EntityList
from tests.alerts.following import AT, collect, follow, list_somebody, somebody
from tests.controls.markup import tree
from tests.factories import make_entity, make_list
from tests.screening.watched import make_portfolio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def following():
    return follow(somebody(), subject=make_list().key)


def tell(following, *names):
    entity_list = EntityList.objects.get(key=following.subject.partition(":")[2])
    for name in names:
        list_somebody(entity_list, entity=make_entity(name))
    collect()


def feed(row):
    return f"/alerts/feeds/{row.feed_token}.atom"


def stop(row):
    return f"/alerts/unsubscribe/{row.token}/"


def entries(answer):
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def test_a_feed_holds_what_was_told_newest_first(client, following):
    tell(following, "Kestrel Optics Ltd", "Merlin Alloys Ltd")
    answer = client.get(feed(following))
    titles = [each.findtext(f"{ATOM}title") for each in entries(answer)]
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert ["Merlin" in titles[0], "Kestrel" in titles[1]] == [True, True]


def test_an_entry_leads_to_the_change_and_keeps_its_id(client, following):
    tell(following, "Kestrel Optics Ltd")
    [first] = entries(client.get(feed(following)))
    [second] = entries(client.get(feed(following)))
    link = first.find(f"{ATOM}link").get("href")
    assert link.endswith(f"/changes/{following.notifications.get().said['revision']}/")
    assert first.findtext(f"{ATOM}id") == second.findtext(f"{ATOM}id")


def test_a_feed_that_did_not_change_is_not_sent_again(client, following):
    tell(following, "Kestrel Optics Ltd")
    tag = client.get(feed(following)).headers["ETag"]
    assert client.get(feed(following), headers={"If-None-Match": tag}).status_code == 304
    tell(following, "Merlin Alloys Ltd")
    assert client.get(feed(following), headers={"If-None-Match": tag}).status_code == 200


def test_a_feed_is_private_to_whoever_has_its_address(client, following):
    tell(following, "Kestrel Optics Ltd")
    answer = client.get(feed(following))
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "ada@example.org" not in answer.content.decode()


def test_a_feed_of_what_has_ended_is_gone_at_once(client, following):
    client.get(feed(following))
    subscriptions.end(subscription=following, at=AT)
    assert client.get(feed(following)).status_code == 404


def test_a_feed_of_somebody_who_was_switched_off_is_gone(client, following):
    type(following.owner).objects.filter(pk=following.owner_id).update(is_active=False)
    assert client.get(feed(following)).status_code == 404
    assert client.get(stop(following)).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 64, "a" * 2_000, "%00", "..%2f..%2f", "字"])
def test_what_is_no_address_opens_nothing(client, following, token):
    assert client.get(f"/alerts/feeds/{token}.atom").status_code in (400, 404)
    assert client.post(f"/alerts/unsubscribe/{token}/").status_code in (400, 404)


def test_control_characters_never_break_a_feed(client, following):
    tell(following, "Kestrel Optics Ltd")
    following.notifications.update(label="A & B <C>")
    assert "A & B <C>" in entries(client.get(feed(following)))[0].findtext(f"{ATOM}title")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_feed_is_only_read(client, following, method):
    assert getattr(client, method)(feed(following)).status_code == 405


def test_looking_at_the_way_to_stop_stops_nothing(client, following):
    main = tree(client.get(stop(following))).one("main")
    client.head(stop(following))
    following.refresh_from_db()
    assert following.ended_at is None
    assert following.label in main.text
    assert [each["method"] for each in main.all("form")] == ["post"]


def test_one_click_stops_it_without_signing_in_and_without_a_token_of_a_form(following):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(stop(following), {"List-Unsubscribe": "One-Click"})
    following.refresh_from_db()
    assert (answer.status_code, following.ended_at is not None) == (200, True)
    assert "Nothing is sent any more" in tree(answer).one("main").text


def test_stopping_twice_says_the_same_and_keeps_the_first_day(client, following):
    client.post(stop(following))
    following.refresh_from_db()
    first = following.ended_at
    assert client.post(stop(following)).status_code == 200
    following.refresh_from_db()
    assert following.ended_at == first


def test_stopping_one_leaves_the_others(client, following):
    other = follow(following.owner, "ends", days=3)
    client.post(stop(following))
    assert list(Subscription.objects.standing()) == [other]


def test_the_way_to_stop_is_kept_by_nobody_and_tells_nobody_where_it_is(client, following):
    answer = client.get(stop(following))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_feed_holds_so_many_and_the_newest_of_them(client, following, monkeypatch):
    monkeypatch.setattr("controls.views.atom.MOST_ENTRIES", 2)
    tell(following, "Kestrel Optics Ltd", "Merlin Alloys Ltd", "Osprey Magnets Ltd")
    titles = " ".join(each.findtext(f"{ATOM}title") for each in entries(client.get(feed(following))))
    assert ["Osprey" in titles, "Merlin" in titles, "Kestrel" in titles] == [True, True, False]


def test_an_empty_feed_is_a_feed(client, following):
    answer = client.get(feed(following))
    assert (answer.status_code, entries(answer)) == (200, [])


def test_what_was_told_a_year_ago_is_still_there(client, following):
    tell(following, "Kestrel Optics Ltd")
    following.notifications.update(made_at=AT - timedelta(days=365))
    assert len(entries(client.get(feed(following)))) == 1


def test_the_link_of_a_letter_opens_no_feed_and_the_address_of_a_feed_stops_nothing(client, following):
    tell(following, "Kestrel Optics Ltd")
    assert client.get(f"/alerts/feeds/{following.token}.atom").status_code == 404
    assert client.post(f"/alerts/unsubscribe/{following.feed_token}/").status_code == 404
    following.refresh_from_db()
    assert following.ended_at is None


def test_a_new_address_of_the_feed_leaves_links_in_sent_letters_what_they_are(client, following):
    link = stop(following)
    subscriptions.renew_feed(subscription=following)
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    following.refresh_from_db()
    assert following.ended_at is not None


def test_what_goes_by_letter_has_no_feed_until_that_is_its_way(client):
    row = follow(somebody(), "ends", days=3, channel="email")
    before = client.get(feed(row)).status_code
    subscriptions.change(subscription=row, wanted=Wanted(kind="ends", channel="feed", days=3), at=AT)
    assert (before, client.get(feed(row)).status_code) == (404, 200)


@pytest.mark.parametrize(("role", "status"), [("visitor", 404), ("reader", 404), ("screener", 200), ("approver", 200)])
def test_the_feed_of_a_portfolio_opens_only_while_its_owner_may_screen(client, role, status):
    owner = somebody()
    portfolio = make_portfolio(owner=owner)
    row = follow(owner, "portfolio", portfolio=portfolio.pk)
    type(owner).objects.filter(pk=owner.pk).update(role=role)
    assert client.get(feed(row)).status_code == status


@pytest.mark.parametrize(("role", "status"), [("visitor", 404), ("reader", 200)])
def test_any_other_feed_opens_while_its_owner_may_read_alerts(client, following, role, status):
    type(following.owner).objects.filter(pk=following.owner_id).update(role=role)
    assert client.get(feed(following)).status_code == status
