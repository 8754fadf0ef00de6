"""Takes secrets out of what is about to be logged: by the names that stand before them, and by what they look like.

Nothing of ours logs a secret on purpose. Libraries repeat addresses, headers and parameters in their own words, and an
address may be a key: of a private feed, of a forgotten password. So every line passes here, whoever wrote it.
"""

import re

GONE = "…"

# Headers whose whole value is a secret: to the end of the line, or of the quotation.
_HEADERS = re.compile(
    r"""(?i)\b((?:HTTP_)?(?:proxy[-_])?authorization|(?:HTTP_|set-)?cookie|(?:HTTP_)?x[-_]api[-_]key)
        (["']?\s*[:=]\s*)(?:"[^"\n]*"?|'[^'\n]*'?|[^\n"']+)""",
    re.VERBOSE,
)
_SCHEMES = re.compile(r"(?i)\b(bearer|basic|api-key)\s+[\w.~+/=-]{6,}")
_NAMED = re.compile(
    r"""(?i)((?:passw|passphrase|secret|token|api_?key|sessionid|session_key|signature|recovery_code|otp_)[\w-]{0,40})
        (["']?\s*[=:]\s*)(?:\[?["']{1}[^"'\n]*["']?|[^\s"'&,;)}\]]+)""",
    re.VERBOSE,
)
_PREFIXED = re.compile(r"\b(rec_|whsec_)[\w+/=-]{6,}")
_ADDRESS = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,30}://)[^\s/@]*@")
# What chance has written: long, and of small letters, capitals and digits together; or long without a break and mixed.
_MIXED = re.compile(r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[A-Za-z0-9_-]{20,}(?![\w-])")
_UNBROKEN = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{24,}(?![A-Za-z0-9])")


def without_secrets(text: str) -> str:
    """The text with a mark in place of each secret. What merely looks like one goes too: a log can do without it."""
    text = _HEADERS.sub(rf"\1\2{GONE}", text)
    text = _SCHEMES.sub(rf"\1 {GONE}", text)
    text = _NAMED.sub(rf"\1\2{GONE}", text)
    text = _PREFIXED.sub(rf"\1{GONE}", text)
    text = _ADDRESS.sub(rf"\1{GONE}@", text)
    return _UNBROKEN.sub(GONE, _MIXED.sub(GONE, text))
