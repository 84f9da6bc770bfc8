"""The connection between a page and its server, without a network: an end for each side, and a delay between them."""

import asyncio
from collections import deque
from collections.abc import Callable

from domsync.server.transport import TransportClosed


class Line:
    """One connection. It is the server's `Transport`; the browser has `tell` and is given what arrives.

    Args:
        loop: Gives the time.
        arrived: Is given each frame that arrives at the browser, in order.
        closed: Is told that the server has ended the connection, with code and reason.
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
        #: Seconds that a frame takes, in either direction.
        self.delay = 0.0
        self._up = _Way(loop, self._reach_server)
        self._down = _Way(loop, self._reach_browser)
        self._received: deque[str] = deque()
        self._reader: asyncio.Future[None] | None = None
        self._over = False

    @property
    def in_transit(self) -> bool:
        """Whether something is still on its way."""
        return bool(self._up.waiting or self._down.waiting or self._received)

    # The browser's end

    def tell(self, text: str) -> None:
        """Send a frame to the server."""
        if not self._over:
            self._up.put(text, self.delay)

    def deliver(self) -> bool:
        """Give both sides what has arrived; whether there was anything."""
        up = self._up.deliver()
        return self._down.deliver() or up

    def drop(self) -> None:
        """Break the connection: what is on its way is lost."""
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

    async def drain(self) -> None:
        """Nothing ever waits to be sent."""

    @property
    def congested(self) -> bool:
        """Never."""
        return False

    @property
    def unsent(self) -> int:
        """Nothing ever waits to be sent."""
        return 0

    @property
    def closed(self) -> bool:
        """Whether the connection has ended."""
        return self._over

    async def close(self, code: int, reason: str) -> None:
        """End the connection; what was sent before still arrives."""
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

    def _reach_server(self, text: object) -> None:
        if isinstance(text, str):
            self._received.append(text)
            self._wake()

    def _reach_browser(self, frame: object) -> None:
        if isinstance(frame, bytes):
            self._arrived(frame)
        elif isinstance(frame, tuple):
            self._closed(*frame)


class _Way:
    """One direction."""

    def __init__(self, loop: asyncio.AbstractEventLoop, arrived: Callable[[object], None]) -> None:
        self._loop = loop
        self._arrived = arrived
        self.waiting: deque[tuple[float, object]] = deque()

    def put(self, item: object, delay: float) -> None:
        due = self._loop.time() + delay
        if self.waiting:
            due = max(due, self.waiting[-1][0])
        self.waiting.append((due, item))
        if due > self._loop.time():
            # It only wakes the loop at that time; whoever comes first delivers.
            self._loop.call_at(due, self._nothing)

    def deliver(self) -> bool:
        delivered = False
        while self.waiting and self.waiting[0][0] <= self._loop.time() + 1e-9:
            _, item = self.waiting.popleft()
            delivered = True
            self._arrived(item)
        return delivered

    def _nothing(self) -> None:
        pass
