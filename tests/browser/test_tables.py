"""Tables in a real Chromium: scrolling without empty places, keyboard, resizing, editing, copying."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from tests.browser.conftest import NewPage
from tests.browser.harness import PageLog, opened
from tests.browser.test_client_modules import serving
from tests.browser.test_gallery import AXE

#: What axe-core finds in the first table.
FAULTS = """async () => {
  const { violations } = await axe.run(document.querySelector('.ds-table'));
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`));
}"""
#: Whether the pinned cell stands at the right edge, and covers what is scrolled below it.
PINNED = """() => {
  const box = document.querySelector('.ds-table-scroll').getBoundingClientRect();
  const cell = document.querySelector('[data-ds-rows] td.ds-pinned:not(.ds-lead)');
  const { right, left, top, height } = cell.getBoundingClientRect();
  const covering = document.elementFromPoint(left + 4, top + height / 2).closest('td');
  return [Math.abs(right - box.right) < 100, covering === cell];
}"""


class Everything(Component):
    rows: list[dict[str, Any]] = [
        {"id": number, "name": f"name {number}", "count": number % 7, "ok": number % 2 == 0} for number in range(300)
    ]
    chosen: int = 0

    def render(self) -> Any:
        return h.main(
            w.table(
                self.rows,
                (w.col("id", pin="start", edit=False), "name", w.col("count", total="sum"), "ok"),
                label="Rows",
                search=True,
                filters=True,
                select="multiple",
                on_select=self.choose,
                edit=True,
                arrange=True,
                height="400px",
                details=lambda row: h.p(f"More of {row['name']}"),
            ),
            h.output(f"{self.chosen} chosen"),
            w.table(range(1_000_000), label="Numbers", height="600px"),
            style={"width": "700px"},
        )

    def choose(self, rows: list[Any]) -> None:
        self.chosen = len(rows)


@pytest.fixture(autouse=True)
def _servers_end(page_log: PageLog) -> None:
    """A page is still open when its server has ended."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED")


#: Scrolls step by step, and looks in each frame whether rows reach as far as the view.
SCROLL = """async ([steps, by]) => {
  const box = [...document.querySelectorAll('.ds-table-scroll')].at(-1);
  const rows = box.querySelector('[data-ds-rows]');
  const message = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  });
  let empty = 0;
  for (let step = 0; step < steps; step++) {
    box.scrollBy(0, by);
    await new Promise(requestAnimationFrame);
    await message();
    const [outer, inner] = [box.getBoundingClientRect(), rows.getBoundingClientRect()];
    const [before, after] = [rows.previousElementSibling, rows.nextElementSibling];
    if (inner.top > outer.top + 40 && before.offsetHeight) empty++;
    if (inner.bottom < outer.top + box.clientHeight - 1 && after.offsetHeight) empty++;
  }
  return [empty, rows.rows.length];
}"""


async def test_a_million_rows(page: Page, page_log: PageLog) -> None:
    async with serving(Everything) as (_, origin):
        await opened(page, origin)
        numbers = page.get_by_role("grid", name="Numbers")
        await expect(numbers.get_by_role("row").nth(1)).to_have_text("0")
        # The wheel, the bar, and back.
        for steps, by in ((60, 120), (40, 700), (30, 90_000), (20, -150)):
            empty, count = await page.evaluate(SCROLL, [steps, by])
            assert empty == 0
            assert count < 100
        # What is in view at last is what belongs there: the rows that were held are in their places.
        await expect(page.locator(".ds-table-scroll").last).not_to_have_attribute("data-ds-stale", "")
        await numbers.get_by_role("columnheader").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Control+End")
        await expect(page.locator(":focus")).to_have_text("999,999")
        await page.keyboard.press("ArrowUp")
        await expect(page.locator(":focus")).to_have_text("999,998")
        await page.keyboard.press("PageUp")
        await expect(page.locator(":focus")).to_have_text("999,984")
        await expect(page.locator(":focus")).to_be_in_viewport()
        await page.keyboard.press("Control+Home")
        await expect(page.locator(":focus")).to_have_text("0")


async def test_what_users_do(new_page: NewPage, page_log: PageLog) -> None:
    page = await new_page(permissions=["clipboard-read", "clipboard-write"])
    async with serving(Everything) as (_, origin):
        await opened(page, origin)
        grid = page.get_by_role("grid", name="Rows")
        titles = grid.locator("thead th")
        await expect(grid.get_by_role("row").nth(5)).to_contain_text("name 4")

        # The arrow keys go from cell to cell; what is pinned does not cover the one with the focus.
        await grid.get_by_role("gridcell", name="name 1", exact=True).click()
        await expect(page.get_by_text("1 chosen")).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await expect(page.locator(":focus")).to_have_text("name 2")
        await page.keyboard.press("Shift+ArrowDown")
        await expect(page.get_by_text("3 chosen")).to_be_visible()
        for _ in range(12):
            await page.keyboard.press("ArrowDown")
        await expect(page.locator(":focus")).to_have_text("name 15")
        assert await page.locator(":focus").evaluate(
            "(cell) => document.elementFromPoint(...(({x, y, height}) => [x + 3, y + height / 2])"
            "(cell.getBoundingClientRect())).closest('td') === cell"
        )

        # Copying: the rows that are chosen, as spreadsheets take them.
        await page.keyboard.press("Control+c")
        wanted = "1\tname 1\t1\tNo\n2\tname 2\t2\tYes\n3\tname 3\t3\tNo"
        await page.wait_for_function(f"async () => (await navigator.clipboard.readText()) === {wanted!r}")

        # Editing, by the keyboard: the focus goes into the control and back to the cell.
        await page.keyboard.press("Enter")
        await expect(page.locator("input:focus")).to_have_value("name 15")
        await page.keyboard.press("Control+a")
        await page.keyboard.type("Ada")
        await page.keyboard.press("Enter")
        await expect(page.locator("td:focus")).to_have_text("Ada")
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("F2")
        await expect(page.locator("input:focus")).to_have_value("1")
        await page.keyboard.press("Control+a")
        await page.keyboard.type("many")
        await page.keyboard.press("Enter")
        await expect(grid.get_by_role("alert")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("td:focus")).to_have_text("1")

        # Making a column wider with the mouse.
        edge = titles.nth(3).locator(".ds-resizer")
        box = await edge.bounding_box()
        assert box is not None
        before = await titles.nth(3).evaluate("(title) => title.offsetWidth")
        await page.mouse.move(box["x"] + 4, box["y"] + 10)
        await page.mouse.down()
        await page.mouse.move(box["x"] + 64, box["y"] + 10, steps=4)
        await page.mouse.up()
        column = grid.locator("col").nth(3)
        await expect(column).to_have_attribute("style", f"width: {before + 60}px;")

        # By the keyboard, too. A title that moves keeps the focus.
        await titles.nth(3).click(position={"x": 200, "y": 10})
        await expect(page.locator("th:focus")).to_have_text("Name")
        before = await titles.nth(3).evaluate("(title) => title.offsetWidth")
        await page.keyboard.press("Shift+ArrowRight")
        await expect(column).to_have_attribute("style", f"width: {before + 16}px;")
        await page.keyboard.press("Control+ArrowRight")
        await expect(titles.locator(".ds-table-title")).to_have_text(["Id", "Count", "Name", "Ok"])
        await expect(page.locator("th:focus")).to_have_text("Name")
        await page.keyboard.press("Control+ArrowRight")
        await expect(titles.locator(".ds-table-title")).to_have_text(["Id", "Count", "Ok", "Name"])
        await expect(page.locator("th:focus")).to_have_text("Name")
        # And with the mouse.
        await titles.nth(5).drag_to(titles.nth(3))
        await expect(titles.locator(".ds-table-title")).to_have_text(["Id", "Name", "Count", "Ok"])

        # The details of a row, which the arrow keys pass over.
        await page.keyboard.press("Control+Home")
        await expect(page.locator("td:focus button")).to_have_attribute("aria-expanded", "false")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("More of name 0")).to_be_visible()
        await expect(page.locator("td:focus button")).to_have_attribute("aria-expanded", "true")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("ArrowRight")
        await expect(page.locator("td:focus")).to_have_text("1")

        # From right to left: the arrow keys go where they point, and what is pinned stays at the other side.
        await page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
        await page.keyboard.press("ArrowLeft")
        await expect(page.locator("td:focus")).to_have_text("name 1")
        await page.evaluate("() => document.querySelector('.ds-table-scroll').scrollBy(-60, 0)")
        assert await page.evaluate(PINNED) == [True, True]
        await page.evaluate(AXE)
        assert await page.evaluate(FAULTS) == []
        # On paper there is nothing to press, and no row is cut off.
        await page.emulate_media(media="print")
        await expect(page.get_by_role("button", name="Filter")).to_be_hidden()
        assert await page.evaluate(FAULTS) == []
        assert await page.evaluate("getComputedStyle(document.querySelector('.ds-table-scroll')).maxHeight") == "none"


class Grouped(Component):
    """3,000 rows in three groups."""

    rows: list[dict[str, Any]] = [{"id": number, "part": f"part {number // 1000}"} for number in range(3_000)]

    def render(self) -> Any:
        return h.main(w.table(self.rows, ("id", "part"), label="Parts", group="part", height="400px"))


async def test_groups(page: Page) -> None:
    """Their rows stand below their titles, which fold by the mouse and by the keyboard, wherever one has scrolled."""
    async with serving(Grouped) as (_, origin):
        await opened(page, origin)
        grid = page.get_by_role("grid", name="Parts")
        first, second = (grid.get_by_role("button", name=f"part {number}") for number in (0, 1))
        await expect(first).to_have_attribute("aria-expanded", "true")
        await expect(grid).to_have_attribute("aria-rowcount", "3004")
        for steps, by in ((30, 700), (20, 3_000), (50, -900)):
            empty, count = await page.evaluate(SCROLL, [steps, by])
            assert empty == 0
            assert count < 100
        # The titles of the columns stay in view.
        box, title = page.locator(".ds-table-scroll"), grid.get_by_role("columnheader", name="Id")
        assert await box.evaluate("(box) => box.scrollTop") > 1_000
        tops = [await one.evaluate("(one) => one.getBoundingClientRect().top") for one in (box, title)]
        assert abs(tops[0] - tops[1]) < 3
        await box.evaluate("(box) => box.scrollTo(0, 0)")
        await first.click()
        await expect(first).to_have_attribute("aria-expanded", "false")
        await expect(grid).to_have_attribute("aria-rowcount", "2004")
        await expect(grid.locator("[data-ds-rows] > tr").nth(1)).to_contain_text("part 1")
        await expect(grid.locator("[data-ds-rows] > tr").nth(2)).to_contain_text("1000")
        # The keyboard: to the title of the next group, which Enter folds, and unfolds.
        await grid.get_by_role("columnheader", name="Id").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        for state, count in (("false", 1_004), ("true", 2_004)):
            await page.keyboard.press("Enter")
            await expect(second).to_have_attribute("aria-expanded", state)
            await expect(grid).to_have_attribute("aria-rowcount", str(count))
        await page.keyboard.press("ArrowDown")
        await expect(page.locator(":focus")).to_have_text("1000")
        # Sorted by another column, the groups stay, and their rows turn round.
        for wanted, top in (("ascending", "1000"), ("descending", "1999")):
            await title.locator(".ds-table-title").click()
            await expect(title).to_have_attribute("aria-sort", wanted)
            await expect(grid.locator("[data-ds-rows] > tr").nth(2)).to_contain_text(top)
        await page.evaluate(AXE)
        assert await page.evaluate(FAULTS) == []
