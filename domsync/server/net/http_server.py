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
from domsync.session.limits import TokenBucket
from domsync.session.log_limit import LogLimit

logger: logging.Logger = logging.getLogger("domsync")

#: The kernel buffers at most about twice this for a connection. With its usual megabytes a slow browser would seem to
#: have stopped for minutes, because the kernel tells of progress only when a third of the buffer is free.
_SEND_BUFFER = 64 * 1024
#: So many messages of a connection wait to be read before no more is taken from its socket. Some must fit: what a
#: browser has sent before stands before its leaving.
_QUEUED_MESSAGES = 16
#: So many connections wait to be accepted: after a break all browsers come back at once, and those for which there is
#: no room try again after seconds, or fail.
_BACKLOG = 2048
#: So many are accepted before anybody else's turn. The event loop's own 100 take 20 ms.
_ACCEPTED_AT_ONCE = 8
#: What has come is parsed in pieces of so many bytes, so that a pause takes effect before all of it is parsed: one read
#: holds up to 256 KiB, which is 40,000 messages of the shortest kind, and nobody else would be answered meanwhile.
_PIECE = 4 * 1024
#: After a message of so many bytes nothing more is parsed until those that wait have been read: a megabyte comes in a
#: kilobyte when it is compressed, and a piece holds four of those.
_LONG_MESSAGE = 64 * 1024
_NOTHING = memoryview(b"")
#: Pings and pongs in a second, at once, and for how many seconds too many are borne. A page cannot send any: browsers
#: answer those of the server. Each ping is answered, and who reads no answers would have the server keep them.
_CONTROL_FRAMES = (10, 100, 2)
_floods = LogLimit()
_NO_HEADERS = Headers()
#: How long a connection without a request is waited for when the port closes, and how often one looks. What a client
#: sends comes with its connection; browsers open some that they do not use.
_GRACE_SECONDS, _GRACE_TURNS = 0.25, 10


def _do_nothing() -> None:
    pass


class PortConnection(ServerConnection):
    """A connection of the port: plain requests one after the other, until one of them opens a WebSocket.

    Args:
        arguments: What the package passes on.
        gate: What every request passes.
        plain: Those connections that are no WebSocket (yet).
        pulse: Asks browsers whether they are there.
        turnstile: Lets those through who want a WebSocket.
        is_secure: Whether the port speaks TLS.
        options: What the package passes on.
    """

    # In Python, the dictionaries of objects of a class share their keys if there are no more than 30, all of them known
    # from the first objects on. With these in it, that of a connection would take 1.6 kB in place of 0.3.
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
        # Nearly always it stays empty, and an empty deque takes 760 bytes.
        self.drain_waiters: Any = []
        # Only WebSockets get these, and most of the first connections are none.
        self.recv_messages: Any = None
        self.transport: Any = None
        self.opened_by: Request | None = None
        self._pulse = pulse
        self._turnstile = turnstile
        self._plain = plain
        #: What has come and is not parsed yet, since too many messages wait to be read.
        self._unparsed = _NOTHING
        #: Counts pings and pongs, from the first one on.
        self._control_frames: TokenBucket | None = None
        self._http: HttpConnection | None = HttpConnection(gate, self._upgrade, is_secure=is_secure)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with plain requests."""
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
            # It has asked, and whatever comes before its turn can wait in the socket.
            self._http.transport.pause_reading()
            self._turnstile.wait(partial(self._open_later, head, request, data))

    def _open_later(self, head: Head, request: Request, data: bytes) -> None:
        # The client may have left meanwhile, or the server ends.
        if self._http is not None and not self._http.transport.is_closing():
            self._http.transport.resume_reading()
            self._open(head, request, data)

    def _open(self, head: Head, request: Request, data: bytes) -> None:
        """Open a WebSocket: from now on, all that comes is the package's."""
        http, self._http = self._http, None
        if http is None:
            return
        self._plain.discard(http)
        self.opened_by = request
        if offers_protocol(head.values("sec-websocket-protocol")):
            # A function for `select_subprotocol` would be kept by the connection and keep it: a cycle for each request.
            self.protocol.available_subprotocols = [Subprotocol(SUBPROTOCOL)]
        super().connection_made(http.transport)
        self.recv_messages.resume = self._parse_soon
        self.data_received(data)

    def start_keepalive(self) -> None:
        """Be asked whether the browser is there; the handshake is done."""
        self._pulse.add(self)

    def ask(self) -> bool:
        """Send a ping, and tell whether there can be an answer."""
        if self.protocol.state is not State.OPEN:
            return False
        self.protocol.send_ping(b"")
        self.send_data()
        return True

    def give_up(self) -> None:
        """End the connection, because no answer has come."""
        if self.protocol.state is State.OPEN:
            self.protocol.fail(CloseCode.INTERNAL_ERROR, "keepalive ping timeout")
            self.send_data()
            self.close_deadline = self.loop.time() + (self.close_timeout or 0)
            self.loop.call_at(self.close_deadline, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        if self._http is not None:
            self._http.data_received(data)
        elif len(data) <= _PIECE and not self._unparsed:
            super().data_received(data)
        else:
            self._unparsed = memoryview(bytes(self._unparsed) + data if self._unparsed else data)
            self._parse()

    def _parse(self) -> None:
        """Parse what has come until too many messages wait to be read."""
        while self._unparsed and not self.recv_messages.paused:
            piece, self._unparsed = self._unparsed[:_PIECE], self._unparsed[_PIECE:]
            super().data_received(bytes(piece))

    def _parse_soon(self) -> None:
        """Go on now that few messages wait; not at once, since one of them is just being taken out."""
        self.loop.call_soon(self._parse_and_read)

    def _parse_and_read(self) -> None:
        self._parse()
        if not self.recv_messages.paused:
            self.transport.resume_reading()

    def process_event(self, event: Event) -> None:
        """Take a frame; a peer that sends too many pings or pongs is cut off."""
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
        """Take the end of what comes."""
        if self._http is not None:
            return self._http.eof_received()  # type: ignore[return-value]
        return super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        if self._http is not None:
            # Each knows the other: parted here, or only the garbage collector would free them.
            http, self._http = self._http, None
            self._plain.discard(http)
            http.connection_lost()
            # The package waits for this of every connection, also of one that it was never given.
            self.connection_lost_waiter.set_result(None)
        else:
            # What is not parsed yet is dropped: the server has ended it, or the line broke and the browser repeats it.
            self._unparsed = _NOTHING
            self._pulse.forget(self)
            # Each knows the other: parted here, or only the garbage collector would free them.
            self.recv_messages.resume = _do_nothing
            super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More waits to be sent than should."""
        if self._http is not None:
            self._http.pause_writing()
        else:
            super().pause_writing()

    def resume_writing(self) -> None:
        """There is room again."""
        if self._http is not None:
            self._http.resume_writing()
        else:
            super().resume_writing()


class HttpServer:
    """A port.

    Args:
        gate: What every request passes.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._plain: set[HttpConnection] = set()
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
            # `Pulse` asks.
            ping_interval=None,
            max_size=limits.session.message_bytes,
            # Each that waits to be read may be as long; the rest waits in the socket, and at last in the browser.
            max_queue=(_QUEUED_MESSAGES, 0),
            write_limit=limits.write_buffer,
            # Of asyncio, this is also how long the queue is. That is set below.
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
            # The accepted sockets inherit it.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            if sock is None:
                with listening.dup() as same:
                    same.listen(_BACKLOG)
        if sock is not None:
            sock.listen(_BACKLOG)
        address = self._server.sockets[0].getsockname()
        return int(address[1])

    async def close(self, end_connections: Callable[[], Awaitable[None]]) -> None:
        """Stop to listen, end the connections, and wait until all is over.

        Args:
            end_connections: Ends those that the gate runs.
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
        """Let those in who were taken in the last moment: a connection that is closed unread is reset."""
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
        # The headers are a quarter of what an idle connection takes. Who is connected keeps what it needs of them.
        if connection.request is not None:
            connection.request.headers = _NO_HEADERS
        if connection.response is not None:
            connection.response.headers = _NO_HEADERS
        serving = self._gate.run(incoming)
        del incoming, request
        await serving
