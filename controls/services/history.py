"""Append to the change log. Called by the other services, inside their transaction."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from controls.models import Change, Notice, TrackedModel
from controls.models.spoken import as_stored
from controls.services import searching

# Any constant will do; every writer of the log takes this lock, so that changes become visible in the order of their
# ids. Without it a reader who follows the log by id could step over a row that is committed late.
_LOG_LOCK = 0x52454352


class FactRefused(Exception):
    """The act contradicts what is on record or lacks what every fact needs. The message is fit for the user."""


class Signature(str):
    """Who answers for an act: the author's name, how the act came to be published, and who published it.

    Handed to any service as `by`. A plain text is a program's name: nobody else looked at what it wrote. `written`
    are the entries of the log that were signed with it, in their order.
    """

    publication: Change.Publication
    approved_by: str
    written: list[Change]

    def __new__(cls, author: str, *, publication: Change.Publication, approved_by: str = "") -> Self:
        signature = super().__new__(cls, author)
        signature.publication, signature.approved_by, signature.written = publication, approved_by, []
        return signature


def record(
    *,
    subject: TrackedModel,
    action: Change.Action,
    before: dict[str, Any] | None,
    by: str,
    at: datetime,
    notice: Notice | None = None,
    effective_on: date | None = None,
    reason: str = "",
    about: Iterable[str] = (),
) -> Change:
    """Write down what a fact was and what it has become. Holds back other writers until the transaction ends.

    `about` adds facts that the subject itself no longer names: a correction concerns those of before as well.
    """
    _take_turn()
    signature = _signed(by)
    with as_stored():
        label = str(subject)[:500]
    change = Change(
        recorded_at=at,
        actor=str(by),
        action=action,
        subject_type=subject.noun,
        subject_key=subject.key,
        subject_label=label,
        version=_next_version(subject),
        notice=notice,
        effective_on=effective_on,
        reason=reason,
        before=before,
        after=subject.snapshot(),
        about=list(dict.fromkeys([*subject.about(), *about])),
        publication=signature.publication,
        approved_by=signature.approved_by,
    )
    change.digest = change.digest_after(Change.objects.order_by("-id").values_list("digest", flat=True).first() or "")
    _keep(change, signature)
    return change


def _next_version(subject: TrackedModel) -> int:
    latest = Change.objects.of(subject).order_by("-version").values_list("version", flat=True).first()
    return (latest or 0) + 1


def _keep(change: Change, signature: Signature) -> None:
    change.save()
    signature.written.append(change)
    searching.follow(change=change)


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOG_LOCK])


def _signed(by: str) -> Signature:
    return by if isinstance(by, Signature) else Signature(by, publication=Change.Publication.DIRECTLY)


def store(*, row: TrackedModel) -> None:
    """Validate a fact's columns and save them. Raises FactRefused with every fault in words."""
    try:
        row.full_clean()
    except ValidationError as fault:
        raise FactRefused(in_words(fault=fault)) from fault
    try:
        with transaction.atomic():
            row.save(tracked=True)
    except IntegrityError as clash:  # somebody else recorded it between our look and our write
        raise FactRefused(
            _("%(noun)s %(fact)s was put on record by somebody else just now.")
            % {"noun": row._meta.verbose_name, "fact": row}
        ) from clash


def amend(*, row: TrackedModel, fields: Mapping[str, Any]) -> bool:
    """Set columns of a fact and save it when one of them differs. Says whether anything did.

    Refuses another key or row number: the log knows the fact by its key, and another number would be another fact.
    """
    unknown = set(fields) - {field.name for field in row._meta.concrete_fields}
    if unknown:
        raise FactRefused(f"{type(row).__name__} has no column {', '.join(sorted(unknown))}.")
    different = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if fixed := set(different) & {"key", row._meta.pk.name}:
        raise FactRefused(
            _("The %(field)s of %(noun)s %(fact)s never changes.")
            % {"field": fixed.pop(), "noun": row._meta.verbose_name, "fact": row}
        )
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        store(row=row)
    return bool(different)


def in_words(*, fault: ValidationError) -> str:
    """All messages of a validation error in one line, each with its field."""
    if not hasattr(fault, "error_dict"):
        return " ".join(fault.messages)
    named = [
        message if field == "__all__" else f"{field}: {message}"
        for field, messages in fault.message_dict.items()
        for message in messages
    ]
    return " ".join(named)
