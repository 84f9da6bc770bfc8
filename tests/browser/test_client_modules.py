"""Client modules in a real Chromium: rendered, told of differences, cleaned up, rendered again."""

import array
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from pydantic import Field

from domsync import App, ClientModule, Component, Shared, Writable
from domsync import html as h
from domsync.server.pages.served_visit import ServedVisit
from tests.browser.harness import PageLog, settle
from tests.server.support import settled


@pytest.fixture(autouse=True)
def _servers_end(page_log: PageLog) -> None:
    """A page is still open when its server has ended."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED")


FILES = Path(__file__).parent.parent / "components" / "client_modules"


class Counting(ClientModule):
    module = str(FILES / "counter.js")

    count: Writable[int] = 0
    names: list[str] = []
    data: Any = None
    messages: list[Any] = Field(default=[], exclude=True)

    def received(self, content: Any, buffers: list[Any]) -> None:
        self.messages.append((content, buffers))


class Parent(Component):
    """Shows modules, moves them and lets them go."""

    keys: list[int] = [1]
    count: int = 0
    module: Counting = Field(default_factory=Counting)

    def mounted(self) -> None:
        self.module.on_change = self.note

    def note(self, changes: dict[str, Any]) -> None:
        self.count = changes["count"]

    def render(self) -> Any:
        return h.main(
            h.p(f"count {self.count}", id="count"),
            h.section([self.module if key == 1 else Counting(key=key, names=[str(key)]) for key in self.keys]),
        )


@asynccontextmanager
async def serving(target: Any, **options: Any) -> AsyncIterator[tuple[App, str]]:
    app = App(target, **options)
    port = await app.serve("127.0.0.1", 0)
    try:
        yield app, f"http://127.0.0.1:{port}/"
    finally:
        await app.close()


def shown(app: App) -> Any:
    """The component of the app's only visit."""
    [visit] = app.visits
    served: ServedVisit = visit._served
    return next(iter(served.scheduler.roots)).component


async def until(page: Page, expression: str, wanted: object) -> None:
    for _ in range(3_000):
        if await page.evaluate(expression) == wanted:
            return
        await page.wait_for_timeout(10)
    assert await page.evaluate(expression) == wanted


async def test_a_module_is_driven_in_both_directions(page: Page) -> None:
    async with serving(Parent) as (app, url):
        await page.goto(url)
        button = page.get_by_role("button")
        await expect(button).to_have_text("count 0")
        await button.click()
        await expect(button).to_have_text("count 1")
        await expect(page.locator("#count")).to_have_text("count 1")
        module = shown(app).module
        module.names = ["a", "b"]
        await expect(page.locator("li")).to_have_text(["a", "b"])
        module.count = 7
        await expect(button).to_have_text("count 7")
        assert await module.call("double", 21) == 42
        many = bytes(range(256)) * 2000
        for script in ("", "delete Uint8Array.prototype.toBase64"):
            # Older browsers write base64 otherwise.
            await page.evaluate(script)
            module.messages.clear()
            module.send({"hello": [1, None]}, [b"abc", array.array("d", [1.5]), many])
            await settled(lambda: bool(module.messages), 30)
            [(content, buffers)] = module.messages
            assert content == {"echo": {"hello": [1, None]}, "sizes": [3, 8, 512_000]}
            assert buffers[0] == b"abc"
            assert buffers[1].tolist() == [1.5]
            assert buffers[2] == many


async def test_many_bytes_come_beside_the_frame(page: Page) -> None:
    frames: list[int] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: frames.append(len(data))))
    async with serving(Parent) as (app, url):
        await page.goto(url)
        await expect(page.get_by_role("button")).to_have_text("count 0")
        module = shown(app).module
        # What belongs to the beginning has come.
        assert await module.call("double", 21) == 42
        await settle(page.context)
        frames.clear()
        module.data = {"x": array.array("d", range(10_000)), "raw": b"\0\xff"}
        model = "document.querySelector('section > div')[Symbol.for('domsync.model')]"
        await until(page, f"{model}.get('data')?.x?.length", 10_000)
        assert await page.evaluate(f"{model}.get('data').x instanceof Float64Array")
        assert await page.evaluate(f"{model}.get('data').x[9999]") == 9999
        assert await page.evaluate(f"[...new Uint8Array({model}.get('data').raw.buffer)]") == [0, 255]
        assert 80_000 <= sum(frames) < 80_400


async def test_it_is_cleaned_up_and_moves_as_it_is(page: Page) -> None:
    async with serving(Parent) as (app, url):
        await page.goto(url)
        await until(page, "window.rendered", 1)
        parent = shown(app)
        parent.keys = [1, 2, 3]
        await until(page, "window.rendered", 3)
        await page.evaluate("document.querySelectorAll('section button').forEach((each, i) => (each.title = i))")
        parent.keys = [3, 1, 2]
        await until(page, "[...document.querySelectorAll('section button')].map((each) => each.title).join('')", "201")
        assert await page.evaluate("[initialised, rendered, alive]") == [3, 3, 3]
        parent.keys = [2]
        await until(page, "[initialised, rendered, alive].join()", "1,1,1")
        parent.keys = []
        await until(page, "[initialised, rendered, alive].join()", "0,0,0")


async def test_a_thousand_comings_and_goings_leave_nothing(page: Page) -> None:
    async with serving(Parent) as (app, url):
        await page.goto(url)
        await until(page, "window.rendered", 1)
        parent = shown(app)
        for number in range(1000):
            parent.keys = [1, number + 10] if number % 2 else [number + 10]
            await parent.flush()
        parent.keys = [1]
        await until(page, "[initialised, rendered, alive].join()", "1,1,1")
        # What is no longer referred to is freed: elements that a model still holds would be counted.
        client = await page.context.new_cdp_session(page)
        await client.send("HeapProfiler.collectGarbage")
        counters = await client.send("Memory.getDOMCounters")
        assert counters["nodes"] < 300


async def test_it_is_rendered_again_with_the_newest_state_after_a_snapshot(page: Page) -> None:
    async with serving(Parent) as (app, url):
        await page.goto(url)
        button = page.get_by_role("button")
        await button.click()
        await expect(button).to_have_text("count 1")
        [visit] = app.visits
        served: ServedVisit = visit._served
        module = shown(app).module
        module.count = 5
        await expect(button).to_have_text("count 5")
        # A resync sends all of the document anew.
        served.protocol._cursors[0].resync()
        module.names = ["x"]
        await expect(page.locator("li")).to_have_text(["x"])
        await expect(button).to_have_text("count 5")
        assert await page.evaluate("[initialised, rendered, alive]") == [1, 1, 1]


async def test_what_is_inside_is_the_modules(page: Page) -> None:
    async with serving(Parent) as (app, url):
        await page.goto(url)
        await expect(page.get_by_role("button")).to_have_text("count 0")
        await page.evaluate("document.querySelector('section > div').append('mine')")
        parent = shown(app)
        parent.keys = [1, 2]
        parent.module.names = ["a"]
        await expect(page.locator("li")).to_have_text(["a", "2"])
        await expect(page.locator("section > div").first).to_contain_text("mine")


class Twice(Component):
    """One model in two places."""

    module: Counting = Field(default_factory=Counting)
    both: bool = True

    def render(self) -> Any:
        return h.main(
            h.div(self.module, id="first"),
            self.module.view(id="second") if self.both else None,
        )


async def test_several_views_show_one_model(page: Page) -> None:
    async with serving(Twice) as (app, url):
        await page.goto(url)
        first, second = page.locator("#first button"), page.locator("#second button")
        await expect(second).to_have_text("count 0")
        await second.click()
        await expect(first).to_have_text("count 1")
        assert await page.evaluate("[initialised, rendered]") == [1, 2]
        shown(app).both = False
        await until(page, "[initialised, rendered].join()", "1,1")
        shown(app).both = True
        await expect(second).to_have_text("count 1")


async def test_a_shared_module_is_the_same_for_all(page: Page, new_page: Any) -> None:
    shared = Shared(Counting)
    other = await new_page()
    async with serving(lambda: h.main(shared)) as (_, url):
        for each in (page, other):
            await each.goto(url)
            await expect(each.get_by_role("button")).to_have_text("count 0")
        await page.get_by_role("button").click()
        # Each counts on from what it shows.
        await expect(other.get_by_role("button")).to_have_text("count 1")
        await other.get_by_role("button").click()
        for each in (page, other):
            await expect(each.get_by_role("button")).to_have_text("count 2")
        assert shared.component.count == 2


class Broken(ClientModule):
    module = str(FILES / "broken.js")


async def test_a_module_that_fails_shows_it_and_the_page_goes_on(page: Page, page_log: PageLog) -> None:
    page_log.allow("console", ".*")
    for development in (True, False):
        async with serving(lambda: h.main(Broken(), Counting()), development=development) as (_, url):
            await page.goto(url)
            text = (
                "broken.js: Error: nothing can be drawn" if development else "This part of the page could not be shown."
            )
            await expect(page.locator(".domsync-error")).to_have_text(text)
            button = page.get_by_role("button", name="count")
            await button.click()
            await expect(button).to_have_text("count 1")


async def test_modules_import_by_name_and_are_kept(page: Page, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "index.js").write_text('import { word } from "./more.js";\nexport const text = word + "!";\n')
    (tmp_path / "lib" / "more.js").write_text('export const word = "hello";\n')
    (tmp_path / "own.css").write_text("main > div { color: rgb(1, 2, 3) }\n")
    (tmp_path / "secret.py").write_text("KEY = 1\n")
    (tmp_path / "own.js").write_text(
        'import { text } from "lib";\nexport default { render: ({ el }) => void el.append(text) };\n'
    )

    class Own(ClientModule):
        module = str(tmp_path / "own.js")
        css = (str(tmp_path / "own.css"),)

    async with serving(lambda: h.main(Own())) as (app, url):
        app.modules({"lib": tmp_path / "lib" / "index.js"})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        response = await page.goto(url)
        assert response is not None
        await expect(page.locator("main > div")).to_have_text("hello!")
        await expect(page.locator("main > div")).to_have_css("color", "rgb(1, 2, 3)")
        assert "modules/" in (await response.text())
        [own] = [address for address in asked if address.endswith("own.js")]
        got = await page.request.get(own)
        assert "immutable" in got.headers["cache-control"]
        assert (await page.request.get(re.sub("own.js", "secret.py", own))).status == 404
        assert (await page.request.get(re.sub("own.js", "../secret.py", own))).status == 404
