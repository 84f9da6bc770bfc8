"""Modules that a page loads on need, and that fail the first time: the network is gone, the server is replaced."""

import asyncio
import re

from playwright.async_api import Page, Route, expect

from domsync import App, Child, Component, Upload, on
from domsync import html as h
from domsync import widgets as w
from tests.browser import harness
from tests.server.net.servers import KINDS, serving_on
from tests.waiting import PATIENCE

#: Whoever imports a module has it when it has run.
DRAG_AND_DROP = """async () => {
  const isOurs = ({ name, responseStatus }) => name.includes("/drag_and_drop.js") && responseStatus === 200;
  for (;;) {
    const loaded = performance.getEntriesByType("resource").find(isOurs);
    if (loaded) return void (await import(loaded.name));
    await new Promise(requestAnimationFrame);
  }
}"""


class Everything(Component):
    """A page that needs several of them."""

    text: str = ""
    said: str = ""

    def render(self) -> Child:
        return h.main(
            h.input(bind=self.field("text"), id="text"),
            h.output(self.text, id="told"),
            h.input(type="file", on_upload=self.take, id="file"),
            h.input(on_keydown=on(self.save, key="mod+s"), id="keys"),
            h.details(h.summary("More"), "text", on_toggle=self.toggled, id="details"),
            h.output(self.said, id="said"),
        )

    async def take(self, upload: Upload) -> None:
        self.said = f"{upload.name}: {len(await upload.read())}"

    def save(self) -> None:
        self.said = "saved"

    def toggled(self) -> None:
        self.said = "toggled"


async def test_they_are_tried_again_without_a_reload(page: Page, page_log: harness.PageLog) -> None:
    page_log.expect("console", "Failed to load resource")
    page_log.expect("console", "domsync: TypeError: Failed to fetch dynamically imported module")
    failed: set[str] = set()
    is_up = False

    async def once(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if is_up:
            await route.continue_()
        else:
            failed.add(name)
            await route.fulfill(status=404)

    await page.route(re.compile(r"/extra/\w+\.js"), once)
    async with serving_on(KINDS[0], App(Everything)) as served:
        await page.goto(f"http://127.0.0.1:{served.port}")
        await page.evaluate("window.same = true")
        await expect(page.locator(".domsync-status")).to_have_text("Connection lost. Trying again …")
        file: object = {"name": "own.txt", "mimeType": "text/plain", "buffer": b"own"}
        await page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
        await page.locator("#text").fill("typed")
        assert {"upload.js", "keys.js", "merge.js"} <= failed
        is_up = True
        await expect(page.locator("#said")).to_have_text("own.txt: 3")
        await expect(page.locator("#told")).to_have_text("typed")
        await expect(page.locator(".domsync-status")).to_have_count(0)
        await page.locator("#keys").press("Control+s")
        await expect(page.locator("#said")).to_have_text("saved")
        await page.locator("summary").click()
        await expect(page.locator("#said")).to_have_text("toggled")
        assert await page.evaluate("window.same")


class Counter(Component):
    """A part that comes before another one."""

    count: int = 0

    def render(self) -> Child:
        return h.main(
            h.button("more", on_click=self.more), h.p(h.i("Clicks: ") if self.count else None, h.b(self.count))
        )

    def more(self) -> None:
        self.count += 1


async def test_without_what_heals_the_page_it_is_sent_anew(page: Page, page_log: harness.PageLog) -> None:
    page_log.expect("console", "Failed to load resource")
    page_log.expect("console", "domsync: op ")
    await page.route("**/extra/heal.js*", lambda route: route.fulfill(status=404))
    async with serving_on(KINDS[0], App(Counter)) as served:
        await page.goto(f"http://127.0.0.1:{served.port}")
        await expect(page.locator("[data-domsync]")).to_have_count(0)
        async with page.expect_request("**/extra/heal.js"):
            await page.evaluate("document.querySelector('b').remove()")
        await page.locator("button").click()
        await expect(page.locator("b")).to_have_text("1")
        await page.locator("button").click()
        await expect(page.locator("b")).to_have_text("2")
        await expect(page.locator(".domsync-status")).to_have_count(0)


class Board(Component):
    """Cards, which are dragged by one module that needs another one."""

    lists: dict[str, list[str]] = {"To do": ["Write"], "Done": []}

    def render(self) -> Child:
        where = next(name for name, cards in self.lists.items() if cards)
        return h.main(w.kanban(self.lists, label="Release", on_move=self.move), h.output(f"It is in {where}"))

    def move(self, card: str, to: str, index: int) -> None:
        self.lists = {name: [card] if name == to else [] for name in self.lists}


async def test_what_a_module_needs_is_tried_again_too(page: Page, page_log: harness.PageLog) -> None:
    page_log.expect("console", "Failed to load resource")
    page_log.expect("console", "domsync: TypeError: Failed to fetch dynamically imported module")
    failed: set[str] = set()
    have_failed = asyncio.Event()
    is_up = False

    async def fail(route: Route) -> None:
        if is_up:
            await route.continue_()
        else:
            await route.fulfill(status=404)
            failed.add(route.request.url.partition("#")[0].rpartition("/")[2])
        if len(failed) == 2:
            have_failed.set()

    await page.route(re.compile(r"/extra/(collections|drag_and_drop)\.js"), fail)
    async with serving_on(KINDS[0], App(Board)) as served:
        await page.goto(f"http://127.0.0.1:{served.port}")
        await expect(page.locator(".domsync-status")).to_have_text("Connection lost. Trying again …")
        async with asyncio.timeout(PATIENCE):
            await have_failed.wait()
        is_up = True
        await expect(page.locator(".domsync-status")).to_have_count(0)
        await page.evaluate(DRAG_AND_DROP)
        await page.get_by_text("Write").drag_to(page.locator(".ds-board-list").nth(1))
        await expect(page.locator("output")).to_have_text("It is in Done")
