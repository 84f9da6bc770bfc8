"""How much later a change shows on pages of other processes: four workers, connected by a Redis of their own.

A visitor clicks; a visitor of the same worker and one of each other worker wait for the frame that shows it. One click
at a time: what is measured is the way, not a queue.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from websockets.asyncio.client import ClientConnection

from benchmarks.clients import join
from benchmarks.environments import ROOT
from benchmarks.measure import median, percentile
from benchmarks.options import Options
from benchmarks.report import Section, Table
from tests.redis_server import redis_server

WORKERS = 4
SAMPLES = 1000
#: Between two clicks: nothing of the one before is under way, and a browser may send 100 messages a second.
PAUSE_SECONDS = 0.012
#: The number of the page's button.
_BUTTON = 5


class Viewer:
    """A visitor's page, and when it showed which number."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.shown: dict[int, float] = {}
        self._news = asyncio.Event()

    async def watch(self) -> None:
        """Read for ever."""
        async for frame in self._socket:
            now = time.perf_counter()
            for number in re.findall(r'"number (\d+)"', str(frame)):
                self.shown.setdefault(int(number), now)
            self._news.set()

    async def see(self, number: int) -> float:
        """Wait until a number is shown; when that was."""
        while number not in self.shown:
            self._news.clear()
            await self._news.wait()
        return self.shown[number]

    async def click(self, count: int) -> float:
        """Click for the so-manieth time; when that was."""
        now = time.perf_counter()
        await self._socket.send(json.dumps([count, 0, _BUTTON, "click"]))
        return now


@asynccontextmanager
async def workers(redis: str) -> AsyncIterator[str]:
    """The app in several workers; its address."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "domsync", "run", "benchmarks/processes_app.py", "--port", "0"],
        *["--workers", str(WORKERS), "--redis", redis],
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the workers' output is not connected")
        line = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", line)
        if found is None:
            raise RuntimeError(f"the workers did not start: {line!r}")
        yield f"{found[0]}/"
    finally:
        process.terminate()
        await process.wait()


async def one_of_each(address: str) -> dict[str, ClientConnection]:
    """A visitor of each worker, by the number of the worker in the address of its socket."""
    found: dict[str, ClientConnection] = {}
    while len(found) < WORKERS:
        socket = await join(address)
        request = socket.request
        worker = "" if request is None else request.path.partition("=")[2]
        if worker in found:
            await socket.close()
        else:
            found[worker] = socket
    return found


async def latencies(samples: int) -> tuple[list[float], list[float]]:
    """Milliseconds from a click to the frame that shows it: in the same process, and in each of the others."""
    here: list[float] = []
    there: list[float] = []
    with redis_server() as redis:
        async with workers(redis.url) as address, AsyncExitStack() as stack:
            sockets = await one_of_each(address)
            for socket in sockets.values():
                stack.push_async_callback(socket.close)
            viewers = [Viewer(socket) for socket in sockets.values()]
            tasks = [asyncio.create_task(viewer.watch()) for viewer in viewers]
            warm_up = samples // 10
            for number in range(1, samples + warm_up + 1):
                sender, *others = viewers
                start = await sender.click(number)
                async with asyncio.timeout(10):
                    same = await sender.see(number)
                    seen = [await other.see(number) for other in others]
                if number > warm_up:
                    here.append((same - start) * 1000)
                    there += [(moment - start) * 1000 for moment in seen]
                await asyncio.sleep(PAUSE_SECONDS)
            for task in tasks:
                task.cancel()
    return here, there


async def run(options: Options) -> Section:
    """The added latency of a change that crosses processes."""
    samples = SAMPLES // 10 if options.quick else SAMPLES
    options.say(f"{WORKERS} workers on Redis")
    here, there = await latencies(samples)
    table = Table(
        f"Milliseconds from a click to the frame that shows it ({samples} clicks, one at a time)", ["", "median", "p99"]
    )
    rows = {"in the same process": _summary(here), "in another process": _summary(there)}
    for name, figures in rows.items():
        table.add(name, *figures)
    table.add("added", *[there - here for here, there in zip(*rows.values(), strict=True)])
    notes = [f"{WORKERS} workers, one visitor each, and a Redis without persistence, all on this machine."]
    return Section("processes", "A change that crosses processes", [table], notes, figures={"milliseconds": rows})


def _summary(values: list[float]) -> tuple[float, float]:
    return median(values), percentile(values, 0.99)
