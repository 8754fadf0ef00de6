"""The product behind a real socket, on the connection of the test: its transaction takes back what was written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing: a client that was killed is no news."""


class Live:
    """`address` is where it listens. Hold `turn` to write: requests wait until it is let go.

    `arrived` is called with the number of each request before it is answered.
    """

    def __init__(self) -> None:
        self.turn = Lock()
        self.requests = 0
        self.arrived: Callable[[int], None] = lambda number: None
        self._product = get_wsgi_application()
        self._server = make_server("127.0.0.1", 0, self._answer, handler_class=_Silent)
        self._server.handle_error = lambda *args: None  # type: ignore[method-assign]  # likewise
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def _answer(self, environ: Any, start: Any) -> Any:
        with self.turn:
            self.requests += 1
            self.arrived(self.requests)
            response = self._product(environ, start)
            try:
                return [b"".join(response)]
            finally:
                response.close()

    def serve(self) -> None:
        connections["default"] = self.connection
        self._server.serve_forever(poll_interval=0.02)

    @contextmanager
    def running(self) -> Iterator["Live"]:
        self.connection = connections["default"]
        self.connection.inc_thread_sharing()
        for signal in (request_started, request_finished):  # the end of a request would end the test's transaction
            signal.disconnect(close_old_connections)
        thread = Thread(target=self.serve, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()
            self.connection.dec_thread_sharing()
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
