"""A crowd that comes at once is let in a few at a time, so that others have their turns in between."""

from __future__ import annotations

import asyncio
import json
import socket
from urllib.parse import urljoin

import pytest

from domsync import App
from domsync.server.net.turnstile import AT_ONCE, Turnstile
from tests.server.app_support import BUTTON, Counter, Served, served
from tests.server.sleepers import HANDSHAKE, frame
from tests.server.support import settled


async def test_a_few_go_through_in_each_turn_and_in_order() -> None:
    turnstile, through = Turnstile(), list[int]()

    async def come(number: int) -> None:
        await turnstile.passed()
        through.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(3 * AT_ONCE + 1):
            group.create_task(come(number))
        before, turns = 0, 0
        while len(through) <= 3 * AT_ONCE:
            await asyncio.sleep(0)
            assert len(through) - before <= AT_ONCE
            turns += len(through) > before
            before = len(through)
    assert through == list(range(3 * AT_ONCE + 1))
    assert turns == 4
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert all(turnstile.enter() for _ in range(AT_ONCE)), "as at the beginning"
    assert not turnstile.enter()


async def test_nobody_overtakes_those_who_wait() -> None:
    turnstile, through = Turnstile(), list[str]()
    for number in range(2 * AT_ONCE):
        if not turnstile.enter():
            turnstile.wait(lambda number=number: through.append(str(number)))  # type: ignore[misc]
    await asyncio.sleep(0)
    assert through == []
    assert not turnstile.enter(), "the turn is theirs"
    turnstile.wait(lambda: through.append("late"))
    await asyncio.sleep(0)
    assert through == [str(number) for number in range(AT_ONCE, 2 * AT_ONCE)]
    await asyncio.sleep(0)
    assert through[-1] == "late"


async def test_one_that_is_cancelled_or_fails_keeps_nobody() -> None:
    turnstile, told = Turnstile(), list[str]()
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(str(context["exception"])))
    for _ in range(AT_ONCE):
        await turnstile.passed()

    def fail() -> None:
        raise ValueError("failed")

    for _ in range(AT_ONCE):
        turnstile.wait(fail)
    leaving, staying = asyncio.create_task(turnstile.passed()), asyncio.create_task(turnstile.passed())
    await asyncio.sleep(0)
    leaving.cancel()
    await staying
    assert leaving.cancelled()
    assert told == ["failed"] * AT_ONCE


def browser_of(site: Served, path: str, hello: object) -> socket.socket:
    """A browser that has sent all that it has to say, before the server has looked."""
    browser = socket.create_connection(("localhost", site.port))
    host = f"localhost:{site.port}"
    browser.sendall(HANDSHAKE.format(path=path, host=host, key="dGhlIHNhbXBsZSBub25jZQ==").encode())
    browser.sendall(frame(1, json.dumps(hello).encode()))
    return browser


@pytest.mark.parametrize("left", [0, 7])
async def test_browsers_that_come_back_at_once(left: int) -> None:
    """Some of them may have left before it was their turn."""
    count = 30
    app = App(Counter)
    async with served(app) as site, site.visit() as (clicking, _):
        pages = [await site.load() for _ in range(count)]
        browsers = [
            browser_of(site, urljoin("/", page.settings["url"]), [0, 1, {"v": 1, **page.hello}]) for page in pages
        ]
        for browser in browsers[count - left :]:
            browser.close()
        here = len(app._visits.connections)
        click = asyncio.create_task(clicking.event(0, BUTTON, "click"))
        turns = 0
        while sum(visit.connected for visit in app.visits) <= count - left:
            await asyncio.sleep(0)
            now = len(app._visits.connections)
            assert now - here <= AT_ONCE, "no more in one turn"
            turns += now > here
            here = now
        assert turns >= (count - left) / AT_ONCE
        await clicking.acknowledged(await click)
        for browser in browsers:
            browser.close()
        await settled(lambda: len(app._visits.connections) == 1)
