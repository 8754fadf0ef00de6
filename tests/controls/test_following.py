"""docs/examples/follow.py against a live register: whatever happens to it on the way, its copy is the export."""

import ast
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import SimpleNamespace
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


def start(live: Any, copy: Path, *more: str) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    arguments = [sys.executable, str(FOLLOWER), live.address, str(copy), *more]
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(live: Any, copy: Path, *more: str) -> int:
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


def test_a_register_that_was_restored_to_an_earlier_revision_says_to_begin_anew(live: Live, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    head, *facts = exporting.made(form="jsonl").content.split(b"\n")
    ahead = canonical(json.loads(head) | {"revision": revision() + 7}).encode()
    copy.write_bytes(b"\n".join([ahead, *facts]))

    assert finish(live, copy) == 1
    assert copy.read_bytes() == b"\n".join([ahead, *facts])


def test_a_register_that_does_not_answer_leaves_the_copy_as_it_was(live: Live, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(exporting.made(form="jsonl").content)
    live.address = "http://127.0.0.1:9"

    assert finish(live, copy) == 2
    assert copy.read_bytes() == exporting.made(form="jsonl").content


@pytest.mark.parametrize("limit", ["0", "1001", "many"])
def test_what_the_register_refuses_for_another_reason_does_not_say_to_begin_anew(
    live: Live, tmp_path: Path, limit: str
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(exporting.made(form="jsonl").content)

    assert finish(live, copy, limit) == 2
    assert copy.read_bytes() == exporting.made(form="jsonl").content


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b'{"next": null, "results": [',
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"nex',
        b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<p>Moved.</p>\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
        b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"next": null',
        b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"detail": "no"}',
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 900\r\n\r\n<p>Half a",
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"",
    ],
)
def test_an_answer_that_is_cut_or_none_leaves_the_copy_as_it_was_and_is_asked_again(
    tmp_path: Path, answer: bytes
) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(exporting.made(form="jsonl").content)
    with answering(answer) as elsewhere:
        assert finish(elsewhere, copy) == 2

    assert copy.read_bytes() == exporting.made(form="jsonl").content


@contextmanager
def answering(answer: bytes) -> Iterator[Any]:
    """Somebody who says the same to everybody and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def serve() -> None:
            connection, _place = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield SimpleNamespace(address=f"http://127.0.0.1:{server.getsockname()[1]}")
        thread.join(timeout=20)


def test_a_file_that_is_no_copy_is_to_be_removed(live: Live, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(b"no copy at all\n")
    process = start(live, copy)
    process.communicate(timeout=30)

    assert process.returncode == 1
    assert live.requests == 0


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
