"""Backpressure: a browser is sent no more than it reads.

For a browser that lags behind, only its position in the session's logs is kept, which costs nothing. It is brought up
to date when it reads again.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from domsync.server.net.transport import Transport, TransportClosed
from domsync.session.frame_log import SharedFrame

logger: logging.Logger = logging.getLogger("domsync")

#: The number of checks, spread over `stall_seconds`, after which a browser that has read nothing is dropped.
_LOOKS = 10


class Outgoing(Protocol):
    """The parts of a session that are used here."""

    @property
    def has_more(self) -> bool:
        """True if the last `data_to_send` did not return everything."""

    def data_to_send(self) -> list[bytes]:
        """Take the next frames to send."""


class PacedWriter:
    """Sends a session's frames as fast as the browser reads them, and drops a browser that has stopped reading.

    Args:
        session: The session.
        transport: The open connection.
        stall_seconds: Seconds for which a browser may read nothing.
    """

    __slots__ = ("_session", "_stall_seconds", "_task", "_transport", "is_over")

    def __init__(self, session: Outgoing, transport: Transport, stall_seconds: float) -> None:
        self._session = session
        self._transport = transport
        self._stall_seconds = stall_seconds
        #: Sends the rest while the browser does not keep up.
        self._task: asyncio.Task[None] | None = None
        #: Whether sending has ended.
        self.is_over: bool = False

    def use(self, transport: Transport) -> None:
        """Write to another transport from now on.

        Args:
            transport: The transport, for the same connection.
        """
        self._transport = transport

    def send(self) -> None:
        """Send as much as possible at once, and the rest as the browser reads."""
        if self._task is None and not self.is_over:
            self._send_some()
            if self._transport.congested:
                self._task = asyncio.get_running_loop().create_task(self._send_rest())

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a frame shared by many connections, if it can be sent at once.

        Args:
            frame: The frame.

        Returns:
            Whether it was sent.
        """
        return self._task is None and not self.is_over and self._transport.try_send(frame)

    async def caught_up(self) -> None:
        """Wait until the browser has caught up."""
        if self._task is not None:
            await asyncio.wait({self._task})

    def abort(self) -> None:
        """Stop sending, and end the connection now."""
        self.is_over = True
        self._transport.abort()

    def cancel(self) -> None:
        """Stop sending, and cancel what is being sent."""
        self.is_over = True
        if self._task is not None:
            self._task.cancel()

    def _send_some(self) -> None:
        while not self._transport.congested:
            for frame in self._session.data_to_send():
                self._transport.write(frame)
            if not self._session.has_more:
                return

    async def _send_rest(self) -> None:
        try:
            while self._transport.congested and not self.is_over:
                await self._drain()
                if not self.is_over:
                    self._send_some()
        except TransportClosed:
            self.abort()
        finally:
            self._task = None

    async def _drain(self) -> None:
        """Wait until more may be written, and drop a browser that has stopped reading."""
        draining = asyncio.ensure_future(self._transport.drain())
        unsent, stalled = self._transport.unsent, 0
        try:
            while not (await asyncio.wait({draining}, timeout=self._stall_seconds / _LOOKS))[0]:
                before, unsent = unsent, self._transport.unsent
                stalled = 0 if unsent < before else stalled + 1
                if stalled == _LOOKS:
                    logger.info("a browser that reads nothing is dropped")
                    raise TransportClosed
            draining.result()
        finally:
            draining.cancel()
