"""What a connection's driver needs of the network, and how the `websockets` package gives it.

Everything that reads or writes a socket of a session is in this file, so that another server (ASGI) is another class
with these few methods.
"""

import asyncio
from typing import Protocol

from websockets.asyncio.server import ServerConnection, broadcast
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from domsync.session.feed import Parcel

_PAUSE_SECONDS = 0.05


class TransportClosed(Exception):
    """The connection has ended, in whatever way."""


class Transport(Protocol):
    """One open WebSocket connection."""

    async def receive(self) -> str | bytes:
        """Wait for the next message.

        Raises:
            TransportClosed: There will be none.
        """

    def write(self, data: bytes) -> None:
        """Send a text message without waiting; while `congested`, it should wait for `drain`."""

    def offer(self, parcel: Parcel) -> bool:
        """Send a text message that many get, unless it would have to wait; says whether it was sent."""

    async def drain(self) -> None:
        """Wait until the browser has read enough for more.

        Raises:
            TransportClosed: What was written did not arrive, or nobody knows.
        """

    @property
    def congested(self) -> bool:
        """Whether so much waits to be sent that no more should be written."""

    @property
    def unsent(self) -> int:
        """How many bytes wait to be sent; while it falls, the browser reads."""

    @property
    def closed(self) -> bool:
        """Whether the connection has ended."""

    @property
    def close_code(self) -> int | None:
        """Why the connection has ended, as the other side says; None or 1006 if it has not said anything."""

    async def close(self, code: int, reason: str) -> None:
        """Say goodbye and wait for the answer."""

    def abort(self) -> None:
        """End the connection now; what was not sent is lost."""


class WebSocketTransport:
    """A connection of the `websockets` server.

    Args:
        connection: The connection; its handshake is done.
        write_buffer: Above so many waiting bytes nothing is sent without waiting.
    """

    __slots__ = ("_connection", "_write_buffer")

    def __init__(self, connection: ServerConnection, write_buffer: int) -> None:
        self._connection = connection
        self._write_buffer = write_buffer

    async def receive(self) -> str | bytes:
        """Wait for the next message."""
        try:
            return await self._connection.recv()
        except ConnectionClosed:
            raise TransportClosed from None

    def write(self, data: bytes) -> None:
        """Send a text message without waiting."""
        # The only call of the package that writes without waiting. It is safe where the buffer is looked at first. A
        # connection that is closing is passed over, and `receive` tells of it.
        broadcast((self._connection,), data, text=True)

    def offer(self, parcel: Parcel) -> bool:
        """Send a text message that many get, unless it would have to wait."""
        connection = self._connection
        protocol, transport = connection.protocol, connection.transport
        if (
            protocol.state is not State.OPEN
            or protocol.extensions
            or transport.get_write_buffer_size() > self._write_buffer
        ):
            return False
        packed = parcel.packed
        if packed is None:
            # Without extensions the same bytes are right for every connection.
            packed = parcel.packed = Frame(Opcode.TEXT, parcel.data).serialize(mask=False)
        transport.write(packed)
        return True

    async def drain(self) -> None:
        """Wait until the browser has read enough for more."""
        try:
            await self._connection.drain()
        except OSError:
            raise TransportClosed from None
        if self.congested:
            # The package and this class may not see the limit in the same way (TLS has a buffer of its own).
            await asyncio.sleep(_PAUSE_SECONDS)

    @property
    def congested(self) -> bool:
        """Whether so much waits to be sent that no more should be written."""
        return self.unsent > self._write_buffer

    @property
    def unsent(self) -> int:
        """How many bytes wait to be sent."""
        return self._connection.transport.get_write_buffer_size()

    @property
    def closed(self) -> bool:
        """Whether the connection has ended."""
        return self._connection.state is State.CLOSED

    @property
    def close_code(self) -> int | None:
        """Why the connection has ended, as the other side says."""
        return self._connection.close_code

    async def close(self, code: int, reason: str) -> None:
        """Say goodbye and wait for the answer."""
        await self._connection.close(code, reason)

    def abort(self) -> None:
        """End the connection now."""
        self._connection.transport.abort()
