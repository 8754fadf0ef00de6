"""Mentions are written in bulk, decided by people, and kept when articles are linked again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.models import Change
from news.models import Article, Mention, Standing
from news.services import finding, mentions
from tests.news.announcing import NOW, make_article, make_source

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def own_finder() -> Iterator[None]:
    """A finder of a transaction that is rolled back is of no use to the next test."""
    yield
    finding.forget()


def stood(article: Article) -> dict[str, str]:
    return dict(article.mentions.values_list("reference", "standing"))


def test_what_a_title_and_its_summary_name_becomes_mentions_with_the_words() -> None:
    article = make_article(title="Subaru and Hitachi comment", summary="MOFCOM Announcement No. 12 of 2026")
    linked = mentions.link(articles=[article], at=NOW)
    assert stood(article) == {
        "entity:subaru-corporation": Standing.CERTAIN,
        "entity:hitachi-advanced-systems-corporation": Standing.SUGGESTED,
        "notice:mofcom-2026-12": Standing.CERTAIN,
    }
    assert linked == mentions.Linked(articles=1, added=3)
    found = article.mentions.get(reference="notice:mofcom-2026-12")
    assert (found.words, found.method, found.found_at) == ("Announcement No. 12 of 2026", "number", NOW)


def test_an_article_is_about_what_is_certain_and_not_about_suggestions() -> None:
    article = make_article(title="Subaru and Hitachi comment")
    mentions.link(articles=[article], at=NOW)
    article.refresh_from_db()
    assert article.about == ["entity:subaru-corporation"]
    assert article.linked_to == Change.objects.revision()[0]
    assert list(Article.objects.on("entity:subaru-corporation")) == [article]
    assert not Article.objects.on("entity:hitachi-advanced-systems-corporation")


def test_a_listed_entity_does_not_bring_its_lists() -> None:
    article = make_article(title="Subaru sells cars")
    mentions.link(articles=[article], at=NOW)
    assert stood(article) == {"entity:subaru-corporation": Standing.CERTAIN}


def test_our_own_summary_is_read_like_that_of_the_source() -> None:
    article = make_article(title="Report", own_summary="On terbium")
    mentions.link(articles=[article], at=NOW)
    assert stood(article) == {"element:tb": Standing.CERTAIN}


def test_linking_twice_changes_nothing() -> None:
    article = make_article(title="Subaru and Hitachi on terbium")
    mentions.link(articles=[article], at=NOW)
    before = list(article.mentions.order_by("pk").values())
    assert mentions.link(articles=[article], at=LATER) == mentions.Linked(articles=1)
    assert list(article.mentions.order_by("pk").values()) == before


def test_nothing_is_asked_for_no_articles() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert mentions.link(articles=[], at=NOW) == mentions.Linked()
    assert not [query for query in asked if "news_" in query["sql"]]


def test_an_edit_takes_mentions_away_and_brings_others() -> None:
    article = make_article(title="Subaru and terbium")
    mentions.link(articles=[article], at=NOW)
    article.title = "TDK and terbium"
    article.save()
    assert mentions.link(articles=[article], at=LATER) == mentions.Linked(articles=1, added=1, gone=1)
    assert set(stood(article)) == {"entity:tdk-corporation", "element:tb"}
    article.refresh_from_db()
    assert article.about == ["element:tb", "entity:tdk-corporation"]


def test_a_suggestion_that_becomes_certain_is_written_down_as_such() -> None:
    article = make_article(title="Anduril comments")
    mentions.link(articles=[article], at=NOW)
    article.title = "Anduril Industries comments"
    article.save()
    assert mentions.link(articles=[article], at=LATER) == mentions.Linked(articles=1, changed=1)
    mention = article.mentions.get()
    assert (mention.standing, mention.words, mention.found_at) == (Standing.CERTAIN, "Anduril Industries", NOW)


def test_what_a_person_decided_is_not_overruled() -> None:
    article = make_article(title="Subaru and Hitachi comment")
    mentions.link(articles=[article], at=NOW)
    mentions.reject(mention=article.mentions.get(reference="entity:subaru-corporation"), by="ada", at=NOW)
    suggestion = article.mentions.get(reference="entity:hitachi-advanced-systems-corporation")
    mentions.confirm(mention=suggestion, by="ada", at=NOW)
    article.refresh_from_db()
    assert article.about == ["entity:hitachi-advanced-systems-corporation"]
    assert mentions.link(articles=[article], at=LATER) == mentions.Linked(articles=1)
    article.refresh_from_db()
    assert article.about == ["entity:hitachi-advanced-systems-corporation"]
    assert stood(article) == {
        "entity:subaru-corporation": Standing.REJECTED,
        "entity:hitachi-advanced-systems-corporation": Standing.CONFIRMED,
    }


def test_what_a_person_confirmed_stays_when_the_text_no_longer_says_it() -> None:
    article = make_article(title="Hitachi comments")
    mentions.link(articles=[article], at=NOW)
    mentions.confirm(mention=article.mentions.get(), by="ada", at=NOW)
    article.title = "A company comments"
    article.save()
    assert mentions.link(articles=[article], at=LATER) == mentions.Linked(articles=1)
    article.refresh_from_db()
    assert article.about == ["entity:hitachi-advanced-systems-corporation"]


def test_a_decision_says_who_and_when_and_may_be_taken_back() -> None:
    article = make_article(title="Subaru comments")
    mentions.link(articles=[article], at=NOW)
    mention = mentions.reject(mention=article.mentions.get(), by="ada", at=LATER)
    assert (mention.decided_by, mention.decided_at) == ("ada", LATER)
    mention = mentions.confirm(mention=mention, by="bob", at=LATER + timedelta(hours=1))
    assert (mention.standing, mention.decided_by) == (Standing.CONFIRMED, "bob")
    article.refresh_from_db()
    assert article.about == ["entity:subaru-corporation"]


def test_a_decision_on_one_mention_leaves_the_others() -> None:
    article = make_article(title="Subaru and TDK on terbium")
    mentions.link(articles=[article], at=NOW)
    mentions.reject(mention=article.mentions.get(reference="element:tb"), by="ada", at=NOW)
    article.refresh_from_db()
    assert article.about == ["entity:subaru-corporation", "entity:tdk-corporation"]


@pytest.mark.parametrize("size", [1, 40])
def test_the_number_of_statements_is_the_same_for_one_article_and_for_forty(size: int) -> None:
    source = make_source()
    articles = [make_article(source=source, title=f"Subaru and TDK, part {number}") for number in range(size)]
    finding.current()
    with CaptureQueriesContext(connection) as asked:
        mentions.link(articles=articles, at=NOW)
    # Savepoint and release, the register's version, what is known, the mentions, the articles.
    statements = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == 4, statements


def test_only_what_was_compared_with_an_earlier_revision_is_linked_again() -> None:
    revision = Change.objects.revision()[0]
    stale = make_article(title="Subaru", linked_to=revision - 1)
    never = make_article(title="TDK", linked_to=None)
    fresh = make_article(title="Terbium", linked_to=revision)
    linked = mentions.relink(at=NOW, since=None)
    assert linked == mentions.Linked(articles=2, added=2)
    assert [stood(article) for article in (stale, never, fresh)] == [
        {"entity:subaru-corporation": "certain"},
        {"entity:tdk-corporation": "certain"},
        {},
    ]


def test_everything_is_linked_again_when_that_is_asked_for() -> None:
    fresh = make_article(title="Terbium", linked_to=Change.objects.revision()[0])
    mentions.relink(at=NOW, since=None, everything=True)
    assert stood(fresh) == {"element:tb": Standing.CERTAIN}


def test_older_articles_are_left_when_a_day_is_given() -> None:
    old = make_article(title="Subaru", day=date(2025, 1, 1))
    new = make_article(title="Subaru", day=date(2026, 11, 1))
    mentions.relink(at=NOW, since=date(2026, 10, 1))
    assert (stood(old), stood(new)) == ({}, {"entity:subaru-corporation": Standing.CERTAIN})


def test_progress_is_told_for_each_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "PORTION", 2)
    source = make_source()
    for number in range(5):
        make_article(source=source, title=f"Terbium {number}", shown_at=datetime(2026, 11, number + 1, tzinfo=UTC))
    heard: list[tuple[int, int]] = []
    linked = mentions.relink(at=NOW, since=None, tell=lambda done, of: heard.append((done, of)))
    assert heard == [(2, 5), (4, 5), (5, 5)]
    assert linked.articles == linked.added == Mention.objects.count() == 5


def test_relinking_once_more_has_nothing_to_do() -> None:
    make_article(title="Terbium")
    mentions.relink(at=NOW, since=None)
    assert mentions.relink(at=LATER, since=None) == mentions.Linked()


def test_words_longer_than_the_column_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "_LONGEST_WORDS", 5)
    article = make_article(title="Subaru Corporation")
    mentions.link(articles=[article], at=NOW)
    assert article.mentions.get().words == "Subar"
