"""Verify receipts of screening without the register: one receipt (.json), or a chain with one receipt a line (.jsonl).

    python verify_receipt.py receipt-S-2026-11-21-000417.json
    python verify_receipt.py receipts.jsonl

A receipt is whole when its text is the canonical JSON of what it says, byte for byte, and the SHA-256 of everything
but `digest` is that digest. A chain is whole when each receipt also names the digest of the one before it. Nothing but
Python 3 is needed. Exit status: 0 whole, 1 changed or broken, 2 nothing that could be read.
"""

import hashlib
import json
import sys

FORM = "rare-earth-controls-register/receipt/1"


def canonical(value):
    """The one text of a JSON value: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def fault_of(line):
    """What is wrong with the bytes of a receipt, or nothing; and what it says."""
    try:
        receipt = json.loads(line.decode())
        same = canonical(receipt) == line
    except (ValueError, RecursionError) as error:
        return f"is not readable: {error}", {}
    kinds = {"form": str, "position": int, "previous": str, "digest": str}
    if not isinstance(receipt, dict) or any(not isinstance(receipt.get(name), kinds[name]) for name in kinds):
        return "is no receipt", {}
    if receipt["form"] != FORM:
        return f"is a receipt of another form: {receipt['form']}", {}
    if not same:
        return "is not in its exact form: something was added, left out or written otherwise", receipt
    said = {name: value for name, value in receipt.items() if name != "digest"}
    if receipt["digest"] != hashlib.sha256(canonical(said)).hexdigest():
        return "was changed: its digest is not that of what it says", receipt
    return "", receipt


def faults_of_chain(lines):
    """What is wrong with each receipt of a chain, and between each and the one before."""
    before = None
    for place, line in enumerate(lines, start=1):
        fault, receipt = fault_of(line)
        if fault:
            yield f"line {place} {fault}"
        elif before and [receipt["previous"], receipt["position"]] != [before["digest"], before["position"] + 1]:
            yield f"line {place} does not follow the line before: a receipt is missing or in another place"
        before = None if fault else receipt


def main(arguments):
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], "rb") as file:
            content = file.read()
    except OSError as error:
        print(f"{arguments[0]} cannot be read: {error.strerror}")
        return 2
    *lines, rest = content.split(b"\n")
    if lines and rest:
        lines, faults = [*lines, rest], ["the last line has no end: the file was cut off"]
    else:
        lines, faults = (lines or [rest]), []
    faults += faults_of_chain(lines)
    for fault in faults:
        print(fault)
    print(f"{len(lines)} receipts, {len(faults)} faults" if faults else f"{len(lines)} receipts, all whole")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
