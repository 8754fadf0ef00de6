"""Receipts of checks: one canonical text, its digest, and the chain in which each receipt names the one before it.

The canonical text is JSON (RFC 8259) in UTF-8 with sorted keys, no spaces, no escapes beyond those that JSON needs. A
receipt is that text of everything but `digest`, with the SHA-256 of it under `digest`. A receipt file is the canonical
text of the whole, so that a file with one byte changed is either no longer canonical or no longer has its digest.
"""

import hashlib
import json
from typing import Any

FORM = "rare-earth-controls-register/receipt/1"


def canonical(value: Any) -> str:
    """The one text of a JSON value. Raises TypeError for what is no JSON, and ValueError for NaN and infinities."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: Any) -> str:
    """SHA-256 (hex) of the canonical text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def sealed(receipt: dict[str, Any]) -> dict[str, Any]:
    """The receipt with its digest. `receipt` has `previous`, the digest of the one before it, empty for the first."""
    return {**receipt, "digest": digest_of(receipt)}


def is_whole(receipt: dict[str, Any]) -> bool:
    """Whether a receipt still has the digest that it was sealed with."""
    return receipt.get("digest") == digest_of({name: value for name, value in receipt.items() if name != "digest"})
