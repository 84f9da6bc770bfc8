"""Servers in processes of their own, and the clients that visit them."""

import asyncio
import os

import pytest

from benchmarks.clients import gather
from benchmarks.crowds import BARE, BROADCAST, COUNTER
from benchmarks.fanout import shared
from benchmarks.measure import rss_bytes
from benchmarks.serving import ServerFailed, serve


async def test_a_server_that_ends_is_an_error_with_its_last_word() -> None:
    with pytest.raises(ServerFailed, match=r"ended with 1: .*No module named benchmarks\.nothing"):
        async with serve("benchmarks.nothing"):
            pass


async def test_a_server_is_ended() -> None:
    async with BARE.run() as server:
        assert rss_bytes(server.pid) > 1_000_000
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)


async def test_clients_count_what_is_broadcast() -> None:
    async with BROADCAST.run() as server, gather(BROADCAST.address(server), 3) as crowd:
        arrived = await crowd.watch(0.5)
    assert arrived["alive"] == 3
    assert arrived["frames"] >= 3
    assert arrived["bytes"] == 49 * arrived["frames"]


async def test_clients_take_up_the_sessions_of_their_pages() -> None:
    async with shared(5).run() as server, gather(shared(5).address(server), 3) as crowd:
        arrived = await crowd.watch(0.7)
    assert arrived["alive"] == 3
    assert arrived["frames"] >= 3


async def test_clients_of_a_page_that_is_still_stay_connected() -> None:
    async with COUNTER.run() as server, gather(COUNTER.address(server), 2) as crowd:
        await asyncio.sleep(0.2)
        assert (await crowd.watch(0.2))["alive"] == 2
