"""Sign in and out in Chromium: the example, in two tabs of one browser and in another browser."""

import asyncio
from typing import Any

from playwright.async_api import Browser, Page, expect

from domsync import App, SessionOptions
from domsync import html as h
from examples import login
from tests.browser.harness import PageLog


async def sign_in(page: Page, name: str, password: str) -> None:
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def test_sign_in_and_be_signed_out_everywhere(page: Page, page_log: PageLog, browser: Browser) -> None:
    app: Any = login.app
    port = await app.serve("127.0.0.1", 0)
    address = f"http://127.0.0.1:{port}/"
    elsewhere = await browser.new_context()
    try:
        await page.goto(address)
        await expect(page).to_have_url(f"{address}login?next=/")
        await sign_in(page, "ann", "milk")
        await expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
        before = {cookie["name"]: cookie["value"] for cookie in await page.context.cookies()}
        await sign_in(page, "ann", "tea")
        await expect(page.get_by_role("heading")).to_have_text("Notes for ann")
        await expect(page).to_have_url(address)
        [cookie] = await page.context.cookies()
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Lax"
        assert cookie["value"] != before[cookie["name"]], "a new one at the sign-in"
        tab = await page.context.new_page()
        await tab.goto(address)
        await page.get_by_label("Note").fill("<b>tea</b>")
        await page.get_by_role("button", name="Add").click()
        await expect(tab.get_by_role("listitem")).to_have_text("<b>tea</b>")
        other = await elsewhere.new_page()
        await other.goto(address)
        await expect(other).to_have_url(f"{address}login?next=/")
        await sign_in(other, "bob", "milk")
        await expect(other.get_by_role("heading")).to_have_text("Notes for bob")
        await expect(other.get_by_role("listitem")).to_have_count(0)
        # From anywhere: the connections of her pages end with 4403, and the pages are loaded anew.
        await asyncio.sleep(0)
        app.sign_out(user="ann")
        for one in (page, tab):
            await expect(one.get_by_role("heading")).to_have_text("Sign in")
        await expect(other.get_by_role("heading")).to_have_text("Notes for bob")
    finally:
        await elsewhere.close()
        await page.close()
        await app.close()


async def test_sign_in_where_the_app_is_mounted(page: Page) -> None:
    """While it is developed, a page loads one more of its files at once; that must not cost the browser its cookie."""
    app: Any = App(lambda: h.p("outer"), sessions=SessionOptions(model=login.Notes))
    app.mount("/notes", login.app)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/notes/")
        await sign_in(page, "ann", "tea")
        await expect(page.get_by_role("heading")).to_have_text("Notes for ann")
        await expect(page).to_have_url(f"http://127.0.0.1:{port}/notes/")
    finally:
        await app.close()
