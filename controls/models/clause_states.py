"""The state of clauses and whole measures in words: with the announced end, and whether a clause ever operated."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from controls import states
from controls.models.labels import BADGE_LABELS, state_note
from controls.models.lists import Effect
from controls.models.measures import Clause, Measure
from controls.models.suspensions import Suspension

# What stands on the badge of a measure while it is in force: its effect where it has one for a shipment.
EFFECTS = {
    Measure.Type.LICENCE: Effect.LICENCE_NEEDED,
    Measure.Type.PROHIBITION: Effect.PROHIBITED,
    Measure.Type.PROHIBITION_AND_LICENCE: Effect.PROHIBITED,
}
NOTE_NO_CLAUSE = _("No clause of this measure is on file: neither in force nor free until confirmed.")
NOTE_MIXED = _("Its clauses are in different states: look at each of them.")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a clause, or a measure whose clauses agree, is on a day. `code` is `mixed` when they do not.

    `badge` is the effect while in force, else the state. `notes` are whole sentences in the reader's language.
    `until_announced` is the end that was announced without a formal notice, when it was known on the day.
    """

    code: str
    badge: str
    since: date | None = None
    until: date | None = None
    until_announced: date | None = None
    never_operated: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def label(self) -> str:
        """The word on the badge."""
        own = {states.MIXED: _("Mixed"), states.IN_FORCE: _("In force")}
        return str(own.get(self.badge) or BADGE_LABELS[self.badge])

    @property
    def note(self) -> str:
        return " ".join(self.notes)


def of_clause(clause: Clause, *, on: date) -> Standing | None:
    """The standing of a clause on a day; None before its measure was published. Prefetch its suspensions."""
    state = clause.state(on=on)
    if state is None:
        return None
    last = _last_begun(clause, on)
    announced = None
    if last is not None and state.code in (states.SUSPENDED, states.TO_BE_CONFIRMED):
        announced = last.announced_until if last.announced_on and last.announced_on <= on else None
    never = states.never_operated(on, effective_from=clause.effective_from, acts=clause.acts())
    notes = [state_note(state)]
    if never and clause.effective_from:
        notes.append(_said(states.NOTE_NEVER_OPERATED, first=clause.effective_from))
    if announced:
        notes.append(_said(states.NOTE_ANNOUNCED, announced=announced))
    return Standing(
        state.code,
        _badge(state.code, clause.measure),
        state.since,
        state.until,
        announced,
        never,
        tuple(note for note in notes if note),
    )


def of_measure(measure: Measure, *, on: date) -> Standing | None:
    """The standing of a measure: that of its clauses when they agree, else mixed. None when nothing is known yet."""
    standings = [standing for clause in clauses_of(measure) if (standing := of_clause(clause, on=on)) is not None]
    if not standings:
        return _without_clauses(measure, on=on)
    if len({standing.code for standing in standings}) > 1:
        return Standing(states.MIXED, states.MIXED, notes=(str(NOTE_MIXED),))
    first = standings[0]
    return Standing(
        first.code,
        first.badge,
        _shared([standing.since for standing in standings]),
        _shared([standing.until for standing in standings]),
        _shared([standing.until_announced for standing in standings]),
        all(standing.never_operated for standing in standings),
        tuple(note for note in first.notes if all(note in standing.notes for standing in standings)),
    )


def _without_clauses(measure: Measure, *, on: date) -> Standing | None:
    """A published measure of which no clause is on file yet: nothing can be said, and that is said."""
    if measure.published_on > on or measure.clauses.all():
        return None
    return Standing(states.TO_BE_CONFIRMED, states.TO_BE_CONFIRMED, notes=(str(NOTE_NO_CLAUSE),))


def clauses_of(measure: Measure) -> list[Clause]:
    """The clauses of a measure in their order, each knowing its measure without a further query."""
    clauses = sorted(measure.clauses.all(), key=lambda clause: clause.position)
    for clause in clauses:
        clause.measure = measure
    return clauses


def suspensions_of(measure: Measure) -> list[Suspension]:
    """The suspensions of any clause of a measure, each once, in the order of their first days."""
    found = {each.pk: each for clause in clauses_of(measure) for each in clause.suspensions.all()}
    return sorted(found.values(), key=lambda each: (each.effective_from, each.published_on, each.pk))


def _last_begun(clause: Clause, on: date) -> Suspension | None:
    begun = [each for each in clause.suspensions.all() if each.effective_from <= on]
    return max(begun, key=lambda each: (each.effective_from, each.published_on, each.pk), default=None)


def _badge(code: str, measure: Measure) -> str:
    return EFFECTS.get(Measure.Type(measure.type), states.IN_FORCE) if code == states.IN_FORCE else code


def _shared(values: list[date | None]) -> date | None:
    return values[0] if len(set(values)) == 1 else None


def _said(sentence: str, **days: date) -> str:
    return gettext(sentence) % {name: date_format(day) for name, day in days.items()}
