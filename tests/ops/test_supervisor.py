"""Processes are started, watched and stopped in good order, and nothing is left behind."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from ops.leftovers import command_of, drop_stale_postmaster, stop_leftovers
from ops.supervisor import Failed, StopRequested, Supervisor

ENV = {"PATH": os.environ["PATH"]}
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def supervisor(tmp_path):
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with Supervisor(log=tmp_path, record=tmp_path / "processes.json") as made:
        yield made
    for number, handler in handlers.items():
        signal.signal(number, handler)


def start(supervisor, tmp_path, name, code, **options):
    supervisor.start(name, [sys.executable, "-c", code], env=ENV, cwd=tmp_path, **options)
    return supervisor.children[-1].process


def is_running(pid):
    return bool(command_of(pid))


def wait_for(condition, seconds=10):
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.02)
    assert condition()


def test_stopping_ends_the_last_one_first(supervisor, tmp_path):
    code = """
import signal, sys, time
def leave(*_):
    open("order", "a").write(sys.argv[0] + NAME)
    sys.exit()
signal.signal(signal.SIGTERM, leave)
open(NAME, "w").close()
time.sleep(60)
"""
    for name in ("first", "second"):
        start(supervisor, tmp_path, name, code.replace("NAME", repr(name)))
        wait_for((tmp_path / name).exists)

    supervisor.stop()

    assert (tmp_path / "order").read_text() == "-csecond-cfirst"


def test_one_that_dies_is_named_with_its_last_words(supervisor, tmp_path):
    process = start(supervisor, tmp_path, "broker", "import sys; print('no room left'); sys.exit(3)")
    process.wait()

    with pytest.raises(Failed, match=r"broker ended \(exit 3\)[\s\S]*no room left"):
        supervisor.check()


def test_one_that_is_killed_is_said_to_be_killed(supervisor, tmp_path):
    process = start(supervisor, tmp_path, "worker", "import time; time.sleep(60)")
    process.kill()
    process.wait()

    with pytest.raises(Failed, match="by SIGKILL"):
        supervisor.check()


def test_one_that_will_not_listen_is_killed_with_its_children(supervisor, tmp_path):
    code = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open("child", "w").write(str(child.pid))
time.sleep(60)
"""
    process = start(supervisor, tmp_path, "deaf", code, grace=0.3)
    wait_for(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text())

    supervisor.stop()

    assert process.returncode == -signal.SIGKILL
    wait_for(lambda: not is_running(int((tmp_path / "child").read_text())))


def test_a_step_that_fails_says_why(supervisor, tmp_path):
    command = [sys.executable, "-c", "import sys; print('no such table'); sys.exit(1)"]

    with pytest.raises(Failed, match=r"migrate failed \(exit 1\)[\s\S]*no such table"):
        supervisor.run("migrate", command, env=ENV, cwd=tmp_path)


def test_what_a_secret_step_prints_is_in_no_log(supervisor, tmp_path):
    command = [sys.executable, "-c", "print('a password')"]

    printed = supervisor.run("first_run", command, env=ENV, cwd=tmp_path, secret=True)

    assert printed == "a password\n"
    assert not [path for path in tmp_path.iterdir() if "a password" in path.read_text()]


def test_being_asked_to_stop_interrupts_a_step(supervisor, tmp_path):
    supervisor.stop_asked = True

    with pytest.raises(StopRequested):
        supervisor.run("seed", SLEEP, env=ENV, cwd=tmp_path)


def test_a_command_in_front_hands_on_its_exit_code(supervisor, tmp_path):
    command = [sys.executable, "-c", "import sys; sys.exit(5)"]

    assert supervisor.run_in_front(command, env=ENV, cwd=tmp_path) == 5


def test_what_a_killed_start_left_running_is_stopped_by_the_next(tmp_path):
    left = subprocess.Popen(SLEEP, start_new_session=True)
    record = tmp_path / "processes.json"
    record.write_text(json.dumps({"web": [left.pid, " ".join(SLEEP), signal.SIGTERM]}))
    wait_for(lambda: command_of(left.pid) == " ".join(SLEEP))

    stop_leftovers(record)

    assert left.wait(timeout=5) == -signal.SIGTERM
    assert not record.exists()


def test_a_number_that_now_belongs_to_another_command_is_left_alone(tmp_path):
    other = subprocess.Popen(SLEEP, start_new_session=True)
    record = tmp_path / "processes.json"
    record.write_text(json.dumps({"web": [other.pid, "granian --port 8000", signal.SIGTERM]}))

    stop_leftovers(record)

    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_half_written_record_is_no_obstacle(tmp_path):
    record = tmp_path / "processes.json"
    record.write_text('{"web": [12')

    stop_leftovers(record)

    assert not record.exists()


def test_the_lock_file_of_a_killed_postgres_is_removed_without_harming_who_has_its_number(tmp_path):
    other = subprocess.Popen(SLEEP, start_new_session=True)
    (tmp_path / "postmaster.pid").write_text(f"{other.pid}\n{tmp_path}\n")

    drop_stale_postmaster(tmp_path)

    assert not (tmp_path / "postmaster.pid").exists()
    assert other.poll() is None
    other.kill()
    other.wait()
