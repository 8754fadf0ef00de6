"""Asks a running register how it is; `python -m ops.health` is the health check of its container."""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

HEALTH = "/api/v1/health/"
READY = "/readyz"


def ask(*, port: int, host_name: str, path: str = HEALTH) -> tuple[str, dict[str, Any]]:
    """The status (as the register calls it, or unreachable) and the whole answer."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host_name})
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 - our own http address
            body = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()  # 503 with the reasons
    except OSError:
        return "unreachable", {}
    try:
        found = json.loads(body)
    except ValueError:
        return "unreachable", {}
    status = found.get("status") if isinstance(found, dict) else None
    return (status, found) if isinstance(status, str) else ("unreachable", {})


def host_name_from(environ: Mapping[str, str]) -> str:
    """A name that ALLOWED_HOSTS lets in; patterns are made into a name that fits them."""
    first = environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
    return "localhost" if first in ("", "*") else f"health{first}" if first.startswith(".") else first


def main() -> int:
    port = int(os.environ.get("PORT") or "8000")
    status, found = ask(port=port, host_name=host_name_from(os.environ), path=READY)
    print(status, json.dumps(found.get("checks", {})))
    # Degraded means that it serves readers while something behind it is late: no reason to restart the web server.
    return 0 if status in ("ready", "degraded") else 1


if __name__ == "__main__":
    sys.exit(main())
