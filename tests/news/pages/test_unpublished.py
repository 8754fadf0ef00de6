"""What nobody let through, and what was rejected, is nowhere to be seen or to be guessed from a count."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from news.models.months import by_month
from tests.controls.desk import make_user
from tests.controls.proposing import signed_in
from tests.news.reporting import NOON, make_article, make_mention, make_news_event, make_source_of_news, make_story

pytestmark = pytest.mark.usefixtures("seeded", "today")

SECRET = "Zirconium hush 未公开の報道"
UNSEEN = ["pending", "rejected"]
LISTS = [
    "/",
    "/news/",
    "/news/?q=Zirconium",
    "/news/?entity=subaru-corporation",
    "/news/?element=Dy",
    "/news/feed.atom",
    "/news/feed.atom?q=Zirconium",
    "/api/v1/news/articles/",
    "/api/v1/news/articles/?q=Zirconium",
    "/api/v1/search/?q=Zirconium",
    "/search/?q=Zirconium",
    "/entities/subaru-corporation/",
    "/elements/Dy/",
]


def fresh(client, address):
    """The answer when nothing is kept."""
    for cache in caches.all():
        cache.clear()
    return client.get(address)


@pytest.fixture
def shown(db):
    """An article that everybody may read, about the same facts."""
    article = make_article("Magnets are shipped")
    make_mention(article, "entity:subaru-corporation")
    return article


@pytest.fixture(params=UNSEEN)
def unseen(request, shown):
    """One that nobody may: of the same story and the same source, about the same facts, on an event."""
    article = make_article(
        SECRET,
        state=request.param,
        source=shown.source,
        summary="Zirconium summary",
        own_summary="Zirconium in our words",
        url="https://paper.example/zirconium",
    )
    make_story(shown, article)
    make_mention(article, "entity:subaru-corporation")
    make_mention(article, "element:dy")
    return article


@pytest.mark.parametrize("address", LISTS)
def test_no_list_page_feed_or_search_shows_a_word_of_it(client, unseen, address):
    text = fresh(client, address).content.decode()

    assert "hush" not in text
    assert "未公开" not in text
    assert "Zirconium summary" not in text
    assert "paper.example/zirconium" not in text


@pytest.mark.parametrize("address", ["/news/articles/{}/", "/api/v1/news/articles/{}/"])
def test_its_own_address_is_not_found_and_says_nothing_of_it(client, unseen, address):
    answer = fresh(client, address.format(unseen.pk))

    assert answer.status_code == 404
    assert "hush" not in answer.content.decode()
    assert f"There is no article {unseen.pk}." in answer.content.decode()


def test_a_curator_sees_no_more_on_the_public_pages(unseen, now):
    ada = signed_in(make_user(now))

    assert fresh(ada, f"/news/articles/{unseen.pk}/").status_code == 404
    assert "hush" not in fresh(ada, "/news/").content.decode()


def test_no_count_betrays_it(client, shown, unseen):
    page = fresh(client, "/api/v1/news/articles/").json()

    assert page["count"] == 1
    assert [row["id"] for row in page["results"]] == [shown.pk]


def test_the_story_of_the_other_does_not_name_it(client, shown, unseen):
    page = fresh(client, f"/news/articles/{shown.pk}/").content.decode()
    told = fresh(client, f"/api/v1/news/articles/{shown.pk}/").json()

    assert "hush" not in page
    assert f"/news/articles/{unseen.pk}/" not in page
    assert unseen.pk not in told["also"]


def test_the_months_do_not_count_it(shown, unseen):
    (month,) = by_month(on=shown.day, months=1)

    assert month.articles == 1


@pytest.mark.parametrize("state", UNSEEN)
def test_an_event_does_not_lead_to_it(client, state):
    event = make_news_event()
    event.articles.add(make_article("Told openly"), make_article(SECRET, state=state))

    page = fresh(client, f"/news/events/{event.key}/").content.decode()
    answer = fresh(client, f"/api/v1/news/events/{event.key}/").content.decode()

    assert "Told openly" in page
    assert "Told openly" in answer or "articles" in answer
    assert "hush" not in page + answer


@pytest.mark.parametrize("state", UNSEEN)
def test_what_is_withdrawn_is_gone_from_the_next_answer(client, state):
    article = make_article(SECRET)
    assert "hush" in fresh(client, "/news/").content.decode()

    article.state = state
    article.save()

    for address in ("/news/", "/news/feed.atom", "/api/v1/news/articles/"):
        assert "hush" not in fresh(client, address).content.decode()


@pytest.mark.parametrize("state", UNSEEN)
def test_the_earlier_article_of_a_story_does_not_hide_the_later_when_nobody_may_read_it(client, state):
    source = make_source_of_news()
    hidden = make_article(SECRET, state=state, source=source)
    open_one = make_article("The later one", source=source)
    make_story(hidden, open_one)

    assert "The later one" in fresh(client, "/news/").content.decode()
    assert "The later one" in fresh(client, "/news/feed.atom").content.decode()


@pytest.mark.parametrize("room", ["/news/events/", "/api/v1/news/events/"])
def test_an_event_leads_to_no_article_of_a_later_day_than_asked_about(client, shown, room):
    event = make_news_event(day=shown.day - timedelta(days=5))
    event.articles.add(shown, make_article("Read at once", at=NOON - timedelta(days=4)))

    then = fresh(client, f"{room}{event.key}/?as_of={shown.day - timedelta(days=1)}").content.decode()

    assert "Read at once" in then
    assert "Magnets are shipped" not in then
    assert "Magnets are shipped" in fresh(client, f"{room}{event.key}/").content.decode()
