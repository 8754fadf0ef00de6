"""Drafts of listings from a notice's annex: read, corrected and ticked line by line, then sent as one act."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from controls.models import Entity, EntityList, Proposal, User
from news.ingest.annexes import Annex, DraftListing, read_annex
from news.ingest.naming import country_in, kind_of
from news.ingest.notice_texts import lines_in
from news.models import AnnexDraft, DraftedLine, FoundNotice
from news.services.candidates import Party, candidates
from news.services.notice_pages import NoticePage

# Lines of one draft; its form has eight fields for each, and a form has at most a thousand.
MOST_LINES = 100
State = AnnexDraft.State
Decision = DraftedLine.Decision


class DraftRefused(Exception):
    """The draft cannot be saved or sent like this. The message is fit for the user; nothing was written.

    `position` is the number of the line that is at fault, 0 where it is the draft.
    """

    def __init__(self, words: str, *, position: int = 0) -> None:
        super().__init__(words)
        self.position = position


@dataclass(frozen=True, slots=True)
class Typed:
    """One line as a person left it. `entity` is the one on record that it names, None for a new one or none yet."""

    name_zh: str
    name_en: str
    other_names: tuple[str, ...]
    type: str
    country: str
    decision: str
    entity: Entity | None
    checked: bool


@transaction.atomic
def begin(
    *,
    notice_key: str,
    title: str,
    body: bytes,
    content_type: str,
    origin: AnnexDraft.Origin,
    found: FoundNotice | None,
    on: date,
    by: User,
    at: datetime,
    page: NoticePage | None = None,
) -> AnnexDraft:
    """Draft the listings of the annex in a text. `on` is the day for which entities on record are looked for.

    `page` is where a text that was fetched is from.

    Raises SourceUnreadable, in words, when the list cannot be read as a whole or its count is not the one stated;
    DraftRefused when the notice has a draft already; IndexNotReady while nothing can be compared.
    """
    refuse_second(notice_key=notice_key, title=title)
    lines = lines_in(body, content_type=content_type)
    annex = read_annex(lines)
    if len(annex.listings) > MOST_LINES:
        raise DraftRefused(_("The list has more than %(most)s names; record it in parts.") % {"most": MOST_LINES})
    draft = AnnexDraft(
        notice_key=notice_key,
        title=title[:500],
        found=found,
        entity_list=list_named(texts=[title, *lines]),
        stated=annex.stated,
        stated_words=annex.of[:200],
        text="\n".join(lines),
        origin=origin,
        digest=hashlib.sha256(body).hexdigest(),
        address=page.url[:2000] if page else "",
        seen_at=page.seen_at if page else None,
        **dict.fromkeys(("made_by", "changed_by"), by.get_username()),
        **dict.fromkeys(("made_at", "changed_at"), at),
    )
    _keep(draft)
    DraftedLine.objects.bulk_create(_lines(draft, annex, country_in(annex.of) or country_in(title), on))
    return draft


def refuse_second(*, notice_key: str, title: str) -> None:
    """Raises DraftRefused when a draft of the notice is under way."""
    settle()
    if AnnexDraft.objects.filter(notice_key=notice_key, state=State.CHECKING).exists():
        raise _another(title)


@transaction.atomic
def correct(
    *,
    draft: AnnexDraft,
    edition: int,
    entity_list: EntityList | None,
    lines: Mapping[int, Typed],
    by: User,
    at: datetime,
) -> AnnexDraft:
    """Save what a person left of these lines, by their numbers; others stay as they are.

    A tick is a person's word for the line as it is saved with it: a line that is changed without one loses it. Raises
    DraftRefused when somebody saved meanwhile, and for a ticked line without a name or without a decision.
    """
    draft = _held(draft, edition)
    rows = {row.position: row for row in draft.lines.all()}
    for position, typed in lines.items():
        _refuse_tick(position, typed)
        _apply(rows[position], typed, by, at)
    DraftedLine.objects.bulk_update(
        rows.values(),
        ["name_zh", "name_en", "other_names", "type", "country", "decision", "entity"]
        + ["checked", "checked_by", "checked_at"],
    )
    draft.entity_list = entity_list
    _touch(draft, by, at)
    return draft


@transaction.atomic
def drop(*, draft: AnnexDraft, by: User, at: datetime) -> AnnexDraft:
    """Give a draft up. Nothing was on record by it; another can be begun."""
    draft = _held(draft, draft.edition)
    draft.state = State.DROPPED
    _touch(draft, by, at)
    return draft


def settle() -> int:
    """Mark the drafts whose proposal a second person has published; how many."""
    done = AnnexDraft.objects.filter(state=State.CHECKING, proposal__state=Proposal.State.PUBLISHED)
    return done.update(state=State.RECORDED)


def held(*, draft: AnnexDraft, edition: int) -> AnnexDraft:
    """The draft as it is now, locked until the transaction ends. Raises DraftRefused when it cannot be edited."""
    return _held(draft, edition)


def _held(draft: AnnexDraft, edition: int) -> AnnexDraft:
    """The draft, held until the transaction ends. Two who save at once take turns; the second is told."""
    draft = AnnexDraft.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=draft.pk)
    if draft.waits:
        raise DraftRefused(_("This draft was sent and waits for a second person. Withdraw the proposal to edit it."))
    if not draft.can_be_edited:
        raise DraftRefused(_("This draft is no longer being checked."))
    if draft.edition != edition:
        raise DraftRefused(
            _("%(who)s saved this draft meanwhile. What you typed was not saved; look at the draft as it is now.")
            % {"who": draft.changed_by}
        )
    return draft


def _keep(draft: AnnexDraft) -> None:
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as clash:  # two began at once
        raise _another(draft.title) from clash


def _another(title: str) -> DraftRefused:
    return DraftRefused(_("There is a draft of %(notice)s already. Check that one, or drop it.") % {"notice": title})


def _touch(draft: AnnexDraft, by: User, at: datetime) -> None:
    draft.edition, draft.changed_by, draft.changed_at = draft.edition + 1, by.get_username(), at
    draft.save()


def list_named(*, texts: Iterable[str]) -> EntityList | None:
    """The one list whose Chinese name stands in the first of the texts that has any; None for none or several."""
    named = list(EntityList.objects.exclude(name_zh="").select_related("authority"))
    for text in texts:
        if found := [row for row in named if row.name_zh in text]:
            return found[0] if len(found) == 1 else None
    return None


def _lines(draft: AnnexDraft, annex: Annex, country: str, on: date) -> list[DraftedLine]:
    parties = [Party(_names(each), country) for each in annex.listings]
    found = candidates(parties=parties, on=on)
    return [
        DraftedLine(
            draft=draft,
            position=each.position,
            line=each.line,
            name_zh=each.name_zh,
            name_en=each.name_en,
            other_names=list(each.other_names),
            type=kind_of(*_names(each)),
            country=country,
            candidates=hits,
            decision="" if hits else Decision.NEW,
        )
        for each, hits in zip(annex.listings, found, strict=True)
    ]


def _names(listing: DraftListing) -> tuple[str, ...]:
    return tuple(name for name in (listing.name_zh, listing.name_en, *listing.other_names) if name)


def _refuse_tick(position: int, typed: Typed) -> None:
    """What a person cannot have checked, because it is not there."""
    if not typed.checked:
        return
    for words, missing in (
        (_("It has no name."), not typed.name_zh and not typed.name_en),
        (_("Say whether it is one on record or new."), not typed.decision),
        (_("Say what kind of party it is."), typed.decision == Decision.NEW and not typed.type),
    ):
        if missing:
            raise DraftRefused(words, position=position)


def _apply(row: DraftedLine, typed: Typed, by: User, at: datetime) -> None:
    before = _content(row)
    row.name_zh, row.name_en, row.other_names = typed.name_zh, typed.name_en, list(typed.other_names)
    row.type, row.country = typed.type, typed.country
    row.decision, row.entity = typed.decision, typed.entity
    if not typed.checked:
        row.checked, row.checked_by, row.checked_at = False, "", None
    elif not row.checked or _content(row) != before:
        row.checked, row.checked_by, row.checked_at = True, by.get_username(), at


def _content(row: DraftedLine) -> Sequence[object]:
    return (row.name_zh, row.name_en, row.other_names, row.type, row.country, row.decision, row.entity_id)
