"""Which pages may open a connection: by default only those that this server has served itself.

A browser sends cookies along and lets any page connect anywhere, so that the server has to look at the Origin header
(cross-site WebSocket hijacking). That alone is not enough: a page of a hostile name that resolves to this machine (DNS
rebinding) has an Origin equal to its Host header. So the Host has to be a name that this server can have.
"""

import ipaddress
import logging
import re
from collections.abc import Iterable, Sequence

logger = logging.getLogger("domsync")

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")


class OriginPolicy:
    """Decides which origins are accepted.

    Args:
        allowed: Origins accepted beside the server's own: `"https://example.org"`, `"null"` for a page opened from a
            file (and for any page in a sandboxed frame!), None for clients that send no Origin (no browser does that),
            `"*"` for everybody.
        host: What the server listens on, as given by its user.
        secure: Whether it speaks TLS.
    """

    def __init__(self, allowed: Iterable[str | None] = (), host: str | None = None, *, secure: bool = False) -> None:
        if isinstance(allowed, str):
            raise TypeError(f"origins is a list: [{allowed!r}]")
        self._allowed = frozenset(allowed)
        self._scheme = "https" if secure else "http"
        self._host = (host or "").lower()
        self._loopback = _is_loopback(self._host)

    def allows(self, origins: Sequence[str], hosts: Sequence[str]) -> bool:
        """Whether a connection may be opened.

        Args:
            origins: All values of the request's Origin header.
            hosts: All values of its Host header.
        """
        if len(origins) > 1 or len(hosts) != 1:
            return False
        origin = origins[0] if origins else None
        if "*" in self._allowed or origin in self._allowed:
            return True
        allowed = origin == f"{self._scheme}://{hosts[0]}" and self._is_own_name(hosts[0])
        if not allowed:
            logger.warning(
                "the origin %.200r may not connect to the host %.200r; if it is yours, pass origins=[%.200r]",
                origin,
                hosts[0],
                origin,
            )
        return allowed

    def _is_own_name(self, host: str) -> bool:
        """Whether nobody else can have made `host` point to this server."""
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].lower()
        if _is_loopback(name) or name == self._host:
            return True
        if self._loopback:
            return False
        # An address is no name that could be rebound; nor are names that are not in the public DNS.
        return _is_address(name) or "." not in name or name.endswith(".local")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return _is_address(name) and ipaddress.ip_address(name.strip("[]")).is_loopback
