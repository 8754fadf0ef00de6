"""Receives webhooks of the register: `WEBHOOK_SECRET=whsec_… python receive_webhook.py 8080`. Standard library only.

Put it behind a server that speaks https. A message is taken when its signature is right and it is not older than five
minutes; one that comes twice is known by its number and taken again without being acted on.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
OLDEST = 300  # seconds
seen: set[str] = set()  # keep it where a restart does not lose it


def is_genuine(headers, body: bytes) -> bool:
    number, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not moment.isdigit() or abs(time.time() - int(moment)) > OLDEST:
        return False
    content = f"{number}.{moment}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(SECRET, content, hashlib.sha256).digest()).decode()
    # Two signatures for a day after the secret was changed: one of them has to be right.
    return any(hmac.compare_digest(expected, each) for each in headers.get("webhook-signature", "").split(" "))


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not is_genuine(self.headers, body):
            return self.answer(401)
        number = self.headers["webhook-id"]
        if number not in seen:
            seen.add(number)
            print(json.dumps(json.loads(body), ensure_ascii=False), flush=True)  # act on it here
        self.answer(204)

    def answer(self, status: int):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *said):
        pass


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
