"""Charts in a real Chromium: values under the pointer and by the keyboard, and zoom."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from tests.browser.harness import PageLog
from tests.browser.test_client_modules import serving, shown

NOON = datetime.datetime(2026, 3, 5, 12)  # noqa: DTZ001 - a time of the day, wherever one is
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(autouse=True)
def _servers_end(page_log: PageLog) -> None:
    """A page is still open when its server has ended."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED")


class Charts(Component):
    rows: list[dict[str, Any]] = [
        {"time": NOON + datetime.timedelta(minutes=at), "cpu": 10.5 + at, "memory": 60 - at} for at in range(11)
    ]

    def render(self) -> Any:
        return h.main(
            h.h1("Charts"),
            w.line_chart(self.rows, x="time", y=("cpu", "memory"), title="Load", unit=" %", zoom=True),
            w.bar_chart([{"day": "Mon", "count": 3}, {"day": "Tue", "count": 5}], x="day", y="count", title="Orders"),
            w.scatter_chart([{"a": 1, "b": 2}, {"a": 2, "b": 4}], x="a", y="b", title="Points"),
            w.pie_chart({"a": 1, "b": 3}, title="Parts"),
            w.heat_map(
                [{"x": "a", "y": "p", "n": 1}, {"x": "b", "y": "p", "n": 2}], x="x", y="y", value="n", title="Map"
            ),
            w.gauge(70, label="Disk"),
            w.sparkline([1, 2, 3], label="Line"),
        )


def overlay(page: Page, name: str) -> Any:
    """What is drawn over a chart, which is in a shadow tree; Playwright looks into it."""
    return page.get_by_role("figure", name=name).locator("[data-ds-over]")


async def test_values_and_zoom(page: Page, shot: Any) -> None:
    async with serving(Charts, lang="en") as (app, url):
        await page.goto(url)
        plot = page.get_by_role("figure", name="Load").locator("[data-ds-chart]")
        tip = overlay(page, "Load").locator("[part=tip]")
        box = await plot.bounding_box()
        assert box is not None
        # What wakes the charts' module may come before it; it hears of the next move.
        for step in range(3_000):
            await page.mouse.move(box["x"] + box["width"] / 2 + step % 2, box["y"] + 40)
            if await tip.count():
                break
            await page.wait_for_timeout(10)
        await expect(tip).to_have_text("12:05:00cpu15.5 %memory55 %")
        await shot(page, "charts-tip")

        # The keyboard, which also says it.
        await plot.focus()
        said = overlay(page, "Load").locator("[part=said]")
        await page.keyboard.press("Home")
        await expect(said).to_have_text("12:00:00, cpu 10.5 %, memory 60 %")
        await page.keyboard.press("ArrowRight")
        await expect(said).to_have_text("12:01:00, cpu 11.5 %, memory 59 %")

        # What is shown stands at its point when more comes.
        part = shown(app)
        line = overlay(page, "Load").locator("[part=line]")
        before = await line.bounding_box()
        part.rows = [*part.rows, {"time": NOON + datetime.timedelta(minutes=20), "cpu": 40, "memory": 5}]
        await expect(page.locator(".ds-x-ticks").first).to_contain_text("12:20")
        assert before is not None
        after = before
        for _ in range(3_000):
            after = await line.bounding_box() or before
            if after["x"] < before["x"]:
                break
            await page.wait_for_timeout(10)
        assert after["x"] < before["x"]
        await page.keyboard.press("Escape")
        await expect(tip).to_have_count(0)

        # A part is chosen by dragging, and by keys; Escape shows all again.
        await page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 60)
        await page.mouse.down()
        await page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 60, steps=4)
        await expect(overlay(page, "Load").locator("[part=brush]")).to_have_count(1)
        await page.mouse.up()
        everything = page.get_by_role("button", name="Show all")
        await expect(everything).to_be_visible()
        await everything.click()
        await expect(everything).to_have_count(0)
        await plot.focus()
        await page.keyboard.press("+")
        await expect(everything).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(everything).to_have_count(0)

        # Elements say their own values.
        bars = page.get_by_role("figure", name="Orders")
        await bars.locator("[data-ds-chart]").focus()
        await page.keyboard.press("End")
        await expect(bars.locator("[part=said]")).to_have_text("Tue, 5")
        await page.get_by_role("figure", name="Points").locator("[data-ds-chart]").focus()
        await page.keyboard.press("ArrowRight")
        await expect(overlay(page, "Points").locator("[part=said]")).to_have_text("1, 2")
        await page.get_by_role("figure", name="Map").locator("[data-ds-chart]").focus()
        await page.keyboard.press("ArrowRight")
        await expect(overlay(page, "Map").locator("[part=said]")).to_have_text("p, a, 1")

        # A reader of the screen has the table.
        await page.get_by_role("figure", name="Parts").get_by_role("button", name="Data as a table").click()
        await expect(page.get_by_role("cell", name="75 %")).to_be_visible()
        await page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
        found = await page.evaluate(
            "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))"
        )
        assert found == []
        await page.set_viewport_size({"width": 390, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
