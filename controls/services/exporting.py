"""The whole register as a file, made once for each revision and kept."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.core.cache import caches
from django.db.models import Min

from controls.exporting import follow_the_money, lines, tables
from controls.exporting.register import Fact, Register
from controls.models import Change, TrackedModel, recorded


@dataclass(frozen=True, slots=True)
class Made:
    """A file, and the revision of the register, its moment (in UTC) and the digest of its log on which it rests."""

    content: bytes
    revision: int
    recorded_at: str | None
    log_digest: str
    sha256: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, as a field of RFC 9530 has it."""
        return f"sha-256=:{base64.b64encode(self.sha256).decode()}:"


def columns() -> dict[str, list[str]]:
    """Every kind of fact with its columns: the key, its own in the order of the model, then the rows below it."""
    return {model.noun: _columns(model) for model in recorded.facts()}


def _columns(model: type[TrackedModel]) -> list[str]:
    own = [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name != "key"]
    joined = [field.name for field in model._meta.local_many_to_many]
    return ["key", *own, *joined, *model.below]


# How each form is written, by its name.
FORMS: Mapping[str, Callable[[Register], bytes]] = {
    "jsonl": lines.written,
    "csv": lambda register: tables.written(register, columns()),
    "ftm": follow_the_money.written,
}
_building = Lock()  # in each process one at a time: several would need the memory of several


def register() -> Register:
    """The facts as the log says they stand, in two queries; inside `recorded.at()` those of that revision.

    What each fact last became is taken from the log word for word, and not from the tables: the log never changes
    afterwards, so that one revision has one content for ever, and a follower of the changes has the same.
    """
    revision, recorded_at, digest = _newest()
    changes, subject = Change.objects.filter(pk__lte=revision), ("subject_type", "subject_key")
    counted = changes.order_by().values(*subject).annotate(first=Min("id")).values_list(*subject, "first")
    firsts = {(noun, key): first for noun, key, first in counted}
    latest = changes.order_by(*subject, "-version").distinct(*subject).values_list(*subject, "after")
    found = [Fact(noun, key, said, firsts[noun, key]) for noun, key, said in latest.iterator() if said is not None]
    return Register(revision, recorded_at, digest, tuple(sorted(found, key=lambda fact: (fact.noun, fact.key))))


def _newest() -> tuple[int, datetime | None, str]:
    newest = Change.objects.order_by("-id").values_list("id", "recorded_at", "digest").first()
    return newest or (0, None, "")


def made(*, form: str) -> Made:
    """The register in one of FORMS. Made again only for another revision; inside `recorded.at()` for that one."""
    found = _kept(form)
    if found is None:
        with _building:
            found = _kept(form) or _make(form)
    return found


def _kept(form: str) -> Made | None:
    revision, _recorded_at, log_digest = _newest()
    found: Made | None = caches["exports"].get(f"{form}:{revision}:{log_digest}")
    return found


def _make(form: str) -> Made:
    facts = register()
    content = FORMS[form](facts)
    moment = facts.head()["recorded_at"]
    found = Made(content, facts.revision, moment, facts.digest, hashlib.sha256(content).digest())
    caches["exports"].set(f"{form}:{facts.revision}:{facts.digest}", found)
    return found
