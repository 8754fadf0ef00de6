"""docs/examples/follow.py against a live register: whatever happens to it on the way, its copy is the export."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from controls.exporting.register import canonical
from controls.models import Change
from controls.services import access, exporting
from tests.controls.busy_desk import BusyDesk
from tests.controls.change_log import revision
from tests.controls.live import Live
from tests.screening.asking import somebody

pytestmark = pytest.mark.usefixtures("seeded")
FOLLOWER = Path(__file__).resolve().parents[2] / "docs/examples/follow.py"
# How many acts, of how many kinds of fact, and how often the follower is started on the way.
EDITS = int(os.environ.get("FOLLOWED_EDITS", "1000"))
ROUNDS = 12


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
    desk, chance, copy, first = BusyDesk(seed=6), Random(7), tmp_path / "copy.jsonl", revision()
    killed = 0
    for round_ in range(ROUNDS):
        with live.turn:
            while sum(desk.done.values()) < EDITS * (round_ + 1) // ROUNDS - 10:
                desk.act()
        if round_ % 3 == 0:
            killed += interrupted(live, copy, after=chance.randrange(1, 5))
        elif round_ % 3 == 1:
            live.arrived = lambda _number: desk.act()  # the register moves between one page and the next
            assert finish(live, copy, str(chance.randrange(150, 900))) == 0
            live.arrived = lambda _number: None
    while sum(desk.done.values()) < EDITS:
        desk.act()
    assert finish(live, copy) == 0

    assert copy.read_bytes() == exporting.made(form="jsonl").content
    assert killed >= ROUNDS // 4
    done = Change.objects.filter(pk__gt=first)
    assert len(set(done.values_list("subject_type", flat=True))) >= 15
    assert set(done.values_list("action", flat=True)) == set(Change.Action.values)


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


def test_a_copy_can_begin_with_an_export(live: Live, tmp_path: Path) -> None:
    copy, desk = tmp_path / "copy.jsonl", BusyDesk(seed=8)
    copy.write_bytes(exporting.made(form="jsonl").content)
    for _act in range(20):
        desk.act()

    assert finish(live, copy) == 0
    assert live.requests == 2  # one page, and the digest of the export
    assert copy.read_bytes() == exporting.made(form="jsonl").content


def test_who_has_everything_keeps_the_same_bytes(live: Live, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(exporting.made(form="jsonl").content)

    assert finish(live, copy) == 0
    assert copy.read_bytes() == exporting.made(form="jsonl").content


def test_a_copy_that_was_changed_by_hand_is_found_out(live: Live, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(exporting.made(form="jsonl").content.replace(b"SUBARU", b"SABURU", 1))

    assert finish(live, copy) == 1


def test_a_copy_of_another_register_is_refused_when_it_is_ahead(live: Live, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    head, *facts = exporting.made(form="jsonl").content.split(b"\n")
    ahead = canonical(json.loads(head) | {"revision": revision() + 7}).encode()
    copy.write_bytes(b"\n".join([ahead, *facts]))

    assert finish(live, copy) == 2
    assert copy.read_bytes() == b"\n".join([ahead, *facts])


def test_a_register_that_does_not_answer_leaves_the_copy_as_it_was(live: Live, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(exporting.made(form="jsonl").content)
    live.address = "http://127.0.0.1:9"

    assert finish(live, copy) == 2
    assert copy.read_bytes() == exporting.made(form="jsonl").content


def test_a_key_opens_a_register_that_is_not_public(
    live: Live, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_READING = False
    copy = tmp_path / "copy.jsonl"
    assert finish(live, copy) == 2
    _row, key = access.issue_key(user=somebody("follower@example.org"), name="copy", at=timezone.now())
    monkeypatch.setenv("REGISTER_KEY", key)

    assert finish(live, copy) == 0
    assert copy.read_bytes() == exporting.made(form="jsonl").content


def test_the_example_is_short_and_needs_python_alone() -> None:
    text = FOLLOWER.read_text(encoding="utf-8")
    roots = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert len(text.splitlines()) <= 60
    assert roots <= set(sys.stdlib_module_names)
