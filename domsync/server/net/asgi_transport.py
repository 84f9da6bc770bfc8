"""The WebSocket of an ASGI server, as a transport for the connection's driver."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from domsync.render.wire import messages_of
from domsync.server.net.transport import Traffic, TransportClosed
from domsync.session import CloseCode
from domsync.session.frame_log import SharedFrame

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class AsgiTransport:
    """One open WebSocket.

    ASGI's ``send`` waits until the server can take more. Messages are therefore put in a queue that one task empties,
    and ``unsent`` tells how far the browser is behind. What the server itself buffers is not known.

    An ASGI application cannot abort a connection. After :meth:`abort`, nothing is sent or received any more, and the
    server closes the connection when the application returns.

    Args:
        receive: The ASGI channel for incoming messages.
        send: The ASGI channel for outgoing messages.
        write_buffer: The number of waiting bytes above which the transport is ``congested``.
        message_bytes: The maximum size of a received message in bytes, for servers that have no limit of their own.
        traffic: The counters for what is sent.
    """

    __slots__ = (
        "_close_code",
        "_closed",
        "_is_reader_cancelled",
        "_message_bytes",
        "_queue",
        "_reader",
        "_receive",
        "_room",
        "_said_close",
        "_send",
        "_traffic",
        "_unsent",
        "_write_buffer",
        "_writer",
    )

    def __init__(
        self, receive: Receive, send: Send, write_buffer: int, message_bytes: int, traffic: Traffic | None = None
    ) -> None:
        self._receive = receive
        self._send = send
        self._write_buffer = write_buffer
        self._message_bytes = message_bytes
        self._traffic = traffic or Traffic()
        self._queue: deque[str | bytes] = deque()
        self._unsent = 0
        self._writer: asyncio.Task[None] | None = None
        self._room: asyncio.Future[None] | None = None
        self._close_code: int | None = None
        self._closed = False
        self._said_close = False
        #: The task that waits for a message, and whether it was cancelled because the connection has ended.
        self._reader: asyncio.Task[Any] | None = None
        self._is_reader_cancelled = False

    async def receive(self) -> str | bytes:
        """Wait for the next message."""
        if self._closed:
            raise TransportClosed
        self._reader = asyncio.current_task()
        try:
            message = await self._receive()
        except asyncio.CancelledError:
            if self._is_reader_cancelled and self._reader is not None:
                self._reader.uncancel()
                raise TransportClosed from None
            raise
        finally:
            self._reader = None
        if self._closed:
            raise TransportClosed
        if message["type"] == "websocket.disconnect":
            self._close_code = message.get("code", 1005)
            self._end()
            raise TransportClosed
        data: str | bytes = message["text"] if message.get("text") is not None else message.get("bytes", b"")
        if len(data) > self._message_bytes or (
            isinstance(data, str) and len(data) * 4 > self._message_bytes and len(data.encode()) > self._message_bytes
        ):
            await self.close(CloseCode.TOO_BIG, "")
            raise TransportClosed
        return data

    def write(self, data: bytes) -> None:
        """Send a message without waiting."""
        text, attached = messages_of(data)
        if attached is not None:
            self._put(attached, len(attached))
        self._put(text.decode(), len(text))

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a message shared by many connections, unless it would have to wait."""
        if self._closed or self._unsent > self._write_buffer:
            return False
        data, attached = messages_of(frame.data)
        if attached is not None:
            self._put(attached, len(attached))
        text = frame.text
        if text is None:
            text = frame.text = data.decode()
        self._put(text, len(data))
        return True

    def _put(self, message: str | bytes, size: int) -> None:
        if self._closed or self._said_close:
            return
        self._queue.append(message)
        self._unsent += size
        self._traffic.sent(size)
        if self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._queue and not self._closed:
                message = self._queue.popleft()
                kind = "text" if isinstance(message, str) else "bytes"
                await self._send({"type": "websocket.send", kind: message})
                size = len(message if isinstance(message, bytes) or message.isascii() else message.encode())
                self._unsent = max(0, self._unsent - size)
                if not self._queue:
                    self._unsent = 0
                if self._unsent <= self._write_buffer:
                    self._make_room()
        except Exception:  # noqa: BLE001 - servers raise different exceptions when the client has left
            self._end()
        finally:
            self._writer = None

    def _make_room(self) -> None:
        room, self._room = self._room, None
        if room is not None and not room.done():
            room.set_result(None)

    async def drain(self) -> None:
        """Wait until more may be written."""
        while self._unsent > self._write_buffer and not self._closed:
            if self._room is None:
                self._room = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._room)
        if self._closed:
            raise TransportClosed

    @property
    def congested(self) -> bool:
        """True if too much is waiting to be sent; nothing more should be written."""
        return self._unsent > self._write_buffer

    @property
    def unsent(self) -> int:
        """The number of bytes waiting to be sent."""
        return self._unsent

    @property
    def closed(self) -> bool:
        """True if the connection has ended."""
        return self._closed

    @property
    def close_code(self) -> int | None:
        """The close code that the other side sent."""
        return self._close_code

    async def close(self, code: int, reason: str) -> None:
        """Send a close frame after all messages written before. The server waits for the answer."""
        if self._closed or self._said_close:
            return
        self._said_close = True
        if self._writer is not None:
            await asyncio.wait({self._writer})
        with suppress(Exception):  # as in `_write`: the client has left
            await self._send({"type": "websocket.close", "code": int(code), "reason": reason})
        self._end()

    def abort(self) -> None:
        """Stop sending and receiving; what was not sent is lost."""
        self._end()
        if self._writer is not None:
            self._writer.cancel()

    def _end(self) -> None:
        self._closed = True
        self._queue.clear()
        self._unsent = 0
        self._make_room()
        if self._reader is not None and self._reader is not asyncio.current_task():
            # It waits for a message that will not come.
            self._is_reader_cancelled = True
            self._reader.cancel()

    async def finish(self) -> None:
        """Abort, and wait until the writing task has ended."""
        self.abort()
        if self._writer is not None:
            await asyncio.wait({self._writer})
