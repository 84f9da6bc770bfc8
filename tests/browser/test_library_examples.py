"""The examples of JavaScript libraries, each driven from Python and from the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, expect

from examples.libraries.app import app
from tests.browser.harness import PageLog
from tests.browser.test_client_modules import until


@pytest.fixture(autouse=True)
def _servers_end(page_log: PageLog) -> None:
    """A page is still open when its server has ended."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED")


@asynccontextmanager
async def opened(page: Page) -> AsyncIterator[None]:
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.set_viewport_size({"width": 1000, "height": 900})
        await page.goto(f"http://127.0.0.1:{port}/")
        yield
    finally:
        await app.close()


async def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=5)
    await page.mouse.move(*end, steps=5)
    await page.mouse.up()


async def box_of(page: Page, selector: str) -> dict[str, float]:
    box: Any = await page.locator(selector).bounding_box()
    assert box is not None
    return box  # type: ignore[no-any-return]


async def test_the_libraries(page: Page, shot: Any) -> None:
    async with opened(page):
        # uPlot: what is selected comes to Python; more points come from there.
        over = await box_of(page, "#chart .u-over")
        middle = over["y"] + over["height"] / 2
        await drag(page, (over["x"] + over["width"] / 4, middle), (over["x"] + over["width"] / 2, middle))
        await expect(page.locator("#chart p")).to_contain_text("From 2")
        model = "document.querySelector('#chart > div')[Symbol.for('domsync.model')]"
        assert await page.evaluate(f"{model}.get('x') instanceof Float64Array && {model}.get('x').length") == 100
        await page.get_by_role("button", name="More points").click()
        await expect(page.locator("#chart p")).to_contain_text("From 2")
        await until(page, f"{model}.get('x').length", 150)

        # Leaflet: moves and clicks come to Python; places come from there, and a function is called.
        await expect(page.locator("#map .leaflet-tile-loaded").first).to_be_visible()
        await expect(page.locator("#map path")).to_have_count(2)
        view = await box_of(page, "#map .map")
        await page.mouse.click(view["x"] + 50, view["y"] + 120)
        await expect(page.locator("#map path")).to_have_count(3)
        await page.locator("#map .leaflet-control-zoom-in").click()
        await expect(page.locator("#map p")).to_contain_text("zoom 2")
        await page.get_by_role("button", name="Show all").click()
        await expect(page.locator("#map p")).to_contain_text("All 3 places, zoom ")

        # CodeMirror: what is typed comes to Python; a change from there leaves the caret.
        await page.locator("#editor .cm-content").click()
        await page.keyboard.press("Control+End")
        await page.keyboard.type("x = 'a'\ny = 1\n")
        await expect(page.locator("#editor p")).to_contain_text("5 lines")
        await page.get_by_role("button", name="Quote").click()
        await expect(page.locator("#editor .cm-content")).to_contain_text('print("hello")')
        await expect(page.locator("#editor .cm-content")).to_contain_text('x = "a"')
        # It is drawn with its own styles.
        await expect(page.locator("#editor .cm-gutters")).to_have_css("display", "flex")

        # SortableJS: the order comes to Python, and from there.
        items = page.locator("#sorting li")
        first, last = await items.nth(0).bounding_box(), await items.nth(2).bounding_box()
        assert first is not None
        assert last is not None
        await drag(page, (first["x"] + 20, first["y"] + 10), (last["x"] + 20, last["y"] + last["height"] - 2))
        await expect(page.locator("#sorting p")).to_contain_text("apple, banana, cherry")
        await page.get_by_role("button", name="Add").click()
        await expect(items).to_have_text(["apple", "banana", "cherry", "item 4"])
        await shot(page, "libraries")
