"""Notices that sources announced and that are not on record: put before a person, or set aside by one."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from controls.models import Authority, Notice, Proposal, User
from news.ingest.matters import why_it_matters
from news.ingest.notice_numbers import own_number
from news.models import AnnexDraft, Article, ArticleName, FoundNotice, Source
from news.models.found import FoundNoticeQuerySet
from news.services import numbered
from news.services.references import unknown

# The first part of a notice's key, and the authority that it stands for.
AUTHORITIES = {"mofcom": "mofcom", "uel": "uel-mechanism"}
KEY = re.compile(r"([a-z]+)-(\d{4})-(\d{1,6})")
State = FoundNotice.State


class FoundRefused(Exception):
    """The notice cannot be decided like this. The message is fit for the user; nothing was written."""


# What a found notice may be on record as, where no notice is: a measure that was read from press reports, for one.
FACTS = ("measure", "suspension", "catalogue-revision")


@transaction.atomic
def note(*, articles: Sequence[Article], at: datetime) -> int:
    """Put the notices among these articles before the curators, unless they are on record; how many are new.

    Only articles of sources that announce notices count. Known ones are left as they are, decided or not: the same
    articles once more change nothing.
    """
    numbers = numbered.on_record()
    _settle(numbers, at)
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
        if keys[article.pk] not in on_record | known | numbers.keys()
    }
    FoundNotice.objects.bulk_create(reversed(rows.values()), ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def settle(*, at: datetime) -> int:
    """Mark the notices that somebody has put on record meanwhile, whoever did and by whatever way; how many.

    What a title says of its weight is read anew as well: the words that are looked for may have become more.
    """
    return _settle(numbered.on_record(), at)


def waiting() -> FoundNoticeQuerySet:
    """Notices that nobody has decided on and whose content is not on record by any way. One query, and one to read."""
    return FoundNotice.objects.waiting(on_record=numbered.on_record().keys())


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
    ours = list(waiting().filter(pk__in=numbers).values_list("pk", flat=True))
    return FoundNotice.objects.filter(pk__in=ours, state=State.OPEN).update(
        state=State.DISMISSED, reason=reason.strip()[:300], decided_by=by.get_username(), decided_at=at
    )


@transaction.atomic
def put_on_record(*, found: FoundNotice, reference: str, by: User, at: datetime) -> FoundNotice:
    """Say as what a notice is on record: the key of a notice, or that of a fact behind its noun (`FACTS`).

    For notices that bear no number, or another than their titles say: no machine can tell that they are on record. A
    draft of their listings follows. Raises FoundRefused for what is not on record.
    """
    found = _open(found)
    reference = reference.strip().removeprefix("notice:")
    noun, colon, _key = reference.partition(":")
    if not colon:
        found.notice = Notice.objects.filter(key=reference).first()
    elif noun in FACTS and not unknown(references=[reference]):
        found.facts = [reference]
    if not found.notice and not found.facts:
        raise FoundRefused(_("Nothing is on record as “%(given)s”.") % {"given": reference[:120]})
    if found.notice:
        _let_drafts_follow(found, found.notice.key)
    found.state, found.decided_by, found.decided_at = State.RECORDED, by.get_username(), at
    found.save(update_fields=["notice", "facts", "state", "decided_by", "decided_at"])
    return found


@transaction.atomic
def reopen(*, found: FoundNotice) -> FoundNotice:
    """Put a notice before the curators again that somebody set aside, or said to be on record."""
    found = FoundNotice.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state == State.OPEN:
        raise FoundRefused(_("%(notice)s was not set aside.") % {"notice": found})
    if not found.decided_by:
        raise FoundRefused(_("%(notice)s is on record under its own number.") % {"notice": found})
    if found.notice:
        _let_drafts_follow(found, found.key)
    found.state, found.reason, found.decided_by, found.decided_at = State.OPEN, "", "", None
    found.notice, found.facts = None, []
    found.save(update_fields=["state", "reason", "decided_by", "decided_at", "notice", "facts"])
    return found


def _let_drafts_follow(found: FoundNotice, key: str) -> None:
    """A draft that is being checked belongs to the notice's key on record. One that was sent stays what it is."""
    ours = AnnexDraft.objects.under_way().filter(found=found).exclude(notice_key=key)
    if ours.filter(proposal__state=Proposal.State.WAITING).exists():
        raise FoundRefused(_("A draft of its listings waits for a second person: it cannot be moved now."))
    if ours.exists() and AnnexDraft.objects.under_way().filter(notice_key=key).exists():
        raise FoundRefused(_("There is another draft of the listings of %(key)s: drop one of the two.") % {"key": key})
    AnnexDraft.objects.filter(pk__in=list(ours.values_list("pk", flat=True))).update(notice_key=key)


def _open(found: FoundNotice) -> FoundNotice:
    """The notice, held until the transaction ends. Two who decide at once take turns; the second is told."""
    found = FoundNotice.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state == State.DISMISSED:
        raise FoundRefused(_("%(notice)s was set aside already, by %(who)s.") % _who(found))
    if found.state == State.RECORDED or not waiting().filter(pk=found.pk).exists():
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
        why=_why(article.title),
        found_at=at,
    )


def _settle(numbers: Mapping[str, tuple[str, ...]], at: datetime) -> int:
    open_ones = list(FoundNotice.objects.filter(state=State.OPEN).values_list("pk", "key", "title", "why"))
    keys = [key for _pk, key, _title, _why in open_ones]
    notices = dict(Notice.objects.filter(key__in=keys).values_list("key", "pk")) if keys else {}
    due = [pk for pk, key, title, why in open_ones if key in notices or key in numbers or why != _why(title)]
    if not due:
        return 0
    # Whoever decides on one of these meanwhile is first.
    rows = list(FoundNotice.objects.select_for_update(of=("self",)).filter(pk__in=due, state=State.OPEN).order_by("pk"))
    for row in rows:
        row.why, row.notice_id = _why(row.title), notices.get(row.key)
        row.facts = [] if row.notice_id else list(numbers.get(row.key, ()))
        if row.notice_id or row.facts:
            row.state, row.decided_at = State.RECORDED, at
    FoundNotice.objects.bulk_update(rows, ["why", "notice", "facts", "state", "decided_at"], batch_size=500)
    return sum(row.state == State.RECORDED for row in rows)


def _why(title: str) -> list[str]:
    return [word[:60] for word in why_it_matters(title)]
