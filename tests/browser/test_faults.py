"""A line that breaks in every way amid a user's clicks: nothing is lost, nothing is done twice, nothing is reloaded."""

import asyncio
import json
import os
import random
from typing import Any

from playwright.async_api import Page, expect

from domsync import App, Component
from domsync import html as h
from domsync.server.limits import ServerLimits
from domsync.server.pages.visit import served_visit
from domsync.testing.tree.canonical import canonical
from tests.browser.client_page import CANONICAL
from tests.browser.conftest import NewPage
from tests.browser.faulty_line import FAULTS, faulty_line
from tests.browser.harness import PageLog
from tests.server.figures import Write, figure

__all__ = ["figure"]
#: `make soak` has them ten times as many, and 1,000 faults.
TIMES = 4 * int(os.environ.get("SOAK", "1"))
LETTERS = "abc"
#: So many rows are shown at the most, so that the last of a thousand faults takes no longer than the first.
SHOWN = 100
# Clicks as a hurried user does, whatever the line does; with too much under way, a page takes no more for a while.
CLICK = """async (ids) => {
    for (const id of ids) {
        document.getElementById(id).click();
        do await new Promise((done) => setTimeout(done, 5)); while (document.querySelector("[inert]"));
    }
}"""


class Log(Component):
    """What has been clicked, in order, and a list of the last of it, which grows and shrinks."""

    told: str = ""

    def render(self) -> Any:
        return h.div(
            *(
                h.button(letter, id=letter, data={"letter": letter}, on_click=self.clicked(letter))
                for letter in LETTERS
            ),
            h.output(self.told, id="told"),
            h.ul(
                *(
                    h.li(letter, class_=f"is-{letter}", key=at)
                    for at, letter in list(enumerate(self.told))[-SHOWN:]
                    if letter != "b"
                )
            ),
        )

    def clicked(self, letter: str) -> Any:
        def add() -> None:
            self.told += letter

        return add


class Letter(Component):
    """A long text that the program holds as well."""

    text: str = "0123456789" * 1000

    def render(self) -> Any:
        return h.main(h.textarea(id="letter", bind=self.field("text")), h.output(str(len(self.text)), id="length"))


async def test_a_long_text_over_a_stalled_line(page: Page, page_log: PageLog) -> None:
    """Ten thousand characters, and a hundred more while nothing passes: each of them is there, and so is the caret."""
    app = App(Letter)
    port = await app.serve("127.0.0.1", 0)
    try:
        async with faulty_line(port) as line:
            await page.goto(f"http://127.0.0.1:{line.port}/")
            box = page.locator("#letter")
            await box.press("End")
            await box.press("Control+End")
            await box.press_sequentially("!")
            await expect(page.locator("#length")).to_have_text("10001")
            typed = "".join(LETTERS[number % 3] for number in range(100))
            with line.stalled():
                for letter in typed:
                    await page.keyboard.press(letter)
                    assert not await page.evaluate("document.querySelector('[inert]')"), "it can be written on"
                    assert await page.evaluate("document.activeElement.id") == "letter"
            await expect(page.locator("#length")).to_have_text("10101", timeout=30_000)
            whole = "0123456789" * 1000 + "!" + typed
            assert await box.input_value() == whole
            [root] = served_visit(app.visits[0]).scheduler.roots
            assert root.component.text == whole
            assert await box.evaluate("(box) => [box.selectionStart, box.selectionEnd]") == [10101, 10101]
            assert line.opened == 1, "the same connection"
    finally:
        await app.close()


async def test_all_tabs_come_back_after_a_break(new_page: NewPage, page_log: PageLog, figure: Write) -> None:
    """As when a proxy is started anew: all connections end at once, and all come back."""
    tabs = 50 if TIMES > 4 else 4
    app = App(Log, limits=ServerLimits(sessions_per_peer=None, pending_per_peer=None))
    port = await app.serve("127.0.0.1", 0)
    try:
        page_log.allow("console", "WebSocket connection|ERR_CONNECTION")
        pages = [await new_page() for _ in range(tabs)]
        for page in pages:
            await page.goto(f"http://127.0.0.1:{port}/")
            await page.evaluate("window.stays = true")
            await page.locator("#a").click()
            await expect(page.locator("#told")).to_have_text("a", timeout=30_000)
        since = asyncio.get_running_loop().time()
        for connection in tuple(app._visits.connections):
            connection.abort()
        for page in pages:
            # Those that are not shown take their time; a click waits until they are back.
            await page.evaluate(CLICK, ["b"])
        for page in pages:
            await expect(page.locator("#told")).to_have_text("ab", timeout=60_000)
            assert await page.evaluate("window.stays"), "it was loaded anew"
        took = asyncio.get_running_loop().time() - since
        assert len(app.visits) == tabs, "none lost, none there twice"
    finally:
        await app.close()
    figure(
        "P22", f"{tabs} tabs of Chromium lose their connections at once", f"all are back after {took:.1f} s, 0 reloads"
    )


async def test_faults_amid_clicks(page: Page, page_log: PageLog, figure: Write) -> None:
    page_log.allow("console", "WebSocket connection|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_ABORTED")
    chance = random.Random(16)
    app = App(Log)
    port = await app.serve("127.0.0.1", 0)
    try:
        async with faulty_line(port) as line:
            await page.add_init_script(CANONICAL)
            await page.goto(f"http://127.0.0.1:{line.port}/")
            await page.evaluate("window.stays = true")
            times = TIMES if TIMES == 4 else 1 + 1_000 // len(FAULTS)
            wanted, faults = "", chance.sample(FAULTS * times, len(FAULTS) * times)
            for kind in faults:
                before, after = ("".join(chance.choices(LETTERS, k=chance.randint(1, 8))) for _ in range(2))
                await page.evaluate(CLICK, list(before))
                await line.fault(kind)
                await page.evaluate(CLICK, list(after))
                wanted += before + after
                await expect(page.locator("#told")).to_have_text(wanted, timeout=30_000)
            assert await page.evaluate("window.stays"), "it was loaded anew"
            [visit] = app.visits
            session = served_visit(visit)
            [root] = session.scheduler.roots
            assert root.component.told == wanted
            shown = await page.evaluate("JSON.stringify(canonical(document.querySelector('#domsync_root_id')))")
            assert json.loads(shown) == json.loads(json.dumps(canonical(visit.document)))
            assert line.opened > len(faults) / 2, "the faults have broken connections"
    finally:
        await app.close()
    done = f"{len(faults)} faults of {len(FAULTS)} kinds amid {len(wanted):,} clicks"
    figure("P16", done, f"0 lost, 0 doubled, 0 reloads, {line.opened} connections")
