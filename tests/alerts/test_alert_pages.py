"""The pages of alerts: everybody their own, workable by hand alone, and honest about what waits."""

import pytest
from django.test import Client

from controls.alerts.models import Notification, Subscription
from controls.alerts.services import subscriptions
from controls.models import EntityList
from tests.alerts.following import AT, collect, follow, list_somebody, save_search, send_all, somebody
from tests.controls.markup import tree
from tests.factories import make_entity, make_list
from tests.screening.watched import make_portfolio

pytestmark = pytest.mark.django_db
LIST, NEW, TOLD = "/alerts/", "/alerts/new/", "/alerts/notifications/"


@pytest.fixture
def owner():
    return somebody()


@pytest.fixture
def signed_in(client, owner, today):
    client.force_login(owner)
    return client


@pytest.fixture
def following(owner):
    return follow(owner, subject=make_list().key, channel="email")


def tell(following, *names):
    entity_list = EntityList.objects.get(key=following.subject.partition(":")[2])
    for name in names:
        list_somebody(entity_list, entity=make_entity(name))
    collect()


def page(row):
    return f"{LIST}{row.pk}/"


def wish(**more):
    return {"kind": "list", "subject": "cn-watch-list", "channel": "feed", **more}


@pytest.mark.parametrize("path", [LIST, NEW, TOLD, f"{NEW}?kind=list&subject=cn-watch-list"])
def test_visitors_are_sent_to_sign_in_and_come_back(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert "next=/alerts/" in answer.headers["Location"]


@pytest.mark.parametrize("path", [LIST, NEW, TOLD, f"{NEW}?kind=ends"])
def test_pages_are_kept_by_nobody(signed_in, path):
    assert signed_in.get(path).headers["Cache-Control"] == "private, no-store"


def test_whoever_follows_nothing_is_told_how_to(signed_in):
    main = tree(signed_in.get(LIST)).one("main")
    assert "Nothing yet" in main.text


def test_every_kind_of_thing_can_be_chosen(signed_in):
    links = [link["href"] for link in tree(signed_in.get(NEW)).one("main").all("a") if "kind=" in link["href"]]
    assert links == [f"{NEW}?kind={kind}" for kind in Subscription.Kind.values]
    assert {signed_in.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/entities/subaru-corporation/", "kind=entity&subject=subaru-corporation"),
        ("/measures/cn-2025-61/", "kind=measure&subject=cn-2025-61"),
        ("/elements/Dy/", "kind=element&subject=Dy"),
        ("/catalogue/rare-earth-refining/", "kind=item&subject=rare-earth-refining"),
        ("/entities/?list=cn-watch-list", "kind=list&subject=cn-watch-list"),
    ],
)
def test_pages_of_facts_lead_to_following_them(signed_in, seeded, path, link):
    [found] = [each["href"] for each in tree(signed_in.get(path)).all("a") if each.get("href").startswith(NEW)]
    assert found == f"{NEW}?{link}"
    assert "Follow" in tree(signed_in.get(found)).one("h1").text


def test_the_page_of_a_portfolio_leads_to_following_it(signed_in, owner):
    portfolio = make_portfolio(owner=owner)
    found = tree(signed_in.get(f"/screening/portfolios/{portfolio.pk}/")).all("a")
    assert f"{NEW}?kind=portfolio&portfolio={portfolio.pk}" in [each.get("href") for each in found]


def test_before_following_one_sees_what_it_would_have_told(signed_in, seeded):
    main = tree(signed_in.get(f"{NEW}?kind=list&subject=cn-watch-list")).one("main")
    assert "The last 90 days" in main.text
    assert "this would have told you of" in main.text
    assert not Subscription.objects.exists()


def test_a_preview_by_hand_makes_nothing(signed_in, seeded):
    answer = signed_in.post(NEW, wish(preview="1"))
    assert (answer.status_code, Subscription.objects.count()) == (200, 0)
    assert "The last 90 days" in tree(answer).one("main").text


def test_following_leads_to_the_page_of_the_subscription(signed_in, owner, seeded):
    answer = signed_in.post(NEW, wish(follow="1", actions=["ended", "suspended"]))
    row = Subscription.objects.get(owner=owner)
    assert (answer.status_code, answer.headers["Location"]) == (302, page(row))
    assert row.actions == ["ended", "suspended"]
    assert "Watch List" in tree(signed_in.get(LIST)).one("main").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"subject": "no-such-list"}, "There is no “no-such-list” of this kind on record."),
        ({"kind": "ends", "days": "many"}, "Enter a whole number from 1 to 365."),
        ({"kind": "ends", "days": "0"}, "Enter a whole number from 1 to 365."),
        ({"channel": "pigeon"}, "pigeon"),
        ({"channel": ""}, "This field is required."),
        ({"channel": "webhook"}, "Choose one of your webhooks that is in use."),
        ({"actions": ["new_hit"]}, "This cannot be chosen here: new_hit."),
        ({"rhythm": "hourly"}, "hourly"),
        ({"language": "tlh"}, "tlh"),
        ({"kind": "search", "subject": "", "search": "7"}, "Choose one of your saved searches."),
        ({"kind": "portfolio", "subject": "", "portfolio": "7"}, "Choose one of your portfolios."),
    ],
)
def test_a_wish_that_cannot_be_taken_says_why(signed_in, seeded, fields, said):
    answer = signed_in.post(NEW, wish(follow="1") | fields)
    assert answer.status_code == 400
    assert said in tree(answer).one("main").text
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("query", ["kind=weather", "kind=list&colour=red", "kind=%00"])
def test_a_link_that_asks_for_nothing_we_know_is_refused(signed_in, query):
    assert signed_in.get(f"{NEW}?{query}").status_code == 400


def test_a_faulty_field_names_its_fault(signed_in, seeded):
    main = tree(signed_in.post(NEW, wish(kind="ends", days="many", follow="1"))).one("main")
    [field] = main.all("input", name="days") or [each for each in main.all("input") if each.get("name") == "days"]
    assert field["aria-invalid"] == "true"
    assert main.all(id=field["aria-describedby"])


def test_without_a_mail_server_the_form_says_so(signed_in, settings, seeded):
    settings.EMAIL_HOST = ""
    main = tree(signed_in.get(f"{NEW}?kind=ends")).one("main")
    [mail] = [each for each in main.all("input") if each.get("value") == "email"]
    assert "disabled" in mail.attributes
    assert "This installation sends no e-mail" in main.text


def test_an_ends_form_asks_for_days_and_shows_no_list(signed_in):
    names = {each.get("name") for each in tree(signed_in.get(f"{NEW}?kind=ends")).one("main").all("input")}
    assert "days" in names
    assert "subject" not in names


def test_only_ones_own_searches_can_be_chosen(signed_in, owner):
    save_search(owner, name="Mine")
    save_search(somebody("other@example.org"), name="Not mine")
    [choice] = [
        each for each in tree(signed_in.get(f"{NEW}?kind=search")).one("main").all("select") if each["name"] == "search"
    ]
    assert [option.text for option in choice.all("option")] == ["Mine"]


def test_the_page_of_a_subscription_shows_what_was_told_and_how_that_went(signed_in, following):
    tell(following, "Kestrel Optics Ltd")
    before = tree(signed_in.get(page(following))).one("main").text
    send_all()
    after = tree(signed_in.get(page(following))).one("main").text
    assert "Kestrel Optics Ltd" in before
    assert "waiting, due" in before
    assert "sent, 21 Nov 2026" in after


def test_trouble_of_a_delivery_stands_on_the_page(signed_in, following):
    tell(following, "Kestrel Optics Ltd")
    type(Notification.objects.get().delivery).objects.update(trouble="The mail server answered 451.")
    assert "The mail server answered 451." in tree(signed_in.get(page(following))).one("main").text


def test_a_subscription_is_changed_by_hand(signed_in, following):
    key = following.subject.partition(":")[2]
    answer = signed_in.post(
        page(following),
        {
            "kind": "list",
            "subject": key,
            "channel": "email",
            "rhythm": "weekly",
            "language": "ja",
            "actions": ["ended"],
        },
    )
    following.refresh_from_db()
    assert answer.status_code == 302
    assert (following.rhythm, following.language, following.actions) == ("weekly", "ja", ["ended"])


def test_a_change_that_cannot_be_taken_says_why_and_changes_nothing(signed_in, following):
    answer = signed_in.post(page(following), {"kind": "list", "channel": "webhook"})
    following.refresh_from_db()
    assert (answer.status_code, following.channel) == (400, "email")
    assert "Choose one of your webhooks" in tree(answer).one("main").text


def test_a_subscription_is_ended_by_hand_and_its_page_says_so(signed_in, following):
    tell(following, "Kestrel Optics Ltd")
    signed_in.post(page(following), {"end": "1"})
    main = tree(signed_in.get(page(following))).one("main")
    assert "nothing is sent any more" in main.text
    assert "Kestrel Optics Ltd" in main.text
    assert send_all() == 0


def test_a_new_address_of_the_feed_ends_the_old_one(signed_in, owner, client):
    following = follow(owner, subject=make_list().key, channel="feed")
    old = following.feed_token
    signed_in.post(page(following), {"renew": "1"})
    following.refresh_from_db()
    assert client.get(f"/alerts/feeds/{old}.atom").status_code == 404
    assert client.get(f"/alerts/feeds/{following.feed_token}.atom").status_code == 200


def test_only_what_goes_by_a_feed_shows_an_address_and_makes_a_new_one(signed_in, following):
    main = tree(signed_in.get(page(following))).one("main")
    assert "/alerts/feeds/" not in main.text
    assert not [each for each in main.all("button") if each.get("name") == "renew"]
    assert signed_in.post(page(following), {"renew": "1"}).status_code == 400


def test_what_was_not_read_is_counted_until_somebody_says_so(signed_in, following):
    tell(following, "Kestrel Optics Ltd", "Merlin Alloys Ltd")
    main = tree(signed_in.get(TOLD)).one("main")
    assert "2 were not read yet." in main.text
    [button] = [each for each in main.all("button") if each.get("name") == "last"]
    signed_in.post(TOLD, {"last": button["value"]})
    assert "0 were not read yet." in tree(signed_in.get(TOLD)).one("main").text


def test_what_came_after_the_page_was_shown_stays_unread(signed_in, following):
    tell(following, "Kestrel Optics Ltd")
    seen = Notification.objects.latest("pk").pk
    tell(following, "Merlin Alloys Ltd")
    signed_in.post(TOLD, {"last": str(seen)})
    assert Notification.objects.filter(read_at=None).count() == 1


@pytest.mark.parametrize("last", ["", "x", "-1", "9" * 16, "١"])
def test_what_is_no_number_of_a_notification_is_refused(signed_in, last):
    assert signed_in.post(TOLD, {"last": last}).status_code == 400


def test_saying_what_was_read_touches_nobody_else_s(signed_in, following):
    other = follow(somebody("other@example.org"), subject=following.subject.partition(":")[2])
    tell(following, "Kestrel Optics Ltd")
    signed_in.post(TOLD, {"last": str(10**12)})
    assert other.notifications.get().read_at is None


@pytest.mark.parametrize("role", ["screener", "editor", "admin"])
def test_somebody_else_s_subscription_is_not_there_whatever_the_role(client, following, today, role):
    client.force_login(somebody("other@example.org", role=role))
    assert client.get(page(following)).status_code == 404
    assert client.post(page(following), {"end": "1"}).status_code == 404
    following.refresh_from_db()
    assert following.ended_at is None
    assert following.label not in client.get(LIST).content.decode()


def test_somebody_else_s_notifications_are_not_shown(client, following, today):
    tell(following, "Kestrel Optics Ltd")
    client.force_login(somebody("other@example.org", role="admin"))
    assert "Kestrel" not in client.get(TOLD).content.decode()


def test_a_form_that_was_not_ours_is_refused(owner, following, today):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.post(page(following), {"end": "1"}).status_code == 403
    assert client.post(NEW, wish(follow="1")).status_code == 403


@pytest.mark.parametrize("query", ["page=x", "page=0", "page_size=501"])
def test_a_wrong_question_is_refused(signed_in, following, query):
    for path in (LIST, TOLD, page(following)):
        assert signed_in.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize("path", [LIST, TOLD, "detail"])
def test_pages_ask_as_often_for_many_as_for_few(
    signed_in, owner, following, path, django_assert_num_queries, django_assert_max_num_queries
):
    path = page(following) if path == "detail" else path
    tell(following, "Kestrel Optics Ltd", "Merlin Alloys Ltd")
    signed_in.get(path)
    with django_assert_max_num_queries(25) as few:
        signed_in.get(path)
    asked = len(few)
    tell(following, *(f"Osprey {number} Ltd" for number in range(8)))
    follow(owner, "ends", days=3)
    signed_in.get(path)
    with django_assert_num_queries(asked):
        signed_in.get(path)


def test_names_are_text_on_every_page(signed_in, following):
    tell(following, "<script>alert(1)</script> Ltd")
    for path in (LIST, TOLD, page(following)):
        assert "<script>alert" not in signed_in.get(path).content.decode()


def test_a_chinese_name_is_marked_as_chinese(signed_in, following):
    tell(following, "三菱重工业")
    spans = [each for each in tree(signed_in.get(TOLD)).one("main").all("span") if each.text == "三菱重工业"]
    assert {each.lang for each in spans} == {"zh-Hans"}


def test_a_subscription_of_long_ago_is_shown_as_ended(signed_in, following):
    subscriptions.end(subscription=following, at=AT)
    assert "ended on 21 Nov 2026" in tree(signed_in.get(LIST)).one("main").text
