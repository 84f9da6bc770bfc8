"""Browsers that open pages and leave them, in a process of their own; told to, some of them click.

Arguments: the port, how many, and the number of the button. Prints `open` when all are there. For each line of its
standard input, `COUNT SECONDS`, so many of them that have not clicked yet click, at random times within the seconds;
then it prints the milliseconds that each answer has taken, as JSON.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import sys
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from tests.server.app_support import Loaded

#: So many open their pages at once.
AT_ONCE = 20
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: domsync.1\r\n\r\n"
)


def frame(opcode: int, data: bytes) -> bytes:
    """A message as a browser sends it, with a mask of zeros."""
    length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + len(data).to_bytes(2)
    return bytes([0x80 | opcode]) + length + bytes(4) + data


class Page:
    """One page and its socket: what a browser keeps of it, as far as this needs it.

    Args:
        port: The server's.

    Attributes:
        is_same: Whether the server has welcomed it as the page that it was before.
    """

    def __init__(self, port: int) -> None:
        self._host = f"localhost:{port}"
        self._port = port
        self._path = ""
        self._token = ""
        self._attempt = 1
        self.is_same = False
        self._events = 0
        self._answered: asyncio.Future[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Load the page and connect."""
        reader, writer = await asyncio.open_connection("localhost", self._port)
        writer.write(f"GET / HTTP/1.1\r\nHost: {self._host}\r\nConnection: close\r\n\r\n".encode())
        loaded = Loaded((await reader.read()).decode().partition("\r\n\r\n")[2])
        writer.close()
        self._path = urljoin("/", loaded.settings["url"])
        await self._connect(loaded.hello)

    async def come_back(self) -> None:
        """Connect again, as the same page."""
        self._attempt += 1
        await self._connect({"token": self._token, "seen": [[0, 1]], "sent": self._events, "attempt": self._attempt})

    async def lost(self) -> None:
        """Wait until the connection has ended."""
        assert self._reading is not None
        await asyncio.wait({self._reading})

    async def _connect(self, hello: Any) -> None:
        reader, self._writer = await asyncio.open_connection("localhost", self._port, limit=4096)
        key = base64.b64encode(os.urandom(16)).decode()
        self._writer.write(HANDSHAKE.format(path=self._path, host=self._host, key=key).encode())
        self._writer.write(frame(1, json.dumps([0, 1, {"v": 1, **hello}]).encode()))
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101"), answer
        self._reading = asyncio.create_task(self._read(reader, self._writer))

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._read_frames(reader, writer)
        writer.close()

    async def _read_frames(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            first, length = await reader.readexactly(2)
            if length == 126:
                length = int.from_bytes(await reader.readexactly(2))
            data = await reader.readexactly(length)
            if first & 15 == 9:
                writer.write(frame(10, data))
            elif first & 15 == 8:
                return
            elif first & 15 == 1:
                self._take(json.loads(data))

    def _take(self, told: Any) -> None:
        if told[:2] == [-1, 1]:
            self._token = told[2]["token"]
            self.is_same = told[2]["resumed"]
            return
        # A frame of a document has the number of the event that it answers; else it may come alone.
        answers = told[2] == self._events if told[0] >= 0 else told[1:] in ([2, self._events], [4, self._events])
        if answers and self._answered is not None and not self._answered.done():
            self._answered.set_result(None)

    async def click(self, node: int) -> float:
        """Click; returns the milliseconds until the answer is here."""
        assert self._writer is not None
        self._events += 1
        self._answered = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        self._writer.write(frame(1, json.dumps([self._events, 0, node, "click"]).encode()))
        await self._answered
        return (time.perf_counter() - begun) * 1000


async def main(port: int, count: int, node: int) -> None:
    """Do what the module says."""
    pages = [Page(port) for _ in range(count)]
    for at in range(0, count, AT_ONCE):
        await asyncio.gather(*[page.open() for page in pages[at : at + AT_ONCE]])
    print("open", flush=True)
    random.shuffle(pages)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        some, seconds = int(line.split()[0]), float(line.split()[1])

        async def later(page: Page, seconds: float = seconds) -> float:
            await asyncio.sleep(random.uniform(0, seconds))
            return await page.click(node)

        took = await asyncio.gather(*[later(pages.pop()) for _ in range(some)])
        print(json.dumps([round(each, 3) for each in took]), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
