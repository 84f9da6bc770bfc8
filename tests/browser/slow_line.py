"""A line between a browser and a server that takes its time, and can be held up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class SlowLine:
    """Passes bytes on, each some time after it came, in order, in both directions.

    Attributes:
        port: Where browsers connect to.
        seconds: How long a byte takes in each direction.
        open: While it is clear, WebSocket connections wait to be opened.
    """

    def __init__(self, target: int, seconds: float = 0.0) -> None:
        self.port = 0
        self.seconds = seconds
        self.open = asyncio.Event()
        self.open.set()
        self._target = target
        self._tasks: set[asyncio.Task[None]] = set()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # The end of the line, or a connection that was opened for nothing: a stream's server would log either.
        try:
            with suppress(asyncio.CancelledError, asyncio.IncompleteReadError):
                await self._carry(reader, writer)
        finally:
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"upgrade: websocket" in head.lower():
            await self.open.wait()
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, far_writer, head))
                both.create_task(self._pass(far_reader, writer))
        finally:
            for end in (writer, far_writer):
                end.close()
                with suppress(OSError):
                    await end.wait_closed()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes = b"") -> None:
        loop = asyncio.get_running_loop()
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, data = await waiting.get()
                await asyncio.sleep(due - loop.time())
                if not data:
                    with suppress(OSError):
                        writer.write_eof()
                    return
                writer.write(data)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(deliver())
            data = first
            while True:
                if data:
                    waiting.put_nowait((loop.time() + self.seconds, data))
                try:
                    data = await reader.read(65536)
                except OSError:
                    data = b""
                if not data:
                    waiting.put_nowait((loop.time() + self.seconds, b""))
                    return

    async def close(self) -> None:
        """Break all connections."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def slow_line(target: int, seconds: float = 0.0) -> AsyncIterator[SlowLine]:
    """A line to a port of this machine."""
    line = SlowLine(target, seconds)
    server = await asyncio.start_server(line._connected, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.close()
        await server.wait_closed()
