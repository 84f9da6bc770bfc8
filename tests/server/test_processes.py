"""Real processes and a real Redis, which goes away, forgets all that it knew, and stands still.

Outages last five seconds. `DOMSYNC_LONG=1` has more happen around them: 800 clients and twice as many changes.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from tests.redis_server import RedisServer, redis_server
from tests.server.app_support import Served
from tests.server.replica_process import letter
from tests.server.support import Browser
from tests.server.worker_processes import HERE, ROOT, pid_of, running
from tests.waiting import PATIENCE

pytestmark = pytest.mark.slow

LONG = bool(os.environ.get("DOMSYNC_LONG"))
#: How long an outage lasts, and how long there is peace before and after it.
OUTAGE, PEACE = 5.0, (2.0 if LONG else 0.4)
#: Changes a second in each process; each change is three.
RATE = 100 if LONG else 50
#: Visitors of four workers, and how often one of them clicks, in a second.
CLIENTS, CLICK_RATE = (800, 100) if LONG else (200, 40)
#: The number of the page's button.
BUTTON = 5


class Node:
    """A process that changes a board at random."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.last: dict[str, Any] = {}

    async def ask(self, *words: object) -> dict[str, Any]:
        """Tell it something, and hear what it holds."""
        assert self._process.stdin is not None
        self._process.stdin.write((" ".join(map(str, words)) + "\n").encode())
        self.last = await self.hear()
        return self.last

    async def hear(self) -> Any:
        """What it says next."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self._process.stdout.readline())

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    async def end(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self.send(signal.SIGCONT)
        self._process.stdin.close()
        await self._process.wait()


async def start(number: int, redis: RedisServer) -> Node:
    """Start a process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.server.replica_process", str(number), redis.url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        limit=2**26,
    )
    node = Node(process)
    assert await node.hear() == "ready"
    return node


@asynccontextmanager
async def nodes(count: int) -> AsyncIterator[tuple[RedisServer, list[Node]]]:
    """Processes and their Redis."""
    with redis_server() as redis:
        started = await asyncio.gather(*[start(number, redis) for number in range(count)])
        try:
            yield redis, started
        finally:
            redis.thaw()
            await asyncio.gather(*[node.end() for node in started])


async def tell(among: list[Node]) -> None:
    """Have all tell what they hold."""
    await asyncio.gather(*[node.ask("tell") for node in among])


async def go_on_alone(among: list[Node], least: float) -> None:
    """Wait until all have noticed that Redis is away, and have made more than so many changes; each has its own."""
    await tell(among)
    before = [len(node.last["appended"]) for node in among]
    async with asyncio.timeout(PATIENCE):
        while any(
            node.last["connected"] or len(node.last["appended"]) <= count + least
            for node, count in zip(among, before, strict=True)
        ):
            await asyncio.sleep(0.05)
            await tell(among)
    for node in among:
        assert set(node.last["appended"]) <= set(node.last["all"])


async def go(among: list[Node], rate: float) -> None:
    """Have all make so many changes a second."""
    await asyncio.gather(*[node.ask("go", rate) for node in among])


async def equal_in_the_end(among: list[Node], seconds: float = PATIENCE) -> None:
    """Stop all changes; wait until all hold the same, and look that nothing was lost and nothing is there twice."""
    await go(among, 0)
    until = time.monotonic() + seconds
    while True:
        await tell(among)
        if not any(node.last["waiting"] for node in among) and len({node.last["value"] for node in among}) == 1:
            break
        if time.monotonic() > until:
            pytest.fail(str([(node.last["waiting"], node.last["connected"]) for node in among]))
        await asyncio.sleep(0.05)
    held = among[0].last
    appended = Counter(number for node in among for number in node.last["appended"])
    assert Counter(held["all"]) == appended
    assert set(appended.values()) == {1}
    assert held["clicks"] == sum(node.last["clicked"] for node in among)
    removed = "".join(node.last["removed"] for node in among)
    assert Counter(held["text"]) == Counter({letter(number) for number in appended} - set(removed))


async def test_processes_end_equal_through_all_that_happens_to_redis_and_to_them() -> None:
    async with nodes(4) as (redis, among):
        await go(among, RATE)
        await asyncio.sleep(PEACE)

        # Redis goes away, and comes back without a memory. Everybody goes on meanwhile.
        redis.stop()
        await asyncio.sleep(OUTAGE)
        await go_on_alone(among, OUTAGE * RATE / 4)
        redis.start()
        await asyncio.sleep(PEACE)
        await equal_in_the_end(among)

        # It stands still, with all connections open.
        await go(among, RATE)
        redis.freeze()
        await asyncio.sleep(OUTAGE)
        await tell(among)
        redis.thaw()
        await asyncio.sleep(PEACE)
        await equal_in_the_end(among)

        # One process stands still, and one comes that was not there before.
        await go(among, RATE)
        among[0].send(signal.SIGSTOP)
        among.append(await start(4, redis))
        await go(among[1:], RATE)
        await asyncio.sleep(OUTAGE)
        await tell(among[1:])
        among[0].send(signal.SIGCONT)
        await asyncio.sleep(PEACE)
        await equal_in_the_end(among)


async def test_a_process_that_is_killed_takes_nothing_with_it_that_others_had_seen() -> None:
    async with nodes(3) as (redis, among):
        await go(among, RATE)
        await asyncio.sleep(PEACE)
        killed = among.pop()
        await killed.ask("tell")
        killed.send(signal.SIGKILL)
        # Its last changes may have been on their way; those that one of the others has are in all of them.
        among.append(await start(5, redis))
        await go(among, 0)
        async with asyncio.timeout(PATIENCE):
            while True:
                await tell(among)
                if len({node.last["value"] for node in among}) == 1:
                    break
                await asyncio.sleep(0.05)
        assert max(Counter(among[0].last["all"]).values()) == 1
        assert len(set(killed.last["appended"]) & set(among[0].last["all"])) > 0


class Viewer:
    """A visitor's page that knows what it shows last of the board, and of itself."""

    def __init__(self, browser: Browser, pid: int) -> None:
        self.pid = pid
        self.board = ""
        self.own = 0
        self.sent = 0
        self._browser = browser

    async def watch(self) -> None:
        """Read all frames."""
        async for frame in self._browser.socket:
            assert isinstance(frame, str)
            for board in re.finditer(r'"(\d+:[0-9a-f]{8}:\d+:\d*)"', frame):
                self.board = board[1]
            for own in re.finditer(r'"own (\d+)"', frame):
                self.own = int(own[1])

    async def click(self) -> None:
        """Click the button."""
        self.sent += 1
        await self._browser.event(0, BUTTON, "click")


async def _connect_all(served: Served, count: int, stack: AsyncExitStack, tasks: asyncio.TaskGroup) -> list[Viewer]:
    slots = asyncio.Semaphore(16)

    async def connect() -> Viewer:
        async with slots:
            page = await served.load()
            viewer = Viewer(await stack.enter_async_context(served.connect(page)), pid_of(page))
            tasks.create_task(viewer.watch())
            return viewer

    return await asyncio.gather(*[connect() for _ in range(count)])


async def _click_for(seconds: float, viewers: list[Viewer], chosen: random.Random) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        await chosen.choice(viewers).click()
        await asyncio.sleep(1 / CLICK_RATE)


async def test_four_workers_with_many_clients_end_equal() -> None:
    chosen = random.Random(5)
    with redis_server() as redis, running(str(HERE / "board_app.py"), 4, redis.url) as (processes, served):
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
            viewers = await _connect_all(served, CLIENTS, stack, tasks)
            workers = processes.pids()
            assert {viewer.pid for viewer in viewers} == set(workers)
            await _click_for(PEACE, viewers, chosen)

            # One worker stands still; those of its visitors wait, and the others do not.
            still, *moving = workers
            processes.stop(still)
            await _click_for(OUTAGE, viewers, chosen)
            await _all_own([viewer for viewer in viewers if viewer.pid in moving])
            processes.go_on(still)
            await _click_for(PEACE, viewers, chosen)

            # Redis goes away, and comes back without a memory; nobody's page waits for it.
            redis.stop()
            await _click_for(OUTAGE, viewers, chosen)
            await _all_own(viewers)
            redis.start()
            await _click_for(PEACE, viewers, chosen)

            clicks = sum(viewer.sent for viewer in viewers)
            async with asyncio.timeout(PATIENCE):
                while len({viewer.board for viewer in viewers}) > 1 or _counts(viewers[0]) != (clicks, clicks):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            await _all_own(viewers)
            await stack.aclose()


def _counts(viewer: Viewer) -> tuple[int, int]:
    lines, _, clicks, _ = viewer.board.split(":")
    return int(lines), int(clicks)


async def _all_own(viewers: list[Viewer]) -> None:
    """Wait until all have been shown what they did themselves."""
    async with asyncio.timeout(PATIENCE):
        while any(viewer.own != viewer.sent for viewer in viewers):  # noqa: ASYNC110 - frames tell it
            await asyncio.sleep(0.02)
