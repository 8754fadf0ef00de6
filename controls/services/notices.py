"""Authorities and their notices."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from controls.models import Authority, Change, Notice, NoticeCopy, Source
from controls.services import history, sources
from controls.services.history import FactRefused


@transaction.atomic
def register_authority(*, by: str, at: datetime, **columns: Any) -> Authority:
    """Put a body that issues notices on record."""
    authority = Authority(**columns)
    history.store(row=authority)
    history.record(subject=authority, action=Change.Action.ADDED, before=None, by=by, at=at)
    return authority


@transaction.atomic
def correct_authority(
    *, authority: Authority, fields: Mapping[str, Any], reason: str, by: str, at: datetime
) -> Authority:
    """Mend what this register says of an authority."""
    authority = Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    before = authority.snapshot()
    if history.amend(row=authority, fields=fields):
        history.record(subject=authority, action=Change.Action.CORRECTED, before=before, by=by, at=at, reason=reason)
    return authority


@transaction.atomic
def register(
    *, copies: Sequence[Source] = (), evidence: Sequence[Source], by: str, at: datetime, **columns: Any
) -> Notice:
    """Put a notice on record. `copies` are its official addresses, `evidence` everything it was read from.

    The key is authority, year and number: a number alone means different notices in different years.
    """
    notice = Notice(**columns)
    _check_key(notice)
    history.store(row=notice)
    _keep(notice, copies)
    sources.attach(fact=notice, sources=evidence)
    history.record(
        subject=notice,
        action=Change.Action.ADDED,
        before=None,
        by=by,
        at=at,
        notice=notice,
        effective_on=notice.effective_from,
    )
    return notice


@transaction.atomic
def correct(
    *,
    notice: Notice,
    fields: Mapping[str, Any],
    copies: Sequence[Source] | None = None,
    evidence: Sequence[Source] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> Notice:
    """Mend our record of a notice. What the authority changes by a later notice is an act of its own."""
    notice = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    before, concerned = notice.snapshot(), notice.about()
    history.amend(row=notice, fields=fields)
    _check_key(notice)
    if copies is not None:
        _keep(notice, copies)
    if evidence is not None:
        sources.attach(fact=notice, sources=evidence)
    notice = Notice.objects.get(pk=notice.pk)
    if notice.snapshot() != before:
        history.record(
            subject=notice,
            action=Change.Action.CORRECTED,
            before=before,
            by=by,
            at=at,
            notice=notice,
            reason=reason,
            about=concerned,
        )
    return notice


def _check_key(notice: Notice) -> None:
    expected = f"{notice.authority.key.removesuffix('-mechanism')}-{notice.year}-{notice.number}"
    if notice.key != expected:
        raise FactRefused(f"The key of {notice.label} must be {expected}, not {notice.key}.")


def _keep(notice: Notice, copies: Sequence[Source]) -> None:
    notice.copies.exclude(source__in=copies).delete()
    for source in copies:
        NoticeCopy.objects.get_or_create(notice=notice, source=source)
