"""Addresses that a source gives: which of them a reader may be sent to, and the one spelling under which we know them.

Nothing here is followed. A payload may name any address, those inside our own house among them; whether an address is
asked is decided elsewhere, by the list of a source's hosts.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 2000
SCHEMES = {"http": 80, "https": 443}
# Browsers take these out of an address before they look at its scheme.
TAKEN_OUT = re.compile(r"[\t\r\n]")
OUTER = "".join(map(chr, range(33)))
HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}\.?")
LOCAL = (".local", ".localhost", ".internal", ".home", ".lan", ".arpa", ".onion", ".cluster.local")
# Parameters that say where a reader came from, not what is read.
TRACKING = re.compile(
    r"(utm_.*|ref|ref_src|source|fbclid|gclid|msclkid|mc_[ce]id|ns_[a-z]+|ito|cid|cmpid|amp|outputtype|share|_ga"
    r"|spm|from|ocid|smid|igshid|yclid)",
    re.IGNORECASE,
)
UNRESERVED = re.compile(rb"[A-Za-z0-9._~!$&'()*,;=:@+-]")


@dataclass(frozen=True)
class LinkRule:
    """What makes two addresses of one source the same page.

    `hosts` are names of one site; the first is the one kept. `number` is a pattern whose group 1 is the page's number
    anywhere in the path, which then is all that counts. `keep` are parameters that say what is read although they
    look like others that do not.
    """

    hosts: tuple[str, ...] = ()
    number: str = ""
    keep: frozenset[str] = frozenset()


ANY = LinkRule()


def readable_link(raw: str, *, base: str) -> str:
    """The absolute address that a reader may be sent to, empty when it is none: http or https, a public host's name.

    Addresses with a user name in them are refused, not cleaned: they are made to deceive.
    """
    text = TAKEN_OUT.sub("", raw.strip(OUTER))
    if not text or len(text) > LONGEST:
        return ""
    try:
        parts = urlsplit(urljoin(base, text))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in SCHEMES or "@" in parts.netloc or not is_name(host):
        return ""
    place = host if port in (None, SCHEMES[parts.scheme]) else f"{host}:{port}"
    link = urlunsplit((parts.scheme, place, _path(parts.path), _tidy(parts.query), _tidy(parts.fragment)))
    return link if len(link) <= LONGEST else ""


def is_name(host: str) -> bool:
    """Whether a host is a name on the internet, as against a number or a name inside a house."""
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
        ipaddress.ip_address(host.strip("[]"))
    except UnicodeError:
        return False
    except ValueError:
        last = host.rpartition(".")[2]
        return bool(HOST.fullmatch(host)) and not last.isdigit() and not host.endswith(LOCAL)
    return False


def canonical(url: str, *, rule: LinkRule = ANY) -> str:
    """The one spelling of an address, for comparing. `url` is one that readable_link() gave.

    https, the site's first name, no default port, no fragment, no tracking, parameters in order, percent signs only
    where needed, no slash at the end.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.") if not rule.hosts else _site(parts, rule)
    if rule.number and (match := re.search(rule.number, unquote_to_bytes(parts.path).decode("utf-8", "replace"))):
        return f"https://{host}/{match[1]}"
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
        if name in rule.keep or not TRACKING.fullmatch(name)
    )
    place = host if parts.port in (None, *SCHEMES.values()) else f"{host}:{parts.port}"
    path = _path(parts.path).rstrip("/")
    for index in ("/index.html", "/index.htm", "/index.shtml"):
        path = path.removesuffix(index)
    return urlunsplit(("https", place, path or "/", urlencode(kept), ""))


def is_front_page(url: str) -> bool:
    """Whether an address is only that of a site: what many items may link to names none of them."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def post_number(url: str) -> str:
    """The number of `?p=123`, the short address of a page in WordPress; empty for every other address."""
    fields = parse_qsl(urlsplit(url).query)
    return next((value for name, value in fields if name == "p" and value.isascii() and value.isdigit()), "")


def _site(parts: SplitResult, rule: LinkRule) -> str:
    host = parts.hostname or ""
    return rule.hosts[0] if host in rule.hosts else host


def _path(path: str) -> str:
    """A path with capital percent codes, and none for what needs none."""

    def segment(text: str) -> str:
        return quote(unquote_to_bytes(text), safe="!$&'()*,;=:@+~")

    return "/".join(segment(part) for part in path.split("/"))


def _tidy(text: str) -> str:
    """A query or fragment with everything encoded that an address may not hold."""
    return quote(text, safe="%/?:@!$&'()*+,;=~[]")
