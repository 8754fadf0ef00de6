"""docs/examples/follow.py against a live register: whatever happens to it on the way, its copy is the export."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from controls.models import Change
from controls.services import exporting
from tests.controls.busy_desk import BusyDesk
from tests.controls.live import Live

pytestmark = pytest.mark.usefixtures("seeded")
FOLLOWER = Path(__file__).resolve().parents[2] / "docs/examples/follow.py"
# How many acts, of how many kinds of fact, and how often the follower is started on the way.
EDITS = int(os.environ.get("FOLLOWED_EDITS", "1000"))
ROUNDS = 15


@pytest.fixture
def live(settings: Any) -> Iterator[Live]:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    rates = {"DEFAULT_THROTTLE_RATES": {"anon": "1000000/min", "user": "1000000/min"}}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, **rates}
    with Live().running() as running:
        yield running


def start(live: Live, copy: Path, *more: str) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    arguments = [sys.executable, str(FOLLOWER), live.address, str(copy), *more]
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(live: Live, copy: Path, *more: str) -> int:
    process = start(live, copy, *more)
    said, complaints = process.communicate(timeout=30)
    assert complaints == b"", complaints
    return process.returncode


def test_a_thousand_edits_and_many_interruptions_later_the_copy_is_the_export(live: Live, tmp_path: Path) -> None:
    desk, chance, copy = BusyDesk(seed=6), Random(7), tmp_path / "copy.jsonl"
    killed = 0
    for round_ in range(ROUNDS):
        with live.turn:
            for _act in range(EDITS // ROUNDS):
                desk.act()
        if round_ % 3 == 2:
            killed += interrupted(live, copy, after=chance.randrange(1, 5))
        elif round_ % 3 == 1:
            assert finish(live, copy, str(chance.randrange(20, 400))) == 0
    assert finish(live, copy) == 0

    assert sum(desk.done.values()) == EDITS // ROUNDS * ROUNDS
    assert killed >= ROUNDS // 4
    assert copy.read_bytes() == exporting.made(form="jsonl").content
    nouns = {"source", "entity", "listing", "listing-event", "measure", "clause", "suspension", "claim", "item-version"}
    assert nouns <= {
        noun.removeprefix("correct_")
        .removeprefix("add_")
        .replace("event", "listing-event")
        .replace("version", "item-version")
        for noun in desk.done
    }
    acts = {"added", "amended", "suspended", "resumed", "stopped", "ended", "corrected"}
    assert set(Change.objects.values_list("action", flat=True).distinct()) >= acts - {"amended"}


def interrupted(live: Live, copy: Path, *, after: int) -> int:
    """Start a follower and kill it when it asks for its page of that number. Whatever it leaves can be read."""
    first = live.requests
    process = start(live, copy, "20")

    def kill(number: int) -> None:
        if number == first + after:
            process.kill()

    live.arrived = kill
    process.communicate(timeout=30)
    live.arrived = lambda number: None
    if copy.exists():  # lines end with \n alone: a text may hold other ends of lines
        head, *facts = map(json.loads, copy.read_bytes().removesuffix(b"\n").split(b"\n"))
        assert head["revision"] and all(fact["said"] for fact in facts)
    return process.returncode < 0
