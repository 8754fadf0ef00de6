"""The change log read as an auditor would: is the chain whole, and does it replay to what is on record?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from controls.models import Change, TrackedModel, recorded

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the log, or beside it, that is not as the log says. `fact` is noun:key; `words` what differs."""

    fact: str
    words: str

    def __str__(self) -> str:
        return f"{self.fact}: {self.words}"


@dataclass(slots=True)
class Audit:
    """What an audit found. `newest` is the revision it reached and `digest` that of its change: keep both elsewhere,
    since a log that was rewritten from one row to the last is whole again."""

    changes: int = 0
    facts: int = 0
    newest: int = 0
    digest: str = ""
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Latest:
    version: int
    after: dict[str, Any] | None


def verify(*, most_faults: int = 1000) -> Audit:
    """Replay the whole log, and hold every fact on record against what the log says it has become.

    Reads each change once. Stops looking after `most_faults`: a log that is broken from the start says so soon enough.
    """
    audit = Audit()
    latest: dict[tuple[str, str], _Latest] = {}
    for fault in chain(_replayed(audit, latest), _compared(audit, latest)):
        audit.faults.append(fault)
        if len(audit.faults) == most_faults:
            break
    return audit


def _replayed(audit: Audit, latest: dict[tuple[str, str], _Latest]) -> Iterator[Fault]:
    for change in Change.objects.select_related("notice").order_by("id").iterator(chunk_size=ROWS_AT_ONCE):
        subject = change.subject_type, change.subject_key
        fact = ":".join(subject)
        if change.digest != change.digest_after(audit.digest):
            yield Fault(fact, f"change {change.pk} does not follow from the change before it: its digest differs")
        before = latest.get(subject, _Latest(0, None))
        if change.version != before.version + 1:
            yield Fault(fact, f"change {change.pk} is version {change.version} after version {before.version}")
        if change.before != before.after:
            yield Fault(fact, f"change {change.pk} does not begin where the change before it ended")
        latest[subject] = _Latest(change.version, change.after)
        audit.changes, audit.newest, audit.digest = audit.changes + 1, change.pk, change.digest


def _compared(audit: Audit, latest: dict[tuple[str, str], _Latest]) -> Iterator[Fault]:
    unseen = set(latest)
    for model in recorded.facts():
        for row in model._default_manager.all().whole().iterator(chunk_size=ROWS_AT_ONCE):
            audit.facts += 1
            subject = model.noun, row.key
            unseen.discard(subject)
            if subject not in latest:
                yield Fault(":".join(subject), "is on record, but no change says so")
            else:
                yield from _differences(row, latest[subject].after or {})
    for noun, key in sorted(unseen):
        yield Fault(f"{noun}:{key}", "is in the log, but not on record")


def _differences(row: TrackedModel, said: dict[str, Any]) -> Iterator[Fault]:
    present = row.snapshot()
    # A column younger than the change is not in its snapshot; what it holds since then was never said.
    differing = [name for name in sorted({*present, *said}) if name in said and present.get(name) != said[name]]
    if differing:
        words = "; ".join(f"{name} is {present.get(name)!r}, the log says {said[name]!r}" for name in differing)
        yield Fault(f"{row.noun}:{row.key}", words)
