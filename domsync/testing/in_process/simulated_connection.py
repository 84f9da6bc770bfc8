"""The connection between a page and its server, without a network: two ends, and a delay between them."""

import asyncio
from collections import deque
from collections.abc import Callable

from domsync.server.net.transport import Transport, TransportClosed, WrappedTransport
from domsync.session.frame_log import SharedFrame

#: The tolerance, in seconds, within which frames are due at the same time.
_ROUNDING = 1e-9


class FakeConnection:
    """One connection. The server uses it as its `Transport`; the browser sends with `tell` and is given what arrives.

    Args:
        loop: The event loop, which gives the time.
        arrived: Called with each frame that arrives at the browser, in order.
        closed: Called with code and reason when the server has ended the connection.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        arrived: Callable[[bytes], None],
        closed: Callable[[int, str], None],
    ) -> None:
        self._loop = loop
        self._arrived = arrived
        self._closed = closed
        #: The delay of frames in either direction, in seconds.
        self.delay: float = 0.0
        self._up = DelayedQueue(loop, self._reach_server)
        self._down = DelayedQueue(loop, self._reach_browser)
        self._received: deque[str | bytes] = deque()
        self._reader: asyncio.Future[None] | None = None
        self._over = False

    @property
    def in_transit(self) -> bool:
        """True if a frame is still in transit."""
        return bool(self._up.waiting or self._down.waiting or self._received)

    # The browser's end

    def tell(self, frame: str | bytes) -> None:
        """Send a frame to the server."""
        if not self._over:
            self._up.put(frame, self.delay)

    def deliver(self) -> bool:
        """Give both sides what has arrived, and return whether there was anything."""
        up = self._up.deliver()
        return self._down.deliver() or up

    def drop(self) -> None:
        """Break the connection: frames in transit are lost."""
        self._over = True
        self._up.waiting.clear()
        self._down.waiting.clear()
        self._received.clear()
        self._wake()

    # The server's end

    async def receive(self) -> str | bytes:
        """Wait for the next message."""
        while not self._received:
            if self._over:
                raise TransportClosed
            self._reader = self._loop.create_future()
            await self._reader
        return self._received.popleft()

    def write(self, data: bytes) -> None:
        """Send a frame to the browser, which always has room for it."""
        if not self._over:
            self._down.put(data, self.delay)

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a broadcast frame."""
        self.write(frame.data)
        return True

    async def drain(self) -> None:
        """Do nothing: no frame ever waits to be sent."""

    @property
    def congested(self) -> bool:
        """False: the connection is never congested."""
        return False

    @property
    def unsent(self) -> int:
        """Zero: no frame ever waits to be sent."""
        return 0

    @property
    def closed(self) -> bool:
        """True if the connection has ended."""
        return self._over

    @property
    def close_code(self) -> int | None:
        """The close code; a browser that leaves its page ends its visit here, so there is none."""
        return None

    async def close(self, code: int, reason: str) -> None:
        """End the connection; frames sent before still arrive."""
        if not self._over:
            self._down.put((code, reason), self.delay)
            self._over = True
            self._wake()

    def abort(self) -> None:
        """End the connection at once."""
        if not self._over:
            self._down.put((1006, ""), self.delay)
            self._over = True
            self._wake()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def _reach_server(self, frame: object) -> None:
        if isinstance(frame, str | bytes):
            self._received.append(frame)
            self._wake()

    def _reach_browser(self, frame: object) -> None:
        if isinstance(frame, bytes):
            self._arrived(frame)
        elif isinstance(frame, tuple):
            self._closed(*frame)


class DelayedQueue:
    """One direction: items come out in order, after a delay.

    Args:
        loop: The event loop, which gives the time.
        arrived: Called with each item.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, arrived: Callable[[object], None]) -> None:
        self._loop = loop
        self._arrived = arrived
        #: The items in transit, and when they arrive.
        self.waiting: deque[tuple[float, object]] = deque()

    def put(self, item: object, delay: float) -> None:
        """Put an item in.

        Args:
            item: The item.
            delay: The delay in seconds; longer if an earlier item takes longer.
        """
        due = self._loop.time() + delay
        if self.waiting:
            due = max(due, self.waiting[-1][0])
        self.waiting.append((due, item))
        if delay:
            self._loop.call_at(due, self.deliver)

    def deliver(self) -> bool:
        """Deliver the items that are due, and return whether there were any."""
        delivered = False
        while self.waiting and self.waiting[0][0] <= self._loop.time() + _ROUNDING:
            _, item = self.waiting.popleft()
            delivered = True
            self._arrived(item)
        return delivered


class SlowTransport(WrappedTransport):
    """A connection of a real server that delays its frames.

    Args:
        transport: The connection.
        delay: Returns the current delay of a frame, in seconds.

    Attributes:
        taken: The number of messages that the server has received.
        written: The number of text messages that it has sent.
    """

    def __init__(self, transport: Transport, delay: Callable[[], float]) -> None:
        super().__init__(transport)
        self.taken: int = 0
        self.written: int = 0
        loop = asyncio.get_running_loop()
        self._delay = delay
        self._up = DelayedQueue(loop, self._arrived)
        self._down = DelayedQueue(loop, self._leave)
        self._received: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._reading = loop.create_task(self._read())

    async def _read(self) -> None:
        try:
            while True:
                self._up.put(await self._transport.receive(), self._delay())
                if not self._delay():
                    self._up.deliver()
        except TransportClosed:
            pass
        finally:
            self._received.put_nowait(None)

    def _arrived(self, item: object) -> None:
        if isinstance(item, str | bytes):
            self._received.put_nowait(item)

    def _leave(self, item: object) -> None:
        if isinstance(item, bytes) and not self._transport.closed:
            self._transport.write(item)

    async def receive(self) -> str | bytes:
        """Wait for the next message."""
        message = await self._received.get()
        if message is None:
            self._received.put_nowait(None)
            raise TransportClosed
        self.taken += 1
        return message

    def write(self, data: bytes) -> None:
        """Send a text message after the delay."""
        self.written += 1
        self._down.put(data, self._delay())
        if not self._delay():
            self._down.deliver()

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a broadcast text message after the delay, unless it would have to wait."""
        if self.congested:
            return False
        self.write(frame.data)
        return True

    def abort(self) -> None:
        """End the connection now."""
        self._reading.cancel()
        self._transport.abort()
