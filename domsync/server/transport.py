"""What a connection's driver needs of the network, and how the `websockets` package gives it.

Everything that reads or writes a socket of a session is in this file, so that another server (ASGI) is another class
with these few methods.
"""

from typing import Protocol

from websockets.asyncio.server import ServerConnection, broadcast
from websockets.exceptions import ConnectionClosed


class TransportClosed(Exception):
    """The connection has ended, in whatever way."""


class Transport(Protocol):
    """One open WebSocket connection."""

    async def receive(self) -> str | bytes:
        """Wait for the next message.

        Raises:
            TransportClosed: There will be none.
        """

    def write(self, data: bytes) -> bool:
        """Send a text message if that needs no waiting; False if it does, and nothing was done."""

    async def send(self, data: bytes) -> None:
        """Send a text message and wait until the browser has read enough for more.

        Raises:
            TransportClosed: It did not arrive, or nobody knows.
        """

    @property
    def unsent(self) -> int:
        """How many bytes wait to be sent; while it falls, the browser reads."""

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

    def write(self, data: bytes) -> bool:
        """Send a text message if that needs no waiting."""
        if self.unsent > self._write_buffer:
            return False
        # The only call of the package that writes without waiting. It is safe for a connection whose buffer is looked
        # at first; a connection that is closing is passed over, and `receive` tells of it.
        broadcast((self._connection,), data, text=True)
        return True

    async def send(self, data: bytes) -> None:
        """Send a text message and wait until the browser has read enough for more."""
        try:
            await self._connection.send(data, text=True)
        except ConnectionClosed:
            raise TransportClosed from None

    @property
    def unsent(self) -> int:
        """How many bytes wait to be sent."""
        return self._connection.transport.get_write_buffer_size()

    async def close(self, code: int, reason: str) -> None:
        """Say goodbye and wait for the answer."""
        await self._connection.close(code, reason)

    def abort(self) -> None:
        """End the connection now."""
        self._connection.transport.abort()
