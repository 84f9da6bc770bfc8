"""One port for plain HTTP requests and WebSocket connections, built on the `websockets` package."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import Event, State
from websockets.typing import Subprotocol

from domsync.render.wire import SUBPROTOCOL
from domsync.server.net.gate import Gate, IncomingConnection, offers_protocol
from domsync.server.net.heartbeat import Pulse, heartbeat
from domsync.server.net.http1 import Head
from domsync.server.net.http_connection import HttpConnection
from domsync.server.net.message_compression import LazyDeflateFactory
from domsync.server.net.request import Request
from domsync.server.net.transport import WebSocketTransport
from domsync.server.net.turnstile import Turnstile
from domsync.session.log_limit import LogLimit
from domsync.session.rate_limiter import TokenBucket

logger: logging.Logger = logging.getLogger("domsync")

#: The size of a connection's send buffer in bytes; the kernel uses at most about twice as much. With the usual
#: megabytes, a slow browser would seem to have stopped for minutes, because the kernel reports progress only when a
#: third of the buffer is free.
_SEND_BUFFER = 64 * 1024
#: The number of a connection's messages that may wait before its socket is no longer read. There has to be room for
#: some, because the close frame of a browser that leaves comes after the messages sent before.
_QUEUED_MESSAGES = 16
#: The number of connections that may wait to be accepted. After an outage, all browsers reconnect at once; those for
#: which there is no room try again after seconds, or fail.
_BACKLOG = 2048
#: The number of connections that are accepted in one turn of the event loop; its default, 100, takes 20 ms.
_ACCEPTED_AT_ONCE = 8
#: The number of bytes that are parsed at a time, so that a pause takes effect early: one read returns up to 256 KiB,
#: which may be 40,000 of the shortest messages, and nobody else would be answered meanwhile.
_PIECE = 4 * 1024
#: After a message of this many bytes, parsing stops until the waiting messages have been read: compressed, a megabyte
#: fits into a kilobyte, and a piece holds four of those.
_LONG_MESSAGE = 64 * 1024
_NOTHING = memoryview(b"")
#: The limit of pings and pongs: how many per second, how many at once, and for how many seconds more are tolerated.
#: Pages cannot send pings, and browsers only answer those of the server. Each ping is answered, and the answers to a
#: client that does not read would pile up.
_CONTROL_FRAMES = (10, 100, 2)
_floods = LogLimit()
_NO_HEADERS = Headers()
#: Seconds for which connections without a request are waited for when the port closes, and the number of checks. A
#: client sends its first request as soon as it has connected; but browsers open some connections that they never use.
_GRACE_SECONDS, _GRACE_TURNS = 0.25, 10


def _do_nothing() -> None:
    pass


class PortConnection(ServerConnection):
    """A connection of the port: plain requests one after the other, until one of them opens a WebSocket.

    Args:
        arguments: The arguments of the `websockets` package.
        gate: The gate that every request passes.
        plain: The connections that are not WebSockets (yet).
        pulse: Pings the browsers.
        turnstile: Admits the requests that open a WebSocket.
        is_secure: Whether the port speaks TLS.
        options: The keyword arguments of the `websockets` package.
    """

    # The attribute dictionaries of a class's instances share their keys only if there are no more than 30, all of them
    # known from the first instances on. With these in it, a connection's dictionary would take 1.6 kB instead of 0.3.
    __slots__ = ("_control_frames", "_http", "_plain", "_pulse", "_turnstile", "_unparsed", "opened_by")

    def __init__(
        self,
        *arguments: Any,
        gate: Gate,
        plain: set[HttpConnection],
        pulse: Pulse,
        turnstile: Turnstile,
        is_secure: bool,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        # It nearly always stays empty, and an empty deque takes 760 bytes.
        self.drain_waiters: Any = []
        # Only WebSockets have these, and most new connections do not become one.
        self.recv_messages: Any = None
        self.transport: Any = None
        self.opened_by: Request | None = None
        self._pulse = pulse
        self._turnstile = turnstile
        self._plain = plain
        #: Received bytes that are not parsed yet, because too many messages wait to be read.
        self._unparsed = _NOTHING
        #: Counts pings and pongs, from the first one on.
        self._control_frames: TokenBucket | None = None
        self._http: HttpConnection | None = HttpConnection(gate, self._upgrade, is_secure=is_secure)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to serve plain requests."""
        if self._http is not None:
            self._plain.add(self._http)
            self._http.connection_made(transport)  # type: ignore[arg-type]

    def _upgrade(self, head: Head, request: Request, data: bytes) -> None:
        """Open a WebSocket when it is its turn."""
        if self._http is None:
            return
        if self._turnstile.enter():
            self._open(head, request, data)
        else:
            # The request is complete; whatever else arrives can wait in the socket.
            self._http.transport.pause_reading()
            self._turnstile.wait(partial(self._open_later, head, request, data))

    def _open_later(self, head: Head, request: Request, data: bytes) -> None:
        # Meanwhile, the client may have left, or the server may be stopping.
        if self._http is not None and not self._http.transport.is_closing():
            self._http.transport.resume_reading()
            self._open(head, request, data)

    def _open(self, head: Head, request: Request, data: bytes) -> None:
        """Open a WebSocket; from now on, the package processes what is received."""
        http, self._http = self._http, None
        if http is None:
            return
        self._plain.discard(http)
        self.opened_by = request
        if offers_protocol(head.values("sec-websocket-protocol")):
            # A function for `select_subprotocol` would be part of a reference cycle with the connection.
            self.protocol.available_subprotocols = [Subprotocol(SUBPROTOCOL)]
        super().connection_made(http.transport)
        self.recv_messages.resume = self._parse_soon
        self.data_received(data)

    def start_keepalive(self) -> None:
        """Have the browser pinged from now on; the handshake is done."""
        self._pulse.add(self)

    def ask(self) -> bool:
        """Send a ping; return whether there can be an answer."""
        if self.protocol.state is not State.OPEN:
            return False
        self.protocol.send_ping(b"")
        self.send_data()
        return True

    def give_up(self) -> None:
        """End the connection, because no answer has arrived."""
        if self.protocol.state is State.OPEN:
            self.protocol.fail(CloseCode.INTERNAL_ERROR, "keepalive ping timeout")
            self.send_data()
            self.close_deadline = self.loop.time() + (self.close_timeout or 0)
            self.loop.call_at(self.close_deadline, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        """Process received bytes."""
        if self._http is not None:
            self._http.data_received(data)
        elif len(data) <= _PIECE and not self._unparsed:
            super().data_received(data)
        else:
            self._unparsed = memoryview(bytes(self._unparsed) + data if self._unparsed else data)
            self._parse()

    def _parse(self) -> None:
        """Parse received bytes until too many messages wait to be read."""
        while self._unparsed and not self.recv_messages.paused:
            piece, self._unparsed = self._unparsed[:_PIECE], self._unparsed[_PIECE:]
            super().data_received(bytes(piece))

    def _parse_soon(self) -> None:
        """Resume parsing, but not at once: this is called while a message is taken from the queue."""
        self.loop.call_soon(self._parse_and_read)

    def _parse_and_read(self) -> None:
        self._parse()
        if not self.recv_messages.paused:
            self.transport.resume_reading()

    def process_event(self, event: Event) -> None:
        """Process a frame; a peer that sends too many pings or pongs is cut off."""
        super().process_event(event)
        if not isinstance(event, Frame):
            return
        if len(event.data) >= _LONG_MESSAGE and not self.recv_messages.paused:
            self.recv_messages.paused = True
            self.recv_messages.pause()
        elif event.opcode in (Opcode.PING, Opcode.PONG):
            if event.opcode is Opcode.PONG:
                self._pulse.answered(self)
            if self._control_frames is None:
                self._control_frames = TokenBucket(*_CONTROL_FRAMES)
            if not self._control_frames.take(self.loop.time()) and not self.transport.is_closing():
                _floods.log(logging.WARNING, "a connection was cut off: too many pings from %s", self.remote_address)
                self.transport.abort()

    def eof_received(self) -> None:
        """Handle the end of the input."""
        if self._http is not None:
            return self._http.eof_received()  # type: ignore[return-value]
        return super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Handle the end of the connection."""
        if self._http is not None:
            # They refer to each other; without this, only the garbage collector would free them.
            http, self._http = self._http, None
            self._plain.discard(http)
            http.connection_lost()
            # The package waits for this on every connection, even on one that never became a WebSocket.
            self.connection_lost_waiter.set_result(None)
        else:
            # Unparsed bytes are dropped: either the server ended the connection, or it broke and the browser resends.
            self._unparsed = _NOTHING
            self._pulse.forget(self)
            # They refer to each other; without this, only the garbage collector would free them.
            self.recv_messages.resume = _do_nothing
            super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Pause writing, because too much is waiting to be sent."""
        if self._http is not None:
            self._http.pause_writing()
        else:
            super().pause_writing()

    def resume_writing(self) -> None:
        """Resume writing."""
        if self._http is not None:
            self._http.resume_writing()
        else:
            super().resume_writing()


class HttpServer:
    """A port for HTTP and WebSocket connections.

    Args:
        gate: The gate that every request passes.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._plain: set[HttpConnection] = set()
        self._server: Server | None = None

    async def open(
        self, host: str | None, port: int, tls: ssl.SSLContext | None = None, sock: socket.socket | None = None
    ) -> int:
        """Start listening.

        Args:
            host: The address to listen on.
            port: The port; 0 takes a free one.
            tls: The TLS context; without it, the port does not speak TLS.
            sock: A bound socket, instead of host and port.

        Returns:
            The port that was taken.

        Raises:
            OSError: The address is in use, or is not one of this machine's.
        """
        limits = self._gate.limits
        opening = serve(
            self._run,
            None if sock else host,
            None if sock else port,
            sock=sock,
            ssl=tls,
            compression=None,
            extensions=[LazyDeflateFactory()] if limits.deflate else None,
            create_connection=partial(  # type: ignore[arg-type]
                PortConnection,
                gate=self._gate,
                plain=self._plain,
                pulse=Pulse(heartbeat(limits)),
                turnstile=Turnstile(),
                is_secure=tls is not None,
            ),
            server_header=None,
            open_timeout=limits.handshake_seconds,
            close_timeout=limits.close_seconds,
            # `Pulse` sends the pings.
            ping_interval=None,
            max_size=limits.session.message_bytes,
            # Each waiting message may be that long; the rest waits in the socket, and finally in the browser.
            max_queue=(_QUEUED_MESSAGES, 0),
            write_limit=limits.write_buffer,
            # asyncio also takes this as the length of the queue, which is set below.
            backlog=_ACCEPTED_AT_ONCE,
        )
        try:
            self._server = await opening
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                error.add_note(
                    f"Another program listens on port {port}: end it, or give another one; 0 takes a free one."
                )
            raise
        for listening in self._server.sockets:
            # Accepted sockets inherit it.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            if sock is None:
                with listening.dup() as same:
                    same.listen(_BACKLOG)
        if sock is not None:
            sock.listen(_BACKLOG)
        address = self._server.sockets[0].getsockname()
        return int(address[1])

    async def close(self, end_connections: Callable[[], Awaitable[None]]) -> None:
        """Stop listening, end the connections, and wait until all of them have ended.

        Args:
            end_connections: Ends the connections that the gate runs.
        """
        server, self._server = self._server, None
        if server is None:
            return
        server.close(close_connections=False)
        for http in self._plain:
            http.retire()
        await end_connections()
        await self._await_first_requests()
        answering = [http.close() for http in tuple(self._plain)]
        if waiting := [task for task in answering if task is not None]:
            await asyncio.wait(waiting, timeout=self._gate.limits.close_seconds)
        for http in tuple(self._plain):
            http.abort()
        for connection in server.connections:
            connection.transport.abort()
        await server.wait_closed()

    async def _await_first_requests(self) -> None:
        """Wait for the requests of the last connections: one that is closed before its data was read is reset."""
        for _ in range(_GRACE_TURNS):
            if not any(http.is_fresh for http in self._plain):
                return
            await asyncio.sleep(_GRACE_SECONDS / _GRACE_TURNS)

    async def _run(self, connection: ServerConnection) -> None:
        if not isinstance(connection, PortConnection) or connection.opened_by is None:
            raise TypeError("a WebSocket was opened without a request")
        transport = WebSocketTransport(connection, self._gate.limits.write_buffer, self._gate.traffic)
        request, connection.opened_by = connection.opened_by, None
        incoming = IncomingConnection(transport, request, connection.subprotocol == SUBPROTOCOL)
        # The headers are a quarter of an idle connection's memory. The request has copies of those that are needed.
        if connection.request is not None:
            connection.request.headers = _NO_HEADERS
        if connection.response is not None:
            connection.response.headers = _NO_HEADERS
        serving = self._gate.run(incoming)
        del incoming, request
        await serving
