"""A receiver of webhooks on loopback, for measuring: verifies each message by the reference library and counts."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


@dataclass
class Tally:
    """What arrived. `last` is the newest number of each subscription, to see whether one comes out of order."""

    taken: int = 0
    refused: int = 0
    disordered: int = 0
    numbers: Counter[str] = field(default_factory=Counter)
    last: dict[int, int] = field(default_factory=dict)

    @property
    def twice(self) -> int:
        return sum(count - 1 for count in self.numbers.values())

    def note(self, number: str, said: dict[str, Any]) -> None:
        self.taken += 1
        self.numbers[number] += 1
        if said["type"] == "webhook.test":
            return
        subscription, place = said["data"]["subscription"]["id"], said["data"]["number"]
        self.disordered += place != self.last.get(subscription, 0) + 1
        self.last[subscription] = place


class Receiver:
    """A server in threads of its own. `secrets` are by path; a path without one takes anything. Use as a context."""

    def __init__(self) -> None:
        self.tally, self.secrets = Tally(), dict[str, str]()
        lock, tally, secrets = threading.Lock(), self.tally, self.secrets

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    if self.path in secrets:
                        said = Webhook(secrets[self.path]).verify(body, dict(self.headers.items()))
                        with lock:
                            tally.note(self.headers["webhook-id"], said)
                    self.send_response(204)
                except WebhookVerificationError:
                    tally.refused += 1
                    self.send_response(401)
                self.end_headers()

            def log_message(self, *_said: object) -> None:
                """Nothing: only what is counted matters."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.place = f"127.0.0.1:{self._server.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def __enter__(self) -> "Receiver":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
