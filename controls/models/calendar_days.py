"""Days that matter, as values and in words: what begins, ends or must be confirmed, and what that means."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from controls import states
from controls.models.labels import ListingState
from controls.models.sources import Source

# Names the days of this register among those of other calendars; the same facts have the same names everywhere.
DOMAIN = "rare-earth-controls-register"


class DayKind(models.TextChoices):
    """What happens on a day. In the order in which days that fall together are told."""

    START = "start", _("First day")
    SUSPENSION_START = "suspension_start", _("Suspension begins")
    SUSPENSION_END = "suspension_end", _("Formal end of a suspension")
    ANNOUNCED_END = "announced_end", _("Announced end, no formal notice")
    PERIOD_END = "period_end", _("Stated period ends")
    TO_BE_CONFIRMED = "to_be_confirmed", _("To be confirmed from this day")
    RESUMPTION = "resumption", _("Binds again")
    STOP = "stop", _("Measures stopped")
    END = "end", _("Ends")
    DEADLINE = "deadline", _("Comments close")


MEANINGS = {
    DayKind.START: _("First day by the text. Whether it binds on that day, the state says."),
    DayKind.SUSPENSION_START: _("From this day it does not bind."),
    DayKind.SUSPENSION_END: _("The end as printed. What follows is not known until a notice says so."),
    DayKind.ANNOUNCED_END: _("Said by politicians. It is not a legal instrument and changes no state."),
    DayKind.PERIOD_END: _("Last day of the period that the text states. Whether it is renewed, a notice must say."),
    DayKind.TO_BE_CONFIRMED: _("No later notice is on record: neither in force nor free until confirmed."),
    DayKind.RESUMPTION: _("The suspension is lifted."),
    DayKind.STOP: _("The authority stopped measures; names were not removed from the list."),
    DayKind.END: _("From this day it no longer binds."),
    DayKind.DEADLINE: _("Last day for comments on a draft. A draft is never law."),
}
ORDER = {kind: position for position, kind in enumerate(DayKind.values)}


@dataclass(frozen=True, slots=True)
class Named:
    """A fact that a day names, as a link needs it."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one fact. `before`, `state` and `after` are the codes of the day before, the day and the day after.

    A code is None where nothing could be known, and `mixed` where the targets differ. `heading` says more exactly what
    happens than the kind does. `known_on` is the day of publication or announcement; `time` is Beijing's, as HH:MM.
    `revision` is that of the newest change on which anything here rests, and `recorded_at` its moment. `cancelled` days
    are kept because they once stood in the calendar.
    """

    on: date
    kind: str
    noun: str
    key: str
    name: str
    known_on: date
    jurisdiction: str
    about: str = ""
    heading: str = ""
    time: str = ""
    before: str | None = None
    state: str | None = None
    after: str | None = None
    lists: tuple[Named, ...] = ()
    measures: tuple[Named, ...] = ()
    notices: tuple[Named, ...] = ()
    sources: tuple[Source, ...] = ()
    note: str = ""
    cancelled: bool = False
    revision: int = 0
    recorded_at: datetime | None = field(default=None)

    @property
    def id(self) -> str:
        """Stable: it stays when a correction moves the day."""
        return f"{self.noun}.{self.key}.{self.kind}"

    @property
    def uid(self) -> str:
        return f"{self.id}@{DOMAIN}"

    @property
    def fact(self) -> str:
        return f"{self.noun}:{self.key}"

    @property
    def place(self) -> tuple[str, str, str]:
        """Where the fact is told: noun and key of a page, and the anchor there. A fact with no page has its changes."""
        if self.noun in ("clause", "suspension") and self.measures:
            return "measure", self.measures[0].key, self.key
        if self.noun == "catalogue-revision":
            return "edition", self.key, ""
        if self.notices:
            return "notice", self.notices[0].key, ""
        return "change", self.fact, ""

    @property
    def order(self) -> tuple[date, int, str, str]:
        return self.on, ORDER[self.kind], self.noun, self.key

    @property
    def title(self) -> str:
        """What happens to what, with the hour where one is printed, and with the state where it does not bind."""
        words = {"kind": self.heading or DayKind(self.kind).label, "name": self.name, "time": self.time}
        said = gettext("%(kind)s: %(name)s") % words
        if self.time:
            said = gettext("%(kind)s: %(name)s, from %(time)s Beijing time (UTC+8)") % words
        if self.kind == DayKind.START and self.state not in (None, states.IN_FORCE):
            # Nobody shall read "first day" where a suspension came before it.
            said = gettext("%(title)s – %(state)s") % {"title": said, "state": state_label(self.state)}
        return said

    @property
    def meaning(self) -> str:
        """What the day means, in one or two sentences."""
        said = [gettext("Cancelled: this day is no longer on record.")] if self.cancelled else []
        if self.state is not None and not self.cancelled:
            words = {"state": state_label(self.state), "before": state_label(self.before), "after": ""}
            if self.kind in (DayKind.SUSPENSION_END, DayKind.PERIOD_END):
                words["after"] = state_label(self.after)
                said.append(gettext("On this day: %(state)s; on the day after: %(after)s.") % words)
            else:
                said.append(gettext("On this day: %(state)s; on the day before: %(before)s.") % words)
        return " ".join([str(MEANINGS[DayKind(self.kind)]), *said])


def state_label(code: str | None) -> str:
    """A state in words; that of a day before the publication, and of differing targets, too."""
    if code is None:
        return gettext("Not yet published")
    return gettext("Mixed") if code == states.MIXED else str(ListingState(code).label)


def agreed(codes: list[str | None]) -> str | None:
    """The one code of all targets, `mixed` when they differ, None when there are none or nothing is known."""
    known = {code for code in codes if code is not None}
    if len(known) > 1 or (known and None in codes):
        return states.MIXED
    return known.pop() if known else None
