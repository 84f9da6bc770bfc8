"""The frame of an application in a real browser."""

from playwright.async_api import Page, expect

from domsync import App
from domsync import html as h
from domsync import widgets as w


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
