"""Visitors who read pages while something else is measured, and how long they waited for each."""

import http.client
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, cycle, islice
from pathlib import Path
from types import TracebackType
from typing import Any

from ops.bench import OURS, Figure, ask, figures, free_ports
from ops.load import LoadFailed
from ops.machine import cuts
from ops.places import Places
from ops.product import ADDRESS, environment, start_web
from ops.supervisor import Supervisor

PAUSE = 0.1  # seconds between an answer and the next question of one visitor
_PATIENCE = 30.0  # seconds
_EACH = 400  # addresses of each figure before they repeat


@dataclass
class Seen:
    """Seconds that answers took, with their addresses, and how many questions got none, or a refusal."""

    answers: list[tuple[float, str]] = field(default_factory=list)
    refused: int = 0
    broken: int = 0

    def as_json(self) -> dict[str, Any]:
        """How many answers came, in milliseconds how long they took, and which one took longest."""
        counts = {"answers": len(self.answers), "refused": self.refused, "broken": self.broken}
        times = cuts([seconds for seconds, _path in self.answers])
        return {**counts, **times, "slowest_was": max(self.answers, default=(0.0, ""))[1]}


def mixed() -> list[tuple[str, Mapping[str, str]]]:
    """The addresses of `make bench` in turn, each with its headers: pages, rows of the API, and a file."""
    wanted: Sequence[Figure] = [figure for figure in figures() if figure.status == 200]
    each = [[(path, figure.headers) for path in islice(cycle(figure.paths), _EACH)] for figure in wanted]
    return list(chain.from_iterable(zip(*each, strict=True)))


class Visitors:
    """Some visitors in threads. Use as a context; when it is left, `seen` has what they saw."""

    def __init__(self, port: int, *, number: int, pause: float = PAUSE) -> None:
        self.port, self.pause, self.seen = port, pause, Seen()
        self._done = threading.Event()
        asked = mixed()
        places = [place * len(asked) // max(1, number) for place in range(number)]
        turns = [cycle(asked[place:] + asked[:place]) for place in places]
        self._threads = [threading.Thread(target=self._read, args=(turn,), daemon=True) for turn in turns]

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join(_PATIENCE)

    def _read(self, turn: Iterator[tuple[str, Mapping[str, str]]]) -> None:
        link = http.client.HTTPConnection(ADDRESS, self.port, timeout=_PATIENCE)
        while not self._done.is_set():
            path, headers = next(turn)
            began = time.perf_counter()
            try:
                link.request("GET", path, headers=dict(headers))
                answer = link.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                self.seen.broken += 1
                link.close()  # the next question opens it again
            else:
                self.seen.answers.append((time.perf_counter() - began, path))
                self.seen.refused += answer.status >= 400
            self._done.wait(self.pause)
        link.close()


@contextmanager
def served(environ: Mapping[str, str], folder: Path) -> Iterator[int]:
    """The web server of `make run` on the database at hand, and its port, until the context is left."""
    places = Places(data=folder)
    places.make()
    env = {**environment(environ, places), **OURS}
    port, _other = free_ports()
    with Supervisor(log=places.log, record=places.processes) as supervisor:
        start_web(supervisor, env, port)
        supervisor.wait_until(lambda: _answers(port), seconds=60, what="The web server did not answer")
        yield port


def _answers(port: int) -> bool:
    try:
        return ask(port, "/", {})[0] == 200
    except LoadFailed:
        return False
