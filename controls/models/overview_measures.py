"""The measures of one jurisdiction at a glance: which rare earth each of them touches, and its states over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from controls import states
from controls.charts.lanes import Period, merged
from controls.models.clause_states import EFFECTS, Standing, clauses_of, of_measure
from controls.models.goods import RARE_EARTHS, Element
from controls.models.measures import Clause, Measure

CHINA = "CN"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MeasureName:
    """What a chart says of a measure beside its drawing."""

    key: str
    label: str
    title_en: str
    title_zh: str
    type: str
    published_on: date


@dataclass(frozen=True, slots=True)
class StripElement:
    """One of the 17 rare earths at the head of the strip."""

    symbol: str
    atomic_number: int
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class StripRow:
    """A measure, how it stands on the day, and the rare earths that it or one of its items names, by atomic number.

    Of these, `only_in_items` are not among the measure's own materials: an item names them beside one that is, as a
    magnet of neodymium that is caught for its dysprosium.
    """

    measure: MeasureName
    standing: Standing
    symbols: tuple[str, ...]
    only_in_items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The rare earths against the measures that touch at least one of them, the oldest measure first."""

    elements: tuple[StripElement, ...]
    rows: tuple[StripRow, ...]

    def touching(self, symbol: str) -> tuple[StripRow, ...]:
        """The measures that touch one rare earth."""
        return tuple(row for row in self.rows if symbol in row.symbols)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A state and the days for which it holds, both included. `last` is None when no end is known.

    `badge` is the effect while in force, else the state.
    """

    code: str
    badge: str
    first: date
    last: date | None

    @property
    def label(self) -> str:
        """The word on the badge."""
        return Standing(self.code, self.badge).label


@dataclass(frozen=True, slots=True)
class Lane:
    """A measure whose clauses have one history, or a single clause where they differ: its states one after another.

    `symbols` are the rare earths that the measure touches; `clause` is empty when the lane stands for all clauses.
    """

    measure: MeasureName
    clause: str
    label: str
    symbols: tuple[str, ...]
    stretches: tuple[Stretch, ...]

    @property
    def key(self) -> str:
        """Key of the clause, or of the measure when the lane stands for all its clauses."""
        return self.clause or self.measure.key

    @property
    def periods(self) -> tuple[Period, ...]:
        """The stretches as a timeline draws them, by badge."""
        return tuple(Period(each.badge, each.first, each.last) for each in self.stretches)


def strip(*, on: date, jurisdiction: str = CHINA) -> Strip:
    """The rare earths against the measures of a jurisdiction as of a day, in a fixed number of queries."""
    elements = tuple(
        StripElement(*row)
        for row in Element.objects.order_by("atomic_number").values_list(
            "symbol", "atomic_number", "name_en", "name_zh"
        )
    )
    rows = []
    for measure in _known(on, jurisdiction):
        touched, standing = _touched(measure), of_measure(measure, on=on)
        if touched and standing is not None:
            only = tuple(symbol for symbol in touched if symbol not in measure.elements)
            rows.append(StripRow(_name(measure), standing, touched, only))
    return Strip(elements, tuple(rows))


def lanes(*, on: date, first: date, last: date, jurisdiction: str = CHINA) -> tuple[Lane, ...]:
    """The states that the measures of a jurisdiction have between two days, as known on a third.

    Up to that day the states are those of each day; beyond it they follow from the acts announced or begun by then. A
    stretch keeps its days also where they lie outside the two; a lane without a stretch between them is left out.
    """
    found = []
    for measure in _known(on, jurisdiction):
        for lane in _lanes_of(measure, on):
            shown = tuple(
                each for each in lane.stretches if each.first <= last and (each.last is None or each.last >= first)
            )
            if shown:
                found.append(replace(lane, stretches=shown))
    return tuple(found)


def _known(on: date, jurisdiction: str) -> Iterable[Measure]:
    measures = Measure.objects.filter(jurisdiction=jurisdiction).published(on=on).for_display()
    return measures.prefetch_related("items").order_by("published_on", "key")


def _name(measure: Measure) -> MeasureName:
    return MeasureName(
        measure.key, str(measure), measure.title_en, measure.title_zh, measure.type, measure.published_on
    )


def _touched(measure: Measure) -> tuple[str, ...]:
    """The rare earths that a measure or one of its items names, by atomic number."""
    named = {*measure.elements, *(symbol for item in measure.items.all() for symbol in item.elements)}
    return tuple(symbol for symbol in RARE_EARTHS if symbol in named)


def _lanes_of(measure: Measure, on: date) -> list[Lane]:
    """One lane when all clauses have the same history, else one for each of them."""
    name, symbols = _name(measure), _touched(measure)
    histories = [(clause, _history(clause, on)) for clause in clauses_of(measure)]
    if not histories:
        unknown = Stretch(states.TO_BE_CONFIRMED, states.TO_BE_CONFIRMED, measure.published_on, None)
        return [Lane(name, "", name.label, symbols, (unknown,))]
    if len({history for _clause, history in histories}) == 1:
        return [Lane(name, "", name.label, symbols, histories[0][1])]
    return [Lane(name, clause.key, str(clause), symbols, history) for clause, history in histories]


def _history(clause: Clause, on: date) -> tuple[Stretch, ...]:
    """All states of a clause one after another, as known on a day."""
    terms, acts = clause.terms(), states.known_by(on, clause.acts())
    days = [day for day in turning_days(terms, acts) if day >= terms.published_on]
    found = [(day, states.clause_state_on(day, terms=terms, acts=acts)) for day in days]
    begun = [(day, state.code) for day, state in found if state is not None]
    return _stretches(begun, str(EFFECTS.get(Measure.Type(clause.measure.type), states.IN_FORCE)))


def turning_days(terms: states.Terms, acts: Iterable[states.Act]) -> list[date]:
    """The days on which the state of a clause can change, in order."""
    days = [terms.published_on, terms.effective_from, terms.until + ONE_DAY if terms.until else None]
    for act in acts:
        days += [act.effective_from, act.first_day_after]
    return sorted({day for day in days if day is not None})


def _stretches(begun: Sequence[tuple[date, str]], effect: str) -> tuple[Stretch, ...]:
    """States by their first days, each up to the day before the next; neighbours in one state are one stretch."""
    ends = [after - ONE_DAY for (_day, _code), (after, _next) in pairwise(begun)]
    periods = [Period(code, day, end) for (day, code), end in zip(begun, [*ends, None], strict=True)]
    return tuple(
        Stretch(each.state, effect if each.state == states.IN_FORCE else each.state, each.first, each.last)
        for each in merged(periods)
    )
