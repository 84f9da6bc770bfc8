"""Trees, boards, long lists and logs in Chromium: dragging, the focus, scrolling, and what axe-core finds."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect
from pydantic import Field

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from tests.browser import harness

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


class Everything(Component):
    files: dict[str, Any] = {"docs": {"a.md": None, "b.md": None}, "src": {}, "README": None}
    lists: dict[str, list[str]] = {"To do": ["Write", "Draw", "Tag"], "Doing": ["Read"], "Done": []}
    lines: w.LogLines = Field(default_factory=lambda: w.LogLines(f"line {n}" for n in range(20_000)))

    def render(self) -> Any:
        return h.main(
            h.h1("Collections"),
            h.button("first"),
            w.tree(self.files, label="Files", expanded=[("docs",)], on_select=print, on_move=self.move_file),
            w.kanban(self.lists, label="Release", on_move=self.move_card),
            w.list_view(
                range(5_000),
                self.day,
                label="Days",
                group=lambda day: day // 30,
                group_shows=lambda month: f"month {month}.",
                height="300px",
            ),
            w.log_view(self.lines, label="Server", height="300px"),
            h.button("Add", on_click=self.add),
        )

    def day(self, day: int) -> Any:
        return [h.div(f"day {day}"), [h.div("more") for _ in range(day % 4)]]

    def move_file(self, path: Any, parent: Any, index: int) -> None:
        target = self.files if parent is None else self.files[parent[0]]
        source = self.files if len(path) == 1 else self.files[path[0]]
        if not isinstance(target, dict):
            return
        moved = source.pop(path[-1])
        rest = list(target.items())
        rest.insert(index, (path[-1], moved))
        target.clear()
        target.update(rest)

    def move_card(self, card: str, to: str, index: int) -> None:
        for cards in self.lists.values():
            if card in cards:
                cards.remove(card)
        self.lists[to].insert(index, card)

    def add(self) -> None:
        self.lines.append(f"line {len(self.lines)}")


@pytest.fixture
async def site() -> AsyncIterator[str]:
    app = App(Everything, title="Collections")
    port = await app.serve("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}"
    await app.close()


async def opened(page: Page, site: str) -> None:
    await harness.opened(page, site)
    # The log is at its end.
    await page.wait_for_function("document.querySelector('[role=log]').scrollTop > 1000")
    await page.get_by_role("button", name="first").focus()


def item(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem", name=name, exact=True)


async def test_trees_and_boards(site: str, page: Page) -> None:
    await opened(page, site)
    # The focus: into the tree, through it, and out of it.
    await page.keyboard.press("Tab")
    await expect(item(page, "docs")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(item(page, "a.md")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_role("treeitem")).to_have_text(["docs", "src", "README"])
    await page.keyboard.press("r")
    await expect(item(page, "README")).to_be_focused()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.get_by_role("treeitem")).to_have_text(["docs", "README", "src"])
    await expect(item(page, "README")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name="first")).to_be_focused()
    # Dragging: into the middle of an item, and above one.
    await item(page, "README").drag_to(item(page, "docs"))
    await expect(page.get_by_role("treeitem")).to_have_text(["docs", "a.md", "b.md", "README", "src"])
    await item(page, "README").drag_to(item(page, "a.md"), target_position={"x": 60, "y": 2})
    await expect(page.get_by_role("treeitem")).to_have_text(["docs", "README", "a.md", "b.md", "src"])
    await expect(page.locator("[data-ds-drop], [data-ds-dragged]")).to_have_count(0)
    # Boards
    await page.get_by_text("Write").drag_to(page.locator(".ds-board-list").nth(2))
    done = page.get_by_role("list", name="Done").get_by_role("listitem")
    await expect(done).to_have_text(["Write"])
    await page.get_by_text("Tag").drag_to(page.get_by_text("Draw"), target_position={"x": 20, "y": 3})
    await expect(page.get_by_role("list", name="To do").get_by_role("listitem")).to_have_text(["Tag", "Draw"])
    await page.get_by_text("Tag", exact=True).focus()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(page.get_by_role("list", name="Doing").get_by_role("listitem")).to_have_text(["Tag", "Read"])
    await expect(page.get_by_role("listitem").filter(has_text="Tag")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(done.first).to_be_focused()
    await expect(page.locator(".ds-board [role=status]")).to_have_text("Tag: Doing, 1 of 2")
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate(
        "axe.run().then(({ violations }) => violations.map((one) => [one.id, one.nodes[0].html]))"
    )
    assert found == []


#: What is seen at the top of a box, below a title there, and at its end.
SEEN = """(box) => {
  const { left, top, bottom } = box.getBoundingClientRect();
  const at = (y) => document.elementFromPoint(left + 60, y)?.closest("li,.ds-log-line")?.textContent ?? "";
  return [at(top + 6), at(top + 60), at(bottom - 25)];
}"""
#: Whether there is no empty place, and the title of the group is over its rows; a new group may begin below it.
TITLED = f"""(box) => {{
  const [title, row, last] = ({SEEN})(box);
  const month = Number(/^month (\\d+)\\./.exec(title)?.[1]);
  const below = row.startsWith("day") ? Math.floor(parseInt(row.slice(4)) / 30) : Number(/\\d+/.exec(row));
  return /^(day|month)/.test(last) && (below === month || below === month + 1);
}}"""


async def test_long_lists_and_logs(site: str, page: Page) -> None:
    await opened(page, site)
    days = page.get_by_role("region", name="Days")
    await days.scroll_into_view_if_needed()
    await days.evaluate("(box) => (box.scrollTop = box.scrollHeight / 2)")
    handle = await days.element_handle()
    await page.wait_for_function(f"(box) => ({SEEN})(box)[1].startsWith('day 2')", arg=handle)
    await page.wait_for_function(TITLED, arg=handle)
    for _ in range(3):
        await days.hover()
        await page.mouse.wheel(0, 700)
        await page.wait_for_function(TITLED, arg=handle)
    log = page.get_by_role("log", name="Server")
    await log.scroll_into_view_if_needed()
    add = page.get_by_role("button", name="Add")
    await add.click()
    await expect(log.get_by_text("line 20000", exact=True)).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Follow")).to_have_count(0)
    # Whoever scrolls up reads on, whatever comes.
    await log.hover()
    end = await log.evaluate("(log) => log.scrollTop")
    await page.mouse.wheel(0, -400)
    follow = page.get_by_role("button", name="Follow")
    await expect(follow).to_be_visible()
    # The wheel has come to rest, and the rows are there.
    await page.wait_for_function(
        "([log, top]) => Math.abs(log.scrollTop - top) < 1 && !log.matches('[data-ds-stale]')",
        arg=[await log.element_handle(), end - 400],
    )
    before = await log.evaluate(SEEN)
    for number in range(20_001, 20_004):
        await add.click()
        await expect(page.get_by_text(f"{number + 1:,} lines")).to_be_visible()
    assert await log.evaluate(SEEN) == before
    await follow.click()
    await expect(log.get_by_text("line 20003", exact=True)).to_be_in_viewport()
    await add.click()
    await expect(log.get_by_text("line 20004", exact=True)).to_be_in_viewport()
    await expect(follow).to_have_count(0)
    # And at the other end of the log there are lines, too.
    await log.evaluate("(box) => (box.scrollTop = 0)")
    await expect(log.get_by_text("line 0", exact=True)).to_be_in_viewport()
