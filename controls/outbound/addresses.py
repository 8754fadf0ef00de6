"""Which addresses a request may go to: public ones only, and the list of what is not public is written out.

Source of the networks: the special-purpose address registries of IANA (RFC 6890 and its updates). Python's own
`ip_address().is_global` is no substitute: it passes `::127.0.0.1`, `64:ff9b::a9fe:a9fe` (the metadata service behind
NAT64), `2002:7f00:1::` (loopback in 6to4) and `fec0::1`.
"""

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit

from controls.outbound.errors import Refused

NOT_PUBLIC = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network; Linux takes it for loopback
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's own service under a public number
        "169.254.0.0/16",  # link-local, metadata services among them
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Of IPv6 only this is unicast on the internet: mapped, compatible, NAT64, unique local, site-local, link-local and
# multicast addresses all lie outside it.
PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
PORTS = {"http": 80, "https": 443}
LONGEST = 2048
# Blanks, control characters and backslashes are read in different ways by different programs.
UNSAFE = re.compile(r"[\x00-\x20\x7f-\U0010ffff\\]")
HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")


def is_public(address: str) -> bool:
    """Whether an address as a resolver gives it, an IP address in numbers, is one on the open internet."""
    if "%" in address:
        return False
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv4Address):
        return not any(number in network for network in NOT_PUBLIC)
    return number in PUBLIC_6 and not any(number in network for network in NOT_PUBLIC_6)


def checked_url(url: str, *, hosts: frozenset[str], test_hosts: frozenset[str]) -> SplitResult:
    """The parts of an address that may be asked. Raises Refused for every other.

    `hosts` are the exact host names that the caller allows. `test_hosts` are "host:port" pairs under which tests run
    servers of their own; only those may have another port than the scheme's.
    """
    if len(url) > LONGEST or UNSAFE.search(url):
        raise Refused(f"The address is too long or holds characters that none may hold: {url[:80]!r}")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused(f"The address cannot be read: {url[:80]!r}") from error
    if parts.scheme not in PORTS:
        raise Refused(f"Only http and https are asked, not {parts.scheme or 'an address without a scheme'!r}.")
    if "@" in parts.netloc:
        raise Refused("An address with a user name in it is not asked.")
    if not HOST.fullmatch(host) or host not in hosts:
        raise Refused(f"The host {host!r} is not among those that this source may be asked at.")
    if port not in (None, PORTS[parts.scheme]) and f"{host}:{port}" not in test_hosts:
        raise Refused(f"Port {port} is not asked.")
    return parts


def port_of(parts: SplitResult) -> int:
    """The port of a checked address."""
    return parts.port or PORTS[parts.scheme]


def target_of(parts: SplitResult) -> str:
    """What the request line asks for: path and query, without the fragment."""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def ascii_url(location: str) -> str:
    """A redirect's address with everything beyond ASCII percent-encoded; servers send such ones raw, in UTF-8."""
    return quote(location.strip().encode("latin-1", "replace"), safe="%/:?#[]@!$&'()*+,;=~\\")
