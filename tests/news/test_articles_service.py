"""What people decide about articles: shown, rejected, withdrawn, and told in our own words."""

import pytest

from news.models import Article
from news.services import articles
from news.services.articles import ArticleRefused
from tests.news.kept import hours, item, only, press, source, store

pytestmark = pytest.mark.django_db
State = Article.State


@pytest.fixture
def pending():
    store(press(), item())
    return only()


def decided(article):
    article.refresh_from_db()
    return article.state, article.state_reason, article.decided_by, article.decided_at


def test_publishing_shows_an_article_and_says_who_did(pending):
    articles.publish(article=pending, by="ada", at=hours(1))

    assert decided(pending) == (State.PUBLISHED, "", "ada", hours(1))
    assert list(Article.objects.shown()) == [pending]


def test_what_is_shown_already_is_refused(pending):
    articles.publish(article=pending, by="ada", at=hours(1))
    with pytest.raises(ArticleRefused, match="shown already"):
        articles.publish(article=pending, by="grace", at=hours(2))


def test_publishing_what_was_edited_since_takes_the_flag_off(pending):
    articles.publish(article=pending, by="ada", at=hours(1))
    store(pending.source, item("Edited"), at=hours(2))
    assert only().flags == [Article.Mark.EDITED]
    articles.publish(article=pending, by="grace", at=hours(3))

    assert (only().flags, only().decided_by) == ([], "grace")


def test_an_edit_that_came_meanwhile_is_not_let_through_unseen(pending):
    store(pending.source, item("Edited"), at=hours(1))
    for act in (articles.publish, articles.reject, articles.withdraw):
        more = {} if act is articles.publish else {"reason": "So."}
        with pytest.raises(ArticleRefused, match="edited the article meanwhile"):
            act(article=pending, by="ada", at=hours(2), expected=pending.digest, **more)
    articles.publish(article=pending, by="ada", at=hours(2), expected=only().digest)

    assert only().state == State.PUBLISHED


def test_rejecting_hides_an_article_with_its_reason(pending):
    articles.reject(article=pending, reason="  A rumour,\nnothing else. ", by="ada", at=hours(1))

    assert decided(pending) == (State.REJECTED, "A rumour, nothing else.", "ada", hours(1))
    assert not Article.objects.shown().exists()
    assert not Article.objects.pending().exists()


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_rejection_without_a_reason_is_refused(pending, reason):
    with pytest.raises(ArticleRefused, match="Say why"):
        articles.reject(article=pending, reason=reason, by="ada", at=hours(1))
    assert decided(pending)[0] == State.PENDING


def test_a_long_reason_is_kept_as_far_as_it_fits(pending):
    articles.reject(article=pending, reason="x" * 1_000, by="ada", at=hours(1))

    assert len(decided(pending)[1]) == 300


def test_rejecting_twice_is_refused(pending):
    articles.reject(article=pending, reason="So.", by="ada", at=hours(1))
    with pytest.raises(ArticleRefused, match="rejected already"):
        articles.reject(article=pending, reason="So.", by="grace", at=hours(2))


def test_a_rejected_article_comes_back_by_publishing_it(pending):
    articles.reject(article=pending, reason="So.", by="ada", at=hours(1))
    articles.publish(article=pending, by="grace", at=hours(2))

    assert decided(pending) == (State.PUBLISHED, "", "grace", hours(2))


def test_what_is_shown_is_withdrawn_not_rejected(pending):
    articles.publish(article=pending, by="ada", at=hours(1))
    with pytest.raises(ArticleRefused, match="Withdraw"):
        articles.reject(article=pending, reason="So.", by="ada", at=hours(2))
    articles.withdraw(article=pending, reason="It was wrong.", by="grace", at=hours(3))

    assert decided(pending) == (State.REJECTED, "It was wrong.", "grace", hours(3))


def test_what_was_withdrawn_does_not_come_back_as_new():
    official = source()
    store(official, item())
    articles.withdraw(article=only(), reason="Twice.", by="ada", at=hours(1))
    stored = store(official, item(key="other"), at=hours(2))

    assert (stored.added, only().state) == (0, State.REJECTED)


def test_what_is_not_shown_cannot_be_withdrawn(pending):
    with pytest.raises(ArticleRefused, match="not shown"):
        articles.withdraw(article=pending, reason="So.", by="ada", at=hours(1))


def test_withdrawing_needs_a_reason_too(pending):
    articles.publish(article=pending, by="ada", at=hours(1))
    with pytest.raises(ArticleRefused, match="Say why"):
        articles.withdraw(article=pending, reason="", by="ada", at=hours(2))


def test_a_summary_of_our_own_stays_when_the_source_edits(pending):
    articles.summarise(article=pending, text=" Twenty  entities\nwere listed. ", by="ada", at=hours(1))
    store(pending.source, item("Edited"), at=hours(2))

    assert (only().own_summary, only().title) == ("Twenty entities were listed.", "Edited")
    assert (only().summarised_by, only().summarised_at) == ("ada", hours(1))


def test_an_empty_summary_takes_it_away(pending):
    articles.summarise(article=pending, text="Words.", by="ada", at=hours(1))
    articles.summarise(article=pending, text=" ", by="ada", at=hours(2))

    assert (only().own_summary, only().summarised_by, only().summarised_at) == ("", "", None)


def test_a_summary_that_is_too_long_is_refused_with_both_figures(pending):
    with pytest.raises(ArticleRefused, match=r"1000 characters at most; this one has 1001"):
        articles.summarise(article=pending, text="x" * 1_001, by="ada", at=hours(1))
    assert only().own_summary == ""
