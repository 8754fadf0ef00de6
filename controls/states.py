"""The state of a listing or clause on a day, computed from dated acts: the one place where it is explained.

Pure: values in, values out. `ListingQuerySet.with_state` and `ClauseQuerySet.with_state` ask the database the same
questions for whole lists; property tests hold the two together. Days are Beijing calendar days, as printed in the
notices.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta

SCHEDULED = "scheduled"
IN_FORCE = "in_force"
SUSPENDED = "suspended"
TO_BE_CONFIRMED = "to_be_confirmed"
STOPPED = "stopped"
ENDED = "ended"
# A measure whose clauses differ; no clause is ever mixed.
MIXED = "mixed"
CODES = (SCHEDULED, IN_FORCE, SUSPENDED, TO_BE_CONFIRMED, STOPPED, ENDED)

# Kinds of act, and what each makes of a listing or clause from its first day. Acts on a single measure change no state.
SUSPENDING = ("suspended", "suspension_continued")
STOPPING = ("stopped",)
ENDING = ("removed", "moved")
RESUMING = ("resumed",)
STATE_CHANGING = (*SUSPENDING, *STOPPING, *ENDING, *RESUMING)
# What ends a clause; a listing never is.
REPEALING = ("repealed", "superseded", "expired")


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation; the doors translate it, this room knows no Django."""
    return text


NOTE_STARTS_AT = gettext_noop("Starts at %(time)s Beijing time (UTC+8) on %(date)s.")
NOTE_SCHEDULED = gettext_noop("Published on %(published)s; the first day is %(date)s.")
NOTE_OPEN_END = gettext_noop("Suspended with no period stated.")
NOTE_LAST_DAY = gettext_noop(
    "Suspended to %(until)s by the formal text; what follows is not known until a notice says so."
)
NOTE_UNCONFIRMED = gettext_noop(
    "The suspension ended on %(until)s and no later notice is on record: neither in force nor free until confirmed."
)
NOTE_STOPPED = gettext_noop(
    "The authority stopped the measures (停止); the name itself was not removed from the list (移出)."
)
NOTE_REMOVED = gettext_noop("Removed from the list.")
NOTE_MOVED = gettext_noop("Moved to another list.")
NOTE_REPEALED = gettext_noop("Repealed: it no longer binds.")
NOTE_SUPERSEDED = gettext_noop("Replaced by a later rule: it no longer binds.")
NOTE_EXPIRED = gettext_noop("Its period is over, and the authority did not renew it: it no longer binds.")
NOTE_RESUMED = gettext_noop("Binds again since %(date)s.")
NOTE_NO_FIRST_DAY = gettext_noop("No first day is on record: neither in force nor free until confirmed.")
NOTE_PERIOD_OVER = gettext_noop("Its stated period ended on %(until)s; whether it was renewed is not on record.")
NOTE_OUTCOME_UNKNOWN = gettext_noop("What became of it is not on record: neither in force nor free until confirmed.")
NOTE_NEVER_OPERATED = gettext_noop("Suspended before its first day, %(first)s: it has never operated.")
NOTE_ANNOUNCED = gettext_noop("%(announced)s was announced as the end; no formal notice of that is on record.")
# Why something ended, by the act that ended it.
NOTES_ENDED = {
    "removed": NOTE_REMOVED,
    "moved": NOTE_MOVED,
    "repealed": NOTE_REPEALED,
    "superseded": NOTE_SUPERSEDED,
    "expired": NOTE_EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Act:
    """One dated act of an authority on a listing, as far as it matters for the state.

    `until` is the formal end as printed; it is the last suspended day when `until_inclusive`, else the first free one.
    """

    kind: str
    announced_on: date
    effective_from: date
    until: date | None = None
    until_inclusive: bool = True

    @property
    def first_day_after(self) -> date | None:
        """First day that the suspension no longer covers, or None when no end was stated."""
        if self.until is None:
            return None
        return self.until + timedelta(days=1) if self.until_inclusive else self.until


@dataclass(frozen=True, slots=True)
class State:
    """What a listing is on one day.

    `since` is the first day of this state, `until` its formal end where one is stated; `note` is an English sentence
    to be translated and filled with `note_params` (dates as `date`, times as `HH:MM`).
    """

    code: str
    since: date
    until: date | None = None
    note: str = ""
    note_params: dict[str, date | str] = field(default_factory=dict)


def state_on(
    day: date,
    *,
    published_on: date,
    effective_from: date,
    effective_time: time | None = None,
    acts: Iterable[Act] = (),
) -> State | None:
    """Return the state on a day, or None when the notice was not yet published and nothing can be said.

    The last act that had begun by that day decides (by first day, then announcement, then the order given). A
    suspension whose end has passed without a later act is *to be confirmed*: never in force, never free.
    """
    if day < published_on:
        return None
    if day < effective_from:
        return State(
            SCHEDULED, published_on, effective_from, NOTE_SCHEDULED, {"published": published_on, "date": effective_from}
        )
    begun = [act for act in acts if act.kind in STATE_CHANGING and act.effective_from <= day]
    if not begun:
        return _in_force(day, effective_from, effective_time)
    return _after(sorted(begun, key=lambda act: (act.effective_from, act.announced_on))[-1], day, begun)


def _in_force(day: date, effective_from: date, effective_time: time | None) -> State:
    if effective_time and day == effective_from:
        params: dict[str, date | str] = {"time": effective_time.strftime("%H:%M"), "date": effective_from}
        return State(IN_FORCE, effective_from, None, NOTE_STARTS_AT, params)
    return State(IN_FORCE, effective_from)


def _after(last: Act, day: date, begun: list[Act]) -> State:
    if last.kind in SUSPENDING:
        end = last.first_day_after
        if last.until is None or end is None:
            return State(SUSPENDED, _suspended_since(begun), None, NOTE_OPEN_END)
        if day < end:
            return State(SUSPENDED, _suspended_since(begun), last.until, NOTE_LAST_DAY, {"until": last.until})
        return State(TO_BE_CONFIRMED, end, None, NOTE_UNCONFIRMED, {"until": last.until})
    if last.kind in STOPPING:
        return State(STOPPED, last.effective_from, None, NOTE_STOPPED)
    if last.kind in NOTES_ENDED:
        return State(ENDED, last.effective_from, None, NOTES_ENDED[last.kind])
    return State(IN_FORCE, last.effective_from, None, NOTE_RESUMED, {"date": last.effective_from})


def _suspended_since(begun: list[Act]) -> date:
    """First day of the unbroken run of suspensions that reaches the last act."""
    ordered = sorted(begun, key=lambda act: (act.effective_from, act.announced_on), reverse=True)
    since = ordered[0].effective_from
    for act in ordered[1:]:
        end = act.first_day_after
        if act.kind not in SUSPENDING or (end is not None and end < since):
            break
        since = act.effective_from
    return since


@dataclass(frozen=True, slots=True)
class Terms:
    """What a measure says of one clause: its dates, as far as they are on record.

    `effective_from` is None when no first day is known. `until` is the last day of a stated period. `outcome_known` is
    False where reports break off: then it is not known whether the clause still binds.
    """

    published_on: date
    effective_from: date | None
    until: date | None = None
    outcome_known: bool = True


def clause_state_on(day: date, *, terms: Terms, acts: Iterable[Act] = ()) -> State | None:
    """Return the state of a clause on a day, or None when its measure was not yet published.

    Acts decide as they do for a listing, with two differences: a suspension may begin before the first day, and then
    the clause is suspended and not scheduled; and a clause whose period is over, or whose outcome or first day is not
    known, is *to be confirmed*.
    """
    first = terms.effective_from
    if day < terms.published_on:
        return None
    begun = sorted(_begun(day, acts), key=lambda act: (act.effective_from, act.announced_on))
    if begun and begun[-1].kind not in RESUMING:
        return _after(begun[-1], day, begun)
    if first is None:
        return State(TO_BE_CONFIRMED, terms.published_on, None, NOTE_NO_FIRST_DAY)
    if day < first:
        return State(
            SCHEDULED, terms.published_on, first, NOTE_SCHEDULED, {"published": terms.published_on, "date": first}
        )
    if terms.until and day > terms.until:
        return State(TO_BE_CONFIRMED, terms.until + timedelta(days=1), None, NOTE_PERIOD_OVER, {"until": terms.until})
    if not terms.outcome_known:
        return State(TO_BE_CONFIRMED, first, None, NOTE_OUTCOME_UNKNOWN)
    if begun and begun[-1].effective_from > first:
        return _after(begun[-1], day, begun)
    return State(IN_FORCE, first, terms.until)


def never_operated(day: date, *, effective_from: date | None, acts: Iterable[Act]) -> bool:
    """Whether a clause was suspended before its first day was over, and nothing has made it bind by the day."""
    begun = _begun(day, acts)
    return (
        effective_from is not None
        and any(act.kind in SUSPENDING and act.effective_from <= effective_from for act in begun)
        and not any(act.kind in RESUMING for act in begun)
    )


def _begun(day: date, acts: Iterable[Act]) -> list[Act]:
    return [act for act in acts if act.kind in (*STATE_CHANGING, *REPEALING) and act.effective_from <= day]


def known_by(day: date, acts: Iterable[Act]) -> list[Act]:
    """The acts that had been announced or had begun by a day: with these one looks ahead from it, and not with more."""
    return [act for act in acts if act.announced_on <= day or act.effective_from <= day]
