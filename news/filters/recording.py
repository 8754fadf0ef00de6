"""How far a found notice has come on its way into the register: its page, itself, its list of entities."""

from dataclasses import dataclass

from controls.models import EntityList, Notice, Proposal, Source
from news.models import AnnexDraft, FoundNotice
from news.services import numbered
from news.services.drafts import list_named


@dataclass(frozen=True, slots=True)
class Way:
    """The three steps. Of each what is on record, or the proposal for it that waits for a second person.

    `facts` are what is on record of the notice where it has no record of its own: its measures, for instance.
    `same_page` is a notice that has the page among its official addresses: perhaps the one, where no number tells.
    """

    source: Source | None
    source_waits: Proposal | None
    notice: Notice | None
    notice_waits: Proposal | None
    draft: AnnexDraft | None
    listings: int
    entity_list: EntityList | None
    facts: tuple[str, ...] = ()
    same_page: Notice | None = None

    @property
    def is_on_record(self) -> bool:
        return self.notice is not None or bool(self.facts)


def way_of(found: FoundNotice) -> Way:
    """What is on record of a found notice, and what waits. In a fixed number of queries."""
    waiting = Proposal.objects.waiting().select_related("proposer").order_by("pk")
    page = {"subject_type": "source", "after": {"url": found.url}}
    notice = found.notice or Notice.objects.filter(key=found.key).first()
    facts = tuple(found.facts) or numbered.on_record().get(found.key, ())
    return Way(
        source=Source.objects.filter(url=found.url).exclude(url="").order_by("pk").first(),
        source_waits=waiting.filter(changes__contains=[page]).first() if found.url else None,
        notice=notice,
        notice_waits=waiting.on(noun="notice", key=found.key).first(),
        draft=AnnexDraft.objects.filter(notice_key=notice.key if notice else found.key)
        .exclude(state=AnnexDraft.State.DROPPED)
        .select_related("proposal")
        .order_by("-pk")
        .first(),
        listings=notice.listings.count() if notice else 0,
        entity_list=list_named(texts=[found.title]),
        facts=() if notice else facts,
        same_page=None if notice or facts or not found.url else _on_the_same_page(found),
    )


def _on_the_same_page(found: FoundNotice) -> Notice | None:
    """The only notice that has the page of the found one among its official addresses."""
    rows = list(Notice.objects.filter(copies__source__url=found.url).distinct()[:2])
    return rows[0] if len(rows) == 1 else None
