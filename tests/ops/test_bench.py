"""The bench counts right, judges by ratios, and asks nobody but this machine."""

import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ops import bench, load
from ops.bench import EMPTY_THEN, Figure, Result, Server
from ops.load import Load, LoadFailed


class Answers(BaseHTTPRequestHandler):
    """Answers by path: /pieces comes in pieces, /missing is refused, everything else says how long it is."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Accept"), self.headers.get("Host")))
        if self.headers.get("If-None-Match"):
            self._say(304, b"")
        elif self.path == "/pieces":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nhello\r\n0\r\n\r\n")
        else:
            self._say(404 if self.path == "/missing" else 200, b"hello")

    def _say(self, status, body):
        self.send_response(status)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Nothing on the terminal."""


class Quiet(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that has counted enough hangs up in the middle; that is no error."""


@pytest.fixture
def server():
    with Quiet(("127.0.0.1", 0), Answers) as running:
        running.asked = []
        running.port = running.server_address[1]
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def result(per_second, *, promise=150, empty=EMPTY_THEN, refused=0):
    counted = Load(requests=per_second, seconds=1.0, bytes=0, refused=refused, broken=0, slowest=0.01)
    return Result(Figure("a page", ["/"], promise=promise), counted, per_second / empty, 0.001)


# ---- Asking


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Le", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", None),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", 200),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404),
        (b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", 304),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 200),
    ],
)
def test_an_answer_is_whole_when_all_of_it_is_there(received, status):
    assert load.whole(received) == status


def test_an_answer_of_unknown_length_is_an_error():
    with pytest.raises(LoadFailed):
        load.whole(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello")


@pytest.fixture
def until_hundred(monkeypatch):
    """The built-in client stops by count, however slow the machine is."""
    monkeypatch.setattr(load, "MOST_REQUESTS", 100)

    def ask(server, *paths, headers=()):
        return load.Client(port=server.port, paths=paths, headers=headers, seconds=60).run()

    return ask


def test_the_built_in_client_asks_for_all_paths_in_turn(server, until_hundred):
    counted = until_hundred(server, "/one", "/pieces", headers=["Accept: text/html"])

    asked = [path for path, _accept, _host in server.asked]
    assert counted.requests >= 100
    assert counted.refused == counted.broken == 0
    assert abs(asked.count("/one") - asked.count("/pieces")) <= load.CONNECTIONS
    assert {accept for _path, accept, _host in server.asked} == {"text/html"}


def test_refused_answers_are_counted(server, until_hundred):
    counted = until_hundred(server, "/missing")

    assert counted.refused == counted.requests >= 100


def test_the_built_in_client_works_in_a_process_of_its_own(server, tmp_path):
    counted = load.put(
        port=server.port, paths=["/one"], headers={"Accept": "text/html"}, seconds=1, folder=tmp_path, own=True
    )

    assert counted.seconds >= 1
    assert server.asked[0] == ("/one", "text/html", f"127.0.0.1:{server.port}")


@pytest.mark.skipif(load.generator() != "wrk", reason="wrk is not installed on this machine")
def test_wrk_reports_in_the_same_form(server, tmp_path):
    counted = load.put(port=server.port, paths=["/one", "/two"], headers={"Accept": "x"}, seconds=1, folder=tmp_path)

    assert counted.requests > 0
    assert counted.slowest > 0
    assert {path for path, _accept, _host in server.asked} == {"/one", "/two"}


def test_a_server_that_is_away_is_an_error_in_words(tmp_path):
    one, _other = bench.free_ports()

    with pytest.raises(LoadFailed):
        load.put(port=one, paths=["/"], headers={}, seconds=0.2, folder=tmp_path, own=True)


def test_the_time_is_bounded(server, tmp_path, monkeypatch):
    monkeypatch.setattr(load, "MOST_SECONDS", 0.2)

    counted = load.put(port=server.port, paths=["/"], headers={}, seconds=3600, folder=tmp_path, own=True)

    assert counted.seconds < 60


# ---- Judging


@pytest.mark.parametrize(
    ("per_second", "empty", "verdict"),
    [
        (151, EMPTY_THEN, "kept"),
        (151, EMPTY_THEN * 10, "kept"),
        (60, EMPTY_THEN // 4, "kept as a part"),
        (100, EMPTY_THEN, "below"),
        (60, EMPTY_THEN, "FAR BELOW"),
    ],
)
def test_a_slow_machine_is_no_fault_and_a_slow_page_is(per_second, empty, verdict):
    judged = result(per_second, empty=empty)

    assert judged.verdict == verdict
    assert judged.failed == (verdict == "FAR BELOW")


def test_a_figure_without_a_promise_cannot_fail():
    assert not result(1, promise=None).failed


def test_refused_answers_fail_however_quick_they_are():
    assert result(5_000, refused=1).failed


def test_the_table_shows_figure_promise_and_part():
    shown = bench.table([result(EMPTY_THEN // 10)], 512.0)

    assert re.search(rf"a page +{EMPTY_THEN // 10:,} +150 +0\.1", shown)
    assert "512 MB" in shown
    assert "not measured" in bench.table([], None)


# ---- Measuring


def test_what_is_unchanged_is_asked_with_its_mark(server, tmp_path):
    figure = Figure("unchanged", ["/"], status=304)

    measured = bench.measure(figure, Server(server.port, list), empty=1_000_000, seconds=1, folder=tmp_path)

    assert measured.load.requests > 0
    assert measured.load.refused == 0
    assert measured.part < 1


def test_an_answer_that_is_not_what_was_meant_is_not_measured(server, tmp_path):
    with pytest.raises(LoadFailed, match="answers 404"):
        bench.measure(Figure("gone", ["/missing"]), Server(server.port, list), empty=1, seconds=1, folder=tmp_path)
    with pytest.raises(LoadFailed, match="5 bytes"):
        bench.measure(Figure("empty", ["/"], least=100), Server(server.port, list), empty=1, seconds=1, folder=tmp_path)


def test_questions_that_were_never_asked_do_not_repeat():
    for figure in bench.figures():
        if "never asked" in figure.name:
            assert len(set(figure.paths)) == len(figure.paths) >= 2_000


@pytest.mark.django_db
def test_every_path_that_is_measured_answers(client, seeded):
    for figure in bench.figures():
        answer = client.get(figure.paths[0], headers=dict(figure.headers))

        assert answer.status_code == 200, figure.name
        assert len(answer.getvalue()) >= figure.least, figure.name


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="this system does not say")
def test_memory_and_computing_time_are_those_of_a_process_and_all_below_it():
    script = "import subprocess, sys; x = bytearray(40_000_000); sum(range(10**7)); print('up', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        pids = bench.tree(child.pid)
        used, seconds = bench.memory(pids), bench.computed(pids)
        child.communicate(b"\n")

    assert pids == [child.pid]
    assert 40 < used < 200
    assert seconds > 0.05
    assert bench.tree(child.pid, without=[child.pid]) == []


def test_an_empty_view_is_nothing_but_django():
    program = (
        "from django.test import Client\nimport ops.empty_view\nfrom django.conf import settings\n"
        "print(Client().get('/', headers={'Host': '127.0.0.1'}).content, settings.MIDDLEWARE)"
    )

    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert printed.stdout.strip() == "b'ok' []"
