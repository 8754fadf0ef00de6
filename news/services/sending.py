"""From a checked draft to an act on facts: the same services and the same second person as for an editor's act."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from controls.models import Entity, EntityList, EntityName, Notice, Source, User
from controls.services import annexes, proposals
from controls.services.acts import Act
from controls.services.annexes import Line
from controls.services.entities import Name
from controls.services.proposals import Outcome, Wish
from news.ingest.naming import language_of
from news.models import AnnexDraft, DraftedLine
from news.services import drafts
from news.services.drafts import DraftRefused

Decision = DraftedLine.Decision


@transaction.atomic
def send(
    *, draft: AnnexDraft, edition: int, counted: int | None, grade: str, note: str, by: User, at: datetime, setting: str
) -> Outcome:
    """Send a draft whose every line is checked: on record at once, or into the queue for a second person.

    `counted` is the number of names that the person counted, wanted where the notice states none; `grade` says how
    sure we are of the text; `setting` is that of four eyes. Raises DraftRefused, and what the act's service raises.
    """
    draft = drafts.held(draft=draft, edition=edition)
    lines = list(draft.lines.select_related("entity").order_by("position"))
    if reasons := missing(draft=draft, lines=lines):
        raise DraftRefused(" ".join(reasons))
    stated = draft.stated if draft.stated is not None else counted
    if stated != len(lines):
        raise DraftRefused(
            _("The draft has %(lines)s lines, and the count is %(count)s. Count the names in the notice.")
            % {"lines": len(lines), "count": _("not given") if stated is None else stated}
        )
    act = _act(draft, lines, grade, note)
    outcome = proposals.submit(wish=Wish(act=act), by=by, at=at, setting=setting)
    draft.proposal = outcome.proposal
    if outcome.proposal is None:
        draft.state = AnnexDraft.State.RECORDED
    draft.edition, draft.changed_by, draft.changed_at = draft.edition + 1, by.get_username(), at
    draft.save()
    return outcome


def missing(*, draft: AnnexDraft, lines: Sequence[DraftedLine]) -> list[str]:
    """Why a draft cannot be sent yet, in sentences; empty when nothing is missing."""
    reasons = []
    if left := [str(line.position) for line in lines if not line.checked]:
        reasons.append(_("Not ticked yet: %(numbers)s.") % {"numbers": ", ".join(left)})
    if draft.entity_list is None:
        reasons.append(_("Say which list the notice writes on."))
    notice = Notice.objects.filter(key=draft.notice_key).first()
    if notice is None:
        reasons.append(_("The notice is not on record yet: record it first, and have it published."))
    elif draft.stated is not None and notice.stated_count not in (None, draft.stated):
        reasons.append(
            _("The text states %(text)s names, and the notice on record %(record)s: one of the two is wrong.")
            % {"text": draft.stated, "record": notice.stated_count}
        )
    return reasons


def _act(draft: AnnexDraft, lines: Sequence[DraftedLine], grade: str, note: str) -> Act:
    notice = Notice.objects.get(key=draft.notice_key)
    evidence = list(notice.sources.order_by("key"))
    entity_list: EntityList = draft.entity_list  # type: ignore[assignment]  # `missing` looked
    keys = _entity_keys(notice, lines)
    return Act.of(
        annexes.record,
        notice=notice,
        entity_list=entity_list,
        lines=[
            _line(row, _listing_key(entity_list, notice, row), keys.get(row.position, ""), evidence, grade, note)
            for row in lines
        ],
        evidence=evidence,
        evidence_grade=grade,
        evidence_note=note,
    )


def _line(row: DraftedLine, key: str, entity_key: str, evidence: Sequence[Source], grade: str, note: str) -> Line:
    known = row.entity if row.decision == Decision.SAME else None
    return Line(
        key=key,
        item_number=str(row.position),
        name_en=row.name_en,
        name_zh=row.name_zh,
        names=[Name(text, tag, kind, grade, evidence, note) for text, tag, kind in _spellings(row)],
        entity=known,
        entity_key="" if known else entity_key,
        entity_name="" if known else row.name_en or row.name_zh,
        type="" if known else row.type,
        country="" if known else row.country,
    )


def _spellings(row: DraftedLine) -> list[tuple[str, str, str]]:
    """Text, language and kind of every spelling that the line gives, each once."""
    listed, alias = EntityName.Kind.AS_LISTED.value, EntityName.Kind.ALIAS.value
    found = [
        (row.name_en, "en", listed),
        # In the signs that the ministry writes with, also where the form is a Japanese one.
        (row.name_zh, "zh-Hans", listed),
        *((name, language_of(name), alias) for name in row.other_names),
    ]
    return list({(text, tag): (text, tag, kind) for text, tag, kind in reversed(found) if text}.values())[::-1]


def _listing_key(entity_list: EntityList, notice: Notice, row: DraftedLine) -> str:
    """cn-wl-2026-012-1: country and initials of the list, year and number of the notice, number of the line."""
    country, *words = entity_list.key.split("-")
    initials = "".join(word[0] for word in words)
    return "-".join(filter(None, [country, initials, str(notice.year), f"{notice.number:03d}", str(row.position)]))


def _entity_keys(notice: Notice, lines: Sequence[DraftedLine]) -> dict[int, str]:
    """Keys for the new entities, by line: their English names as words of an address, told apart by a number."""
    wanted = {
        row.position: slugify(row.name_en)[:100].strip("-") or f"{notice.key}-{row.position}"
        for row in lines
        if row.decision != Decision.SAME
    }
    taken = set(Entity.objects.filter(key__regex=_any_of(wanted.values())).values_list("key", flat=True))
    keys: dict[int, str] = {}
    for position, key in wanted.items():
        free = next(each for each in _numbered(key, len(taken) + len(wanted)) if each not in taken)
        keys[position] = free
        taken.add(free)
    return keys


def _any_of(keys: Iterable[str]) -> str:
    """A pattern for these keys, also with a number behind: slugs hold no sign that a pattern reads otherwise."""
    return rf"^({'|'.join(keys)})(-[0-9]+)?$"


def _numbered(key: str, most: int) -> list[str]:
    return [key, *(f"{key}-{number}" for number in range(2, most + 3))]
