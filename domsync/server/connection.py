"""The driver of one connection: it moves bytes between a session and a transport, and knows neither from inside."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from domsync.server.transport import Transport, TransportClosed
from domsync.session import CloseCode, Limits, SessionEvent
from domsync.session.feed import Parcel

logger = logging.getLogger("domsync")

#: How often a connection that is not read is looked at.
_LOOK_SECONDS = 1.0
#: How long the end of a connection may take on which too much is sent.
_FLOOD_SECONDS = 0.5
#: How many messages are read and dropped while a connection is being closed.
_DISCARDED = 1000


class AnySession(Protocol):
    """What the driver uses of a session."""

    close_code: int | None
    close_reason: str

    @property
    def connected(self) -> bool:
        """Whether the browser has said hello."""

    @property
    def read_delay(self) -> float:
        """Seconds for which nothing should be read."""

    def receive(self, data: str | bytes) -> None:
        """Take a message."""

    def events_received(self) -> list[SessionEvent]:
        """What has happened."""

    def data_to_send(self) -> list[bytes]:
        """What is to be sent."""

    def close(self, code: int, reason: str = "") -> None:
        """End the connection."""


class Connection:
    """Drives a session over a transport until either ends.

    Nothing is queued here: what a slow browser has not read yet stays a position in the session's feeds. `push` sends
    what can be sent at once; when the browser does not keep up, one task sends the rest as it is read.

    Args:
        session: The session.
        transport: The open connection.
        limits: The session's limits.
        close_seconds: How long the end may take.
    """

    __slots__ = ("_close_seconds", "_closing", "_limits", "_session", "_transport", "_writer", "ended")

    def __init__(
        self,
        session: AnySession,
        transport: Transport,
        limits: Limits,
        close_seconds: float,
    ) -> None:
        self._session = session
        self._transport = transport
        self._limits = limits
        self._close_seconds = close_seconds
        self._writer: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        #: The connection is over; nothing is sent any more.
        self.ended = False

    async def run(self, handle: Callable[[SessionEvent], None], room: Callable[[], Awaitable[None] | None]) -> None:
        """Read until the connection ends. When this returns, it has.

        Args:
            handle: Is given every event of the session, in order.
            room: Called before each read, so that whoever has enough to do can let the browser wait: what it returns is
                awaited.
        """
        try:
            self._act(handle)
            while self._closing is None:
                if (waiting := room()) is not None:
                    await self._wait_for(waiting, room)
                data = await (self._transport.receive() if self._session.connected else self._read_hello())
                if self.ended:
                    # The session may be going on over another connection by now.
                    break
                self._session.receive(data)
                self._act(handle)
                if (delay := self._session.read_delay) > 0:
                    await asyncio.sleep(delay)
            # What is still on its way has to be read, because the browser's goodbye comes behind it.
            for _ in range(_DISCARDED):
                await self._transport.receive()
        except TransportClosed:
            pass
        finally:
            self.ended = True
            await self._end()

    @property
    def said_goodbye(self) -> bool:
        """Whether the browser has left its page: it closes the connection then, and says why."""
        return self._transport.close_code == CloseCode.GOING_AWAY

    def push(self) -> None:
        """Send what the session has to send: at once as much as the browser reads, the rest in time."""
        if self._writer is None and not self.ended:
            self._send_some()
            if self._transport.congested:
                self._writer = asyncio.get_running_loop().create_task(self._write())
        if self._session.close_code is not None:
            self._start_closing()

    def offer(self, parcel: Parcel) -> bool:
        """Send a frame that many get, if that can be done at once.

        Args:
            parcel: The frame.

        Returns:
            Whether it was sent.
        """
        if self._writer is not None or self._closing is not None or self.ended:
            return False
        return self._transport.offer(parcel)

    async def flush(self) -> None:
        """`push`, and wait until the browser has read enough for more."""
        self.push()
        if self._writer is not None:
            await asyncio.wait({self._writer})

    async def hand_over(self) -> None:
        """End the connection because another one has taken its session over, which goes on there."""
        self.ended = True
        if self._writer is not None:
            self._writer.cancel()
        try:
            async with asyncio.timeout(self._close_seconds):
                await self._transport.close(CloseCode.TAKEN_OVER, CloseCode.TAKEN_OVER.reason)
        except TimeoutError:
            self._transport.abort()

    def abort(self) -> None:
        """End the connection now."""
        self.ended = True
        self._transport.abort()

    async def close(self, code: int, reason: str = "") -> None:
        """End the connection in good order, or after a while in any."""
        self._session.close(code, reason)
        closing = self._start_closing()
        await asyncio.wait({closing})

    async def _wait_for(self, waiting: Awaitable[None], room: Callable[[], Awaitable[None] | None]) -> None:
        while True:
            try:
                # Nothing is read meanwhile, so that the end of the connection has to be asked for.
                async with asyncio.timeout(_LOOK_SECONDS):
                    await waiting
            except TimeoutError:
                if self._transport.closed:
                    raise TransportClosed from None
                again = room()
                if again is not None:
                    waiting = again
                    continue
            return

    async def _read_hello(self) -> str | bytes:
        try:
            async with asyncio.timeout(self._limits.hello_seconds):
                return await self._transport.receive()
        except TimeoutError:
            await self.close(CloseCode.TIMEOUT, CloseCode.TIMEOUT.reason)
            raise TransportClosed from None

    def _act(self, handle: Callable[[SessionEvent], None]) -> None:
        for event in self._session.events_received():
            try:
                handle(event)
            except Exception:
                logger.exception("an event could not be handled")
                self._session.close(CloseCode.INTERNAL_ERROR, CloseCode.INTERNAL_ERROR.reason)
                break
        self.push()

    def _send_some(self) -> None:
        while not self._transport.congested:
            frames = self._session.data_to_send()
            if not frames:
                return
            for frame in frames:
                self._transport.write(frame)

    async def _write(self) -> None:
        """Send the rest as fast as the browser reads, and see to it that it does."""
        try:
            while self._transport.congested and not self.ended:
                await self._drain()
                if not self.ended:
                    self._send_some()
        except TransportClosed:
            self.abort()
        finally:
            self._writer = None

    async def _drain(self) -> None:
        """Wait until the browser has read, as long as it reads something now and then."""
        draining = asyncio.ensure_future(self._transport.drain())
        look = self._limits.write_seconds / 10
        unsent, stalled = self._transport.unsent, 0
        try:
            while not (await asyncio.wait({draining}, timeout=look))[0]:
                before, unsent = unsent, self._transport.unsent
                stalled = 0 if unsent < before else stalled + 1
                if stalled == 10:
                    logger.info("a browser that reads nothing is dropped")
                    raise TransportClosed
            draining.result()
        finally:
            draining.cancel()

    def _start_closing(self) -> "asyncio.Task[None]":
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close())
        return self._closing

    async def _close(self) -> None:
        # The goodbye of a browser that sends too much comes behind all of that: there is no waiting for it.
        is_flood = self._session.close_code == CloseCode.TOO_MANY_MESSAGES
        try:
            async with asyncio.timeout(min(_FLOOD_SECONDS, self._close_seconds) if is_flood else self._close_seconds):
                if self._writer is not None:
                    await asyncio.wait({self._writer})
                self.ended = True
                await self._transport.close(self._session.close_code or CloseCode.NORMAL, self._session.close_reason)
        except TimeoutError:
            self.abort()

    async def _end(self) -> None:
        """Leave nothing behind."""
        if self._closing is not None:
            await asyncio.wait({self._closing})
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.wait({self._writer})
        self._transport.abort()
