"""Where a request comes from, for counting tries. It is never kept as it is: `Tries` marks it."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

_ONE_SUBSCRIBER = (
    64  # bits of an IPv6 address: the rest is the subscriber's own to choose, anew for every try
)


def client_address(request: HttpRequest) -> str:
    """An IPv4 address, or the /64 network of an IPv6 one; empty when there is none, as behind a socket file.

    Behind our proxy it is the last entry of X-Forwarded-For, the one that the proxy itself has written. Those before
    it are whatever the visitor sent.
    """
    direct = _address(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return direct
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
    return _address(forwarded) or direct


def _address(text: str) -> str:
    try:
        address: IPv4Address | IPv6Address = ip_address(_without_port(text.strip()))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return str(ip_network((int(address), _ONE_SUBSCRIBER), strict=False))
        address = address.ipv4_mapped
    return str(address)


def _without_port(text: str) -> str:
    """Some proxies write the port as well: 192.0.2.1:4711, [2001:db8::1]:4711."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
