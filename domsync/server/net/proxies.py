"""Reverse proxies: their headers about the browser are believed only if the proxy is trusted."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
#: RFC 7239, 4: `name=value`, where the value is a token or a quoted string.
_PAIR = re.compile(r'\s*([A-Za-z-]{1,20})=(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))\s*')
_ESCAPED = re.compile(r"\\(.)")
#: The headers in which a proxy names its client.
_SIGNS = ("x-forwarded-for", "forwarded", "x-real-ip")


def has_signs(headers: Mapping[str, str]) -> bool:
    """Return whether a proxy seems to have passed a request on.

    Args:
        headers: The request's headers.
    """
    return any(name in headers for name in _SIGNS)


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a request: where it comes from.

    Args:
        peer: The address of the browser, as far as it is known.
        scheme: ``"http"`` or ``"https"``, as the browser sees it.
        host: The host by which the browser reached the server; None if it is that of the ``Host`` header.
        prefix: The prefix that a proxy has removed from the path.
        trusted: Whether the request came through a trusted proxy.
    """

    peer: str
    scheme: str
    host: str | None = None
    prefix: str = ""
    trusted: bool = False


class TrustedProxies:
    """The proxies whose headers are believed.

    Args:
        addresses: Addresses and networks: ``"10.0.0.7"``, ``"10.0.0.0/8"``, ``"fd00::/8"``; ``"unix"`` for connections
            through a Unix socket; ``"*"`` for every peer, if only a proxy can reach the server.

    Raises:
        TypeError: A single address was given instead of a list.
        ValueError: One of them is not an address or network.
    """

    __slots__ = ("_all", "_networks", "_unix")

    def __init__(self, addresses: Iterable[str] = ()) -> None:
        if isinstance(addresses, str):
            raise TypeError(f"trusted_proxies must be a list of addresses: [{addresses!r}]")
        given = [address.strip() for address in addresses]
        self._all = "*" in given
        self._unix = self._all or "unix" in given
        self._networks = tuple(_network(address) for address in given if address not in ("*", "unix"))

    def __bool__(self) -> bool:
        return self._all or self._unix or bool(self._networks)

    def trusts(self, peer: str) -> bool:
        """Return whether a peer is one of them.

        Args:
            peer: Its address; ``""`` for a Unix socket.
        """
        if self._all or not peer:
            return self._all or self._unix
        # Most servers have no proxy, and need not parse the address.
        address = _address(peer) if self._networks else None
        return address is not None and any(address in network for network in self._networks)

    def resolve(self, peer: str, scheme: str, headers: Mapping[str, str]) -> Origin:
        """Determine where a request comes from.

        ``X-Forwarded-*`` headers take precedence over ``Forwarded`` (RFC 7239): most proxies write the former, and pass
        on whatever a client has sent as the latter.

        Args:
            peer: The address that has connected.
            scheme: The scheme of that connection.
            headers: The request's headers; names in lower case, values of repeated ones joined.
        """
        if not self.trusts(peer):
            return Origin(peer, scheme)
        if any(name in headers for name in ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host")):
            hops = [{"for": address} for address in _list(headers.get("x-forwarded-for", ""))]
            protocols, hosts = _list(headers.get("x-forwarded-proto", "")), _list(headers.get("x-forwarded-host", ""))
        else:
            hops = parse_forwarded(headers.get("forwarded", ""))
            protocols = [hop["proto"] for hop in hops if "proto" in hop]
            hosts = [hop["host"] for hop in hops if "host" in hop]
        # Each proxy appends its client's address, so read from the right. The first address that is not a trusted proxy
        # is the client's, as a trusted proxy has seen it; the entries before it may have been written by anybody.
        depth, found = 0, peer
        for hop in reversed(hops):
            depth += 1
            address = _node(hop.get("for", ""))
            if address is None:
                break
            found = address
            if not self.trusts(address) or self._all:
                break
        depth = max(depth, 1)
        protocol = _from_right(protocols, depth).lower()
        host = _from_right(hosts, depth)
        prefix = headers.get("x-forwarded-prefix", "").rpartition(",")[2].strip().rstrip("/")
        return Origin(
            found,
            {"http": "http", "https": "https", "ws": "http", "wss": "https"}.get(protocol, scheme),
            host if _HOST.fullmatch(host) else None,
            prefix if is_prefix(prefix) else "",
            trusted=True,
        )


def is_prefix(prefix: str) -> bool:
    """Return whether a text can be a path's prefix: ``"/shop"``, but nothing with ``.`` or ``..`` as a segment."""
    return bool(_PREFIX.fullmatch(prefix)) and not any(part in (".", "..") for part in prefix.split("/"))


def parse_forwarded(header: str) -> list[dict[str, str]]:
    """Read a ``Forwarded`` header (RFC 7239, 4).

    Args:
        header: Its value.

    Returns:
        The parameters that each proxy has added, by name in lower case; none at all if the header is malformed.
    """
    hops: list[dict[str, str]] = [{}]
    place = 0
    while place < len(header):
        pair = _PAIR.match(header, place)
        if pair is None:
            return []
        quoted = pair[2]
        value = pair[3] if quoted is None else _ESCAPED.sub(r"\1", quoted)
        hops[-1][pair[1].lower()] = value
        place = pair.end()
        if place == len(header):
            break
        if header[place] == ",":
            hops.append({})
        elif header[place] != ";":
            return []
        place += 1
    return [hop for hop in hops if hop]


def is_undeclared_proxy(peer: str, headers: Mapping[str, str]) -> bool:
    """Return whether a request seems to come from a proxy that was not declared, often the ingress of a container.

    This matters only for the limit of connections per peer, which would shut out visitors behind the proxy. A browser
    on the internet has no private address, so it cannot evade the limit this way.

    Args:
        peer: The address that has connected, which is not trusted.
        headers: The request's headers.
    """
    if not has_signs(headers):
        return False
    address = _address(peer)
    return not peer or (address is not None and (address.is_private or address.is_loopback))


def names_others(headers: Mapping[str, str]) -> bool:
    """Return whether a proxy has passed a request on for a client that is, or may be, on another machine.

    Args:
        headers: The request's headers.
    """
    named = [*_list(headers.get("x-forwarded-for", "")), *_list(headers.get("x-real-ip", ""))]
    named += [hop.get("for", "") for hop in parse_forwarded(headers["forwarded"])] if "forwarded" in headers else []
    addresses = [_address(_node(each) or "") for each in named]
    return any(address is None or not address.is_loopback for address in addresses)


def _list(header: str) -> list[str]:
    return [value.strip() for value in header.split(",")] if header.strip() else []


def _from_right(values: list[str], depth: int) -> str:
    """The value written by the trusted proxy nearest to the client; the first one if there are fewer values."""
    return values[max(len(values) - depth, 0)] if values else ""


def _node(text: str) -> str | None:
    """The address in ``192.0.2.1``, ``192.0.2.1:80`` or ``"[2001:db8::1]:80"``; None for ``unknown``, ``_hidden``."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    address = _address(bare)
    return None if address is None else str(address)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(
            f"{text!r} is not the address of a proxy: write '10.0.0.7', '10.0.0.0/8', 'unix', or '*' for every peer"
        ) from None
