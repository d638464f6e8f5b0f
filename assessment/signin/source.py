"""From where a request comes, as far as it can be known: for limits that hold for each computer or office.

A proxy on this computer is believed by uvicorn already, before anything here; one elsewhere only where the operator
has named it.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import Request

from assessment.settings import settings

_OF_ONE_SUBSCRIBER = 64  # bits of an IPv6 address; whoever has them can take any of the addresses below


def source(request: Request) -> str:
    """The network address that asks, or the network that one subscriber has."""
    told = request.client.host if request.client is not None else ""
    client = _address(told)
    if client is None:
        return told
    if _is_trusted(client):
        client = _forwarded(request) or client
    if isinstance(client, IPv6Address):
        return str(IPv6Network((int(client), _OF_ONE_SUBSCRIBER), strict=False))
    return str(client)


def _forwarded(request: Request) -> IPv4Address | IPv6Address | None:
    """Who stands before our proxies: each of them adds whom it hears at the right; what is left of that may be made up.

    None where there is nobody, or what our proxies were told is no address.
    """
    for told in reversed(",".join(request.headers.getlist("x-forwarded-for")).split(",")):
        client = _address(told)
        if client is None or not _is_trusted(client):
            return client
    return None


def _is_trusted(client: IPv4Address | IPv6Address) -> bool:
    trusted = settings().trusted_proxy
    return bool(trusted) and client in ip_network(trusted)


def _address(told: str) -> IPv4Address | IPv6Address | None:
    """An address as it is written, with or without a port; None where it is none."""
    host = told.strip().partition("%")[0]
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
