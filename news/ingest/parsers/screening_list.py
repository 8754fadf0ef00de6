"""What the search of the US Consolidated Screening List says of the lists behind it: when each was updated.

Its entries are no news and are read elsewhere. The lists are one item, which changes when one of them was updated.
"""

from news.ingest.dates import read_date
from news.ingest.items import Draft, reading_of
from news.ingest.json_answers import needed, read_json, rows_in
from news.ingest.types import Calendar, Page, Reading, SourceUnreadable, When

# For readers; the answer names no page.
PLACE = "https://www.trade.gov/consolidated-screening-list"


def parse(page: Page) -> Reading:
    """The lists with the time of their last update. No list, or one without a time, stops the reading."""
    answer, encoding, text = read_json(page)
    total = answer.get("total")
    if isinstance(total, bool) or not isinstance(total, int):
        raise SourceUnreadable("The answer has no field 'total'", text)
    updates: dict[str, When] = {}
    for row in rows_in(answer, "sources_used", text=text):
        name = needed(row, "source", text=text)
        if name in updates:
            raise SourceUnreadable(f"The answer names the list {name[:40]!r} twice", text)
        updates[name] = _updated(needed(row, "source_last_updated", text=text), page=page, text=text)
        needed(row, "import_rate", text=text)
    if not updates:
        raise SourceUnreadable("The answer names no list behind it", text)
    latest = max(updates.values(), key=lambda when: (str(when.day), str(when.at)))
    draft = Draft(
        title=f"Consolidated Screening List: {len(updates)} lists, {total} entries",
        link=PLACE,
        base=PLACE,
        published=latest,
        kind="update of a list",
        language="en",
        details={name: when.raw for name, when in updates.items()},
    )
    return reading_of([draft], page=page, encoding=encoding, text=text)


def _updated(raw: str, *, page: Page, text: str) -> When:
    when = read_date(raw, calendar=Calendar("UTC"), fetched_at=page.fetched_at)
    if when.day is None:
        raise SourceUnreadable(f"A list was updated {raw[:40]!r}, which is no date", text)
    return when
