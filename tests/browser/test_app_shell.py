"""The frame of an application in a real browser."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from tests.browser import harness


async def test_what_is_scrolled_to_is_not_under_the_header(page: Page) -> None:
    def show() -> object:
        return w.app_shell(
            *[h.p(f"Line {number}") for number in range(60)],
            h.h2("Prices", id="prices"),
            *[h.p(f"Price {number}") for number in range(60)],
            title="Shop",
        )

    app = App(show)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/#prices")
        await expect(page.get_by_role("heading", name="Prices")).to_be_in_viewport()
        header, prices = (
            await page.locator(".ds-shell-head").bounding_box(),
            await page.locator("#prices").bounding_box(),
        )
        assert header is not None
        assert prices is not None
        assert prices["y"] >= header["y"] + header["height"]
        assert header["y"] == 0
    finally:
        await app.close()


@pytest.fixture
async def shop() -> AsyncIterator[str]:
    app = App()

    @app.layout("/")
    class Shell(Component):
        def render(self) -> Any:
            links = [w.nav_link("Start", "/"), w.nav_link("Orders", "/orders")]
            return w.app_shell(self.outlet(), title="Shop", nav=links)

    app.page("/")(lambda: h.h1("Start here"))
    app.page("/orders")(lambda: h.h1("All orders"))
    port = await app.serve("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}"
    await app.close()


async def test_a_drawer_closes_when_a_link_in_it_is_followed(shop: str, page: Page) -> None:
    await page.set_viewport_size({"width": 400, "height": 800})
    await harness.opened(page, shop)
    await page.get_by_role("button", name="Menu").click()
    await page.get_by_role("link", name="Orders").click()
    await expect(page.get_by_role("heading")).to_have_text("All orders")
    await expect(page.get_by_role("link", name="Orders")).to_be_hidden()
    await expect(page.get_by_role("heading")).to_be_focused()
    assert await page.locator("[inert]").count() == 0


async def test_a_drawer_that_is_open_when_the_screen_becomes_wide(shop: str, page: Page) -> None:
    await page.set_viewport_size({"width": 400, "height": 800})
    await harness.opened(page, shop)
    await page.get_by_role("button", name="Menu").click()
    await page.set_viewport_size({"width": 1200, "height": 800})
    await expect(page.locator("[inert]")).to_have_count(0)
    await expect(page.get_by_role("link", name="Orders")).to_be_visible()
    assert await page.locator("[data-folded],[data-open]").count() == 0
