"""Keep a copy of a register in step from its changes alone. The copy is, byte for byte, the register's own export.

    python follow.py https://register.example copy.jsonl [changes a page, 1000 at most]

Run it as often as you like; one that was killed goes on after the last page that it kept. Give a key in REGISTER_KEY
where the register needs one. Exit status: 0 the copy equals the export of its revision, 1 it does not, or the register
never stood there: remove the file and begin anew, 2 the register refused or gave no whole answer: try again later.
"""

import base64
import hashlib
import json
import os
import sys
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

EMPTY = b'{"register": "Rare Earth Controls Register", "revision": 0, "recorded_at": null, "digest": ""}\n'


def ask(address, method="GET"):
    headers = {"Authorization": f"Bearer {os.environ['REGISTER_KEY']}"} if "REGISTER_KEY" in os.environ else {}
    return urlopen(Request(address, headers=headers, method=method), timeout=60)  # noqa: S310 – as the user gave it


def read(path):
    """What the copy says: its revision, and every fact by its kind and key."""
    head, *facts = map(json.loads, (Path(path).read_bytes() if Path(path).exists() else EMPTY).split(b"\n")[:-1])
    return head, {tuple(each["fact"].split(":", 1)): each["said"] for each in facts}


def write(path, head, facts):
    """The whole copy or nothing: whoever is killed here leaves the file as it was. Gives its SHA-256."""
    rows = [head, *({"fact": ":".join(name), "said": facts[name]} for name in sorted(facts))]
    form = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    content = "".join(f"{json.dumps(row, **form)}\n" for row in rows).encode()
    Path(f"{path}.part").write_bytes(content)
    os.replace(f"{path}.part", path)
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def main(register, path, limit="1000"):
    (head, facts), page = read(path), {"next": True}  # a file that is no copy ends this with status 1, too
    try:
        while page["next"]:
            page = json.load(ask(f"{register}/api/v1/changes/?after={head['revision']}&limit={limit}"))
            for change in page["results"]:
                facts[change["subject"]["type"], change["subject"]["id"]] = change["after"]
                head = {**head, "revision": change["id"], **{name: change[name] for name in ("recorded_at", "digest")}}
            digest = write(path, head, facts)
        export = ask(f"{register}/api/v1/export/register.jsonl?revision={head['revision']}", "HEAD")
        return 0 if export.headers["Repr-Digest"] == digest else 1
    except (OSError, HTTPException, ValueError, LookupError, TypeError) as error:
        anew = getattr(error, "code", 0) == 400 and b'"after"' in error.read1()  # restored to an earlier revision
        return print(error) or (1 if anew else 2)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
