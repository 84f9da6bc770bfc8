"""Many browsers that show nothing: `python -m benchmarks.clients URL COUNT`, in a process of its own.

It connects, says `ready`, and then answers each line of its input, a number of seconds, with what arrived in that time:
one line of JSON. With a page's address (http:) each client loads the page and takes up its session, as a browser does;
with a socket's (ws:) it only connects.
"""

import asyncio
import html
import json
import random
import re
import resource
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.environments import ROOT

#: As often as the browser's client tells which frames it has applied: of its own document, and of shared ones only.
ACKNOWLEDGE_SECONDS, ACKNOWLEDGE_SHARED_SECONDS = 1.0, 30.0
AT_ONCE = 20


@dataclass
class Arrived:
    """What has arrived at all clients."""

    frames: int = 0
    bytes: int = 0


async def load(url: str) -> dict[str, Any]:
    """Load a page and read what its client would read: the socket's path and the session's token."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
    text = (await reader.read()).decode()
    writer.close()
    found = re.search(r'data-domsync="([^"]*)"', text)
    if found is None:
        raise ValueError(f"{url} is not a page of domsync: {text[:200]}")
    settings: dict[str, Any] = json.loads(html.unescape(found[1]))
    return settings


async def join(url: str) -> ClientConnection:
    """Connect one client."""
    if url.startswith("ws"):
        return await connect(url, compression=None)
    settings, parts = await load(url), urlsplit(url)
    socket = await connect(
        urljoin(url, settings["url"]).replace("http", "ws", 1),
        compression=None,
        subprotocols=[Subprotocol("domsync.1")],
        origin=f"http://{parts.netloc}",  # type: ignore[arg-type] # a NewType of str
    )
    frames = [settings["frame"], *settings.get("shared", [])] if "frame" in settings else []
    seen = [frame[:2] for frame in frames]
    await socket.send(json.dumps([0, 1, {"v": 1, "token": settings["token"], "seen": seen, "sent": 0}]))
    return socket


async def read(socket: ClientConnection, arrived: Arrived) -> None:
    """Read for ever, and acknowledge as often as a browser does."""
    # Browsers do not come all at the same moment.
    told = time.monotonic() - random.random() * ACKNOWLEDGE_SHARED_SECONDS
    async for message in socket:
        arrived.frames += 1
        arrived.bytes += len(message)
        if not isinstance(message, str) or message.startswith("[-"):
            continue
        now = time.monotonic()
        if now - told > (ACKNOWLEDGE_SECONDS if message.startswith("[0,") else ACKNOWLEDGE_SHARED_SECONDS):
            told = now
            document, seq, _ = message[1:].split(",", 2)
            await socket.send(f"[0,2,[[{document},{seq}]]]")


def allow_open_files(count: int) -> None:
    """Have the system allow so many open files, if it lets us: many allow 1,024 until they are asked."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (count if hard == resource.RLIM_INFINITY else min(count, hard), hard)
        )


async def main(url: str, count: int) -> None:
    """Connect, and answer the questions on standard input until it ends."""
    allow_open_files(count + 200)
    arrived = Arrived()
    gate = asyncio.Semaphore(AT_ONCE)

    async def enter() -> ClientConnection:
        async with gate:
            return await join(url)

    sockets = await asyncio.gather(*[enter() for _ in range(count)])
    readers = [asyncio.create_task(read(socket, arrived)) for socket in sockets]
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        frames, size, start = arrived.frames, arrived.bytes, time.monotonic()
        await asyncio.sleep(float(line))
        answer = {
            "frames": arrived.frames - frames,
            "bytes": arrived.bytes - size,
            "seconds": time.monotonic() - start,
            "alive": sum(not reader.done() for reader in readers),
        }
        print(json.dumps(answer), flush=True)
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*[socket.close() for socket in sockets])


class Crowd:
    """A running crowd of clients; `gather` makes it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def line(self) -> str:
        """The next line that it says."""
        if self._process.stdout is None:
            raise RuntimeError("the clients' output is not connected")
        line = (await self._process.stdout.readline()).decode().strip()
        if not line:
            raise RuntimeError("the clients ended; their error is above")
        return line

    async def watch(self, seconds: float) -> dict[str, float]:
        """What arrives in this time: `frames`, `bytes`, the exact `seconds`, how many clients are `alive`."""
        if self._process.stdin is None:
            raise RuntimeError("the clients' input is not connected")
        self._process.stdin.write(f"{seconds}\n".encode())
        answer: dict[str, float] = json.loads(await self.line())
        return answer


@asynccontextmanager
async def gather(url: str, count: int) -> AsyncIterator[Crowd]:
    """Start clients in a process of their own, and end them afterwards."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "benchmarks.clients", url, str(count)],
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    crowd = Crowd(process)
    try:
        await crowd.line()
        yield crowd
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            process.kill()
            await process.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
