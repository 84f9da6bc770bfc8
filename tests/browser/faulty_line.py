"""A line between a browser and a server that breaks in every way in which lines break, when it is told to."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

#: What can happen: see `FaultyLine.fault`.
FAULTS = ("cut", "half up", "half down", "stall", "stall and cut", "still alive", "refused")


class FaultyLine:
    """Passes bytes on in both directions, until something happens.

    Attributes:
        port: Where browsers connect to.
        opened: How many WebSocket connections there have been.
    """

    def __init__(self, target: int) -> None:
        self.port = 0
        self.opened = 0
        self._target = target
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self._flows = asyncio.Event()
        self._flows.set()
        self._halved = ""
        self._refuses = 0

    async def fault(self, kind: str) -> None:
        """Have something happen to the connections that there are.

        Args:
            kind: `cut`: both ends hear of it. `half up`, `half down`: the next bytes of that direction arrive by half,
                then it is cut. `stall`: nothing passes for a while; `stall and cut`: and then it is cut. `still alive`:
                the browser's end is cut, and the server's goes on, to nobody. `refused`: it is cut, and so are the next
                connections.
        """
        if kind.startswith("stall"):
            self._flows.clear()
            # As long as it takes to have something wait at both ends.
            await asyncio.sleep(0.1)
            if kind == "stall":
                self._flows.set()
                return
        if kind.startswith("half"):
            self._halved = kind.removeprefix("half ")
            return
        if kind == "refused":
            self._refuses = 2
        for near, far in self._ends:
            near.transport.abort()
            if kind != "still alive":
                far.transport.abort()
        self._ends.clear()
        self._flows.set()

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """For a while, nothing passes."""
        self._flows.clear()
        try:
            yield
        finally:
            self._flows.set()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with suppress(asyncio.CancelledError, asyncio.IncompleteReadError, OSError):
            head = await reader.readuntil(b"\r\n\r\n")
            is_socket = b"upgrade: websocket" in head.lower()
            if is_socket and self._refuses:
                self._refuses -= 1
                writer.transport.abort()
                return
            far_reader, far = await asyncio.open_connection("127.0.0.1", self._target)
            if is_socket:
                self.opened += 1
                self._ends.append((writer, far))
            try:
                far.write(head)
                # When the browser's end has gone, the server's may stay: nothing says that it has.
                down = asyncio.create_task(self._pass(far_reader, writer, "down"))
                try:
                    await self._pass(reader, far, "up")
                    await down
                finally:
                    down.cancel()
            finally:
                writer.close()
                far.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._flows.wait()
                if self._halved == way and any(writer in ends for ends in self._ends):
                    self._halved = ""
                    writer.write(data[: len(data) // 2])
                    await writer.drain()
                    await self.fault("cut")
                    return
                # An end that is gone takes it without a word.
                if not writer.transport.is_closing():
                    writer.write(data)
                    await writer.drain()

    async def close(self) -> None:
        """Break all connections."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def faulty_line(target: int) -> AsyncIterator[FaultyLine]:
    """A line to a port of this machine."""
    line = FaultyLine(target)
    server = await asyncio.start_server(line._connected, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.close()
        await server.wait_closed()
