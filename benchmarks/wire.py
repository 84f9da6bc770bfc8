"""Count what passes between a browser and a server: every byte of their TCP connections, compressed as it is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

CHUNK = 1 << 16


@dataclass
class Wire:
    """A port that passes everything on to a server, and counts it.

    Attributes:
        port: What a browser opens instead of the server's port.
        down: Bytes from the server to browsers so far: HTTP heads and bodies, frames and their heads.
        up: Bytes to the server so far.
    """

    port: int = 0
    down: int = 0
    up: int = 0

    @property
    def total(self) -> int:
        """Bytes in both directions so far."""
        return self.down + self.up

    def url(self, path: str = "/") -> str:
        """The address of one of the server's pages."""
        return f"http://127.0.0.1:{self.port}{path}"


@asynccontextmanager
async def tap(server_port: int) -> AsyncIterator[Wire]:
    """Listen on a free port, and pass on to `server_port` what comes there, and what it answers.

    Args:
        server_port: the server's, on this machine.
    """
    wire = Wire()
    passing: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # In a task of its own: asyncio would report the one that it has made itself when it is cancelled.
        task = asyncio.create_task(_pass_on(wire, reader, writer, server_port))
        passing[task] = writer
        task.add_done_callback(passing.pop)

    listener = await asyncio.start_server(connected, "127.0.0.1", 0)
    wire.port = listener.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        listener.close()
        left = dict(passing)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for writer in left.values():
            await _close(writer)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def _pass_on(
    wire: Wire, browser_in: asyncio.StreamReader, browser_out: asyncio.StreamWriter, server_port: int
) -> None:
    server_in, server_out = await asyncio.open_connection("127.0.0.1", server_port)

    async def up() -> None:
        while data := await browser_in.read(CHUNK):
            wire.up += len(data)
            server_out.write(data)
            await server_out.drain()
        server_out.write_eof()

    async def down() -> None:
        while data := await server_in.read(CHUNK):
            wire.down += len(data)
            browser_out.write(data)
            await browser_out.drain()
        browser_out.write_eof()

    try:
        # One that breaks off ends the other, as it would without anything in between.
        await asyncio.gather(up(), down())
    except OSError:
        # It was broken off, or is closed already.
        pass
    finally:
        await _close(server_out)
        await _close(browser_out)
