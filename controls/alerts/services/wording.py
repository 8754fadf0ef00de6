"""What a notification says, in the language that is switched on: a heading, a few lines, and where to read on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from controls.alerts import told as stored
from controls.alerts.models import Notification, SavedSearch
from controls.alerts.services import happenings
from controls.models import Change
from controls.models.calendar_days import MEANINGS, DayKind
from controls.models.search import PAGES
from controls.models.spoken import Said
from controls.screening.models import Difference
from controls.views.sentences import NOUNS

_PAGES = {
    "measure": "controls:measure-detail",
    "notice": "controls:notice-detail",
    "edition": "controls:edition-detail",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A notification in words. `name` is a fact's own, in its own language; `path` is on this register.

    A line that is a fact's own is `Said`, with its language: whoever draws it in HTML has it marked.
    """

    heading: str
    name: str
    lines: tuple[str, ...]
    path: str
    happened_at: datetime

    @property
    def title(self) -> str:
        """Heading and name in one line, for a subject or a feed."""
        return _("%(heading)s: %(name)s") % {"heading": self.heading, "name": self.name}


def told(*, notification: Notification) -> Told:
    """What a notification says."""
    return in_words(label=notification.label, said=notification.said, happened_at=notification.happened_at)


def in_words(*, label: str, said: dict[str, Any], happened_at: datetime) -> Told:
    """The same for something that was not told to anybody, as a preview shows it."""
    heading, lines, path = _WORDS[said["type"]](said)
    return Told(heading, label, tuple(line for line in lines if line), path, happened_at)


_Words = tuple[str, list[str], str]


def _change(said: dict[str, Any]) -> _Words:
    words = {"act": Change.Action(said["action"]).label, "noun": NOUNS.get(said["noun"], said["noun"])}
    heading = _("%(act)s: %(noun)s") % words
    day = _day(said["effective_on"])
    if day:
        heading = _("%(heading)s, from %(day)s") % {"heading": heading, "day": day}
    notice = said["notice_label"]
    lines = [_("Notice: %(notice)s") % {"notice": notice} if notice else "", Said(said["reason"])]
    return heading, lines, reverse("controls:change-detail", kwargs={"revision": said["revision"]})


def _difference(said: dict[str, Any]) -> _Words:
    heading = str(Difference.Kind(said["kind"]).label)
    lines = [
        _("Counterparty %(number)s") % {"number": said["counterparty_id"]},
        _("Because: %(cause)s") % {"cause": Difference.Cause(said["cause"]).label},
    ]
    parts = {"pk": said["portfolio"], "number": said["counterparty"]}
    return heading, lines, reverse("screening:counterparty-detail", kwargs=parts)


def _turn(said: dict[str, Any]) -> _Words:
    words = {"name": said["search_name"]}
    if said["turn"] == "joined":
        heading = _("Now answers your search “%(name)s”") % words
    else:
        heading = _("No longer answers your search “%(name)s”") % words
        return heading, [], _page_of(said["fact"])  # the answer does not hold it any more
    return heading, [], _answer_of(said)


def _refused(said: dict[str, Any]) -> _Words:
    heading = _("Your search “%(name)s” cannot be asked any more") % {"name": said["search_name"]}
    quiet = _("Until it answers again nothing is told of it. What changes meanwhile is told then.")
    return heading, [str(SavedSearch.Refusal(said["reason"]).label), quiet], reverse("searches:search-list")


def _answer_of(said: dict[str, Any]) -> str:
    """The page with the answer of a search."""
    path = reverse(said["route"])
    return f"{path}?{said['query']}" if said["query"] else path


def _page_of(fact: str) -> str:
    """The page of a fact (`noun:key`); for one without a page of its own, its changes."""
    noun, _colon, key = fact.partition(":")
    route, part = PAGES.get(noun, ("", ""))
    if part.isalpha():
        return reverse(route, kwargs={part: key})
    return f"{reverse('controls:change-list')}?{urlencode({'about': fact})}"


def _end(said: dict[str, Any]) -> _Words:
    kind = DayKind(said["kind"])
    heading = _("%(day)s: %(kind)s") % {"day": _day(said["on"]), "kind": kind.label}
    noun, key, anchor = said["place"]
    if noun in _PAGES:
        path = reverse(_PAGES[noun], kwargs={"key": key})
    else:
        path = f"{reverse('controls:change-list')}?{urlencode({'about': key})}"
    return heading, [str(MEANINGS[kind]), _own(said["about"])], f"{path}#{anchor}" if anchor else path


def _late(said: dict[str, Any]) -> _Words:
    read_at = said.get("read_at")
    if read_at:
        moment = date_format(timezone.localtime(datetime.fromisoformat(read_at)), "DATETIME_FORMAT")
        line = _("Last read on %(moment)s, Beijing time.") % {"moment": moment}
    else:
        line = _("It was never read.")
    trouble = said.get("trouble", "")
    more = _("What went wrong: %(trouble)s") % {"trouble": stored.in_words(trouble)} if trouble else ""
    quiet = _("Until it is read again, silence of this register about it means nothing.")
    return _("A source is late"), [line, more, quiet], said.get("path", "")


def _own(text: str) -> str:
    """What was written down in English, in the reader's language; what a fact says stays as the fact has it."""
    words = stored.told(text) if text else ""
    return Said(text) if words is None else words


def _day(written: str) -> str:
    return date_format(date.fromisoformat(written), "DATE_FORMAT") if written else ""


_WORDS: dict[str, Callable[[dict[str, Any]], _Words]] = {
    happenings.CHANGE: _change,
    happenings.DIFFERENCE: _difference,
    happenings.TURN: _turn,
    happenings.REFUSED: _refused,
    happenings.END: _end,
    happenings.LATE: _late,
}
