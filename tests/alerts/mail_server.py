"""A mail server that listens on a real socket: takes letters, refuses them, hangs up, or keeps silent."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default


class _Session(socketserver.StreamRequestHandler):
    """One connection, by the few verbs of SMTP that a sender needs."""

    def handle(self):
        server = self.server
        server.connections += 1
        self.say(b"220 tests ESMTP")
        while line := self.rfile.readline():
            verb = line.strip().upper()
            if verb.startswith((b"EHLO", b"HELO")):
                self.say(b"250 tests")
            elif verb.startswith(b"RCPT"):
                self.say(server.answers.get("rcpt", b"250 fine"))
            elif verb.startswith(b"MAIL"):
                self.say(server.answers.get("mail", b"250 fine"))
            elif verb == b"DATA":
                if not self.take():
                    return
            elif verb == b"QUIT":
                self.say(b"221 bye")
                return
            else:
                self.say(b"250 fine")

    def take(self):
        """A letter. False: the connection was cut."""
        self.say(b"354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.server.answers.get("data") not in (b"refuse", b"never"):
            self.server.letters.append(message_from_bytes(b"".join(lines), policy=default))
        if self.server.answers.get("data") == b"cut":
            return False
        said = {b"refuse": b"451 not now", b"never": b"554 never"}
        self.say(said.get(self.server.answers.get("data"), b"250 taken"))
        return True

    def say(self, words):
        self.wfile.write(words + b"\r\n")
        self.wfile.flush()


class MailServer(socketserver.ThreadingTCPServer):
    """`letters` are those that were taken; `answers` are what it says instead of yes: to `mail`, `rcpt`, `data`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters, self.answers, self.connections = [], {}, 0


@contextmanager
def listening():
    """The server, as long as the test lasts."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(timeout=5)
