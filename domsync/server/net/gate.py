"""The gate that every request passes, whatever the server: proxies, host, origin, limits, log, compression."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import uuid4

from domsync.errors import BodyTooLarge
from domsync.render.wire import SUBPROTOCOL
from domsync.server.limits import ServerLimits
from domsync.server.net.compression import compressed
from domsync.server.net.conditional_requests import conditional
from domsync.server.net.origins import OriginPolicy
from domsync.server.net.proxies import TrustedProxies, is_undeclared_proxy
from domsync.server.net.request import Receive, Request, RequestBody, WrongBody
from domsync.server.net.responses import HttpResponse, error
from domsync.server.net.transport import Traffic, Transport
from domsync.session.log_limit import LogLimit

logger: logging.Logger = logging.getLogger("domsync")
access: logging.Logger = logging.getLogger("domsync.access")

_RETRY_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class IncomingConnection:
    """A WebSocket connection that was accepted.

    Args:
        transport: The connection.
        request: The request that opened it.
        compact: Whether the client speaks domsync's own protocol; otherwise it evaluates JavaScript text.
    """

    transport: Transport
    request: Request
    compact: bool


Respond = Callable[[Request], HttpResponse | Awaitable[HttpResponse]]
Connect = Callable[[IncomingConnection], Awaitable[None]]


class Siblings(Protocol):
    """Other processes that serve the same port."""

    def received(self, connection: asyncio.Transport) -> bytes:
        """Take the bytes that another process has read from a connection before it passed it on."""

    def hand_on(self, received: bytes, connection: asyncio.Transport) -> bool:
        """Pass a connection on if its next request belongs to another process; return whether it does."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """The settings for how clients reach the server.

    Args:
        origins: The policy for origins and host names.
        proxies: The trusted proxies.
        root_path: The prefix below which the server is reached, ``""`` or ``"/shop"``, unless a proxy names it.
        development: Whether refusals explain how to allow the request.
        access_log: Whether each request is logged to ``domsync.access``.
    """

    origins: OriginPolicy = field(default_factory=OriginPolicy)
    proxies: TrustedProxies = field(default_factory=TrustedProxies)
    root_path: str = ""
    development: bool = True
    access_log: bool = False


class Gate:
    """Checks requests on their way in, and completes answers on their way out.

    Args:
        respond: Answers plain requests.
        connect: Called for each connection; when it returns, the connection is closed.
        entrance: The settings for how clients reach the server.
        limits: The server's limits.
        socket_paths: The paths at which WebSocket connections are accepted.
    """

    def __init__(
        self,
        respond: Respond,
        connect: Connect,
        entrance: Entrance,
        limits: ServerLimits,
        socket_paths: Iterable[str],
    ) -> None:
        self._respond = respond
        self._connect = connect
        self.entrance = entrance
        self.limits = limits
        self._socket_paths = frozenset(socket_paths)
        self._peers: Counter[str] = Counter()
        self._open = 0
        self._is_proxy_told = False
        self._refusals = LogLimit()
        self.traffic: Traffic = Traffic()
        #: The other workers, if there are any.
        self.siblings: Siblings | None = None

    def request(
        self,
        method: str,
        path: str,
        query: str,
        headers: Iterable[tuple[str, str]],
        peer: str,
        scheme: str,
        *,
        prefix: str = "",
        scope: Mapping[str, Any] | None = None,
        receive: Receive | None = None,
    ) -> Request:
        """Make a request from what a server has read.

        Args:
            method: The method.
            path: The path, percent-encoded.
            query: The part after the question mark.
            headers: The headers, with names in lower case.
            peer: The address that has connected; ``""`` for a Unix socket.
            scheme: ``"http"`` or ``"https"``, as the request arrived here.
            prefix: The prefix of the path, as named by another application or its server.
            scope: The ASGI scope.
            receive: The ASGI channel, for the body.
        """
        joined: dict[str, str] = {}
        for name, value in headers:
            # RFC 9113, 8.2.3: cookies in several header lines are joined with "; ".
            mark = "; " if name == "cookie" else ", "
            joined[name] = f"{joined[name]}{mark}{value}" if name in joined else value
        came = self.entrance.proxies.resolve(peer, scheme, joined)
        if came.host is not None:
            joined["host"] = came.host
        root = came.prefix or self.entrance.root_path
        if root and (path == root or path.startswith(f"{root}/")):
            path = path[len(root) :]  # this proxy does not remove the prefix
        # Another application's mount lies below the proxy's prefix; some servers name both of them together.
        whole = prefix if prefix == root or prefix.startswith(f"{root}/") else root + prefix
        return Request(
            path or "/",
            query,
            whole,
            joined,
            came.peer,
            method,
            came.scheme,
            {} if scope is None else scope,
            RequestBody(receive),
            is_prefix_known=bool(whole),
            # Only a proxy connects through a Unix socket.
            speaks_for_many=not came.peer or (came.trusted and came.peer == peer),
        )

    # Plain requests

    async def answer(self, request: Request) -> HttpResponse:
        """Answer a plain request.

        Args:
            request: The request.
        """
        started = time.perf_counter()
        response = await self._answer(request)
        if request.method in ("GET", "HEAD"):
            response = conditional(request, response)
            response = compressed(request, response)
        if response.stream is not None and request.method != "HEAD":
            return replace(response, stream=self._counted(request, response, started))
        size = 0 if request.method == "HEAD" else len(response.body)
        self._log(request, response.status, size, started, is_quiet=response.is_quiet)
        return response

    async def _answer(self, request: Request) -> HttpResponse:
        # Every browser sends the Host header; requests without it are health checks.
        if request.host and not self.entrance.origins.hosts.allows(request.host):
            advice = self.entrance.origins.hosts.advice(request.host)
            self._refusals.log(logging.WARNING, "a request was refused: %s", advice)
            return error(403, f"{advice}\n" if self.entrance.development else "")
        if request.method not in _SAFE and "origin" in request.headers:
            # Such a request may come from a page of another site, and would still carry this site's cookies.
            refusal = self.entrance.origins.refusal(
                [request.headers["origin"]], [request.host], request.scheme, _hint(request)
            )
            if refusal:
                self._refusals.log(logging.WARNING, "a %s was refused: %s", request.method, refusal)
                return error(403, f"{refusal}\n" if self.entrance.development else "")
        try:
            response = self._respond(request)
            if not isinstance(response, HttpResponse):
                response = await response
            if response.status == 404 and request.method == "HEAD" and request.path in self._socket_paths:
                # The client checks the server with this before it reconnects; a 404 would be an error on its console.
                return HttpResponse(204)
            return response
        except BodyTooLarge as large:
            return error(413, f"{large}\n")
        except WrongBody as wrong:
            return error(400, f"{wrong}\n")
        except ConnectionResetError:
            return error(400)
        except (Exception, SystemExit):
            reference = uuid4().hex[:8]
            logger.exception("%s %s failed (reference %s)", request.method, request.path[:200], reference)
            return error(500, f"Something went wrong. Reference {reference}.\n")

    async def _counted(self, request: Request, response: HttpResponse, started: float) -> AsyncIterator[bytes]:
        """Pass the parts of a body on, and log the request when they end or the client leaves."""
        size = 0
        stream = response.stream
        try:
            if stream is not None:
                async for part in stream:
                    size += len(part)
                    yield part
        finally:
            close = getattr(stream, "aclose", None)
            if close is not None:
                await close()
            self._log(request, response.status, size, started)

    def _log(self, request: Request, status: int, size: int, started: float, *, is_quiet: bool = False) -> None:
        self.traffic.requests[request.method if request.method in _KNOWN else "other", status] += 1
        self.traffic.bytes_out += size
        if self.entrance.access_log and not is_quiet:
            # Never log the query: it may contain secrets.
            access.info(
                "%s %s %d %d bytes %.1f ms %s",
                request.method,
                f"{request.prefix}{request.path}"[:500],
                status,
                size,
                (time.perf_counter() - started) * 1000,
                request.peer or "-",
            )

    # WebSocket connections

    def refusal(self, request: Request, origins: Sequence[str], hosts: Sequence[str]) -> HttpResponse | None:
        """Refuse a connection because of its path, its origin or the limits; None if it may be opened.

        Args:
            request: The request that asks for it.
            origins: All values of its Origin header.
            hosts: All values of its Host header, or the host that a trusted proxy has named instead.
        """
        refused = self._refusal(request, origins, hosts)
        if refused is not None:
            self._log(request, refused.status, len(refused.body), time.perf_counter())
        return refused

    def _refusal(self, request: Request, origins: Sequence[str], hosts: Sequence[str]) -> HttpResponse | None:
        if request.path not in self._socket_paths:
            return error(404)
        if not self.allows_origin(request, origins, hosts):
            return error(403)
        limits, peer = self.limits, request.peer
        crowded = (
            limits.sessions_per_peer is not None
            and peer not in limits.exempt_peers
            and self._peers[peer] >= limits.sessions_per_peer
            and not self._speaks_for_others(request)
        )
        if crowded or self._open >= limits.sessions:
            self._refusals.log(logging.WARNING, "too many connections: one from %s is refused", peer)
            return error(503, retry_after=_RETRY_SECONDS)
        return None

    def allows_origin(self, request: Request, origins: Sequence[str], hosts: Sequence[str]) -> bool:
        """Return whether a page may connect. The arguments are those of `refusal`."""
        refusal = self.entrance.origins.refusal(origins, hosts, request.scheme, _hint(request))
        if refusal:
            self._refusals.log(logging.WARNING, "a connection was refused: %s", refusal)
        return not refusal

    def _speaks_for_others(self, request: Request) -> bool:
        if request.speaks_for_many:
            return True
        if self.entrance.proxies or not is_undeclared_proxy(request.peer, request.headers):
            return False
        if not self._is_proxy_told:
            self._is_proxy_told = True
            logger.warning(
                "connections come through the proxy %s, which is not declared, so the limit per peer is off for it; "
                "to count the real peers, set trusted_proxies=[%r], --trusted-proxy or DOMSYNC_TRUSTED_PROXIES",
                request.peer,
                request.peer,
            )
        return True

    async def run(self, incoming: IncomingConnection) -> None:
        """Serve a connection until it ends.

        Args:
            incoming: The connection, which was not refused.
        """
        peer = incoming.request.peer
        transport = incoming.transport
        self._peers[peer] += 1
        self._open += 1
        try:
            serving = self._connect(incoming)
            # Otherwise this would be kept until the connection ends.
            del incoming
            await serving
        finally:
            transport.abort()
            self._open -= 1
            self._peers[peer] -= 1
            if not self._peers[peer]:
                del self._peers[peer]


def _hint(request: Request) -> str:
    """The scheme that a proxy names, whether it is trusted or not."""
    return request.headers.get("x-forwarded-proto", "").rpartition(",")[2].strip()


#: Methods that change nothing (RFC 9110, 9.2.1).
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_KNOWN = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def offers_protocol(values: Iterable[str]) -> bool:
    """Return whether a client offers domsync's own protocol; one that does not evaluates JavaScript text.

    Args:
        values: All values of ``Sec-WebSocket-Protocol``, or the names in them.
    """
    return SUBPROTOCOL in [name.strip() for value in values for name in value.split(",")]
