"""The driver of one connection: it moves messages between a session and a transport, whatever is inside them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from domsync.server.net.backpressure import Outgoing, PacedWriter
from domsync.server.net.transport import Transport, TransportClosed
from domsync.session import CloseCode, Limits, SessionEvent
from domsync.session.frame_log import SharedFrame

logger: logging.Logger = logging.getLogger("domsync")

#: Seconds between two checks of a connection from which nothing is read.
_LOOK_SECONDS = 1.0
#: Seconds that closing a connection may take if its browser sends too much.
_FLOOD_SECONDS = 0.5
#: The number of messages that are read and dropped while a connection is being closed.
_DISCARDED = 1000


class AnySession(Outgoing, Protocol):
    """The parts of a session that the driver uses."""

    close_code: int | None
    close_reason: str

    @property
    def connected(self) -> bool:
        """True if the browser has sent its hello message."""

    @property
    def read_delay(self) -> float:
        """The seconds for which nothing should be read."""

    def receive(self, data: str | bytes) -> None:
        """Process a message."""

    def events_received(self) -> list[SessionEvent]:
        """Take the events since the last call."""

    def close(self, code: int, reason: str = "") -> None:
        """End the connection."""


class Connection:
    """Drives a session over a transport until either ends.

    Args:
        session: The session.
        transport: The open connection.
        limits: The session's limits.
        close_seconds: Seconds that closing the connection may take.
    """

    __slots__ = ("_close_seconds", "_closing", "_has_pushed", "_limits", "_session", "_transport", "_writer")

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
        self._writer = PacedWriter(session, transport, limits.write_seconds)
        self._closing: asyncio.Task[None] | None = None
        #: Whether the handler of the last event has had everything sent.
        self._has_pushed = False

    @property
    def ended(self) -> bool:
        """True if the connection is over; nothing is sent any more."""
        return self._writer.is_over

    async def run(self, handle: Callable[[SessionEvent], None], room: Callable[[], Awaitable[None] | None]) -> None:
        """Read messages until the connection has ended.

        Args:
            handle: Called with each event of the session, in order.
            room: Called before each read. What it returns is awaited, so that a busy page can let its browser wait.
        """
        try:
            self._act(handle)
            while self._closing is None:
                if (waiting := room()) is not None:
                    await self._wait_for(waiting, room)
                data = await (self._transport.receive() if self._session.connected else self._read_hello())
                if self.ended:
                    # The session may have moved to another connection.
                    break
                self._session.receive(data)
                self._act(handle)
                if (delay := self._session.read_delay) > 0:
                    await asyncio.sleep(delay)
            # The browser's close frame comes after the messages under way, so these have to be read.
            for _ in range(_DISCARDED):
                await self._transport.receive()
        except TransportClosed:
            pass
        finally:
            self._writer.is_over = True
            await self._end()

    @property
    def said_goodbye(self) -> bool:
        """True if the browser has left the page: it then closes the connection with the code 1001."""
        return self._transport.close_code == CloseCode.GOING_AWAY

    @property
    def was_closed_by_browser(self) -> bool:
        """True if the browser closed the connection on purpose, so that it is not about to reconnect."""
        return self._transport.close_code in (CloseCode.NORMAL, CloseCode.GOING_AWAY)

    def push(self) -> None:
        """Send the session's frames: as many as possible at once, the rest as the browser reads."""
        self._has_pushed = True
        self._writer.send()
        if self._session.close_code is not None:
            self._start_closing()

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a frame shared by many connections, if it can be sent at once; see `PacedWriter.try_send`."""
        return self._closing is None and self._writer.try_send(frame)

    def wrap(self, wrapped: Callable[[Transport], Transport]) -> None:
        """Insert a tool between the session and its transport, or remove it.

        Args:
            wrapped: Called with the current transport; returns the one to use instead.
        """
        self._transport = wrapped(self._transport)
        self._writer.use(self._transport)

    async def flush(self) -> None:
        """`push`, and wait until the browser has caught up."""
        self.push()
        await self._writer.caught_up()

    async def hand_over(self) -> None:
        """End the connection because another one has taken over its session."""
        self._writer.cancel()
        try:
            async with asyncio.timeout(self._close_seconds):
                await self._transport.close(CloseCode.TAKEN_OVER, CloseCode.TAKEN_OVER.reason)
        except TimeoutError:
            self._transport.abort()

    def abort(self) -> None:
        """End the connection now."""
        self._writer.abort()

    async def close(self, code: int, reason: str = "") -> None:
        """Close the connection; after `close_seconds`, abort it."""
        self._session.close(code, reason)
        closing = self._start_closing()
        await asyncio.wait({closing})

    async def _wait_for(self, waiting: Awaitable[None], room: Callable[[], Awaitable[None] | None]) -> None:
        while True:
            try:
                # Nothing is read meanwhile, so nothing reports that the connection has ended.
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
        self._has_pushed = False
        for event in self._session.events_received():
            self._has_pushed = False
            try:
                handle(event)
            except (Exception, SystemExit):
                logger.exception("an event could not be handled")
                self._session.close(CloseCode.INTERNAL_ERROR, CloseCode.INTERNAL_ERROR.reason)
                break
        # Most handlers push the changes of an event themselves, and then there is nothing left to send.
        if not self._has_pushed or self._session.close_code is not None:
            self.push()

    def _start_closing(self) -> "asyncio.Task[None]":
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close())
        return self._closing

    async def _close(self) -> None:
        # The close frame of a browser that sends too much comes after all of that: do not wait long for it.
        is_flood = self._session.close_code == CloseCode.TOO_MANY_MESSAGES
        try:
            async with asyncio.timeout(min(_FLOOD_SECONDS, self._close_seconds) if is_flood else self._close_seconds):
                await self._writer.caught_up()
                self._writer.is_over = True
                await self._transport.close(self._session.close_code or CloseCode.NORMAL, self._session.close_reason)
        except TimeoutError:
            self.abort()

    async def _end(self) -> None:
        """End the tasks, and abort the transport."""
        if self._closing is not None:
            await asyncio.wait({self._closing})
        self._writer.cancel()
        await self._writer.caught_up()
        self._transport.abort()
