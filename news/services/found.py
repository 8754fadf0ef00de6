"""Notices that sources announced and that are not on record: put before a person, or set aside by one."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from controls.models import Authority, Notice, User
from news.ingest.matters import why_it_matters
from news.ingest.notice_numbers import own_number
from news.models import Article, ArticleName, FoundNotice, Source

# The first part of a notice's key, and the authority that it stands for.
AUTHORITIES = {"mofcom": "mofcom", "uel": "uel-mechanism"}
KEY = re.compile(r"([a-z]+)-(\d{4})-(\d{1,6})")
State = FoundNotice.State


class FoundRefused(Exception):
    """The notice cannot be decided like this. The message is fit for the user; nothing was written."""


@transaction.atomic
def note(*, articles: Sequence[Article], at: datetime) -> int:
    """Put the notices among these articles before the curators, unless they are on record; how many are new.

    Only articles of sources that announce notices count. Known ones are left as they are, decided or not: the same
    articles once more change nothing.
    """
    settle(at=at)
    announcing = Source.objects.in_bulk({article.source_id for article in articles})
    own = [article for article in articles if announcing[article.source_id].announces_notices]
    if not own:
        return 0
    keys = _keys(own)
    on_record = set(Notice.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    known = set(FoundNotice.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    authorities = {row.key: row for row in Authority.objects.filter(key__in=AUTHORITIES.values())}
    rows = {
        keys[article.pk]: _row(article, keys[article.pk], announcing[article.source_id], authorities, at)
        for article in reversed(own)  # of two with one number the first stays
        if keys[article.pk] not in on_record | known
    }
    FoundNotice.objects.bulk_create(reversed(rows.values()), ignore_conflicts=True)
    return len(rows)


def settle(*, at: datetime) -> int:
    """Mark the notices that somebody has put on record meanwhile, whoever did and by whatever way; how many."""
    notice = Notice.objects.filter(key=OuterRef("key"))
    return FoundNotice.objects.filter(state=State.OPEN, key__in=Notice.objects.values("key")).update(
        state=State.RECORDED, notice=Subquery(notice.values("pk")[:1]), decided_at=at
    )


@transaction.atomic
def dismiss(*, found: FoundNotice, reason: str, by: User, at: datetime) -> FoundNotice:
    """Set a notice aside, with the reason. It stays to be found; only an open one can be set aside."""
    if not reason.strip():
        raise FoundRefused(_("Say why the notice is set aside: somebody will ask."))
    found = _open(found)
    found.state, found.reason = State.DISMISSED, reason.strip()[:300]
    found.decided_by, found.decided_at = by.get_username(), at
    found.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return found


@transaction.atomic
def dismiss_several(*, numbers: Sequence[int], reason: str, by: User, at: datetime) -> int:
    """Set several notices aside for one reason, by their row numbers; how many were open. Others are left alone."""
    if not reason.strip():
        raise FoundRefused(_("Say why the notices are set aside: somebody will ask."))
    waiting = FoundNotice.objects.waiting().filter(pk__in=numbers)
    return FoundNotice.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)), state=State.OPEN).update(
        state=State.DISMISSED, reason=reason.strip()[:300], decided_by=by.get_username(), decided_at=at
    )


@transaction.atomic
def reopen(*, found: FoundNotice) -> FoundNotice:
    """Put a notice that was set aside before the curators again."""
    found = FoundNotice.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state != State.DISMISSED:
        raise FoundRefused(_("%(notice)s was not set aside.") % {"notice": found})
    found.state, found.reason, found.decided_by, found.decided_at = State.OPEN, "", "", None
    found.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return found


def _open(found: FoundNotice) -> FoundNotice:
    """The notice, held until the transaction ends. Two who decide at once take turns; the second is told."""
    found = FoundNotice.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state == State.DISMISSED:
        raise FoundRefused(_("%(notice)s was set aside already, by %(who)s.") % _who(found))
    if found.state == State.RECORDED or Notice.objects.filter(key=found.key).exists():
        raise FoundRefused(_("%(notice)s is on record meanwhile.") % _who(found))
    return found


def _who(found: FoundNotice) -> dict[str, str]:
    return {"notice": str(found), "who": found.decided_by}


def _keys(articles: Sequence[Article]) -> dict[int, str]:
    """The key that each article's notice would have on record, or one of its own where it bears no number."""
    named = ArticleName.objects.filter(article__in=articles, kind=ArticleName.Kind.NOTICE)
    numbers = dict(named.values_list("article_id", "value"))
    return {
        article.pk: numbers.get(article.pk) or own_number(article.title) or f"article-{article.pk}"
        for article in articles
    }


def _row(article: Article, key: str, source: Source, authorities: Mapping[str, Authority], at: datetime) -> FoundNotice:
    match = KEY.fullmatch(key)
    issued = authorities.get(AUTHORITIES.get(match[1], "")) if match else None
    return FoundNotice(
        key=key[:120],
        article=article,
        source=source,
        authority_id=issued.pk if issued else source.authority_id,
        number=f"{match[1].upper()} {match[2]} No. {int(match[3])}" if match else "",
        title=article.title or article.url[:500],
        language=article.language,
        url=article.url,
        published_on=article.published_on,
        why=[word[:60] for word in why_it_matters(article.title)],
        found_at=at,
    )
