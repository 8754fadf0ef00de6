"""Every public door of the news: which methods it takes, what it refuses and in which words, and what is empty."""

import pytest
from django.test import Client

from news.models import Article, FetchJob, NewsEvent, Source
from tests.controls.markup import tree
from tests.news.reporting import make_article, make_news_event, make_run, make_source_of_news

pytestmark = pytest.mark.usefixtures("seeded", "today")

LISTS = ["/news/", "/news/events/", "/news/moves/", "/news/sources/"]
LISTS_OF_THE_API = ["/api/v1/news/articles/", "/api/v1/news/events/", "/api/v1/sources/"]
FEED = "/news/feed.atom"
EXPORTS = [f"/api/v1/news/events/export.{kind}" for kind in ("csv", "json", "jsonl")]
EVERY_DOOR = [*LISTS, *LISTS_OF_THE_API, FEED, *EXPORTS]
ONE_OF_EACH = [
    "/news/articles/{article}/",
    "/news/sources/{source}/",
    "/news/events/{event}/",
    "/api/v1/news/articles/{article}/",
    "/api/v1/sources/{source}/",
    "/api/v1/news/events/{event}/",
]
# Parameters that no door of its kind can make sense of, each with the field that the answer must name.
DAYS = [
    ("as_of=yesterday", "as_of"),
    ("as_of=2026-02-30", "as_of"),
    ("as_of=99999-01-01", "as_of"),
    ("as_of=%00", "as_of"),
]
PAGES_ASKED = [
    ("page=0", "page"),
    ("page=-1", "page"),
    ("page=two", "page"),
    ("page=99999999999999999999", "page"),
    ("page_size=0", "page_size"),
    ("page_size=100000", "page_size"),
    ("page_size=many", "page_size"),
]
OF_ARTICLES = [
    ("source=nobody", "source"),
    ("language=klingon", "language"),
    ("type=rumour", "type"),
    ("jurisdiction=XX", "jurisdiction"),
    ("jurisdiction=%27%3B--", "jurisdiction"),
    ("element=Xx", "element"),
    ("entity=nobody", "entity"),
    ("measure=none", "measure"),
    ("from=2026-13-01", "from"),
    ("to=tomorrow", "to"),
    ("from=2026-11-02&to=2026-11-01", "to"),
    (f"q={'x' * 201}", "q"),
    ("q=%00", "q"),
]
OF_EVENTS = [
    ("type=party", "type"),
    ("jurisdiction=XX", "jurisdiction"),
    ("element=Xx", "element"),
    ("material=cheese", "material"),
    ("entity=nobody", "entity"),
    ("measure=none", "measure"),
    ("notice=none", "notice"),
    ("list=none", "list"),
    ("confidence=certain", "confidence"),
    ("scope=moon", "scope"),
    ("from=2026-13-01", "from"),
    ("to=tomorrow", "to"),
    ("from=2026-11-02&to=2026-11-01", "to"),
    (f"q={'x' * 201}", "q"),
]
OF_MOVES = [("list=none", "list"), ("kind=none", "kind")]
OF_SOURCES = [("type=rumour", "type"), ("state=asleep", "state")]


def refusals():
    """Each door with each question that it cannot answer."""
    asked = {
        "/news/": DAYS + PAGES_ASKED + OF_ARTICLES,
        "/api/v1/news/articles/": DAYS + PAGES_ASKED + OF_ARTICLES,
        FEED: DAYS + OF_ARTICLES,
        "/news/events/": DAYS + PAGES_ASKED + OF_EVENTS,
        "/api/v1/news/events/": DAYS + PAGES_ASKED + OF_EVENTS,
        EXPORTS[0]: DAYS[:1] + OF_EVENTS[:1],
        EXPORTS[1]: DAYS[1:2] + OF_EVENTS[1:2],
        EXPORTS[2]: DAYS[2:3] + OF_EVENTS[2:3],
        "/news/moves/": DAYS + PAGES_ASKED + OF_MOVES,
        "/news/sources/": DAYS + PAGES_ASKED + OF_SOURCES,
        "/api/v1/sources/": DAYS + PAGES_ASKED + OF_SOURCES,
    }
    return asked.items()


def rows():
    """How much of everything is on record, to see that a question changes nothing."""
    return [model.objects.count() for model in (Article, Source, NewsEvent, FetchJob)]


@pytest.fixture
def one_of_each():
    article = make_article()
    return {"article": article.pk, "source": article.source.key, "event": make_news_event().key}


@pytest.mark.parametrize(("door", "cases"), refusals())
def test_a_question_that_cannot_be_answered_is_refused_under_its_name(client, door, cases):
    for query, field in cases:
        answer = client.get(f"{door}?{query}")

        assert answer.status_code == 400, query
        named = answer.json()["errors"] if door.startswith("/api/") else answer.content.decode()
        assert field in named, query


@pytest.mark.parametrize("door", LISTS_OF_THE_API)
def test_the_api_refuses_a_parameter_that_it_does_not_know(client, door):
    answer = client.get(f"{door}?langauge=en")

    assert answer.status_code == 400
    assert "langauge" in str(answer.json()["errors"])


@pytest.mark.parametrize("door", ONE_OF_EACH)
def test_one_row_refuses_a_day_that_is_none(client, one_of_each, door):
    for query, field in DAYS:
        answer = client.get(f"{door.format(**one_of_each)}?{query}")

        assert answer.status_code == 400, query
        assert field in answer.content.decode(), query


@pytest.mark.parametrize("door", [*EVERY_DOOR, *ONE_OF_EACH])
def test_nothing_is_written_through_a_public_door(client, one_of_each, door):
    before = rows()
    for send in (client.post, client.put, client.patch, client.delete):
        answer = send(door.format(**one_of_each), {}, content_type="application/json")

        assert answer.status_code in (403, 405)
    assert rows() == before


@pytest.mark.parametrize("door", [*LISTS, FEED, *ONE_OF_EACH])
def test_asking_changes_nothing_on_record(client, one_of_each, door):
    before = rows()
    for method in (client.get, client.head, client.options):
        method(door.format(**one_of_each))

    assert rows() == before


@pytest.mark.parametrize("door", [*LISTS, *ONE_OF_EACH[:3]])
def test_a_page_of_news_answers_a_form_that_comes_from_elsewhere_with_a_refusal(one_of_each, door):
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.post(door.format(**one_of_each), {"state": "published"}).status_code in (403, 405)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/news/articles/999999999/", "There is no article 999999999."),
        ("/news/sources/no-such-source/", "No source of news has the key “no-such-source”."),
        ("/news/events/no-such-event/", "No event has the key “no-such-event”."),
        ("/api/v1/news/articles/999999999/", "There is no article 999999999."),
        ("/api/v1/sources/no-such-source/", "There is no source of news “no-such-source”."),
        ("/api/v1/news/events/no-such-event/", "There is no event “no-such-event”."),
    ],
)
def test_what_is_not_there_is_said_in_words(client, address, words):
    answer = client.get(address)

    assert answer.status_code == 404
    assert words in answer.content.decode()


@pytest.mark.parametrize("address", [f"{room}{'9' * 30}/" for room in ("/news/articles/", "/api/v1/news/articles/")])
def test_a_number_that_no_table_could_hold_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [f"{room}{'k' * 300}/" for room in ("/news/events/", "/news/sources/")])
def test_an_endless_key_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("door", LISTS_OF_THE_API)
def test_before_everything_the_api_gives_no_rows(client, door):
    make_article(), make_news_event()
    answer = client.get(f"{door}?as_of=2001-01-01")

    assert answer.status_code == 200
    assert answer.json()["results"] == [] or "sources" in door


@pytest.mark.parametrize("door", ["/news/", "/news/events/", "/news/moves/"])
def test_before_everything_a_page_says_in_words_that_there_is_nothing(client, door):
    make_article("Dysprosium exports resume"), make_news_event("Licences are granted")

    main = tree(client.get(door, {"as_of": "2001-01-01"})).one("main")

    assert "Dysprosium exports resume" not in main.text
    assert "Licences are granted" not in main.text
    assert " no " in f" {main.text.lower()} "


@pytest.mark.parametrize(
    ("door", "query"),
    [
        ("/news/", {"q": "no such words anywhere"}),
        ("/news/events/", {"q": "no such words anywhere"}),
        ("/news/sources/", {"state": "ended"}),
        ("/news/moves/", {"as_of": "2001-01-01"}),
    ],
)
def test_an_empty_list_is_said_in_words_and_has_no_empty_table(client, door, query):
    main = tree(client.get(door, query)).one("main")

    assert " no " in f" {main.text.lower()} "
    assert [table for table in main.all("tbody") if not table.all("tr")] == []


def test_a_source_that_was_never_asked_says_so(client):
    source = make_source_of_news()

    main = tree(client.get(f"/news/sources/{source.key}/")).one("main")

    assert source.name in main.text
    assert any(words in main.text.lower() for words in ("never", "no run", "not been asked"))


def test_a_run_that_failed_shows_its_reason_escaped(client):
    run = make_run(make_source_of_news(), outcome="unreadable", reason="<b>zero</b> links & more")

    text = client.get(f"/news/sources/{run.source.key}/").content.decode()

    assert "&lt;b&gt;zero&lt;/b&gt; links &amp; more" in text
    assert "<b>zero</b>" not in text
