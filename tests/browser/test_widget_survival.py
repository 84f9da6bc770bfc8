"""The widgets in Chromium: a render while one types or drags, and a line that is cut, lose nothing of what one does."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demos import FAMILIES
from tests.browser.faulty_line import FaultyLine, faulty_line
from tests.browser.harness import PageLog
from tests.server.support import settled

#: Their pages are slow to open, and there is nothing to type on them.
WITHOUT = {"charts", "libraries", "media"}
#: Where among all controls those are into which one types, and those that can be ticked. By their place, because what
#: a script of ours would write on an element is gone when its row is made anew.
CONTROLS = "main :is(input, textarea)"
PLACES = """(wanted) => [...document.querySelectorAll("main :is(input, textarea)")]
    .flatMap((box, at) => box.matches(wanted) && box.checkVisibility() ? [at] : [])"""
TYPED = ":is(input:not([type]),[type=text],[type=search],textarea):enabled"
TICKED = ":is([type=checkbox],[type=radio]):enabled:not(:checked)"


class Hosts:
    """The pages that are open, by the newest."""

    newest: Any = None


class Family(Component):
    """All demos of a family, and a number that has them rendered."""

    name: str = ""
    count: int = 0

    def render(self) -> Any:
        family = next(one for one in FAMILIES if one.name == self.name)
        return [
            h.p(self.count, id="count"),
            h.main([h.section(demo.show(), h.output(self.count), key=demo.name) for demo in family.demos]),
        ]

    def mounted(self) -> None:
        Hosts.newest = self


async def again(page: Page, *, expects: bool = True) -> None:
    """Have the page rendered."""
    host = Hosts.newest
    host.count += 1
    if expects:
        await expect(page.locator("#count")).to_have_text(str(host.count))


async def typed(page: Page, line: FaultyLine, at: int, name: str) -> None:
    box = page.locator(CONTROLS).nth(at)
    if not await box.is_visible():
        return  # what was typed before has closed it
    before = await box.input_value()
    await box.focus()
    await page.keyboard.press("End")
    await page.keyboard.press("Control+End")
    await page.keyboard.type("1")
    await again(page)
    await page.keyboard.type("2")
    await line.fault("cut")
    await page.keyboard.type("3")
    await again(page)
    await expect(box, name).to_have_value(before + "123")
    await expect(box, name).to_be_focused()


async def test_nothing_is_lost(page: Page, page_log: PageLog) -> None:
    page_log.allow("console", "WebSocket connection|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_ABORTED")
    app = App()
    app.modules(w.MAP_MODULES)
    for family in FAMILIES:
        if family.name not in WITHOUT:
            app.page(f"/{family.name}")(lambda name=family.name: Family(name=name))
    port = await app.serve("127.0.0.1", 0)
    counted = 0
    try:
        async with faulty_line(port) as line:
            for family in FAMILIES:
                if family.name in WITHOUT:
                    continue
                # A form that was changed would ask before it is left.
                page, before = await page.context.new_page(), page
                await before.close()
                await page.goto(f"http://127.0.0.1:{line.port}/{family.name}")
                await page.evaluate("window.stays = true")
                await again(page)
                for at in await page.evaluate(PLACES, TYPED):
                    await typed(page, line, at, f"{family.name}: {at}")
                    counted += 1
                await page.keyboard.press("Escape")
                for at in (await page.evaluate(PLACES, TICKED))[:4]:
                    box = page.locator(CONTROLS).nth(at)
                    if await box.is_checked():
                        continue  # with one that was ticked before: all rows
                    await line.fault("cut")
                    await box.evaluate("(box) => box.click()")
                    await again(page)
                    await expect(box, f"{family.name}: {at}").to_be_checked()
                    counted += 1
                assert await page.evaluate("window.stays"), family.name
        assert counted > 15
    finally:
        await app.close()


class Panes(Component):
    """What is dragged."""

    count: int = 0
    volume: int = 10

    def render(self) -> Any:
        return [
            h.p(self.count, id="count"),
            w.split_pane(h.p("left"), h.p("right"), label="Width", style="inline-size: 600px; block-size: 100px"),
            w.slider("Volume", bind=self.field("volume"), style="inline-size: 400px"),
        ]

    def mounted(self) -> None:
        Hosts.newest = self


async def test_a_render_while_one_drags(page: Page) -> None:
    app = App(Panes)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/")
        line = page.get_by_role("separator", name="Width")
        at = await line.bounding_box()
        assert at is not None
        x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
        await page.mouse.move(x, y)
        await page.mouse.down()
        await page.mouse.move(x + 60, y)
        await again(page)
        moved = await line.bounding_box()
        assert moved is not None
        assert abs(moved["x"] - at["x"] - 60) < 2
        await page.mouse.move(x + 120, y)
        await page.mouse.up()
        await again(page)
        moved = await line.bounding_box()
        assert moved is not None
        assert abs(moved["x"] - at["x"] - 120) < 2
        slider = page.get_by_role("slider", name="Volume")
        at = await slider.bounding_box()
        assert at is not None
        y = at["y"] + at["height"] / 2
        await page.mouse.move(at["x"] + at["width"] * 0.3, y)
        await page.mouse.down()
        await page.mouse.move(at["x"] + at["width"] * 0.5, y)
        await again(page)
        assert 45 <= int(await slider.input_value()) <= 55
        await page.mouse.move(at["x"] + at["width"] * 0.8, y)
        await page.mouse.up()
        await expect(page.get_by_role("slider")).to_have_value(str(await slider.input_value()))
        await again(page)
        await settled(lambda: 75 <= Hosts.newest.volume <= 85)
        assert int(await slider.input_value()) == Hosts.newest.volume
    finally:
        await app.close()
