"""Check host and origin: the names that the server answers to, and the pages that may open a connection.

Browsers let any page connect to any server, and send cookies along. The server therefore has to check the Origin header
(cross-site WebSocket hijacking). That alone is not enough: if a hostile name resolves to this machine (DNS rebinding),
the Origin of its pages equals their Host header. So the Host header, too, has to be a name of this server.
"""

import ipaddress
import logging
import re
from collections.abc import Iterable, Sequence

from domsync.session.log_limit import LogLimit

logger: logging.Logger = logging.getLogger("domsync")

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?")
_PATTERN = re.compile(r"(?:\*|(?:\*\.)?(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+))")
_USUAL_PORTS = {"http": "80", "https": "443"}


class HostPolicy:
    """Decides which host names are this server's.

    Args:
        hosts: The names: ``"example.org"``; ``"*.example.org"`` for all that end in this; ``"*"`` for every name. With
            None, all names are accepted in production, and in development those that nobody else can point to this
            machine: loopback and private addresses, names of a single label, and ``.local`` names.
        bound: The address that the server listens on, as it was given.
        development: Whether the server runs in development.

    Raises:
        TypeError: A single name was given instead of a list.
        ValueError: One of them is not a host name.
    """

    def __init__(
        self, hosts: Iterable[str] | None = None, bound: str | None = None, *, development: bool = True
    ) -> None:
        if isinstance(hosts, str):
            raise TypeError(f"hosts must be a list of names: [{hosts!r}]")
        names = None if hosts is None else [name.strip().lower() for name in hosts]
        for name in names or ():
            if not _PATTERN.fullmatch(name):
                raise ValueError(
                    f"{name!r} is not a host name: write 'example.org' or '*.example.org', without http:// and port; "
                    "write an international name as in DNS, 'xn--bcher-kva.example', and an IPv6 address in brackets"
                )
        #: Whether names were given.
        self.is_set: bool = bool(names)
        self._names = frozenset(names or ())
        self._endings = tuple(name[1:] for name in self._names if name.startswith("*."))
        self._bound = (bound or "").lower()
        self._development = development

    def allows(self, host: str) -> bool:
        """Return whether a host name is this server's.

        Args:
            host: The value of a Host header.
        """
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].lower()
        if self.is_set:
            return name in self._names or "*" in self._names or name.endswith(self._endings) or is_loopback(name)
        return not self._development or name == self._bound or is_local(name)

    def advice(self, host: str) -> str:
        """Explain how to have a host name accepted.

        Args:
            host: The value of a Host header.
        """
        found = _HOST.fullmatch(host)
        if found is None:
            return f"the Host header {host[:200]!r} is no name of a host"
        name = found[1].lower()
        listed = [*sorted(self._names), name]
        return (
            f"the host {name!r} is not known: if it is this server's, pass hosts={listed!r}, "
            f"--host-name {name} or DOMSYNC_HOSTS={','.join(listed)}"
        )


class OriginPolicy:
    """Decides which pages may connect.

    Args:
        allowed: Origins accepted besides the server's own: `"https://example.org"`, `"null"` for a page opened from a
            file (and for any page in a sandboxed frame!), None for clients that send no Origin (no browser does that),
            `"*"` for everybody.
        host: The address that the server listens on, as it was given.
        hosts: The policy for host names; by default that of development.
        secure: Whether the server speaks TLS.

    Raises:
        TypeError: A single origin was given instead of a list.
    """

    def __init__(
        self,
        allowed: Iterable[str | None] = (),
        host: str | None = None,
        *,
        hosts: HostPolicy | None = None,
        secure: bool = False,
    ) -> None:
        if isinstance(allowed, str):
            raise TypeError(f"origins must be a list: [{allowed!r}]")
        self._allowed = frozenset(allowed)
        self._secure = secure
        self.hosts: HostPolicy = hosts or HostPolicy(bound=host)
        self._refusals = LogLimit()

    def allows(self, origins: Sequence[str], hosts: Sequence[str], scheme: str = "", hint: str = "") -> bool:
        """Return whether a connection may be opened.

        Args:
            origins: All values of the request's Origin header.
            hosts: All values of its Host header.
            scheme: `"http"` or `"https"`, as the browser sees it if that is known.
            hint: The scheme in `X-Forwarded-Proto`, whether its sender is trusted or not. No page can make a browser
                send this header, so it tells something about proxies, and gives pages of other hosts no access.
        """
        refusal = self.refusal(origins, hosts, scheme, hint)
        if refusal:
            self._refusals.log(logging.WARNING, "a connection was refused: %s", refusal)
        return not refusal

    def refusal(self, origins: Sequence[str], hosts: Sequence[str], scheme: str = "", hint: str = "") -> str:
        """Explain why a connection may not be opened; ``""`` if it may. The arguments are those of `allows`."""
        if len(origins) > 1 or len(hosts) != 1:
            return "it has several Origin headers, or not exactly one Host header"
        origin, host = origins[0] if origins else None, hosts[0]
        if "*" in self._allowed or origin in self._allowed:
            return ""
        if not self.hosts.allows(host):
            return self.hosts.advice(host)
        is_secure = self._secure or "https" in (scheme, hint.lower())
        schemes = ["https"] if is_secure else ["http"]
        if not is_secure and not is_loopback(_name(host)):
            # A proxy may speak TLS without saying so. Nobody else can serve a page over TLS at the same host and port.
            schemes.append("https")
        host = host.lower()
        if any(origin in (f"{known}://{host}", f"{known}://{_without_usual_port(host, known)}") for known in schemes):
            return ""
        return (
            f"the origin {_shown(origin)} may not connect to the host {_shown(host)}; if it is yours, pass "
            f"origins=[{_shown(origin)}], or have the proxy pass the Host header on"
        )


def _shown(text: str | None) -> str:
    return repr(text if text is None else text[:200])


def _name(host: str) -> str:
    found = _HOST.fullmatch(host)
    return found[1].lower() if found is not None else ""


def _without_usual_port(host: str, scheme: str) -> str:
    return host.removesuffix(f":{_USUAL_PORTS[scheme]}")


def is_local(name: str) -> bool:
    """Return whether nobody on the internet can make a name point to this machine.

    Args:
        name: A host name in lower case, or an address.
    """
    address = _address(name)
    if address is not None:
        return address.is_private or address.is_loopback or address.is_link_local
    return "." not in name or name.endswith((".localhost", ".local"))


def is_loopback(name: str) -> bool:
    """Return whether a name always means the machine itself.

    Args:
        name: A host name in lower case, or an address.
    """
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and address.is_loopback


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None
