"""Messages to groups and presence between real processes, over a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from domsync.server.processes import membership
from tests.redis_server import redis_server
from tests.server.app_support import Served
from tests.server.messages.test_messages import Tab
from tests.server.support import Browser
from tests.server.worker_processes import HERE, Running, pages, running
from tests.waiting import PATIENCE


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[Running, Served]]:
    """Two workers, connected by a Redis."""
    with redis_server() as redis, running(str(HERE / "kitchen_app.py"), 2, redis.url) as started:
        yield started


@asynccontextmanager
async def guests(served: Served, *names: str) -> AsyncIterator[tuple[list[int], list[Browser]]]:
    """Visitors, by turns of the one worker and of the other; and which these are."""
    async with AsyncExitStack() as stack:
        pids = sorted(await pages(served, 2, "/nobody"))
        visitors = []
        for number, name in enumerate(names):
            page = (await pages(served, 2, f"/{name}"))[pids[number % 2]]
            visitors.append(await stack.enter_async_context(served.connect(page)))
        yield pids, visitors
        for visitor in visitors:
            await visitor.socket.close(1001)  # as a browser does that leaves the page for good


async def shows(browser: Browser, text: str) -> None:
    """Wait until a page shows who is there."""
    await browser.until(lambda frame: text in str(frame))


async def test_what_is_told_to_a_group_reaches_its_members_in_all_processes_and_nobody_else(
    two: tuple[Running, Served],
) -> None:
    _, served = two
    async with guests(served, "Ada", "Bob", "Cleo", "Dan") as (_, browsers):
        ada, bob, cleo, dan = map(Tab, browsers)
        for member in (ada, bob):
            await member.handled(await member.send("enter"))
        told: list[tuple[str, Any]] = []
        for teller in (ada, bob, cleo, dan):
            # From inside and from outside of the group, and of each process.
            await teller.send("tell", text="to the kitchen", group="kitchen")
            await teller.send("tell", text="to nobody", group="garden")
            await teller.send("tell", text="to all")
            told += [("told", {"text": "to the kitchen"}), ("told", {"text": "to all"})]
            for member in (ada, bob):
                assert [await member.message() for _ in range(2)] == told[-2:]
            for other in (cleo, dan):
                assert await other.message() == told[-1]
        await bob.handled(await bob.send("leave"))
        await ada.send("tell", text="to Ada", group="kitchen")
        await ada.send("tell", text="the end")
        assert [await ada.message() for _ in range(2)] == [("told", {"text": "to Ada"}), ("told", {"text": "the end"})]
        for other in (bob, cleo, dan):
            assert await other.message() == ("told", {"text": "the end"})


async def test_lists_of_clients_are_those_of_the_process(two: tuple[Running, Served]) -> None:
    _, served = two
    async with guests(served, "Ada", "Bob", "Cleo") as (_, browsers):
        ada, bob, _ = map(Tab, browsers)
        await bob.handled(await bob.send("enter"))
        for client, expected in ((ada, {"clients": 2, "kitchen": 0}), (bob, {"clients": 1, "kitchen": 1})):
            async with asyncio.timeout(PATIENCE):
                # Those of the test before may be about to leave.
                counted = None
                while counted != ("counted", expected):
                    await client.send("count")
                    counted = await client.message()


async def test_who_is_there_is_seen_in_all_processes_until_they_leave(two: tuple[Running, Served]) -> None:
    _, served = two
    async with guests(served, "Ada") as (_, (ada,)):
        await shows(ada, "1 here, 0 in the kitchen, 1 look: Ada.")
        async with guests(served, "Bob", "Cleo") as (_, (_, cleo)):
            await shows(ada, "3 here, 0 in the kitchen, 3 look: Ada, Bob, Cleo.")
            await Tab(cleo).send("enter")
            await shows(ada, "3 here, 1 in the kitchen, 3 look: Ada, Bob, Cleo.")
            await Tab(ada).send("enter")
            await shows(cleo, "3 here, 2 in the kitchen, 3 look: Ada, Bob, Cleo.")
        await shows(ada, "1 here, 1 in the kitchen, 1 look: Ada.")


async def test_those_of_a_process_that_was_killed_leave_within_a_bounded_time(two: tuple[Running, Served]) -> None:
    processes, served = two
    async with guests(served, "Ada", "Bob") as (pids, (ada, bob)):
        for each in (ada, bob):
            await Tab(each).send("enter")
        await shows(ada, "2 here, 2 in the kitchen, 2 look: Ada, Bob.")
        processes.kill(pids[1])
        await shows(ada, "1 here, 1 in the kitchen, 1 look: Ada.")
        # The worker that takes its place is one of them like any other.
        async with guests(served, "Cleo", "Dan"):
            await shows(ada, "3 here, 1 in the kitchen, 3 look: Ada, Cleo, Dan.")


def test_the_time_is_what_the_documentation_says() -> None:
    assert (
        membership.BEAT_SECONDS * membership.MISSED_BEATS,
        membership.BEAT_SECONDS * (membership.MISSED_BEATS + 1),
    ) == (15, 20)
