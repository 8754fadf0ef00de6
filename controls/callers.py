"""Who asks, as far as the network tells: whom guesses, questions and reports are counted for."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def caller_of(request: HttpRequest) -> str:
    """The network address that asks; empty when there is none.

    Behind TLS stands one proxy: what it put at the end of X-Forwarded-For counts, and nothing that a caller wrote
    before it. Without TLS nobody's word counts.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        said = request.META.get("HTTP_X_FORWARDED_FOR", said).rpartition(",")[2]
    try:
        address = ipaddress.ip_address(said.strip())
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)


def network_of(request: HttpRequest) -> str:
    """Whom is counted for: an address, or the /64 that one IPv6 subscriber has to itself."""
    caller = caller_of(request)
    return str(ipaddress.ip_network(f"{caller}/64", strict=False)) if ":" in caller else caller
