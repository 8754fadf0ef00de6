"""The question that `make run` and the container ask of the web server."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ops import health


@pytest.fixture
def server():
    """Answers every question with what the test puts into `answer`, and keeps the Host it was asked by."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            made.host = self.headers["Host"]
            status, body = made.answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing on the test run's terminal."""

    made = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ((200, b'{"status": "ok", "checks": {}}'), "ok"),
        ((503, b'{"status": "failing", "checks": {"database": {}}}'), "failing"),
        ((200, b"<html>another server</html>"), "unreachable"),
        ((200, b'["ok"]'), "unreachable"),
        ((500, b""), "unreachable"),
    ],
)
def test_only_a_register_that_says_so_is_well(server, answer, status):
    server.answer = answer

    assert health.ask(port=server.server_port, host_name="register.example")[0] == status
    assert server.host == "register.example"


def test_nobody_there_is_unreachable():
    assert health.ask(port=1, host_name="localhost")[0] == "unreachable"


@pytest.mark.parametrize(
    ("hosts", "name"),
    [("", "localhost"), ("*", "localhost"), (".example.org", "health.example.org"), ("a.org,b.org", "a.org")],
)
def test_it_asks_by_a_name_that_is_let_in(hosts, name):
    assert health.host_name_from({"ALLOWED_HOSTS": hosts}) == name
