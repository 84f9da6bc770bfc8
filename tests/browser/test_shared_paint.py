"""A page with a shared part is whole at once, and stays as it is when the connection is there."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, Child, Component, Shared
from domsync import html as h
from tests.browser.slow_line import slow_line

Shot = Callable[[Page, str], Awaitable[Path]]

#: Remembers each node of the page's HTML, and what changes there.
WATCH = """
    document.addEventListener("readystatechange", () => {
        if (document.readyState !== "interactive") return;
        const root = document.getElementById("domsync_root_id");
        window.nodes = () => {
            const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
            const found = [];
            while (walk.nextNode()) found.push(walk.currentNode);
            return found;
        };
        window.first = nodes();
        window.changes = [];
        new MutationObserver((records) => {
            changes.push(...records.filter(({ removedNodes }) => removedNodes[0]?.nodeType !== 8));
        }).observe(root, { childList: true, characterData: true, subtree: true });
    });
"""


class Board(Component):
    texts: list[str] = ["one", "two"]
    name: str = ""

    def render(self) -> Child:
        return [
            h.ul((h.li(text) for text in self.texts), style={"color": "rgb(200, 0, 0)"}),
            *("a", "b"),
            h.input(bind=self.field("name")),
            h.button("More", on_click=self.more),
        ]

    def more(self) -> None:
        self.texts = [*self.texts, f"more {len(self.texts)}"]


class Around(Component):
    count: int = 0
    board: Shared[Board]

    def render(self) -> Child:
        return h.main(h.h1(f"Board {self.count}"), self.board, h.button("Mine", on_click=self.add), h.p("below"))

    def add(self) -> None:
        self.count += 1


@pytest.fixture
async def board() -> Shared[Board]:
    return Shared(Board, tag="section", class_="board")


async def test_it_is_there_before_the_connection_and_adopted(board: Shared[Board], new_page: Any, shot: Shot) -> None:
    app = App(lambda: Around(board=board))
    port = await app.serve("127.0.0.1", 0)
    async with slow_line(port) as line:
        line.open.clear()
        page: Page = await new_page()
        await page.add_init_script(WATCH)
        await page.goto(f"http://127.0.0.1:{line.port}")
        # Nothing but HTTP so far; what was typed before stays.
        await expect(page.get_by_role("listitem")).to_have_text(["one", "two"])
        await page.get_by_role("textbox").fill("early")
        before = await shot(page, "shared-paint-before")
        # The other one is ahead by now.
        board.component.more()
        assert app.visits
        assert not app.visits[0].connected
        line.open.set()
        await expect(page.get_by_role("listitem")).to_have_text(["one", "two", "more 2"])
        await page.get_by_role("button", name="Mine").click()
        await expect(page.get_by_role("heading")).to_have_text("Board 1")
        await page.get_by_role("button", name="More").click()
        await expect(page.get_by_role("listitem")).to_have_count(4)
        after = await shot(page, "shared-paint-after")
        assert before != after
        await expect(page.get_by_role("textbox")).to_have_value("early")
        assert board.component.name == "early"
        colour = await page.locator("ul").evaluate("e => getComputedStyle(e).color")
        assert colour == "rgb(200, 0, 0)"
        # All nodes of the HTML are still the same ones, and two rows with a text each have come.
        assert await page.evaluate("first.every((node) => nodes().includes(node))")
        assert await page.evaluate("nodes().length - first.length") == 4
        late: Page = await new_page()
        await late.goto(f"http://127.0.0.1:{port}")
        await expect(late.get_by_role("listitem")).to_have_count(4)
        await expect(late.get_by_role("textbox")).to_have_value("early")
    await app.close()


async def test_nothing_changes_when_the_connection_is_there(board: Shared[Board], new_page: Any) -> None:
    app = App(lambda: Around(board=board))
    port = await app.serve("127.0.0.1", 0)
    page: Page = await new_page()
    await page.add_init_script(WATCH)
    await page.goto(f"http://127.0.0.1:{port}")
    await page.get_by_role("button", name="Mine").click()
    await expect(page.get_by_role("heading")).to_have_text("Board 1")
    assert await page.evaluate("[first.length, nodes().length, changes.length]") == [18, 18, 1]
    await app.close()
