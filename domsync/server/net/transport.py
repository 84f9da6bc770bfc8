"""The transport that a connection's driver needs, and its implementation with the `websockets` package.

Everything that reads or writes a session's socket is in this file: for another server (ASGI), another class with these
few methods is enough.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from websockets.asyncio.server import ServerConnection, broadcast
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from domsync.errors import DomsyncError
from domsync.render.wire import messages_of
from domsync.session.frame_log import SharedFrame

_PAUSE_SECONDS = 0.05


@dataclass(slots=True)
class Traffic:
    """The outgoing traffic, for the metrics.

    Args:
        requests: The number of answered requests, by method and status.
        frames: The number of frames sent.
        bytes_out: The number of bytes in the bodies of answers and in frames.
    """

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    frames: int = 0
    bytes_out: int = 0

    def sent(self, size: int) -> None:
        """Count a frame.

        Args:
            size: Its size in bytes.
        """
        self.frames += 1
        self.bytes_out += size


class TransportClosed(DomsyncError):
    """The connection has ended, in whatever way."""


class Transport(Protocol):
    """One open WebSocket connection."""

    async def receive(self) -> str | bytes:
        """Wait for the next message.

        Raises:
            TransportClosed: There will be none.
        """

    def write(self, data: bytes) -> None:
        """Send a message without waiting; while `congested`, wait for `drain` first."""

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a message shared by many connections, unless it would have to wait; return whether it was sent."""

    async def drain(self) -> None:
        """Wait until more may be written.

        Raises:
            TransportClosed: The connection has ended; what was written may not have arrived.
        """

    @property
    def congested(self) -> bool:
        """True if too much is waiting to be sent; nothing more should be written."""

    @property
    def unsent(self) -> int:
        """The number of bytes waiting to be sent; while it falls, the browser is reading."""

    @property
    def closed(self) -> bool:
        """True if the connection has ended."""

    @property
    def close_code(self) -> int | None:
        """The close code that the other side sent; None or 1006 if it sent none."""

    async def close(self, code: int, reason: str) -> None:
        """Send a close frame and wait for the answer."""

    def abort(self) -> None:
        """End the connection now; what was not sent is lost."""


class WrappedTransport:
    """A transport around another one, to which it passes on everything that a subclass does not override.

    Args:
        transport: The other transport.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def receive(self) -> str | bytes:
        """Wait for the next message."""
        return await self._transport.receive()

    def write(self, data: bytes) -> None:
        """Send a message without waiting."""
        self._transport.write(data)

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a message shared by many connections, unless it would have to wait."""
        return self._transport.try_send(frame)

    async def drain(self) -> None:
        """Wait until more may be written."""
        await self._transport.drain()

    @property
    def congested(self) -> bool:
        """True if too much is waiting to be sent; nothing more should be written."""
        return self._transport.congested

    @property
    def unsent(self) -> int:
        """The number of bytes waiting to be sent."""
        return self._transport.unsent

    @property
    def closed(self) -> bool:
        """True if the connection has ended."""
        return self._transport.closed

    @property
    def close_code(self) -> int | None:
        """The close code that the other side sent."""
        return self._transport.close_code

    async def close(self, code: int, reason: str) -> None:
        """Send a close frame and wait for the answer."""
        await self._transport.close(code, reason)

    def abort(self) -> None:
        """End the connection now."""
        self._transport.abort()


class WebSocketTransport:
    """A connection of the `websockets` server.

    Args:
        connection: The connection; its handshake is done.
        write_buffer: The number of waiting bytes above which the transport is `congested`.
        traffic: The counters for what is sent.
    """

    __slots__ = ("_connection", "_traffic", "_write_buffer")

    def __init__(self, connection: ServerConnection, write_buffer: int, traffic: Traffic | None = None) -> None:
        self._connection = connection
        self._write_buffer = write_buffer
        self._traffic = traffic or Traffic()

    async def receive(self) -> str | bytes:
        """Wait for the next message."""
        try:
            return await self._connection.recv()
        except ConnectionClosed:
            raise TransportClosed from None

    def write(self, data: bytes) -> None:
        """Send a message without waiting."""
        # `broadcast` is the only function of the package that writes without waiting, which is safe if the buffer was
        # checked before. It skips a connection that is closing, and `receive` reports that.
        text, attached = messages_of(data)
        if attached is not None:
            broadcast((self._connection,), attached)
        broadcast((self._connection,), text, text=True)
        self._traffic.sent(len(data))

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a message shared by many connections, unless it would have to wait."""
        connection = self._connection
        protocol, transport = connection.protocol, connection.transport
        if protocol.state is not State.OPEN or transport.get_write_buffer_size() > self._write_buffer:
            return False
        packed = frame.packed
        if packed is None:
            # Uncompressed, the same bytes are right for every connection.
            text, attached = messages_of(frame.data)
            packed = Frame(Opcode.TEXT, text).serialize(mask=False)
            if attached is not None:
                packed = Frame(Opcode.BINARY, attached).serialize(mask=False) + packed
            frame.packed = packed
        transport.write(packed)
        self._traffic.sent(len(frame.data))
        return True

    async def drain(self) -> None:
        """Wait until more may be written."""
        try:
            await self._connection.drain()
        except OSError:
            raise TransportClosed from None
        if self.congested:
            # The package may count fewer waiting bytes than this class, because TLS has a buffer of its own.
            await asyncio.sleep(_PAUSE_SECONDS)

    @property
    def congested(self) -> bool:
        """True if too much is waiting to be sent; nothing more should be written."""
        return self.unsent > self._write_buffer

    @property
    def unsent(self) -> int:
        """The number of bytes waiting to be sent."""
        return self._connection.transport.get_write_buffer_size()

    @property
    def closed(self) -> bool:
        """True if the connection has ended."""
        return self._connection.state is State.CLOSED

    @property
    def close_code(self) -> int | None:
        """The close code that the other side sent."""
        return self._connection.close_code

    async def close(self, code: int, reason: str) -> None:
        """Send a close frame and wait for the answer."""
        await self._connection.close(code, reason)

    def abort(self) -> None:
        """End the connection now."""
        self._connection.transport.abort()
