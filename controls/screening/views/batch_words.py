"""Words about a batch in the reader's language: how far it is, what came of a row, and what help a row needs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from controls.models.labels import BADGE_LABELS, badge_of
from controls.screening.models import Batch, BatchRow
from controls.screening.spreadsheets.encodings import ENCODINGS, Reading
from controls.screening.spreadsheets.signs import shown
from controls.screening.views import words
from controls.views.countries import country_name
from controls.views.looks import TONES

HELP_SHOWN = 10  # rows that need help and are shown beside the progress; all are in the file
_LONGEST = 120  # characters of a cell that are shown
_MINUTE, _HOUR = 60, 3_600


def summary(batch: Batch) -> dict[str, Any]:
    """A line in the list of batches."""
    return {"batch": batch, "url": reverse("screening:batch-detail", kwargs={"number": batch.pk})}


def progress(batch: Batch, *, at: datetime) -> dict[str, Any]:
    """How far the work is: whole per cent, and the rest time in words while anybody can know it."""
    percent = 100 if not batch.row_count else batch.answered * 100 // batch.row_count
    return {"percent": percent, "rest": rest(batch.seconds_left(at=at))}


def rest(seconds: int | None) -> str:
    """About how long it still takes; empty while nobody can know."""
    if seconds is None:
        return ""
    if seconds < _MINUTE:
        return gettext("less than a minute left")
    if seconds < 2 * _HOUR:
        minutes = round(seconds / _MINUTE)
        return ngettext("about %(n)s minute left", "about %(n)s minutes left", minutes) % {"n": minutes}
    hours = round(seconds / _HOUR)
    return ngettext("about %(n)s hour left", "about %(n)s hours left", hours) % {"n": hours}


def row(found: BatchRow, batch: Batch) -> dict[str, Any]:
    """A row of results. Signs that nobody sees are written out; what is stored stays as it was sent."""
    name = found.name or _sent(found, batch)
    check = found.screening_check if found.screening_check_id else None
    return {
        "number": found.number,
        "name": _short(shown(name)),
        "language": words.language_of(name, found.country),
        "reference": _short(shown(found.reference)),
        "country": country_name(found.country) if found.country else "",
        "state": found.state,
        "answer": _answer(found),
        "verdict": found.verdict,
        "score": found.score,
        "entry": found.entry,
        "hits": found.hit_count,
        **_place(found.first_hit),
        "trouble": found.trouble,
        "check_url": reverse("screening:check-detail", kwargs={"number": check.number}) if check else "",
        "check_number": check.number if check else "",
    }


def _place(first: dict[str, Any] | None) -> dict[str, Any]:
    """On which list the first hit stands, and what that means on the day: the badge says the effect."""
    if first is None:
        return {"listing": None}
    code = badge_of(state_code=first["state"], effect=first["effect"])
    return {"listing": first, "badge": BADGE_LABELS[code], "tone": TONES[code], "entry_id": first["id"]}


def _sent(found: BatchRow, batch: Batch) -> str:
    """What was sent as the name; else the whole row."""
    place = batch.columns.get("name", -1)
    return found.cells[place] if 0 <= place < len(found.cells) else " · ".join(filter(None, found.cells))


def _answer(found: BatchRow) -> str:
    if found.verdict:
        return str(words.CLASSES.get(found.verdict, found.verdict))
    return str(found.get_outcome_display() if found.outcome else found.get_state_display())


def preview(rows: Sequence[Sequence[str]], *, width: int, heading: bool) -> dict[str, Any]:
    """The first rows of a draft as a table; the first of them names the columns when it was taken for a heading."""
    filled = [[_short(shown(cell)) for cell in [*row, *[""] * (width - len(row))]] for row in rows]
    return {
        "numbers": list(range(1, width + 1)),
        "heading": filled[0] if heading and filled else [],
        "rows": filled[1:] if heading else filled[:5],
    }


def readings(found: Iterable[Reading]) -> list[dict[str, str]]:
    """How the first unusual lines of a file read in each encoding that fits."""
    return [
        {
            "encoding": reading.encoding,
            "label": ENCODINGS[reading.encoding],
            "sample": _short(" · ".join(reading.sample.splitlines())),
        }
        for reading in found
    ]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
