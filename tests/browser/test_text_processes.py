"""One text in tabs that different worker processes serve, over a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.harness import PageLog
from tests.browser.test_shared_text import around, begun, caret, type
from tests.redis_server import RedisServer, redis_server
from tests.server.worker_processes import HERE, Running, running
from tests.waiting import PATIENCE


@pytest.fixture
def two() -> Iterator[tuple[RedisServer, Running, str]]:
    """Two workers and their Redis."""
    with redis_server() as redis, running(str(HERE / "text_app.py"), 2, redis.url) as (processes, served):
        yield redis, processes, f"http://127.0.0.1:{served.port}/"


async def pid_of(page: Page) -> int:
    return int(await page.locator("#pid").inner_text())


async def open_each(new_page: Any, url: str) -> list[Page]:
    """A tab at each worker."""
    tabs: dict[int, Page] = {}
    # Several pages, one after the other: which worker has a page is chance.
    async with asyncio.timeout(4 * PATIENCE):
        while len(tabs) < 2:
            # A page of its own each time: over a connection that is kept alive, a page stays at its worker.
            page = await new_page()
            await page.goto(url)
            if await pid_of(page) in tabs:
                await page.close()
                continue
            tabs[await pid_of(page)] = page
            await begun(page)
            await page.locator("textarea").focus()
            await caret(page, 1)
    return list(tabs.values())


async def both_show(one: Page, two: Page, *texts: str) -> None:
    """Wait until both tabs show the same one of these texts."""
    async with asyncio.timeout(PATIENCE):
        while True:
            shown = await one.locator("textarea").input_value()
            if shown in texts and shown == await two.locator("textarea").input_value():
                break
            await asyncio.sleep(0.05)
    for page in (one, two):
        await expect(page.locator("output")).to_have_text(str(len(shown)))


async def test_two_tabs_of_two_workers_edit_one_text(
    two: tuple[RedisServer, Running, str], new_page: Any, page_log: PageLog
) -> None:
    redis, processes, url = two
    one, other = await open_each(new_page, url)
    await asyncio.gather(type(one, "first words"), type(other, "OTHER THINGS"))
    await both_show(one, other, "(first wordsOTHER THINGS)", "(OTHER THINGSfirst words)")
    assert (await around(one))[0].endswith("first words")
    assert (await around(other))[0].endswith("OTHER THINGS")

    # Redis is away: each tab goes on with its worker, and afterwards it is one text again.
    before = await one.locator("textarea").input_value()
    redis.stop()
    await asyncio.gather(type(one, " more"), type(other, " TOO"))
    await other.get_by_role("button").click()
    mine, yours = before.replace("words", "words more"), before.replace("THINGS", "THINGS TOO") + "."
    await expect(one.locator("output")).to_have_text(str(len(mine)))
    await expect(other.locator("output")).to_have_text(str(len(yours)))
    assert await one.locator("textarea").input_value() == mine
    assert await other.locator("textarea").input_value() == yours
    redis.start()
    both = mine.replace("THINGS", "THINGS TOO") + "."
    await both_show(one, other, both)

    # A worker dies: its page is loaded again from another one, and has the text.
    await type(one, ", last")
    both = both.replace("words more", "words more, last")
    await both_show(one, other, both)
    # A connection that has been passed on to it, and waits there, ends with it.
    page_log.allow("console", r"WebSocket connection to '[^']*worker=\d+' failed: .*ERR_CONNECTION_RESET")
    killed = await pid_of(one)
    processes.kill(killed)
    await expect(one.locator("#pid")).not_to_have_text(str(killed))
    await begun(one)
    await one.locator("textarea").focus()
    await caret(one, 0)
    await type(one, "Here: ")
    await both_show(one, other, "Here: " + both)
