"""Alerts over the API: the caller's own, refused in words, read by growing id."""

import json

import pytest

from controls.alerts.models import Subscription, WebhookEndpoint
from controls.api import examples
from controls.models import EntityList
from tests.alerts.following import AT, Caller, collect, follow, list_somebody, save_search, send_all, somebody
from tests.factories import make_entity, make_list

pytestmark = pytest.mark.django_db
SUBSCRIPTIONS, NOTIFICATIONS = "/api/v1/alerts/subscriptions/", "/api/v1/alerts/notifications/"
WATCH = {"kind": "list", "subject": "cn-watch-list", "channel": "feed"}


@pytest.fixture
def owner():
    return somebody()


@pytest.fixture
def api(client, owner):
    return Caller(client, owner)


def tell(following, *names):
    entity_list = EntityList.objects.get(key=following.subject.partition(":")[2])
    for name in names:
        list_somebody(entity_list, entity=make_entity(name))
    collect()


def test_without_a_key_nothing_is_told(client):
    assert {client.get(path).status_code for path in (SUBSCRIPTIONS, NOTIFICATIONS)} == {401}


def test_something_is_followed_read_changed_and_ended(api, seeded):
    made = api.ask("post", SUBSCRIPTIONS, WATCH | {"actions": ["ended"]})
    assert made.status_code == 201
    path = f"{SUBSCRIPTIONS}{made.json()['id']}/"
    assert api.get(path).json() == made.json()
    changed = api.ask("patch", path, {"actions": []})
    assert (changed.status_code, changed.json()["actions"]) == (200, [])
    ended = api.ask("delete", path)
    assert (ended.status_code, ended.json()["ended_at"] is not None) == (200, True)
    assert api.get(SUBSCRIPTIONS).json()["count"] == 1


def test_the_feed_of_the_answer_opens(api, client, seeded):
    made = api.ask("post", SUBSCRIPTIONS, WATCH).json()
    assert client.get(made["feed"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "weather"}, "kind"),
        ({"kind": None}, "kind"),
        ({"subject": "no-such-list"}, "subject"),
        ({"subject": 7}, "subject"),
        ({"subject": "x\u202ey"}, "subject"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "webhook"}, "webhook"),
        ({"channel": "webhook", "webhook": 1}, "webhook"),
        ({"kind": "ends"}, "days"),
        ({"kind": "ends", "days": 0}, "days"),
        ({"kind": "ends", "days": True}, "days"),
        ({"kind": "ends", "days": "30"}, "days"),
        ({"kind": "search", "search": 1}, "search"),
        ({"kind": "portfolio", "portfolio": 1}, "portfolio"),
        ({"kind": "source", "subject": "nobody"}, "subject"),
        ({"portfolio": 1}, "portfolio"),
        ({"portfolio": 0}, "portfolio"),
        ({"portfolio": None}, "portfolio"),
        ({"days": 30}, "days"),
        ({"actions": ["new_hit"]}, "actions"),
        ({"actions": ["x"]}, "actions"),
        ({"actions": [1]}, "actions"),
        ({"actions": "ended"}, "actions"),
        ({"rhythm": "hourly"}, "rhythm"),
        ({"language": "tlh"}, "language"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wish_that_cannot_be_taken_names_its_field(api, seeded, body, field):
    asked = WATCH | body
    if asked["kind"] in ("ends", "search", "portfolio"):
        del asked["subject"]
    answer = api.ask("post", SUBSCRIPTIONS, asked)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 7, None])
def test_what_is_no_object_is_refused(api, body):
    answer = api.client.post(SUBSCRIPTIONS, json.dumps(body), content_type="application/json", headers=api.headers)
    assert answer.status_code == 400


def test_what_it_is_about_cannot_be_changed(api, owner):
    row = follow(owner, subject="cn-watch-list")
    answer = api.ask("patch", f"{SUBSCRIPTIONS}{row.pk}/", {"subject": "cn-export-control-list"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["subject"])


def test_what_is_not_given_stays(api, owner):
    row = follow(owner, subject="cn-watch-list", channel="email", rhythm="daily", actions=("ended",))
    api.ask("patch", f"{SUBSCRIPTIONS}{row.pk}/", {"language": "ja"})
    row.refresh_from_db()
    assert (row.channel, row.rhythm, row.actions, row.language) == ("email", "daily", ["ended"], "ja")


def test_following_one_thing_twice_is_refused(api, seeded):
    api.ask("post", SUBSCRIPTIONS, WATCH)
    answer = api.ask("post", SUBSCRIPTIONS, WATCH)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["channel"])


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_somebody_else_s_is_not_there(client, api, method):
    other = follow(somebody("other@example.org"), subject="cn-watch-list")
    body = {} if method == "patch" else None
    assert api.ask(method, f"{SUBSCRIPTIONS}{other.pk}/", body).status_code == 404
    other.refresh_from_db()
    assert other.ended_at is None


def test_an_admin_sees_only_their_own_too(client):
    other = follow(somebody("other@example.org"), subject=make_list().key)
    tell(other, "Kestrel Optics Ltd")
    admin = Caller(client, somebody("admin@example.org", role="admin"))
    assert admin.get(f"{SUBSCRIPTIONS}{other.pk}/").status_code == 404
    assert admin.get(NOTIFICATIONS).json()["results"] == []


def test_answers_are_kept_by_nobody(api, seeded):
    for path in (SUBSCRIPTIONS, NOTIFICATIONS):
        assert api.get(path).headers["Cache-Control"] == "private, no-store"


def test_notifications_are_read_by_growing_id_without_gap_and_without_doubles(api, owner):
    following = follow(owner, subject=make_list().key)
    tell(following, *(f"Osprey {number} Ltd" for number in range(5)))
    numbers, path = [], f"{NOTIFICATIONS}?limit=2"
    while path:
        body = api.get(path).json()
        numbers += [each["number"] for each in body["results"]]
        path = body["next"] and body["next"].removeprefix("http://testserver")
    assert numbers == [1, 2, 3, 4, 5]
    assert api.get(f"{NOTIFICATIONS}?after={body['last_id']}").json()["results"] == []


def test_what_comes_later_is_found_after_the_last_id(api, owner):
    following = follow(owner, subject=make_list().key)
    tell(following, "Kestrel Optics Ltd")
    last = api.get(NOTIFICATIONS).json()["last_id"]
    tell(following, "Merlin Alloys Ltd")
    [new] = api.get(f"{NOTIFICATIONS}?after={last}").json()["results"]
    assert "Merlin Alloys Ltd" in new["title"]


def test_a_notification_says_in_words_and_as_data_what_happened_and_how_it_was_sent(api, owner):
    following = follow(owner, subject=make_list().key, channel="email")
    tell(following, "Kestrel Optics Ltd")
    send_all()
    [found] = api.get(NOTIFICATIONS).json()["results"]
    assert (found["data"]["type"], found["data"]["action"]) == ("change", "added")
    assert found["url"].endswith(f"/changes/{found['data']['revision']}/")
    assert found["delivery"]["state"] == "sent"
    assert found["delivery"]["attempts"] == 1


def test_one_subscription_can_be_asked_for_and_never_somebody_else_s(api, owner):
    mine = follow(owner, subject=make_list().key)
    other = follow(somebody("other@example.org"), subject=mine.subject.partition(":")[2])
    tell(mine, "Kestrel Optics Ltd")
    assert len(api.get(f"{NOTIFICATIONS}?subscription={mine.pk}").json()["results"]) == 1
    assert api.get(f"{NOTIFICATIONS}?subscription={other.pk}").json()["results"] == []


@pytest.mark.parametrize("query", ["after=x", "after=-1", "limit=0", "limit=501", "colour=red", "after="])
def test_a_wrong_question_names_its_parameter(api, query):
    answer = api.get(f"{NOTIFICATIONS}?{query}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [query.partition("=")[0]])


def test_a_webhook_that_is_chosen_is_named_in_the_answer(api, owner, seeded):
    endpoint = WebhookEndpoint.objects.create(
        owner=owner, url="https://example.org/", name="Ours", state_since=AT, made_at=AT
    )
    made = api.ask("post", SUBSCRIPTIONS, WATCH | {"channel": "webhook", "webhook": endpoint.pk})
    assert (made.status_code, made.json()["webhook"]) == (201, endpoint.pk)


@pytest.mark.parametrize("path", [SUBSCRIPTIONS, NOTIFICATIONS])
def test_the_api_asks_as_often_for_many_as_for_few(
    api, owner, path, django_assert_num_queries, django_assert_max_num_queries
):
    following = follow(owner, subject=make_list().key)
    tell(following, "Kestrel Optics Ltd")
    api.get(path)
    with django_assert_max_num_queries(12) as few:
        api.get(path)
    tell(following, *(f"Osprey {number} Ltd" for number in range(6)))
    follow(owner, "ends", days=3)
    with django_assert_num_queries(len(few)):
        api.get(path)


OPERATIONS = ("subscriptions_create", "subscriptions_list", "subscriptions_get", "subscriptions_change",
              "subscriptions_end", "notifications_list")  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_examples_of_the_description_have_the_shape_of_answers(api, owner, seeded, operation):
    stored = examples.ANSWERS[operation]
    body = stored["answer"]
    following = follow(owner, subject=make_list().key, channel="email")
    tell(following, "Kestrel Optics Ltd")
    if operation == "notifications_list":
        real = api.get(NOTIFICATIONS).json()
        assert real.keys() == body.keys()
        assert real["results"][0].keys() == body["results"][0].keys()
        assert real["results"][0]["data"].keys() == body["results"][0]["data"].keys()
        return
    real = api.get(f"{SUBSCRIPTIONS}{following.pk}/").json()
    each = body["results"][0] if "results" in body else body
    assert real.keys() == each.keys()
    assert stored["asked"].startswith(SUBSCRIPTIONS)


def test_the_example_of_following_is_taken_as_it_stands(api, seeded):
    stored = examples.ANSWERS["subscriptions_create"]
    made = api.ask("post", stored["asked"], stored["sent"])
    said = {name: value for name, value in made.json().items() if name not in ("id", "made_at", "feed", "url")}
    assert made.status_code == 201
    assert said == {name: stored["answer"][name] for name in said}


@pytest.mark.parametrize(
    ("after", "status"), [(2**53 - 1, 200), (10**9, 200), (2**53, 400), (10**16, 400), ("1e3", 400)]
)
def test_notifications_are_asked_after_as_large_a_number_as_is_said(api, after, status):
    answer = api.get(f"{NOTIFICATIONS}?after={after}")
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["errors"]["after"] == [f"Enter a whole number from 0 to {2**53 - 1}."]
    else:
        assert answer.json()["last_id"] == after


class TestWhatThePagesHaveTheApiHas:
    def test_a_preview_says_what_would_have_been_told_and_keeps_nothing(self, api, owner):
        listing, entity_list = list_somebody(entity=make_entity("Kestrel Optics Ltd"))
        asked = {"kind": "list", "subject": entity_list.key, "channel": "feed"}
        answer = api.ask("post", f"{SUBSCRIPTIONS}preview/", asked)
        said = answer.json()
        assert (answer.status_code, said["label"]) == (200, entity_list.name_en)
        assert said["count"] >= 1
        assert any("Kestrel Optics Ltd" in each["title"] for each in said["results"])
        assert all(each["url"].startswith("http://testserver/changes/") for each in said["results"])
        assert not Subscription.objects.exists()

    def test_a_preview_of_what_cannot_be_followed_names_its_field(self, api, owner):
        for asked, field in (
            ({"kind": "list", "subject": "no-such-list", "channel": "feed"}, "subject"),
            ({"kind": "ends", "channel": "feed"}, "days"),
            ({"kind": "search", "search": save_search(owner, "state=no-such-state").pk, "channel": "feed"}, "search"),
            ({"kind": "ends", "days": 3, "channel": "pigeon"}, "channel"),
        ):
            answer = api.ask("post", f"{SUBSCRIPTIONS}preview/", asked)
            assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    def test_a_new_address_of_a_feed_ends_the_old_one(self, api, owner, client):
        row = follow(owner, "ends", days=3)
        made = api.ask("post", f"{SUBSCRIPTIONS}{row.pk}/feed/").json()
        assert client.get(f"/alerts/feeds/{row.feed_token}.atom").status_code == 404
        assert client.get(made["feed"].removeprefix("http://testserver")).status_code == 200

    def test_what_has_no_feed_gets_no_address(self, api, owner):
        row = follow(owner, "ends", days=3, channel="email")
        assert api.get(f"{SUBSCRIPTIONS}{row.pk}/").json()["feed"] is None
        answer = api.ask("post", f"{SUBSCRIPTIONS}{row.pk}/feed/")
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["channel"])

    def test_nobody_makes_an_address_for_another(self, api):
        row = follow(somebody("other@example.org"), "ends", days=3)
        assert api.ask("post", f"{SUBSCRIPTIONS}{row.pk}/feed/").status_code == 404
        row.refresh_from_db()
        assert Subscription.objects.filter(feed_token=row.feed_token).exists()

    def test_what_was_read_is_said_up_to_a_number(self, api, owner):
        following = follow(owner, subject=make_list().key)
        tell(following, "Kestrel Optics Ltd", "Merlin Alloys Ltd")
        first, second = following.notifications.order_by("pk")
        assert api.ask("post", f"{NOTIFICATIONS}read/", {"last": first.pk}).json() == {"read": 1}
        assert api.ask("post", f"{NOTIFICATIONS}read/", {"last": first.pk}).json() == {"read": 0}
        read = [each["read_at"] is not None for each in api.get(NOTIFICATIONS).json()["results"]]
        assert read == [True, False]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "last"),
            ({"last": 0}, "last"),
            ({"last": "1"}, "last"),
            ({"last": True}, "last"),
            ({"last": 2**53}, "last"),
            ({"last": 1, "first": 1}, "first"),
            ([], "body"),
        ],
    )
    def test_what_is_no_number_is_refused_by_name(self, api, body, field):
        answer = api.ask("post", f"{NOTIFICATIONS}read/", body)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    @pytest.mark.parametrize("operation", ["subscriptions_preview", "subscriptions_new_feed", "notifications_read"])
    def test_their_examples_have_the_shape_of_their_answers(self, api, owner, seeded, operation):
        stored = examples.ANSWERS[operation]
        row = follow(owner, "ends", days=365)
        path = stored["asked"].replace("/1/", f"/{row.pk}/")
        answer = api.ask("post", path, stored.get("sent"))
        assert (answer.status_code, answer.json().keys()) == (200, stored["answer"].keys())
        for each in answer.json().get("results", [])[:1]:
            assert each.keys() == stored["answer"]["results"][0].keys()
