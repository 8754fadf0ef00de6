"""Names of entities from Japan's EDINET code list: proposed with their evidence, never taken over by a machine.

A row belongs to an entity when the corporate number is the same, or when the record has no number and a Japanese or
English name is the same in exactly one row and of exactly one entity. Anything less is told, and left to a person.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from controls.matching.names import search_key
from controls.models import Entity, EntityName, Grade, Identifier, Proposal, Source, User
from controls.screening.formats import RowError, edinet
from controls.screening.formats.edinet import Filer
from controls.screening.formats.rows import Broken
from controls.screening.services import list_staging
from controls.services import entities, proposals, sources
from controls.services.acts import Act
from controls.services.entities import Name, Number
from controls.services.proposals import Outcome, Wish

SCHEME = Identifier.Scheme.JP_CORPORATE_NUMBER
Language, Kind = EntityName.Language, EntityName.Kind
_COMPARED = (Language.JA, Language.EN)
_URL = "https://disclosure2.edinet-fsa.go.jp/weee0010.aspx"


class EdinetRefused(Exception):
    """The file was not read, or nobody may propose. Nothing was written. `errors` are those of the file, by line."""

    def __init__(self, message: str, errors: Sequence[RowError] = ()) -> None:
        super().__init__(message)
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class Addition:
    """What one row would add to an entity: (text, language, kind, note) of names, and the number if it lacks one."""

    entity: Entity
    filer: Filer
    by_number: bool
    names: tuple[tuple[str, str, str, str], ...]
    number: str


@dataclass(slots=True)
class Report:
    """What was found. `waits` says why nothing more was proposed yet; empty when everything was."""

    drawn_up_on: date
    additions: list[Addition] = field(default_factory=list)
    known: int = 0  # entities of which the record has everything already
    doubts: list[tuple[str, str]] = field(default_factory=list)  # key of an entity, why a person has to look
    proposed: int = 0
    recorded: int = 0
    waits: str = ""


def import_names(*, stream: BinaryIO, by: User, at: datetime, seen_on: date, setting: str, keep: bool = True) -> Report:
    """Propose what the code list says of the register's entities; with `keep` false only say what it would be.

    Acts are published as `setting` says (see `controls.services.proposals.rule`). The source comes first: while it
    waits for a second person nothing can rest on it, and the names are proposed when the file is imported again.
    Raises EdinetRefused.
    """
    if not by.may("editor"):
        raise EdinetRefused(_("Only a curator proposes names."))
    digest, _size = list_staging.digest_of(stream=stream)
    drawn_up_on, filers = _read(stream)
    report = Report(drawn_up_on)
    _compare(filers, report)
    if not keep or not report.additions:
        return report
    with transaction.atomic():
        source = _source(report, digest, by, at, seen_on, setting)
        if source is not None:
            _propose(report, source, by, at, setting)
    return report


def _read(stream: BinaryIO) -> tuple[date, list[Filer]]:
    try:
        code_list = edinet.read(stream)
        rows = list(code_list.rows)
    except Broken as error:
        raise EdinetRefused(_("The file was refused."), [RowError(error.line, str(error))]) from error
    if errors := [row for row in rows if isinstance(row, RowError)]:
        raise EdinetRefused(_("The file was refused."), errors)
    return code_list.drawn_up_on, [row for row in rows if isinstance(row, Filer)]


def _compare(filers: Sequence[Filer], report: Report) -> None:
    by_number = {filer.corporate_number: filer for filer in filers if filer.corporate_number}
    by_name = _unique({filer.line: (filer.name, filer.english) for filer in filers})
    of_line = {filer.line: filer for filer in filers}
    known = list(
        Entity.objects.filter(type=Entity.Type.COMPANY, country__in=["", "JP"])
        .prefetch_related("names__sources", "identifiers__sources")
        .order_by("key")
    )
    names = {entity.pk: [name.text for name in entity.names.all() if name.language in _COMPARED] for entity in known}
    own = _unique(names)
    for entity in known:
        numbers = [each.value for each in entity.identifiers.all() if each.scheme == SCHEME]
        lines = {by_name[key] for key, pk in own.items() if pk == entity.pk and by_name.get(key) is not None}
        alike = of_line[min(lines)] if len(lines) == 1 else None
        if numbers:
            filer = next((by_number[number] for number in numbers if number in by_number), None)
            if filer is None and alike is not None and alike.corporate_number:
                report.doubts.append((entity.key, _different(numbers[0], alike)))
        else:
            filer = alike
            if len(lines) > 1:
                report.doubts.append((entity.key, _("Its names are those of several companies in the file.")))
        if filer is not None:
            _add(report, entity, filer, by_number=bool(numbers))


def _different(number: str, filer: Filer) -> str:
    words = _("Line %(line)s has its name with the number %(other)s; on record is %(number)s.")
    return words % {"line": filer.line, "other": filer.corporate_number, "number": number}


def _unique(names: Mapping[int, Sequence[str]]) -> dict[str, int]:
    """Who bears a name, for each name that one bearer alone has."""
    bearers: dict[str, set[int]] = defaultdict(set)
    for bearer, texts in names.items():
        for text in texts:
            if key := _key(text):
                bearers[key].add(bearer)
    return {key: min(found) for key, found in bearers.items() if len(found) == 1}


def _key(text: str) -> str:
    """A name without width, case and punctuation; its legal form stays."""
    return "".join(sign for sign in search_key(text) if sign.isalnum())


def _add(report: Report, entity: Entity, filer: Filer, *, by_number: bool) -> None:
    known = {(_key(name.text), name.language) for name in entity.names.all()}
    offered = [
        (filer.name, Language.JA, Kind.LEGAL, ""),
        (filer.kana, Language.JA, Kind.ALIAS, "Reading (ヨミ) as filed."),
        (filer.english, Language.EN, Kind.ALIAS, "English name as filed."),
    ]
    # The list prints Latin letters in full width; the record has them as they are typed.
    names = tuple(
        (unicodedata.normalize("NFKC", text), str(language), str(kind), note)
        for text, language, kind, note in offered
        if text and (_key(text), language) not in known
    )
    number = filer.corporate_number if not by_number else ""
    if names or number:
        report.additions.append(Addition(entity, filer, by_number, names, number))
    else:
        report.known += 1


def _source(report: Report, digest: str, by: User, at: datetime, seen_on: date, setting: str) -> Source | None:
    """The source of this state of the list, on record; None while it waits for a second person."""
    key = f"edinet-code-list-{report.drawn_up_on}"
    found = Source.objects.filter(key=key).first()
    if found is not None:
        return found
    if not Proposal.objects.waiting().on(noun="source", key=key).exists():
        columns: dict[str, Any] = {
            "key": key,
            "title": "EDINET code list of Japan's FSA (EdinetcodeDlInfo.csv)",
            "publisher": "Financial Services Agency of Japan (EDINET)",
            "kind": Source.Kind.REGISTER.value,
            "url": _URL,
            "seen_on": seen_on,
            "seen_as": Source.SeenAs.COPY.value,
            "sha256": digest,
            "note": f"As of {report.drawn_up_on}.",
        }
        outcome = _submit(Act.of(sources.register, **columns), by, at, setting)
        if outcome.proposal is None:
            return outcome.fact
    report.waits = _("The source %(key)s waits for a second person. Import the file again when it is published.") % {
        "key": key
    }
    return None


def _propose(report: Report, source: Source, by: User, at: datetime, setting: str) -> None:
    for addition in report.additions:
        entity = addition.entity
        if Proposal.objects.waiting().on(noun="entity", key=entity.key).exists():
            report.doubts.append((entity.key, _("A proposal waits for this entity already.")))
            continue
        outcome = _submit(_act(addition, source), by, at, setting)
        report.proposed += outcome.proposal is not None
        report.recorded += outcome.proposal is None and bool(outcome.changes)


def _act(addition: Addition, source: Source) -> Act:
    """One act for each entity: two proposals about one entity would make each other void."""
    entity, grade, evidence = addition.entity, Grade.ONE_REPORT.value, [source]
    names = [
        *(
            Name(row.text, row.language, row.kind, row.evidence_grade, list(row.sources.all()), row.evidence_note)
            for row in entity.names.all()
        ),
        *(Name(text, language, kind, grade, evidence, note) for text, language, kind, note in addition.names),
    ]
    numbers = [
        *(
            Number(row.scheme, row.value, row.evidence_grade, list(row.sources.all()), row.evidence_note)
            for row in entity.identifiers.all()
        ),
        *([Number(SCHEME.value, addition.number, grade, evidence)] if addition.number else []),
    ]
    how = "the same corporate number" if addition.by_number else "the same name, in one row and of one entity alone"
    reason = f"EDINET code list, {addition.filer.code}: {how}."
    return Act.of(entities.correct, entity=entity, fields={}, names=names, numbers=numbers, reason=reason)


def _submit(act: Act, by: User, at: datetime, setting: str) -> Outcome:
    return proposals.submit(wish=Wish(act=act), by=by, at=at, setting=setting)
