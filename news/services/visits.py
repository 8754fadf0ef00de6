"""What happens between us and a source, without a word of it kept: robots.txt, questions, answers, readings."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from controls.outbound import Answer, OutboundError, Question, Refused, TooLarge, TooSlow, fetch
from controls.outbound.manners import Robots
from news.ingest.formats import FORMATS
from news.ingest.types import Flag, Item, Page, Reading, SourceRetired, SourceUnreadable
from news.models import FetchRun, KnownAddress, Source
from news.services import hosts
from news.services.asking import Ask, asks_of, question_of, robots_question, target_of

Outcome = FetchRun.Outcome
# Answers of several pages are followed until they overlap by a week with what was read before, and not for ever.
MOST_PAGES = 5
OVERLAP = timedelta(days=7)
REASON = 500
LONGEST_GAP = 30  # seconds; more would outlast the lease of the host


class NotRead(Exception):
    """A question without a usable answer: the outcome for the run, and why."""

    def __init__(
        self, outcome: Outcome, why: str, *, status: int | None = None, rest: timedelta | None = None,
        successor: str = "",
    ) -> None:  # fmt: skip
        super().__init__(why[:REASON])
        self.outcome, self.status, self.rest, self.successor = outcome, status, rest, successor


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
    what was read, by the place that gave it.
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

    @property
    def reading(self) -> Reading:
        return Reading(items=tuple(self.items), flags=frozenset(self.flags), encoding=self.encoding)


def visit(
    *,
    source: Source,
    known: Mapping[str, KnownAddress],
    moment: Callable[[], datetime],
    go_on: Callable[[], bool],
) -> Visit:
    """Ask all that is to be asked of a source. `known` are its last answers by place.

    `moment` tells the present; `go_on` is asked before each request and says whether we still may.
    """
    asks = asks_of(source=source, at=moment())
    made, pace = Visit(url=asks[0].url), _Pace(source.gap, go_on)
    postponed: list[NotRead] = []
    failed: NotRead | None = None
    while asks:
        ask = asks.pop(0)
        try:
            onward = _Question(source, ask, known.get(ask.place), moment, pace).put(made)
        except NotRead as reason:
            made.status = reason.status or made.status
            if ask.young and reason.status != HTTPStatus.GONE:
                postponed.append(reason)
            else:
                failed = failed or reason
                if reason.outcome not in (Outcome.UNREADABLE, Outcome.HELD_BACK):
                    break
        else:
            asks = ([onward] if onward and len(made.heard) < MOST_PAGES else []) + asks
    _conclude(made, failed or (None if made.heard else next(iter(postponed), None)), postponed)
    return made


@dataclass(frozen=True)
class Allowance:
    """What one page may take: `seconds` tells how many are left for it and its robots.txt, `size` its bytes."""

    seconds: Callable[[], float]
    size: int


def page(
    *, source: Source, url: str, allowance: Allowance, moment: Callable[[], datetime], go_on: Callable[[], bool]
) -> Answer:
    """The page at an address of a source, unread, with the same manners as on a visit. Raises NotRead.

    No gap is waited for: `go_on`, asked before each request, refuses where the host wants one.
    """
    question = _Question(source, Ask(url), None, moment, _Pace(0, go_on), allowance)
    robots = question.rules()
    answer = question.fetched()
    question.refuse(answer, robots)
    return answer


def _conclude(made: Visit, failed: NotRead | None, postponed: list[NotRead]) -> None:
    if failed:
        made.outcome, made.reason = failed.outcome, str(failed)
        made.rest, made.successor = failed.rest, failed.successor
        if made.heard and failed.outcome == Outcome.ENDED:
            # One page of several is gone; the source is not.
            made.outcome = Outcome.ANSWERED_NO
    elif postponed:
        made.reason = f"The page of the new year is not there yet: {postponed[0]}"[:REASON]


@dataclass
class _Pace:
    """The steps of a visit: before each request the gap that the host asks for, and the leave to go on."""

    gap: int
    go_on: Callable[[], bool]
    asked: bool = False

    def step(self) -> None:
        """Raises NotRead when somebody else has taken over, or nobody is to ask any more."""
        if self.asked and self.gap:
            time.sleep(min(self.gap, LONGEST_GAP))
        self.asked = True
        if not self.go_on():
            raise NotRead(Outcome.UNREACHABLE, "Another worker has taken over, or the source was switched off.")


@dataclass
class _Question:
    """One question of a visit, on its way."""

    source: Source
    ask: Ask
    known: KnownAddress | None
    moment: Callable[[], datetime]
    pace: _Pace
    allowance: Allowance | None = None

    def put(self, made: Visit) -> Ask | None:
        """Ask, read, and add what was read; the following page, if it is to be asked for. Raises NotRead."""
        robots = self.rules()
        answer = self.fetched()
        made.status, made.size = answer.status, made.size + len(answer.body)
        made.moved_to = made.moved_to or answer.moved_to
        self.refuse(answer, robots)
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

    def rules(self) -> Robots:
        """The rules of the host, which let this be read. Raises NotRead when they do not, or cannot be had."""
        robots = self._robots()
        if not robots.allow(self.ask.target):
            raise NotRead(Outcome.NO_ROBOTS, f"robots.txt of {self.ask.host} closes {self.ask.target[:200]}")
        return robots

    def fetched(self) -> Answer:
        self.pace.step()
        question = question_of(source=self.source, ask=self.ask, known=self.known)
        try:
            return fetch(self._within(question), at=self.moment())
        except OutboundError as error:
            raise _unanswered(error) from error

    def _within(self, question: Question) -> Question:
        """The question with what is left of the allowance. Raises TooSlow when nothing is."""
        if self.allowance is None:
            return question
        seconds = min(question.seconds, self.allowance.seconds())
        if seconds <= 0:
            raise TooSlow("The time for this page is over.")
        return replace(question, seconds=seconds, limit=min(question.limit, self.allowance.size))

    def refuse(self, answer: Answer, robots: Robots) -> None:
        """Raises NotRead for an answer that is none of ours to read."""
        if answer.status == HTTPStatus.GONE:
            raise NotRead(Outcome.ENDED, "The source says that it is gone for good.", status=answer.status)
        if not (200 <= answer.status < 300 or answer.unchanged):
            words = f"The source answered with the status {answer.status}."
            raise NotRead(Outcome.ANSWERED_NO, words, status=answer.status, rest=answer.retry_after)
        if answer.unchanged and self.known is None:
            raise NotRead(Outcome.ANSWERED_NO, "The source says “not modified” to a first question.", status=304)
        led = urlsplit(answer.url)
        if answer.redirects and led.netloc == self.ask.host and not robots.allow(target_of(url=answer.url)):
            raise NotRead(Outcome.NO_ROBOTS, f"It redirects to what robots.txt closes: {answer.url[:200]}")

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
        same = urlsplit(url).netloc == self.ask.host and urlsplit(url).scheme == urlsplit(self.ask.url).scheme
        return Ask(url) if same else None

    def _robots(self) -> Robots:
        """The rules of the host, asked for once a day. Raises NotRead when they cannot be had."""
        name = self.ask.host
        if kept := hosts.robots(name=name, at=self.moment()):
            return kept
        self.pace.step()
        try:
            question = self._within(robots_question(source=self.source, ask=self.ask))
            answer = fetch(question, at=self.moment())
        except OutboundError as error:
            failed = _unanswered(error, "robots.txt: ")
        else:
            told = hosts.told(status=answer.status)
            if told or not hosts.robots(name=name, at=self.moment(), remembered=True):
                return hosts.keep_robots(name=name, status=answer.status, body=answer.body, at=self.moment())
            failed = NotRead(Outcome.NO_ROBOTS, f"robots.txt answered with {answer.status}.", status=answer.status)
        remembered = hosts.robots(name=name, at=self.moment(), remembered=True)
        if remembered is None:
            raise failed
        return remembered


def _unanswered(error: OutboundError, words: str = "") -> NotRead:
    outcomes: tuple[tuple[type[OutboundError], Outcome], ...] = (
        (Refused, Outcome.REFUSED),
        (TooSlow, Outcome.TOO_SLOW),
        (TooLarge, Outcome.TOO_LARGE),
    )
    outcome = next((outcome for kind, outcome in outcomes if isinstance(error, kind)), Outcome.UNREACHABLE)
    return NotRead(outcome, f"{words}{error}")
