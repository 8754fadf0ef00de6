"""Measures one check over HTTP beside a made-up list of 30,000 parties: `make bench-checks`.

The list is imported by the service behind `manage.py import_list`, the web server is that of `make run`, and one caller
asks for one name after the other with a key: names that nobody bears, names with a slip, names on the list for the
first time, which opens a case each, and the same names again. Run it on a database of its own: what it writes stays.
"""

import argparse
import http.client
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# First of ours, because it makes Django ready.
from ops.bench_batches import sender  # isort: skip

from django.utils import timezone

from controls.matching.index import Party
from controls.screening.services import index
from controls.services import access
from ops import made_list
from ops.bench import computed, tree
from ops.load import LoadFailed
from ops.machine import Strain, cuts, so_far
from ops.made_names import Made
from ops.product import ADDRESS
from ops.visitors import served

ENTITIES = 30_000
EACH = 300  # questions of each kind
WARM = 40
PROMISE = 40.0  # milliseconds, for 95 of 100 on two quiet cores
PATH = "/api/v1/screening/checks/"


@dataclass(frozen=True, slots=True)
class Figure:
    """One kind of name: answers, how many of them found somebody, milliseconds, and what computing one took."""

    kind: str
    answers: int
    found: int
    half: float
    most: float
    slowest: float
    computing: float

    def __str__(self) -> str:
        verdict = "kept" if self.most <= PROMISE else "above"
        times = f"{self.half:8.1f} {self.most:8.1f} {self.slowest:8.1f} {self.computing:10.1f}"
        return f"{self.kind:38} {self.answers:7} {self.found:7} {times}  {verdict}"


class Caller:
    """One connection with a key, over which one question is asked after the other."""

    def __init__(self, port: int, key: str) -> None:
        self._link = http.client.HTTPConnection(ADDRESS, port, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask(self, name: str) -> tuple[int, Mapping[str, object]]:
        """Status and body. Raises LoadFailed when no answer comes."""
        try:
            self._link.request("POST", PATH, json.dumps({"name": name}), self._headers)
            answer = self._link.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise LoadFailed(f"{PATH}: no answer ({error}).") from error

    def wait_until_ready(self, *, seconds: float) -> None:
        """Returns when the index is there: until then a check is refused with 503."""
        until = time.monotonic() + seconds
        while (status := self.ask("Warm-up")[0]) != 201:
            if status != 503 or time.monotonic() > until:
                raise LoadFailed(f"{PATH} answers {status}; nothing to measure.")
            time.sleep(0.2)


def kinds(parties: Sequence[Party], each: int) -> Iterator[tuple[str, list[str]]]:
    """What is asked, kind by kind, the names of a kind each once."""
    listed = list(dict.fromkeys(party.names[0].text for party in parties[:: max(1, len(parties) // (3 * each))]))
    made = Made(seed=20261122)
    yield "names that nobody on the list bears", [made.english() for _each in range(each)]
    yield "names with a slip", [f"{name[:-2]}q" for name in listed[each : 2 * each]]
    yield "names on the list, each opens a case", listed[:each]
    yield "the same names again", listed[:each]


def measured(kind: str, names: Sequence[str], caller: Caller, *, starter: int) -> Figure:
    """Ask for each name. Raises LoadFailed at the first answer that is none."""
    times, found = list[float](), 0
    before = computed(tree(starter))
    for name in names:
        began = time.perf_counter()
        status, body = caller.ask(name)
        times.append(time.perf_counter() - began)
        if status != 201:
            raise LoadFailed(f"{PATH} answers {status} to “{name}”: {body}")
        found += body["outcome"] == "possible_match"
    cost = (computed(tree(starter)) - before) / max(1, len(names))
    return Figure(kind, len(times), found, **cuts(times), computing=round(cost * 1000, 1))


def run(*, entities: int, each: int) -> tuple[list[Figure], Strain]:
    """Import, start the web server, ask. Computing is that of all processes below the one that started this one."""
    parties = made_list.imported(entities, at=timezone.now())
    index.current()  # and keeps it, so that the web server finds it ready
    key = access.issue_key(user=sender(), name="bench", at=timezone.now())[1]
    starter = os.getppid()
    environ = {**os.environ, "API_THROTTLE_USER": "1000000/s"}
    with tempfile.TemporaryDirectory(prefix="recr-bench-") as folder, served(environ, Path(folder)) as port:
        caller = Caller(port, key)
        caller.wait_until_ready(seconds=120)
        for name in [party.names[0].text for party in parties[-WARM:]]:
            caller.ask(name)
        began, ours, everybody = time.monotonic(), computed(tree(starter)), so_far()
        figures = [measured(kind, names, caller, starter=starter) for kind, names in kinds(parties, each)]
        ours, everybody = computed(tree(starter)) - ours, so_far() - everybody
        return figures, Strain.of(seconds=time.monotonic() - began, ours=ours, all_of_it=everybody)


def table(figures: Sequence[Figure], strain: Strain) -> str:
    head = f"{'milliseconds':38} {'answers':>7} {'found':>7} {'half':>8} {'95 %':>8} {'slowest':>8} {'computing':>10}"
    return "\n".join([head, *map(str, figures), f"95 % promised: {PROMISE:g} ms. {strain}"])


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-checks", description=__doc__)
    parser.add_argument("--entities", type=int, default=ENTITIES, help="size of the made-up list")
    parser.add_argument("--each", type=int, default=EACH, help="questions of each kind")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)
    try:
        figures, strain = run(entities=given.entities, each=given.each)
    except LoadFailed as error:
        print(f"bench | {error}", file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps({"checks": [asdict(figure) for figure in figures], "strain": strain.as_json()}, indent=1))
    else:
        print(table(figures, strain))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
