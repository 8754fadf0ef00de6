"""The whole product, as somebody meets it who has just typed `make run`."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("whole")]

ROOT = Path(__file__).resolve().parents[2]
# What a test run sets for itself and a user does not.
OURS = (
    "DATABASE_URL",
    "APP_DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "SECRET_KEY_FILE",
    "STATIC_ROOT",
    "DJANGO_SETTINGS_MODULE",
)
LIMIT = 120  # seconds until ready; a slow and busy machine is allowed for


@dataclass
class Start:
    """One start of the product, with what was seen of it."""

    data: Path
    port: int
    process: subprocess.Popen = field(init=False)
    seconds: float = 0
    printed: str = ""

    def begin(self):
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        env |= {"DATA_DIR": str(self.data), "PORT": str(self.port), "FETCHING": "0"}
        output = (self.data / f"printed-{time.monotonic_ns()}").open("w+b")
        began = time.monotonic()
        command = [sys.executable, "-m", "ops", "run"]
        self.process = subprocess.Popen(
            command, env=env, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        while "Ctrl-C stops" not in self.printed:
            time.sleep(0.1)
            self.seconds = time.monotonic() - began
            output.seek(0)
            self.printed = output.read().decode()
            if self.process.poll() is not None or self.seconds > LIMIT:
                self.process.kill()
                pytest.fail(f"did not start:\n{self.printed}")
        output.close()
        return self

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stop(self, number):
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


def running(data):
    """Command lines of all processes that were started for this DATA_DIR."""
    found = []
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            command = (proc / "cmdline").read_bytes()
            environ = (proc / "environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if command and str(data).encode() in command + environ:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


def memory(data):
    """Megabytes of all processes of this DATA_DIR together, what they share counted once."""
    total = 0
    pids = [int(proc.name) for proc in Path("/proc").glob("[0-9]*")]
    parents = {}
    for pid in pids:
        try:
            parents[pid] = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    ours = {
        pid for pid in parents if str(data).encode() in _bytes(f"/proc/{pid}/cmdline") + _bytes(f"/proc/{pid}/environ")
    }
    for pid, parent in sorted(parents.items()):
        if pid in ours or parent in ours:
            ours.add(pid)
            found = re.search(rb"^Pss:\s+(\d+)", _bytes(f"/proc/{pid}/smaps_rollup"), re.MULTILINE)
            total += int(found[1]) if found else 0
    return total / 1024


def _bytes(path):
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def roles(data):
    """By which roles the running register is connected to its database, and what the plain one may do there."""
    socket_dir = str((data / "services" / "run").resolve())
    with psycopg.connect(host=socket_dir, user="register", dbname="register") as owner:
        connected = owner.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchall()
    with psycopg.connect(host=socket_dir, user="register_app", dbname="register", autocommit=True) as plain:
        refused = []
        for act in ("SET session_replication_role = replica", "ALTER TABLE controls_change DISABLE TRIGGER ALL",
                    "TRUNCATE controls_change CASCADE", "UPDATE controls_change SET actor = ''",
                    "DELETE FROM controls_change", "DELETE FROM django_migrations"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                plain.execute(act)
            refused.append(act)
    return {name for (name,) in connected}, refused


@pytest.fixture(scope="module")
def journey():
    """First start, stop, second start, sudden death, third start, stop: what was seen at each step."""
    data = Path(tempfile.mkdtemp(prefix="recr-whole-"))
    data.chmod(0o711)  # the database's account must be able to pass
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    seen = {"data": data}
    last = None
    try:
        last = seen["first"] = Start(data, port).begin()
        seen["page"] = last.get("/entities/?list=cn-watch-list&notice=mofcom-2026-12&as_of=2026-02-24")
        seen["changes"] = last.get("/api/v1/changes/?limit=1")
        seen["memory"] = memory(data)
        seen["roles"] = roles(data)
        kept = data / "first-run.txt"
        seen["account"], seen["mode"] = kept.read_text(), stat.S_IMODE(kept.stat().st_mode)
        seen["ended"] = last.stop(signal.SIGINT)
        seen["left"] = running(data)
        last = seen["second"] = Start(data, port).begin()
        seen["account again"] = kept.read_text()
        seen["changes again"] = last.get("/api/v1/changes/?limit=1")
        last.stop(signal.SIGKILL)
        last = seen["third"] = Start(data, port).begin()
        seen["health"] = last.get("/api/v1/health/")
        seen["ended by term"] = last.stop(signal.SIGTERM)
        seen["left at last"] = running(data)
        seen["logs"] = "".join(path.read_text(errors="replace") for path in (data / "log").iterdir())
        yield seen
    finally:
        if last and last.process.poll() is None:
            last.stop(signal.SIGTERM)
        shutil.rmtree(data, ignore_errors=True)


def test_a_first_start_ends_with_an_address_that_answers(journey):
    assert f"http://localhost:{journey['first'].port}/" in journey["first"].printed
    assert journey["first"].seconds < 150


def test_the_listings_of_one_notice_are_there(journey):
    status, page = journey["page"]

    assert status == 200
    assert page.count("<tr") >= 20


def test_the_first_account_is_shown_once_and_kept_for_its_owner_only(journey):
    password = re.search(r"^Password: +(\S+)$", journey["account"], re.MULTILINE)[1]
    key = re.search(r"^API key: +(rec_\w+)$", journey["account"], re.MULTILINE)[1]

    assert password in journey["first"].printed
    assert key in journey["first"].printed
    assert journey["mode"] == 0o600
    assert password not in journey["second"].printed


def test_neither_password_nor_key_is_in_a_log(journey):
    secrets = re.findall(r": +(\S{16,})$", journey["account"], re.MULTILINE)

    assert len(secrets) == 2
    assert not [secret for secret in secrets if secret in journey["logs"]]


def test_all_processes_together_need_less_than_a_gigabyte(journey):
    assert 50 < journey["memory"] < 1000


def test_what_answers_strangers_comes_in_by_the_plain_role(journey):
    connected, refused = journey["roles"]

    assert connected == {"register_app"}
    assert len(refused) == 6


def test_ctrl_c_ends_it_well_and_leaves_nothing_running(journey):
    assert journey["ended"] == 0
    assert journey["left"] == []


def test_a_second_start_is_quick_and_keeps_the_data(journey):
    assert journey["second"].seconds < 20
    assert journey["account again"] == journey["account"]
    assert journey["changes again"] == journey["changes"]


def test_a_start_after_sudden_death_gets_well_again(journey):
    assert '"ok"' in journey["health"][1]


def test_being_told_to_end_leaves_nothing_running(journey):
    assert journey["ended by term"] == 0
    assert journey["left at last"] == []


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        env = dict(os.environ) | {"DATA_DIR": str(tmp_path), "PORT": port}
        ended = subprocess.run(
            [sys.executable, "-m", "ops", "run"],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    assert ended.returncode == 1
    assert f"Port {port} is taken" in ended.stderr
