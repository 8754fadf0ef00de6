"""What happens between us and a source, without a word of it kept: robots.txt, questions, answers, readings."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from controls.outbound import Answer, OutboundError, Question, fetch
from controls.outbound.manners import Robots
from news.ingest.formats import FORMATS
from news.ingest.types import Flag, Item, Page, Reading, SourceRetired, SourceUnreadable
from news.models import KnownAddress, Source
from news.services import hosts
from news.services.asking import Ask, asks_of, host_of
from news.services.questions import question_of, robots_question
from news.services.turns import Turns
from news.services.unread import REASON, NotRead, Outcome, TimeOver, unanswered

# Answers of several pages are followed until they overlap by a week with what was read before, and not for ever.
MOST_PAGES = 5
OVERLAP = timedelta(days=7)


@dataclass(frozen=True)
class Heard:
    """What is kept of one answer that was read, or that was as before."""

    place: str
    etag: str
    last_modified: str
    digest: str


@dataclass
class Visit:
    """What came of asking a source: how it went, and everything that was read.

    When one of several pages fails, the outcome says so, and what the others gave is here nevertheless. `readings` are
    what was read, by the place that gave it. `left_off` is where to go on when time did not suffice, else empty.
    """

    url: str
    outcome: Outcome = Outcome.UNCHANGED
    reason: str = ""
    status: int | None = None
    size: int = 0
    items: list[Item] = field(default_factory=list)
    flags: set[Flag] = field(default_factory=set)
    encoding: str = ""
    heard: list[Heard] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)
    moved_to: str = ""
    successor: str = ""
    rest: timedelta | None = None
    left_off: str = ""

    def forget(self, places: Sequence[str]) -> None:
        """What was heard there is not kept, so that the same answers are read anew: what followed them is missing."""
        self.heard = [heard for heard in self.heard if heard.place not in places]

    @property
    def answered(self) -> bool:
        """Whether any question got an answer that can be used."""
        return bool(self.heard or self.readings)

    @property
    def reading(self) -> Reading:
        return Reading(items=tuple(self.items), flags=frozenset(self.flags), encoding=self.encoding)


def visit(*, source: Source, known: Mapping[str, KnownAddress], moment: Callable[[], datetime], turns: Turns) -> Visit:
    """Ask all that is to be asked of a source, as far as time goes. `known` are its last answers by place.

    `moment` tells the present, `turns` are ours at the hosts that are asked. Raises Postponed, with nothing to keep,
    when a host to which a redirect leads is not to be asked now.
    """
    asks = _from(source.left_off, asks_of(source=source, at=moment()))
    made = Visit(url=asks[0].url)
    postponed: list[NotRead] = []
    failed: NotRead | None = None
    while asks:
        ask = asks.pop(0)
        try:
            onward = _Question(source, ask, known.get(ask.place), moment, turns).put(made)
        except TimeOver:
            failed = failed or _out_of_time(made, ask, 1 + len(asks))
            break
        except NotRead as reason:
            made.status = reason.status or made.status
            made.forget(ask.after)
            if ask.young and reason.status != HTTPStatus.GONE:
                postponed.append(reason)
            else:
                failed = failed or reason
                if reason.outcome not in (Outcome.UNREADABLE, Outcome.HELD_BACK):
                    break
        else:
            asks = ([onward] if onward and len(made.heard) < MOST_PAGES else []) + asks
    _conclude(made, failed or (None if made.answered else next(iter(postponed), None)), postponed)
    return made


def page(*, source: Source, url: str, limit: int, moment: Callable[[], datetime], turns: Turns) -> Answer:
    """The page at an address of a source, unread, with the same manners as on a visit. `limit` is its size in bytes.

    Raises NotRead, Postponed, and TimeOver.
    """
    question = _Question(source, Ask(url), None, moment, turns, limit)
    question.rules()
    answer = question.fetched()
    question.refuse(answer)
    return answer


def _from(place: str, asks: list[Ask]) -> list[Ask]:
    """The questions of a run, beginning with the one at which the last visit had no time left."""
    start = next((number for number, ask in enumerate(asks) if ask.place == place), 0)
    return asks[start:] + asks[:start]


def _out_of_time(made: Visit, ask: Ask, left: int) -> NotRead | None:
    """Time was over before a question: the rest is for the next visit. Pages that follow one begin anew with it."""
    made.forget(ask.after)
    if ask.after or not made.answered:
        return NotRead(
            Outcome.TOO_SLOW, "The time of a visit was over before everything that belongs together was read."
        )
    made.left_off = ask.place
    made.reason = f"The time of a visit was over; questions that are left for the next one: {left}."
    return None


def _conclude(made: Visit, failed: NotRead | None, postponed: list[NotRead]) -> None:
    if failed:
        made.outcome, made.reason = failed.outcome, str(failed)
        made.rest, made.successor = failed.rest, failed.successor
        if made.answered and failed.outcome == Outcome.ENDED:
            # One page of several is gone; the source is not.
            made.outcome = Outcome.ANSWERED_NO
    elif postponed and not made.reason:
        made.reason = f"The page of the new year is not there yet: {postponed[0]}"[:REASON]


@dataclass
class _Question:
    """One question of a visit, on its way."""

    source: Source
    ask: Ask
    known: KnownAddress | None
    moment: Callable[[], datetime]
    turns: Turns
    limit: int | None = None

    def put(self, made: Visit) -> Ask | None:
        """Ask, read, and add what was read; the following page, if it is to be asked for. Raises NotRead."""
        self.rules()
        answer = self.fetched()
        made.status, made.size = answer.status, made.size + len(answer.body)
        made.moved_to = made.moved_to or answer.moved_to
        self.refuse(answer)
        digest = hashlib.sha256(answer.body).hexdigest()
        if answer.unchanged or (self.known and self.known.digest == digest):
            made.heard.append(self._heard(answer, self.known.digest if self.known else ""))
            return None
        page = Page(
            body=answer.body,
            url=answer.url,
            fetched_at=self.moment(),
            content_type=answer.content_type,
            calendar=FORMATS[self.source.parser].calendar(self.source.zone),
        )
        reading, onward = self._read(page)
        made.outcome = Outcome.READ
        made.items += reading.items
        made.readings[self.ask.place] = reading
        made.flags |= reading.flags
        made.encoding = made.encoding or reading.encoding
        made.heard.append(self._heard(answer, digest))
        return onward

    def _heard(self, answer: Answer, digest: str) -> Heard:
        """A 304 need not repeat the validators; those of the last answer hold on."""
        old = self.known if answer.unchanged else None
        return Heard(
            place=self.ask.place,
            etag=answer.etag or (old.etag if old else ""),
            last_modified=answer.last_modified or (old.last_modified if old else ""),
            digest=digest,
        )

    def rules(self) -> None:
        """Raises NotRead when the rules of the host do not let this be read, or cannot be had."""
        if not self._robots().allow(self.ask.target):
            raise NotRead(Outcome.NO_ROBOTS, f"robots.txt of {self.ask.host} closes {self.ask.target[:200]}")

    def fetched(self) -> Answer:
        question = question_of(source=self.source, ask=self.ask, known=self.known)
        if self.limit is not None:
            question = replace(question, limit=min(question.limit, self.limit))
        try:
            return self._asked(question, self._onto)
        except OutboundError as error:
            raise unanswered(error=error) from error

    def _asked(self, question: Question, onto: Callable[[str], None]) -> Answer:
        self.turns.step(name=self.ask.host, seconds=question.seconds)
        answer = fetch(question, at=self.moment(), onto=onto)
        self.turns.rest(name=host_of(url=answer.url), asked=answer.retry_after)
        self.turns.go_on()
        return answer

    def _onto(self, url: str) -> None:
        """Before a redirect is followed: what its robots.txt says, our turn at its host, the gap."""
        led = replace(self, ask=Ask(url), known=None)
        try:
            led.rules()
        except NotRead as reason:
            raise NotRead(reason.outcome, f"It redirects to {url[:200]}: {reason}", rest=reason.rest) from reason
        self._in_turn(url)

    def _in_turn(self, url: str) -> None:
        self.turns.step(name=host_of(url=url), seconds=0)

    def refuse(self, answer: Answer) -> None:
        """Raises NotRead for an answer that is none of ours to read."""
        if answer.status == HTTPStatus.GONE:
            raise NotRead(Outcome.ENDED, "The source says that it is gone for good.", status=answer.status)
        if not (200 <= answer.status < 300 or answer.unchanged):
            words = f"The source answered with the status {answer.status}."
            raise NotRead(Outcome.ANSWERED_NO, words, status=answer.status, rest=answer.retry_after)
        if answer.unchanged and self.known is None:
            raise NotRead(Outcome.ANSWERED_NO, "The source says “not modified” to a first question.", status=304)

    def _read(self, page: Page) -> tuple[Reading, Ask | None]:
        known_as = FORMATS[self.source.parser]
        try:
            reading = known_as.parse(page)
            onward = known_as.next_page(page)
        except SourceRetired as reason:
            raise NotRead(Outcome.ENDED, str(reason), successor=reason.successor) from reason
        except SourceUnreadable as reason:
            raise NotRead(Outcome.UNREADABLE, str(reason)) from reason
        if len(reading.items) < self.source.fewest_items and not self.ask.young:
            words = (
                f"The answer holds {len(reading.items)} items; {self.source.fewest_items} is the fewest it ever had."
            )
            raise NotRead(Outcome.HELD_BACK, words)
        return reading, self._onward(reading, onward)

    def _onward(self, reading: Reading, address: str) -> Ask | None:
        """The following page, where what was read last does not reach back to it, on the same host only."""
        days = [item.published.day for item in reading.items if item.published.day]
        before = self.source.read_at
        if not address or not days or before is None or min(days) <= (before - OVERLAP).date():
            return None
        url = urljoin(self.ask.url, address)
        same = host_of(url=url) == self.ask.host and urlsplit(url).scheme == urlsplit(self.ask.url).scheme
        return Ask(url, after=(*self.ask.after, self.ask.place)) if same else None

    def _robots(self) -> Robots:
        """The rules of the host, asked for once a day. Raises NotRead when they cannot be had."""
        name = self.ask.host
        if kept := hosts.robots(name=name, at=self.moment()):
            return kept
        try:
            answer = self._asked(robots_question(source=self.source, ask=self.ask), self._in_turn)
        except OutboundError as error:
            failed = unanswered(error=error, words="robots.txt: ")
        else:
            told = hosts.told(status=answer.status)
            if told or not hosts.robots(name=name, at=self.moment(), remembered=True):
                return hosts.keep_robots(name=name, status=answer.status, body=answer.body, at=self.moment())
            failed = NotRead(Outcome.NO_ROBOTS, f"robots.txt answered with {answer.status}.", status=answer.status)
        remembered = hosts.robots(name=name, at=self.moment(), remembered=True)
        if remembered is None:
            raise failed
        return remembered
