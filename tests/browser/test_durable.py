"""A process that is killed amid a user's clicks: its page goes on in the next one, by itself and without a reload."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import statistics
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, Component, MemoryStore, Response, State
from domsync import html as h
from domsync.testing import render_page
from tests.browser.conftest import NewPage
from tests.browser.harness import PageLog
from tests.server import storm_app
from tests.server.app_support import Served, served
from tests.server.durable_process import Server
from tests.server.figures import Write, figure
from tests.server.sleepers import AT_ONCE
from tests.server.sleepers import Page as Sleeper
from tests.server.worker_processes import gone, pages
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
APP = str(ROOT / "tests" / "server" / "durable_app.py")
__all__ = ["figure"]
#: `make soak` has them ten times as large.
SCALE = int(os.environ.get("SOAK", "1"))
CLICKS, KILLS = 100 * SCALE, 5 * SCALE
#: How often all workers are replaced.
RESTARTS = 2 * SCALE

#: Between two clicks: 100 a second.
MILLISECONDS = 10
# Clicks so often, from within the page, and never waits for the server. With 256 events under way, a page takes no more
# until its server is back, and says so.
CLICK = """async ([id, times, milliseconds]) => {
    const isFull = () => document.querySelector(".domsync-status")?.textContent.includes("Too much");
    for (let n = 0; n < times; n++) {
        document.getElementById(id).click();
        do await new Promise((done) => setTimeout(done, milliseconds)); while (isFull());
    }
}"""


# Clicks until it is told to end.
MILLISECONDS_BETWEEN = 50
CLICK_ON = """async ([id, milliseconds]) => {
    let clicks = 0;
    for (; !window.ends; clicks++) {
        document.getElementById(id).click();
        await new Promise((done) => setTimeout(done, milliseconds));
    }
    return clicks;
}"""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


async def begun(page: Page, server: Server) -> None:
    await page.goto(f"http://127.0.0.1:{server.port}/")
    await page.evaluate("window.stays = true")
    await page.locator("#bound").fill("known to the program")
    await page.locator("#own").fill("in the box alone")
    await page.locator("#own").evaluate("(box) => { box.focus(); box.setSelectionRange(3, 6) }")
    await page.locator("#box").evaluate("(box) => { box.scrollTop = 500 }")


async def same(page: Page) -> None:
    """What the user was doing goes on."""
    assert await page.evaluate("window.stays")
    assert await page.locator("#bound").input_value() == "known to the program"
    assert await page.locator("#own").input_value() == "in the box alone"
    assert await page.evaluate("document.activeElement.id") == "own"
    assert await page.locator("#own").evaluate("(box) => [box.selectionStart, box.selectionEnd]") == [3, 6]
    assert await page.locator("#box").evaluate("(box) => box.scrollTop") == 500


async def test_killed_amid_clicks(page: Page, page_log: PageLog, tmp_path: Path, figure: Write) -> None:
    """The process dies at a random moment of each burst of clicks, and none is lost, doubled or out of its order."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED|WebSocket connection|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE")
    rng = random.Random(18)
    server = Server(f"sqlite:///{tmp_path / 'pages.db'}")
    await server.start()
    burst, waits = CLICKS // KILLS, list[float]()
    try:
        await begun(page, server)
        for _ in range(KILLS):
            clicking = asyncio.ensure_future(page.evaluate(CLICK, ["add", burst, MILLISECONDS]))
            await asyncio.sleep(rng.uniform(0, burst * MILLISECONDS / 1000))
            await server.kill()
            await server.start()
            since = time.monotonic()
            # It is back before it is killed again; otherwise nothing would be tested by that.
            await expect(page.locator("#pid")).to_have_text(str(server.pid), timeout=30_000)
            waits.append(time.monotonic() - since)
            await clicking
        await expect(page.locator("#count")).to_have_text(str(CLICKS), timeout=30_000)
        assert await page.locator("#log").text_content() == ",".join(map(str, range(1, CLICKS + 1)))
        await same(page)
        slowest = sorted(waits)[-1 - KILLS // 20]
        figure("P15", f"{KILLS} kills of a page's process, amid {CLICKS:,} clicks at 100/s", f"p95 {slowest:.2f} s")
    finally:
        await server.kill()


async def test_deployed_amid_clicks_without_a_store(page: Page, page_log: PageLog, tmp_path: Path) -> None:
    page_log.allow("console", "ERR_CONNECTION_REFUSED|WebSocket connection|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE")
    server = Server("")
    await server.start()
    try:
        await begun(page, server)
        await page.locator("#add").click()
        await expect(page.locator("#count")).to_have_text("1")
        await server.kill()
        await server.start()
        # A fresh page, which is alive.
        await expect(page.locator("#count")).to_have_text("0")
        await page.locator("#add").click()
        await expect(page.locator("#count")).to_have_text("1")
    finally:
        await server.kill()


async def test_deployed_amid_clicks_and_typing(page: Page, page_log: PageLog, tmp_path: Path, figure: Write) -> None:
    """A process ends while handlers run and letters arrive, and the next one goes on with all of it."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED|WebSocket connection|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE")
    server = Server(f"sqlite:///{tmp_path / 'pages.db'}")
    await server.start()
    deploys, ends = 2 * SCALE, list[float]()
    try:
        await begun(page, server)
        clicking: Any = asyncio.ensure_future(page.evaluate(CLICK, ["wait", CLICKS, MILLISECONDS]))
        await page.locator("#bound").fill("")
        typed = ""
        for number in range(deploys):
            await page.keyboard.type(f"{number} is typed, ")
            ending = asyncio.ensure_future(deployed(server, ends))
            await page.keyboard.type("amid it; ")
            await ending
            typed += f"{number} is typed, amid it; "
            await expect(page.locator("#pid")).to_have_text(str(server.pid))
        await clicking
        await expect(page.locator("#waited")).to_have_text(str(CLICKS))
        await expect(page.locator("#text")).to_have_text(typed.strip())
        assert await page.locator("#bound").input_value() == typed
        assert await page.evaluate("window.stays && document.activeElement.id") == "bound"
        assert await page.locator("#bound").evaluate("(box) => box.selectionStart") == len(typed)
        done = f"{deploys} deploys by SIGTERM, amid {CLICKS:,} clicks at 100/s whose handlers wait, and typing"
        figure("P23", done, f"0 events and 0 letters lost, 0 reloads; a process ends within {max(ends):.2f} s")
    finally:
        await server.kill()


async def deployed(server: Server, ends: list[float]) -> None:
    """The process is asked to end, and the next one begins; `ends` gets how long the first took."""
    since = time.monotonic()
    await server.stop()
    ends.append(time.monotonic() - since)
    await server.start()


async def test_a_worker_dies(page: Page, page_log: PageLog, tmp_path: Path) -> None:
    page_log.allow("console", "ERR_CONNECTION_REFUSED|WebSocket connection|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE")
    server = Server(f"sqlite:///{tmp_path / 'pages.db'}", "--workers", "2")
    await server.start()
    try:
        await begun(page, server)
        clicking = asyncio.ensure_future(page.evaluate(CLICK, ["add", CLICKS, MILLISECONDS]))
        await asyncio.sleep(0.2)
        first = await page.locator("#pid").inner_text()
        os.kill(int(first), signal.SIGKILL)
        # The other worker has it, without anybody having started anew.
        await expect(page.locator("#pid")).not_to_have_text(first)
        await clicking
        await expect(page.locator("#count")).to_have_text(str(CLICKS))
        assert await page.locator("#log").text_content() == ",".join(map(str, range(1, CLICKS + 1)))
        await same(page)
    finally:
        await server.stop()


async def test_workers_are_replaced_amid_clicks_and_typing(
    new_page: NewPage, page_log: PageLog, tmp_path: Path, figure: Write
) -> None:
    """All workers are replaced, again and again: nothing that is clicked or typed meanwhile is lost or done twice."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED|WebSocket connection|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE")
    server = Server(f"sqlite:///{tmp_path / 'pages.db'}", "--workers", "2")
    await server.start()
    site = Served(App(), server.port)
    try:
        clicked, written = await new_page(), await new_page()
        for page in (clicked, written):
            await begun(page, server)
        await written.locator("#bound").fill("")
        clicking: Any = asyncio.ensure_future(clicked.evaluate(CLICK_ON, ["add", MILLISECONDS_BETWEEN]))
        typed = ""
        for _ in range(RESTARTS):
            before = await pages(site, 2)
            os.kill(server.pid, signal.SIGHUP)
            replaced = asyncio.gather(*[gone(pid, 4 * PATIENCE) for pid in before])
            while not replaced.done():
                letter = LETTERS[len(typed) % len(LETTERS)]
                await written.keyboard.type(letter)
                typed += letter
                await asyncio.sleep(MILLISECONDS_BETWEEN / 1000)
            await replaced
        await clicked.evaluate("window.ends = true")
        clicks = await clicking
        await expect(clicked.locator("#count")).to_have_text(str(clicks))
        assert await clicked.locator("#log").text_content() == ",".join(map(str, range(1, clicks + 1)))
        await same(clicked)
        await expect(written.locator("#text")).to_have_text(typed)
        assert await written.locator("#bound").input_value() == typed
        assert await written.evaluate("window.stays && document.activeElement.id") == "bound"
        assert await written.locator("#bound").evaluate("(box) => box.selectionStart") == len(typed)
        done = f"{RESTARTS} times 2 workers are replaced (SIGHUP), amid {clicks:,} clicks at 20/s and typing"
        figure("P23", done, f"0 events and 0 of {len(typed):,} letters lost or doubled, 0 reloads")
    finally:
        await server.stop()


PLAYER = str(ROOT / "tests" / "server" / "playing_app.py")
# As a user does with the controls of a sound.
LISTEN = """async () => {
    const [heard, stopped] = document.querySelectorAll("audio");
    const ready = (sound) => new Promise((done) => {
        if (sound.readyState > 2) done();
        else sound.addEventListener("canplay", done, { once: true });
    });
    await Promise.all([heard, stopped].map(ready));
    heard.muted = false;
    heard.volume = 0.25;
    heard.playbackRate = 0.5;
    heard.currentTime = 100;
    await heard.play();
    stopped.pause();
    stopped.muted = true;
    stopped.currentTime = 50;
}"""
STATES = """() => [...document.querySelectorAll("audio")].map((sound) => [
    sound.paused, sound.muted, sound.volume, sound.playbackRate, Math.floor(sound.currentTime / 50) * 50,
])"""


async def test_tabs_and_sockets_storm_back(new_page: NewPage, page_log: PageLog, tmp_path: Path, figure: Write) -> None:
    """The process of many pages is killed, some of them in Chromium: all are back, and each click counts once."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED|WebSocket connection|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE")
    tabs, sockets = (50, 1_950) if SCALE > 1 else (4, 36)
    server = Server(f"sqlite:///{tmp_path / 'pages.db'}", program=str(Path(storm_app.__file__)))
    with render_page(storm_app.app) as one:
        button = one.locator("#add").node
    await server.start()
    site = Served(storm_app.app, server.port)
    try:
        shown = [await new_page() for _ in range(tabs)]
        for page in shown:
            await begun(page, server)
            await page.evaluate("document.getElementById('add').click()")
            await expect(page.locator("#count")).to_have_text("1")
        others = [Sleeper(server.port) for _ in range(sockets)]
        for at in range(0, sockets, AT_ONCE):
            await asyncio.gather(*[other.open() for other in others[at : at + AT_ONCE]])
        for other in others:
            await other.click(button)
        await server.kill()
        await asyncio.gather(*[other.lost() for other in others])
        await server.start()
        await site.get("/watch")
        since = time.monotonic()

        async def back(other: Sleeper) -> None:
            await asyncio.sleep(random.uniform(0, 0.25))
            await other.come_back()
            await other.click(button)

        coming = asyncio.gather(*map(back, others))
        for page in shown:
            await page.evaluate("document.getElementById('add').click()")
        for page in shown:
            await expect(page.locator("#count")).to_have_text("2", timeout=60_000)
        await coming
        took = time.monotonic() - since
        told = json.loads((await site.get("/told"))[2])
        assert told["pages"] == told["connected"] == tabs + sockets, "none lost, none there twice"
        assert told["counts"] == {"2": tabs + sockets}
        for page in shown:
            await same(page)
    finally:
        await server.kill()
    figure(
        "P22",
        f"the process of {tabs} tabs of Chromium and {sockets:,} other connections is killed",
        f"all are back {took:.1f} s after it serves again, 0 lost, 0 doubled, 0 reloads; the lag of its event loop is "
        f"{told['p99']:.0f} ms at p99, {told['most']:.0f} ms at the most",
    )


@pytest.mark.parametrize("is_killed", [True, False])
async def test_media_go_on_in_the_next_process(page: Page, page_log: PageLog, tmp_path: Path, is_killed: bool) -> None:
    """Where they are, whether they play and how loud: the user hears nothing of it, and the program knows."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED|WebSocket connection|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE")
    server = Server(f"sqlite:///{tmp_path / 'pages.db'}", program=PLAYER)
    wanted = [[False, False, 0.25, 0.5, 100], [True, True, 1, 1, 50]]
    told = "heard each.paused=False, each.muted=False, 0.25; stopped each.paused=True, each.muted=True, 1.0"
    await server.start()
    try:
        await page.goto(f"http://127.0.0.1:{server.port}/")
        await page.evaluate("window.stays = true")
        # Browsers let a page sound when the user has touched it.
        await page.locator("#look").click()
        await page.evaluate(LISTEN)
        for number in (2, 3):
            await page.locator("#look").click()
            await expect(page.locator("#told")).to_have_text(told)
            assert await page.evaluate(STATES) == wanted
            before = await page.evaluate("document.querySelector('audio').currentTime")
            await (server.kill() if is_killed else server.stop())
            await server.start()
            await expect(page.locator("#pid")).to_have_text(str(server.pid))
            await page.wait_for_function("(before) => document.querySelector('audio').currentTime > before", arg=before)
            assert await page.evaluate(STATES) == wanted
            await expect(page.locator("#looks")).to_have_text(str(number))
        await page.locator("#look").click()
        await expect(page.locator("#told")).to_have_text(told)
        assert await page.evaluate("window.stays")
    finally:
        await server.kill()


# How long a click takes until the page shows what came of it, in milliseconds.
TIMED = """() => new Promise((done) => {
    const since = performance.now();
    new MutationObserver((_, observer) => {
        observer.disconnect();
        done(performance.now() - since);
    }).observe(document.querySelector("output"), { childList: true, characterData: true, subtree: true });
    document.querySelector("button").click();
})"""


async def test_clicks_that_wake_a_page(page: Page, page_log: PageLog, figure: Write) -> None:
    """By turns with clicks on the same page while it is awake, so that a busy machine slows both."""
    times = 5 * SCALE
    awake, waking = list[float](), list[float]()
    server = Server("", program=str(ROOT / "tests" / "server" / "sleeping_app.py"))
    site = Served(App(), server.port)
    await server.start()
    try:
        await page.goto(f"http://127.0.0.1:{server.port}/")
        await page.locator("button").click()
        await expect(page.locator("output")).to_have_text("1")
        for number in range(times):
            for took, asleep in ((awake, 0), (waking, 1)):
                told = json.loads((await site.get("/sleep" if asleep else "/told"))[2])
                assert told["asleep"] == asleep
                took.append(await page.evaluate(TIMED))
            assert await page.locator("output").inner_text() == str(2 * number + 3)
        assert json.loads((await site.get("/told"))[2])["asleep"] == 0
    finally:
        await server.kill()
    slow, fast = statistics.median(waking), statistics.median(awake)
    figure(
        "P34",
        f"{times} clicks in Chromium that wake a page, and {times} while it is awake, by turns",
        f"medians of {slow:.1f} and {fast:.1f} ms until it is shown, {slow / fast:.2f} times",
    )


class Ticker(State):
    count: int = 0


class Kept(Component):
    ticker: Ticker
    clicks: int = 0

    def render(self) -> Any:
        return h.main(
            h.output(str(self.ticker.count), id="ticks"),
            h.output(str(self.clicks), id="clicks"),
            h.button("click", id="click", on_click=self.click),
            h.input(id="own"),
        )

    def click(self) -> None:
        self.clicks += 1


async def test_a_frozen_tab_and_the_way_back(page: Page, page_log: PageLog) -> None:
    ticker = Ticker()
    app = App(lambda: Kept(ticker=ticker), store=MemoryStore())
    app.get("/elsewhere")(
        lambda: Response("<link rel=icon href=data:,><title>elsewhere</title>", content_type="text/html")
    )
    async with served(app) as site:
        await page.goto(f"http://localhost:{site.port}/")
        await page.locator("#own").fill("in the box")
        await page.locator("#click").click()
        await expect(page.locator("#clicks")).to_have_text("1")
        # As a browser does with a tab that nobody has looked at for a while.
        client = await page.context.new_cdp_session(page)
        await client.send("Page.setWebLifecycleState", {"state": "frozen"})
        for _ in range(300):
            ticker.count += 1
            await asyncio.sleep(0)
        await client.send("Page.setWebLifecycleState", {"state": "active"})
        await expect(page.locator("#ticks")).to_have_text("300")
        assert len(app.visits) == 1
        # Whether the browser keeps the page for the way back, or loads it anew, is its own business: it is alive.
        await page.goto(f"http://localhost:{site.port}/elsewhere")
        ticker.count += 1
        await page.go_back()
        await expect(page.locator("#ticks")).to_have_text("301")
        clicks = int(await page.locator("#clicks").inner_text())
        await page.locator("#click").click()
        await expect(page.locator("#clicks")).to_have_text(str(clicks + 1))


async def test_a_duplicated_tab_goes_on_for_itself(page: Page, page_log: PageLog) -> None:
    app = App(lambda: Kept(ticker=Ticker()))
    async with served(app) as site:
        await page.goto(f"http://localhost:{site.port}/")
        await page.locator("#own").fill("in the box")
        await page.locator("#click").click()
        await expect(page.locator("#clicks")).to_have_text("1")
        # A browser copies sessionStorage for a window that a page opens as it does for a tab that is duplicated.
        async with page.expect_popup() as opened:
            await page.evaluate("void window.open(location.href)")
        copy = await opened.value
        await expect(copy.locator("#clicks")).to_have_text("1")
        await expect(copy.locator("#own")).to_have_value("in the box")
        await copy.locator("#click").click()
        await expect(copy.locator("#clicks")).to_have_text("2")
        await page.locator("#click").click()
        await page.locator("#click").click()
        await expect(page.locator("#clicks")).to_have_text("3")
        await expect(copy.locator("#clicks")).to_have_text("2")
        # Neither of them was told that it is shown elsewhere.
        for each in (page, copy):
            await expect(each.locator(".domsync-status")).to_have_count(0)
        # A page that is reloaded begins anew, as ever, and a copy can be duplicated as well.
        await page.reload()
        await expect(page.locator("#clicks")).to_have_text("0")
        async with copy.expect_popup() as opened:
            await copy.evaluate("void window.open(location.href)")
        await expect((await opened.value).locator("#clicks")).to_have_text("2")
