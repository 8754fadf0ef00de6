"""Processes of one machine take turns in building the index: the first builds, the others read what it kept."""

import fcntl
import subprocess
import sys
from threading import Event, Thread

import pytest

from controls.screening.services import snapshots

HOLDER = (
    "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); input()"
)


@pytest.fixture
def folder(settings, tmp_path):
    settings.SCREENING_INDEX_DIR = str(tmp_path / "index")
    return tmp_path / "index"


def wait_for_turn(entered: Event) -> Thread:
    def go() -> None:
        with snapshots.turn():
            entered.set()

    thread = Thread(target=go)
    thread.start()
    return thread


def test_a_turn_waits_for_that_of_another_process(folder):
    folder.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder / "screening.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    entered = Event()

    thread = wait_for_turn(entered)
    came_too_early = entered.wait(0.3)
    holder.communicate("\n")
    thread.join(10)

    assert not came_too_early
    assert entered.is_set()


def test_the_turn_of_a_killed_process_is_over(folder):
    folder.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder / "screening.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.communicate()
    entered = Event()

    wait_for_turn(entered).join(10)

    assert entered.is_set()


def test_a_turn_ends_with_the_error_of_who_had_it(folder):
    with pytest.raises(RuntimeError, match="while building"), snapshots.turn():
        raise RuntimeError("while building")

    with (folder / "screening.lock").open("w") as lock:
        assert fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB) is None


def test_without_a_place_nobody_waits(settings, tmp_path):
    settings.SCREENING_INDEX_DIR = ""

    with snapshots.turn():
        assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_everybody_builds_for_himself(settings, tmp_path, caplog):
    (tmp_path / "index").write_text("a file where the folder should be")
    settings.SCREENING_INDEX_DIR = str(tmp_path / "index")
    entered = Event()

    wait_for_turn(entered).join(10)

    assert entered.is_set()
    assert "cannot take turns" in caplog.text
