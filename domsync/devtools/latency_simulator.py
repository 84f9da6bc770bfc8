"""Simulate a slow or lossy connection, as on a train."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from domsync.server.net.transport import Transport, TransportClosed, WrappedTransport
from domsync.session.frame_log import SharedFrame

#: The minimum number of seconds after which a lost packet is sent again: one according to RFC 6298, 2.4, but operating
#: systems take a fifth of that.
RETRANSMISSION_SECONDS = 0.2


@dataclass(slots=True)
class LineSettings:
    """The settings of a page's line.

    Args:
        rtt: Seconds that are added to the round trip of a message and its answer.
        loss: The share of messages that are lost at first, 0 to 1. They arrive late, and so do all messages after them.
        is_down: Whether there is no connection at all.
    """

    rtt: float = 0.0
    loss: float = 0.0
    is_down: bool = False

    @property
    def is_plain(self) -> bool:
        """True if messages are not delayed."""
        return not (self.rtt or self.loss)


class SimulatedLine(WrappedTransport):
    """A connection that delays messages in both directions, in their order.

    Args:
        transport: The real connection.
        settings: The settings of the line, which may change at any time.
        sent: Called with each outgoing message.
        chance: Decides which messages are lost.
    """

    def __init__(
        self, transport: Transport, settings: LineSettings, sent: Callable[[bytes], None], chance: Random | None = None
    ) -> None:
        super().__init__(transport)
        self._settings = settings
        self._sent = sent
        self._chance = chance or Random()  # noqa: S311 - nobody gains by guessing it
        self._loop = asyncio.get_running_loop()
        self._out: deque[tuple[float, bytes]] = deque()
        self._out_bytes = 0
        self._out_last = 0.0
        self._all_out = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._in: deque[tuple[float, str | bytes | None]] = deque()
        self._in_last = 0.0
        self._arrived = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """True if no message is held back, and none is being read ahead."""
        return not self._out and not self._in and self._pump is None

    @property
    def inside(self) -> Transport:
        """The real connection."""
        return self._transport

    def _due(self, last: float) -> float:
        settings = self._settings
        seconds = settings.rtt / 2
        while settings.loss and self._chance.random() < min(settings.loss, 0.95):
            seconds += max(RETRANSMISSION_SECONDS, settings.rtt)
        return max(last, self._loop.time() + seconds)

    # From the browser

    async def receive(self) -> str | bytes:
        """Wait for the next message."""
        if self._pump is None and not self._in:
            if self._settings.is_plain:
                return await self._transport.receive()
            self._pump = self._loop.create_task(self._read())
        while not self._in:
            self._arrived.clear()
            await self._arrived.wait()
        due, _ = self._in[0]
        if (seconds := due - self._loop.time()) > 0:
            await asyncio.sleep(seconds)
        _, message = self._in.popleft()
        if message is None:
            raise TransportClosed
        return message

    async def _read(self) -> None:
        """Read messages as they arrive, each with the time when it is due, until messages are not delayed any more."""
        try:
            while True:
                self._arrive(await self._transport.receive())
                if self._settings.is_plain:
                    return
        except TransportClosed:
            self._arrive(None)
        finally:
            self._pump = None

    def _arrive(self, message: str | bytes | None) -> None:
        self._in_last = self._due(self._in_last)
        self._in.append((self._in_last, message))
        self._arrived.set()

    # To the browser

    def write(self, data: bytes) -> None:
        """Send a message without waiting."""
        self._sent(data)
        if not self._out and self._settings.is_plain:
            self._transport.write(data)
            return
        self._out_last = self._due(self._out_last)
        self._out.append((self._out_last, data))
        self._out_bytes += len(data)
        if self._timer is None:
            self._timer = self._loop.call_at(self._out_last, self._send_due)

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a message shared by many connections, unless it would have to wait."""
        if not self._out and self._settings.is_plain:
            is_sent = self._transport.try_send(frame)
            if is_sent:
                self._sent(frame.data)
            return is_sent
        self.write(frame.data)
        return True

    def _send_due(self) -> None:
        self._timer = None
        while self._out and self._out[0][0] <= self._loop.time():
            _, data = self._out.popleft()
            self._out_bytes -= len(data)
            self._transport.write(data)
        if self._out:
            self._timer = self._loop.call_at(self._out[0][0], self._send_due)
        else:
            self._all_out.set()

    async def drain(self) -> None:
        """Wait until more may be written."""
        await self._kept_back()
        await self._transport.drain()

    @property
    def congested(self) -> bool:
        """True if too much is waiting to be sent; nothing more should be written."""
        return self._transport.congested

    @property
    def unsent(self) -> int:
        """The number of bytes waiting to be sent."""
        return self._out_bytes + self._transport.unsent

    async def close(self, code: int, reason: str) -> None:
        """Send a close frame after the messages that are held back, and wait for the answer."""
        await self._kept_back()
        await self._transport.close(code, reason)

    async def _kept_back(self) -> None:
        """Wait until no outgoing message is held back."""
        while self._out:
            self._all_out.clear()
            await self._all_out.wait()

    def abort(self) -> None:
        """End the connection now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._out.clear()
        self._out_bytes = 0
        self._all_out.set()
        self._transport.abort()
