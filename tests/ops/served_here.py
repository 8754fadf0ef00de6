"""A connection of `http.client` whose other end is the product in this process."""

from contextlib import contextmanager
from types import SimpleNamespace

from django.test import Client


class Link:
    """Asks the test client; `status`, when it is given, is answered without asking."""

    status = None

    def __init__(self, address, port, timeout):
        self.client = Client()

    def request(self, method, path, body, headers):
        if self.status:
            self.answer = SimpleNamespace(status=self.status, read=lambda: b"{}")
            return
        found = self.client.generic(method, path, body, headers["Content-Type"], headers=headers)
        self.answer = SimpleNamespace(status=found.status_code, read=lambda: found.content)

    def getresponse(self):
        return self.answer

    @staticmethod
    @contextmanager
    def served(_environ, _folder):
        yield 1
