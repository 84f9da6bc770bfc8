"""One port that answers plain HTTP requests and opens WebSocket connections, on the `websockets` package."""

import email.utils
import logging
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from domsync.render.wire import SUBPROTOCOL
from domsync.server.limits import ServerLimits
from domsync.server.origins import OriginPolicy
from domsync.server.responses import HttpResponse, error
from domsync.server.transport import WebSocketTransport

logger = logging.getLogger("domsync")

_METHODS = ("GET", "HEAD")
_RETRY_SECONDS = "5"
#: The kernel buffers at most about twice this for a connection. With its usual megabytes a slow browser would seem to
#: have stopped for minutes, because the kernel tells of progress only when a third of the buffer is free.
_SEND_BUFFER = 64 * 1024
_NO_HEADERS = Headers()


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What is asked for.

    Args:
        path: The path, as it came, without the query.
        query: What follows the question mark.
        headers: The headers; names in lower case, values of repeated ones joined.
        peer: The address of who asks.
    """

    path: str
    query: str
    headers: dict[str, str]
    peer: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A WebSocket connection that was accepted.

    Args:
        transport: The connection.
        request: The request that opened it.
        compact: The client speaks domsync's own protocol; otherwise it evaluates JavaScript text.
    """

    transport: WebSocketTransport
    request: HttpRequest
    compact: bool


class Listener:
    """A port.

    Args:
        respond: Answers plain requests.
        connect: Is run for each connection; when it returns, the connection is closed.
        policy: Which origins may connect.
        limits: What the server may be asked for.
        socket_paths: Where connections are accepted.
    """

    def __init__(
        self,
        respond: Callable[[HttpRequest], HttpResponse],
        connect: Callable[[Opened], Awaitable[None]],
        policy: OriginPolicy,
        limits: ServerLimits,
        socket_paths: Sequence[str],
    ) -> None:
        self._respond = respond
        self._connect = connect
        self._policy = policy
        self._limits = limits
        self._socket_paths = frozenset(socket_paths)
        self._peers: Counter[str] = Counter()
        self._open = 0
        self._server: Server | None = None

    async def open(
        self, host: str | None, port: int, tls: ssl.SSLContext | None = None, sock: socket.socket | None = None
    ) -> int:
        """Start to listen.

        Args:
            host: What to listen on.
            port: The port; 0 takes a free one.
            tls: Makes it speak TLS.
            sock: A socket that is bound already, in place of host and port.

        Returns:
            The port, which is a free one if 0 was asked for.

        Raises:
            OSError: The address is taken, or not one of this machine.
        """
        limits = self._limits
        self._server = await serve(
            self._run,
            None if sock else host,
            None if sock else port,
            sock=sock,
            ssl=tls,
            compression="deflate" if limits.deflate else None,
            process_request=self._process,
            server_header=None,
            open_timeout=limits.handshake_seconds,
            close_timeout=limits.close_seconds,
            ping_interval=limits.ping_seconds,
            # A browser that does not answer is given close_seconds more to say goodbye.
            ping_timeout=max(limits.ping_seconds - limits.close_seconds, limits.ping_seconds / 2),
            max_size=limits.session.message_bytes,
            write_limit=limits.write_buffer,
        )
        for listening in self._server.sockets:
            # The accepted sockets inherit it.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        address = self._server.sockets[0].getsockname()
        return int(address[1])

    async def close(self, end_connections: Callable[[], Awaitable[None]]) -> None:
        """Stop to listen, end the connections, and wait until all is over.

        Args:
            end_connections: Ends those that `connect` runs.
        """
        server, self._server = self._server, None
        if server is None:
            return
        server.close(close_connections=False)
        await end_connections()
        for connection in server.connections:
            connection.transport.abort()
        await server.wait_closed()

    def _process(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer a plain request, refuse a connection, or return None to open one."""
        if request.method not in _METHODS:
            return _to_response(error(405, allow=", ".join(_METHODS)), request)
        peer = _peer(connection)
        if not _upgrades(request):
            return _to_response(self._respond(_to_request(request, peer)), request)
        refusal = self._refusal(request, peer)
        if refusal is None and _offers(request):
            # A function for `select_subprotocol` would be kept by the connection and keep it: a cycle for each request.
            connection.protocol.available_subprotocols = [Subprotocol(SUBPROTOCOL)]
        return None if refusal is None else _to_response(refusal, request)

    def _refusal(self, request: Request, peer: str) -> HttpResponse | None:
        """Why a connection is not opened: where, from which page, and how many there are."""
        if request.path.partition("?")[0] not in self._socket_paths:
            return error(404)
        headers = request.headers
        if not self._policy.allows(headers.get_all("Origin"), headers.get_all("Host")):
            return error(403)
        limits = self._limits
        crowded = (
            limits.sessions_per_peer is not None
            and peer not in limits.exempt_peers
            and self._peers[peer] >= limits.sessions_per_peer
        )
        if crowded or self._open >= limits.sessions:
            logger.warning("too many connections: one from %s is refused", peer)
            return error(503, retry_after=_RETRY_SECONDS)
        return None

    async def _run(self, connection: ServerConnection) -> None:
        peer = _peer(connection)
        self._peers[peer] += 1
        self._open += 1
        transport = WebSocketTransport(connection, self._limits.write_buffer)
        request = connection.request
        opened = None
        if request is not None:
            opened = Opened(transport, _to_request(request, peer), connection.subprotocol == SUBPROTOCOL)
            # The headers are a quarter of what an idle connection takes. Who is connected keeps what it needs of them.
            request.headers = _NO_HEADERS
        if connection.response is not None:
            connection.response.headers = _NO_HEADERS
        try:
            if opened is not None:
                serving, opened = self._connect(opened), None
                await serving
        finally:
            transport.abort()
            self._open -= 1
            self._peers[peer] -= 1
            if not self._peers[peer]:
                del self._peers[peer]


def _offers(request: Request) -> bool:
    """Whether the client offers domsync's own protocol; one that does not evaluates JavaScript text."""
    offered = request.headers.get_all("Sec-WebSocket-Protocol")
    return SUBPROTOCOL in [name.strip() for value in offered for name in value.split(",")]


def _upgrades(request: Request) -> bool:
    return any("websocket" in value.lower() for value in request.headers.get_all("Upgrade"))


def _peer(connection: ServerConnection) -> str:
    address = connection.remote_address
    return str(address[0]) if address else ""


def _to_request(request: Request, peer: str) -> HttpRequest:
    path, _, query = request.path.partition("?")
    headers: dict[str, str] = {}
    for name, value in request.headers.raw_items():
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return HttpRequest(path, query, headers, peer)


def _to_response(response: HttpResponse, request: Request) -> Response:
    headers = Headers(response.all_headers())
    headers["Date"] = email.utils.formatdate(usegmt=True)
    headers["Connection"] = "close"
    body = b"" if request.method == "HEAD" else response.body
    return Response(response.status, response.phrase, headers, body)
