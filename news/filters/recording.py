"""How far a found notice has come on its way into the register: its page, itself, its list of entities."""

from dataclasses import dataclass

from controls.models import EntityList, Notice, Proposal, Source
from news.models import AnnexDraft, FoundNotice
from news.services.drafts import list_named


@dataclass(frozen=True, slots=True)
class Way:
    """The three steps. Of each what is on record, or the proposal for it that waits for a second person."""

    source: Source | None
    source_waits: Proposal | None
    notice: Notice | None
    notice_waits: Proposal | None
    draft: AnnexDraft | None
    listings: int
    entity_list: EntityList | None


def way_of(found: FoundNotice) -> Way:
    """What is on record of a found notice, and what waits. In a fixed number of queries."""
    waiting = Proposal.objects.waiting().select_related("proposer").order_by("pk")
    page = {"subject_type": "source", "after": {"url": found.url}}
    notice = Notice.objects.filter(key=found.key).first()
    return Way(
        source=Source.objects.filter(url=found.url).exclude(url="").order_by("pk").first(),
        source_waits=waiting.filter(changes__contains=[page]).first() if found.url else None,
        notice=notice,
        notice_waits=waiting.on(noun="notice", key=found.key).first(),
        draft=AnnexDraft.objects.filter(notice_key=found.key)
        .exclude(state=AnnexDraft.State.DROPPED)
        .select_related("proposal")
        .order_by("-pk")
        .first(),
        listings=notice.listings.count() if notice else 0,
        entity_list=list_named(texts=[found.title]),
    )
