"""Counterparties as they are handed in: objects of a request, rows of a table with headings, rows of a batch."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from controls.filters.fields import BadInput
from controls.models import User
from controls.screening.filters.watch import CounterpartyForm
from controls.screening.models import Batch, BatchRow
from controls.screening.services import batch_files
from controls.screening.services.counterparties import Particulars
from controls.screening.spreadsheets.rows import FileRefused

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 20_000
MOST_OBJECTS = 1_000
_LONGEST_ID = 100
_MOST_FAULTS = 50  # lines that are named; nobody reads more
COLUMNS = tuple(CounterpartyForm.base_fields)
_TEXTS: tuple[type, ...] = (str,)
_TYPES: Mapping[str, tuple[type, ...]] = {"further_names": (list,), "lists": (list,), "threshold": (int, float)}

Faults = dict[str, list[str]]


class TableRefused(Exception):
    """A table that cannot be taken in. `faults` are in words, by line where there is one."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One object of a request: its id as far as it has one, and what it says, or what is wrong with it."""

    own_id: str
    particulars: Particulars | None
    faults: Faults


def object_of(body: Any, known: Sequence[str]) -> tuple[dict[str, Any], Faults]:
    """The values of a JSON object, each of its own type; and what is wrong with others, by name."""
    if not isinstance(body, dict):
        return {}, {"body": [_("Give an object with names and values.")]}
    faults: Faults = {
        str(name)[:80]: [_("Unknown name. Known: %s.") % ", ".join(known)] for name in body if name not in known
    }
    for name in known:
        if name in body and not _fits(name, body[name]):
            faults[name] = [_("Give a list of texts.") if name in ("further_names", "lists") else _("Of a wrong type.")]
    return {name: body[name] for name in known if name in body and name not in faults}, faults


def _fits(name: str, value: Any) -> bool:
    if isinstance(value, list):
        # A blank among them would be passed over, and “no list” means all of them.
        texts = all(isinstance(each, str) and each.strip() for each in value)
        return name in _TYPES and list in _TYPES[name] and texts
    return isinstance(value, _TYPES.get(name, _TEXTS)) and not isinstance(value, bool)


def faults_of(form: Form) -> Faults:
    """What is wrong with a form, by field."""
    return {name: [str(each) for each in said] for name, said in form.errors.items()}


def counterparty_of(body: Any) -> HandedIn:
    """One object of a request, checked."""
    values, faults = object_of(body, COLUMNS)
    form = CounterpartyForm(values)
    faults = {**faults_of(form), **faults}
    return HandedIn(str(values.get("id", ""))[:100], None if faults else form.particulars(), faults)


def given_of(body: Any, *, by: User) -> list[HandedIn]:
    """What a request hands in: `counterparties`, or the rows of a `batch` of this person. Raises BadInput."""
    if not isinstance(body, dict) or "batch" not in body:
        return counterparties_of(body)
    if set(body) != {"batch"}:
        raise BadInput({"batch": [_("Give either a batch or counterparties.")]})
    number = body["batch"]
    whole = isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**63
    batch = Batch.objects.of(by).filter(pk=number).first() if whole else None
    if batch is None:
        raise BadInput({"batch": [_("There is no batch %(number)s of yours.") % {"number": str(number)[:20]}]})
    try:
        return [HandedIn(each.own_id, each, {}) for each in rows_of(batch)]
    except TableRefused as reason:
        raise BadInput({"batch": reason.faults}) from reason


def counterparties_of(body: Any) -> list[HandedIn]:
    """The objects of a request, in their order. Raises BadInput when it is no list of 1 to 1,000."""
    known = ("counterparties",)
    given = body.get("counterparties") if isinstance(body, dict) and set(body) <= set(known) else None
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_OBJECTS:
        words = _("Give a list of 1 to %(most)s counterparties, and nothing else.") % {"most": MOST_OBJECTS}
        raise BadInput({"counterparties": [words]})
    found: list[HandedIn] = []
    seen: set[str] = set()
    for each in map(counterparty_of, given):
        own_id = each.particulars.own_id if each.particulars else each.own_id.strip()
        twice = each.particulars is not None and own_id in seen
        seen.add(own_id)
        found.append(HandedIn(each.own_id, None, {"id": [_("This id stands twice.")]}) if twice else each)
    return found


def table_of(content: bytes, *, encoding: str = "") -> list[Particulars]:
    """The rows of a table with a line of headings: a CSV file in any encoding that batches read, or a workbook.

    All or nothing: raises TableRefused with what is wrong, row by row; its words are English where the reader of files
    says them. An empty `encoding` is recognised.
    """
    if len(content) > MOST_BYTES:
        raise TableRefused([_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024}])
    try:
        source = batch_files.recognised(file=io.BytesIO(content), encoding=encoding, delimiter="")
        rows = list(islice(source.rows, MOST_ROWS + 2))
    except (FileRefused, batch_files.EncodingUnclear) as reason:
        raise TableRefused([str(reason)]) from reason
    if troubles := [row for row in rows if row.trouble]:
        # As the reader of files says it, in English: pages put it into words.
        raise TableRefused([f"Row {row.number}: {row.trouble}" for row in troubles[:_MOST_FAULTS]])
    filled = [(row.number, row.cells) for row in rows if any(cell.strip() for cell in row.cells)]
    if not filled:
        raise TableRefused([_("There is nothing in it.")])
    return _particulars(_headings(_trimmed(filled[0][1])), filled[1:])


def _row_fault(number: int, words: str) -> str:
    return _("Line %(line)s: %(faults)s") % {"line": number, "faults": words}


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    """Without the empty cells at the end, which spreadsheet programs leave there."""
    filled = [place for place, cell in enumerate(cells, start=1) if cell.strip()]
    return cells[: filled[-1]] if filled else ()


def rows_of(batch: Batch) -> list[Particulars]:
    """The parties that a batch screened, in the order of the file: all or nothing, as of a table.

    The number of each is its reference, where it has one that no other row has; else the batch and the row. Raises
    TableRefused.
    """
    rows = batch.rows.filter(state=BatchRow.State.DONE).in_order()
    said = list(rows.values_list("number", "name", "country", "identifier", "reference")[: MOST_ROWS + 1])
    if not said:
        raise TableRefused([_("No row of this batch was screened yet.")])
    references = Counter(reference.strip() for *_row, reference in said)
    names = ("id", "name", "country", "identifier")
    return _particulars(
        names,
        [
            (number, (_own_id(batch, number, reference.strip(), references), name, country, identifier))
            for number, name, country, identifier, reference in said
        ],
    )


def _own_id(batch: Batch, number: int, reference: str, references: Mapping[str, int]) -> str:
    if reference and references[reference] == 1 and len(reference) <= _LONGEST_ID:
        return reference
    return f"batch {batch.pk}, row {number}"


def _headings(row: Sequence[str]) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_") for cell in row]
    if faults := [
        *(_("There is no column “%(name)s”.") % {"name": name} for name in ("id", "name") if name not in names),
        *(_("The column “%(name)s” is not known.") % {"name": name[:80]} for name in names if name not in COLUMNS),
        *(_("The column “%(name)s” stands twice.") % {"name": name} for name in COLUMNS if names.count(name) > 1),
    ]:
        raise TableRefused([*faults, _("Known columns: %s.") % ", ".join(COLUMNS)])
    return names


def _particulars(names: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> list[Particulars]:
    if not 1 <= len(rows) <= MOST_ROWS:
        raise TableRefused([_("Give 1 to %(most)s counterparties.") % {"most": MOST_ROWS}])
    found: dict[str, Particulars] = {}
    faults: list[str] = []
    for line, cells in rows:
        row = _trimmed(cells)
        form = CounterpartyForm(dict(zip(names, row, strict=False)))
        wrong = [f"{name}: {each}" for name, said in faults_of(form).items() for each in said]
        if len(row) > len(names):
            wrong = [_("more cells than headings")]
        elif not wrong and (each := form.particulars()).own_id in found:
            wrong = [_("id: %(id)s stands twice") % {"id": each.own_id}]
        if wrong:
            faults.append(_row_fault(line, "; ".join(wrong)))
        else:
            found[form.cleaned_data["id"]] = form.particulars()
        if len(faults) >= _MOST_FAULTS:
            break
    if faults:
        raise TableRefused(faults)
    return list(found.values())
