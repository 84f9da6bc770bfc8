"""The examples in the raw DOM, served and used in Chromium; also by a page of the original library."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from playwright.async_api import Page, expect

import examples.clock
import examples.inputs
import examples.original.clock
import examples.original.inputs
from domsync import DomsyncServer
from tests.waiting import PATIENCE

Shot = Callable[[Page, str], Awaitable[Path]]
ORIGINAL = Path(__file__).resolve().parents[2] / "examples" / "original"


@asynccontextmanager
async def serving(server: DomsyncServer) -> AsyncIterator[str]:
    """Serve an example on a free port; its address."""
    server.port, server.verbose = 0, False
    await server.serve()
    try:
        yield f"http://{server.host}:{server.port}/"
    finally:
        await server.close()


def original(program: ModuleType) -> DomsyncServer:
    """The server of a program for the original library, which makes it in `main`."""
    return DomsyncServer(program.connection_handler, "localhost", 8888, origins=["null"])


def client_html(tmp_path: Path, address: str) -> str:
    """The original's kind of page, opened from a file, for a server on another port."""
    page = tmp_path / "client.html"
    text = (ORIGINAL / "client.html").read_text(encoding="utf-8")
    page.write_text(text.replace("localhost:8888", address.split("/")[2]), encoding="utf-8")
    return page.as_uri()


async def times(page: Page, selector: str, number: int) -> list[str]:
    """Different texts of an element, one after the other."""
    seen: list[str] = []
    async with asyncio.timeout(PATIENCE):
        while len(seen) < number:
            text = await page.locator(selector).inner_text()
            if text not in seen:
                seen.append(text)
            await asyncio.sleep(0.05)
    return seen


async def test_the_clock_ticks(page: Page, shot: Shot) -> None:
    async with serving(examples.clock.server) as address:
        await page.goto(address)
        await expect(page.get_by_role("heading")).to_have_text("The time is")
        assert await page.title() == "Clock"
        seen = await times(page, "#clock", 3)
        assert all(re.fullmatch(r"\d\d:\d\d:\d\d", text) for text in seen)
        assert seen == sorted(seen) or "00:00:00" in seen
        await shot(page, "clock")


async def test_the_clock_goes_on_after_the_server_was_away(page: Page, page_log: Any) -> None:
    page_log.allow("console", "ERR_CONNECTION_REFUSED")
    async with serving(examples.clock.server) as address:
        await page.goto(address)
        await times(page, "#clock", 1)
        port = examples.clock.server.port
    await expect(page.get_by_role("status")).to_contain_text("Connection lost")
    examples.clock.server.port = port
    await examples.clock.server.serve()
    try:
        await times(page, "#clock", 2)
        await expect(page.get_by_role("status")).to_have_count(0)
        assert await page.get_by_role("heading").count() == 1
    finally:
        await examples.clock.server.close()


async def test_what_is_entered_is_shown(page: Page, shot: Shot) -> None:
    async with serving(examples.inputs.server) as address:
        await page.goto(address)

        async def shown(name: str, value: str) -> None:
            row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=name, exact=True))
            await expect(row.get_by_role("cell").nth(1)).to_have_text(value, use_inner_text=True)

        await shown("text", "Hello!")
        await page.get_by_role("button").click()
        await shown("button", "off")
        await expect(page.get_by_role("button")).to_have_text("off")
        hostile = "<b>${alert(1)}</b>`\"'\\ 😀"
        await page.get_by_label("Text", exact=True).fill("")
        await page.get_by_label("Text", exact=True).press_sequentially(hostile)
        await shown("text", hostile)
        assert await page.get_by_label("Text", exact=True).input_value() == hostile
        await page.get_by_label("Text area").fill("one\ntwo")
        await shown("textarea", "one\ntwo")
        await page.get_by_label("Check box").check()
        await shown("checkbox", "ticked")
        await page.get_by_label("Check box").uncheck()
        await shown("checkbox", "not ticked")
        await page.get_by_label("Select").select_option("b")
        await shown("select", "b")
        await shot(page, "inputs")


async def test_a_page_from_a_file_shows_the_originals_clock(page: Page, shot: Shot, tmp_path: Path) -> None:
    async with serving(original(examples.original.clock)) as address:
        await page.goto(client_html(tmp_path, address))
        await expect(page.get_by_text("It is now:")).to_be_visible()
        assert len(await times(page, "#clock", 3)) == 3
        await shot(page, "original-clock")


async def test_both_clients_use_the_originals_inputs(new_page: Any, shot: Shot, tmp_path: Path) -> None:
    async with serving(original(examples.original.inputs)) as address:
        for url in (client_html(tmp_path, address), address):
            page: Page = await new_page()
            await page.goto(url)
            box = page.locator("input")
            await expect(box).to_have_value("Ada")
            await box.press("End")
            await box.press_sequentially(" `${alert(1)}` ")
            await expect(page.get_by_role("row").nth(2).get_by_role("cell").nth(1)).to_have_text("Ada `${alert(1)}`")
            await page.locator("select").select_option("green")
            await expect(page.get_by_role("row").nth(1)).to_have_text(re.compile("green"))
            await page.get_by_role("button").click()
            await expect(box).to_have_value("")
            await expect(page.get_by_role("row").nth(2).get_by_role("cell").nth(1)).to_have_text("")
            await shot(page, f"original-inputs-{'file' if url.startswith('file') else 'served'}")


async def test_a_page_of_another_origin_gets_nothing(page: Page, page_log: Any) -> None:
    page_log.expect("console", "Unexpected response code: 403")
    page_log.expect("console", "404")
    async with serving(examples.clock.server) as address, serving(examples.inputs.server) as other:
        # A page of another port of this machine, that has no policy of its own.
        await page.goto(f"{other}nothing")
        for protocols in ([], ["domsync.1"]):
            told = await page.evaluate(
                """([url, protocols]) => new Promise((resolve) => {
                    const socket = new WebSocket(url, protocols);
                    socket.onopen = socket.onmessage = () => resolve("connected");
                    socket.onerror = () => resolve("refused");
                })""",
                [address.replace("http", "ws"), protocols],
            )
            assert told == "refused"
        assert examples.clock.server.get_clients() == []
