"""What people decide about articles: whether they are shown, and what we say of them in our own words."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from news.models import Article

State = Article.State
_LONGEST_SUMMARY = 1_000  # characters


class ArticleRefused(Exception):
    """The act contradicts what was decided, or lacks what it needs. The message is fit for the user."""


@transaction.atomic
def publish(*, article: Article, by: str, at: datetime, expected: str = "") -> Article:
    """Let an article through, or look again at one that was edited since. A rejected one comes back by this.

    `expected` is the digest of the version that the person saw: an edit that came meanwhile is not let through unseen.
    """
    article = _held(article, expected)
    edited = Article.Mark.EDITED in article.flags
    if article.state == State.PUBLISHED and not edited:
        raise ArticleRefused(_("The article is shown already."))
    article.flags = [flag for flag in article.flags if flag != Article.Mark.EDITED]
    return _decided(article, State.PUBLISHED, by, at, "")


@transaction.atomic
def reject(*, article: Article, reason: str, by: str, at: datetime, expected: str = "") -> Article:
    """Keep an article from being shown. It stays rejected when its source edits it."""
    article = _held(article, expected)
    if article.state == State.REJECTED:
        raise ArticleRefused(_("The article is rejected already."))
    if article.state == State.PUBLISHED:
        raise ArticleRefused(_("The article is shown. Withdraw it instead."))
    return _decided(article, State.REJECTED, by, at, _given(reason))


@transaction.atomic
def withdraw(*, article: Article, reason: str, by: str, at: datetime, expected: str = "") -> Article:
    """Take back an article that was shown. Its versions and names stay, so that it does not come back as new."""
    article = _held(article, expected)
    if article.state != State.PUBLISHED:
        raise ArticleRefused(_("The article is not shown."))
    return _decided(article, State.REJECTED, by, at, _given(reason))


@transaction.atomic
def summarise(*, article: Article, text: str, by: str, at: datetime) -> Article:
    """Say in our own words what an article reports; an empty text takes the summary away."""
    article = _held(article, "")
    text = " ".join(text.split())
    if len(text) > _LONGEST_SUMMARY:
        raise ArticleRefused(
            _("A summary has %(limit)s characters at most; this one has %(count)s.")
            % {"limit": _LONGEST_SUMMARY, "count": len(text)}
        )
    article.own_summary, article.summarised_by = text, by if text else ""
    article.summarised_at = at if text else None
    article.save(update_fields=["own_summary", "summarised_by", "summarised_at"])
    return article


def _held(article: Article, expected: str) -> Article:
    held = Article.objects.select_for_update(of=("self",)).select_related("source").get(pk=article.pk)
    if expected and held.digest != expected:
        raise ArticleRefused(_("The source has edited the article meanwhile. Read it again."))
    return held


def _given(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise ArticleRefused(_("Say why."))
    return reason[:300]


def _decided(article: Article, state: State, by: str, at: datetime, reason: str) -> Article:
    article.state, article.decided_by, article.decided_at, article.state_reason = state, by, at, reason
    article.save(update_fields=["state", "decided_by", "decided_at", "state_reason", "flags"])
    return article
